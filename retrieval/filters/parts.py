"""Articles and parts of a document: how questions name them, and where they stand.

第三条, 第二章第一节, 第二部分, 附件2. Where no heading says 第二部分, 二、 is the second part.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.models import ANNEX, PART, Document, Part, Passage, Section, Span
from retrieval.structure.numbering import STYLES
from retrieval.text.folding import fold
from retrieval.text.numerals import UP_TO_999, UP_TO_9999, value
from retrieval.text.patterns import lazy

_NUMERAL = rf"(?:{UP_TO_9999}|\d{{1,4}})"
_STEP = lazy(
    rf"第\s*(?P<number>{_NUMERAL})\s*(?P<style>编|部分|章|节|条)|附件\s*(?P<annex>{_NUMERAL})"
)
# 第三条 is an article where the sentence goes on about one; 第三条地铁 counts lines.
_GOES_ON = (
    r"(?=\s*(?:第\s*[一二三四五六七八九十百\d]+\s*[款项条节]|是(?!第|哪[条个]|不是)"
    r"|[的讲说写有怎如对中里都与和及至到]|关于|规定|明确|要求|内容|具体|主要|包括|介绍|[^\w\s]|$))"
)
_OUTER = rf"第\s*{_NUMERAL}\s*(?:编|部分|章)\s*"
_PART = lazy(
    rf"(?:{_OUTER})+第\s*{_NUMERAL}\s*节{_GOES_ON}"
    rf"|(?:{_OUTER})*第\s*{_NUMERAL}\s*(?:编|部分|章|条){_GOES_ON}"
    # Games and lessons have a 第二节 too.
    rf"|第\s*{_NUMERAL}\s*节(?=\s*(?:的?内容|[讲说写]|主要|规定|介绍))"
    rf"|附件\s*(?:{UP_TO_999}|\d{{1,2}}){_GOES_ON}"
)
_NUMERALS = lazy(_NUMERAL)
_ANNEX = lazy(rf"附件\s*({_NUMERAL})?")
_HEADINGS = {style: lazy(pattern) for style, pattern in STYLES.items()}
# Words that ask for a part as a whole, beside the question words.
AS_A_WHOLE = frozenset(
    "规定 内容 主要 主要内容 讲 讲述 说 写 条文 原文 全文 要求 介绍 包括 具体 "
    "有 了 的 是 里 中".split()
)
TOP = "一、"
# The divisions of legal texts, from the outside in.
_DIVISIONS = ("编", PART, "章", "节", "条")
# Behind a whole sentence, a line that heads the next of them: 第五章 附则, or 附则 alone.
_HEADING_LINE = (
    r"(?<=[。；;！!？?”）)])[^\S\n]*\n[\s#*]*(?:第\s*%s\s*(?:%s)|附\s*则)"
    r"[^。；;，,：:！!？?\n]{0,30}(?:\n|$)"
)


def find(folded: str) -> Iterator[tuple[Span, Part]]:
    """The parts that a folded question names, each with its place."""
    named = "第" in folded or ANNEX in folded
    for match in _PART.finditer(folded) if named else ():
        steps = [
            (step["style"] or ANNEX, value(step["number"] or step["annex"]))
            for step in _STEP.finditer(match[0])
        ]
        yield match.span(), Part(tuple(steps))


def located(passages: Sequence[Passage], part: Part) -> tuple[Section, int] | None:
    """The section that `part` names, and where it ends; None if the document has none.

    `passages` are the document's, in order. Of several with the same number, the first.
    """
    ends: dict[Section, int] = {}
    for passage in passages:
        for section in _chain(passage.section):
            ends[section] = max(passage.end, ends.get(section, 0))
    if not ends:
        return None
    document = passages[0].document
    numbered = {section: _number(document, section) for section in ends}
    wanted = part.steps
    if len(wanted) == 1 and wanted[0][0] == PART and not _has(PART, numbered.values()):
        wanted = ((TOP, wanted[0][1]),)
    for section in sorted(ends, key=lambda s: s.start):
        above = [number for each in _chain(section) if (number := numbered.get(each))]
        if above and above[0] == wanted[-1] and set(wanted) <= set(above):
            return section, _end(document, section.end, ends[section], wanted[-1][0])
    return None


def _end(document: Document, start: int, end: int, kind: str) -> int:
    """The end of a part of that kind: before the next division's heading, even if it has nothing
    below and so opens no section."""
    if kind not in _DIVISIONS:
        return end
    around = "|".join(_DIVISIONS[: _DIVISIONS.index(kind) + 1])
    line = re.compile(_HEADING_LINE % (_NUMERAL, around))
    found = line.search(fold(document.text[start:end]))
    return start + found.start() if found else end


def _chain(section: Section | None) -> Iterator[Section]:
    """The section and those around it, from the inside out."""
    while section:
        yield section
        section = section.parent


def _has(style: str, numbers: Iterable[tuple[str, int] | None]) -> bool:
    return any(number is not None and number[0] == style for number in numbers)


def _number(document: Document, section: Section) -> tuple[str, int] | None:
    """Kind and number of a heading; an attachment without a number is the first."""
    heading = fold(document.text[section.start : section.end]).lstrip("#* \t\u3000")
    if annex := _ANNEX.match(heading):
        return ANNEX, value(annex[1] or "1")
    for style, pattern in _HEADINGS.items():
        if (match := pattern.match(heading)) and (numeral := _NUMERALS.search(match[0])):
            return style, value(numeral[0])
    return None
