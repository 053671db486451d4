"""Enumerations inside running text: 一是…二是…, 一要…二要…, 第一，…第二，…, 首先…其次…."""

import re
from collections.abc import Iterable

from retrieval.numerals import value

_HAN = "[一二三四五六七八九十]{1,3}"
_START = r"(?<![^。；;：:，,！!？?\s])"
_NUMBERED = {
    "是": re.compile(rf"{_START}({_HAN})是"),
    "要": re.compile(rf"{_START}({_HAN})要"),
    "第": re.compile(rf"{_START}第({_HAN})[，,、]"),
}
_WORDS = re.compile(rf"{_START}(首先|其次|再次|最后)[，,]?")
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}


def items(text: str, start: int, end: int) -> list[int]:
    """Offsets in `text[start:end]` at which the items of an enumeration begin, in order.

    A first item counts only when a second one follows: 一是 alone may be two words.
    """
    found: list[int] = []
    for pattern in _NUMBERED.values():
        marks = [(value(m[1]), m.start()) for m in pattern.finditer(text, start, end)]
        found += _runs(marks)
    found += _runs([(_ORDER[m[1]], m.start()) for m in _WORDS.finditer(text, start, end)])
    return sorted(found)


def _runs(marks: Iterable[tuple[int, int]]) -> list[int]:
    """The offsets of marks numbered 1, 2, … in runs of at least two."""
    found: list[int] = []
    run: list[int] = []
    for number, offset in [*marks, (1, -1)]:
        if number == 1:
            found += run if len(run) > 1 else []
            run = [offset]
        elif run and number == len(run) + 1:
            run.append(offset)
    return found
