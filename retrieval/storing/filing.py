"""The table of files: what each looked like when it was read, and where its document is kept."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.storing.arrays import Array, Arrays

_NOWHERE = -1


class Place(NamedTuple):
    """Where a document is kept: the number of its segment, and its own number there."""

    segment: int
    document: int


class Filed(NamedTuple):
    """A file as it was when it was read: size and time as `File` has them, and the place of its
    document, or None and why there is no document in it."""

    size: int
    changed: int
    place: Place | None
    reason: str = ""


class Files(Mapping[str, Filed]):
    """Filed files by name, in the order of the names. Immutable.

    Kept in columns: tens of thousands are there at once, and most are never looked at.
    """

    def __init__(self, names: list[str], columns: NDArray[np.int64], reasons: list[str]) -> None:
        self.names = names
        self._columns = columns
        self._reasons = reasons

    @classmethod
    def of(cls, filed: Mapping[str, Filed]) -> "Files":
        """The table of these files."""
        rows = np.array([_row(each) for each in filed.values()], np.int64).reshape(-1, 4)
        return cls._sorted(list(filed), rows.T, [each.reason for each in filed.values()])

    def replaced(self, gone: Collection[str], filed: Mapping[str, Filed]) -> "Files":
        """This table without the files that are `gone`, and with these as they are now."""
        rows = [n for n, name in enumerate(self.names) if name not in gone and name not in filed]
        other = Files.of(filed)
        return Files._sorted(
            [*(self.names[row] for row in rows), *other.names],
            np.concatenate([self._columns[:, rows], other._columns], axis=1),
            [*(self._reasons[row] for row in rows), *other._reasons],
        )

    def renumbered(self, places: Mapping[Place, Place], segments: Mapping[int, int]) -> "Files":
        """This table with documents in other `places`, and other numbers for `segments`."""
        columns = self._columns.copy()
        rows = zip(*columns[2:].tolist(), strict=True)
        for row, (segment, document) in enumerate(rows):
            if segment != _NOWHERE:
                other = places.get(Place(segment, document))
                other = other or Place(segments[segment], document)
                columns[2:, row] = other.segment, other.document
        return Files(self.names, columns, self._reasons)

    @classmethod
    def _sorted(cls, names: list[str], columns: NDArray[np.int64], reasons: list[str]) -> "Files":
        order = sorted(range(len(names)), key=names.__getitem__)
        return cls([names[n] for n in order], columns[:, order], [reasons[n] for n in order])

    @classmethod
    def read(cls, arrays: Arrays) -> "Files":
        """The table that `arrays` wrote."""
        names = arrays["names"].tobytes().decode().split("\0") if len(arrays["names"]) else []
        columns = np.stack(
            [arrays[column] for column in ("sizes", "changed", "segments", "documents")]
        )
        return cls(names, columns, arrays.facts["reasons"] or [""] * len(names))

    def arrays(self) -> Arrays:
        """As arrays, to be written."""
        columns: dict[str, Array] = dict(
            zip(("sizes", "changed", "segments", "documents"), self._columns, strict=True)
        )
        columns["names"] = np.frombuffer("\0".join(self.names).encode(), np.uint8)
        return Arrays(columns, {"reasons": self._reasons if any(self._reasons) else []})

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __getitem__(self, name: str) -> Filed:
        row = self._rows[name]
        size, changed, segment, document = self._columns[:, row].tolist()
        place = Place(segment, document) if segment != _NOWHERE else None
        return Filed(size, changed, place, self._reasons[row])

    @property
    def stamps(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file."""
        sizes, changed = self._columns[:2].tolist()
        return dict(zip(self.names, zip(sizes, changed, strict=True), strict=True))

    @property
    def refused(self) -> dict[str, str]:
        """Why there is no document in some files, by their names."""
        found = zip(self.names, self._reasons, strict=True)
        return {name: reason for name, reason in found if reason}

    def name(self, place: Place) -> str:
        """Which file's document is kept there."""
        return self.names[self._at[place.segment, place.document]]

    def documents(self, segment: int) -> NDArray[np.int64]:
        """The numbers of the documents in a segment that are in use."""
        found: NDArray[np.int64] = self._columns[3][self._columns[2] == segment]
        return found

    @cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self.names, range(len(self.names)), strict=True))

    @cached_property
    def _at(self) -> dict[tuple[int, int], int]:
        segments, documents = self._columns[2:].tolist()
        return dict(zip(zip(segments, documents, strict=True), range(len(self)), strict=True))


def _row(filed: Filed) -> tuple[int, int, int, int]:
    place = filed.place or Place(_NOWHERE, _NOWHERE)
    return filed.size, filed.changed, place.segment, place.document
