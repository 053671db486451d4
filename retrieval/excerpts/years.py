"""Whether a window speaks of the year that is asked for."""

from collections.abc import Callable, Iterator, Sequence

from retrieval.analysis.questions import Question
from retrieval.excerpts.windows import Window
from retrieval.models import DateRange, Document, Excerpt, Filter, FilterKind, Passage, Span
from retrieval.structure.years import headed_years, spoken_of
from retrieval.text.patterns import lazy

# What is planned for the year next to what was done in it, and the reverse; by the date alone.
_OTHERWISE, _DATED = 0.4, 0.3
_ASKS_PLAN = lazy("计划|安排|目标|打算|将|拟|预期|预计|准备|规划|要(?=[新再]|建|完成|做)")


def fit(question: Question, window: Window, span: Span) -> float:
    """1 if the words at `span` speak of a year that is asked for; less if they plan what was to be
    done, or the reverse, or if only the date is of that year; -1 if they speak of another, 0 if
    nobody knows."""
    spoken = spoken_of(window.document, window.section, span)
    if spoken.years.isdisjoint(question.years):
        return -1.0 if spoken.stated else 0.0
    if not spoken.stated:
        return _DATED
    asks_plan = _ASKS_PLAN.search(question.asking) is not None
    return 1.0 if spoken.planned is asks_plan else _OTHERWISE


def said_years(question: Question, window: Window) -> Iterator[str]:
    """The years that are asked for and that a window speaks of, as they are written in figures."""
    spoken = spoken_of(window.document, window.section, (window.start, window.end))
    return (f"{year}年" for year in sorted(spoken.years & question.years) if spoken.stated)


def is_planned(question: Question, window: Window, span: Span) -> bool:
    """Whether the words at `span` only plan, for a year that is asked for, what the question does
    not say is a plan."""
    if not question.years or _ASKS_PLAN.search(question.asking):
        return False
    spoken = spoken_of(window.document, window.section, span)
    return spoken.planned and not spoken.years.isdisjoint(question.years)


def as_taken(
    filters: tuple[Filter, ...],
    shown: Sequence[Excerpt],
    passages: Callable[[Document], Sequence[Passage]],
) -> tuple[Filter, ...]:
    """`filters` as the document of the first excerpt meets them: the days that a question limits
    itself to are YEARS if its title or headings speak of any year."""

    def is_limit(each: Filter) -> bool:
        return each.hard and each.span is not None and isinstance(each.value, DateRange)

    if not shown or not any(map(is_limit, filters)):
        return filters
    document = shown[0].document
    if not headed_years(document, {passage.section for passage in passages(document)}):
        return filters
    return tuple(f._replace(kind=FilterKind.YEARS) if is_limit(f) else f for f in filters)
