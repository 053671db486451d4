"""The head of a Word document and its text, which lies in pieces: [MS-DOC], 2.5 and 2.4.1."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.reading.formats.frame import DAMAGED, Refused

_IDENTS = (0xA5EC, 0xA5DC)
# Where the lengths of the stories and the places of the tables stand (FibRgLw97, FibRgFcLcb97).
_LENGTHS, _TABLES = 76, 154
_STORIES = (
    *("text", "footnotes", "headers", "", "comments", "endnotes", "boxes", "boxes in headers"),
)
_CLX, _COMMENTS, _COMMENT = 33, 4, 34
# Of a piece whose characters are a byte each, its place is doubled, and this bit is set.
_NARROW = 1 << 30


def unsigned(data: bytes, at: int, size: int = 4) -> int:
    """The number in `size` bytes; 0 where there are none."""
    return int.from_bytes(data[at : at + size], "little") if at >= 0 else 0


def signed(data: bytes, at: int) -> int:
    """The number in four bytes, which may be negative; 0 where there are none."""
    return int.from_bytes(data[at : at + 4], "little", signed=True) if at >= 0 else 0


class Header:
    """The head of the stream that holds the text; `version` tells which Word wrote it."""

    def __init__(self, stream: bytes) -> None:
        if unsigned(stream, 0, 2) not in _IDENTS:
            raise Refused(DAMAGED)
        self.stream = stream
        self.version = unsigned(stream, 2, 2)
        self.flags = unsigned(stream, 10, 2)

    def table(self, number: int, table: bytes) -> bytes:
        """The table with that number in FibRgFcLcb97, from the stream of tables."""
        place, size = (unsigned(self.stream, _TABLES + 8 * number + 4 * each) for each in (0, 1))
        return table[place : place + size]

    def stories(self) -> dict[str, tuple[int, int]]:
        """Where each of the texts that stand one behind the other begins and ends."""
        found, at = {}, 0
        for place, name in enumerate(_STORIES):
            length = unsigned(self.stream, _LENGTHS + 4 * place)
            found[name] = (at, at + length)
            at += length
        return found

    def comments(self, table: bytes) -> int:
        """How many comments there are."""
        return max(len(self.table(_COMMENTS, table)) - 4, 0) // _COMMENT


class TextPiece(NamedTuple):
    """Characters from `start` to `end`, which lie in the file from `place` on, `width` bytes
    each."""

    start: int
    end: int
    place: int
    width: int


class Pieces:
    """The text of all stories, a character for each unit of UTF-16, and where it lies."""

    def __init__(self, header: Header, table: bytes) -> None:
        self._pieces = list(_pieces(_plc(header.table(_CLX, table))))
        self._starts = [piece.start for piece in self._pieces]
        self.text = "".join(_decoded(header.stream, piece) for piece in self._pieces)
        # What lies beyond the end of the file is not there.
        if not self.text:
            raise Refused(DAMAGED)

    def place(self, index: int) -> int:
        """Where in the file the character lies; -1 if nowhere."""
        number = bisect_right(self._starts, index) - 1
        piece = self._pieces[number] if number >= 0 else None
        if piece is None or index >= piece.end:
            return -1
        return piece.place + (index - piece.start) * piece.width

    def indices(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Which characters lie in the file between two places: from, to."""
        for piece in self._pieces:
            low = max(start - piece.place, 0)
            high = min(end - piece.place, (piece.end - piece.start) * piece.width)
            if low < high:
                yield piece.start + low // piece.width, piece.start - (-high // piece.width)


def _plc(clx: bytes) -> bytes:
    """The table of pieces, which stands behind properties that pieces refer to."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + unsigned(clx, at + 1, 2)
    if at >= len(clx) or clx[at] != 2:
        raise Refused(DAMAGED)
    return clx[at + 5 : at + 5 + unsigned(clx, at + 1)]


def _pieces(plc: bytes) -> Iterator[TextPiece]:
    count = max(len(plc) - 4, 0) // 12
    last = 0
    for number in range(count):
        start, end = unsigned(plc, 4 * number), unsigned(plc, 4 * number + 4)
        told = unsigned(plc, 4 * (count + 1) + 8 * number + 2)
        if start != last or end < start:
            raise Refused(DAMAGED)
        last = end
        narrow = bool(told & _NARROW)
        yield TextPiece(start, end, (told & (_NARROW - 1)) // (2 if narrow else 1), 2 - narrow)


def _decoded(stream: bytes, piece: TextPiece) -> str:
    size = (piece.end - piece.start) * piece.width
    held = stream[piece.place : piece.place + size]
    if len(held) < size:
        raise Refused(DAMAGED)
    if piece.width == 1:
        return held.decode("cp1252", "replace")
    text = held.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == size:
        return text
    # Where a character takes two units, each has a place of its own.
    return "".join(map(chr, struct.unpack(f"<{size // 2}H", held)))
