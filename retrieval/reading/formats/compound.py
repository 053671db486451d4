"""Compound files ([MS-CFB]), in which older formats keep their streams; olefile, the one place that
talks to it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from retrieval.reading.formats.frame import DAMAGED, LibraryMissing, Refused

try:
    import olefile
except ModuleNotFoundError:
    # Other formats are read all the same.
    olefile = None


class Compound:
    """An open compound file; `names` are those of the streams that stand in no folder."""

    def __init__(self, file: "olefile.OleFileIO", size: int) -> None:
        self._file = file
        self._size = size
        self.names = frozenset(path[0] for path in file.listdir() if len(path) == 1)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; none if there is no such stream. Refused if it is damaged."""
        if not self._file.exists(name):
            return b""
        # One that has more bytes than the file goes round in it.
        if self._file.get_size(name) > self._size:
            raise Refused(DAMAGED)
        with self._file.openstream(name) as stream:
            return bytes(stream.read())


@contextmanager
def opened(data: bytes) -> Iterator[Compound]:
    """The compound file in `data`, to be closed. Refused if it is none, LibraryMissing."""
    if olefile is None:
        raise LibraryMissing("olefile")
    try:
        # Shorter ones are taken for the names of files.
        file = olefile.OleFileIO(data.ljust(olefile.MINIMAL_OLEFILE_SIZE, b"\0"))
    except (OSError, ValueError, IndexError) as error:
        raise Refused(DAMAGED) from error
    with closing(file):
        yield Compound(file, len(data))
