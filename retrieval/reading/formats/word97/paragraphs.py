"""The text of a Word document, cut where paragraphs, cells and rows end.

[MS-DOC], 2.4.2 (paragraphs), 2.4.3 (cells and rows), 2.4.4 (fields); marks are 2.4.1's.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from retrieval.models import Kind
from retrieval.reading.formats.frame import Block
from retrieval.reading.formats.word.blocks import MAX_HEADING, as_paragraph, as_row
from retrieval.reading.formats.word.counting import joined
from retrieval.reading.formats.word97.lists import Lists
from retrieval.reading.formats.word97.looks import Looks
from retrieval.reading.formats.word97.pieces import Pieces
from retrieval.reading.formats.word97.styles import Properties, StyleSheet

# What ends a paragraph: its own mark, a cell's, a page's.
_PARAGRAPH = re.compile("[\r\x07\x0c]")
_CELL = "\x07"
_FIELD = re.compile("[\x13\x14\x15]")
_BEGINS, _PARTS = "\x13", "\x14"
# Ends of lines and columns; the last of these Word does not write, damaged files have it.
_BREAK = re.compile("[\x0b\x0e\n]")
# Marks of notes, comments, pictures and drawings, and hyphens that only the end of a line shows.
_UNSEEN = re.compile("[\x00-\x08\x0f-\x1d\x1f]")
_HYPHEN = "\x1e"
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 60


class _Table:
    """What was read so far of a table: cells of the row, blocks of the cell."""

    def __init__(self) -> None:
        self.cells: list[list[Block]] = []
        self.cell: list[Block] = []

    def end_cell(self) -> None:
        self.cells.append(self.cell)
        self.cell = []

    def end_row(self, kind: Kind) -> list[Block]:
        """The blocks of the row that ends here."""
        if self.cell:
            self.end_cell()
        cells, self.cells = self.cells, []
        return as_row(cells, kind)


class Story:
    """Reads the texts of a document, one after the other.

    `titles` are the first lines that have the style of titles; `hidden` counts the characters that
    are not shown.
    """

    def __init__(self, pieces: Pieces, looks: Looks, styles: StyleSheet, lists: Lists) -> None:
        self._text, self._looks = pieces.text, looks
        self._styles, self._lists = styles, lists
        self._ends = [past for _, past in looks.hidden]
        self.titles: list[str] = []
        self.hidden = 0

    def blocks(self, start: int, end: int, kind: Kind) -> list[Block]:
        """The paragraphs and rows between two characters."""
        found: list[Block] = []
        tables: list[_Table] = []
        fields: list[_Field] = []
        end = min(end, len(self._text))
        while start < end:
            mark = _PARAGRAPH.search(self._text, start, end)
            last = mark.start() if mark else end - 1
            look = self._looks.paragraph(last)
            properties = self._styles.properties(look.style, look.own)
            self._close(tables, properties.depth, found, kind)
            held = tables[-1].cell if tables else found
            contents = properties.contents or _in_contents(fields)
            words = self._shown(start, last if mark else end, fields)
            contents = contents or _in_contents(fields)
            held += self._paragraph(words, properties, Kind.FURNITURE if contents else kind)
            if tables:
                self._end_in(tables, found, properties, kind, self._text[last])
            start = last + 1
        self._close(tables, 0, found, kind)
        return found

    def _close(self, tables: list[_Table], depth: int, found: list[Block], kind: Kind) -> None:
        """Begin and end tables, so that there are `depth` of them, one in the other."""
        depth = min(depth, _DEEPEST)
        while len(tables) > depth:
            blocks = tables.pop().end_row(kind)
            (tables[-1].cell if tables else found).extend(blocks)
        while len(tables) < depth:
            tables.append(_Table())

    def _end_in(
        self,
        tables: Sequence[_Table],
        found: list[Block],
        properties: Properties,
        kind: Kind,
        mark: str,
    ) -> None:
        """End what the mark of a paragraph ends in the innermost of `tables`: a cell, a row."""
        table = tables[-1]
        if properties.ends_row:
            around = tables[-2].cell if len(tables) > 1 else found
            around += table.end_row(kind)
        elif properties.ends_cell or (len(tables) == 1 and mark == _CELL):
            table.end_cell()

    def _paragraph(self, words: str, properties: Properties, kind: Kind) -> Iterator[Block]:
        label = ""
        if properties.list and words.strip():
            label = self._lists.label(properties.list, properties.list_level)
        for line in _BREAK.split(words):
            if text := line.strip():
                yield as_paragraph(joined(label, text), kind, properties.level)
                if properties.title and kind is Kind.BODY and len(text) <= MAX_HEADING:
                    self.titles.append(text)
                label = ""

    def _shown(self, start: int, end: int, fields: "list[_Field]") -> str:
        """What is shown of the characters from `start` to `end`; fields may go on."""
        parts, at = [], start
        for mark in _FIELD.finditer(self._text, start, end):
            parts.append(self._part(at, mark.start(), fields))
            _turn(mark[0], fields)
            at = mark.end()
        parts.append(self._part(at, end, fields))
        # A code that nothing ends would hide the rest of the document.
        while fields and not fields[-1].shows:
            fields.pop()
        text = _UNSEEN.sub("", "".join(parts)).replace(_HYPHEN, "-")
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def _part(self, start: int, end: int, fields: "list[_Field]") -> str:
        if fields and not fields[-1].shows:
            fields[-1].code += self._text[start:end]
        if any(not field.shows for field in fields):
            return ""
        parts = []
        for first, past in self._hidden_in(start, end):
            parts.append(self._written(start, first))
            self.hidden += past - first
            start = past
        parts.append(self._written(start, end))
        return "".join(parts)

    def _hidden_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        hidden = self._looks.hidden
        for place in range(bisect_right(self._ends, start), len(hidden)):
            first, past = hidden[place]
            if first >= end:
                return
            yield max(first, start), min(past, end)

    def _written(self, start: int, end: int) -> str:
        """The characters from `start` to `end`, with signs for those of fonts of signs."""
        text, signs = self._text[start:end], self._looks.signs
        if not signs:
            return text
        return "".join(signs.get(start + at, letter) for at, letter in enumerate(text))


class _Field:
    """A field whose end was not met; `shows`: its result was."""

    __slots__ = ("code", "shows")

    def __init__(self) -> None:
        self.code, self.shows = "", False


def _in_contents(fields: Sequence[_Field]) -> bool:
    """Whether a table of contents is being read that Word has made."""
    return any(field.code.split()[:1] == ["TOC"] for field in fields)


def _turn(mark: str, fields: list[_Field]) -> None:
    if mark == _BEGINS:
        fields.append(_Field())
    elif fields and mark == _PARTS:
        fields[-1].shows = True
    elif fields:
        fields.pop()
