"""How far a question is about what a library is about: a cosine, of vectors of words.

A word's vector says what texts with it are about, and is longer the rarer the language has it
(`data/topics.npy`, which `tests/tools/make_topics.py` makes). A question's is the sum of its words'
vectors v, of length 1. A library's is Σ v / √(n · Σ |v|²) over the words of its n passages: that of
a library of many things is short, so that nothing is much more its topic than anything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from retrieval.index.arrays import Array, Chunks, Floats, Keys
from retrieval.index.terms import Lexicon, keys_of
from retrieval.text.folding import data_file

FILE = "topics.npy"
SIZE = 16
"""The numbers of a vector."""
UNTOLD = 0.6
"""Where nothing is known: in the middle. A library's own questions come to 1.5 where it is about
one thing, and to 0.3–0.5 where it is about many."""
ROW = np.dtype([("key", "<u8"), ("vector", "i1", (SIZE,))])
"""A word: its key (`index.terms`), by which the rows are sorted; its vector, in a scale of its
own."""


def topic_parts(arrays: Mapping[str, Array | Chunks]) -> list[int]:
    """What a topic is made of, of the arrays of a segment; to be added up over several: the sum of
    the vectors of the words, that of their squares, how many words and passages there are."""
    lower, buckets, starts, owners = (
        cast("Array", arrays[name])
        for name in ("words.keys", "words.buckets", "words.starts", "owners")
    )
    keys, vectors = _table()
    numbers = Lexicon(lower, buckets).numbers(keys)
    known = np.flatnonzero(numbers >= 0)
    own = vectors[known].astype(np.int64)
    counts = starts[numbers[known] + 1].astype(np.int64) - starts[numbers[known]]
    squares = int(counts @ np.square(own).sum(axis=1))
    return [*(counts @ own).tolist(), squares, int(counts.sum()), len(owners)]


def topic_of(parts: Iterable[Sequence[float]]) -> Floats:
    """What the passages of some segments are about; zeros where hardly a word of theirs is known,
    as in another language."""
    *total, squares, words, passages = sum(map(np.array, parts), np.zeros(SIZE + 3))
    return np.array(total) / np.sqrt(passages * squares) if words > passages else np.zeros(SIZE)


def nearness(words: Iterable[str], topic: Floats) -> float:
    """How near some folded words are to a topic; UNTOLD where nothing is known of one of the two.

    Of a word that is not known its characters count, each for its share.
    """
    own = [_vector(word) for word in words]
    total = np.sum(own, axis=0) if own else np.zeros(SIZE)
    length = float(np.linalg.norm(total))
    return float(total @ topic) / length if length and topic.any() else UNTOLD


def _vector(word: str) -> Floats:
    keys, vectors = _table()
    places = _places(keys_of([word]), keys)
    parts = places if places[0] >= 0 else _places(keys_of(list(word)), keys)
    found: Floats = vectors[parts[parts >= 0]].sum(axis=0, dtype=np.float64) / len(parts)
    return found


def _places(wanted: Keys, keys: Keys) -> NDArray[np.intp]:
    """Where the keys stand, -1 for those that do not."""
    places = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)


@cache
def _table() -> tuple[Keys, NDArray[np.int8]]:
    rows = np.load(data_file(FILE))
    return rows["key"].astype(np.uint64), rows["vector"]
