"""The best windows of sentences for a question.

A window begins at a sentence, item or clause and takes in the clauses that follow up to the budget,
inside one section and without captions or furniture in between. It is chosen over the whole
document, not inside the best passage: every sentence has a share in the answer, and the window that
gathers the most of it wins, so that it begins where the answer fits in.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import Question
from retrieval.excerpts.layout import DocumentLayout
from retrieval.excerpts.relevance import Reading, occurrences
from retrieval.models import Document, Section
from retrieval.text.folding import fold
from retrieval.text.sentences import SENTENCE_END, sentences
from retrieval.weights import PASSAGE, SENTENCES, TOGETHER

if TYPE_CHECKING:
    from retrieval.structure.lists import Enumeration

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]

_BLANK = " \t\u3000\u00a0"
# A sentence without any share still has a logarithm.
_LEAST = 1e-9


class Window(NamedTuple):
    """A slice of a document that may be an excerpt.

    `score` compares windows of one question: the log of odds, up to a constant. `items_left` is how
    many items of the list that it shows did not fit in.
    """

    document: Document
    section: Section | None
    start: int
    end: int
    score: float
    items_left: int = 0


def windows(
    readings: Sequence[Reading],
    scores: Mapping[int, float],
    budget: int,
    lists: "Sequence[Enumeration]" = (),
) -> Iterator[Window]:
    """The windows of one document, best first; the best one's score is 0.

    `readings` are of its layouts; `scores` holds those of passages that were found, by their start;
    `lists` are the document's where the question asks for one.
    Promises that no window is longer than `budget` characters.
    """
    answering = [reading.scores() for reading in readings]
    highest = max((float(found.max(initial=-np.inf)) for found in answering), default=0.0)
    found = [
        _scored(reading, np.exp(each - highest), scores, budget)
        for reading, each in zip(readings, answering, strict=True)
    ]
    left = np.concatenate(
        [_left(reading, lists, *each) for reading, each in zip(readings, found, strict=True)]
    )
    total = np.concatenate([score for _, score in found])
    ends = np.concatenate([end for end, _ in found])
    places = [(r.layout, n) for r in readings for n in range(len(r.layout.first))]
    order = np.argsort(-total, kind="stable").tolist()
    for place in order:
        layout, sentence = places[place]
        passage = layout.passages[layout.owner[sentence]]
        start = int(layout.starts[layout.first[sentence]])
        score = float(total[place] - total[order[0]])
        end, items_left = int(ends[place]), int(left[place])
        yield Window(passage.document, passage.section, start, end, score, items_left)


def _left(
    reading: Reading, lists: "Sequence[Enumeration]", ends: Integers, scores: Floats
) -> Integers:
    """See `prefer_lists`."""
    if not lists:
        return np.zeros(len(ends), np.int_)
    from retrieval.excerpts.list_windows import prefer_lists

    return prefer_lists(reading, lists, ends, scores)


def _scored(
    reading: Reading, shares: Floats, scores: Mapping[int, float], budget: int
) -> tuple[Integers, Floats]:
    """Where the window from each sentence ends, and its score; `shares` are the sentences'."""
    layout = reading.layout
    past = _past(layout, budget)
    ends = np.minimum(layout.ends[past - 1], layout.starts[layout.first] + budget)
    top = max(scores.values(), default=0.0) or 1.0
    found = np.array([scores.get(passage.start, 0.0) / top for passage in layout.passages])
    return ends, (
        SENTENCES * np.log(_gathered(layout, shares, past, ends))
        + TOGETHER * reading.coverage(layout.first, past)
        + PASSAGE * found[layout.owner]
    )


def _past(layout: DocumentLayout, budget: int) -> Integers:
    """For every sentence, the clause behind the last one that a window from it can take in."""
    fitting = np.searchsorted(layout.ends, layout.starts[layout.first] + budget, side="right")
    flowing = np.searchsorted(layout.flow, layout.flow[layout.first], side="right")
    past: Integers = np.maximum(np.minimum(fitting, flowing), layout.first + 1)
    return past


def _gathered(layout: DocumentLayout, shares: Floats, past: Integers, ends: Integers) -> Floats:
    """The shares of the sentences of each window, of one cut short the square of its part."""
    last = layout.sentence[past - 1]
    begins, stops = layout.starts[layout.first], layout.ends[layout.past - 1]
    part = np.minimum((ends - begins[last]) / (stops[last] - begins[last]), 1.0)
    before = np.concatenate([[0.0], np.cumsum(shares)])
    whole = before[last] - before[: len(shares)]
    gathered: Floats = whole + shares[last] * part**2 + _LEAST
    return gathered


def trimmed(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> int:
    """The end of the last whole sentence in `text[start:end]`, if nothing marked stands behind it.

    A budget that runs out in mid-sentence leaves a tail that says nothing to the question.
    """
    found = sentences(text, start, end)
    tail = found[-1][0]
    ends = any(match.end() == end for match in SENTENCE_END.finditer(text, tail, end))
    whole = ends or _is_line_end(text, end)
    telling = any(mark[1] > tail for mark in marks)
    return end if whole or telling or len(found) < 2 else found[-2][1]


def _is_line_end(text: str, place: int) -> bool:
    """Whether nothing but blanks stands before the next line."""
    while place < len(text) and text[place] in _BLANK:
        place += 1
    return place == len(text) or text[place] == "\n"


def highlights(text: str, start: int, end: int, question: Question) -> tuple[tuple[int, int], ...]:
    """Where words of a question, else its bigrams, stand in `text[start:end]`; no lone character.

    Offsets into `text`, in order, overlapping ones joined.
    """
    folded = fold(text[start:end])
    terms = [form for word in question.words for form in question.forms(word) if len(form) > 1]
    rest = (form for pair in question.bigrams for form in question.forms(pair) if len(form) > 1)
    terms += [pair for pair in rest if not _inside(pair, terms, folded)]
    found = sorted(
        (start + at, start + at + len(t)) for t in terms for at in occurrences(folded, t)
    )
    joined: list[tuple[int, int]] = []
    for a, b in found:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return tuple(joined)


def _inside(pair: str, words: list[str], folded: str) -> bool:
    """Whether a word that is already marked accounts for the pair."""
    return any(pair in word and word in folded for word in words)
