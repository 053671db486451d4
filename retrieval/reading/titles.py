"""Where the title of a document stands, and what it is: one line, or several that make up one."""

import re
from collections.abc import Sequence
from itertools import accumulate

from retrieval.models import Field, Paragraph
from retrieval.text.dates import YEAR, is_date
from retrieval.text.markup import unmarked

MARKUP = "#* \t\u3000"
NUMBER = re.compile(
    rf"[(（]?[^\s\d:：，。]{{1,16}}[〔\[［(（【]{YEAR}[〕\]］)）】]\s*第?\s*\d{{1,5}}\s*号[)）]?"
)
NUMBERED = re.compile(rf"({NUMBER.pattern})(?:\s+签发人.*)?")
"""A number as letterheads have it, with who signed beside it."""
ORDER = re.compile(
    r"(?:中华人民共和国)?(?:主席|国务院|[\u4e00-\u9fff]{2,16}(?:部|委员会|局|署|行|院|政府))令\s*"
    rf"(?:[〔\[（(]{YEAR}[〕\]）)]\s*)?第?\s*[〇零一二三四五六七八九十百千\d]{{1,8}}\s*号"
)
"""The number of an order that makes a law known: 中华人民共和国主席令第二十一号."""
ISSUE = re.compile(
    rf"(?:[〔\[（(]?{YEAR}[〕\]）)]?年?)?\s*第\s*[〇零一二三四五六七八九十百千\d]{{1,8}}\s*号"
)
"""The number of an order or announcement where its name stands on the line above."""
BODY = re.compile(
    r"[^，。；：、,;:]{2,40}(?:[局厅部委院室署办会处科]|政府|中心|机关|公司|大学|指挥部|小组)"
)
"""Who issues documents, by what such names end in."""
# What stands above the title of an official document: its letterhead, how urgent and how secret.
_ABOVE = re.compile(
    r"(?:.{2,25}(?:政府|委员会|办公室|办公厅|[局厅部委院会]))?文件|特急|急件|加急|平急|(?:绝密|机密|秘密)(?:★.*)?"
    r"|签发人.*|\d{6}|[(（].{2,12}[)）]|附件\s*[一二三四五六七八九十\d]{0,2}[:：]?"
)
MAX_TITLE = 100
TITLE_WITHIN = 5
# Lines of a letterhead.
_HEAD = 12
# Lines that are looked through for a title that is known already; lines that it may take.
_TOLD_WITHIN, _LINES = 60, 5
_NO_TITLE = re.compile(
    r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[章条]"
)
# What a title ends in: the kind of document (党政机关公文处理工作条例, 8), or what it makes known.
_KINDS = (
    "决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要 办法 规定 条例 "
    "细则 方案 规划 计划 要点 规则 章程 制度 标准 指南 清单 措施 解读 说明 说明书 预案 手册 须知 "
    "守则 公约 准则 大纲 白皮书 答复 公示 声明 总结 规程 招标文件 采购文件 合同 协议 协议书"
).split()
_KIND = re.compile(rf"(?:{'|'.join(_KINDS)})(?:[（(][^（()）]{{1,20}}[)）])?$")
# How the next line begins where what was named so far is only what is made known.
_GOES_ON = re.compile(r"(?:[（(][^（()）]{1,20}[)）])?的")
_MAX_LINE = 40
# What is never a title by itself.
_STATE = "中华人民共和国"
# How long the last line of two may be that say what is made known without 关于.
_SHORT = 12
_STOPS = re.compile(r"[。；;：:！？!?]")
ANNOUNCES = ("公告", "令", "通告")
"""What makes another document known, and names it first: 公告 …《…》已于…"""
_NAMED = re.compile(r"《([^《》]{4,60})》")


def find(
    text: str, paragraphs: Sequence[Paragraph], told: str, before: int, *, trusts_headings: bool
) -> list[Field]:
    """The title that is `told`, if it stands there, else the one that stands at the top and begins
    `before` that offset.

    A field for each of its lines, the first with the whole of it; none if there is no title. Where
    headings are trusted, the first of the highest level is it, unless there are several with texts
    of their own: each is the title of its part.
    """
    if told and (lines := _lines_of(text, paragraphs[:_TOLD_WITHIN], told)):
        return _fields(text, lines)
    marked = [p for p in paragraphs if p.level == 1] if trusts_headings else []
    if len(marked) > 1 and any(marked[0].start < p.start < marked[1].start for p in paragraphs):
        return []
    past = _letterhead(text, paragraphs)
    within = paragraphs[past : past + TITLE_WITHIN]
    candidates = marked[:1] or [p for p in within if p.start < before]
    for number, paragraph in enumerate(candidates, past):
        value = _line(text, paragraph)
        if NUMBERED.fullmatch(value) or is_date(value) or _ABOVE.fullmatch("".join(value.split())):
            continue
        if not _may_be(value):
            return []
        if marked:
            return [Field("title", unspaced(value), paragraph.start, paragraph.end)]
        rest = paragraphs[number:]
        return _announced(text, rest) or _fields(text, _broken(text, rest))
    return []


def _letterhead(text: str, paragraphs: Sequence[Paragraph]) -> int:
    """How many lines from the top are a letterhead: down to the number below who issues."""
    told = [text[p.start : p.end] for p in paragraphs[:_HEAD]]
    numbers = [n for n, line in enumerate(told) if NUMBERED.fullmatch(line)]
    lines = ["".join(line.split()) for line in told]
    if numbers and all(_ABOVE.fullmatch(x) or BODY.fullmatch(x) for x in lines[: numbers[0]]):
        return numbers[0] + 1
    announced = len(lines) > 2 and ISSUE.fullmatch(lines[1]) and lines[0].endswith(ANNOUNCES)
    return 2 if announced and "关于" in lines[2] and _may_be(lines[2]) else 0


def unspaced(name: str) -> str:
    """Without the spaces of a letter-spaced title or body, 政 府 工 作 报 告."""
    return "".join(name.split()) if re.fullmatch(r"\S(?:\s+\S)+", name) else name


def _line(text: str, paragraph: Paragraph) -> str:
    """The words of a line, without the marks of a heading."""
    line = text[paragraph.start : paragraph.end]
    return unmarked(line).strip(MARKUP) if paragraph.level else line


def _may_be(value: str) -> bool:
    return bool(
        value
        and len(value) <= MAX_TITLE
        and not value.endswith(tuple("。；;，,：:、"))
        and not _NO_TITLE.match(value)
    )


def _fields(text: str, lines: Sequence[Paragraph]) -> list[Field]:
    """A field for each of the lines of a title, the first with the whole."""
    said = [unspaced(_line(text, paragraph)) for paragraph in lines]
    values = ["".join(said), *said[1:]]
    return [Field("title", v, p.start, p.end) for v, p in zip(values, lines, strict=True)]


def _lines_of(text: str, paragraphs: Sequence[Paragraph], told: str) -> list[Paragraph]:
    """The lines that together are the title that is told."""
    wanted = _bare(told)
    for first in range(len(paragraphs)):
        own = paragraphs[first : first + _LINES]
        lengths = accumulate(_bare(text[p.start : p.end]) for p in own)
        for size, words in enumerate(lengths, 1):
            if words == wanted:
                return list(own[:size])
            if not wanted.startswith(words):
                break
    return []


def _broken(text: str, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The first of the lines, with those after it that it goes on in: up to the kind of document
    that a title with 关于 ends in, or one that fills a short line; whatever follows the name of the
    state alone, and 关于 behind who issues."""
    lines: list[Paragraph] = []
    whole = ""
    for paragraph in paragraphs[:_LINES]:
        line = text[paragraph.start : paragraph.end]
        told = is_date(line) or NUMBERED.fullmatch(line)
        if len(line) > _MAX_LINE or _STOPS.search(line) or told or not _may_be(line):
            break
        if lines and _KIND.search(whole) and not _GOES_ON.match(line):
            break
        lines.append(paragraph)
        whole += unspaced(line)
    if _bare(text[paragraphs[0].start : paragraphs[0].end]) == _STATE:
        return lines[:2] or list(paragraphs[:1])
    last = _bare(text[lines[-1].start : lines[-1].end]) if lines else ""
    is_whole = "关于" in whole or (len(lines) == 2 and len(last) <= _SHORT)
    if is_whole and _KIND.search(whole):
        return lines
    begins = [_bare(text[line.start : line.end]) for line in lines[:2]]
    goes_on = len(begins) == 2 and BODY.fullmatch(begins[0]) and begins[1].startswith("关于")
    return list(paragraphs[: 2 if goes_on else 1])


def _announced(text: str, paragraphs: Sequence[Paragraph]) -> list[Field]:
    """The title of what a notice makes known, if that follows: 公告, 《…》已于…, and then …."""
    lines = [text[p.start : p.end] for p in paragraphs[:_TOLD_WITHIN]]
    if not any(_bare(line).endswith(ANNOUNCES) for line in lines[:3]):
        return []
    named = next((m[1] for line in lines[1:5] if (m := _NAMED.match(line))), "")
    if not named:
        return []
    found = _lines_of(text, paragraphs[2:_TOLD_WITHIN], named)
    return _fields(text, found) if found else []


def _bare(text: str) -> str:
    return "".join(text.split()).strip("#*")
