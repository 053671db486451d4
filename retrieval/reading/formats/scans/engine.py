"""RapidOCR, the one place that talks to it: a picture of a page -> lines, where they stand.

Its models lie in its package: nothing is fetched.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.utils.process_img import get_rotate_crop_image

from retrieval.reading.formats.frame import Recognised, RecognisedLine
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.words import is_wide

# A page is as wide as A4, in points, whatever its picture says: upright or across.
_UPRIGHT, _ACROSS = 595.0, 842.0
# In em: how wide letters are that are not Chinese; how far below its letters a line's box ends, and
# how high it is.
_LETTER, _BELOW, _HIGH = 0.55, 0.15, 1.3
# Lines longer than so many letters tell how a page lies, the longest so many.
_LONG, _TELLING = 8, 9

Corners = Sequence[tuple[float, float]]
"""Those of a line's box, from the upper left one clockwise."""
Line = tuple[str, Corners]
Picture = NDArray[np.uint8]
"""Rows of points, of each its blue, green and red."""


def recognise(pixels: Pixels) -> Recognised:
    """The lines on a page, from the top down, as if it lay straight."""
    rows = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.stride)
    picture = rows[:, : 3 * pixels.width].reshape(pixels.height, pixels.width, 3)
    picture = np.ascontiguousarray(picture[:, :, ::-1])
    read = _read(picture)
    if turns := _turns(picture, read):
        picture = np.ascontiguousarray(np.rot90(picture, turns))
        read = _read(picture)
    height, width = picture.shape[:2]
    scale = (_UPRIGHT if height >= width else _ACROSS) / width
    lines = sorted(_lines(read, scale), key=lambda line: (line.baseline, line.left))
    return Recognised(width * scale, height * scale, tuple(lines))


def _read(picture: Picture) -> list[Line]:
    found = _engine()(picture, use_det=True, use_cls=True, use_rec=True)
    boxes = [[(float(x), float(y)) for x, y in box] for box in _given(found.boxes)]
    texts = [" ".join(str(text).split()) for text in _given(found.txts)]
    return [(text, box) for text, box in zip(texts, boxes, strict=True) if text]


def _turns(picture: Picture, read: Sequence[Line]) -> int:
    """By how many quarter turns to the left a page is to be turned to stand upright, as its longest
    lines tell: they are read whichever way they lie, but in the wrong order."""
    telling = sorted(read, key=lambda line: -len(line[0]))[:_TELLING]
    boxes = [box for text, box in telling if len(text) >= _LONG]
    lying = 2 * sum(map(_is_lying, boxes)) > len(boxes)
    upside_down = 2 * sum(_is_upside_down(picture, box) for box in boxes) > len(boxes)
    return int(lying) + 2 * upside_down


def _is_lying(box: Corners) -> bool:
    return math.dist(box[0], box[3]) > math.dist(box[0], box[1])


def _is_upside_down(picture: Picture, box: Corners) -> bool:
    """Whether a line is upside down, turned to the left first if it is lying."""
    line = get_rotate_crop_image(picture, np.array(box, np.float32))
    told = _engine()(line, use_det=False, use_cls=True, use_rec=False)
    return any("180" in label for label, _ in _given(told.cls_res))


@cache
def _engine() -> Any:
    return RapidOCR(params={"Global.log_level": "critical"})


def _given(found: Any) -> Sequence[Any]:
    return () if found is None else found


def _lines(read: Sequence[tuple[str, Corners]], scale: float) -> Iterator[RecognisedLine]:
    """Each line in points, turned back by as much as most lines lean."""
    leans = [_lean(box) for text, box in read if len(text) >= _LONG]
    lean = median(leans) if leans else 0.0
    cos, sin = math.cos(-lean) * scale, math.sin(-lean) * scale
    for text, box in read:
        corners = [(x * cos - y * sin, x * sin + y * cos) for x, y in box]
        left, right = corners[0][0], corners[1][0]
        bottom = (corners[2][1] + corners[3][1]) / 2
        height = bottom - (corners[0][1] + corners[1][1]) / 2
        wide = sum(1.0 if is_wide(letter) else _LETTER for letter in text)
        size = max(min((right - left) / wide, height), height / _HIGH / 2, 1.0)
        yield RecognisedLine(text, left, right, bottom - _BELOW * size, size)


def _lean(box: Corners) -> float:
    return math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
