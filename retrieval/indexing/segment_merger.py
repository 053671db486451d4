"""One segment of several: terms and texts as they are there, not cut and not sorted once more.

The postings of a term come from one segment after the other, so that they stay ascending. They are
put together while they are written, a million at a time: that takes little memory, however large
the segments are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from retrieval.errors import IndexDamaged
from retrieval.index.arrays import (
    Array,
    Arrays,
    Chunks,
    Counts,
    Flags,
    Keys,
    Numbers,
    Small,
    is_whole,
)
from retrieval.index.keyed import keyed, pairs_of
from retrieval.index.postings import (
    Postings,
    PostingsLayout,
    distinct,
    edges,
    narrowest,
    ranges,
    smallest,
)
from retrieval.index.segments import (
    ELSEWHERE,
    KEYED,
    LEXICONS,
    PARTS,
    TOPIC,
    Segment,
    is_of_documents,
)
from retrieval.index.terms import BITS, Lexicon, buckets_of, lower_bits
from retrieval.index.topic import topic_parts

# Postings that are put together at a time, unless one term has more.
_BATCH = 1 << 20
# Keys that are brought together at a time: a part of all that there could be.
_RANGE = 1 << BITS - 5

Pieces = Sequence[tuple[Segment, Sequence[int]]]
"""Documents that become one segment: of each segment so many, by their numbers, ascending."""


class MergedTexts(NamedTuple):
    """Texts of a segment: which of them are `kept`, and whether `all` are; the number that each has
    in the merged segment, -1 if it is not kept; and how many that has."""

    kept: Flags
    all: bool
    numbers: Numbers
    size: int


class MergedSegment(NamedTuple):
    """What is to be written: arrays, and what is said of them."""

    arrays: dict[str, Array | Chunks]
    facts: Mapping[str, Any]


def merge_segments(pieces: Pieces) -> MergedSegment:
    """The segment of these documents, in this order. IndexDamaged if the file of a segment is not
    what was written: what is wrong in it must not live on."""
    segments = [segment for segment, _ in pieces]
    sources = [segment.arrays for segment in segments]
    for path in (each.path for each in sources):
        if path is not None and not is_whole(path):
            raise IndexDamaged(path)
    documents = numbered([_flags(segment.documents, own) for segment, own in pieces])
    passages = numbered([d.kept[s.owners] for s, d in zip(segments, documents, strict=True)])
    facts: dict[str, Any] = {"lengths": {}}
    if told := [own for each in sources if (own := each.facts.get(ELSEWHERE))]:
        facts[ELSEWHERE] = [sum(own) for own in zip(*told, strict=True)]
    whole = MergedSegment(_owned(segments, documents, passages), facts)
    for name, fields in LEXICONS.items():
        texts = {field: documents if is_of_documents(field) else passages for field in fields}
        found = lexicon(name, sources, texts)
        whole.arrays.update(found.arrays)
        whole.facts["lengths"].update(found.facts["lengths"])
        _release(sources)
    facts[TOPIC] = topic_parts(whole.arrays)
    whole.arrays.update(_cited(segments, documents))
    for name in KEYED:
        whole.arrays.update(_keyed(name, segments, documents))
    whole.arrays.update(_recorded(segments, documents))
    _release(sources)
    arrays = {name: _releasing(each, sources) for name, each in whole.arrays.items()}
    return whole._replace(arrays=arrays)


def _releasing(array: Array | Chunks, sources: Sequence[Arrays]) -> Array | Chunks:
    """The same, after each piece of which nothing that was read for it stays in memory."""
    if not isinstance(array, Chunks):
        return array

    def made() -> Iterator[Array]:
        for piece in array.made():
            yield piece
            _release(sources)

    return array._replace(made=made)


def _release(sources: Iterable[Arrays]) -> None:
    for each in sources:
        each.release()


def numbered(kept: Sequence[Flags]) -> list[MergedTexts]:
    """The texts of some segments, of which these are kept, numbered through."""
    counts = [int(own.sum()) for own in kept]
    firsts = edges(counts).tolist()
    return [
        MergedTexts(
            own,
            count == len(own),
            np.where(own, np.cumsum(own) - 1 + first, -1).astype(np.int32),
            firsts[-1],
        )
        for own, count, first in zip(kept, counts, firsts[:-1], strict=True)
    ]


def lexicon(
    name: str, sources: Sequence[Arrays], texts: Mapping[str, Sequence[MergedTexts]]
) -> MergedSegment:
    """A lexicon and the fields that share it; `texts` are those of each field in each source.

    Whatever a field holds, the last one does too.
    """
    fields = {
        field: [_Source(arrays, field, each) for arrays, each in zip(sources, own, strict=True)]
        for field, own in texts.items()
    }
    *_, last = fields.values()
    held = [source.sizes() > 0 for source in last]
    keys, places = _all_of(name, sources, held)
    whole = MergedSegment(
        {f"{name}.keys": lower_bits(keys), f"{name}.buckets": buckets_of(keys)}, {"lengths": {}}
    )
    for field, own in fields.items():
        for source, terms, where in zip(own, held, places, strict=True):
            source.keep(terms, where)
        whole.arrays.update(_field(field, own, keys))
        whole.facts["lengths"][field] = sum(int(source.lengths.sum()) for source in own)
    return whole


class _Source:
    """A field of one segment, on its way into the merged one."""

    def __init__(self, arrays: Arrays, field: str, texts: MergedTexts) -> None:
        self.texts = texts
        self._postings = Postings(*(arrays[f"{field}.{part}"] for part in PARTS))
        self.lengths: Counts = self._postings.text_lengths[texts.kept].astype(np.int64)
        """How long the texts are that are kept."""
        self.frequencies = self._postings.frequencies
        """What each column stands for."""
        self._starts = self._postings.starts
        # Where the postings of each term begin, once those of texts that are not kept are out.
        self._edges = self._starts
        self.used = np.full(len(self.frequencies), texts.all)
        """Which columns are those of texts that are kept."""
        if not texts.all:
            self._edges = self._counted()

    def sizes(self, first: int = 0, past: int | None = None) -> Array:
        """How many texts that are kept hold each of the terms from one number to another."""
        return np.diff(self._edges[first : None if past is None else past + 1])

    def keep(self, held: Flags, places: Numbers) -> None:
        """Leave out all terms but those `held`, whose numbers in the merged one are `places`."""
        self.places = places
        if not held.all():
            # Between one and the next of these, nothing is kept.
            kept = np.append(held, True)
            self._starts, self._edges = self._starts[kept], self._edges[kept]

    def ids(
        self, layout: PostingsLayout, columns: Numbers, rows: Small, first: int, past: int
    ) -> Array:
        """The ids in the merged segment of the postings of some of the terms. Rows have other
        numbers there; `rows` are those of its texts."""
        found = (layout.ids(t, columns.take(r), rows) for t, r in self._kept(first, past))
        return np.concatenate([np.empty(0, np.uint8), *found])

    def columns(self, columns: Numbers, first: int, past: int) -> Array:
        """Their columns."""
        found = (columns.take(own) for _, own in self._kept(first, past))
        return np.concatenate([np.empty(0, np.uint8), *found])

    def _kept(self, first: int, past: int) -> Iterator[tuple[Numbers, Small]]:
        """The texts in the merged segment that hold some of the terms, and the columns here."""
        start, end = int(self._starts[first]), int(self._starts[past])
        # There may be many more than are kept.
        for at in range(start, end, _BATCH):
            span = at, min(at + _BATCH, end)
            texts = self.texts.numbers.take(self._postings.between(*span))
            columns = self._postings.columns_of(*span)
            kept = slice(None) if self.texts.all else texts >= 0
            yield texts[kept], columns[kept]

    def _counted(self) -> Array:
        counts = [np.empty(0, np.int64)]
        for first, past in _spans(self._starts):
            starts = self._starts[first : past + 1]
            span = int(starts[0]), int(starts[-1])
            kept = self.texts.kept.take(self._postings.between(*span))
            self.used[self._postings.columns_of(*span)[kept]] = True
            counts.append(np.diff(edges(kept)[starts - starts[0]]))
        return edges(np.concatenate(counts)).astype(np.uint32)


def _all_of(
    name: str, sources: Sequence[Arrays], held: Sequence[Flags]
) -> tuple[Keys, list[Numbers]]:
    """The keys that any source's lexicon has, ascending, once each, and where those of each are
    among them; of each the terms that are `held`."""
    lexicons = [Lexicon(each[f"{name}.keys"], each[f"{name}.buckets"]) for each in sources]
    found: list[Keys] = []
    places = [np.empty(int(own.sum()), np.int32) for own in held]
    filled = [0] * len(sources)
    before = 0
    for low in range(0, 1 << BITS, _RANGE):
        _release(sources)
        keys = [
            each.between(low, low + _RANGE)[own[slice(*each.numbers_between(low, low + _RANGE))]]
            for each, own in zip(lexicons, held, strict=True)
        ]
        found.append(distinct(np.concatenate(keys)))
        for number, own in enumerate(keys):
            past = filled[number] + len(own)
            places[number][filled[number] : past] = found[-1].searchsorted(own) + before
            filled[number] = past
        before += len(found[-1])
    return np.concatenate(found), places


def _field(name: str, sources: Sequence[_Source], keys: Keys) -> dict[str, Array | Chunks]:
    """The arrays of a field."""
    every = np.concatenate([source.frequencies[source.used] for source in sources])
    table = np.unique(every)
    columns = [table.searchsorted(source.frequencies).astype(np.int32) for source in sources]
    every = np.concatenate([source.lengths for source in sources])
    lengths, places = np.unique(every, return_inverse=True)
    rows: Small = places.astype(smallest(len(lengths)))
    counts = np.zeros(len(keys), np.uint32)
    for source in sources:
        counts[source.places] += source.sizes()
    starts = edges(counts).astype(np.uint32)
    layout = PostingsLayout(len(rows), len(table), len(lengths))
    of_ids, of_columns = layout.kinds
    both = [*zip(sources, columns, strict=True)]
    ids = [partial(source.ids, layout, own, rows) for source, own in both]
    kept = [] if layout.is_packed else [partial(source.columns, own) for source, own in both]
    return {
        f"{name}.starts": starts,
        f"{name}.ids": _chunks(sources, ids, starts, of_ids),
        f"{name}.columns": _chunks(sources, kept, starts, of_columns)
        if kept
        else np.empty(0, of_columns),
        f"{name}.frequencies": table.astype(np.uint32),
        f"{name}.rows": rows,
        f"{name}.lengths": lengths.astype(np.uint32),
    }


Read = Callable[[int, int], Array]
"""Gives the values of a source for its terms from one number to another."""


def _chunks(sources: Sequence[_Source], reads: Sequence[Read], starts: Array, kind: Any) -> Chunks:
    kind = np.dtype(kind)
    return Chunks(kind, int(starts[-1]), partial(_put_together, sources, reads, starts, kind))


def _put_together(
    sources: Sequence[_Source], reads: Sequence[Read], starts: Array, kind: np.dtype[Any]
) -> Iterator[Array]:
    """What is read of all sources, term by term."""
    for span in _spans(starts):
        begins = starts[slice(*span)].astype(np.intp)
        filled = begins - begins[0]
        found = np.empty(int(starts[span[1]]) - int(begins[0]), kind)
        for source, read in zip(sources, reads, strict=True):
            first, past = source.places.searchsorted(np.array(span, np.int32)).tolist()
            where = source.places[first:past] - span[0]
            sizes = source.sizes(first, past).astype(np.intp)
            found[ranges(filled[where], sizes)] = read(first, past)
            filled[where] += sizes
        yield found


def _spans(starts: Array) -> Iterator[tuple[int, int]]:
    """Terms, from one number to another, that have about `_BATCH` postings together."""
    marks = np.arange(0, max(int(starts[-1]), 1), _BATCH).astype(starts.dtype)
    return pairwise(np.unique([*starts[:-1].searchsorted(marks), len(starts) - 1]).tolist())


def _flags(size: int, numbers: Sequence[int]) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[np.array(numbers, np.intp)] = True
    return flags


def _owned(
    segments: Sequence[Segment], documents: Sequence[MergedTexts], passages: Sequence[MergedTexts]
) -> dict[str, Array | Chunks]:
    """Which document owns each passage."""
    pairs = [*zip(segments, documents, passages, strict=True)]
    owners = np.concatenate([d.numbers[s.owners[p.kept]] for s, d, p in pairs])
    sizes = np.concatenate([np.diff(s.firsts)[d.kept] for s, d, _ in pairs])
    return {
        "offsets": np.concatenate([s.arrays["offsets"][d.kept] for s, d, _ in pairs]),
        "owners": owners.astype(narrowest(documents[0].size)),
        "firsts": edges(sizes).astype(np.uint32),
    }


def _cited(
    segments: Sequence[Segment], documents: Sequence[MergedTexts]
) -> dict[str, Array | Chunks]:
    """The ids of all paragraphs, ascending, with their documents and paragraphs."""
    ids, owners, paragraphs = [], [], []
    for segment, texts in zip(segments, documents, strict=True):
        numbers = texts.numbers.take(segment.arrays["id_documents"])
        kept = numbers >= 0
        ids.append(segment.arrays["ids"][kept])
        owners.append(numbers[kept].astype(np.uint32))
        paragraphs.append(segment.arrays["id_paragraphs"][kept])
    keys = np.concatenate(ids)
    order = np.argsort(keys, kind="stable")
    return {
        "ids": keys[order],
        "id_documents": np.concatenate(owners)[order],
        "id_paragraphs": np.concatenate(paragraphs)[order],
    }


def _keyed(
    name: str, segments: Sequence[Segment], documents: Sequence[MergedTexts]
) -> dict[str, Array]:
    """Documents by key, with the numbers of the whole."""
    found = [pairs_of(name, s.arrays, d.numbers) for s, d in zip(segments, documents, strict=True)]
    return keyed(name, distinct(np.concatenate(found)), documents[0].size)


def _recorded(
    segments: Sequence[Segment], documents: Sequence[MergedTexts]
) -> dict[str, Array | Chunks]:
    """The records of the documents, and the hashes of their texts."""
    pairs = [*zip(segments, documents, strict=True)]
    sizes = np.concatenate([np.diff(s.arrays["record_starts"])[d.kept] for s, d in pairs])
    hashes = [s.arrays["hashes"].reshape(s.documents, -1)[d.kept].ravel() for s, d in pairs]

    def records() -> Iterator[Array]:
        for segment, texts in pairs:
            if texts.all:
                yield segment.arrays["records"]
            else:
                numbers = np.flatnonzero(texts.kept).tolist()
                yield from (np.frombuffer(segment.held(n), np.uint8) for n in numbers)

    starts = edges(sizes).astype(np.uint64)
    return {
        "record_starts": starts,
        "records": Chunks(np.dtype(np.uint8), int(starts[-1]), records),
        "hashes": np.concatenate(hashes),
    }
