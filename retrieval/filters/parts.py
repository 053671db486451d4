"""Articles and parts of a document: how questions name them, and where they stand.

第三条, 第二章第一节, 第二部分, 附件2. Where no heading says 第二部分, 二、 is the second part.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.models import ANNEX, INSERTED, PART, Document, Part, Passage, Section, Span
from retrieval.structure.articles import CLAUSE, ITEM, narrowed
from retrieval.structure.numbering import STYLES, numbers_in
from retrieval.text.folding import fold
from retrieval.text.numerals import UP_TO_99, UP_TO_999, UP_TO_9999, value
from retrieval.text.patterns import lazy

_NUMERAL = rf"(?:{UP_TO_9999}|\d{{1,4}})"
_KIND = "篇|分编|编|部分|章|节|条"
_STEP = lazy(
    rf"第?\s*[（(]?\s*(?P<number>{_NUMERAL})\s*[）)]?\s*(?P<style>{_KIND}|款|项)"
    rf"|附件\s*(?P<annex>{_NUMERAL})|之(?P<inserted>{UP_TO_99})"
)
# 第三条 is an article where the sentence goes on about one; 第三条地铁 counts lines.
_GOES_ON = (
    r"(?=\s*(?:第\s*[一二三四五六七八九十百\d]+\s*[条节]|是(?!第|哪[条个]|不是)"
    r"|[的讲说写有怎如对中里都与和及至到给发呢]|关于|规定|明确|要求|内容|具体|主要|包括|介绍|[^\w\s]|$))"
)
_OUTER = rf"第\s*{_NUMERAL}\s*(?:篇|分编|编|部分|章)\s*"
_CLAUSE = rf"\s*第?\s*{_NUMERAL}\s*款"
_ITEM = rf"\s*第?\s*(?:{_NUMERAL}|[（(]\s*{_NUMERAL}\s*[）)])\s*项"
# 第二款 and 第三项 of an article leave no doubt that it is one.
_ARTICLE = rf"条(?:之{UP_TO_99})?(?:{_CLAUSE}(?:{_ITEM})?|{_ITEM}|{_GOES_ON})"
# 民法典1079条, 处罚法四十三条: behind a law's name, a number of two characters or more.
_SHORT = (
    rf"(?:(?<=[^办方做]法)|(?<=法典)|(?<=条例)|(?<=》))\s*(?=[\d一二三四五六七八九十百千]{{2}})"
    rf"{_NUMERAL}\s*{_ARTICLE}"
)
_PART = lazy(
    rf"(?:{_OUTER})+第\s*{_NUMERAL}\s*节{_GOES_ON}"
    rf"|(?:{_OUTER})*第\s*{_NUMERAL}\s*(?:(?:篇|分编|编|部分|章){_GOES_ON}|{_ARTICLE})"
    # Games and lessons have a 第二节 too.
    rf"|第\s*{_NUMERAL}\s*节(?=\s*(?:的?内容|[讲说写]|主要|规定|介绍))"
    rf"|附件\s*(?:{UP_TO_999}|\d{{1,2}}){_GOES_ON}|{_SHORT}"
)
_ANNEX = lazy(rf"附件\s*({_NUMERAL})?")
_HEADINGS = {style: lazy(pattern) for style, pattern in STYLES.items()}
# Words that ask for a part as a whole, beside the question words.
AS_A_WHOLE = frozenset(
    "规定 内容 主要 主要内容 讲 讲述 说 写 条文 原文 全文 要求 介绍 包括 具体 "
    "有 了 的 是 里 中 显示 展示 列出 打印 看 看看 给 我 把 发 发给 一下 请 查 查查 麻烦 谢谢 帮 "
    "帮忙".split()
)
TOP = "一、"
Steps = tuple[tuple[str, int], ...]
# The divisions of legal texts, from the outside in.
_DIVISIONS = ("篇", "编", "分编", PART, "章", "节", "条")
# Behind a whole sentence, a line that heads the next of them: 第五章 附则, or 附则 alone.
_HEADING_LINE = (
    r"(?<=[。；;！!？?”）)])[^\S\n]*\n[\s#*]*(?:第\s*%s\s*(?:%s)|附\s*则)"
    r"[^。；;，,：:！!？?\n]{0,30}(?:\n|$)"
)


def find(folded: str) -> Iterator[tuple[Span, Part]]:
    """The parts that a folded question names, each with its place."""
    named = any(word in folded for word in ("第", "条", ANNEX))
    for match in _PART.finditer(folded) if named else ():
        steps = [
            (
                step["style"] or (ANNEX if step["annex"] else INSERTED),
                value(step["number"] or step["annex"] or step["inserted"]),
            )
            for step in _STEP.finditer(match[0])
        ]
        yield match.span(), Part(tuple(steps))


def located(passages: Sequence[Passage], part: Part) -> tuple[Section, Span] | None:
    """The section that `part` names, and where its words stand; None if the document has none.

    `passages` are the document's, in order. Of several with the same number, the first. Of a 款 or
    项 the section is its article.
    """
    ends: dict[Section, int] = {}
    for passage in passages:
        for section in _chain(passage.section):
            ends[section] = max(passage.end, ends.get(section, 0))
    if not ends:
        return None
    document = passages[0].document
    numbered = {section: numbers(section.words(document)) for section in ends}
    wanted = _divisions(part)
    inside = part.steps[len(wanted) :]
    if (top := _top(wanted)) and not _has(PART, numbered.values()):
        wanted = top
    for section in sorted(ends, key=lambda s: s.start):
        own = numbered[section]
        above = {step for each in _chain(section) for step in numbered[each]}
        if own and wanted[-len(own) :] == own and above.issuperset(wanted):
            # A heading may stand in a volume before.
            start, past = max(section.start, 0), max(section.end, 0)
            end = _end(document, past, ends[section], wanted[-len(own)][0])
            if not inside:
                return section, (start, end)
            found = narrowed(document.text, past, end, inside)
            return (section, found) if found else None
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


def _has(style: str, numbers: Iterable[Steps]) -> bool:
    return any(step[0] == style for steps in numbers for step in steps)


def numbers(heading: str) -> Steps:
    """Kind and number of a heading, none if it has none; an attachment without a number is the
    first. 第十条之一 has two."""
    heading = fold(heading).lstrip("#*•·+- \t\u3000")
    if annex := _ANNEX.match(heading):
        return ((ANNEX, value(annex[1] or "1")),)
    for style, pattern in _HEADINGS.items():
        if match := pattern.match(heading):
            number, inserted = numbers_in(match[0])
            return ((style, number), *(((INSERTED, inserted),) if inserted else ()))
    return ()


def opening(part: Part) -> tuple[Steps, ...]:
    """The `numbers` of headings of which one opens a part, in every document that has it."""
    wanted = _divisions(part)
    return tuple(filter(None, (wanted[-1:], wanted[-2:], _top(wanted))))


def label(steps: Steps) -> str:
    """The `numbers` of a heading as one word, by which an index finds them."""
    return "".join(f"{kind}{number}" for kind, number in steps)


def _divisions(part: Part) -> Steps:
    """The steps of a part down to its article."""
    return tuple(step for step in part.steps if step[0] not in (CLAUSE, ITEM))


def _top(wanted: Steps) -> Steps:
    """What 第二部分 is where no heading says so; nothing for other parts."""
    return ((TOP, wanted[0][1]),) if len(wanted) == 1 and wanted[0][0] == PART else ()
