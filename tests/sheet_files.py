"""Makes workbooks of Excel, newer ones and those of 1997 to 2003 ([MS-XLS]), for one test."""

import struct
from xml.sax.saxutils import escape

from compound_files import compound
from word_files import HEAD, package

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet(*rows, name="Sheet1", hidden=False, hides=(), hidden_columns=(), merged=(), cells=""):
    """A sheet of rows of texts, numbers, (number, format) and None; `hides` are the numbers of
    rows, `merged` the ranges, (from, to) by row and column from 0; `cells` are more, as XML."""
    return {
        "rows": rows,
        "name": name,
        "hidden": hidden,
        "hides": hides,
        "merged": merged,
        "columns": hidden_columns,
        "cells": cells,
    }


def xlsx(*sheets, since_1904=False, parts=None, shared=()):
    """The bytes of a workbook of these sheets, or of one of the rows."""
    formats = sorted({code for each in sheets for code in _codes(each)})
    made = {"[Content_Types].xml": f"{HEAD}<Types/>"}
    listed, places = "", ""
    for number, each in enumerate(sheets, 1):
        state = ' state="hidden"' if each["hidden"] else ""
        name = escape(each["name"], {'"': "&quot;"})
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"{state}/>'
        places += (
            f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        made[f"xl/worksheets/sheet{number}.xml"] = _sheet(each, formats)
    told = f'<workbookPr date1904="{int(since_1904)}"/>'
    made["xl/workbook.xml"] = (
        f'{HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}">{told}<sheets>{listed}</sheets></workbook>'
    )
    made["xl/_rels/workbook.xml.rels"] = f"{HEAD}<Relationships>{places}</Relationships>"
    made["xl/styles.xml"] = _styles(formats)
    if shared:
        texts = "".join(f"<si>{text}</si>" for text in shared)
        made["xl/sharedStrings.xml"] = f"{HEAD}<sst {_MAIN}>{texts}</sst>"
    return package({**made, **(parts or {})})


def _codes(each):
    cells = (cell for row in each["rows"] for cell in row)
    return [cell[1] for cell in cells if isinstance(cell, tuple)]


def _sheet(each, formats):
    rows = "".join(_row(row, n, formats, each["hides"]) for n, row in enumerate(each["rows"], 1))
    columns = "".join(f'<col min="{c + 1}" max="{c + 1}" hidden="1"/>' for c in each["columns"])
    merged = "".join(
        f'<mergeCell ref="{chr(65 + a[1])}{a[0] + 1}:{chr(65 + b[1])}{b[0] + 1}"/>'
        for a, b in each["merged"]
    )
    return (
        f"{HEAD}<worksheet {_MAIN}><cols>{columns}</cols><sheetData>{rows}{each['cells']}"
        f"</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    )


def _row(row, number, formats, hides):
    hidden = ' hidden="1"' if number in hides else ""
    cells = "".join(
        _cell(cell, f"{chr(65 + column)}{number}", formats)
        for column, cell in enumerate(row)
        if cell is not None
    )
    return f'<row r="{number}"{hidden}>{cells}</row>'


def _cell(cell, place, formats):
    if isinstance(cell, str):
        text = escape(cell)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    value, code = cell if isinstance(cell, tuple) else (cell, None)
    style = f' s="{formats.index(code) + 1}"' if code else ""
    return f'<c r="{place}"{style}><v>{value}</v></c>'


def _styles(formats):
    own = "".join(
        f'<numFmt numFmtId="{164 + number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(formats)
        if isinstance(code, str)
    )
    used = "".join(
        f'<xf numFmtId="{164 + number if isinstance(code, str) else code}"/>'
        for number, code in enumerate(formats)
    )
    return (
        f"{HEAD}<styleSheet {_MAIN}><numFmts>{own}</numFmts>"
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )


def xls(*sheets, locked=False):
    """The bytes of an older workbook of these sheets."""
    formats = sorted({code for each in sheets for code in _codes(each)})
    bodies = [_records(each, formats) for each in sheets]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if locked:
        head += _record(0x2F, bytes(6))
    head += _record(0x42, struct.pack("<H", 1200))
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x01\0A"
    head += _record(0x31, font) * 4
    for number, code in enumerate(formats):
        head += _record(0x41E, struct.pack("<HH", 164 + number, len(code)) + _text(code))
    for key in (0, *(164 + number for number in range(len(formats)))):
        head += _record(0xE0, struct.pack("<HHH", 0, key, 0) + bytes(14))
    at = len(head) + sum(12 + 2 * len(each["name"]) for each in sheets) + 4
    for each, body in zip(sheets, bodies, strict=True):
        told = struct.pack("<IBBB", at, int(each["hidden"]), 0, len(each["name"]))
        head += _record(0x85, told + _text(each["name"]))
        at += len(body)
    return compound({"Workbook": head + _record(0x0A) + b"".join(bodies)})


def _records(each, formats):
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for column in each["columns"]:
        body += _record(0x7D, struct.pack("<HHHHHH", column, column, 2048, 0, 1, 0))
    for number, row in enumerate(each["rows"]):
        looks = 0x120 if number + 1 in each["hides"] else 0x100
        body += _record(0x208, struct.pack("<HHHHHHI", number, 0, len(row), 255, 0, 0, looks))
    for number, row in enumerate(each["rows"]):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                told = struct.pack("<HHHH", number, column, 0, len(cell))
                body += _record(0x204, told + _text(cell))
            elif cell is not None:
                value, code = cell if isinstance(cell, tuple) else (cell, None)
                style = formats.index(code) + 1 if code else 0
                body += _record(0x203, struct.pack("<HHHd", number, column, style, value))
    if each["merged"]:
        ranges = b"".join(struct.pack("<HHHH", a[0], b[0], a[1], b[1]) for a, b in each["merged"])
        body += _record(0xE5, struct.pack("<H", len(each["merged"])) + ranges)
    return body + _record(0x0A)


def _record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def _text(text):
    return b"\x01" + text.encode("utf-16-le")
