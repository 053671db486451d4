"""From the files of a folder to the state of an index: only what changed is read again.

A file is read again if its size or its time is not what it was, and indexed again if its text is
another. Whatever is cut into words once is used again as long as it is on disk, wherever the file
has moved to.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

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
)
from retrieval.index.arrays import Arrays
from retrieval.index.file_table import DocumentRef, FileEntry
from retrieval.index.records import SplitDocument, StoredDocument, encode, is_same, moved
from retrieval.index.segments import Segment
from retrieval.index.store import IndexState
from retrieval.indexing.scan import Changes, File
from retrieval.indexing.segment_writer import MOST, build
from retrieval.models import Document
from retrieval.reading.reader import ReadDocument, read_file
from retrieval.reading.recognition import Told, lacking_for, silent
from retrieval.structure.passages import split
from retrieval.structure.wrapping import wraps

# A file that was changed this short before it was read may change again without its time telling.
_JUST_NOW = 2_000_000_000
# Of a time that no file has, so that the file is read again.
_UNKNOWN = -1 << 63
# Passages whose terms are sorted at once: more would take more memory than is sure to be there.
_AT_ONCE = 1 << 16


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


class Indexer:
    """Reads files and makes segments of them; what `state` has cut into words is used again.

    `keep` makes a segment of its arrays: on disk (`IndexStore.add`) or in memory (`Segment`).
    """

    def __init__(
        self, state: IndexState, analyzer: Analyzer, keep: Callable[[Arrays], Segment]
    ) -> None:
        self._state = state
        self._analyzer = analyzer
        self._keep = keep

    def index(self, files: Mapping[str, File], done: Done) -> Batch:
        """Index these files; `done` is called after each of them."""
        segments: list[Segment] = []
        indexed: dict[str, FileEntry] = {}
        touched: dict[str, FileEntry] = {}
        unread: dict[str, DocumentUnreadable] = {}
        waiting: list[bytes | memoryview] = []
        passages = 0
        for name, file in files.items():
            tell = _Told(file, done)
            try:
                document, unreadable = read_whole(Path(file.path), name, tell)
                ref = _unchanged(self._state, document)
                content = None if ref else self._record(document)
            except DocumentUnreadable as error:
                unread[name] = error
            except DocumentError as error:
                touched[name] = _entry(file, None, error.reason, _lacking(error))
            else:
                why = DocumentDamaged.reason_of(unreadable) if unreadable else ""
                lacking = lacking_for(document.origin.warnings)
                if content is None:
                    touched[name] = _entry(file, ref, why, lacking)
                else:
                    count = StoredDocument(content).searched
                    if waiting and passages + count > _AT_ONCE:
                        segments.append(self._keep(build(waiting)))
                        waiting, passages = [], 0
                    ref = DocumentRef(len(segments), len(waiting))
                    indexed[name] = _entry(file, ref, why, lacking)
                    waiting.append(content)
                    passages += count
            done(1, file.size - tell.bytes)
        if waiting:
            segments.append(self._keep(build(waiting)))
        known = self._state.files
        touched = {name: each for name, each in touched.items() if each != known.get(name)}
        return Batch(tuple(segments), indexed, touched, unread)

    def _record(self, document: Document) -> bytes | memoryview:
        for segment in self._state.segments:
            number = segment.find(document.sha256)
            if number is not None:
                content = segment.content(number)
                known = moved(content, document.path) if is_same(content, document) else None
                if known is not None:
                    return known
        split_document = divided(document)
        searched = split_document.searched
        if len(searched) > MOST:
            raise DocumentTooLong(Path(document.path), MOST)
        return encode(split_document, list(implied(searched)), self._analyzer.tokens)


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
        return _unchanged(state, read_whole(Path(file.path), name).document) is not None
    except DocumentUnreadable:
        return False
    except DocumentError:
        return entry.ref is None


class _Told:
    """Tells how much of a file that takes long is done; `bytes` are what it has told."""

    def __init__(self, file: File, done: Done) -> None:
        self.bytes = 0
        self._size, self._done = file.size, done

    def __call__(self, share: float) -> None:
        size = min(int(share * self._size), self._size - self.bytes)
        self.bytes += size
        self._done(0, size)


def read_whole(path: Path, name: str, told: Told = silent) -> ReadDocument:
    """The document in the file. Raises DocumentEmpty, and what `read_file` does."""
    read = read_file(path, name, told=told)
    if not read.document.paragraphs:
        raise DocumentEmpty(path)
    return read


def divided(document: Document) -> SplitDocument:
    """The document as it is indexed, in passages."""
    document = replace(document, wraps=tuple(wraps(document)))
    document = replace(document, fillers=tuple(fillers_of(document)))
    return SplitDocument(document, tuple(split(document)))


def _unchanged(state: IndexState, document: Document) -> DocumentRef | None:
    """Where the document is kept, if it is as it was."""
    entry = state.files.get(document.path)
    if entry is None or entry.ref is None:
        return None
    segment, number = state.segments[entry.ref.segment], entry.ref.document
    if segment.sha256(number) != document.sha256:
        return None
    return entry.ref if is_same(segment.content(number), document) else None


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


def _entry(file: File, ref: DocumentRef | None, reason: str, lacking: str) -> FileEntry:
    recent = time.time_ns() - file.changed < _JUST_NOW
    return FileEntry(file.size, _UNKNOWN if recent else file.changed, ref, reason, lacking)
