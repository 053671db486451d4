"""A question and its filters, understood for one library."""

from collections.abc import Sequence
from typing import Protocol

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.courtesies import without_courtesies
from retrieval.analysis.questions import Question, understand
from retrieval.errors import QuestionTooLong
from retrieval.filters.filters import without_filters
from retrieval.filters.named_documents import named_document
from retrieval.filters.parts import AS_A_WHOLE
from retrieval.models import Document, Filter, FilterKind
from retrieval.text.folding import fold

MAX_QUESTION = 2000


class Searched(Protocol):
    """What understanding asks of the library that is searched."""

    def knows(self, wanted: Filter) -> bool:
        """Whether a hard filter leaves any document in."""

    def has_word(self, word: str) -> bool:
        """Whether a passage holds the word."""

    @property
    def titles(self) -> Sequence[str]:
        """The titles of all documents, `plain`."""


def understood(
    question: str, filters: Sequence[Filter], analyzer: Analyzer, searched: Searched
) -> Question:
    """What `question` asks with `filters`: what only says what to leave out is not searched for.

    Raises QuestionEmpty and QuestionTooLong.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
    known = _naming(filters, searched)
    if any(each.kind is FilterKind.PART for each in known):
        named = named_document(question, known, searched.titles)
        known += (named,) if named else ()
    rest = without_filters(question, known)
    words = analyzer.words(analyzer.without_question_words(without_courtesies(fold(rest))))
    anything = any(word not in AS_A_WHOLE for word in words)
    has_part = any(each.kind is FilterKind.PART for each in known)
    naming = tuple(_words(each, question, analyzer) for each in known)
    found = understand(rest if anything else question, analyzer, searched.has_word)
    return _filtered(found, known, naming, has_part and not anything)


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
        filters=filters, filter_words=words, part_alone=part_alone, parts=parts
    )


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
