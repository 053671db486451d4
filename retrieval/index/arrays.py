"""A file of named arrays, mapped rather than read: what segments and file tables are kept in.

    head    `_HEAD`: magic, CRC-32 of the table, length of the table
    table   JSON: the facts, and for every array its type, length and offset; the CRC-32 of the rest
    arrays  each aligned to 64 bytes, little-endian

Opening reads head and table alone. `is_whole` reads everything and says whether it is what
was written. Nothing is ever executed or unpickled.
"""

import errno
import json
import mmap as mmap_module
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamaged, IndexUnreadable, StorageError
from retrieval.paths import is_ours, new_file, regular, unhindered

MODE = 0o644
"""What the files of an index are made with: others may read it where its folder lets them."""

_MAGIC = b"wenju arrays 1\r\n"
_HEAD = struct.Struct(f"<{len(_MAGIC)}sII")
_ALIGNED = 64
_LONGEST_TABLE = 1 << 26
# Bytes. Linux keeps together what was written together, up to 2 MiB, and gives all of that to a
# process that reads one byte of it.
_AT_ONCE = 1 << 16
# Not every system can be told.
_FORGET: int | None = getattr(mmap_module, "MADV_DONTNEED", None)
# That the system lacks something for a while says nothing about a file.
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})

Array = NDArray[Any]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ids = NDArray[np.intp]
"""Numbers of texts, of documents or of passages."""
Ints = NDArray[np.intp]
"""Places and sizes."""
Numbers = NDArray[np.int32]
"""Of texts, terms and codes that may be none: -1."""
Counts = NDArray[np.int64]
Keys = NDArray[np.uint64]
"""Terms as numbers (`index.terms`), by themselves or packed with the number of a text."""
CodePoints = NDArray[np.uint32]
Small = NDArray[np.uint8 | np.uint16 | np.uint32]
"""What is kept in one byte or two where that is enough, otherwise in four."""


class Arrays(Mapping[str, Array]):
    """Named arrays of one dimension, in a mapped file or in memory. Threads may share them.

    `facts` is what was said of them, as JSON has it; `path` is their file and `digest` tells it
    from others, None and "" in memory.
    """

    def __init__(
        self,
        arrays: Mapping[str, Array],
        facts: Mapping[str, Any],
        path: Path | None = None,
        digest: str = "",
        mapped: mmap | None = None,
    ) -> None:
        self._arrays = arrays
        self._mapped = mapped
        self.facts = facts
        self.path = path
        self.digest = digest

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def release(self) -> None:
        """Take no memory for what was read of the file, until it is read again."""
        if sys.platform != "win32" and self._mapped is not None and _FORGET is not None:
            self._mapped.madvise(_FORGET)

    def __iter__(self) -> Any:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)


class Chunks(NamedTuple):
    """An array of one dimension that is made while it is written, piece by piece."""

    kind: np.dtype[Any]
    length: int
    made: Callable[[], Iterable[Array]]

    @property
    def size(self) -> int:
        """In bytes."""
        return self.kind.itemsize * self.length


def write_arrays(
    path: Path, arrays: Mapping[str, Array | Chunks], facts: Mapping[str, Any]
) -> None:
    """Write the file, safe against a crash of the machine too. OSError if it cannot be written."""
    planned = {name: _chunks(array) for name, array in arrays.items()}
    rows: dict[str, tuple[str, int, int]] = {}
    size = 0
    for name, chunks in planned.items():
        rows[name] = (chunks.kind.newbyteorder("<").str, chunks.length, size)
        size += chunks.size + _gap(chunks.size)
    table = {"facts": facts, "arrays": rows, "size": size}
    with new_file(path, MODE) as file:
        # Its checksum is known last: until then, the highest there is keeps the place.
        length = len(_head(table, 0xFFFFFFFF))
        file.write(bytes(length))
        checksum = 0
        for chunks in planned.values():
            checksum = _written(chunks, file, checksum)
        file.seek(0)
        file.write(_head(table, checksum, length))


def _chunks(array: Array | Chunks) -> Chunks:
    if isinstance(array, Chunks):
        return array
    return Chunks(array.dtype, len(array), lambda: (array,))


def _written(chunks: Chunks, file: IO[bytes], checksum: int) -> int:
    """Write an array, and what fills it up; the checksum of all so far."""
    size = 0
    for chunk in chunks.made():
        plain = np.ascontiguousarray(chunk, chunks.kind.newbyteorder("<")).view(np.uint8).data
        for start in range(0, len(plain), _AT_ONCE):
            file.write(plain[start : start + _AT_ONCE])
        checksum = zlib.crc32(plain, checksum)
        size += len(plain)
    if size != chunks.size:
        raise ValueError("an array is not as long as was said")
    gap = bytes(_gap(size))
    file.write(gap)
    return zlib.crc32(gap, checksum)


def _head(table: Mapping[str, Any], checksum: int, length: int = 0) -> bytes:
    """What stands before the arrays, filled up to this length, or as little as it takes."""
    content = json.dumps({**table, "crc": checksum}).encode()
    used = _HEAD.size + len(content)
    content += b" " * ((length or used + _gap(used)) - used)
    return _HEAD.pack(_MAGIC, zlib.crc32(content), len(content)) + content


def open_arrays(path: Path) -> Arrays:
    """The arrays in a file, mapped. IndexDamaged if it is not one of ours, whole in length, and
    IndexUnreadable if that cannot be seen now."""
    mapped = _mapped(path)
    view = memoryview(mapped)
    start, table = _table(path, view)
    if len(view) != start + table["size"]:
        raise IndexDamaged(path)
    body = view[start:]
    arrays = {
        name: np.frombuffer(body, kind, count, offset)
        for name, (kind, count, offset) in table["arrays"].items()
    }
    digest = sha256(view[:start]).hexdigest()[:24]
    return Arrays(arrays, table["facts"], path, digest, mapped)


def is_whole(path: Path) -> bool:
    """Whether every byte of the file is what was written. Reads all of it; IndexUnreadable if it
    cannot now."""
    try:
        view = memoryview(_mapped(path))
        start, table = _table(path, view)
    except (ValueError, IndexDamaged):
        return False
    return len(view) == start + table["size"] and bool(zlib.crc32(view[start:]) == table["crc"])


def read_whole(path: Path) -> bytes | None:
    """What is in a file; None if there is none. IndexDamaged if it is nothing to be trusted,
    IndexUnreadable if that cannot be seen now."""
    try:
        with _opened(path) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _not_read(path, error) from error


def _mapped(path: Path) -> mmap:
    try:
        with _opened(path) as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError) as error:
        raise _not_read(path, error) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file, to be read. ValueError if others can have written it."""
    with unhindered(lambda: open(path, "rb", opener=regular)) as file:
        if not is_ours(os.fstat(file.fileno())):
            raise ValueError(path)
        yield file


def _not_read(path: Path, error: Exception) -> StorageError:
    """What it means that the system would not have the file read."""
    if isinstance(error, OSError) and error.errno in _SCARCE:
        return IndexUnreadable(path, os.strerror(error.errno))
    return IndexDamaged(path)


def _table(path: Path, view: memoryview) -> tuple[int, Any]:
    """Where the arrays begin, and the table."""
    if len(view) < _HEAD.size:
        raise IndexDamaged(path)
    magic, checksum, length = _HEAD.unpack_from(view)
    start = _HEAD.size + length
    if magic != _MAGIC or length > _LONGEST_TABLE or len(view) < start:
        raise IndexDamaged(path)
    if zlib.crc32(view[_HEAD.size : start]) != checksum:
        raise IndexDamaged(path)
    return start, json.loads(bytes(view[_HEAD.size : start]))


def _gap(size: int) -> int:
    return -size % _ALIGNED
