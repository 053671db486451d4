"""RapidOCR, the one place that talks to it: a picture of a page -> lines, where they stand.

Its models lie in its package: nothing is fetched.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from statistics import median
from typing import Any

import numpy as np
from rapidocr import RapidOCR

from retrieval.reading.formats.frame import Recognised, RecognisedLine
from retrieval.reading.formats.pdf.pixels import Pixels
from retrieval.reading.formats.pdf.words import is_wide

# A page is as wide as A4, in points, whatever its picture says: upright or across.
_UPRIGHT, _ACROSS = 595.0, 842.0
# In em: how wide letters are that are not Chinese; how far below its letters a line's box ends, and
# how high it is.
_LETTER, _BELOW, _HIGH = 0.55, 0.15, 1.3
# Lines longer than so many letters tell how a page lies.
_LONG = 8

Corners = Sequence[tuple[float, float]]
"""Those of a line's box, from the upper left one clockwise."""


def recognise(pixels: Pixels) -> Recognised:
    """The lines on a page, from the top down, as if it lay straight."""
    engine = _engine()
    rows = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.stride)
    picture = rows[:, : 3 * pixels.width].reshape(pixels.height, pixels.width, 3)
    found = engine(np.ascontiguousarray(picture[:, :, ::-1]))
    boxes = [[(float(x), float(y)) for x, y in box] for box in _given(found.boxes)]
    texts = [" ".join(str(text).split()) for text in _given(found.txts)]
    scale = (_UPRIGHT if pixels.height >= pixels.width else _ACROSS) / pixels.width
    read = [(text, box) for text, box in zip(texts, boxes, strict=True) if text]
    lines = sorted(_lines(read, scale), key=lambda line: (line.baseline, line.left))
    return Recognised(pixels.width * scale, pixels.height * scale, tuple(lines))


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
