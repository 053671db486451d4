"""BM25 over one field of all segments: what each term of a query adds to the texts of a segment."""

from collections.abc import Sequence
from math import log1p
from operator import add, sub
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index.postings import Floats, Ids, WeightedTerm, accumulate, saturation
from retrieval.index.segments import TermField
from retrieval.weights import K1

# Terms over groups come late if they can add no more than this share together, and if they have so
# many postings: those of shorter ones are added up as fast as they are looked up.
_LATE = 0.03


_LONG = 1 << 10


class DocumentBoost(NamedTuple):
    """What texts gain by the group that they belong to: `gains` by group, none of them negative;
    the `owners` of the texts, ascending; the first text of each group, and one past the last; and
    terms over the groups that come on top, `late`: for those texts that they can still bring in.
    """

    gains: Floats
    owners: Ids
    firsts: Ids
    late: Sequence[WeightedTerm] = ()

    @property
    def left(self) -> float:
        """What the late terms can add at the most."""
        return sum([term.most for term in self.late])


def gain_of(terms: Sequence[WeightedTerm], owners: Ids, firsts: Ids) -> DocumentBoost:
    """What texts gain by terms over their groups. Terms that many groups hold say little of any of
    them and make most of the work: they come late."""
    left = _LATE * sum([term.most for term in terms])
    now: list[WeightedTerm] = []
    late: list[WeightedTerm] = []
    for term in sorted(terms, key=lambda term: term.most):
        is_late = len(term.ids) >= _LONG and term.most <= left
        left -= term.most if is_late else 0.0
        (late if is_late else now).append(term)
    return DocumentBoost(accumulate(now, len(firsts) - 1), owners, firsts, late)


class Looked(NamedTuple):
    """Terms of a query as a field has them: their idf, and by segment where their postings begin
    and end, the same twice for a term that it has not."""

    idf: list[float]
    spans: tuple[list[tuple[int, int]], ...]


class Scorer:
    """The formula, with what it needs to know of the whole library: how many texts there are, how
    long they are, how many hold a term. Texts that are `gone` from a segment, by id, do not count.

    `weight` is what the field counts beside others. Immutable; may be shared by threads.
    """

    def __init__(
        self, fields: Sequence[TermField], gone: Sequence[Ids], weight: float, b: float
    ) -> None:
        self._fields = fields
        # One after the other, a view gives its numbers faster than an array does.
        self._starts = [field.postings.starts.data for field in fields]
        self._gone = [_mask(field, ids) for field, ids in zip(fields, gone, strict=True)]
        self._weight, self._b = weight, b
        self.size = sum(f.postings.size - len(ids) for f, ids in zip(fields, gone, strict=True))
        """How many texts there are."""
        total = sum(_total(field, ids) for field, ids in zip(fields, gone, strict=True))
        self._average = total / max(self.size, 1)
        self._tables: list[tuple[Floats, float] | None] = [None] * len(fields)

    def look(self, numbers: Sequence[Sequence[int]]) -> Looked:
        """Terms by their numbers in each segment, -1 where it has not got one.

        One that no text holds has the highest idf there can be.
        """
        frequencies = [0] * len(numbers[0]) if numbers else []
        spans = []
        for own, starts, field, gone in zip(
            numbers, self._starts, self._fields, self._gone, strict=True
        ):
            found = [(starts[n], starts[n + 1]) if n >= 0 else (0, 0) for n in own]
            spans.append(found)
            counts = [end - begin for begin, end in found]
            if gone is not None:
                missing = (int(gone[field.postings.ids[a:b]].sum()) for a, b in found)
                counts = [*map(sub, counts, missing)]
            frequencies = [*map(add, frequencies, counts)]
        if frequencies and not 0 <= min(frequencies) <= max(frequencies) <= self.size:
            raise ValueError("more texts hold a term than there are")
        return Looked([_idf(self.size, each) for each in frequencies], tuple(spans))

    def terms(self, looked: Looked, segment: int) -> list[WeightedTerm]:
        """The terms that texts of a segment hold, those that are gone included."""
        ids, codes = self._fields[segment].postings.ids, self._fields[segment].postings.codes
        table, highest = self._table(segment)
        found = []
        for (begin, end), idf in zip(looked.spans[segment], looked.idf, strict=True):
            if begin < end:
                weight = self._weight * idf
                term = WeightedTerm(
                    ids[begin:end], codes[begin:end], table, weight, weight * highest
                )
                found.append(term)
        return found

    def _table(self, segment: int) -> tuple[Floats, float]:
        """What each code of a segment scores, and the most of that."""
        found = self._tables[segment]
        if found is None:
            postings = self._fields[segment].postings
            table = saturation(postings, self._average, K1, self._b)
            found = self._tables[segment] = table, float(table.max(initial=0.0))
        return found


def _idf(size: int, frequency: int) -> float:
    """Lucene's, as `nonnegative_idf` has it: for a few terms this is faster."""
    return log1p((size - frequency + 0.5) / (frequency + 0.5))


def _mask(field: TermField, gone: Ids) -> NDArray[np.bool_] | None:
    if not len(gone):
        return None
    mask = np.zeros(field.postings.size, bool)
    mask[gone] = True
    return mask


def _total(field: TermField, gone: Ids) -> int:
    return field.total - int(field.postings.lengths[gone].sum())
