"""Enumerations in running text: 一是…二是…, 一要…, 第一，…, 首先…其次…, ①…②…, 1）…2）…."""

from collections.abc import Iterable

from retrieval.text.numerals import value
from retrieval.text.patterns import lazy

_HAN = "[一二三四五六七八九十]{1,3}"
_START = r"(?<![^。；;：:，,！!？?\s])"
# By style, what an item begins with; the group is its number.
STYLES = {
    "是": rf"({_HAN})是",
    "要": rf"({_HAN})要",
    "第": rf"第({_HAN})[，,、]",
    "次": "(首先|其次|再次|最后)[，,]?",
    "①": "([①-⑳])",
    "1）": r"(\d{1,2})[)）]",
}
_PATTERNS = tuple(lazy(_START + style) for style in STYLES.values())
# 最后 follows whatever number came before it.
LAST = -1
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": LAST}
_ORDER |= {chr(ord("①") + n): n + 1 for n in range(20)}


def items(text: str, start: int, end: int) -> list[int]:
    """Offsets in `text[start:end]` at which the items of an enumeration begin, in order.

    A first item counts only when a second one follows: 一是 alone may be two words.
    """
    found: list[int] = []
    for pattern in _PATTERNS:
        found += _runs((ordinal(m[1]), m.start()) for m in pattern.finditer(text, start, end))
    return sorted(found)


def ordinal(numeral: str) -> int:
    """2 for 其次, ②, 二 and 2; LAST for 最后. Raises ValueError for what is no number."""
    return _ORDER.get(numeral) or value(numeral)


def _runs(marks: Iterable[tuple[int, int]]) -> list[int]:
    """The offsets of marks numbered 1, 2, … in runs of at least two."""
    found: list[int] = []
    run: list[int] = []
    for number, offset in [*marks, (1, -1)]:
        if number == 1:
            found += run if len(run) > 1 else []
            run = [offset]
        elif run and number in (LAST, len(run) + 1):
            run.append(offset)
    return found
