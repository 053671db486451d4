"""The table of files: what each looked like when it was read, and where its document is kept."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

import numpy as np

from retrieval.index.arrays import Array, Arrays, Counts

_NOWHERE = -1


class DocumentRef(NamedTuple):
    """Where a document is kept: the number of its segment, and its own number there."""

    segment: int
    document: int


class FileEntry(NamedTuple):
    """A file as it was when it was read: size and time as `File` has them, and where its document
    is kept, or None. `reason` is why there is no document in it, or not a whole one; `lacking` is
    the library that would have read it, or more of it, and was not installed. A large file is so
    many documents, its `volumes`, one behind the other from that one on."""

    size: int
    changed: int
    ref: DocumentRef | None
    reason: str = ""
    lacking: str = ""
    volumes: int = 1

    @property
    def refs(self) -> list[DocumentRef]:
        """Where its documents are kept."""
        return [_volume(self.ref, number) for number in range(self.volumes)] if self.ref else []


def _volume(ref: DocumentRef, number: int) -> DocumentRef:
    return DocumentRef(ref.segment, ref.document + number)


_COLUMNS = ("sizes", "changed", "segments", "documents", "volumes")


class FileTable(Mapping[str, FileEntry]):
    """Files by name, in the order of the names. Immutable.

    Kept in columns: tens of thousands are there at once, and most are never looked at. Threads may
    share them.
    """

    def __init__(
        self,
        names: list[str],
        columns: Counts,
        refused: Mapping[str, str],
        lacking: Mapping[str, str],
    ) -> None:
        self.names = names
        self.refused = refused
        """What is wrong with some files, by their names: they hold no document, or no whole one."""
        self.lacking = lacking
        """What libraries were missing when some files were read, by their names."""
        self._columns = columns
        self._rows: dict[int, dict[int, int]] = {}

    @classmethod
    def of(cls, entries: Mapping[str, FileEntry]) -> "FileTable":
        """The table of these files."""
        names = sorted(entries)
        rows = np.array([_row(entries[name]) for name in names], np.int64).reshape(
            -1, len(_COLUMNS)
        )
        refused = {name: entries[name].reason for name in names if entries[name].reason}
        lacking = {name: entries[name].lacking for name in names if entries[name].lacking}
        return cls(names, rows.T, refused, lacking)

    def replaced(self, gone: Collection[str], entries: Mapping[str, FileEntry]) -> "FileTable":
        """This table without the files that are `gone`, and with these as they are now."""
        new = FileTable.of(entries)
        old = [row for name in {*gone, *entries} if (row := self._row(name)) is not None]
        kept = np.delete(np.array(self.names, object), old)
        places = [bisect_left(kept, name) for name in new.names]
        columns = np.delete(self._columns, old, axis=1)
        refused, lacking = (
            {n: what for n, what in told.items() if n not in gone and n not in entries}
            for told in (self.refused, self.lacking)
        )
        return FileTable(
            np.insert(kept, places, np.array(new.names, object)).tolist(),
            np.insert(columns, places, new._columns, axis=1),
            {**refused, **new.refused},
            {**lacking, **new.lacking},
        )

    def renumbered(
        self, refs: Mapping[DocumentRef, DocumentRef], segments: Mapping[int, int]
    ) -> "FileTable":
        """This table with documents that are kept elsewhere, and other numbers for `segments`."""
        columns = self._columns.copy()
        for old, new in segments.items():
            columns[2, self._columns[2] == old] = new
        first = {
            row: new
            for old, new in refs.items()
            if self._columns[3, row := self._rows_of(old.segment)[old.document]] == old.document
        }
        columns[2:4, [*first]] = np.array([*first.values()], np.int64).reshape(-1, 2).T
        return FileTable(self.names, columns, self.refused, self.lacking)

    @classmethod
    def read(cls, arrays: Arrays) -> "FileTable":
        """The table that `arrays` wrote."""
        names = arrays["names"].tobytes().decode().split("\0") if len(arrays["names"]) else []
        columns = np.stack([arrays[column] for column in _COLUMNS])
        return cls(names, columns, arrays.facts["refused"], arrays.facts["lacking"])

    def arrays(self) -> Arrays:
        """As arrays, to be written."""
        columns: dict[str, Array] = dict(zip(_COLUMNS, self._columns, strict=True))
        columns["names"] = np.frombuffer("\0".join(self.names).encode(), np.uint8)
        return Arrays(columns, {"refused": self.refused, "lacking": self.lacking})

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, name: str) -> FileEntry:
        row = self._row(name)
        if row is None:
            raise KeyError(name)
        size, changed, segment, document, volumes = self._columns[:, row].tolist()
        ref = DocumentRef(segment, document) if segment != _NOWHERE else None
        reason, lacking = (each.get(name, "") for each in (self.refused, self.lacking))
        return FileEntry(size, changed, ref, reason, lacking, volumes)

    def look(self, names: Iterable[str]) -> tuple[Counts, Counts, Counts]:
        """For each of these files its number in the order of the names, its size and its time; -1
        for those that are not here."""
        known = dict(zip(self.names, range(len(self)), strict=True))
        rows = np.fromiter(map(known.get, names, repeat(-1)), np.int64)
        sizes, times = (np.append(column, -1)[rows] for column in self._columns[:2])
        return rows, sizes, times

    def refs(self) -> Iterator[tuple[str, DocumentRef]]:
        """The files that hold a document, and where it is kept, or the first of its volumes."""
        rows = zip(self.names, *self._columns[2:4].tolist(), strict=True)
        return ((name, DocumentRef(n, document)) for name, n, document in rows if n != _NOWHERE)

    def volumes(self) -> Iterator[tuple[str, DocumentRef]]:
        """The same with all volumes of each."""
        for (name, ref), count in zip(self.refs(), self._counts(), strict=True):
            for number in range(count):
                yield name, _volume(ref, number)

    def _counts(self) -> list[int]:
        counts: list[int] = self._columns[4][self._columns[2] != _NOWHERE].tolist()
        return counts

    def name(self, ref: DocumentRef) -> str:
        """Which file's document is kept there."""
        return self.names[self._rows_of(ref.segment)[ref.document]]

    def holder(self, ref: DocumentRef) -> str | None:
        """The same; None when what is kept there is in use no more."""
        row = self._rows_of(ref.segment).get(ref.document)
        return None if row is None else self.names[row]

    def documents(self, segment: int) -> Counts:
        """The numbers of the documents in a segment that are in use."""
        _, documents = self._kept_in(segment)
        return documents

    def _row(self, name: str) -> int | None:
        """Where the names have it, if they do."""
        row = bisect_left(self.names, name)
        return row if row < len(self.names) and self.names[row] == name else None

    def _rows_of(self, segment: int) -> dict[int, int]:
        """The files of the documents of a segment."""
        if segment not in self._rows:
            rows, documents = self._kept_in(segment)
            self._rows[segment] = dict(zip(documents.tolist(), rows.tolist(), strict=True))
        return self._rows[segment]

    def _kept_in(self, segment: int) -> tuple[Counts, Counts]:
        """The documents of a segment that are in use, behind the rows of their files."""
        rows = np.flatnonzero(self._columns[2] == segment)
        counts = self._columns[4, rows]
        firsts = np.repeat(self._columns[3, rows], counts)
        # Volumes are one behind the other.
        within = np.arange(len(firsts)) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(rows, counts), firsts + within


def _row(entry: FileEntry) -> tuple[int, int, int, int, int]:
    ref = entry.ref or DocumentRef(_NOWHERE, _NOWHERE)
    return entry.size, entry.changed, ref.segment, ref.document, entry.volumes
