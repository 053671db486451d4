"""Workbooks of Excel (.xlsx, .xlsm): ECMA-376, part 1, 18, with nothing but the standard library.

What a program shows is what is read: numbers in their formats, results of formulas. Sheets, rows
and columns that are hidden are left out; what is merged downwards stands in each row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers.expat import ExpatError

from retrieval.models import ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, Extracted, Limits, Refused
from retrieval.reading.formats.packages import Package, plain_name, refuse_doctype, unqualified
from retrieval.reading.formats.sheets.number_formats import BUILT_IN, GENERAL, plain, shown
from retrieval.reading.formats.sheets.rows import Sheet, laid_out

_WORKBOOK = "xl/workbook.xml"
_ID = re.compile(r"\{[^}]*\}id")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ON = ("1", "true")
_VISIBLE = ("", "visible")
# What is merged over more rows than any table has is a frame.
_MOST_MERGED = 1000
_COLUMNS = 16_384
# What tells something of a sheet.
_TOLD = frozenset(("row", "col", "mergeCell"))
# No XML may hold it.
_BETWEEN = "\x1f"
_TRUE = {"0": "FALSE", "1": "TRUE"}


_Packed = tuple[tuple[int, ...], str]
"""The columns of a row and its cells as one text, which takes a quarter of the memory."""


class _Styles(NamedTuple):
    """The formats of numbers, by the styles of cells; whether dates count from 1904."""

    formats: Sequence[str]
    since_1904: bool


def read(data: bytes, limits: Limits) -> Extracted:
    """The rows of a workbook."""
    package = Package(data, limits)
    book = _Book(package)
    sheets = [book.sheet(name, part) for name, part in book.shown]
    warnings = []
    if hidden := book.hidden:
        warnings.append(ReadingWarning(WarningCode.HIDDEN_PARTS, amount=hidden))
    if comments := sum(_comments(package, name) for name in package.names):
        warnings.append(ReadingWarning(WarningCode.COMMENTS, amount=comments))
    return laid_out(sheets, limits, warnings)


def _comments(package: Package, name: str) -> int:
    if not re.fullmatch(r"xl/comments\d*\.xml", name):
        return 0
    return sum(plain_name(each) == "comment" for each in package.xml(name).iter())


class _Book:
    """The parts of a workbook. `hidden` counts the sheets, rows and columns that are not read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        if _WORKBOOK not in package.names:
            raise Refused(DAMAGED)
        book = package.xml(_WORKBOOK)
        told = next((each for each in book.iter() if plain_name(each) == "workbookPr"), None)
        since_1904 = told is not None and told.get("date1904") in _ON
        self._styles = _Styles(_formats(package), since_1904)
        self._strings = _strings(package)
        self.hidden = 0
        self.shown = list(self._sheets(book))

    def _sheets(self, book: Element) -> Iterator[tuple[str, str]]:
        """The name and the part of each sheet that is shown, and is no chart."""
        places = self._package.references(_WORKBOOK)
        for each in book.iter():
            if plain_name(each) != "sheet":
                continue
            reference = next((each.get(k, "") for k in each.attrib if _ID.match(k)), "")
            kind, part = places.get(reference, ("", ""))
            if each.get("state", "") not in _VISIBLE:
                self.hidden += 1
            elif kind == "worksheet" and part in self._package.names:
                yield each.get("name", ""), part

    def sheet(self, name: str, part: str) -> Sheet:
        """The rows of a sheet that are shown."""
        rows: dict[int, _Packed] = {}
        unseen: set[int] = set()
        gone: set[int] = set()
        last = 0
        for kind, each in _elements(self._package, part):
            if kind == "row":
                last = int(_whole(each.get("r"), last + 1))
                if each.get("hidden") in _ON:
                    unseen.add(last)
                if cells := dict(self._cells(each, gone)):
                    rows[last] = _packed(cells)
                each.clear()
            elif kind == "col" and each.get("hidden") in _ON:
                last_column = min(_whole(each.get("max"), 1), _COLUMNS)
                span = range(_whole(each.get("min"), 1) - 1, last_column)
                gone.update(span)
                # All that stand behind a table are often hidden, and hold nothing.
                self.hidden += last_column < _COLUMNS
            elif kind == "mergeCell":
                _merge(rows, each.get("ref", ""))
        # What is hidden may be the first of rows that are merged.
        self.hidden += len(unseen)
        shown = [(n, rows[n]) for n in sorted(rows) if n not in unseen]
        return Sheet(name, lambda: ((n, _cells_of(row)) for n, row in shown))

    def _cells(self, row: Element, gone: set[int]) -> Iterator[tuple[int, str]]:
        column = -1
        for cell in row:
            place = _CELL.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if column not in gone and (text := self._text(cell).strip()):
                yield column, text

    def _text(self, cell: Element) -> str:
        """What a cell shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _joined(each for each in cell if plain_name(each) == "is")
        value = ""
        for each in cell:
            if unqualified(each.tag) == "v":
                value = each.text or ""
        if kind == "s":
            place = _whole(value, -1)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return _TRUE.get(value, value)
        return self._number(value, _whole(cell.get("s"), 0)) if kind == "n" else value

    def _number(self, value: str, style: int) -> str:
        formats, since_1904 = self._styles
        code = formats[style] if 0 <= style < len(formats) else GENERAL
        try:
            number = float(value)
            if code == GENERAL:
                return plain(number)
            return shown(number, code, since_1904=since_1904)
        except (ValueError, OverflowError):
            return value


@lru_cache(maxsize=1 << 10)
def _same(columns: tuple[int, ...]) -> tuple[int, ...]:
    """The columns of a row, as one object for all rows that fill the same."""
    return columns


def _packed(cells: Mapping[int, str]) -> _Packed:
    return _same(tuple(cells)), _BETWEEN.join(cells.values())


def _cells_of(row: _Packed) -> dict[int, str]:
    columns, texts = row
    return dict(zip(columns, texts.split(_BETWEEN), strict=True))


def _elements(package: Package, part: str) -> Iterator[tuple[str, Element]]:
    """Each row of a sheet as it ends, and what tells of columns and merged cells."""
    parser: XMLPullParser[Any] = XMLPullParser()

    def ended() -> Iterator[tuple[str, Element]]:
        for _, each in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if (kind := unqualified(each.tag)) in _TOLD:
                yield kind, each

    try:
        refuse_doctype(package.chunks(part))
        for chunk in package.chunks(part):
            parser.feed(chunk)
            yield from ended()
        parser.close()
        yield from ended()
    except (ParseError, ExpatError, ValueError, LookupError) as error:
        raise Refused(DAMAGED) from error


def _merge(rows: dict[int, _Packed], place: str) -> None:
    """Let each row have what is merged with the rows below."""
    ends = [_CELL.fullmatch(each) for each in place.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return
    column, first, last = _column(ends[0][1]), int(ends[0][2]), int(ends[1][2])
    text = _cells_of(rows[first]).get(column) if first in rows else None
    if text and last - first < _MOST_MERGED:
        for number in range(first + 1, last + 1):
            if number in rows:
                rows[number] = _packed({column: text, **_cells_of(rows[number])})


def _strings(package: Package) -> list[str]:
    """The texts that cells share."""
    name = "xl/sharedStrings.xml"
    if name not in package.names:
        return []
    return [_joined([each]) for each in package.xml(name) if plain_name(each) == "si"]


def _formats(package: Package) -> list[str]:
    """The format of numbers of each style."""
    name = "xl/styles.xml"
    if name not in package.names:
        return []
    codes = dict(BUILT_IN)
    found: list[str] = []
    for group in package.xml(name):
        if plain_name(group) == "numFmts":
            codes |= {_whole(each.get("numFmtId"), 0): each.get("formatCode", "") for each in group}
        elif plain_name(group) == "cellXfs":
            found = [codes.get(_whole(each.get("numFmtId"), 0), GENERAL) for each in group]
    return found


def _joined(around: Iterator[Element] | Sequence[Element]) -> str:
    """The text of runs, without how it is pronounced."""
    found = []
    for each in around:
        for inner in each:
            if plain_name(inner) == "t":
                found.append(inner.text or "")
            elif plain_name(inner) == "r":
                found += [part.text or "" for part in inner if plain_name(part) == "t"]
    return "".join(found)


@cache
def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def _whole(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 10 else otherwise
