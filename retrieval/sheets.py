"""A document laid out in sentences and clauses, as arrays: made once, scored for every question."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.abbreviations import other_forms
from retrieval.analysis import fold
from retrieval.answer_shapes import Shape
from retrieval.facts import asked_as, facts_in
from retrieval.implied import short_forms
from retrieval.models import Document, Kind, Passage
from retrieval.storing.clauses import FULL
from retrieval.storing.filing import Place
from retrieval.storing.records import Split
from retrieval.weights import FIRST, FIRST_THREE, LEAD_CHARACTERS, LENGTH, METADATA

if TYPE_CHECKING:
    from retrieval.lists import Enumeration

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]

# A sheet holds so many passages, so that a question costs no more in a long document. Most
# documents are one sheet.
PASSAGES = 128
_KEPT = 512
# Shorter ones at the top are bylines and greetings.
_SHORTEST_LEAD = 13


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Consecutive passages of one document.

    `starts` and `ends` are the clauses' offsets in the document; `flow` numbers the stretch that
    one excerpt may span, by clause; `sentence` is the number of a clause's sentence. `first` and
    `past` are the first clause of each sentence and the one behind its last; `owner` is the number
    of its passage. `prior` is what a sentence scores whatever is asked. `subject` is what the
    document is about: its title and first words, folded. `implied` are words that sentences mean
    and do not hold (see `retrieval.implied`), each with the clause they count for; `facts` are the
    names of what it states, each with the sentence that does.
    """

    passages: tuple[Passage, ...]
    offset: int
    folded: str
    subject: str
    starts: Integers
    ends: Integers
    flow: Integers
    sentence: Integers
    first: Integers
    past: Integers
    owner: Integers
    prior: Floats
    implied: tuple[tuple[int, str], ...]
    facts: tuple[tuple[int, tuple[str, ...]], ...]
    _shapes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def shaped(self, shape: Shape, question: str) -> Floats:
        """For every sentence, 1 where it holds the shape in words that `question` lacks, else 0."""
        if shape.name not in self._shapes:
            found = shape.answered.finditer(self.folded)
            self._shapes[shape.name] = [(self.offset + m.start(), m[0]) for m in found]
        places = [place for place, text in self._shapes[shape.name] if text not in question]
        has = np.zeros(len(self.first))
        _, clauses_with = self.clauses_at(np.array(places, np.int_))
        has[self.sentence[clauses_with]] = 1.0
        return has

    def clauses_at(self, places: Integers) -> tuple[NDArray[np.bool_], Integers]:
        """Which of `places` stand in a clause, and for those the clause's number."""
        clause = np.searchsorted(self.starts, places, side="right") - 1
        inside = (clause >= 0) & (places < self.ends[clause])
        return inside, clause[inside]


class Sheets:
    """The sheets of a library's documents, made when asked for; the latest used are kept."""

    def __init__(self, load: Callable[[Place], Split]) -> None:
        self._load = load
        self._sheet = lru_cache(maxsize=_KEPT)(self._make)
        self._lists = lru_cache(maxsize=_KEPT)(self._find)

    def holding(self, place: Place, offsets: Iterable[int], most: int) -> list[Sheet]:
        """The sheets of a document with the passages that start at `offsets`, the first `most`."""
        starts = [passage.start for passage in self._load(place).passages]
        numbers = dict.fromkeys(bisect_left(starts, offset) // PASSAGES for offset in offsets)
        return [self._sheet(place, number) for number in list(numbers)[:most]]

    def lists(self, place: Place) -> "tuple[Enumeration, ...]":
        """The lists of a document."""
        return self._lists(place)

    def _find(self, place: Place) -> "tuple[Enumeration, ...]":
        from retrieval.lists import find

        return find(self._load(place).passages)

    def _make(self, place: Place, number: int) -> Sheet:
        part = slice(number * PASSAGES, (number + 1) * PASSAGES)
        split = self._load(place)
        inside = np.searchsorted(split.clauses[:, 4], (part.start, part.stop))
        return lay_out(split.passages[part], split.clauses[slice(*inside)], part.start)


def lay_out(passages: Sequence[Passage], rows: NDArray[np.int32], before: int) -> Sheet:
    """The sheet of `passages`, whose clauses are `rows` (see `retrieval.storing.clauses`).

    `before` is how many passages of the document stand before them.
    """
    document = passages[0].document
    offset, end = passages[0].start, passages[-1].end
    folded = fold(document.text[offset:end])
    title = fold(document.title)
    starts, ends, flow, sentence, owner = np.ascontiguousarray(rows.T, np.int_)
    owner -= before
    sentence -= sentence[:1].sum()
    first = np.flatnonzero(np.diff(sentence, prepend=-1))
    past = np.append(first[1:], len(rows))
    kinds = [passages[number].kind for number in owner[first]]
    spans = zip(starts[first] - offset, ends[past - 1] - offset, strict=True)
    texts = [folded[a:b] for a, b in spans]
    return Sheet(
        tuple(passages),
        offset,
        folded,
        title + "\n" + folded[:LEAD_CHARACTERS],
        starts,
        ends,
        flow,
        sentence,
        first,
        past,
        owner[first],
        _prior(texts, kinds, title, at_the_top=before == 0),
        tuple(_implied(document, texts, first, [passages[number] for number in owner[first]])),
        tuple(
            (sentence, facts_in(passages[number]))
            for sentence, number in enumerate(owner[first])
            if passages[number].kind is Kind.METADATA
        ),
    )


def _implied(
    document: Document, texts: Sequence[str], first: Integers, owners: Sequence[Passage]
) -> Iterator[tuple[int, str]]:
    """What each of the sentences `texts` implies, if anything, with its first clause."""
    # A sentence that names the 《通知》 it stands in does not say more of what its title says.
    pairs = [pair for pair in short_forms(document) if not pair.is_title]
    for text, clause, passage in zip(texts, first, owners, strict=True):
        phrases = other_forms(text, pairs) if pairs else []
        phrases += [fold(asked_as(passage))] if passage.kind is Kind.METADATA else []
        if phrases:
            yield int(clause), " ".join(phrases)


def _prior(texts: list[str], kinds: list[Kind], title: str, at_the_top: bool) -> Floats:
    lengths = np.array([len(text) for text in texts])
    prior = LENGTH * np.minimum(lengths / FULL, 1.0)
    prior[[kind is Kind.METADATA for kind in kinds]] += METADATA
    body = [
        number
        for number, (text, kind) in enumerate(zip(texts, kinds, strict=True))
        if kind is Kind.BODY and len(text) >= _SHORTEST_LEAD and text not in title
    ]
    if at_the_top:
        prior[body[:1]] += FIRST
        prior[body[:3]] += FIRST_THREE
    return prior
