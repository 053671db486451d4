"""What an engine is sent of documents: one body for each of them, one for each of their passages.

A body has the terms as tokens (`tokens`), which the engine searches and does not keep, and what
comes back with a hit: which document it is, and how many terms it has. The engine rounds that, and
counts in what a passage only implies.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from retrieval.engines.opensearch.mapping import Bodies, Body, content_id, passage_id
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
    own: list[dict[str, Any]] = [{} for _ in owners]
    whole: list[dict[str, Any]] = [{} for _ in texts]
    for name, cut in CUTS.items():
        found = gather(texts, cut)
        _add(own, name, _of_passages(found, len(owners)), found.lengths)
        if f"document_{name}" in LEXICONS[name]:
            lengths = np.bincount(owners, found.lengths, len(texts)).astype(np.int64)
            lengths = rounded(lengths + found.title_lengths * TITLE_REPEATED, LENGTHS)
            _add(whole, name, _of_documents(found, owners, len(texts)), lengths)
    # A segment whose texts are there has none.
    is_here = ELSEWHERE not in segment.arrays.facts
    pairs = _held_joints(segment, numbers) if is_here else joints(stored, texts)
    joined = grouped(pairs >> _SHIFT, (pairs & _MASK).astype(np.intp), len(texts)).texts
    documents = []
    for each, text, fields, joint in zip(stored, texts, whole, joined, strict=True):
        path, volume, sha256 = each.facts["path"], each.volume.number, each.facts["sha256"]
        fields |= {
            "document": content_id(path, volume, sha256),
            "at": f"{volume}:{path}",
            "joints": joint,
            "characters": _characters(text),
            "record": b64encode(each.content).decode(),
        }
        documents.append(Body(fields["document"], fields))
    firsts = np.cumsum([0, *(each.passages for each in texts)]).tolist()
    for (first, past), document in zip(pairwise(firsts), documents, strict=True):
        for number, fields in enumerate(own[first:past]):
            fields |= {"document": document.id, "at": document.fields["at"], "number": number}
    passages = [Body(passage_id(each["document"], each["number"]), each) for each in own]
    return Bodies(documents, passages)


def _add(fields: Sequence[dict[str, Any]], name: str, sent: Tokens, lengths: Counts) -> None:
    """Put the terms of a field into the bodies, and how many they are: by our count, and by the
    engine's where that is another."""
    for own, text, there, counted in zip(
        fields, sent.texts, sent.counts.tolist(), lengths.tolist(), strict=True
    ):
        own[name] = text
        own[f"{name}_length"] = counted
        if there != counted:
            own[f"{name}_sent"] = there


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
