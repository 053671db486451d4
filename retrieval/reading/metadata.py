"""What a document says about itself: title, dates, issuing body, number, author.

Chinese official pages write these as labelled lines (`发布日期:2024-07-31`), as lines under the
title, and as a signature and date at the end. All of them stay in the document and are searchable.
"""

import re
from collections.abc import Iterator

from retrieval.models import Field, Kind, Metadata, Paragraph
from retrieval.text.dates import DATE, YEAR, find_date, is_date

LABELS = {
    "title": ("标题", "title"),
    "written_on": ("成文日期", "成文时间"),
    "sent_on": ("发文时间", "发文日期"),
    "printed_on": ("印发日期", "印发时间"),
    "published_on": ("发布日期", "发布时间", "发稿时间", "更新时间", "日期", "date", "pubdate"),
    "issuer": ("发文机关", "发文单位", "发布机构", "发布单位", "制发机关", "公开主体"),
    "source": ("资料来源", "信息来源", "文章来源", "稿件来源", "来源", "稿源", "source"),
    "document_number": ("发文字号", "文件编号", "文号"),
    "author": ("作者", "撰文", "撰稿", "记者", "供稿", "通讯员", "执笔", "文", "author"),
    "editor": ("责编", "责任编辑", "编辑"),
    "credits": ("审核", "校对", "流程制作", "摄影", "图"),
    "index_number": ("索引号",),
    "topic": ("主题分类", "主题词", "关键词"),
    "validity": ("有效期", "有效性", "施行日期", "实施日期", "生效日期", "失效日期"),
    "url": ("原文链接", "原文网址", "url"),
}

_NAMES = {label: name for name, labels in LABELS.items() for label in labels}
_LABEL = re.compile(
    r"(?<![^\s|(（\[【])("
    + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
    + r")\s*[:：]\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?:[-*>]\s+)?[(（\[【]?\s*(?:{DATE.pattern}(?:\s*\d\d?[:：]\d\d(?:[:：]\d\d)?)?\s*)?"
)
_NUMBER = re.compile(
    rf"[^\s\d:：，。]{{1,16}}[〔\[［(（【]{YEAR}[〕\]］)）】]\s*第?\s*\d{{1,5}}\s*号"
)
_OCCASION = re.compile(r"[—―－-]+\s*\S.{0,120}|[(（][^()（）]{0,20}\d{4}年[^()（）]{0,100}[)）]")
_ISSUER = re.compile(
    r"[^，。；：、,;:]{2,40}(?:[局厅部委院室署办会处科]|政府|中心|机关|公司|大学|指挥部|小组)"
)
_NO_TITLE = re.compile(
    r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[章条]"
)

# "记者:请问…?" is talk, not a by-line.
PEOPLE = ("author", "editor", "credits")
_SPOKEN = {False: re.compile(r"[。？?！!；;]"), True: re.compile(r"[。？?！!；;，,]|.{41}")}

MARKUP = "#* \t\u3000"

# As YAML quotes a value in front matter.
_QUOTED = re.compile(r"\"[^\"]+\"|'[^']+'")

MAX_LINE = 160
MAX_TITLE = 100
TITLE_WITHIN = 5
HEAD = 12
TAIL = 8

DATE_ORDER = ("written_on", "sent_on", "printed_on", "published_on", "occasion")
SOURCE_ORDER = ("issuer", "source")


def describe(text: str, paragraphs: list[Paragraph]) -> tuple[Metadata, list[Paragraph]]:
    """The metadata stated in `paragraphs`, and those with the lines that state it marked."""
    stating = (Kind.BODY, Kind.METADATA)
    fields = [field for p in paragraphs if p.kind in stating for field in _labelled(text, p)]
    lines = {field.start for field in fields}
    rest = [p for p in paragraphs if p.kind in (Kind.BODY, Kind.HEADING) and p.start not in lines]
    head = list(_head(text, rest))
    tail = list(_signature(text, rest[1:]))
    fields = sorted([*head, *fields, *tail], key=lambda field: field.start)
    stated = {field.start for field in fields}
    return _metadata(fields), [_marked(p, stated) for p in paragraphs]


def _marked(paragraph: Paragraph, lines: set[int]) -> Paragraph:
    """A title that Markdown marks as a heading stays one: sections hang on it."""
    states = paragraph.kind is Kind.BODY and paragraph.start in lines
    return paragraph._replace(kind=Kind.METADATA) if states else paragraph


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
        name = _NAMES[label[1].lower()]
        if value and not _SPOKEN[name in PEOPLE].search(value):
            yield Field(name, value, paragraph.start, paragraph.end)


def _head(text: str, paragraphs: list[Paragraph]) -> Iterator[Field]:
    """The title, a number above it, and the lines under it, down to the first of the body."""
    title = _title(text, paragraphs)
    if title is None:
        return
    yield title
    previous = "title"
    for paragraph in paragraphs[:HEAD]:
        line = text[paragraph.start : paragraph.end]
        if paragraph.start < title.start:
            if _NUMBER.fullmatch(line):
                yield Field("document_number", line, paragraph.start, paragraph.end)
        elif paragraph.start > title.start:
            name = _under_title(line, title.value, previous)
            if name is None:
                return
            yield Field(name, line, paragraph.start, paragraph.end)
            previous = name


def _title(text: str, paragraphs: list[Paragraph]) -> Field | None:
    marked = [p for p in paragraphs if p.level == 1]
    for paragraph in marked[:1] or paragraphs[: TITLE_WITHIN if len(paragraphs) > 1 else 0]:
        line = text[paragraph.start : paragraph.end]
        value = line.strip(MARKUP) if paragraph.level else line
        if _NUMBER.fullmatch(value):
            continue
        if (
            not value
            or len(value) > MAX_TITLE
            or value.endswith(tuple("。；;，,：:、"))
            or _NO_TITLE.match(value)
        ):
            return None
        return Field("title", _unspaced(value), paragraph.start, paragraph.end)
    return None


def _unspaced(title: str) -> str:
    """Without the spaces of a letter-spaced title, 政 府 工 作 报 告."""
    return "".join(title.split()) if re.fullmatch(r"\S(?:\s+\S)+", title) else title


def _under_title(line: str, title: str, previous: str) -> str | None:
    if "".join(line.split()) == "".join(title.split()):
        return "title"
    if _NUMBER.fullmatch(line):
        return "document_number"
    if is_date(line):
        return "published_on"
    if _OCCASION.fullmatch(line) and find_date(line):
        return "occasion"
    if previous == "occasion" and len(line) <= 40 and not re.search(r"[，。；：,;:、]", line):
        return "speaker"
    return None


def _signature(text: str, paragraphs: list[Paragraph]) -> Iterator[Field]:
    """The issuing body and the date that close a notice."""
    for number, paragraph in reversed(list(enumerate(paragraphs))[-TAIL:]):
        line = text[paragraph.start : paragraph.end]
        if not is_date(line):
            continue
        yield Field("written_on", line, paragraph.start, paragraph.end)
        above = paragraphs[number - 1] if number else None
        if above and _ISSUER.fullmatch(text[above.start : above.end]):
            yield Field("issuer", text[above.start : above.end], above.start, above.end)
        return


def _metadata(fields: list[Field]) -> Metadata:
    first: dict[str, str] = {}
    for field in fields:
        first.setdefault(field.name, field.value)
    dates = (find_date(first[name]) for name in DATE_ORDER if name in first)
    source = next((first[name] for name in SOURCE_ORDER if name in first), None)
    url = first.get("url")
    if source and source.startswith(("http://", "https://")):
        source, url = None, url or source
    return Metadata(
        title=first.get("title"),
        issued_on=next((day for day in dates if day), None),
        source=source,
        document_number=first.get("document_number"),
        url=url,
        fields=tuple(fields),
    )
