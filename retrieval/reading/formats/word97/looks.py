"""What characters and paragraphs look like: pages of properties, by places in the file.

[MS-DOC], 2.6 (Sprm), 2.9.33 (ChpxFkp), 2.9.175 (PapxFkp).
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.reading.formats.word.signs import sign
from retrieval.reading.formats.word97.pieces import Header, Pieces, unsigned

_CHARACTERS, _PARAGRAPHS, _FONTS = 12, 13, 15
_PAGE, _FONT_NAME = 512, 40
_DELETED, _HIDDEN, _SIGN = 0x0800, 0x083C, 0x6A09
# Properties too long for a page, or of a row, lie in a stream of their own (PrcData).
_ELSEWHERE = (0x6645, 0x6646, 0x646B)
_TABLE_DEFINITION = 0xD608
# On, or the opposite of what the style says, which hides nothing.
_ON = (b"\x01", b"\x81")
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


def sprms(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Each property, by its number, with its value."""
    at = 0
    while at + 2 <= len(properties):
        number = unsigned(properties, at, 2)
        at += 2
        size = _OPERANDS.get(number >> 13)
        if number == _TABLE_DEFINITION:
            size = unsigned(properties, at, 2) + 1
        elif size is None:
            size = unsigned(properties, at, 1) + 1
        yield number, properties[at : at + size]
        at += size


class Look(NamedTuple):
    """The style of a paragraph and the properties that it has of its own."""

    style: int
    own: bytes


_PLAIN = Look(0, b"")


class Looks:
    """The properties of all characters and paragraphs.

    `hidden` is from where to where characters are hidden or marked as deleted, ascending and apart
    from each other; `signs` are the characters that stand for those of fonts that have pictures in
    the place of letters, by their places in the text.
    """

    def __init__(self, header: Header, table: bytes, pieces: Pieces, more: bytes) -> None:
        self._pieces, self._more = pieces, more
        self.signs: dict[int, str] = {}
        self.hidden = self._characters(header, table)
        self._held = sorted(_paragraphs(header, table), key=lambda each: each[:2])
        self._starts = [start for start, *_ in self._held]

    def paragraph(self, end: int) -> Look:
        """That of the paragraph whose last character is `end`."""
        place = self._pieces.place(end)
        number = bisect_right(self._starts, place) - 1
        if number < 0 or place >= self._held[number][1]:
            return _PLAIN
        _, _, style, own = self._held[number]
        return Look(style, own + b"".join(self._elsewhere(own)))

    def _elsewhere(self, own: bytes) -> Iterator[bytes]:
        for number, value in sprms(own):
            if number in _ELSEWHERE and len(value) == 4:
                at = unsigned(value, 0)
                yield self._more[at + 2 : at + 2 + unsigned(self._more, at, 2)]

    def _characters(self, header: Header, table: bytes) -> list[tuple[int, int]]:
        """Find the signs; which characters are hidden."""
        fonts = _fonts(header.table(_FONTS, table))
        hidden: list[tuple[int, int]] = []
        for start, end, own in _runs(header, table):
            for number, value in sprms(own):
                if number in (_DELETED, _HIDDEN) and value[:1] in _ON:
                    hidden += self._pieces.indices(start, end)
                elif number == _SIGN:
                    font, code = unsigned(value, 0, 2), unsigned(value, 2, 2)
                    shown = sign(fonts[font] if font < len(fonts) else "", code)
                    for first, past in self._pieces.indices(start, end):
                        self.signs |= dict.fromkeys(range(first, past), shown)
        return _merged(hidden)


def _fonts(table: bytes) -> list[str]:
    """The names of the fonts, by their numbers (SttbfFfn)."""
    found, at = [], 4
    for _ in range(unsigned(table, 0, 2)):
        size = unsigned(table, at, 1) + 1
        name = table[at + _FONT_NAME : at + size].decode("utf-16-le", "replace")
        found.append(name.partition("\0")[0])
        at += size
    return found


def _pages(header: Header, table: bytes, number: int) -> Iterator[tuple[bytes, int]]:
    """The pages of properties, each with how many stretches it tells of."""
    plc = header.table(number, table)
    count = max(len(plc) - 4, 0) // 8
    for place in range(count):
        at = (unsigned(plc, 4 * (count + 1) + 4 * place) & 0x3FFFFF) * _PAGE
        page = header.stream[at : at + _PAGE]
        if len(page) == _PAGE:
            yield page, page[-1]


def _runs(header: Header, table: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Stretches of the file, each with the properties of its characters."""
    for page, count in _pages(header, table, _CHARACTERS):
        for place in range(count):
            at = 2 * unsigned(page, 4 * (count + 1) + place, 1)
            if at:
                own = page[at + 1 : at + 1 + unsigned(page, at, 1)]
                yield unsigned(page, 4 * place), unsigned(page, 4 * place + 4), own


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _paragraphs(header: Header, table: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Stretches of the file, each with the style and the own properties of its paragraph."""
    for page, count in _pages(header, table, _PARAGRAPHS):
        for place in range(count):
            at = 2 * unsigned(page, 4 * (count + 1) + 13 * place, 1)
            words = unsigned(page, at, 1)
            # Where there is an even number of bytes, it stands one further.
            begin, size = (
                (at + 1, 2 * words - 1) if words else (at + 2, 2 * unsigned(page, at + 1, 1))
            )
            own = page[begin : begin + size] if at else b""
            start, end = unsigned(page, 4 * place), unsigned(page, 4 * place + 4)
            yield start, end, unsigned(own, 0, 2), own[2:]
