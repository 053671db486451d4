"""Sheets -> blocks: each row one, its cells parted by tabs, with its number in the sheet."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from retrieval.models import Kind, ReadingWarning
from retrieval.reading.formats.frame import CHARACTERS, Block, Extracted, Limits, past

# Names that a program has given, of which a sheet that stands alone needs none.
_UNNAMED = re.compile(r"(?:sheet|工作表|表|表格)\s*\d*", re.I)
_BREAKS = re.compile(r"\s*[\r\n\x0b\x0c\u2028\u2029\x85]+\s*|\t+")


Row = tuple[int, Mapping[int, str]]
"""Its number in the sheet, from 1, and its cells by their columns, from 0, without empty ones."""


class Sheet(NamedTuple):
    """`rows` gives those that hold something, in order, each time that it is called: a large sheet
    need not be in memory."""

    name: str
    rows: Callable[[], Iterable[Row]]


def laid_out(
    sheets: Sequence[Sheet], limits: Limits, warnings: Sequence[ReadingWarning] = ()
) -> Extracted:
    """The rows of all sheets that hold any, each below its sheet's name where it tells something.

    Columns that are empty in all of a sheet are left out. What stands alone above the rows of the
    only sheet is the title.
    """
    filled = [sheet for sheet in sheets if any(True for _ in sheet.rows())]
    blocks = tuple(_blocks(filled, limits))
    alone = len(filled) == 1
    titles = [block.text for block in blocks if block.kind is Kind.BODY] if alone else []
    return Extracted(blocks, {"title": titles[0]} if titles else {}, warnings=tuple(warnings))


def _blocks(sheets: Sequence[Sheet], limits: Limits) -> Iterator[Block]:
    room = limits.characters
    for sheet in sheets:
        name = sheet.name.strip()
        if name and not (len(sheets) == 1 and _UNNAMED.fullmatch(name)):
            yield Block(_line(name), Kind.HEADING, 1)
        for block in _rows(sheet):
            room -= len(block.text)
            if room < 0:
                raise past(CHARACTERS, limits.characters)
            yield block


def _rows(sheet: Sheet) -> Iterator[Block]:
    columns = sorted({column for _, cells in sheet.rows() for column in cells})
    # What stands alone above the table, its title.
    above = len(columns) > 1
    for number, cells in sheet.rows():
        above = above and len(cells) == 1
        row = "\t".join(_line(cells.get(column, "")) for column in columns).rstrip()
        if above:
            row = row.lstrip()
        if row:
            yield Block(row, Kind.BODY if above else Kind.ROW, row=number)


def _line(text: str) -> str:
    """What stands in a cell, in one line."""
    return text if text.isprintable() else _BREAKS.sub(" ", text).strip()
