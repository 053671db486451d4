"""What filters mean: the documents and the words that an answer may come from, or had better.

A hard filter leaves out what does not meet it; a preference only moves documents that meet it up.
Several filters of one kind that a document can meet ask for any of them, of different kinds for
all; phrases and excluded words each count. Documents are judged by their cards, excerpts by their
words; options give filters too.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

from retrieval.errors import DatesReversed, FilterUnreadable
from retrieval.filters import date_ranges, document_numbers, issuers, parts
from retrieval.filters.law_names import is_named
from retrieval.models import DateRange, DocumentNumber, Filter, FilterKind, Metadata, Part
from retrieval.structure.years import title_years
from retrieval.text.dates import find_date
from retrieval.text.folding import fold, plain
from retrieval.text.patterns import lazy

# The fields of metadata that say when, and from whom, a document is.
_DATES = (
    *("written_on", "sent_on", "printed_on", "passed_on", "published_on", "occasion", "held_on"),
)
_SOURCES = ("issuer", "source", "author")
# The kinds that a document meets or does not by what it says about itself.
OF_DOCUMENTS = (FilterKind.DATES, FilterKind.SOURCE, FilterKind.TITLE, FilterKind.NUMBER)
# The words of these stay in the question: a text that answers holds them.
_KEPT = (FilterKind.PHRASE,)
# The kinds that the words of an excerpt meet or do not.
_OF_WORDS = (FilterKind.PHRASE, FilterKind.EXCLUDED)
_SPACE = lazy(r"\s+")
_ANYWHERE = range(10**6)


class Card(NamedTuple):
    """What one document says about itself. Names are `plain`.

    `head` is the title up to 关于: 教育部关于…的通知 names who issued it, and what stands behind
    关于 is what it is about. `days` are those that it gives as its own, else the year of its
    number, else its title's; `years` are those that its title and headings speak of.
    `since` is the later of its date and of the day that it says it is in force from.
    """

    title: str
    head: str
    sources: tuple[str, ...]
    days: tuple[DateRange, ...]
    numbers: tuple[DocumentNumber, ...]
    years: frozenset[int]
    issued_on: date | None
    since: date | None


Judge = Callable[[Card], bool]


def card_of(title: str, metadata: Metadata, years: frozenset[int] | None = None) -> Card:
    """The card of a document with this title, its own or what stands for it; `years` are those that
    its title and headings speak of, or, if nobody knows, its title's."""
    folded = fold(title)
    fields = metadata.fields
    sources = [field.value for field in fields if field.name in _SOURCES]
    numbers = [field.value for field in fields if field.name == "document_number"]
    own = [number for text in numbers for _, number in document_numbers.find(fold(text))]
    return Card(
        plain(folded),
        plain(folded.partition("关于")[0]),
        tuple(map(plain, [metadata.source or "", *sources])),
        tuple(_days(metadata, own, folded)),
        tuple(own),
        title_years(title) if years is None else years,
        metadata.issued_on,
        _since(metadata),
    )


def _since(metadata: Metadata) -> date | None:
    stated = (find_date(f.value) for f in metadata.fields if f.name == "effective_on")
    return max(filter(None, (metadata.issued_on, *stated)), default=None)


def _days(metadata: Metadata, numbers: Sequence[DocumentNumber], title: str) -> Iterable[DateRange]:
    stated = [field.value for field in metadata.fields if field.name in _DATES]
    days = [found for text in stated for found in _ranges(fold(text))]
    if issued := metadata.issued_on:
        days.append(DateRange(issued, issued))
    years = (_year(n.year) for n in numbers if n.year)
    return days or list(years) or _ranges(title)


def _ranges(folded: str) -> list[DateRange]:
    return [days for _, days in date_ranges.find(folded, None, ())]


def meets(card: Card, wanted: Filter) -> bool:
    """Whether a document, by what it says about itself, is what a filter of documents wants."""
    return _judge(wanted)(card)


def admission(filters: Iterable[Filter]) -> Judge:
    """What tells whether the hard ones among `filters` leave a document in.

    A word that is excluded excludes the documents that have it in their title or source.
    """
    hard = [each for each in filters if each.hard]
    excluded = [plain(str(each.value)) for each in hard if each.kind is FilterKind.EXCLUDED]
    wanted = [[_judge(each) for each in some] for some in by_kind(hard)]

    def admits(card: Card) -> bool:
        named = (card.title, *card.sources)
        if any(word in name for word in excluded for name in named):
            return False
        return all(any(judge(card) for judge in some) for some in wanted)

    return admits


def _judge(wanted: Filter) -> Judge:
    value = wanted.value
    if isinstance(value, DateRange):
        # A question means the year that is spoken of, an option a date.
        return partial(_speaks_of, value) if wanted.span else partial(_is_of, value)
    if isinstance(value, DocumentNumber):
        return lambda card: any(value.names(number) for number in card.numbers)
    if wanted.kind is FilterKind.TITLE:
        title = plain(str(value))
        # An option says which piece of a title is wanted, a question which document.
        named = is_named if wanted.hard and wanted.span else _contained
        return lambda card: any(named(title, name) for name in (card.title, *card.sources))
    forms = [plain(form) for form in issuers.names_of(fold(str(value)))]
    return lambda card: any(form in name for name in (card.head, *card.sources) for form in forms)


def _is_of(days: DateRange, card: Card) -> bool:
    return any(days.overlaps(own) for own in card.days)


def _speaks_of(days: DateRange, card: Card) -> bool:
    """Whether a document speaks of those days; by its dates if it does not say."""
    return any(days.overlaps(_year(y)) for y in card.years) if card.years else _is_of(days, card)


def _year(year: int) -> DateRange:
    return DateRange(date(year, 1, 1), date(year, 12, 31))


def _contained(name: str, title: str) -> bool:
    return name in title


def allows(text: str, filters: Iterable[Filter]) -> bool:
    """Whether an excerpt with this text may answer: it has every phrase that it must have, and no
    word that is excluded. White space, width, case and Traditional characters do not matter.
    """
    judged = of_words(filters)
    found = _SPACE.sub("", fold(text)) if judged else ""
    return all(
        (_SPACE.sub("", fold(str(each.value))) in found) is (each.kind is FilterKind.PHRASE)
        for each in judged
    )


def of_words(filters: Iterable[Filter]) -> list[Filter]:
    """Those of `filters` that `allows` judges by."""
    return [each for each in filters if each.hard and each.kind in _OF_WORDS]


def by_kind(filters: Iterable[Filter]) -> list[list[Filter]]:
    """The filters of documents among `filters`, those of one kind together."""
    found = [each for kind in OF_DOCUMENTS for each in filters if each.kind is kind]
    return [list(some) for _, some in groupby(found, key=lambda each: each.kind)]


def parts_in(filters: Iterable[Filter]) -> list[Part]:
    """The articles and parts that `filters` ask for."""
    return [each.value for each in filters if isinstance(each.value, Part)]


def without_filters(question: str, filters: Iterable[Filter]) -> str:
    """`question` with spaces for the words that only say what to leave out; the same length."""
    text = list(question)
    for each in filters:
        if each.hard and each.span and each.kind not in _KEPT:
            start, end = each.span
            text[start:end] = " " * (end - start)
    return "".join(text)


def option(kind: FilterKind, text: str) -> Filter:
    """The hard filter of `kind` that an option gives as `text`; raises FilterUnreadable.

    Dates are given to `between`.
    """
    value: str | DocumentNumber | Part | None = text.strip()
    if kind is FilterKind.NUMBER:
        value = next((number for _, number in document_numbers.find(fold(text))), None)
    elif kind is FilterKind.PART:
        value = next((part for _, part in parts.find(fold(text).strip())), None)
    elif kind is FilterKind.TITLE:
        value = text.strip().strip("《》").strip()
    known = value if not isinstance(value, str) or plain(value) else None
    if known is None:
        raise FilterUnreadable(kind, text)
    return Filter(kind, known, hard=True)


def between(since: str | None, until: str | None, today: date) -> Filter:
    """The hard filter of the days from the beginning of `since` to the end of `until`.

    Both as a question would name them, a year may stand alone. Raises FilterUnreadable, and
    DatesReversed.
    """
    first = _range(since, today).first if since else None
    last = _range(until, today).last if until else None
    if since and until and first and last and last < first:
        raise DatesReversed(since, until)
    return Filter(FilterKind.DATES, DateRange(first, last), hard=True)


def _range(text: str, today: date) -> DateRange:
    folded = fold(text.strip())
    folded += "年" if re.fullmatch(r"\d{4}", folded) else ""
    for span, days in date_ranges.find(folded, today, _ANYWHERE):
        if span == (0, len(folded)):
            return days
    raise FilterUnreadable(FilterKind.DATES, text)
