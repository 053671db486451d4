"""The terms of a segment: their keys, ascending, and so their numbers.

Keys are hashes, spread evenly, so that their upper bits tell all but where a key stands: a table of
*buckets* by those bits leaves a handful to look through. A plain binary search would have to wait
for memory a dozen times.
"""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from retrieval.index.postings import Small
from retrieval.index.terms import BITS, Ints, Keys

# A bucket holds about eight keys, which is a line of the processor's cache, up to twice as many.
_FILLED = 3


class Lexicon:
    """Finds terms by their keys. Immutable; may be shared by threads.

    `buckets` are as `buckets_of` makes them. LookupError where they are not.
    """

    def __init__(self, keys: Keys, buckets: Small) -> None:
        self.keys = keys
        """The keys by the terms' numbers."""
        # One after the other, views give their numbers faster than arrays do.
        self._keys, self._buckets = keys.data, buckets.data
        self._shift = BITS + 1 - (len(buckets) - 1).bit_length()

    def find(self, keys: Iterable[int]) -> list[int]:
        """The numbers of the terms with these keys, -1 for those that there are not. For a few:
        `numbers` is faster for many."""
        own, buckets, shift = self._keys, self._buckets, self._shift
        found = []
        for key in keys:
            bucket = key >> shift
            past = buckets[bucket + 1]
            place = bisect_left(own, key, buckets[bucket], past)
            found.append(place if place < past and own[place] == key else -1)
        return found

    def numbers(self, keys: Keys) -> Ints:
        """The numbers of the terms with these keys, -1 for those that there are not."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        places = self.keys.searchsorted(keys)
        return np.where(self.keys.take(places, mode="clip") == keys, places, -1)


def buckets_of(keys: Keys) -> Small:
    """Where the keys begin that have each value of the upper bits, and where the last ones end."""
    bits = max(len(keys).bit_length() - 1 - _FILLED, 0)
    edges = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(BITS - bits)
    return keys.searchsorted(edges).astype(np.uint32)
