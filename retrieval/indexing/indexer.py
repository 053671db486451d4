"""From the files of a folder to the state of an index: only what changed is read again.

A file is read again if its size or its time is not what it was, and indexed again if its text is
another. Whatever is cut into words once is used again as long as it is on disk, wherever the file
has moved to.
"""

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Analyzer, fillers_of
from retrieval.analysis.expansion import implied
from retrieval.errors import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentError,
    DocumentNeedsLibrary,
    DocumentRefused,
    DocumentTooLong,
    DocumentUnreadable,
    EngineError,
    EngineNotLoaded,
)
from retrieval.index.arrays import Array, Arrays, Chunks
from retrieval.index.file_table import DocumentRef, FileEntry
from retrieval.index.records import SplitDocument, StoredDocument, encode, is_same, moved
from retrieval.index.segments import Segment
from retrieval.index.store import IndexState
from retrieval.indexing.scan import Changes, File
from retrieval.indexing.segment_merger import merge_segments
from retrieval.indexing.segment_writer import MOST, build
from retrieval.models import Document
from retrieval.reading import TEXTS
from retrieval.reading.reader import read_volumes
from retrieval.reading.recognition import Told, lacking_for, silent
from retrieval.structure.outline import NOTHING_OPEN, Opened
from retrieval.structure.passages import continued
from retrieval.structure.wrapping import wraps

# A file that was changed this short before it was read may change again without its time telling.
_JUST_NOW = 2_000_000_000
# Of a time that no file has, so that the file is read again.
_UNKNOWN = -1 << 63
# Passages whose terms are sorted at once: more would take more memory than is sure to be there.
_AT_ONCE = 1 << 16
# Bytes of the volumes of a file whose terms are; or such a part of all so far, since each group of
# them becomes an open file, of which systems give 256 or 1,024: a text of 150 MB becomes 230.
_VOLUMES_AT_ONCE, _OF_ALL = 3 << 17, 96
# Bytes of a file from which on it is worth it to begin other processes for its volumes.
_WORTH_IT = 8 << 20


Done = Callable[[int, int], None]
"""Called with the number of files, and of bytes, that have been done since the last call."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some files.

    `segments` hold the documents of those that were `indexed`, which refer to these segments by
    their numbers; `touched` are files that look other than before and say the same, or hold no
    document; `unread` are those that the system would not give this time: no state has them.
    """

    segments: tuple[Segment, ...]
    indexed: Mapping[str, FileEntry]
    touched: Mapping[str, FileEntry]
    unread: Mapping[str, DocumentUnreadable]


Keep = Callable[[Mapping[str, Array | Chunks], Mapping[str, Any]], Segment]
"""Makes a segment of arrays, some of which may be made meanwhile, and what is said of them."""


Apart = Callable[
    [Iterable[Sequence[SplitDocument]], Callable[[Sequence[SplitDocument]], Segment]],
    Iterable[Segment],
]
"""Makes segments of groups of volumes in their order, in several processes; in this one by what it
is given for that."""


def in_memory(arrays: Mapping[str, Array | Chunks], facts: Mapping[str, Any]) -> Segment:
    """A segment that is nowhere on disk."""
    whole = {name: _whole(each) for name, each in arrays.items()}
    return Segment(Arrays(whole, facts))


def _whole(array: Array | Chunks) -> Array:
    if isinstance(array, Chunks):
        return np.concatenate([np.empty(0, array.kind), *array.made()])
    return array


class Indexer:
    """Reads files and makes segments of them; what `state` has cut into words is used again.

    `keep` makes the segments: on disk (`IndexStore.write`) or `in_memory`. Those of the volumes of
    a huge file are made `apart` where that can be.
    """

    def __init__(
        self, state: IndexState, analyzer: Analyzer, keep: Keep, apart: Apart | None = None
    ) -> None:
        self._state = state
        self._analyzer = analyzer
        self._keep = keep
        self._apart = apart

    def index(self, files: Mapping[str, File], done: Done) -> Batch:
        """Index these files; `done` is called after each of them."""
        segments = _Segments(self._keep)
        indexed: dict[str, FileEntry] = {}
        touched: dict[str, FileEntry] = {}
        unread: dict[str, DocumentUnreadable] = {}
        for name, file in files.items():
            tell = _Told(file, done)
            try:
                read = read_documents(Path(file.path), name, tell)
                if known := _unchanged(self._state, read.first):
                    touched[name] = _entry(file, known.ref, *read.said, known.volumes)
                elif read.is_large:
                    made = self._volumes(
                        read, tell, self._apart if file.size >= _WORTH_IT else None
                    )
                    ref = segments.add_segment(made)
                    indexed[name] = _entry(file, ref, *read.said, made.documents)
                else:
                    ref = segments.add(self._record(read.first))
                    indexed[name] = _entry(file, ref, *read.said)
            except DocumentUnreadable as error:
                unread[name] = error
            except DocumentError as error:
                touched[name] = _entry(file, None, error.reason, _lacking(error))
            done(1, file.size - tell.bytes)
        known_files = self._state.files
        touched = {name: each for name, each in touched.items() if each != known_files.get(name)}
        return Batch(segments.all(), indexed, touched, unread)

    def _record(self, document: Document) -> bytes | memoryview:
        for segment in self._state.segments:
            number = segment.find(document.sha256)
            if number is None:
                continue
            try:
                content = segment.content(number)
            except EngineNotLoaded:
                continue
            known = moved(content, document.path) if is_same(content, document) else None
            if known is not None:
                return known
        return self._encoded(_divided(document, NOTHING_OPEN)[0])

    def _encoded(self, split_document: SplitDocument) -> bytes:
        searched = split_document.searched
        if len(searched) > MOST:
            raise DocumentTooLong(Path(split_document.document.path), MOST)
        return encode(split_document, list(implied(searched)), self._analyzer.tokens)

    def segment(self, volumes: Sequence[SplitDocument]) -> Segment:
        """A segment of these volumes of a file."""
        made = self._kept([self._encoded(each) for each in volumes])
        _give_back()
        return made

    def _kept(self, records: Sequence[bytes]) -> Segment:
        arrays = build(records)
        return self._keep(arrays, arrays.facts)

    def _volumes(self, read: "FileRead", told: "_Told", apart: Apart | None) -> Segment:
        """The volumes of a large file as one segment: few of them are in memory at a time."""
        groups = _groups(read, told)
        made = [*(apart(groups, self.segment) if apart else map(self.segment, groups))]
        if not any(len(each.arrays["ids"]) for each in made):
            raise DocumentEmpty(Path(read.first.path))
        if sum(each.passages for each in made) > MOST:
            raise DocumentTooLong(Path(read.first.path), MOST)
        return self._keep(*merge_segments([(each, range(each.documents)) for each in made]))


def _give_back() -> None:
    """Let the system have the memory that the allocator holds for what comes: of two processes that
    index a large text 15 MiB of 370, in no time. Only glibc knows how."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            CDLL(None).malloc_trim(0)


def _groups(read: "FileRead", told: "_Told") -> Iterator[list[SplitDocument]]:
    """The volumes of a large file, so many at a time."""
    group: list[SplitDocument] = []
    filled = before = 0
    for split_document in divided(read):
        size = len(split_document.document.text.encode("utf-8", "surrogatepass"))
        group.append(split_document)
        filled += size
        told.more(size)
        if filled >= max(_VOLUMES_AT_ONCE, before // _OF_ALL):
            yield group
            before += filled
            group, filled = [], 0
    if group:
        yield group


class _Segments:
    """Segments, and the records that are to be the next one."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._made: list[Segment] = []
        self._waiting: list[bytes | memoryview] = []
        self._passages = 0

    def add(self, record: bytes | memoryview) -> DocumentRef:
        """Where one more record is to be."""
        passages = StoredDocument(record).searched
        if self._passages + passages > _AT_ONCE:
            self.finish()
        self._waiting.append(record)
        self._passages += passages
        return DocumentRef(len(self._made), len(self._waiting) - 1)

    def add_segment(self, segment: Segment) -> DocumentRef:
        """Where its first document is."""
        self.finish()
        self._made.append(segment)
        return DocumentRef(len(self._made) - 1, 0)

    def finish(self) -> None:
        """Make a segment of what is waiting."""
        if self._waiting:
            arrays = build(self._waiting)
            self._waiting, self._passages = [], 0
            self._made.append(self._keep(arrays, arrays.facts))

    def all(self) -> tuple[Segment, ...]:
        """All of them."""
        self.finish()
        return tuple(self._made)


def is_long_text(file: File) -> bool:
    """Whether it is not the reading of the file that takes most of the time, but what follows, and
    that so much that several processes are to share it."""
    return file.size >= _WORTH_IT and file.path.lower().endswith((*TEXTS,))


def batches(files: Mapping[str, File], size: int) -> Iterator[dict[str, File]]:
    """The files in order, so many bytes at a time, or one."""
    batch: dict[str, File] = {}
    filled = 0
    for name, file in files.items():
        if batch and filled + file.size > size:
            yield batch
            batch, filled = {}, 0
        batch[name] = file
        filled += file.size
    if batch:
        yield batch


def joined(state: IndexState, batch: Batch) -> IndexState:
    """`state` with what came of a batch."""
    before = len(state.segments)
    indexed = {
        name: each if each.ref is None else each._replace(ref=_moved(each.ref, before))
        for name, each in batch.indexed.items()
    }
    files = state.files.replaced(batch.unread.keys(), {**batch.touched, **indexed})
    return state._replace(segments=(*state.segments, *batch.segments), files=files, mark="")


def newer(state: IndexState, changes: Changes) -> int:
    """How many files are other than `state` has them, or gone.

    Those of the size that they had are read: they may have been touched, and no more.
    """
    same = sum(_reads_the_same(state, name, file) for name, file in changes.changed.items())
    return len(changes.changed) - same + len(changes.gone)


def _reads_the_same(state: IndexState, name: str, file: File) -> bool:
    entry = state.files.get(name)
    if entry is None or entry.size != file.size:
        return False
    try:
        return _unchanged(state, read_documents(Path(file.path), name).first) is not None
    except (DocumentUnreadable, EngineError):
        return False
    except DocumentError:
        return entry.ref is None


class _Told:
    """Tells how much of a file that takes long is done; `bytes` are what it has told."""

    def __init__(self, file: File, done: Done) -> None:
        self.bytes = 0
        self._size, self._done = file.size, done

    def __call__(self, share: float) -> None:
        self.more(int(share * self._size))

    def more(self, size: int) -> None:
        """That so many bytes of text are done."""
        size = min(size, self._size - self.bytes)
        self.bytes += size
        self._done(0, size)


class FileRead(NamedTuple):
    """What is in a file: its documents, of which the `first` is there already, whether they are
    volumes, and what is wrong with them: the reason and what is lacking, as an entry has it."""

    first: Document
    documents: Iterable[Document]
    is_large: bool
    said: tuple[str, str]


def read_documents(path: Path, name: str, told: Told = silent) -> FileRead:
    """The documents in the file. Raises DocumentEmpty, and what `read_volumes` does."""
    documents, unreadable = read_volumes(path, name, told=told)
    first, second = next(documents), next(documents, None)
    if second is None and not first.paragraphs:
        raise DocumentEmpty(path)
    every = (first,) if second is None else chain((first, second), documents)
    reason = DocumentDamaged.reason_of(unreadable) if unreadable else ""
    return FileRead(first, every, second is not None, (reason, lacking_for(first.origin.warnings)))


def divided(read: FileRead) -> Iterator[SplitDocument]:
    """The documents of a file as they are indexed, in passages, one by one."""
    opened, before = NOTHING_OPEN, read.first
    for document in read.documents:
        split_document, opened = _divided(document, opened.before(before, document))
        before = split_document.document
        yield split_document


def _divided(document: Document, opened: Opened) -> tuple[SplitDocument, Opened]:
    """A document in passages, with what is open behind it; `opened` is what is before it."""
    document = replace(document, volume=document.volume._replace(header=opened.words))
    document = replace(document, wraps=tuple(wraps(document)))
    document = replace(document, fillers=tuple(fillers_of(document)))
    passages, opened = continued(document, opened)
    return SplitDocument(document, tuple(passages)), opened


def _unchanged(state: IndexState, document: Document) -> FileEntry | None:
    """The entry of the document's file, if the document, or its first volume, is as it was."""
    entry = state.files.get(document.path)
    if entry is None or entry.ref is None:
        return None
    segment, number = state.segments[entry.ref.segment], entry.ref.document
    if segment.sha256(number) != document.sha256:
        return None
    try:
        return entry if is_same(segment.content(number), document) else None
    except EngineNotLoaded:
        return None


def without(state: IndexState, gone: Collection[str]) -> IndexState:
    """`state` without the files of these names."""
    return state._replace(files=state.files.replaced(gone, {}), mark="") if gone else state


def _moved(ref: DocumentRef, before: int) -> DocumentRef:
    return DocumentRef(ref.segment + before, ref.document)


def _lacking(error: DocumentError) -> str:
    """The library that would read the file."""
    if isinstance(error, DocumentNeedsLibrary | DocumentRefused):
        return error.library
    return ""


def _entry(
    file: File, ref: DocumentRef | None, reason: str, lacking: str, volumes: int = 1
) -> FileEntry:
    recent = time.time_ns() - file.changed < _JUST_NOW
    changed = _UNKNOWN if recent else file.changed
    return FileEntry(file.size, changed, ref, reason, lacking, volumes)
