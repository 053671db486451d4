"""Chinese numerals: how they are written, as pieces of patterns, what they are worth, and the forms
that one number is written in."""

from collections.abc import Callable
from functools import lru_cache

from retrieval.text.patterns import lazy

# One digit of a number that is read out, as years are.
DIGIT = "[〇○零一二三四五六七八九]"
UP_TO_99 = "[一二三四五六七八九十]{1,3}"
UP_TO_999 = "[一二三四五六七八九十百零〇]{1,5}"

_DIGITS = {digit: n for n, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def value(numeral: str) -> int:
    """31 for 三十一 and for 31; 2024 for 二〇二四. Raises ValueError for anything else."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(c not in _DIGITS and c not in _UNITS for c in numeral):
        raise ValueError(f"not a Chinese numeral: {numeral!r}")
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    return _by_place(numeral)


def _by_place(numeral: str) -> int:
    total = digit = 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


NUMERAL = lazy(r"[〇零○一二三四五六七八九十百千两]+|\d+(?:[.,]\d+)*")
# A word with more numerals than this is no number.
_MOST = 3


@lru_cache(maxsize=1 << 10)
def number_forms(text: str) -> tuple[str, ...]:
    """`text` with its whole numbers as they may be written: 三十日 and 30日, 1234 and 1,234, 2024年
    and 二〇二四年. The text itself first; it alone where it holds no number, or too many."""
    found = list(NUMERAL.finditer(text))
    if not 0 < len(found) <= _MOST:
        return (text,)
    ways = (str, _chinese, "{:,}".format, _by_digits)
    forms = (_rewritten(text, way) for way in ways)
    return tuple(dict.fromkeys((text, *forms)))


def _rewritten(text: str, way: Callable[[int], str]) -> str:
    return NUMERAL.sub(lambda match: _written(match[0], way), text)


def _written(numeral: str, way: Callable[[int], str]) -> str:
    if "." in numeral:
        return numeral
    try:
        return way(value(numeral.replace(",", "").replace("两", "二")))
    except ValueError:
        return numeral


def _by_digits(number: int) -> str:
    """二〇二四 for a year; the figures of any other number."""
    if not 1000 <= number <= 2100:
        return str(number)
    return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number))


def _chinese(number: int) -> str:
    """三百零五 for 305; the figures of a number from 10,000 up."""
    if not 0 <= number < 10_000:
        return str(number)
    figures = "零一二三四五六七八九"
    found, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            found += ("零" if gap and found else "") + figures[digit] + name
        gap = not digit
    return (found[1:] if found.startswith("一十") else found) or figures[0]
