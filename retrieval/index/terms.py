"""Terms as numbers: 44 bits of a hash, computed for whole texts at once.

An index of numbers needs no dictionary to be loaded, and is searched and merged as arrays. The hash
of a term c₀c₁… is Σ (cᵢ + 1) · Pⁱ mod 2⁶⁴, mixed by the finaliser of SplitMix64 (Steele, Lea and
Flood, Fast Splittable Pseudorandom Number Generators, 2014). Two of half a million terms share a
number in one of 140 libraries; what that costs is that the one counts for the other.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS = 44
"""With 20 more for the number of a text, a term in a text is 64 bits."""

Keys = NDArray[np.uint64]
Codes = NDArray[np.uint32]
Ints = NDArray[np.intp]

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


def code_points(text: str) -> Codes:
    """The code points of `text`, uint32; read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def hashed(codes: Codes, lengths: Ints) -> Keys:
    """The keys of the terms that `codes` is made of, so long each; none of them empty."""
    starts = np.cumsum(lengths) - lengths
    inside = np.arange(len(codes)) - np.repeat(starts, lengths)
    values = codes.astype(np.uint64)
    values += np.uint64(1)
    values *= _powers(int(lengths.max(initial=0)))[inside]
    return _mixed(np.add.reduceat(values, starts) if len(starts) else values)


def hashed_bigrams(first: Codes, second: Codes) -> Keys:
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
