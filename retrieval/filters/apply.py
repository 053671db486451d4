"""A question and its filters, understood for one library."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.courtesies import without_courtesies
from retrieval.analysis.questions import Question, understand
from retrieval.errors import QuestionTooLong
from retrieval.filters.filters import without_filters
from retrieval.filters.named_documents import article_at, is_title, named_document
from retrieval.filters.parts import AS_A_WHOLE
from retrieval.models import DateRange, Document, Filter, FilterKind, Version
from retrieval.structure.provisions import ProvisionKind, sought
from retrieval.text.folding import fold, plain

MAX_QUESTION = 2000


class Searched(Protocol):
    """What understanding asks of the library that is searched."""

    def knows(self, wanted: Filter) -> bool:
        """Whether a hard filter leaves any document in."""

    def has_word(self, word: str) -> bool:
        """Whether a passage holds the word."""

    def version(self, wanted: Filter, day: date) -> Version | None:
        """Of several versions of what a hard filter names, the one in force on `day`."""

    @property
    def has_english(self) -> bool:
        """Whether there are texts in English."""

    @property
    def titles(self) -> Sequence[str]:
        """The titles of all documents, `plain`."""


# These provisions are of the document, whatever it is about.
_OF_A_WHOLE = (ProvisionKind.EFFECT, ProvisionKind.ENACTMENT)


def understood(
    question: str, filters: Sequence[Filter], analyzer: Analyzer, searched: Searched
) -> Question:
    """What `question` asks with `filters`: what only says what to leave out is not searched for.

    Raises QuestionEmpty and QuestionTooLong.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
    known = _naming(filters, searched)
    known, absent = _with_document(question, known, searched)
    rest = without_filters(question, known)
    words = analyzer.words(analyzer.without_question_words(without_courtesies(fold(rest))))
    anything = any(word not in AS_A_WHOLE for word in words)
    has_part = any(each.kind is FilterKind.PART for each in known)
    naming = tuple(_words(each, question, analyzer) for each in known)
    text = rest if anything else question
    found = understand(text, analyzer, searched.has_word, english=searched.has_english)
    found = _filtered(found, known, naming, has_part and not anything)
    if found.sought is None:
        return found
    return found._replace(absent=absent, provision_alone=_says_no_more(found, analyzer))


def _says_no_more(question: Question, analyzer: Analyzer) -> bool:
    """Whether the question says nothing but which document it means and which provision."""
    sought = question.sought
    if sought is None or not any(f.kind is FilterKind.TITLE and f.hard for f in question.filters):
        return False
    start, end = sought.span
    rest = analyzer.without_question_words(question.asking[:start] + " " + question.asking[end:])
    return all(word in AS_A_WHOLE for word in analyzer.words(rest))


def _with_document(
    question: str, filters: tuple[Filter, ...], searched: Searched
) -> tuple[tuple[Filter, ...], str]:
    """`filters` with that of the document of which the question asks an article, or since when it
    is in force or how it was made; and the name of the law of which it asks the latter, if the
    library lacks it."""
    at = article_at(filters)
    if at is not None:
        named = named_document(question, filters, searched.titles, (0, at))
        return _in_force((*filters, *((named,) if named else ())), searched), ""
    provision = sought(without_courtesies(fold(question)))
    if provision is None or provision.kind not in _OF_A_WHOLE:
        return filters, ""
    titled = [f for f in filters if f.kind is FilterKind.TITLE and f.span]
    start, end = provision.span
    place = (0, start) if question[:start].strip() else (end, len(question.rstrip(" ?？。")))
    named = titled[0] if titled else named_document(question, filters, searched.titles, place)
    if named is None or not is_title(str(named.value), searched.titles):
        return filters, ""
    hard = named._replace(hard=True)
    if not searched.knows(hard):
        return filters, plain(str(named.value))
    return _in_force((*(f for f in filters if f is not named), hard), searched), ""


def _in_force(filters: tuple[Filter, ...], searched: Searched) -> tuple[Filter, ...]:
    """`filters` with the version of a law that is named which is meant: that of the day that is
    asked about, whose words then say nothing else, else of today."""
    titles = [each for each in filters if each.kind is FilterKind.TITLE and each.hard]
    dates = [each for each in filters if isinstance(each.value, DateRange) and each.span]
    days = [day for each in dates if (day := _last_day(each.value))]
    version = searched.version(titles[0], days[0] if days else date.today()) if titles else None
    if version is None:
        return filters
    asked = dates[0] if days else None
    meant = Filter(FilterKind.VERSION, version, True, asked.span if asked else None)
    return (*(each for each in filters if each is not asked), meant)


def _last_day(value: object) -> date | None:
    return (value.last or value.first) if isinstance(value, DateRange) else None


def asks_more(question: Question, filters: Sequence[Filter], document: Document) -> bool:
    """Whether the question has words besides those that name the part and the document."""
    named = fold(f"{document.title} {document.metadata.source or ''}")
    rest = without_filters(question.text, filters)
    words = (word for word in question.words if word in rest and word not in AS_A_WHOLE)
    return any(not any(form in named for form in question.forms(word)) for word in words)


def _filtered(
    question: Question,
    filters: tuple[Filter, ...],
    words: tuple[frozenset[str], ...],
    part_alone: bool,
) -> Question:
    """`question` with these filters; all of its parts too."""
    parts = tuple(_filtered(each, filters, words, part_alone) for each in question.parts)
    return question._replace(
        filters=filters,
        filter_words=words,
        part_alone=part_alone,
        parts=parts,
        years=question.required.years or _years(filters),
    )


def _years(filters: Sequence[Filter]) -> frozenset[int]:
    """The years that hard filters in a question's words name, 只看去年的 too: a preference must not
    take back what is best without it."""
    days = [f.value for f in filters if f.hard and f.span and isinstance(f.value, DateRange)]
    ranges = [(d.first.year, d.last.year) for d in days if d.first and d.last]
    return frozenset(y for first, last in ranges for y in range(first, last + 1))


def _words(each: Filter, question: str, analyzer: Analyzer) -> frozenset[str]:
    """The words that say in `question` what a filter is."""
    said = fold(question[slice(*each.span)]) if each.span else ""
    return frozenset(analyzer.words(said))


def _naming(filters: Sequence[Filter], searched: Searched) -> tuple[Filter, ...]:
    """`filters`; a title in the question's words that no document has is no hard one.

    It names what documents speak of, as 《百家姓》 in an encyclopedia. But the 第三条 of something
    that is not here is not here.
    """
    titles = [f for f in filters if f.kind is FilterKind.TITLE and f.hard and f.span]
    if not titles or any(each.kind is FilterKind.PART for each in filters):
        return tuple(filters)
    if any(map(searched.knows, titles)):
        return tuple(filters)
    return tuple(each._replace(hard=each.hard and each not in titles) for each in filters)
