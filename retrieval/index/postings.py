"""Term postings as arrays: what BM25 adds up, in memory or mapped from a segment.

A posting says that a term occurs in a text. It is stored as two small integers: the id of the
text, and a *code* that stands for a distinct (term frequency, text length) pair. BM25's
saturated frequency depends on nothing else, so that one small table over the codes, made anew
whenever the average length moves, turns every posting into its score by one look-up.

Nothing here knows of idf, of queries as users write them, or of files.
"""

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.arrays import Counts, Flags, Floats, Ids, Keys, Small

_BLOCK = 256
_CELLS = 1 << 22
_NO_IDS = np.empty(0, np.uint16)


class Postings(NamedTuple):
    """The postings of all terms over ``size`` texts, grouped by term.

    Terms have numbers from 0. Those of term ``t`` are ``ids[starts[t]:starts[t + 1]]``, ascending
    and without repeats, and ``codes`` at the same places; code ``c`` stands for the term frequency
    ``code_frequencies[c]`` in a text of ``code_lengths[c]`` terms. ``lengths[i]`` is the number of
    terms of text ``i``, its extra ones left out. Ids and codes are uint16 where they fit, otherwise
    uint32.
    """

    starts: Counts
    ids: Small
    codes: Small
    code_frequencies: Counts
    code_lengths: Counts
    lengths: Counts

    @property
    def size(self) -> int:
        """How many texts there are, empty ones included."""
        return len(self.lengths)

    @property
    def document_frequencies(self) -> Counts:
        """In how many texts each term occurs, by the term's number."""
        return np.diff(self.starts)

    def of(self, number: int) -> tuple[Small, Small]:
        """The ids and the codes of a term, by its number: views, not copies."""
        span = slice(self.starts[number], self.starts[number + 1])
        return self.ids[span], self.codes[span]


def build_postings(packed: Keys, bits: int, lengths: Counts) -> tuple[Keys, Postings]:
    """The distinct terms, ascending, and their postings over texts of these ``lengths``.

    Each of ``packed`` says that a term occurs once more in a text: the term, a number, and in the
    lower ``bits`` the id of the text. They are sorted in place.
    """
    packed.sort()
    firsts = np.flatnonzero(changes(packed))
    frequencies = _gaps(firsts, len(packed))
    packed = packed[firsts]
    ids = (packed & np.uint64((1 << bits) - 1)).astype(narrowest(len(lengths)))
    packed >>= np.uint64(bits)
    starts = np.flatnonzero(changes(packed))
    codes, code_frequencies, code_lengths = _encode(frequencies, lengths, ids)
    postings = Postings(
        np.append(starts, len(packed)), ids, codes, code_frequencies, code_lengths, lengths
    )
    return packed[starts], postings


def distinct(values: Keys) -> Keys:
    """The values once each, ascending. They are sorted in place."""
    values.sort()
    return values[changes(values)]


def edges(sizes: Sequence[int] | NDArray[np.integer | np.bool_]) -> Counts:
    """Where each of so many begins, and where the last ends."""
    return np.append(0, np.cumsum(sizes, dtype=np.int64))


def ranges(starts: Ids, sizes: Ids) -> Ids:
    """The numbers from each of ``starts``, so many each, one behind the other."""
    before = np.cumsum(sizes) - sizes
    numbers: Ids = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return numbers


def saturation(postings: Postings, average: float, k1: float, b: float) -> Floats:
    """BM25's saturated term frequency for every code, float64.

    tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)): Trotman, Puurula and Burgess,
    Improvements to BM25 and Language Models Examined, 2014 (ATIRE's variant). The order of the
    operations is rank_bm25's, so that the last bit agrees. ``average`` is the mean length of
    the texts; it is 0 only if no text has a length, and then no length weighs.
    """
    tf = postings.code_frequencies
    # In place: what a large table costs most is fresh memory.
    weighed: Floats = np.multiply(b, postings.code_lengths, dtype=np.float64)
    weighed /= average or 1.0
    weighed += 1 - b
    weighed *= k1
    weighed += tf
    table: Floats = np.multiply(tf, k1 + 1, dtype=np.float64)
    table /= weighed
    return table


class WeightedTerm(NamedTuple):
    """A term of a query: the ids of its texts, ascending, and their codes. A text scores
    ``weight`` times what ``table`` says for its code, ``most`` at the most."""

    ids: Small
    codes: Small
    table: Floats
    weight: float
    most: float = inf


def accumulate(terms: Sequence[WeightedTerm], size: int) -> Floats:
    """The scores of ``size`` texts, float64: the sums by id of what the terms score, in order."""
    ids, scores = listed(terms)
    sums: Floats = np.bincount(ids, scores, size).astype(np.float64, copy=False)
    return sums


def listed(terms: Sequence[WeightedTerm]) -> tuple[Small, Floats]:
    """The ids of the texts of all terms, term by term, and what each scores for its term."""
    scores = np.empty(sum([len(term.ids) for term in terms]))
    start = 0
    for term in terms:
        end = start + len(term.ids)
        part = scores[start:end]
        # No code is out of range; unlike "raise", "clip" writes into `out` without a buffer.
        term.table.take(term.codes, out=part, mode="clip")
        part *= term.weight
        start = end
    return np.concatenate([term.ids for term in terms] or [_NO_IDS]), scores


def best_of(terms: Sequence[WeightedTerm]) -> list[WeightedTerm]:
    """One term in place of several: a text scores what it scores for the best of them."""
    if len(terms) < 2:
        return list(terms)
    ids, scores = listed(terms)
    order = ids.argsort(kind="stable")
    ids = ids.take(order)
    firsts = changes(ids).nonzero()[0]
    table: Floats = np.maximum.reduceat(scores.take(order), firsts)
    codes = np.arange(len(firsts), dtype=np.uint32)
    return [WeightedTerm(ids.take(firsts), codes, table, 1.0, float(table.max()))]


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


def changes(values: NDArray[np.unsignedinteger]) -> Flags:
    """Where another value stands than before; the first one does."""
    found = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _gaps(starts: Ids, end: int) -> Counts:
    """How many places there are from each of ``starts`` to the next, from the last to ``end``."""
    gaps = np.empty(len(starts), np.int64)
    np.subtract(starts[1:], starts[:-1], out=gaps[:-1])
    if len(gaps):
        gaps[-1] = end - starts[-1]
    return gaps


def _encode(frequencies: Counts, lengths: Counts, ids: Small) -> tuple[Small, Counts, Counts]:
    """Codes of the postings, and the frequency and the length that each code stands for."""
    stride = int(lengths.max(initial=0)) + 1
    pairs = lengths[ids]
    pairs += frequencies * stride
    cells = int(pairs.max(initial=0)) + 1
    if cells <= max(_CELLS, len(pairs)):
        seen = np.zeros(cells, bool)
        seen[pairs] = True
        distinct = np.flatnonzero(seen)
        numbers = np.zeros(cells, narrowest(len(distinct)))
        numbers[distinct] = np.arange(len(distinct))
        codes = numbers[pairs]
    else:  # very long texts: sorting needs no table over all thinkable pairs
        distinct, places = np.unique(pairs, return_inverse=True)
        codes = places.astype(narrowest(len(distinct)))
    return codes, distinct // stride, distinct % stride


def narrowest(limit: int) -> Any:
    """The smallest type for numbers below ``limit``."""
    return np.uint16 if limit <= 1 << 16 else np.uint32
