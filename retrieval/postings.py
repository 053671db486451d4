"""Term postings as arrays: what BM25 adds up, in memory or mapped from a segment.

A posting says that a term occurs in a text. It is stored as two small integers: the id of the
text, and a *code* that stands for a distinct (term frequency, text length) pair. BM25's
saturated frequency depends on nothing else, so that one small table over the codes, made anew
whenever the average length moves, turns every posting into its score by one look-up.

Nothing here knows of idf, of queries as users write them, or of files.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

_BLOCK = 256
_CELLS = 1 << 22

Floats = NDArray[np.float64]
Ids = NDArray[np.intp]
Counts = NDArray[np.int64]
Small = NDArray[np.uint16 | np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The postings of all terms over ``size`` texts, grouped by term.

    ``terms`` numbers the terms from 0 in order of first appearance. Those of term ``t`` are
    ``ids[starts[t]:starts[t + 1]]``, ascending and without repeats, and ``codes`` at the same
    places; code ``c`` stands for the term frequency ``code_frequencies[c]`` in a text of
    ``code_lengths[c]`` terms. ``lengths[i]`` is the number of terms of text ``i``, its extra
    ones left out. Ids and codes are uint16 where they fit, otherwise uint32.
    """

    terms: Mapping[Hashable, int]
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


def build_postings(
    texts: Iterable[Sequence[Hashable]], extras: Sequence[Sequence[Hashable]] = ()
) -> Postings:
    """Postings of the texts, each a sequence of terms; a text's id is its place.

    ``extras`` are further terms of each text, as many sequences as texts or none at all: they
    are found and counted like the others, but do not make the text longer.
    """
    texts = list(texts)
    whole = [[*own, *more] for own, more in zip(texts, extras, strict=True)] if extras else texts
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    sizes = np.fromiter(map(len, whole), np.int64, len(whole))
    numbers: defaultdict[Hashable, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    stream = map(numbers.__getitem__, chain.from_iterable(whole))
    tokens = np.fromiter(stream, np.int64, int(sizes.sum()))
    ids, starts, frequencies = _count(tokens, sizes, len(numbers))
    codes, code_frequencies, code_lengths = _encode(frequencies, lengths, ids)
    return Postings(
        terms=dict(numbers),
        starts=starts,
        ids=ids,
        codes=codes,
        code_frequencies=code_frequencies,
        code_lengths=code_lengths,
        lengths=lengths,
    )


def saturation(postings: Postings, average: float, k1: float, b: float) -> Floats:
    """BM25's saturated term frequency for every code, float64.

    tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)): Trotman, Puurula and Burgess,
    Improvements to BM25 and Language Models Examined, 2014 (ATIRE's variant). The order of the
    operations is rank_bm25's, so that the last bit agrees. ``average`` is the mean length of
    the texts; it is 0 only if no text has a length, and then no length weighs.
    """
    average = average or 1.0
    tf = postings.code_frequencies
    table: Floats = tf * (k1 + 1) / (tf + k1 * (1 - b + b * postings.code_lengths / average))
    return table


def accumulate(parts: Sequence[tuple[Small, Small, Floats]], size: int) -> Floats:
    """The scores of ``size`` texts, float64: the sums by id, in order, of ``table[code]``.

    A part is the ids of a term, their codes, and its table from codes to scores.
    """
    total = sum(len(ids) for ids, _, _ in parts)
    places = np.empty(total, np.intp)
    scores = np.empty(total)
    start = 0
    for ids, codes, table in parts:
        end = start + len(ids)
        places[start:end] = ids
        # No code is out of range; unlike "raise", "clip" writes into `out` without a buffer.
        table.take(codes, out=scores[start:end], mode="clip")
        start = end
    sums: Floats = np.bincount(places, scores, size).astype(np.float64, copy=False)
    return sums


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


def _count(tokens: Counts, sizes: Counts, terms: int) -> tuple[Small, Counts, Counts]:
    """Ids, starts and frequencies from the terms' numbers, text after text; spoils ``tokens``."""
    size = max(len(sizes), 1)
    # One sort of term * size + id groups the tokens by term, and by text within a term.
    tokens *= size
    tokens += np.repeat(np.arange(len(sizes)), sizes)
    tokens.sort()
    is_first = np.ones(len(tokens), bool)
    np.not_equal(tokens[1:], tokens[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    keys = tokens[firsts]
    starts = np.searchsorted(keys, np.arange(terms + 1) * size)
    keys %= size
    return keys.astype(_narrowest(size)), starts, np.diff(firsts, append=len(tokens))


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
        numbers = np.zeros(cells, _narrowest(len(distinct)))
        numbers[distinct] = np.arange(len(distinct))
        codes = numbers[pairs]
    else:  # very long texts: sorting needs no table over all thinkable pairs
        distinct, places = np.unique(pairs, return_inverse=True)
        codes = places.astype(_narrowest(len(distinct)))
    return codes, distinct // stride, distinct % stride


def _narrowest(limit: int) -> type[np.uint16 | np.uint32]:
    """The smallest type for numbers below ``limit``."""
    return np.uint16 if limit <= 1 << 16 else np.uint32
