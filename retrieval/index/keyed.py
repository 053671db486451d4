"""Documents by key: which of them have a heading with a label, or hold a pair of characters.

While they are gathered, key and document are one number, the document in the lower `ID_BITS`. In a
segment each key is there once, ascending, with where its documents begin.
"""

from collections.abc import Mapping

import numpy as np

from retrieval.index.arrays import Array, Ids, Keys, Numbers
from retrieval.index.postings import changes, narrowest
from retrieval.index.terms import ID_BITS

_SHIFT = np.uint64(ID_BITS)
_DOCUMENT = np.uint64((1 << ID_BITS) - 1)


def keyed(name: str, pairs: Keys, documents: int) -> dict[str, Array]:
    """The arrays of that name in a segment of so many documents; `pairs` ascend, each once."""
    keys = pairs >> _SHIFT
    firsts = np.flatnonzero(changes(keys))
    return {
        f"{name}.keys": keys[firsts],
        f"{name}.starts": np.append(firsts, len(keys)).astype(np.uint32),
        f"{name}.documents": (pairs & _DOCUMENT).astype(narrowest(documents)),
    }


def pairs_of(name: str, arrays: Mapping[str, Array], numbers: Numbers) -> Keys:
    """The pairs that are kept, ascending by key, of documents with other `numbers`; none of those
    with -1."""
    starts = arrays[f"{name}.starts"].astype(np.intp)
    keys = np.repeat(arrays[f"{name}.keys"] << _SHIFT, starts[1:] - starts[:-1])
    documents = numbers.take(arrays[f"{name}.documents"])
    there = documents >= 0
    found: Keys = keys[there]
    found |= documents[there].astype(np.uint64)
    return found


def with_key(name: str, arrays: Mapping[str, Array], key: int) -> Ids:
    """The documents that have the key."""
    keys, starts = arrays[f"{name}.keys"], arrays[f"{name}.starts"]
    place = int(keys.searchsorted(np.uint64(key)))
    if place == len(keys) or keys[place] != key:
        return np.empty(0, np.intp)
    return arrays[f"{name}.documents"][starts[place] : starts[place + 1]].astype(np.intp)
