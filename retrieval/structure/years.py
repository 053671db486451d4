"""The year that a sentence of a document speaks of, which is seldom that of its date.

A report of January 2023 titled 2022年…报告 has what was done in 2022 under 过去一年, and what is to
be done in 2023 under 2023年工作安排. The year stands in the sentence, else before it in its
paragraph, else in a heading above it, else in the title; 去年 and 过去五年 count from the date of
the document.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retrieval.models import Document, Section, Span, folded
from retrieval.structure.kept import kept
from retrieval.text.dates import COUNT, HAN_YEAR, YEAR, counted
from retrieval.text.folding import fold
from retrieval.text.numerals import value
from retrieval.text.patterns import lazy
from retrieval.text.sentences import sentences

# What a figure is compared with is not what the sentence speaks of: 比2021年增长, 较上年.
_APART = r"(?<![比较与和同于超过占\d.])"
_NUMBER = rf"(?:{YEAR}|{HAN_YEAR})"
_SPAN = r"\s*年?\s*(?:至|到|[-—–~]+)\s*"
_YEAR = lazy(
    rf"{_APART}(?P<first>{_NUMBER})(?:{_SPAN}(?P<last>{_NUMBER}))?\s*年(?!的?历史|之久|代|左右)"
)
_RELATIVE = lazy(
    rf"{_APART}(?:(?P<this>[今本]年)|(?P<last>[去上]一?年(?!末|底|同期|度?末))|(?P<next>[明来]年)"
    rf"|(?P<past>过去的?一年|[这近]一年|一年来|一年以来|(?:全年|年度)工作(?:回顾|总结|情况))"
    rf"|(?:过去|[这近])的?(?P<years>{COUNT})年|(?P<came>{COUNT})年来)"
)
# A report that is given in these months is about the year before.
_EARLY = 4
_LONGEST = 20
# A line that is longer heads nothing: 第三条 with its words.
_HEADING = 40
_PLANNED = lazy(
    "计划|安排|目标|打算|展望|部署|下一步|今后|草案|拟|将|力争|争取|预期|预计|确保|建议|规划|努力"
    "|要(?=[新再]|建|完成|实现|抓|做)"
)
# The heading of a plan, or of what has been done.
_PLANS = lazy("计划|安排|目标|打算|展望|部署|下一步|今后|草案|任务|思路|重点工作|建议")
_DONE = lazy("回顾|总结|完成情况|执行情况|落实情况|过去|成效|做了")


class Spoken(NamedTuple):
    """The years that words speak of; `planned` says that they are still to come for who writes,
    `stated` that the words, headings or title say the years, which are else those of the date."""

    years: frozenset[int]
    planned: bool
    stated: bool


NOTHING = Spoken(frozenset(), planned=False, stated=False)


class _Reference(NamedTuple):
    """What 今年 and 过去一年 are in a document; 0 if nobody knows."""

    this: int
    past: int


def spoken_of(document: Document, section: Section | None, span: Span) -> Spoken:
    """What year the words of a document at `span`, in that section, speak of."""
    reference = _reference(document)
    for words in _around(document, section, span):
        if years := years_in(words, reference):
            return Spoken(years, _is_planned(document, section, span, years), stated=True)
    issued = document.metadata.issued_on
    return Spoken(frozenset({issued.year} if issued else ()), planned=False, stated=False)


def headed_years(document: Document, sections: Iterable[Section | None]) -> frozenset[int]:
    """The years that the title and the headings of a document speak of."""
    text, reference = folded(document), _reference(document)
    heads = {_heading(text, each) for each in sections if each}
    titled = title_years(document.title)
    return titled.union(*(years_in(head, reference) for head in heads if len(head) <= _HEADING))


def _heading(text: str, section: Section) -> str:
    """A heading folded, in the folded text of its document or before it."""
    heading = section.heading
    return text[section.start : section.end] if heading is None else fold(heading)


def title_years(title: str) -> frozenset[int]:
    """The years that a title speaks of."""
    return years_in(fold(title), _Reference(0, 0))


def years_in(words: str, reference: _Reference) -> frozenset[int]:
    """The years that folded words state."""
    found: set[int] = set()
    for match in _YEAR.finditer(words):
        first = value(match["first"])
        last = value(match["last"]) if match["last"] else first
        if 0 <= last - first <= _LONGEST:
            found.update(range(first, last + 1))
    if reference.this:
        for match in _RELATIVE.finditer(words):
            found.update(_related(match.groupdict(), reference))
    return frozenset(found)


def _related(said: dict[str, str | None], reference: _Reference) -> range:
    """The years of 今年, 去年, 过去五年."""
    this, past = reference
    if count := said["years"] or said["came"]:
        many = min(counted(count), _LONGEST)
        return range(past - many + 1, past + 1)
    year = {"this": this, "last": this - 1, "next": this + 1, "past": past}
    return next(range(year[name], year[name] + 1) for name in year if said[name])


@kept
def _reference(document: Document) -> _Reference:
    """By the document's date; one early in a year looks back at the year before."""
    issued = document.metadata.issued_on
    titled = title_years(document.title)
    if issued:
        past = issued.year - (issued.month <= _EARLY)
        # 2022年…报告 of any month is about 2022.
        return _Reference(issued.year, max(titled) if len(titled) == 1 else past)
    return _Reference(max(titled), max(titled)) if len(titled) == 1 else _Reference(0, 0)


def _around(document: Document, section: Section | None, span: Span) -> Iterator[str]:
    """The words themselves, those before them in their paragraph, nearest first, the headings from
    the inside out, the title: folded."""
    text = folded(document)
    yield text[slice(*span)]
    start = document.text.rfind("\n", 0, span[0]) + 1
    for a, b in reversed(sentences(document.text, start, span[0])):
        yield text[a:b]
    while section:
        yield _heading(text, section)
        section = section.parent
    yield fold(document.title)


def _is_planned(
    document: Document, section: Section | None, span: Span, years: frozenset[int]
) -> bool:
    """Whether the words, or a heading above them, say what was still to be done."""
    this = _reference(document).this
    if this and max(years) < this:
        return False
    text = folded(document)
    while section:
        heading = _heading(text, section)
        if _PLANS.search(heading):
            return True
        if _DONE.search(heading):
            return False
        section = section.parent
    return _PLANNED.search(text[slice(*span)]) is not None
