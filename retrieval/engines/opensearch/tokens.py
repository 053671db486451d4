"""Terms as an engine is sent them: eight letters for the 44 bits of a term's key.

The engine cuts nothing: it has the terms that an index here has, and needs no dictionary.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Counts, Ints, Keys

SIZE = 8
"""The letters of a token."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS = 6
_SHIFTS = range((SIZE - 1) * _BITS, -1, -_BITS)
_MASK = (1 << _BITS) - 1
# Two letters at a time are half the work.
_TWO = np.frombuffer(b"".join(bytes((a, b)) for a in _LETTERS for b in _LETTERS), np.uint16)
_TWO_SHIFTS = np.arange((SIZE - 2) * _BITS, -1, -2 * _BITS, dtype=np.uint64)
_TWO_MASK = np.uint64((1 << 2 * _BITS) - 1)
_BLANKS = np.frombuffer(b"  ", np.uint16)[0]
_WIDTH = SIZE + 2


def token(key: int) -> str:
    """The token of a term with that key (`index.terms`)."""
    places = (key >> shift & _MASK for shift in _SHIFTS)
    return bytes(_LETTERS[place] for place in places).decode()


def tokens(keys: Iterable[int]) -> list[str]:
    """Those of several."""
    return [token(key) for key in keys]


def written(keys: Keys) -> str:
    """The tokens one behind the other, two blanks behind each."""
    rows = np.empty((len(keys), _WIDTH // 2), np.uint16)
    rows[:, -1] = _BLANKS
    rows[:, :-1] = _TWO[(keys[:, None] >> _TWO_SHIFTS) & _TWO_MASK]
    return rows.tobytes().decode()


class Tokens(NamedTuple):
    """The tokens of some texts, each text's as one string, and how many they are."""

    texts: list[str]
    counts: Counts


def grouped(keys: Keys, owners: Ints, count: int) -> Tokens:
    """The tokens of each of `count` texts; `owners` are the numbers of the texts that hold the
    terms with these keys."""
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=count)
    text = written(keys[order])
    ends = (np.cumsum(counts) * _WIDTH).tolist()
    return Tokens([text[a : max(a, b - 2)] for a, b in pairwise((0, *ends))], counts)
