"""Terms as numbers: 44 bits of a hash, computed for whole texts at once.

An index of numbers needs no dictionary to be loaded, and is searched and merged as arrays. The hash
of a term c₀c₁… is Σ (cᵢ + 1) · Pⁱ mod 2⁶⁴, mixed by the finaliser of SplitMix64 (Steele, Lea and
Flood, Fast Splittable Pseudorandom Number Generators, 2014). Two of half a million terms share a
number in one of 140 libraries; what that costs is that the one counts for the other.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from retrieval.index.arrays import CodePoints, Ints, Keys, Small

BITS = 44
ID_BITS = 64 - BITS
"""Of the number of a text, with which a term in a text is 64 bits."""

_P = 0x9E6C63D0876A3F6B
_SECOND = 0xD1B54A32D192ED03
_MIX = (30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)
_LAST = 31
_BASE = np.uint64(_P)
_ALL = (1 << 64) - 1


@lru_cache(maxsize=1 << 10)
def term_key(term: str) -> int:
    """The key of one term, as `keys_of` has it: for a few terms this is faster by far."""
    value = 0
    for character in reversed(term):
        value = value * _P + ord(character) + 1 & _ALL
    return _mixed_one(value)


@lru_cache(maxsize=1 << 10)
def pair_key(pair: str) -> int:
    """The key of a pair of words as `retrieval.analysis.analyzer.pairs` writes it."""
    first, second = map(term_key, pair.split(" ", 1))
    return _mixed_one(first * _SECOND + second & _ALL)


def keys_of(terms: Sequence[str]) -> Keys:
    """The keys of words or bigrams, none of them empty, uint64 of as many."""
    lengths = np.fromiter(map(len, terms), np.intp, len(terms))
    return hashed(code_points("".join(terms)), lengths)


def paired(first: Keys, second: Keys) -> Keys:
    """The keys of the pairs of the words that have these keys."""
    return _mixed(first * np.uint64(_SECOND) + second)


def code_points(text: str) -> CodePoints:
    """The code points of `text`, uint32; read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def hashed(codes: CodePoints, lengths: Ints) -> Keys:
    """The keys of the terms that `codes` is made of, so long each; none of them empty."""
    starts = np.cumsum(lengths) - lengths
    inside = np.arange(len(codes)) - np.repeat(starts, lengths)
    values = codes.astype(np.uint64)
    values += np.uint64(1)
    values *= _powers(int(lengths.max(initial=0)))[inside]
    return _mixed(np.add.reduceat(values, starts) if len(starts) else values)


def hashed_bigrams(first: CodePoints, second: CodePoints) -> Keys:
    """The keys of the terms of two characters each."""
    one = np.uint64(1)
    return _mixed(first.astype(np.uint64) + one + (second.astype(np.uint64) + one) * _BASE)


def _powers(count: int) -> Keys:
    """P⁰ … Pⁿ⁻¹ mod 2⁶⁴."""
    powers = np.full(count, _BASE)
    powers[:1] = 1
    return np.multiply.accumulate(powers)


def _mixed(values: Keys) -> Keys:
    """The upper 44 bits of SplitMix64's finaliser."""
    for shift, factor in _MIX:
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return (values ^ (values >> np.uint64(_LAST))) >> np.uint64(64 - BITS)


def _mixed_one(value: int) -> int:
    """The same of one number."""
    for shift, factor in _MIX:
        value = (value ^ value >> shift) * factor & _ALL
    return (value ^ value >> _LAST) >> 64 - BITS


# A bucket holds about eight keys, which is half a line of the processor's cache.
_FILLED = 3
# The lower bits of a key are kept, its bucket says the others.
_KEPT = 32
_LOWER = (1 << _KEPT) - 1
# From so many terms on, it is faster to look for all at once.
_MANY = 200


class Lexicon:
    """Finds terms by their keys. Immutable; may be shared by threads.

    `lower` are the lower 32 bits of the keys in the order of the keys, `buckets` as `buckets_of`
    makes them. LookupError where they are not.
    """

    def __init__(self, lower: CodePoints, buckets: Small) -> None:
        self._lower, self._edges = lower, buckets
        # One after the other, views give their numbers faster than arrays do.
        self._own, self._buckets = lower.data, buckets.data
        self._shift = BITS + 1 - (len(buckets) - 1).bit_length()

    def __len__(self) -> int:
        return len(self._lower)

    @property
    def keys(self) -> Keys:
        """The keys by the terms' numbers. Made when asked for."""
        return self.between(0, 1 << BITS)

    def terms(self) -> list[int]:
        """The same, one by one."""
        found: list[int] = self.keys.tolist()
        return found

    def numbers_between(self, low: int, high: int) -> tuple[int, int]:
        """The number of the first term with a key from `low` on, and of the first from `high` on:
        multiples of 2³²."""
        return self._buckets[low >> self._shift], self._buckets[high >> self._shift]

    def between(self, low: int, high: int) -> Keys:
        """The keys from `low` to `high`: multiples of 2³²."""
        first, past = self.numbers_between(low, high)
        buckets = np.arange(low >> self._shift, high >> self._shift, dtype=np.uint64)
        edges = self._edges[low >> self._shift : (high >> self._shift) + 1].astype(np.intp)
        keys = np.repeat(buckets << np.uint64(self._shift), edges[1:] - edges[:-1])
        keys |= self._lower[first:past] & np.uint64((1 << self._shift) - 1)
        return keys

    def find(self, keys: Iterable[int]) -> list[int]:
        """The numbers of the terms with these keys, -1 for those that there are not."""
        own, buckets, shift = self._own, self._buckets, self._shift
        found = []
        for key in keys:
            bucket = key >> shift
            past, key = buckets[bucket + 1], key & _LOWER
            place = bisect_left(own, key, buckets[bucket], past)
            found.append(place if place < past and own[place] == key else -1)
        return found

    def numbers(self, keys: Keys) -> Ints:
        """The same, for many faster."""
        if not len(self._lower):
            return np.full(len(keys), -1, np.intp)
        if len(keys) < _MANY:
            return np.array(self.find(keys.tolist()), np.intp)
        wanted = (keys & np.uint64(_LOWER)).astype(np.uint32)
        buckets = (keys >> np.uint64(self._shift)).astype(np.intp)
        places = self._edges.take(buckets).astype(np.intp)
        past = self._edges.take(buckets + 1).astype(np.intp)
        # Each step leaves half of what a bucket holds.
        ends = past.copy()
        while (open_ := places < ends).any():
            middle = (places + ends) >> 1
            is_less = self._lower.take(middle, mode="clip") < wanted
            places = np.where(open_ & is_less, middle + 1, places)
            ends = np.where(open_ & ~is_less, middle, ends)
        held = (places < past) & (self._lower.take(places, mode="clip") == wanted)
        return np.where(held, places, -1)


def lower_bits(keys: Keys) -> CodePoints:
    """What a lexicon keeps of keys, ascending."""
    return (keys & np.uint64(_LOWER)).astype(np.uint32)


def buckets_of(keys: Keys) -> Small:
    """Where the keys begin that have each value of the upper bits, and where the last ones end."""
    bits = max(len(keys).bit_length() - 1 - _FILLED, BITS - _KEPT)
    edges = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(BITS - bits)
    return keys.searchsorted(edges).astype(np.uint32)
