"""What postings score: terms that weigh something, added up for all texts or looked up for some.

All terms of a field are added up, or looked up, together: what numpy costs at each call is more
than what most terms take.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Floats, Ids, Small
from retrieval.index.postings import Postings, changes, narrowest

_BLOCK = 256
_NONE = np.empty(0, np.uint16)


class ScoredPostings(NamedTuple):
    """Postings as `index.postings` has them, with the `table` of what they score, row by row.

    `ids` are packed from bit `shift` on, or, if that is 0, not; then the cell of a posting is that
    of its `columns` from where the row of its text begins: `begins`, by text. It has nothing above
    `highest`.
    """

    ids: Small
    columns: Small
    begins: Small
    shift: int
    table: Floats
    highest: float


def scored(postings: Postings, average: float, k1: float, b: float) -> ScoredPostings:
    """Postings with BM25's saturated term frequency as their score, float64.

    tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)): Trotman, Puurula and Burgess,
    Improvements to BM25 and Language Models Examined, 2014 (ATIRE's variant). The order of the
    operations is rank_bm25's, so that the last bit agrees. ``average`` is the mean length of
    the texts; it is 0 only if no text has a length, and then no length weighs.

    So many different frequencies and so many different lengths there can only be in texts of about
    as many terms as the table has cells.
    """
    tf = postings.frequencies
    norms: Floats = np.multiply(b, postings.lengths, dtype=np.float64)
    norms /= average or 1.0
    norms += 1 - b
    norms *= k1
    table: Floats = np.multiply(tf, k1 + 1, dtype=np.float64) / (tf + norms[:, None])
    begins = _NONE
    if not postings.shift:
        begins = postings.rows.astype(narrowest(table.size))
        begins *= len(tf)
    highest = float(table.max(initial=0.0))
    own = postings.ids, postings.columns, begins, postings.shift
    return ScoredPostings(*own, table.ravel(), highest)


class WeightedTerm(NamedTuple):
    """A term of a query: its postings are those from `begin` to `end`, at least one. A text scores
    ``weight`` times what they say, ``most`` at the most."""

    postings: ScoredPostings
    begin: int
    end: int
    weight: float
    most: float = inf

    @property
    def size(self) -> int:
        """How many texts hold it."""
        return self.end - self.begin


def term_of(texts: Small, scores: Floats) -> WeightedTerm:
    """A term of which these texts, ascending, score so much."""
    columns, highest = np.arange(len(texts), dtype=np.uint32), float(scores.max(initial=0.0))
    postings = ScoredPostings(texts, columns, _NONE, 0, scores, highest)
    return WeightedTerm(postings, 0, len(texts), 1.0, highest)


def accumulate(terms: Sequence[WeightedTerm], size: int) -> Floats:
    """The scores of ``size`` texts, float64: the sums of what the terms score, field by field."""
    ids, scores = listed(terms)
    sums: Floats = np.bincount(ids, scores, size).astype(np.float64, copy=False)
    return sums


def listed(terms: Sequence[WeightedTerm]) -> tuple[Small, Floats]:
    """The texts of all terms, field by field, and what each scores for its term."""
    if not terms:
        return _NONE, np.empty(0)
    ids: list[Small] = []
    weights: list[float] = []
    sizes: list[int] = []
    fields: list[tuple[ScoredPostings, slice, list[Small]]] = []
    past = 0
    for own in _by_postings(terms):
        postings, first = own[0].postings, past
        columns = []
        for term in own:
            begin, end = term.begin, term.end
            ids.append(postings.ids[begin:end])
            columns.append(postings.columns[begin:end])
            weights.append(term.weight)
            sizes.append(end - begin)
            past += end - begin
        fields.append((postings, slice(first, past), columns))
    # numpy is called once for all fields where it can be: what a call costs is a tenth of a search
    # among hundreds of documents.
    texts, scores = np.concatenate(ids), np.empty(past)
    for postings, span, columns in fields:
        cells = _cells(postings, texts[span], np.concatenate(columns))
        # No cell is out of range; unlike "raise", "clip" writes into `out` without a buffer.
        postings.table.take(cells, out=scores[span], mode="clip")
    scores *= np.repeat(weights, sizes)
    return texts, scores


class TextsSought:
    """Texts, ascending, that terms are looked up for: what that takes of them, made once."""

    def __init__(self, texts: Ids | Small) -> None:
        self.texts = texts
        self._packed: dict[int, Small] = {}
        self._begins: dict[int, Small] = {}

    def in_term(self, term: WeightedTerm) -> Floats:
        """What the term adds to each of them."""
        (ids, columns, begins, shift, table, _), begin, end, weight, _ = term
        ids = ids[begin:end]
        if shift:
            packed = self._packed.get(shift)
            if packed is None:
                packed = self._packed[shift] = self.texts.astype(np.uint32) << np.uint32(shift)
            # What is there of a text, and of no other, is one of its cells.
            cells = ids.take(ids.searchsorted(packed), mode="clip") - packed
            held = cells < len(table)
        else:
            places = ids.searchsorted(self.texts.astype(ids.dtype, copy=False))
            held = ids.take(places, mode="clip") == self.texts
            cells = columns[begin:end].take(places, mode="clip")
            if len(begins):
                own = self._begins.get(id(begins))
                if own is None:
                    own = self._begins[id(begins)] = begins.take(self.texts)
                cells = own + cells
        found: Floats = table.take(cells, mode="clip")
        found *= held
        found *= weight
        return found


def best_of(terms: Sequence[WeightedTerm]) -> list[WeightedTerm]:
    """One term in place of several: a text scores what it scores for the best of them."""
    if len(terms) < 2:
        return list(terms)
    texts, scores = listed(terms)
    order = texts.argsort(kind="stable")
    texts = texts.take(order)
    firsts = changes(texts).nonzero()[0]
    return [term_of(texts.take(firsts), np.maximum.reduceat(scores.take(order), firsts))]


def best(scores: Floats, n: int) -> Ids:
    """The ids of the ``n`` highest scores, best first; of equal scores the lowest id first.

    The n-th highest maximum of a block is a bound that at least n scores reach, so that only
    the blocks which reach it are looked at: several times faster than ``argpartition``.
    """
    n = min(n, len(scores))
    if n <= 0:
        return np.empty(0, np.intp)
    whole = len(scores) - len(scores) % _BLOCK
    maxima = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
    if len(maxima) <= n:
        return np.argsort(-scores, kind="stable")[:n]
    bound = np.partition(maxima, len(maxima) - n)[len(maxima) - n]
    blocks = np.flatnonzero(maxima >= bound)
    ids = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
    ids = np.concatenate([ids, np.arange(whole, len(scores))])
    ids = ids[scores[ids] >= bound]
    order: Ids = ids[np.argsort(-scores[ids], kind="stable")[:n]]
    return order


def _by_postings(terms: Iterable[WeightedTerm]) -> list[list[WeightedTerm]]:
    groups: dict[int, list[WeightedTerm]] = {}
    for term in terms:
        groups.setdefault(id(term.postings), []).append(term)
    return [*groups.values()]


def _cells(postings: ScoredPostings, ids: Small, columns: Small) -> Small:
    """The cells of postings; packed ids become texts."""
    shift, begins = postings.shift, postings.begins
    if shift:
        cells = ids & np.uint32((1 << shift) - 1)
        ids >>= np.uint32(shift)
        return cells
    if not len(begins):
        return columns
    cells = begins.take(ids)
    cells += columns
    return cells
