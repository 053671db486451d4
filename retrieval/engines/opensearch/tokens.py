"""Terms as an engine is sent them: eight letters for the 44 bits of a term's key.

The engine cuts nothing: it has the terms that an index here has, and needs no dictionary.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Bytes, Counts, Ints, Keys

SIZE = 8
"""The letters of a token."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS = 6
_TABLE = np.frombuffer(_LETTERS, np.uint8)
_SHIFTS = np.arange((SIZE - 1) * _BITS, -1, -_BITS, dtype=np.uint64)
_MASK = np.uint64((1 << _BITS) - 1)


def token(key: int) -> str:
    """The token of a term with that key (`index.terms`)."""
    places = (key >> shift & int(_MASK) for shift in map(int, _SHIFTS))
    return bytes(_LETTERS[place] for place in places).decode()


def tokens(keys: Iterable[int]) -> list[str]:
    """Those of several."""
    return [token(key) for key in keys]


def written(keys: Keys) -> Bytes:
    """The tokens one behind the other, a blank behind each: uint8 of `SIZE` + 1 times as many."""
    rows = np.empty((len(keys), SIZE + 1), np.uint8)
    rows[:, SIZE] = ord(" ")
    rows[:, :SIZE] = _TABLE[((keys[:, None] >> _SHIFTS) & _MASK).astype(np.intp)]
    return rows.ravel()


class Tokens(NamedTuple):
    """The tokens of some texts, each text's as one string, and how many they are."""

    texts: list[str]
    counts: Counts


def grouped(keys: Keys, owners: Ints, count: int) -> Tokens:
    """The tokens of each of `count` texts; `owners` are the numbers of the texts that hold the
    terms with these keys."""
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=count)
    text = written(keys[order]).tobytes().decode()
    ends = (np.cumsum(counts) * (SIZE + 1)).tolist()
    return Tokens([text[a : b - 1] if a < b else "" for a, b in pairwise((0, *ends))], counts)
