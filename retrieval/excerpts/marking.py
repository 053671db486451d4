"""The sentence of an excerpt that answers; where several do, the run of them.

A sentence scores what it has of the question. A term counts the less the more sentences of the
excerpt have it: what all of them are about tells none apart. An answer of the kind that is asked
for counts beside that.
"""

from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import THINGS, Question
from retrieval.excerpts.relevance import Terms
from retrieval.filters.apply import asks_more
from retrieval.filters.filters import parts_in
from retrieval.models import Document, Span, folded
from retrieval.text.folding import fold
from retrieval.text.sentences import asks, sentences
from retrieval.weights import ALIKE, LEAD_CHARACTERS, OF_KIND, RUN

Floats = NDArray[np.float64]

# A sentence with one of these among its first characters says something of what stands before it.
_POINTING = frozenset("其该此这那他她它牠祂")
_FIRST = 5
# 第三十九条 has so many characters at most.
_HEADING = 12
_THINGS = THINGS.split("|")


class _Kind(Enum):
    """What a sentence is: text, or what opens it."""

    TEXT = auto()
    HEADING = auto()
    QUESTION = auto()


class Marker:
    """Marks the sentence that answers one question, in any excerpt."""

    def __init__(self, question: Question, terms: Terms) -> None:
        self._question = question
        self._terms = terms
        self._forms = [form for forms in terms.texts for form in forms]
        sizes = [len(forms) for forms in terms.texts]
        self._firsts = np.cumsum([0, *sizes[:-1]])
        self._weights: dict[Document, Floats] = {}
        things = [thing in question.asking for thing in _THINGS] if question.kind is None else []
        self._asks_for_run = question.item is not None or any(things)

    def marked(self, document: Document, start: int, end: int, heads: Sequence[Span] = ()) -> Span:
        """Where in `document.text[start:end]` the answer stands, as offsets into the document.

        One whole sentence; or a run of them of at most `weights.RUN` characters, where the question
        asks for more than one thing, others answer as well, or the sentence points to the one
        before. Of a part of which nothing more is asked, what comes first. What opens something,
        a question or one of the headings `heads`, counts for what it opens and is none of it.
        """
        spans = sentences(document.text, start, end)
        if len(spans) < 2:
            return spans[0] if spans else (start, end)
        whole = folded(document)
        texts = [whole[a:b] for a, b in spans]
        kinds = _kinds(spans, texts, heads)
        if self._is_part(document):
            first, last = _beginning(spans, kinds)
        else:
            first, last = self._run(spans, texts, kinds, self._scores(document, texts, kinds))
        return spans[first][0], spans[last][1]

    def _is_part(self, document: Document) -> bool:
        """Whether a part of the document is asked for by its number and nothing of it."""
        question, filters = self._question, self._question.filters
        if question.part_alone:
            return True
        return bool(parts_in(filters)) and not asks_more(question, filters, document)

    def _scores(self, document: Document, texts: list[str], kinds: Sequence[_Kind]) -> Floats:
        """How well each of the folded sentences answers: up to 1, what opens it beside that, and
        what its kind counts."""
        held = np.array([[form in text for form in self._forms] for text in texts])
        held = np.logical_or.reduceat(held, self._firsts, axis=1)
        many = held.sum(axis=0)
        telling = self._about(document) * np.log((len(texts) + 2) / (many + 1)) * (many > 0)
        scores: Floats = held @ telling / (telling.sum() or 1.0)
        scores += OF_KIND * np.array([self._is_of_kind(text) for text in texts])
        if sought := self._question.sought:
            scores += OF_KIND * np.array([sought.states(text) for text in texts])
        opened = 0.0
        for number, kind in enumerate(kinds):
            if kind is _Kind.TEXT:
                scores[number] += opened
                # A run begins with the first of what is opened.
                opened *= not self._asks_for_run
            else:
                opened, scores[number] = scores[number], -np.inf
        return scores

    def _about(self, document: Document) -> Floats:
        """The weights of the terms in that document."""
        if document not in self._weights:
            head = document.paragraphs[0].start if document.paragraphs else 0
            beginning = folded(document)[head : head + LEAD_CHARACTERS]
            self._weights[document] = self._terms.about(f"{fold(document.title)}\n{beginning}")
        return self._weights[document]

    def _is_of_kind(self, text: str) -> bool:
        """Whether a folded sentence holds an answer of the kind asked for that the question does
        not hold itself."""
        kind, asking = self._question.kind, self._question.asking
        return kind is not None and any(m[0] not in asking for m in kind.answered.finditer(text))

    def _run(
        self, spans: list[Span], texts: list[str], kinds: Sequence[_Kind], scores: Floats
    ) -> tuple[int, int]:
        """The numbers of the first and the last sentence to mark."""
        first = last = int(np.argmax(scores))
        as_good = (scores >= scores[first] - ALIKE).tolist()
        if first and not _POINTING.isdisjoint(texts[first][:_FIRST]):
            as_good[first - 1] = kinds[first - 1] is _Kind.TEXT
        if self._asks_for_run:
            opened = [kind is not _Kind.QUESTION for kind in kinds]
            last = _last(spans, kinds, first, opened)
        else:
            last = _last(spans, kinds, first, as_good)
        while first and as_good[first - 1] and _fit(spans[first - 1], spans[last]):
            first -= 1
        return first, last


def _kinds(spans: list[Span], texts: list[str], heads: Sequence[Span]) -> list[_Kind]:
    """What each sentence is; all of them are text where nothing is opened."""
    found = [_Kind.TEXT] * len(spans)
    for number, ((start, end), text) in enumerate(zip(spans, texts, strict=True)):
        if any(a <= start and end <= b for a, b in heads):
            found[number] = _Kind.HEADING
        elif asks(text) and number + 1 < len(spans):
            found[number] = _Kind.QUESTION
    return found if _Kind.TEXT in found else [_Kind.TEXT] * len(spans)


def _last(spans: list[Span], kinds: Sequence[_Kind], first: int, goes_on: Sequence[bool]) -> int:
    """The number of the last sentence of the run that begins with `first`."""
    last = first
    for number in range(first + 1, len(spans)):
        if not goes_on[number] or not _fit(spans[first], spans[number]):
            break
        last = number if kinds[number] is _Kind.TEXT else last
    return last


def _beginning(spans: list[Span], kinds: Sequence[_Kind]) -> tuple[int, int]:
    """The same where a part is asked for: what comes first and is no heading."""
    texts = (
        number
        for number, (start, end) in enumerate(spans)
        if kinds[number] is _Kind.TEXT and end - start > _HEADING
    )
    first = next(texts, 0)
    return first, _last(spans, kinds, first, [True] * len(spans))


def _fit(first: Span, last: Span) -> bool:
    """Whether a run of sentences from one to the other is short enough."""
    return last[1] - first[0] <= RUN
