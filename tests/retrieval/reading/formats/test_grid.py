"""A cell is what four ruling lines enclose, as printers draw them: not to the point."""

import pytest

from retrieval.reading.formats.pdf.geometry import Box
from retrieval.reading.formats.pdf.grid import Grid

# Two cells beside each other, and one below the left one that nothing closes on the right.
UPRIGHT = [Box(left, 2, left + 0.5, 50) for left in (10, 100, 200)]
ACROSS = [Box(9, top, 201, top + 0.5) for top in (10, 30)] + [Box(10, 50, 100, 50.5)]
GRID = Grid([*UPRIGHT, *ACROSS])


@pytest.mark.parametrize(
    ("left", "right", "height", "cell"),
    [
        (20, 90, 20, Box(10.5, 10, 100, 30)),
        (110, 190, 20, Box(100.5, 10, 200, 30)),
        (20, 90, 40, Box(10.5, 30, 100, 50)),
        (9, 101, 20, Box(10.5, 10, 100, 30)),
        (110, 190, 40, None),
        (20, 90, 5, None),
        (20, 90, 60, None),
        (2, 90, 20, None),
        (110, 210, 20, None),
        (90, 110, 20, Box(10.5, 10, 200, 30)),
    ],
)
def test_what_encloses_text(left, right, height, cell):
    assert GRID.cell(left, right, height) == cell


def test_an_upright_line_parts_what_stands_on_either_side():
    assert GRID.parts(90, 110, 20)
    assert GRID.parts(100.8, 130, 49)
    assert not GRID.parts(110, 190, 20)
    assert not GRID.parts(90, 110, 60)
    assert GRID.has_uprights
    assert not Grid(ACROSS).has_uprights
    assert not Grid(ACROSS).parts(90, 110, 20)
