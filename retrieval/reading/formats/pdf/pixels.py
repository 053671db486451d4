"""A page as it looks."""

from typing import NamedTuple


class Pixels(NamedTuple):
    """Rows of `stride` bytes, in which every pixel has its red, green and blue."""

    width: int
    height: int
    stride: int
    data: bytearray
