"""The best windows of sentences for a question.

A window begins at a sentence, item or clause and takes in what follows up to the budget, inside
one section and without captions or furniture in between. It is chosen over the whole document, not
inside the best passage: the sentence that answers is often the next one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import Query, fold
from retrieval.models import Document, Kind, Passage, Section
from retrieval.sentences import units

Floats = NDArray[np.float64]

# Measured on policy documents and encyclopedia paragraphs: the share of answers visible in the
# first excerpt. The passage's own score tells little once the words of the window are known.
FIRST_SENTENCE = 1.0
PASSAGE = 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """A slice of a document that may be an excerpt; `score` compares windows of one question."""

    document: Document
    section: Section | None
    start: int
    end: int
    score: float


class _Span(NamedTuple):
    """A window to be: where it and its first sentence begin, and where each of them ends."""

    passage: Passage
    start: int
    first_end: int
    end: int


def windows(
    passages: Sequence[Passage],
    scores: Mapping[int, float],
    query: Query,
    weights: tuple[Floats, Floats],
    budget: int,
) -> list[Window]:
    """The windows of one document, best first.

    `passages` are all of the document's, in order; `scores` holds those of passages that were
    found, by their start; `weights` are the idf of the query's words and bigrams. Promises that no
    window is longer than `budget` characters.
    """
    spans = [span for flow in _flows(passages) for span in _spans(flow, budget)]
    if not spans:
        return []
    document = passages[0].document
    lexical = _lexical(fold(document.text), spans, query, weights)
    top = max(scores.values(), default=0.0) or 1.0
    found = [
        Window(
            document,
            passage.section,
            start,
            end,
            score + PASSAGE * scores.get(passage.start, 0.0) / top,
        )
        for (passage, start, _, end), score in zip(spans, lexical.tolist(), strict=True)
    ]
    return sorted(found, key=lambda window: (-window.score, window.start))


def _lexical(
    folded: str, spans: list[_Span], query: Query, weights: tuple[Floats, Floats]
) -> Floats:
    """For every span, how much of the query it holds, its first sentence counted again."""
    starts = np.array([span.start for span in spans])
    firsts = np.array([span.first_end for span in spans])
    ends = np.array([span.end for span in spans])
    words, bigrams = (weight / (weight.sum() or 1.0) for weight in weights)
    return (
        _coverage(folded, query.words, words, starts, ends)
        + _coverage(folded, query.bigrams, bigrams, starts, ends)
        + FIRST_SENTENCE * _coverage(folded, query.bigrams, bigrams, starts, firsts)
    )


def _flows(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Runs of passages that one excerpt may span."""
    for (_, kind), run in groupby(passages, key=lambda p: (p.section, _flow_kind(p))):
        members = list(run)
        if kind is Kind.FURNITURE:
            continue
        if kind is Kind.BODY:
            yield members
        else:
            yield from ([passage] for passage in members)


def _flow_kind(passage: Passage) -> Kind:
    return Kind.BODY if passage.kind is Kind.HEADING else passage.kind


def _spans(flow: list[Passage], budget: int) -> Iterator[_Span]:
    """The windows of `flow`: each sentence and what follows it, up to `budget` characters."""
    text = flow[0].document.text
    found = [(p, start, end) for p in flow for start, end in units(text, p.start, p.end, budget)]
    last = 0
    for number, (passage, start, first_end) in enumerate(found):
        last = max(last, number)
        while last + 1 < len(found) and found[last + 1][2] - start <= budget:
            last += 1
        yield _Span(passage, start, first_end, found[last][2])


def _coverage(
    folded: str,
    terms: Sequence[str],
    weights: Floats,
    starts: NDArray[np.int_],
    ends: NDArray[np.int_],
) -> Floats:
    """For every span, the summed weight of the terms that stand in it."""
    total = np.zeros(len(starts))
    for term, weight in zip(terms, weights, strict=True):
        places = np.array(list(_occurrences(folded, term)), np.int_)
        if len(places):
            first = np.searchsorted(places, starts)
            past = np.searchsorted(places, ends - len(term), side="right")
            total += weight * (past > first)
    return total


def _occurrences(text: str, term: str) -> Iterator[int]:
    place = text.find(term)
    while place >= 0:
        yield place
        place = text.find(term, place + 1)


def highlights(text: str, start: int, end: int, query: Query) -> tuple[tuple[int, int], ...]:
    """Where words of `query`, else its bigrams, stand in `text[start:end]`; never a lone character.

    Offsets into `text`, in order, overlapping ones joined.
    """
    folded = fold(text[start:end])
    terms = [word for word in query.words if len(word) > 1]
    terms += [pair for pair in query.bigrams if len(pair) > 1 and not _inside(pair, terms, folded)]
    found = sorted(
        (start + at, start + at + len(t)) for t in terms for at in _occurrences(folded, t)
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
