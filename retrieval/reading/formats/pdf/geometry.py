"""Rectangles on a page and the margins of columns.

Lengths are points (1/72 inch) from the upper left corner of the page as it is looked at: turned and
cut as the file says, y growing downwards. An em is the size of a font: a Chinese character is one
em wide.
"""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page; upright or across, a line."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Margins(NamedTuple):
    """Where the lines of a column, or of a cell, begin and end."""

    left: float
    right: float
