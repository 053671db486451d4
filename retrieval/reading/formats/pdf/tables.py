"""Tables with lines drawn around their cells: fragments -> rows, each cell's lines joined."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import inf

from retrieval.reading.formats.pdf.geometry import Box, Margins
from retrieval.reading.formats.pdf.lines import Fragment, Line, line_of, on_baselines
from retrieval.reading.formats.pdf.words import before, first_word

# Points by which the upper edges of one row's cells differ.
_ONE_ROW = 2.0
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
        text = "\t".join(lines[0].text for lines in columns)
        yield columns[0][0]._replace(text=text, right=max(cell.right for cell in held))
        for lines in columns:
            yield from lines[1:]


def _rows(cells: Iterable[Box]) -> dict[Box, int]:
    """Which row each cell begins in, from the top."""
    found: dict[Box, int] = {}
    row, top = 0, -inf
    for cell in sorted(set(cells), key=lambda cell: cell.top):
        row += cell.top - top > _ONE_ROW
        found[cell], top = row, cell.top
    return found


def _cell_lines(fragments: Sequence[Fragment], cell: Box, page: int) -> list[Line]:
    """The paragraphs of a cell, each as one line."""
    lines: list[Line] = []
    for held in on_baselines(fragments):
        line = line_of(held, page, 0)
        lines.append(line._replace(text=line.text.replace("\t", " "), ruled=True))
    padding = min(_PADDING, max(min(line.left for line in lines) - cell.left, 0.0))
    inside = Margins(cell.left + padding, cell.right - padding)
    joined = [lines[0]]
    for last, line in pairwise(lines):
        if _is_full(last, line, inside):
            text = before(joined[-1].text, line.text) + line.text
            joined[-1] = joined[-1]._replace(text=text)
        else:
            joined.append(line)
    return joined


def _is_full(last: Line, line: Line, inside: Margins) -> bool:
    """Whether the first word of `line` had no room beside `last`."""
    left, right = last.left - inside.left, inside.right - last.right
    centred = abs(left - right) < _CENTRED * last.size
    room = (left + right if centred else right) / last.size
    return room < first_word(line.text) + _GIVE
