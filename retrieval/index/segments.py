"""A segment: some documents, with everything that a search in them needs. Never changed once made.

Its arrays are three lexicons (`LEXICONS`), the postings of five fields (`FIELDS`), the records of
its documents and where their texts begin in those of their files, which document owns each passage,
the ids of all paragraphs, the pairs of characters that stand together where no bigram says so
(`indexing.joints`), and the numbers of headings (`filters.parts`). Passages are numbered through
the segment in the order of the documents, furniture left out.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import NamedTuple

import numpy as np

from retrieval.errors import IndexDamaged, RecordDamaged
from retrieval.index.arrays import Arrays, Flags, Ids, Ints, is_whole
from retrieval.index.keyed import with_key
from retrieval.index.postings import Postings
from retrieval.index.records import SplitDocument, StoredDocument
from retrieval.index.terms import Lexicon, term_key

LARGEST = 1 << 18
"""Passages in a segment, unless one document has more. Fewer segments are searched faster; larger
ones take longer to be made anew."""

LEXICONS = {
    "words": ("words", "document_words"),
    "bigrams": ("bigrams", "document_bigrams"),
    "pairs": ("pairs",),
}
"""The fields that share each lexicon: whatever a passage holds, its document holds."""

FIELDS = tuple(field for fields in LEXICONS.values() for field in fields)
KEYED = ("joints", "headings")
"""What documents are kept by key for (`index.keyed`)."""

PARTS = ("starts", "ids", "columns", "frequencies", "rows", "lengths")
_HASH = 32


TOPIC = "topic"
"""What is said of every segment: what its texts are about (`index.topic`)."""
ELSEWHERE = "elsewhere"
"""What is said of a segment whose texts and postings are in an engine: numbers that add up where
segments are merged."""


class TermField(NamedTuple):
    """One kind of terms over texts: their numbers, their postings by number, and how long all the
    texts are together."""

    lexicon: Lexicon
    postings: Postings
    total: int


def is_of_documents(field: str) -> bool:
    """Whether the texts of a field are documents, not passages."""
    return field.startswith("document_")


@contextmanager
def trusting(segments: Iterable["Segment"]) -> Iterator[None]:
    """What goes wrong because a file of `segments` is not what was written is IndexDamaged.

    Opening does not read all of a file. One that is found out loses its time, so that whoever opens
    it next does, and makes the index anew.
    """
    try:
        yield
    except (RecordDamaged, LookupError, ValueError, ArithmeticError, MemoryError) as error:
        for segment in segments:
            path = segment.arrays.path
            if path is not None and not is_whole(path):
                with suppress(OSError):
                    os.utime(path)
                raise IndexDamaged(path) from error
        raise


class Segment:
    """Reads a segment. Threads may share it. RecordDamaged from what reads a record."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        """What is written of it."""
        self.owners: Ids = arrays["owners"]
        """The number of each passage's document."""
        self.firsts: Ints = arrays["firsts"]
        """The first passage of each document, and one past the last of all."""

    @property
    def name(self) -> str:
        """The name of its file, "" in memory."""
        return self.arrays.path.name if self.arrays.path else ""

    @property
    def passages(self) -> int:
        """How many passages there are to search."""
        return len(self.owners)

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.firsts) - 1

    @cached_property
    def fields(self) -> dict[str, TermField]:
        """The fields by name."""
        found = {}
        for name, fields in LEXICONS.items():
            lexicon = Lexicon(self.arrays[f"{name}.keys"], self.arrays[f"{name}.buckets"])
            found.update({field: self._field(field, lexicon) for field in fields})
        return found

    def volume_with(self, first: int, count: int, offset: int) -> int:
        """Of the volumes of a file, so many documents from `first` on, the one that holds `offset`
        in the text of the file."""
        begins = self.arrays["offsets"][first : first + count]
        return first + max(int(np.searchsorted(begins, offset, "right")) - 1, 0)

    def content(self, document: int) -> memoryview:
        """The record of a document."""
        return self.held(document)

    def held(self, document: int) -> memoryview:
        """What this segment itself has of the record of a document: its facts at the least."""
        starts = self.arrays["record_starts"]
        return self.arrays["records"].data[starts[document] : starts[document + 1]]

    def facts(self, document: int) -> StoredDocument:
        """The record of a document, of which nothing is to be asked but its facts."""
        return StoredDocument(self.held(document), facts_alone=True)

    def split(self, document: int) -> SplitDocument:
        """A document and its passages."""
        return StoredDocument(self.content(document)).split()

    def sha256(self, document: int) -> str:
        """The hash of a document's text, in hexadecimal."""
        start = document * _HASH
        return bytes(self.arrays["hashes"].data[start : start + _HASH]).hex()

    @property
    def hashes(self) -> list[str]:
        """The hashes of all documents' texts, in hexadecimal."""
        told, size = self.arrays["hashes"].tobytes().hex(), 2 * _HASH
        return [told[start : start + size] for start in range(0, len(told), size)]

    def find(self, sha256: str) -> int | None:
        """A document whose text has that hash, or None."""
        rows = self.arrays["hashes"].reshape(-1, _HASH)
        wanted = np.frombuffer(bytes.fromhex(sha256), np.uint8)
        found = np.flatnonzero((rows == wanted).all(axis=1)).tolist()
        return found[0] if found else None

    def cited(self, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Id, document and paragraph (from 1) of the ids from `low` to `high`, both included."""
        ids = self.arrays["ids"]
        first, past = np.searchsorted(ids, np.array([low, high + 1], np.uint64)).tolist()
        for row in range(first, past):
            document = int(self.arrays["id_documents"][row])
            yield int(ids[row]), document, int(self.arrays["id_paragraphs"][row])

    def joined(self, key: int) -> Ids:
        """The documents in which the pair of characters with this key stands together though their
        bigrams do not say so."""
        return with_key("joints", self.arrays, key)

    def headed(self, labels: Iterable[str]) -> Flags:
        """Which documents have a heading whose number has one of these labels, in the document or
        in a volume before (`filters.parts.label`)."""
        flags = np.zeros(self.documents, np.bool_)
        for label in labels:
            flags[with_key("headings", self.arrays, term_key(label))] = True
        return flags

    def holding(self, pair: str) -> Flags:
        """Which documents hold a pair of letters, digits or characters side by side, or with blanks
        between them: all that do, and perhaps some in whose title alone it stands."""
        key, (lexicon, postings, _) = term_key(pair), self.fields["document_bigrams"]
        flags = np.zeros(self.documents, np.bool_)
        (number,) = lexicon.find([key])
        if number >= 0:
            flags[postings.of(number)[0]] = True
        flags[self.joined(key)] = True
        return flags

    def _field(self, name: str, lexicon: Lexicon) -> TermField:
        parts = (self.arrays[f"{name}.{part}"] for part in PARTS)
        return TermField(lexicon, Postings(*parts), self.arrays.facts["lengths"][name])
