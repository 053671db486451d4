"""What an engine is sent of documents: one body for each of them, one for each of their passages.

A body has the terms as tokens (`tokens`), which the engine searches and does not keep, and what
comes back with a hit (`mapping.Columns`). How many terms there are the engine rounds, and counts in
what a passage only implies.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.engines.opensearch.mapping import (
    KINDS,
    Bodies,
    Body,
    Fields,
    content_id,
    packed,
    passage_id,
)
from retrieval.engines.opensearch.tokens import Tokens, grouped
from retrieval.index.arrays import Counts, Ints, Keys
from retrieval.index.keyed import pairs_of
from retrieval.index.postings import LENGTHS, rounded
from retrieval.index.records import CodedTexts, StoredDocument
from retrieval.index.segments import ELSEWHERE, LEXICONS, Segment
from retrieval.index.terms import ID_BITS
from retrieval.indexing.joints import joints
from retrieval.indexing.segment_writer import CUTS, FoundTerms, gather
from retrieval.indexing.term_streams import folded_codes
from retrieval.weights import TITLE_REPEATED

# Code points of the documents whose bodies are made at once.
_AT_ONCE = 1 << 18
_SHIFT = np.uint64(ID_BITS)
_MASK = np.uint64((1 << ID_BITS) - 1)
_HAN = range(0x4E00, 0xA000)


def bodies(segment: Segment, documents: Sequence[int]) -> Iterator[Bodies]:
    """The bodies of these documents of a segment, ascending, some at a time."""
    chunk: list[StoredDocument] = []
    numbers: list[int] = []
    size = 0
    for number in documents:
        chunk.append(StoredDocument(segment.content(number)))
        numbers.append(number)
        size += len(chunk[-1].text)
        if size >= _AT_ONCE:
            yield _bodies(segment, chunk, numbers)
            chunk, numbers, size = [], [], 0
    if chunk:
        yield _bodies(segment, chunk, numbers)


def _bodies(segment: Segment, stored: Sequence[StoredDocument], numbers: Sequence[int]) -> Bodies:
    texts = [each.texts() for each in stored]
    owners = np.repeat(np.arange(len(texts)), [each.passages for each in texts])
    own: list[Fields] = [{} for _ in owners]
    whole: list[Fields] = [{} for _ in texts]
    counts: dict[str, _Counts] = {kind: _Counts([], []) for kind in KINDS}
    for name, cut in CUTS.items():
        found = gather(texts, cut)
        counts["passages"].add(own, name, _of_passages(found, len(owners)), found.lengths)
        if f"document_{name}" in LEXICONS[name]:
            lengths = np.bincount(owners, found.lengths, len(texts)).astype(np.int64)
            lengths = rounded(lengths + found.title_lengths * TITLE_REPEATED, LENGTHS)
            sent = _of_documents(found, owners, len(texts))
            counts["documents"].add(whole, name, sent, lengths)
    # A segment whose texts are there has none.
    is_here = ELSEWHERE not in segment.arrays.facts
    pairs = _held_joints(segment, numbers) if is_here else joints(stored, texts)
    joined = grouped(pairs >> _SHIFT, (pairs & _MASK).astype(np.intp), len(texts)).texts
    facts = [(each.facts["path"], each.volume.number, each.facts["sha256"]) for each in stored]
    ids = [content_id(*each) for each in facts]
    starts = np.cumsum([0, *(each.passages for each in texts)])
    inside = np.arange(len(owners)) - starts[owners]
    of_passages = [ids[owner] for owner in owners.tolist()]
    counts["documents"].tell("documents", whole, ids, np.zeros(len(ids), np.intp))
    counts["passages"].tell("passages", own, of_passages, inside)
    for each, text, fields, joint, (path, volume, _) in zip(
        stored, texts, whole, joined, facts, strict=True
    ):
        fields |= {
            "at": f"{volume}:{path}",
            "joints": joint,
            "characters": _characters(text),
            "record": b64encode(each.content).decode(),
        }
    numbered = zip(of_passages, inside.tolist(), own, strict=True)
    return Bodies(
        [*map(Body, ids, whole)],
        [Body(passage_id(document, number), each) for document, number, each in numbered],
    )


class _Counts(NamedTuple):
    """How many terms texts have: field by field, by our count, and as many as are sent."""

    lengths: list[Counts]
    sent: list[Counts]

    def add(self, bodies: Sequence[Fields], name: str, sent: Tokens, lengths: Counts) -> None:
        """Put the terms of a field into the bodies."""
        for body, text in zip(bodies, sent.texts, strict=True):
            body[name] = text
        self.lengths.append(lengths)
        self.sent.append(sent.counts)

    def tell(
        self, kind: str, bodies: Sequence[Fields], documents: Sequence[str], numbers: Ints
    ) -> None:
        """Put into the bodies which texts they are of, and how many terms these have."""
        told = packed(kind, documents, numbers, self.lengths, self.sent)
        for body, document, columns in zip(bodies, documents, told, strict=True):
            body |= {"document": document, "columns": columns}


def _of_passages(found: FoundTerms, count: int) -> Tokens:
    return grouped(found.terms >> _SHIFT, (found.terms & _MASK).astype(np.intp), count)


def _of_documents(found: FoundTerms, owners: Ints, count: int) -> Tokens:
    titles = [found.titles] * TITLE_REPEATED
    keys = np.concatenate([found.terms, *titles]) >> _SHIFT
    passages = (found.terms & _MASK).astype(np.intp)
    places = [owners[passages], *((each & _MASK).astype(np.intp) for each in titles)]
    return grouped(keys, np.concatenate(places), count)


def _held_joints(segment: Segment, numbers: Sequence[int]) -> Keys:
    """The pairs of characters that stand together in these documents though no bigram says so
    (`indexing.joints`), with the places of the documents among `numbers`."""
    places = np.full(segment.documents, -1, np.int32)
    places[np.array(numbers, np.intp)] = np.arange(len(numbers))
    return pairs_of("joints", segment.arrays, places)


def _characters(texts: CodedTexts) -> str:
    """The Chinese characters of a document, folded, once each."""
    held = np.unique(folded_codes(texts.codes))
    return " ".join(map(chr, held[(held >= _HAN.start) & (held < _HAN.stop)].tolist()))
