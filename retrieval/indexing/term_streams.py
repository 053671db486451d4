"""Texts that are cut into words -> the keys of their words, bigrams and pairs, as arrays.

The same terms as `analysis.analyzer` makes one by one for a question, several times as fast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.analyzer import Script, script
from retrieval.index.arrays import Bytes, CodePoints, Flags, Ints, Keys
from retrieval.index.postings import ranges
from retrieval.index.terms import hashed, hashed_bigrams, paired
from retrieval.text.folding import fold

_CODES = 0x110000

Number = TypeVar("Number", np.uint8, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class CutTexts:
    """Texts one behind the other.

    `codes` are their folded code points; `sizes` the number of them in each text; `cuts` the
    lengths of their tokens, which are the whole of the texts and lie inside one each. `groups` are
    the numbers of the tokens that a group of synonyms stands for, ascending, with `group_keys`.
    """

    codes: CodePoints
    sizes: Ints
    cuts: Ints
    groups: Ints
    group_keys: Keys


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Terms in the order of the texts: the key of each, and the number of its text."""

    keys: Keys
    texts: Ints


def words(texts: CutTexts) -> Stream:
    """The tokens that hold a letter, a digit or a character."""
    starts = np.cumsum(texts.cuts) - texts.cuts
    is_word = classes_of(texts.codes) != Script.NONE
    kept = np.logical_or.reduceat(is_word, starts) if len(starts) else np.empty(0, bool)
    keys = hashed(texts.codes, texts.cuts)
    keys[texts.groups] = texts.group_keys
    return Stream(keys[kept], _owners(texts, starts[kept]))


def pairs(found: Stream) -> Stream:
    """Each two adjacent words of one text; `found` are the words."""
    together = found.texts[1:] == found.texts[:-1]
    keys = paired(found.keys[:-1][together], found.keys[1:][together])
    return Stream(keys, found.texts[1:][together])


def bigrams(texts: CutTexts) -> Stream:
    """The character bigrams of runs of Chinese characters; other runs, and lone characters, whole.

    A group of synonyms is a term of its own and ends a run.
    """
    classes = classes_of(texts.codes)
    token_starts = np.cumsum(texts.cuts) - texts.cuts
    breaks = _breaks(texts, classes, token_starts)
    classes = _without_groups(texts, classes, token_starts)
    starts = np.flatnonzero(breaks)
    lengths = np.diff(starts, append=len(classes))
    kinds = classes[starts]
    whole = (kinds == Script.OTHER) | ((kinds == Script.HAN) & (lengths == 1))
    pair = np.flatnonzero((classes[:-1] == Script.HAN) & ~breaks[1:])
    own = token_starts[texts.groups]
    places = np.concatenate([pair, starts[whole], own])
    keys = np.concatenate(
        [
            hashed_bigrams(texts.codes[pair], texts.codes[pair + 1]),
            _spans(texts.codes, starts[whole], lengths[whole]),
            texts.group_keys,
        ]
    )
    return Stream(keys, _owners(texts, places))


def _breaks(texts: CutTexts, classes: Bytes, token_starts: Ints) -> Flags:
    """Where a run begins: another class than before, another text, or the edge of a group."""
    breaks = np.ones(len(classes), bool)
    np.not_equal(classes[1:], classes[:-1], out=breaks[1:])
    edges = [
        np.cumsum(texts.sizes),
        token_starts[texts.groups],
        token_starts[texts.groups] + texts.cuts[texts.groups],
    ]
    for places in edges:
        breaks[places[places < len(breaks)]] = True
    return breaks


def _without_groups(texts: CutTexts, classes: Bytes, token_starts: Ints) -> Bytes:
    if not len(texts.groups):
        return classes
    lengths = texts.cuts[texts.groups]
    classes = classes.copy()
    classes[ranges(token_starts[texts.groups], lengths)] = Script.NONE
    return classes


def _spans(codes: CodePoints, starts: Ints, lengths: Ints) -> Keys:
    return hashed(codes[ranges(starts, lengths)], lengths)


def _owners(texts: CutTexts, places: Ints) -> Ints:
    """The number of the text that holds each of `places`."""
    return np.searchsorted(np.cumsum(texts.sizes), places, side="right")


class CharacterTable(Generic[Number]):
    """What a function says of every code point, asked once for each that occurs."""

    def __init__(self, function: Callable[[str], int], kind: type[Number]) -> None:
        self._function = function
        self._unknown: Number = kind(np.iinfo(kind).max)
        self._values: NDArray[Number] = np.full(_CODES, self._unknown, kind)

    def __call__(self, codes: CodePoints) -> NDArray[Number]:
        values = self._values[codes]
        missing = codes[values == self._unknown]
        if len(missing):
            for code in np.unique(missing).tolist():
                self._values[code] = self._function(chr(code))
            values = self._values[codes]
        return values


def folded_codes(codes: CodePoints) -> CodePoints:
    """The code points of the folded text."""
    return _folding()(codes)


def classes_of(codes: CodePoints) -> Bytes:
    """What each folded character is to a run of bigrams."""
    return _class_table()(codes)


@cache
def _folding() -> CharacterTable[np.uint32]:
    return CharacterTable(lambda character: ord(fold(character)), np.uint32)


@cache
def _class_table() -> CharacterTable[np.uint8]:
    return CharacterTable(script, np.uint8)
