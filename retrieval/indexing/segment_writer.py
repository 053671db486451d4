"""Making a segment of records: the terms of their texts, field by field, as postings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.filters.parts import label, numbers
from retrieval.index.arrays import Array, Arrays, Counts, Flags, Ids, Keys
from retrieval.index.keyed import keyed
from retrieval.index.postings import (
    FREQUENCIES,
    LENGTHS,
    Postings,
    build_postings,
    distinct,
    edges,
    narrowest,
    rounded,
)
from retrieval.index.records import CodedTexts, StoredDocument
from retrieval.index.segments import FIELDS, PARTS, TOPIC
from retrieval.index.terms import ID_BITS, buckets_of, keys_of, lower_bits, term_key
from retrieval.index.topic import topic_parts
from retrieval.indexing.joints import joints
from retrieval.indexing.term_streams import CutTexts, Stream, bigrams, folded_codes, pairs, words
from retrieval.weights import TITLE_REPEATED

MOST = 1 << ID_BITS
"""Passages in a segment at the most."""

# Texts become terms so many code points at a time, which bounds the memory it takes.
_BATCH = 1 << 19
_SHIFT = np.uint64(ID_BITS)
_MASK = np.uint64((1 << ID_BITS) - 1)
_NONE = np.empty(0, np.uint64)
_ZERO = np.empty(0, np.int64)


def build(contents: Sequence[bytes | memoryview]) -> Arrays:
    """The arrays of a segment with these records, of at most `MOST` passages together."""
    records = [StoredDocument(content) for content in contents]
    texts = [record.texts() for record in records]
    arrays = _indexed(texts)
    arrays.update(_cited(records))
    arrays.update(keyed("joints", joints(records, texts), len(records)))
    arrays.update(keyed("headings", _headings(records), len(records)))
    arrays["offsets"] = np.array([record.volume.offset for record in records], np.uint32)
    arrays["record_starts"] = edges([len(content) for content in contents]).astype(np.uint64)
    arrays["records"] = np.frombuffer(b"".join(contents), np.uint8)
    hashes = b"".join(bytes.fromhex(record.facts["sha256"]) for record in records)
    arrays["hashes"] = np.frombuffer(hashes, np.uint8)
    lengths = {name: total(arrays, name) for name in FIELDS}
    return Arrays(arrays, {"lengths": lengths, TOPIC: topic_parts(arrays)})


def total(arrays: Mapping[str, Array], field: str) -> int:
    """How long all the texts of a field are together."""
    return int(arrays[f"{field}.lengths"].take(arrays[f"{field}.rows"]).sum())


def _indexed(texts: Sequence[CodedTexts]) -> dict[str, Array]:
    """Owners, lexicons and fields."""
    sizes = [each.passages for each in texts]
    owners: Ids = np.repeat(np.arange(len(texts), dtype=narrowest(len(texts))), sizes)
    arrays: dict[str, Array] = {"owners": owners, "firsts": edges(sizes).astype(np.uint32)}
    # One after the other: the terms of one field are the most that building holds in memory.
    for name, cut in CUTS.items():
        found = gather(texts, cut)
        keys = None
        if name != "pairs":
            packed = [_by_document(found.terms, owners), *[found.titles] * TITLE_REPEATED]
            lengths = np.bincount(owners, found.lengths, len(texts)).astype(np.int64)
            lengths += found.title_lengths * TITLE_REPEATED
            lengths = rounded(lengths, LENGTHS)
            every = np.concatenate(packed)
            keys, postings = build_postings(every, ID_BITS, lengths, FREQUENCIES)
            arrays.update(_field(f"document_{name}", postings))
        arrays.update(searched(name, found.terms, found.lengths, keys))
    return arrays


def _pairs(texts: CutTexts) -> Stream:
    return pairs(words(texts))


CUTS: Mapping[str, Callable[[CutTexts], Stream]] = {
    "words": words,
    "bigrams": bigrams,
    "pairs": _pairs,
}
"""What cuts texts into the terms of each lexicon."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundTerms:
    """Terms of one kind, packed with the passage's number, those of titles with the document's:
    the number in the lower `ID_BITS`.

    `lengths` are how many a passage states itself, `title_lengths` a title.
    """

    terms: Keys
    titles: Keys
    lengths: Counts
    title_lengths: Counts


def _batches(texts: Sequence[CodedTexts]) -> Iterator[list[CodedTexts]]:
    """The texts in order, in lists: each ends with the text that fills it."""
    batch: list[CodedTexts] = []
    for each in texts:
        batch.append(each)
        if sum(len(text.codes) for text in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def gather(texts: Sequence[CodedTexts], cut: Callable[[CutTexts], Stream]) -> FoundTerms:
    """The terms that `cut` finds in some documents: `CUTS` has one for each lexicon."""
    terms, titles, lengths, title_lengths = [_NONE], [_NONE], [_ZERO], [_ZERO]
    passages = documents = 0
    for batch in _batches(texts):
        stream = cut(_joined(batch))
        owners, first, is_title = _owners(batch, passages)
        counts = np.bincount(stream.texts, minlength=len(owners))
        of_title = is_title[stream.texts]
        packed = stream.keys << _SHIFT
        packed |= owners[stream.texts]
        terms.append(packed[~of_title])
        documents_of = np.asarray(np.cumsum(is_title) - is_title + documents)
        titles.append(
            stream.keys[of_title] << _SHIFT | documents_of[stream.texts[of_title]].astype(np.uint64)
        )
        lengths.append(counts[first])
        title_lengths.append(counts[is_title])
        passages += int(first.sum())
        documents += len(batch)
    return FoundTerms(
        np.concatenate(terms),
        np.concatenate(titles),
        np.concatenate(lengths),
        np.concatenate(title_lengths),
    )


def _owners(batch: Sequence[CodedTexts], passages: int) -> tuple[Keys, Flags, Flags]:
    """The passage of each text, whether it is the passage itself, and whether it is a title.

    `passages` is how many there are before the batch.
    """
    owners, stated = [], []
    for texts in batch:
        owners.append(np.where(texts.owners >= 0, texts.owners + passages, 0))
        stated.append(np.arange(len(texts.owners)) < texts.passages)
        passages += texts.passages
    titles = np.concatenate([texts.owners < 0 for texts in batch])
    return np.concatenate(owners).astype(np.uint64), np.concatenate(stated), titles


def _by_document(terms: Keys, owners: Ids) -> Keys:
    """The terms packed with the numbers of the documents."""
    passages = (terms & _MASK).astype(np.intp)
    return (terms & ~_MASK) | owners[passages].astype(np.uint64)


def _joined(batch: Sequence[CodedTexts]) -> CutTexts:
    groups = []
    before = 0
    for texts in batch:
        groups += [(before + number, term) for number, term in texts.groups]
        before += len(texts.cuts)
    return CutTexts(
        folded_codes(np.concatenate([texts.codes for texts in batch])),
        np.concatenate([texts.sizes for texts in batch]),
        np.concatenate([texts.cuts for texts in batch]),
        np.array([number for number, _ in groups], np.intp),
        keys_of([term for _, term in groups]),
    )


def _cited(records: Sequence[StoredDocument]) -> dict[str, Array]:
    """The ids of all paragraphs, ascending, with their documents and paragraphs."""
    counts = [len(record.ids) for record in records]
    ids = np.concatenate([record.ids for record in records] or [np.empty(0, np.uint64)])
    order = np.argsort(ids, kind="stable")
    documents = np.repeat(np.arange(len(records), dtype=np.uint32), counts)
    befores = [record.volume.paragraphs for record in records]
    numbers = [
        np.arange(before + 1, before + count + 1)
        for before, count in zip(befores, counts, strict=True)
    ]
    paragraphs = np.concatenate(numbers or [ids])
    return {
        "ids": ids[order],
        "id_documents": documents[order],
        "id_paragraphs": paragraphs[order].astype(np.uint32),
    }


def _headings(records: Sequence[StoredDocument]) -> Keys:
    """The labels of the headings of some documents, ascending, once each: the key of the label,
    then the document's number in the lower bits."""
    found = [
        term_key(label(steps)) << ID_BITS | document
        for document, record in enumerate(records)
        for steps in {*map(numbers, record.headings)}
        if steps
    ]
    return distinct(np.array(found, np.uint64))


def searched(
    name: str, packed: Keys, lengths: Counts, keys: Keys | None = None
) -> dict[str, Array]:
    """A lexicon and the field of the same name: of terms packed with their passages.

    The lexicon has `keys`, which may be more than the passages hold.
    """
    own, postings = build_postings(packed, ID_BITS, lengths)
    if keys is None:
        keys = own
    counts = np.zeros(len(keys), np.int64)
    counts[keys.searchsorted(own)] = postings.document_frequencies
    field = _field(name, postings._replace(starts=edges(counts)))
    return {f"{name}.keys": lower_bits(keys), f"{name}.buckets": buckets_of(keys), **field}


def _field(name: str, postings: Postings) -> dict[str, Array]:
    parts: dict[str, Array] = {part: getattr(postings, part) for part in PARTS}
    for part in ("starts", "frequencies", "lengths"):
        parts[part] = parts[part].astype(np.uint32)
    return {f"{name}.{part}": array for part, array in parts.items()}
