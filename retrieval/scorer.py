"""BM25 over one field of all segments: what each term of a query adds to the texts of a segment."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.postings import Floats, Ids, WeightedTerm, nonnegative_idf, saturation
from retrieval.storing.keys import Keys
from retrieval.storing.segments import Field
from retrieval.weights import K1


class Looked(NamedTuple):
    """Terms of a query as a field has them: their idf, and by segment where their postings begin
    and end."""

    idf: Floats
    spans: tuple[list[tuple[int, int]], ...]

    @property
    def weights(self) -> list[float]:
        """The idf as plain numbers."""
        weights: list[float] = self.idf.tolist()
        return weights


class Scorer:
    """The formula, with what it needs to know of the whole library: how many texts there are, how
    long they are, how many hold a term. Texts that are `gone` from a segment, by id, do not count.

    `weight` is what the field counts beside others. Immutable; may be shared by threads.
    """

    def __init__(
        self, fields: Sequence[Field], gone: Sequence[Ids], weight: float, b: float
    ) -> None:
        self._fields = fields
        self._gone = [_mask(field, ids) for field, ids in zip(fields, gone, strict=True)]
        self._weight, self._b = weight, b
        self.size = sum(f.postings.size - len(ids) for f, ids in zip(fields, gone, strict=True))
        """How many texts there are."""
        total = sum(_total(field, ids) for field, ids in zip(fields, gone, strict=True))
        self._average = total / max(self.size, 1)
        self._tables: list[tuple[Floats, float] | None] = [None] * len(fields)

    def look(self, keys: Keys) -> Looked:
        """The terms with `keys`. One that no text holds has the highest idf there can be."""
        frequencies = np.zeros(len(keys), np.int64)
        spans = []
        for field, gone in zip(self._fields, self._gone, strict=True):
            begins, ends = _spans(field, keys)
            spans.append(list(zip(begins.tolist(), ends.tolist(), strict=True)))
            frequencies += ends - begins
            if gone is not None:
                missing = (np.count_nonzero(gone[field.postings.ids[a:b]]) for a, b in spans[-1])
                frequencies -= np.fromiter(missing, np.int64, len(keys))
        if ((frequencies < 0) | (frequencies > self.size)).any():
            raise ValueError("more texts hold a term than there are")
        return Looked(nonnegative_idf(self.size, frequencies), tuple(spans))

    def terms(self, looked: Looked, segment: int) -> list[WeightedTerm]:
        """The terms that texts of a segment hold, those that are gone included."""
        ids, codes = self._fields[segment].postings.ids, self._fields[segment].postings.codes
        table, highest = self._table(segment)
        found = []
        for (begin, end), idf in zip(looked.spans[segment], looked.weights, strict=True):
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


def _spans(field: Field, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the postings of the terms with `keys` begin and end; the same for terms it has not."""
    if not len(field.keys):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    places, held = field.find(keys)
    begins = field.postings.starts[places].astype(np.int64)
    ends = field.postings.starts[places + 1].astype(np.int64)
    return begins, np.where(held, ends, begins)


def _mask(field: Field, gone: Ids) -> NDArray[np.bool_] | None:
    if not len(gone):
        return None
    mask = np.zeros(field.postings.size, bool)
    mask[gone] = True
    return mask


def _total(field: Field, gone: Ids) -> int:
    return field.total - int(field.postings.lengths[gone].sum())
