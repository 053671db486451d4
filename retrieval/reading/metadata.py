"""What a document says about itself: title, dates, issuing body, number, author.

Chinese official pages write these as labelled lines (`发布日期:2024-07-31`), as lines under the
title, and as a signature and date at the end. All of them stay in the document and are searchable.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from retrieval.models import Field, Kind, Metadata, Paragraph
from retrieval.reading import enactment, titles
from retrieval.text.dates import DATE, DAY, find_date, is_date

LABELS = {
    "title": ("标题", "title"),
    "written_on": ("成文日期", "成文时间"),
    "sent_on": ("发文时间", "发文日期"),
    "printed_on": ("印发日期", "印发时间"),
    "published_on": ("发布日期", "发布时间", "发稿时间", "更新时间", "日期", "date", "pubdate"),
    "issuer": ("发文机关", "发文单位", "发布机构", "发布单位", "制发机关", "公开主体"),
    "source": ("资料来源", "信息来源", "文章来源", "稿件来源", "来源", "稿源", "source"),
    "document_number": ("发文字号", "文件编号", "文号", "项目编号", "招标编号", "采购编号"),
    "author": ("作者", "撰文", "撰稿", "记者", "供稿", "通讯员", "执笔", "文", "author"),
    "editor": ("责编", "责任编辑", "编辑"),
    "credits": ("审核", "校对", "流程制作", "摄影", "图"),
    "index_number": ("索引号",),
    "topic": ("主题分类", "主题词", "关键词"),
    "validity": ("有效期", "有效性", "施行日期", "实施日期", "生效日期", "失效日期"),
    "url": ("原文链接", "原文网址", "url"),
}

_NAMES = {label: name for name, labels in LABELS.items() for label in labels}
_LONGEST_FIRST = sorted(_NAMES, key=len, reverse=True)
_LABEL = re.compile(
    r"(?<![^\s|(（\[【])("
    # In tables they are spread out: 标　　题.
    + "|".join(r"[ \t\u3000]*".join(map(re.escape, each)) for each in _LONGEST_FIRST)
    + r")\s*[:：]\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?:[-*>]\s+)?[(（\[【]?\s*(?:{DATE.pattern}(?:\s*\d\d?[:：]\d\d(?:[:：]\d\d)?)?\s*)?"
)
_PASSED_IN_WORDS = re.compile(
    rf"{DAY}，[^。]{{2,40}}会议(?:表决)?通过了?《([^》]+)》[^。]{{0,20}}。?"
)
_DATED = re.compile(rf"(.+?\s)({DAY})(?:\s*\d\d?[:：]\d\d(?:[:：]\d\d)?)?")
_OPEN = re.compile(rf"[(（]\s*{DAY}[^()（）]{{0,40}}")
_CLOSED = (")", "）")
# Who issues and when, in one line.
_SIGNED = re.compile(rf"({titles.BODY.pattern})[ \t\u3000\xa0]+({DAY})")
_PRINTED = re.compile(rf"(?:\S.{{0,40}}?\s+)?{DAY}\s*印发")
_OCCASION = re.compile(r"[—―－-]+\s*\S.{0,120}|[(（][^()（）]{0,20}\d{4}年[^()（）]{0,100}[)）]")
# "记者:请问…?" is talk, not a by-line.
PEOPLE = ("author", "editor", "credits")
_SPOKEN = {False: re.compile(r"[。？?！!；;]"), True: re.compile(r"[。？?！!；;，,]|.{41}")}

# As YAML quotes a value in front matter.
_QUOTED = re.compile(r"\"[^\"]+\"|'[^']+'")

MAX_LINE = 160
HEAD = 12
TAIL = 8

DATE_ORDER = (
    *("written_on", "sent_on", "printed_on", "passed_on", "published_on", "occasion", "held_on"),
)
SOURCE_ORDER = ("issuer", "source")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def describe(
    text: str,
    paragraphs: list[Paragraph],
    properties: Mapping[str, str] = _NOTHING,
    *,
    trusts_headings: bool = False,
    heads_parts: bool = False,
    signed: bool = True,
) -> tuple[Metadata, list[Paragraph]]:
    """The metadata stated in `paragraphs`, and those with the lines that state it marked.

    What the file's own `properties` say counts where the text is silent, but for the title: that is
    the one that they tell. Where headings head parts alone, none of them is the document's title.
    What is not `signed` goes on behind the last of them.
    """
    fields = _stated(text, paragraphs)
    lines = {field.start for field in fields}
    kinds = (Kind.BODY,) if heads_parts else (Kind.BODY, Kind.HEADING)
    rest = [p for p in paragraphs if p.kind in kinds and p.start not in lines]
    told = properties.get("title", "")
    rows = [p for p in paragraphs if p.kind is Kind.ROW]
    # A line alone is a text, not its title; nor is what stands below a table with a header.
    headed = next((p.start for p in rows if p.level), len(text))
    before = 0 if len(rest) + len(rows) < 2 else headed
    title = titles.find(text, rest, told, before, trusts_headings=trusts_headings)
    head = [*_head(text, rest, title), *_passed(text, rest, title)] if title else []
    tail = list(_signature(text, rest[1:])) if signed else []
    beside = list(_numbers_beside(text, paragraphs))
    fields = sorted([*head, *fields, *tail, *beside], key=lambda field: field.start)
    # Lines that say more than a fact stay body text.
    made = [field for field in fields if field.name == "passed_on"]
    quiet = [
        *enactment.enacted(text, made),
        *enactment.effects(text, paragraphs),
        *enactment.held(text, rest),
    ]
    # How a law was made is what people ask for too: only what stands in brackets is no body text.
    stated = {f.start for f in fields if f.name != "passed_on" or _OCCASION.fullmatch(f.value)}
    around = {**dict(_around(text, paragraphs)), **properties}
    return _metadata(fields, quiet, around), [_marked(p, stated) for p in paragraphs]


def labelled(
    text: str, paragraphs: list[Paragraph], *, signed: bool
) -> tuple[tuple[Field, ...], list[Paragraph]]:
    """What labelled lines state far from the beginning of a file, and where it is `signed` its
    signature; and `paragraphs` with these marked."""
    fields = [*_stated(text, paragraphs), *(closing(text, paragraphs) if signed else ())]
    fields.sort(key=lambda field: field.start)
    lines = {field.start for field in fields}
    return tuple(fields), [_marked(paragraph, lines) for paragraph in paragraphs]


def closing(text: str, paragraphs: list[Paragraph]) -> list[Field]:
    """What the signature states with which a file ends, of which these are the last paragraphs."""
    body = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.BODY]
    return [*_signature(text, body[-TAIL - 1 :])]


def _stated(text: str, paragraphs: list[Paragraph]) -> list[Field]:
    stating = (Kind.BODY, Kind.METADATA, Kind.ROW)
    return [field for p in paragraphs if p.kind in stating for field in _labelled(text, p)]


def _marked(paragraph: Paragraph, lines: set[int]) -> Paragraph:
    """A title that Markdown marks as a heading stays one: sections hang on it."""
    states = paragraph.kind in (Kind.BODY, Kind.ROW) and paragraph.start in lines
    return paragraph._replace(kind=Kind.METADATA) if states else paragraph


def _around(text: str, paragraphs: list[Paragraph]) -> Iterator[tuple[str, str]]:
    """What labelled lines say that stand around the main part of a web page, nearest last."""
    kinds = [paragraph.kind is Kind.FURNITURE for paragraph in paragraphs]
    if all(kinds) or not any(kinds):
        return
    first, past = kinds.index(False), len(kinds) - kinds[::-1].index(False)
    near = [*reversed(paragraphs[past : past + TAIL]), *paragraphs[max(first - HEAD, 0) : first]]
    for paragraph in near:
        for field in _labelled(text, paragraph):
            if field.name != "title":
                yield field.name, field.value


def _labelled(text: str, paragraph: Paragraph) -> Iterator[Field]:
    """The fields of a line that is labels and values from its start."""
    line = text[paragraph.start : paragraph.end]
    lead = _LEAD.match(line)
    offset = lead.end() if lead else 0
    if len(line) > MAX_LINE or "。" in line or not _LABEL.match(line, offset):
        return
    if offset and is_date(line[:offset].strip("-*> ")):
        yield Field("published_on", line[:offset].strip(), paragraph.start, paragraph.end)
    labels = list(_LABEL.finditer(line))
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=True):
        value = line[label.end() : end].strip(" \t\u3000\u00a0|")
        if _QUOTED.fullmatch(value):
            value = value[1:-1]
        if lead and re.search(r"[(（\[【]", lead[0]):
            value = value.rstrip(")）]】")
        name = _NAMES["".join(label[1].split()).lower()]
        if name == "source" and (dated := _DATED.fullmatch(value)):
            value = dated[1].rstrip()
            yield Field("published_on", dated[2], paragraph.start, paragraph.end)
        if value and not _SPOKEN[name in PEOPLE].search(value):
            yield Field(name, value, paragraph.start, paragraph.end)


def _head(text: str, paragraphs: list[Paragraph], title: list[Field]) -> Iterator[Field]:
    """The title, a number above it, and the lines under it, down to the first of the body."""
    yield from title
    first, last = title[0], title[-1]
    previous = "title"
    for number, paragraph in enumerate(paragraphs):
        line = text[paragraph.start : paragraph.end]
        if paragraph.start < first.start:
            above = paragraphs[number - 1] if number else paragraph
            if stated := _above_title(line, text[above.start : above.end]):
                yield Field(*stated, paragraph.start, paragraph.end)
        elif paragraph.start > last.start:
            if number >= HEAD:
                return
            following = paragraphs[number + 1 : number + 2]
            if signed := _SIGNED.fullmatch(line):
                yield Field("issuer", signed[1].strip(), paragraph.start, paragraph.end)
                yield Field("published_on", signed[2], paragraph.start, paragraph.end)
                continue
            below = text[following[0].start : following[0].end] if following else ""
            name = _under_title(line, last.value, previous, below)
            order = None if name else _order(line) or _issue(line, title[0].value)
            if name is None and order is None:
                return
            previous = name or "document_number"
            yield Field(previous, order or line, paragraph.start, paragraph.end)


def _passed(text: str, paragraphs: list[Paragraph], title: list[Field]) -> Iterator[Field]:
    """A sentence near the title that says when what bears it was made."""
    for paragraph in paragraphs[:HEAD]:
        said = _PASSED_IN_WORDS.fullmatch(text, paragraph.start, paragraph.end)
        if said and said[1] == title[0].value:
            yield Field("passed_on", said[0], paragraph.start, paragraph.end)


def _above_title(line: str, above: str) -> tuple[str, str] | None:
    """What a line above the title states, and in which words; `above` is the one above it."""
    if issue := _issue(line, above):
        return "document_number", issue
    if number := titles.NUMBERED.fullmatch(line):
        return "document_number", number[1]
    if titles.ORDER.fullmatch(line):
        return "document_number", line
    return ("written_on", line) if is_date(line) else None


def _issue(line: str, above: str) -> str | None:
    """The number of an order or announcement that stands below its name."""
    name = "".join(above.split())
    told = titles.ISSUE.fullmatch(line) and name.endswith(titles.ANNOUNCES)
    return name + "".join(line.split()) if told else None


def _order(line: str) -> str | None:
    """The number of the order that a line under the title ends in."""
    orders = [*titles.ORDER.finditer(line)] if len(line) <= MAX_LINE and "。" not in line else []
    ends = orders and not line[orders[-1].end() :].strip(" )）")
    return orders[-1][0] if ends else None


def _under_title(line: str, title: str, previous: str, below: str) -> str | None:
    if "".join(line.split()) == "".join(title.split()):
        return "title"
    if titles.NUMBER.fullmatch(line):
        return "document_number"
    if enactment.ENACTED.fullmatch(line) or (
        _OPEN.fullmatch(line) and enactment.ENACTED.fullmatch(line + below)
    ):
        return "passed_on"
    if previous == "passed_on" and line.endswith(_CLOSED):
        return "passed_by"
    if is_date(line):
        return "published_on"
    if _OCCASION.fullmatch(line) and find_date(line):
        return "occasion"
    if previous == "occasion" and len(line) <= 40 and not re.search(r"[，。；：,;:、]", line):
        return "speaker"
    return None


def _signature(text: str, paragraphs: list[Paragraph]) -> Iterator[Field]:
    """The issuing body and the date that close a notice; annexes may stand behind them."""
    lines = [text[paragraph.start : paragraph.end] for paragraph in paragraphs]
    last = range(max(len(lines) - TAIL, 0), len(lines))
    for number in last:
        if _PRINTED.fullmatch(lines[number]):
            paragraph = paragraphs[number]
            yield Field("printed_on", lines[number], paragraph.start, paragraph.end)
    for number in reversed(last):
        if told := _SIGNED.fullmatch(lines[number]):
            paragraph = paragraphs[number]
            yield Field("issuer", told[1].strip(), paragraph.start, paragraph.end)
            yield Field("written_on", told[2], paragraph.start, paragraph.end)
            return
    dated = [number for number in reversed(last) if is_date(lines[number])]
    signed = [number for number in range(1, len(lines)) if _is_signed(lines, number)]
    for number in (dated or signed)[:1]:
        paragraph, above = paragraphs[number], paragraphs[max(number - 1, 0)]
        yield Field("written_on", lines[number], paragraph.start, paragraph.end)
        if number and titles.BODY.fullmatch(lines[number - 1]):
            yield Field("issuer", lines[number - 1], above.start, above.end)


def _is_signed(lines: list[str], number: int) -> bool:
    """Whether a date stands there right under who signed."""
    return is_date(lines[number]) and bool(
        titles.BODY.fullmatch("".join(lines[number - 1].split()))
    )


def _day(said: Mapping[str, str]) -> date | None:
    """The day that comes first among those that are stated, by their order."""
    days = (find_date(said[name]) for name in DATE_ORDER if name in said)
    return next((day for day in days if day), None)


def _numbers_beside(text: str, paragraphs: list[Paragraph]) -> Iterator[Field]:
    """A number that stands in a text box, as letterheads have it."""
    for paragraph in paragraphs:
        line = text[paragraph.start : paragraph.end]
        if paragraph.kind is Kind.NOTE and titles.NUMBER.fullmatch(line):
            yield Field("document_number", line, paragraph.start, paragraph.end)


def _metadata(stated: list[Field], quiet: list[Field], properties: Mapping[str, str]) -> Metadata:
    """What `stated` fields say, then `quiet` ones, those that are part of other lines."""
    made = enactment.latest([field for field in stated if field.name == "passed_on"])
    first: dict[str, str] = {made.name: made.value} if made else {}
    for field in (*stated, *quiet):
        first.setdefault(field.name, field.value)
    source = next((first[name] for name in SOURCE_ORDER if name in first), None)
    url = first.get("url")
    if source and source.startswith(("http://", "https://")):
        source, url = None, url or source
    source = source or properties.get("issuer") or properties.get("source")
    number = first.get("document_number")
    return Metadata(
        title=first.get("title") or properties.get("title"),
        issued_on=_day(first) or _day(properties),
        source=titles.unspaced(source) if source else None,
        document_number=number.strip("()（）") if number else properties.get("document_number"),
        url=url or properties.get("url"),
        fields=tuple(sorted([*stated, *quiet], key=lambda field: field.start)),
    )
