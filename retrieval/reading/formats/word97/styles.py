"""The styles of a Word document: [MS-DOC], 2.9.271 (STSH) and 2.9.260 (STD)."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from retrieval.reading.formats.word97.looks import sprms
from retrieval.reading.formats.word97.pieces import Header, unsigned

_STYLES = 1
_PARAGRAPH = 1
# Styles that Word has itself: headings of nine levels, lines of contents, the title.
_HEADINGS, _CONTENTS, _TITLE = range(1, 10), range(19, 28), 62
_LEVEL, _LIST, _LIST_LEVEL = 0x2640, 0x460B, 0x260A
_IN_TABLE, _ENDS_ROW, _DEPTH, _ENDS_INNER_CELL, _ENDS_INNER_ROW = (
    *(0x2416, 0x2417, 0x6649, 0x244B, 0x244C),
)
_NO_LEVEL = 9


class Properties(NamedTuple):
    """What a paragraph has from its style and of its own.

    `level` is that of a heading, from 1, 0 for none; `list` the number of a list, from 1, 0 for
    none; `depth` how many tables it stands in; `ends_cell` and `ends_row` are told of tables in
    tables alone, but for the end of a row of the outermost.
    """

    level: int = 0
    list: int = 0
    list_level: int = 0
    depth: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    contents: bool = False
    title: bool = False


class _Style(NamedTuple):
    based_on: int
    known: int
    own: bytes


class StyleSheet:
    """All styles, by their numbers."""

    def __init__(self, header: Header, table: bytes) -> None:
        self._styles = dict(_styles(header.table(_STYLES, table)))
        # Thousands of paragraphs look like a few.
        self.properties = cache(self._properties)
        """What a paragraph has that has a style and properties of its own."""

    def _properties(self, style: int, own: bytes) -> Properties:
        chain = list(self._chain(style))
        known = self._styles[style].known if style in self._styles else 0
        told = dict.fromkeys((_LIST, _LIST_LEVEL, _IN_TABLE, _ENDS_ROW, _DEPTH), 0)
        told[_LEVEL] = next((s.known - 1 for s in chain if s.known in _HEADINGS), _NO_LEVEL)
        for properties in (*(each.own for each in reversed(chain)), own):
            told |= {number: unsigned(value, 0, len(value)) for number, value in sprms(properties)}
        depth = max(told[_DEPTH], 1) if told[_IN_TABLE] else 0
        inner = depth > 1
        return Properties(
            level=told[_LEVEL] + 1 if told[_LEVEL] < _NO_LEVEL else 0,
            list=told[_LIST],
            list_level=told[_LIST_LEVEL],
            depth=depth,
            ends_cell=inner and bool(told.get(_ENDS_INNER_CELL)),
            ends_row=bool(told.get(_ENDS_INNER_ROW) if inner else told[_ENDS_ROW]),
            contents=known in _CONTENTS,
            title=known == _TITLE,
        )

    def _chain(self, style: int) -> Iterator[_Style]:
        """A style and those that it is based on; each once, should they go round."""
        seen: set[int] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].based_on


def _styles(sheet: bytes) -> Iterator[tuple[int, _Style]]:
    """Those of paragraphs, by their numbers."""
    at, fixed = 2 + unsigned(sheet, 0, 2), unsigned(sheet, 4, 2)
    number = 0
    while at + 2 <= len(sheet):
        size = unsigned(sheet, at, 2)
        style = sheet[at + 2 : at + 2 + size]
        at += 2 + size
        kind, known = unsigned(style, 2, 2), unsigned(style, 0, 2) & 0xFFF
        if kind & 0xF == _PARAGRAPH:
            # The name, its length before it and a zero behind; then the properties.
            begin = fixed + 2 + 2 * unsigned(style, fixed, 2) + 2
            own = style[begin + 4 : begin + 2 + unsigned(style, begin, 2)]
            yield number, _Style(kind >> 4, known, own)
        number += 1
