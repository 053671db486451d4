"""Tables with lines drawn around their cells: fragments -> rows, each cell's lines joined."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf

from retrieval.reading.formats.pdf.geometry import Box, Margins
from retrieval.reading.formats.pdf.lines import Cell, Fragment, Line, line_of, on_baselines
from retrieval.reading.formats.pdf.words import before, ends_sentence, first_word

# Points by which the upper edges of one row's cells differ.
_ONE_ROW = 2.0
# And the left edges of one column's, from page to page.
_ONE_COLUMN = 2.0
# A cell alone in its row that is wider than this share of the page is a frame around prose.
_FRAME = 0.6
# The white space inside a cell, in points, is what its text leaves on the left, up to this.
_PADDING = 6.0
# In em: by how much left and right may differ where text is centred, and how much a word may lack.
_CENTRED, _GIVE = 0.5, 0.3


def tabled(fragments: Sequence[Fragment], width: float) -> list[Fragment]:
    """`fragments` with cells only where there is a table: side by side, or narrow."""
    places = _rows(fragment.cell for fragment in fragments if fragment.cell)
    beside = Counter(places.values())
    return [
        fragment
        if not fragment.cell
        or beside[places[fragment.cell]] > 1
        or fragment.cell.width <= _FRAME * width
        else fragment._replace(cell=None)
        for fragment in fragments
    ]


def rows(fragments: Sequence[Fragment], page: int) -> Iterator[Line]:
    """The rows of a table whose `fragments` all have cells, from the top down.

    A row is a line with a tab between its cells. Where a cell has several paragraphs, those behind
    the first follow as lines of their own.
    """
    cells: dict[Box, list[Fragment]] = {}
    for fragment in fragments:
        if fragment.cell:
            cells.setdefault(fragment.cell, []).append(fragment)
    places = _rows(cells)
    ordered = sorted(cells, key=lambda cell: (places[cell], cell.left))
    for _, row in groupby(ordered, key=places.__getitem__):
        held = {cell: _cell_lines(cells[cell], cell, page) for cell in row}
        columns = list(held.values())
        first, _ = columns[0][0]
        first = first._replace(right=max(cell.right for cell in held))
        yield _row_of(first, [lines[0][1] for lines in columns])
        for lines in columns:
            yield from (_row_of(line, [own]) for line, own in lines[1:])


def rejoined(lines: Iterable[Line]) -> Iterator[Line]:
    """`lines`, the rows that a page's end has cut in two put together again."""
    held: Line | None = None
    for line in lines:
        if held and line.page == held.page + 1 and (cells := _continued(held.cells, line.cells)):
            held = _row_of(held, cells)
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _continued(cells: Sequence[Cell], others: Sequence[Cell]) -> list[Cell]:
    """The `cells` of a row with what `others`, on top of the next page, add; none if they are a
    row of their own: of one of them, the words above had come to an end."""
    found = list(cells)
    for other in others:
        places = [
            place for place, cell in enumerate(cells) if abs(cell.left - other.left) <= _ONE_COLUMN
        ]
        if not places or not _lacks_room(cells[places[0]], other.text):
            return []
        text = before(cells[places[0]].text, other.text) + other.text
        found[places[0]] = other._replace(text=text)
    return found if others else []


def _lacks_room(cell: Cell, following: str) -> bool:
    return not ends_sentence(cell.text) and cell.room < first_word(following) + _GIVE


def _row_of(line: Line, cells: Sequence[Cell]) -> Line:
    return line._replace(text="\t".join(cell.text for cell in cells), cells=tuple(cells))


def _rows(cells: Iterable[Box]) -> dict[Box, int]:
    """Which row each cell begins in, from the top."""
    found: dict[Box, int] = {}
    row, top = 0, -inf
    for cell in sorted(set(cells), key=lambda cell: cell.top):
        row += cell.top - top > _ONE_ROW
        found[cell], top = row, cell.top
    return found


def _cell_lines(fragments: Sequence[Fragment], cell: Box, page: int) -> list[tuple[Line, Cell]]:
    """The paragraphs of a cell, each with its first line."""
    lines = [line_of(held, page, 0) for held in on_baselines(fragments)]
    padding = min(_PADDING, max(min(line.left for line in lines) - cell.left, 0.0))
    inside = Margins(cell.left + padding, cell.right - padding)
    joined: list[tuple[Line, Cell]] = []
    for line in lines:
        begun, text = line, line.text.replace("\t", " ")
        if joined and joined[-1][1].room < first_word(text) + _GIVE:
            begun, held = joined.pop()
            text = before(held.text, text) + text
        joined.append((begun, Cell(cell.left, text, _room(line, inside))))
    return joined


def _room(line: Line, inside: Margins) -> float:
    """How much of a line is left, in em: where text is centred, on both sides."""
    left, right = line.left - inside.left, inside.right - line.right
    centred = abs(left - right) < _CENTRED * line.size
    return (left + right if centred else right) / line.size
