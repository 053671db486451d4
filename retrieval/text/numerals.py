"""Chinese numerals: how they are written, as pieces of patterns, and what they are worth."""

# One digit of a number that is read out, as years are.
DIGIT = "[〇○零一二三四五六七八九]"
UP_TO_99 = "[一二三四五六七八九十]{1,3}"
UP_TO_999 = "[一二三四五六七八九十百零〇]{1,5}"
# The articles of a code are more than that: 第一千二百六十条.
UP_TO_9999 = "[一二三四五六七八九十百千零〇]{1,8}"

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
