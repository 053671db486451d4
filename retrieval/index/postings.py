"""Term postings as arrays: what BM25 adds up, in memory or mapped from a segment.

A posting says that a term occurs in a text. BM25's saturated frequency depends on how often it does
and on how long the text is, on nothing else: one small table, a row for each length and a column
for each frequency, made anew whenever the average length moves, turns every posting into its score.

Up to 65,536 texts a posting is kept in three bytes: two for the text, one for the column; the row
is the text's. With more texts it is kept in four: above the text, below the cell of the table.

Nothing here knows of idf, of queries as users write them, or of files.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.arrays import Array, Counts, Flags, Ids, Keys, Small

_PACKED = 32
# Significant bits of how long documents are, and of how often they hold a term. The one moves a
# score by a thousandth at the most, and no two documents are of one length otherwise; the other by
# a ten-thousandth, and its columns take one byte.
LENGTHS, FREQUENCIES = 8, 6


class Postings(NamedTuple):
    """The postings of all terms over ``size`` texts, grouped by term.

    Terms have numbers from 0. Those of term ``t`` are the ones from ``starts[t]`` to
    ``starts[t + 1]``, ascending by their texts, none of which is there twice. The table has
    ``lengths`` as rows and ``frequencies`` as columns; ``rows`` has the row of each text, whose
    extra terms are left out. ``ids`` are texts, ``columns`` their columns; where there are no
    ``columns``, ``ids`` are packed: the upper bits are the text, as many as it takes to number all,
    the others the cell, row by row. All but the first are as small as they can be.
    """

    starts: Counts
    ids: Small
    columns: Small
    frequencies: Counts
    rows: Small
    lengths: Counts

    @property
    def size(self) -> int:
        """How many texts there are, empty ones included."""
        return len(self.rows)

    @property
    def shift(self) -> int:
        """Where the text begins in packed ids; 0 where they are not."""
        return 0 if len(self.columns) else _PACKED - _bits(self.size)

    @property
    def text_lengths(self) -> Counts:
        """How many terms each text has."""
        return self.lengths.take(self.rows)

    @property
    def document_frequencies(self) -> Counts:
        """In how many texts each term occurs, by the term's number."""
        return np.diff(self.starts)

    def between(self, begin: int, end: int) -> Small:
        """The texts of some postings, one behind the other."""
        ids = self.ids[begin:end]
        return ids >> np.uint32(self.shift) if self.shift else ids

    def columns_of(self, begin: int, end: int) -> Small:
        """The columns of their frequencies."""
        if not self.shift:
            return self.columns[begin:end]
        cells = self.ids[begin:end] & np.uint32((1 << self.shift) - 1)
        return cells % np.uint32(len(self.frequencies))

    def of(self, number: int) -> tuple[Small, Counts]:
        """The texts of a term, by its number, and how often it occurs in each."""
        span = self.starts[number], self.starts[number + 1]
        return self.between(*span), self.frequencies.take(self.columns_of(*span))


class PostingsLayout(NamedTuple):
    """How the postings in so many texts are kept, with so many frequencies and lengths."""

    texts: int
    frequencies: int
    lengths: int

    @property
    def is_packed(self) -> bool:
        """Whether text and cell are one number."""
        cells = self.frequencies * self.lengths
        return self.texts > 1 << 16 and _bits(self.texts) + _bits(cells) <= _PACKED

    @property
    def kinds(self) -> tuple[Any, Any]:
        """The types of ids and of columns."""
        ids = np.uint32 if self.is_packed else narrowest(self.texts)
        return np.dtype(ids), np.dtype(smallest(self.frequencies))

    def ids(self, texts: Array, columns: Array, rows: Array) -> Array:
        """The ids of postings in these texts; `rows` are those of all texts."""
        if not self.is_packed:
            return texts
        ids = texts.astype(np.uint32)
        ids <<= _PACKED - _bits(self.texts)
        cells = rows.take(texts).astype(np.uint32)
        cells *= self.frequencies
        cells += columns.astype(np.uint32)
        ids |= cells
        return ids


def _bits(count: int) -> int:
    """What the numbers below that take."""
    return max(count - 1, 0).bit_length()


def build_postings(
    packed: Keys, bits: int, lengths: Counts, precision: int | None = None
) -> tuple[Keys, Postings]:
    """The distinct terms, ascending, and their postings over texts of these ``lengths``.

    Each of ``packed`` says that a term occurs once more in a text: the term, a number, and in the
    lower ``bits`` the id of the text. They are sorted in place. Frequencies are kept to so many
    bits of `precision`, or as they are.
    """
    packed.sort()
    firsts = np.flatnonzero(changes(packed))
    frequencies = _gaps(firsts, len(packed))
    if precision is not None:
        frequencies = rounded(frequencies, precision)
    packed = packed[firsts]
    ids = (packed & np.uint64((1 << bits) - 1)).astype(np.uint32)
    packed >>= np.uint64(bits)
    starts = np.flatnonzero(changes(packed))
    values = np.flatnonzero(np.bincount(frequencies))
    numbers = np.zeros(int(values.max(initial=0)) + 1, np.uint32)
    numbers[values] = np.arange(len(values))
    columns = numbers.take(frequencies)
    different, rows = np.unique(lengths, return_inverse=True)
    layout = PostingsLayout(len(lengths), len(values), len(different))
    of_ids, of_columns = layout.kinds
    postings = Postings(
        np.append(starts, len(packed)),
        layout.ids(ids, columns, rows).astype(of_ids),
        columns[: 0 if layout.is_packed else None].astype(of_columns),
        values,
        rows.astype(smallest(len(different))),
        different,
    )
    return packed[starts], postings


def rounded(counts: Counts, bits: int) -> Counts:
    """Numbers to so many significant bits."""
    without = np.maximum(np.frexp(counts)[1] - bits, 0).astype(np.int64)
    found: Counts = counts + (1 << without >> 1) >> without << without
    return found


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


def narrowest(limit: int) -> Any:
    """The smallest type for numbers below ``limit``."""
    return np.uint16 if limit <= 1 << 16 else np.uint32


def smallest(limit: int) -> Any:
    """The same where one byte may be enough."""
    return np.uint8 if limit <= 1 << 8 else narrowest(limit)
