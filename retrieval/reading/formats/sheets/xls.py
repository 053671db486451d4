"""Workbooks of Excel 97 to 2003 (.xls, .et); xlrd, the one place that talks to it.

What is read is as of newer workbooks: numbers in their formats, nothing that is hidden.
"""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from retrieval.models import ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    DAMAGED,
    PASSWORD,
    Extracted,
    LibraryMissing,
    Limits,
    Refused,
)
from retrieval.reading.formats.sheets.number_formats import BUILT_IN, GENERAL, plain, shown
from retrieval.reading.formats.sheets.rows import Sheet, laid_out

try:
    import xlrd
except ModuleNotFoundError:
    # Other formats are read all the same.
    xlrd = None

# Rows that are merged: from, to; columns alike. More rows than any table has are a frame.
_MOST_MERGED = 1000
_TRUTH = ("FALSE", "TRUE")


def read(data: bytes, limits: Limits) -> Extracted:
    """The rows of a workbook. Refused: a password, damage."""
    if xlrd is None:
        raise LibraryMissing("xlrd")
    book = _opened(data)
    visible = [sheet for sheet in book.sheets() if not sheet.visibility]
    reader = _Reader(book)
    sheets = [reader.sheet(sheet) for sheet in visible]
    hidden = reader.hidden + book.nsheets - len(visible)
    warnings = [ReadingWarning(WarningCode.HIDDEN_PARTS, amount=hidden)] if hidden else []
    return laid_out(sheets, limits, warnings)


def _opened(data: bytes) -> Any:
    try:
        with redirect_stdout(StringIO()) as nowhere:
            return xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, logfile=nowhere
            )
    except xlrd.XLRDError as error:
        raise Refused(PASSWORD if "encrypted" in str(error) else DAMAGED) from error


class _Reader:
    """Reads the sheets of a workbook; `hidden` counts the rows that are not shown."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.hidden = 0

    def sheet(self, sheet: Any) -> Sheet:
        rows: dict[int, dict[int, str]] = {}
        gone = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        for number in range(sheet.nrows):
            if cells := dict(self._cells(sheet, number, gone)):
                rows[number + 1] = cells
        for first, past, column, _ in sheet.merged_cells:
            text = rows.get(first + 1, {}).get(column)
            if text and past - first < _MOST_MERGED:
                for number in range(first + 2, past + 1):
                    if number in rows:
                        rows[number].setdefault(column, text)
        # What is hidden may be the first of rows that are merged.
        unseen = {n + 1 for n, told in sheet.rowinfo_map.items() if told.hidden and n < sheet.nrows}
        self.hidden += len(unseen)
        shown = {n: cells for n, cells in rows.items() if n not in unseen}
        return Sheet(sheet.name, shown.items)

    def _cells(self, sheet: Any, row: int, gone: set[int]) -> Iterator[tuple[int, str]]:
        for column, cell in enumerate(sheet.row(row)):
            if column not in gone and (text := self._text(cell).strip()):
                yield column, text

    def _text(self, cell: Any) -> str:
        """What a cell shows."""
        if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            code = self._code(cell)
            since_1904 = bool(self._book.datemode)
            number = float(cell.value)
            return plain(number) if code == GENERAL else shown(number, code, since_1904=since_1904)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return _TRUTH[bool(cell.value)]
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
        return str(cell.value or "")

    def _code(self, cell: Any) -> str:
        """The format of a number."""
        if cell.xf_index is None or cell.xf_index >= len(self._book.xf_list):
            return GENERAL
        key = self._book.xf_list[cell.xf_index].format_key
        known = self._book.format_map.get(key)
        return BUILT_IN.get(key) or (str(known.format_str) if known else GENERAL)
