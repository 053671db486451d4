"""The best windows of sentences for a question.

A window begins at a sentence or item and takes in the whole sentences that follow up to the budget,
inside one section and without captions or furniture in between; a sentence that is too long is cut
between its clauses. It is chosen over the whole document, not inside the best passage: every
sentence has a share in the answer, and the window that gathers the most of it wins, so that it
begins where the answer fits in. Where the answer is likely to be long, it had better begin at its
best sentence, or at an item, and what is said above it counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import Question
from retrieval.excerpts.layout import DocumentLayout, Table
from retrieval.excerpts.relevance import Reading, occurrences
from retrieval.excerpts.table_windows import prefer_tables
from retrieval.models import Document, Section, Span
from retrieval.models import folded as whole_folded
from retrieval.structure.lists import Enumeration
from retrieval.structure.provisions import Provision
from retrieval.text.fillers import Filler, origins
from retrieval.weights import HEADED, ITEM, LATE, LONG, PASSAGE, SENTENCES, TOGETHER

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]
Flags = NDArray[np.bool_]

# A sentence without any share still has a logarithm.
_LEAST = 1e-9


class Window(NamedTuple):
    """A slice of a document that may be an excerpt.

    `score` compares windows of one question: the log of odds, up to a constant. `items_left` is how
    many items of the list that it shows did not fit in; `header` is where the header above its rows
    stands, if it begins with one, or what announces its items, if that states what is sought.
    """

    document: Document
    section: Section | None
    start: int
    end: int
    score: float
    items_left: int = 0
    header: Span | None = None


def windows(
    readings: Sequence[Reading],
    scores: Mapping[int, float],
    budget: int,
    lists: Sequence[Enumeration] = (),
    highest: float = 0.0,
) -> Iterator[Window]:
    """The windows of one document, best first; the best one's score is `highest`.

    `readings` are of its layouts; `scores` holds those of passages that were found, by their start;
    `lists` are the document's where the question asks for one.
    Promises that no window is longer than `budget` characters, and none a heading alone where there
    is anything else, but for the title that is asked for.
    """
    answering = [reading.scores() for reading in readings]
    sought = readings[0].question.sought
    most = max((float(found.max(initial=-np.inf)) for found in answering), default=0.0)
    is_long = _is_long(readings)
    found = [
        _scored(reading, np.exp(each - most), scores, budget, is_long)
        for reading, each in zip(readings, answering, strict=True)
    ]
    left = np.concatenate(
        [
            _left(reading, lists, budget, *each)
            for reading, each in zip(readings, found, strict=True)
        ]
    )
    total = np.concatenate([score for _, score in found])
    if "title" not in readings[0].question.facts:
        each_end = zip(readings, (end for end, _ in found), strict=True)
        total[np.concatenate([_says_nothing(r.layout, ends) for r, ends in each_end])] = -np.inf
    places = [(r.layout, n) for r in readings for n in range(len(r.layout.first))]
    ends, lefts = np.concatenate([end for end, _ in found]).tolist(), left.tolist()
    order, totals = np.argsort(-total, kind="stable").tolist(), total.tolist()
    for place in order:
        if totals[place] == -np.inf:
            break
        layout, sentence = places[place]
        score = highest + totals[place] - totals[order[0]]
        yield _window(layout, sentence, ends[place], score, lefts[place], sought, budget)


def _window(
    layout: DocumentLayout,
    sentence: int,
    end: int,
    score: float,
    items_left: int,
    sought: Provision | None,
    budget: int,
) -> Window:
    """The window that begins with a sentence: with the rows, if that is a header; with what
    announces it, if it is an item and that states what is sought, where both fit."""
    passage = layout.passages[layout.owner[sentence]]
    if passage.header and not passage.above:
        sentence = layout.below_header(sentence, end)
        passage = layout.passages[layout.owner[sentence]]
    start, header = int(layout.starts[layout.first[sentence]]), passage.above
    if header is None and (lead := layout.lead(sentence, sought)):
        fitting = layout.last_within(sentence, min(end, lead[0] + budget))
        start, end, header = (lead[0], fitting, None) if fitting else (start, end, lead)
    return Window(passage.document, passage.section, start, end, score, items_left, header)


def _says_nothing(layout: DocumentLayout, ends: Integers) -> Flags:
    """For each sentence, whether what stands from it up to `ends` is a heading, or a question."""
    begins = np.append(layout.starts[layout.first], np.iinfo(np.int_).max)[layout.content]
    nothing: Flags = (layout.content != np.arange(len(ends))) & (begins >= ends)
    return nothing


def _is_long(readings: Sequence[Reading]) -> bool:
    """Whether a long answer is likely: much is asked for, or in a long document no kind of answer
    that is short."""
    question = readings[0].question
    size = sum(len(reading.layout.first) for reading in readings)
    return question.much or (size > LONG and not (question.kind or question.shapes))


def _left(
    reading: Reading,
    lists: Sequence[Enumeration],
    budget: int,
    ends: Integers,
    scores: Floats,
) -> Integers:
    """See `prefer_lists` and `prefer_tables`."""
    left = np.zeros(len(ends), np.int_)
    if lists:
        from retrieval.excerpts.list_windows import prefer_lists

        left = prefer_lists(reading, lists, ends, scores)
    if reading.layout.tables:
        left += prefer_tables(reading, budget, ends, scores)
    return left


def _scored(
    reading: Reading, shares: Floats, scores: Mapping[int, float], budget: int, is_long: bool
) -> tuple[Integers, Floats]:
    """Where the window from each sentence ends, and its score; `shares` are the sentences',
    `is_long` says whether the answer is likely to be."""
    layout = reading.layout
    past = _past(layout, budget)
    ends = np.minimum(layout.ends[past - 1], layout.starts[layout.first] + budget)
    top = max(scores.values(), default=0.0) or 1.0
    found = np.array([scores.get(passage.start, 0.0) / top for passage in layout.passages])
    score = (
        SENTENCES * np.log(_gathered(layout, shares, past, ends))
        + TOGETHER * reading.coverage(layout.first, past)
        + PASSAGE * found[layout.owner]
    )
    if is_long:
        score = score + (
            LATE * _offset_of_best(reading, past) / budget
            + ITEM * layout.items
            + HEADED * reading.headed(layout.first, past)
        )
    for table in layout.tables:
        _with_rows(layout, table, budget, past, ends)
    return ends, score


def _with_rows(
    layout: DocumentLayout, table: Table, budget: int, past: Integers, ends: Integers
) -> None:
    """Windows that end with the header of a table, or with what announces it, take in the rows that
    fit: a header alone says nothing."""
    last_clauses = layout.past[table.first : table.past] - 1
    rows = layout.ends[last_clauses]
    at_edge = np.flatnonzero(np.isin(past, table.edges) & (ends == layout.ends[past - 1]))
    most = layout.starts[layout.first[at_edge]] + budget
    fitting = np.searchsorted(rows, most, side="right")
    ends[at_edge] = np.where(fitting > 0, rows[fitting - 1], np.maximum(ends[at_edge], most))


def _past(layout: DocumentLayout, budget: int) -> Integers:
    """For every sentence, the clause behind the last one that a window from it takes in: whole
    sentences, or of one that is too long the clauses that fit; behind what opens something always
    some of that."""
    fitting = np.searchsorted(layout.ends, layout.starts[layout.first] + budget, side="right")
    clauses = np.minimum(fitting, layout.reach)
    sentences = np.searchsorted(layout.past, clauses, side="right") - 1
    last = np.where(sentences >= 0, layout.last_whole[sentences], -1)
    whole = last >= np.arange(len(last))
    content = np.minimum(layout.content, len(last) - 1)
    least = np.where(layout.content < len(last), layout.first[content], layout.first) + 1
    past: Integers = np.where(whole, layout.past[last], np.maximum(clauses, least))
    return past


def _offset_of_best(reading: Reading, past: Integers) -> Floats:
    """How many characters into each window the sentence begins that holds most of the question."""
    layout = reading.layout
    covered = reading.coverage(layout.first, layout.past)
    last = layout.sentence[past - 1]
    number = np.arange(len(covered))
    best = number.copy()
    for step in range(1, int((last - number).max(initial=0)) + 1):
        other = np.minimum(number + step, len(covered) - 1)
        better = (other <= last) & (covered[other] > covered[best])
        best[better] = other[better]
    starts = layout.starts[layout.first]
    offsets: Floats = (starts[best] - starts).astype(np.float64)
    return offsets


def _gathered(layout: DocumentLayout, shares: Floats, past: Integers, ends: Integers) -> Floats:
    """The shares of the sentences of each window, of one cut short the square of its part."""
    last = layout.sentence[past - 1]
    begins, stops = layout.starts[layout.first], layout.ends[layout.past - 1]
    part = np.minimum((ends - begins[last]) / (stops[last] - begins[last]), 1.0)
    before = np.concatenate([[0.0], np.cumsum(shares)])
    whole = before[last] - before[: len(shares)]
    gathered: Floats = whole + shares[last] * part**2 + _LEAST
    return gathered


def highlights(document: Document, start: int, end: int, question: Question) -> tuple[Span, ...]:
    """Where words of a question, else its bigrams, stand in that slice of a document; no lone
    character.

    Offsets into its text, in order, overlapping ones joined.
    """
    folded = whole_folded(document)[start:end]
    fillers = [
        Filler(each.place - start, min(each.behind, end) - start)
        for each in document.fillers
        if start <= each.place < end
    ]
    places = origins(document.text[start:end], fillers)
    terms = [form for word in question.words for form in question.forms(word) if len(form) > 1]
    rest = (form for pair in question.bigrams for form in question.forms(pair) if len(form) > 1)
    terms += [pair for pair in rest if not _inside(pair, terms, folded)]
    found = sorted(
        (start + places[at], start + places[at + len(t) - 1] + 1)
        for t in terms
        for at in occurrences(folded, t)
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
