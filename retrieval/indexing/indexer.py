"""From the files of a folder to the state of an index: only what changed is read again.

A file is read again if its size or its time is not what it was, and indexed again if its text is
another. Whatever is cut into words once is used again as long as it is on disk, wherever the file
has moved to.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.expansion import implied
from retrieval.errors import DocumentNotText, DocumentTooLong, DocumentUnreadable
from retrieval.index.file_table import DocumentRef, FileEntry
from retrieval.index.records import SplitDocument, StoredDocument, encode, moved
from retrieval.index.segments import Segment
from retrieval.index.store import SegmentPart, State
from retrieval.indexing.scan import Changes, File
from retrieval.indexing.segment_writer import MOST, build
from retrieval.models import Document
from retrieval.reading.reader import read_document
from retrieval.structure.passages import split

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

    `parts` hold the documents of those that were `filed`, whose places count these parts;
    `touched` are files that look other than before and say the same, or hold no document; `unread`
    are those that the system would not give this time: no state has them.
    """

    parts: tuple[SegmentPart, ...]
    filed: Mapping[str, FileEntry]
    touched: Mapping[str, FileEntry]
    unread: Mapping[str, DocumentUnreadable]


class Indexer:
    """Reads files and makes segments of them; what `state` has cut into words is used again."""

    def __init__(
        self, state: State, analyzer: Analyzer, store: Callable[[Segment], SegmentPart]
    ) -> None:
        self._state = state
        self._analyzer = analyzer
        self._store = store

    def index(self, files: Mapping[str, File], done: Done) -> Batch:
        """Index these files; `done` is called after each of them."""
        parts: list[SegmentPart] = []
        filed: dict[str, FileEntry] = {}
        touched: dict[str, FileEntry] = {}
        unread: dict[str, DocumentUnreadable] = {}
        waiting: list[bytes | memoryview] = []
        passages = 0
        for name, file in files.items():
            try:
                document = read_document(Path(file.path), name)
                place = _unchanged(self._state, document)
                content = None if place else self._record(document)
            except (DocumentNotText, DocumentTooLong) as error:
                touched[name] = _filed(file, None, error.reason)
            except DocumentUnreadable as error:
                unread[name] = error
            else:
                if content is None:
                    touched[name] = _filed(file, place)
                else:
                    count = StoredDocument(content).searched
                    if waiting and passages + count > _AT_ONCE:
                        parts.append(self._store(Segment(build(waiting))))
                        waiting, passages = [], 0
                    filed[name] = _filed(file, DocumentRef(len(parts), len(waiting)))
                    waiting.append(content)
                    passages += count
            done(1, file.size)
        if waiting:
            parts.append(self._store(Segment(build(waiting))))
        known = self._state.files
        touched = {name: each for name, each in touched.items() if each != known.get(name)}
        return Batch(tuple(parts), filed, touched, unread)

    def _record(self, document: Document) -> bytes | memoryview:
        for part in self._state.parts:
            number = part.segment.find(document.sha256)
            if number is not None:
                content = part.segment.content(number)
                if _suffix(StoredDocument(content).facts["path"]) == _suffix(document.path):
                    known = moved(content, document.path)
                    if known is not None:
                        return known
        split_up = SplitDocument(document, tuple(split(document)))
        if len(split_up.searched) > MOST:
            raise DocumentTooLong(Path(document.path), MOST)
        return encode(split_up, list(implied(split_up.searched)), self._analyzer.tokens)


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


def joined(state: State, batch: Batch) -> State:
    """`state` with what came of a batch."""
    before = len(state.parts)
    filed = {
        name: each if each.place is None else each._replace(place=_moved(each.place, before))
        for name, each in batch.filed.items()
    }
    files = state.files.replaced(batch.unread.keys(), {**batch.touched, **filed})
    return State((*state.parts, *batch.parts), files)


def newer(state: State, changes: Changes) -> int:
    """How many files are other than `state` has them, or gone.

    Those of the size that they had are read: they may have been touched, and no more.
    """
    same = sum(_reads_the_same(state, name, file) for name, file in changes.changed.items())
    return len(changes.changed) - same + len(changes.gone)


def _reads_the_same(state: State, name: str, file: File) -> bool:
    filed = state.files.get(name)
    if filed is None or filed.size != file.size:
        return False
    try:
        return _unchanged(state, read_document(Path(file.path), name)) is not None
    except DocumentNotText:
        return filed.place is None
    except DocumentUnreadable:
        return False


def _unchanged(state: State, document: Document) -> DocumentRef | None:
    """The place of the document, if its text is as it was."""
    filed = state.files.get(document.path)
    if filed is None or filed.place is None:
        return None
    segment = state.parts[filed.place.segment].segment
    same = segment.sha256(filed.place.document) == document.sha256
    return filed.place if same else None


def without(state: State, gone: Collection[str]) -> State:
    """`state` without the files of these names."""
    return State(state.parts, state.files.replaced(gone, {})) if gone else state


def _moved(place: DocumentRef, before: int) -> DocumentRef:
    return DocumentRef(place.segment + before, place.document)


def _filed(file: File, place: DocumentRef | None, reason: str = "") -> FileEntry:
    recent = time.time_ns() - file.changed < _JUST_NOW
    return FileEntry(file.size, _UNKNOWN if recent else file.changed, place, reason)


def _suffix(path: str) -> str:
    return path.rpartition(".")[2].lower()
