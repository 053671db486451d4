"""What the indices of a library are like, one of passages and one of documents, and their ids.

Terms come cut (`tokens`); their scores are BM25 with our k1 and b for each kind of text. What comes
back with a hit are its `columns`, and where a document is; nothing of a passage is kept besides,
and of a document its record.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from retrieval.engines.opensearch.rebuilding import Definition
from retrieval.index.arrays import Array, Counts
from retrieval.index.segments import LEXICONS
from retrieval.weights import DOCUMENT_B, K1, B

KINDS = {
    "passages": tuple(LEXICONS),
    "documents": tuple(n for n, own in LEXICONS.items() if f"document_{n}" in own),
}
"""The two indices, each with its fields of terms."""

_TERMS = {
    "type": "text",
    "analyzer": "whitespace",
    "index_options": "freqs",
    "similarity": "ours",
}
_HELD = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
LAYOUT = 2
"""Of indices: what was sent for another is not for this one."""
ID = 15
"""Bytes of a content id."""
MOST_NAMED = 1 << 20
"""Of documents that a filter names one by one, in one clause."""


def definition(kind: str, shards: int, replicas: int) -> Definition:
    """What the index of a kind is made of."""
    of_documents = kind == "documents"
    similarity = {"type": "BM25", "k1": K1, "b": DOCUMENT_B if of_documents else B}
    properties: dict[str, Any] = {
        "document": {"type": "keyword"},
        "columns": {"type": "binary", "doc_values": True},
        **dict.fromkeys(KINDS[kind], _TERMS),
    }
    if of_documents:
        properties["at"] = {"type": "keyword", "index": False, "doc_values": True}
        properties |= {"joints": _HELD, "characters": _HELD, "record": {"type": "binary"}}
    settings = {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "similarity": {"ours": similarity},
        "max_terms_count": MOST_NAMED,
        "codec": "best_compression" if of_documents else "default",
    }
    source = {"includes": ["record"]} if of_documents else {"enabled": False}
    mappings = {"dynamic": "strict", "_source": source, "properties": properties}
    return Definition(settings, mappings)


Fields = dict[str, Any]
"""What is sent of a text, by the names of the mapping."""


class Body(NamedTuple):
    """What is sent under an id."""

    id: str
    fields: Fields


class Bodies(NamedTuple):
    """Of some documents: their own, and those of their passages."""

    documents: list[Body]
    passages: list[Body]


def content_id(path: str, volume: int, sha256: str) -> str:
    """The id of a document, which depends on what it says and on where it lies: who sends it twice
    changes nothing."""
    told = f"{path}\0{volume}\0{sha256}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=ID).hexdigest()


def passage_id(document: str, number: int) -> str:
    """The id of a passage of the document with that id, by its number among those searched."""
    return f"{document}.{number:x}"


class Columns(NamedTuple):
    """What comes back with hits: the content ids of their documents, their numbers in these, and by
    field (as `KINDS` has them) and text how many terms they have, by our count and as many as were
    sent. They are bytes of one column: with several it took longer to fetch and to read them."""

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
