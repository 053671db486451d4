"""A question and its filters, made ready for one library."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import QuestionTooLong
from retrieval.filters.filters import without_filters
from retrieval.filters.parts import AS_A_WHOLE
from retrieval.models import Filter, FilterKind
from retrieval.text.folding import fold

MAX_QUESTION = 2000


class Narrowed(NamedTuple):
    """`text` is what to search for, of the question's length; `filters` are those to apply.

    `part_alone`: an article or part is asked for by its number and nothing else, so that what
    stands there is the answer.
    """

    text: str
    filters: tuple[Filter, ...]
    part_alone: bool


def narrowed(
    question: str,
    filters: Sequence[Filter],
    analyzer: Analyzer,
    knows: Callable[[Filter], bool],
) -> Narrowed:
    """`question` as it is searched for with `filters`; without any, as it is.

    `knows` says whether the library has a document that a title names.
    """
    known = _naming(filters, knows)
    rest = without_filters(question, known)
    words = analyzer.words(analyzer.without_question_words(fold(rest)))
    anything = any(word not in AS_A_WHOLE for word in words)
    parts = any(each.kind is FilterKind.PART for each in known)
    return Narrowed(rest if anything else question, known, parts and not anything)


def besides(
    filters: Sequence[Filter], question: str, words: tuple[str, ...], analyzer: Analyzer
) -> tuple[str, ...]:
    """Those of `words` that do not stand where `question` says what `filters` are."""
    spans = (fold(question[slice(*each.span)]) for each in filters if each.span)
    said = {word for text in spans for word in analyzer.words(text)}
    return tuple(word for word in words if word not in said)


def checked(question: str) -> str:
    """`question`. Raises QuestionTooLong when it is no question by its length."""
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
    return question


def _naming(filters: Sequence[Filter], knows: Callable[[Filter], bool]) -> tuple[Filter, ...]:
    """`filters`; a title in the question's words that no document has is no hard one.

    It names what documents speak of, as 《百家姓》 in an encyclopedia. But the 第三条 of something
    that is not here is not here.
    """
    titles = [f for f in filters if f.kind is FilterKind.TITLE and f.hard and f.span]
    if not titles or any(each.kind is FilterKind.PART for each in filters):
        return tuple(filters)
    if any(map(knows, titles)):
        return tuple(filters)
    return tuple(each._replace(hard=each.hard and each not in titles) for each in filters)
