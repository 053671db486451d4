"""Texts of rows (.csv): which sign parts cells, the text itself tells. RFC 4180."""

import csv
from collections import Counter
from itertools import islice

from retrieval.reading.formats.frame import DAMAGED, Extracted, Limits, Refused
from retrieval.reading.formats.sheets.rows import Sheet, laid_out

_SIGNS = (",", "\t", ";", "|", "，")
# Rows that are looked at to tell which sign it is.
_LOOKED_AT, _SAMPLE = 50, 1 << 16


def read(text: str, limits: Limits) -> Extracted:
    """The rows of a text. Refused: a cell that does not end."""
    rows = {}
    csv.field_size_limit(limits.characters)
    try:
        for number, cells in enumerate(csv.reader(text.splitlines(True), delimiter=_sign(text)), 1):
            filled = {column: cell for column, cell in enumerate(cells) if cell.strip()}
            if filled:
                rows[number] = filled
    except csv.Error as error:
        raise Refused(DAMAGED) from error
    return laid_out([Sheet("", rows)], limits)


def _sign(text: str) -> str:
    """The sign by which most rows are cut into as many cells, and into most."""
    sample = text[:_SAMPLE].splitlines(True)
    return max(_SIGNS, key=lambda sign: _alike(sample, sign))


def _alike(sample: list[str], sign: str) -> tuple[int, int]:
    try:
        rows = list(islice(csv.reader(sample, delimiter=sign), _LOOKED_AT))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return count, width
