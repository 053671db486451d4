"""The sentence of an excerpt that answers; where several do, the run of them.

A sentence scores what it has of the question. A term counts the less the more sentences of the
excerpt have it: what all of them are about tells none apart. An answer of the kind that is asked
for counts beside that.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import joined
from retrieval.analysis.questions import THINGS, Question
from retrieval.excerpts.openers import is_opener
from retrieval.excerpts.relevance import Terms
from retrieval.filters.apply import asks_more
from retrieval.filters.filters import parts_in
from retrieval.models import Document, Passage, Span, flowing, folded
from retrieval.structure.provisions import ProvisionKind
from retrieval.text.folding import fold
from retrieval.text.sentences import asks, sentences
from retrieval.weights import ALIKE, LEAD_CHARACTERS, OF_KIND, RUN, STATES

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A sentence with one of these among its first characters says something of what stands before it.
_POINTING = frozenset("其该此这那他她它牠祂")
_FIRST = 5
# 第三十九条 has so many characters at most.
_HEADING = 12
_THINGS = THINGS.split("|")


class Head(NamedTuple):
    """A heading in an excerpt, and its depth; 0 is that of a title."""

    start: int
    end: int
    level: int


# A sentence that opens nothing; how deep a question is, which opens no more than its answer.
_TEXT, _QUESTION = -1, 99


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

    def marked(self, document: Document, start: int, end: int, heads: Sequence[Head] = ()) -> Span:
        """Where in `document.text[start:end]` the answer stands, as offsets into the document.

        One whole sentence; or a run of them of at most `weights.RUN` characters, where the question
        asks for more than one thing, others answer as well, or the sentence points to the one
        before. Of a part of which nothing more is asked, what comes first. What opens something,
        a question or one of the headings `heads`, counts for what it opens and is none of it.
        """
        if clause := self._clause(document, start, end):
            return clause
        spans = sentences(flowing(document), start, end)
        if len(spans) < 2:
            return spans[0] if spans else (start, end)
        whole = folded(document)
        texts = [whole[a:b] for a, b in spans]
        levels = _levels(spans, texts, heads)
        if self._is_part(document):
            first, last = _beginning(spans, levels)
        else:
            first, last = self._run(document, spans, texts, levels)
        return spans[first][0], spans[last][1]

    def _clause(self, document: Document, start: int, end: int) -> Span | None:
        """Where it says what is asked for that is one of many in a sentence: how a rule was made,
        how much of something."""
        sought = self._question.sought
        if sought is None or sought.kind not in (ProvisionKind.ENACTMENT, ProvisionKind.AMOUNT):
            return None
        found = [*sought.places(folded(document), start, end)]
        return found[-1 if sought.latest else 0] if found else None

    def _is_part(self, document: Document) -> bool:
        """Whether a part of the document is asked for by its number and nothing of it."""
        question, filters = self._question, self._question.filters
        if question.part_alone:
            return True
        return bool(parts_in(filters)) and not asks_more(question, filters, document)

    def _held(self, texts: list[str]) -> Flags:
        """Which terms stand in which of the folded sentences; shape (sentences, terms)."""
        held = np.array([[form in text for form in self._forms] for text in texts])
        found: Flags = np.logical_or.reduceat(held, self._firsts, axis=1)
        return found

    def _telling(self, document: Document, held: Flags) -> Floats:
        """What each term counts, together 1."""
        many = held.sum(axis=0)
        telling = self._about(document) * np.log((len(held) + 2) / (many + 1)) * (many > 0)
        shares: Floats = telling / (telling.sum() or 1.0)
        return shares

    def _about(self, document: Document) -> Floats:
        """The weights of the terms in that document."""
        if document not in self._weights:
            head = document.paragraphs[0].start if document.paragraphs else 0
            beginning = folded(document)[head : head + LEAD_CHARACTERS]
            self._weights[document] = self._terms.about(
                f"{joined(fold(document.title))}\n{beginning}"
            )
        return self._weights[document]

    def _is_of_kind(self, text: str) -> bool:
        """Whether a folded sentence holds an answer of the kind asked for that the question does
        not hold itself."""
        kind, asking = self._question.kind, self._question.asking
        return kind is not None and any(m[0] not in asking for m in kind.answered.finditer(text))

    def _run(
        self, document: Document, spans: list[Span], texts: list[str], levels: Sequence[int]
    ) -> tuple[int, int]:
        """The numbers of the first and the last sentence to mark."""
        held = self._held(texts)
        telling = self._telling(document, held)
        own = held @ telling
        openers = _openers(levels)
        opened = np.array([held[above].any(axis=0) for above in openers])
        scores = (held | opened) @ telling
        scores += OF_KIND * np.array([self._is_of_kind(text) for text in texts])
        if sought := self._question.sought:
            scores += STATES * np.array([sought.states(text) for text in texts])
        scores[np.not_equal(levels, _TEXT)] = -np.inf
        first = int(np.argmax(scores))
        as_good = (scores >= scores[first] - ALIKE).tolist()
        if first and not _POINTING.isdisjoint(texts[first][:_FIRST]):
            as_good[first - 1] = levels[first - 1] == _TEXT
        goes_on = as_good
        if self._asks_for_run:
            opener = _asked(openers[first], held, telling)
            if opener >= 0 and opened[first] @ telling >= own[first]:
                first = levels.index(_TEXT, opener + 1)
            goes_on = _under(levels, opener)
        last = _last(spans, levels, first, goes_on)
        while first and as_good[first - 1] and _fit(spans[first - 1], spans[last]):
            first -= 1
        return first, last


def heads_between(passages: Sequence[Passage], start: int, end: int) -> list[Head]:
    """The headings, and the title, among the passages between two offsets."""
    first = bisect_right(passages, start, key=lambda passage: passage.end)
    within = takewhile(lambda passage: passage.start < end, passages[first:])
    return [
        Head(each.start, each.end, each.section.level if each.section else 0)
        for each in within
        if is_opener(each)
    ]


def _levels(spans: list[Span], texts: list[str], heads: Sequence[Head]) -> list[int]:
    """How deep each sentence is as a heading or a question that is answered; _TEXT for the others,
    and for all where nothing is opened."""
    found = [_TEXT] * len(spans)
    for number, ((start, end), text) in enumerate(zip(spans, texts, strict=True)):
        within = (head.level for head in heads if head.start <= start and end <= head.end)
        asked = _QUESTION if asks(text) and number + 1 < len(spans) else _TEXT
        found[number] = next(within, asked)
    return found if _TEXT in found else [_TEXT] * len(spans)


def _openers(levels: Sequence[int]) -> list[list[int]]:
    """The headings and questions that each sentence stands under, by number."""
    above: list[int] = []
    found = []
    for number, level in enumerate(levels):
        if level != _TEXT:
            above = [opener for opener in above if levels[opener] < level] + [number]
        found.append(above)
    return found


def _asked(openers: Sequence[int], held: Flags, telling: Floats) -> int:
    """The innermost of some openers, one in the other, that has of the question what those around
    it lack; -1 where there are none."""
    found, above = -1, np.zeros(held.shape[1], bool)
    for opener in openers:
        if found < 0 or ((held[opener] & ~above) @ telling) > 0:
            found = opener
        above = above | held[opener]
    return found


def _under(levels: Sequence[int], opener: int) -> list[bool]:
    """Whether each sentence stands under the heading or question with that number, or is one that
    does; with -1, whether it opens nothing."""
    deep = levels[opener] if opener >= 0 else _TEXT
    return [level == _TEXT or (deep != _TEXT and level > deep) for level in levels]


def _last(spans: list[Span], levels: Sequence[int], first: int, goes_on: Sequence[bool]) -> int:
    """The number of the last sentence of the run that begins with `first`."""
    last = first
    for number in range(first + 1, len(spans)):
        if not goes_on[number] or not _fit(spans[first], spans[number]):
            break
        last = number if levels[number] == _TEXT else last
    return last


def _beginning(spans: list[Span], levels: Sequence[int]) -> tuple[int, int]:
    """The same where a part is asked for: what comes first and is no heading."""
    texts = (
        number
        for number, (start, end) in enumerate(spans)
        if levels[number] == _TEXT and end - start > _HEADING
    )
    first = next(texts, 0)
    return first, _last(spans, levels, first, [True] * len(spans))


def _fit(first: Span, last: Span) -> bool:
    """Whether a run of sentences from one to the other is short enough."""
    return last[1] - first[0] <= RUN
