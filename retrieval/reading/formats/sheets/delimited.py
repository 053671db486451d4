"""Texts of rows (.csv): which sign parts cells, the text itself tells. RFC 4180."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import islice
from typing import Literal

from retrieval.reading.formats.frame import DAMAGED, Extracted, Limits, Refused
from retrieval.reading.formats.sheets.rows import Row, Sheet, laid_out

_OF_PROSE = "，"
_SIGNS = (",", "\t", ";", "|", _OF_PROSE)
_QUOTE = '"'
# How programs tell the sign, in a first row of its own.
_TOLD = re.compile(r"\"?sep=([,;|\t])\"?\n", re.I)
# Rows that are looked at to tell which sign it is.
_LOOKED_AT, _SAMPLE = 50, 1 << 16


def read(text: str, limits: Limits) -> Extracted:
    """The rows of a text; a quotation that does not end is none. Refused: a cell too long."""
    csv.field_size_limit(limits.characters)
    told = _TOLD.match(text)
    sign = told[1] if told else _sign(text)
    first = 2 if told else 1
    rows = partial(_rows, text, sign, first)
    try:
        if text.count(_QUOTE) % 2:
            last = deque(rows(), maxlen=1)
            if any("\n" in cell for _, cells in last for cell in cells.values()):
                rows = partial(_rows, text, sign, first, quoted=False)
        return laid_out([Sheet("", rows)], limits)
    except csv.Error as error:
        raise Refused(DAMAGED) from error


def _rows(text: str, sign: str, first: int, *, quoted: bool = True) -> Iterator[Row]:
    """The rows that say something, from the `first` on."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    # Other line ends than "\n" stand inside cells.
    for number, cells in enumerate(csv.reader(StringIO(text), delimiter=sign, quoting=quoting), 1):
        filled = {column: cell for column, cell in enumerate(cells) if cell.strip()}
        if filled and number >= first:
            yield number, filled


def _sign(text: str) -> str:
    """The sign by which most rows are cut into as many cells, and into most."""
    sample = text[:_SAMPLE].split("\n")
    return max(_SIGNS, key=lambda sign: _alike(sample, sign))


def _alike(sample: list[str], sign: str) -> tuple[int, int]:
    try:
        lines = (line + "\n" for line in sample)
        rows = list(filter(None, islice(csv.reader(lines, delimiter=sign), _LOOKED_AT)))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    # One that prose has too parts all rows or none.
    return (0, 0) if sign == _OF_PROSE and count < len(rows) else (count, width)
