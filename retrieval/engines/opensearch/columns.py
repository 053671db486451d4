"""What comes back with a hit, as one column: which document it is, and how many terms it has.

A column for each took a third longer to fetch and to read.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from retrieval.engines.opensearch.mapping import ID, KINDS
from retrieval.index.arrays import Array, Counts


class Columns(NamedTuple):
    """Of some texts: the content ids of their documents, their numbers in these, and by field (as
    `KINDS` has them) and text how many terms they have, by our count and as many as were sent."""

    documents: list[str]
    numbers: list[int]
    lengths: Counts
    sent: Counts


def _layout(kind: str) -> np.dtype[np.void]:
    fields = (len(KINDS[kind]),)
    counts = [("lengths", "<u4", fields), ("sent", "<u4", fields)]
    names = np.dtype([("document", "u1", (ID,)), ("number", "<u4"), *counts])
    # In base 64 each is as it is with others beside it.
    return np.dtype([("row", names), ("", "u1", (-names.itemsize % 3,))])


_LAYOUTS = {kind: _layout(kind) for kind in KINDS}


def packed(
    kind: str,
    documents: Sequence[str],
    numbers: Array,
    lengths: Sequence[Array],
    sent: Sequence[Array],
) -> list[str]:
    """What to send of each text; the arguments are as in `Columns`."""
    every = np.zeros(len(documents), _LAYOUTS[kind])
    rows = every["row"]
    ids = np.frombuffer(bytes.fromhex("".join(documents)), np.uint8)
    rows["document"] = ids.reshape(len(documents), ID)
    rows["number"] = numbers
    rows["lengths"], rows["sent"] = np.transpose(lengths), np.transpose(sent)
    told, size = every.tobytes(), every.itemsize
    return [b64encode(told[at : at + size]).decode() for at in range(0, len(told), size)]


def unpacked(kind: str, told: Sequence[str]) -> Columns:
    """What was sent of some texts."""
    rows = np.frombuffer(b64decode("".join(told)), _LAYOUTS[kind])["row"]
    ids, size = rows["document"].tobytes().hex(), 2 * ID
    documents = [ids[at : at + size] for at in range(0, len(ids), size)]
    lengths, sent = (rows[name].T.astype(np.int64) for name in ("lengths", "sent"))
    return Columns(documents, rows["number"].tolist(), lengths, sent)
