"""Numbers as Word writes them before its paragraphs, by the names that ECMA-376 has for the forms.

17.18.59 (ST_NumberFormat). 零 stands for zeros inside a number, as official documents print it.
"""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_FORMAL = str.maketrans("〇零一二三四五六七八九十百千万", "零零壹贰叁肆伍陆柒捌玖拾佰仟萬")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def written(number: int, form: str) -> str:
    """`number` in that form; in Arabic digits where the form is not known here, "" for none."""
    make = _FORMS.get(form)
    return make(number) if make and number >= 0 else str(number)


def _counted(number: int) -> str:
    """二十一, 一百零一."""
    if number < 10:
        return _DIGITS[number]
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{_counted(high)}万{gap}{_counted(low) if low else ''}"
    digits = [int(digit) for digit in str(number)]
    parts = []
    for place, digit in enumerate(digits):
        unit = _UNITS[len(digits) - 1 - place]
        if digit:
            parts.append(_DIGITS[digit] + unit)
        elif any(digits[place:]) and parts[-1] != "零":
            parts.append("零")
    found = "".join(parts)
    return found[1:] if number < 20 else found


def _in_digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _formal(number: int) -> str:
    return _counted(number).translate(_FORMAL)


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


def _letters(number: int, first: str) -> str:
    """a … z, aa, bb …"""
    round_, letter = divmod(max(number, 1) - 1, 26)
    return chr(ord(first) + letter) * min(round_ + 1, 30)


def _roman(number: int) -> str:
    found = ""
    left = number % 30_000
    for value, sign in _ROMAN:
        count, left = divmod(left, value)
        found += sign * count
    return found


def _signs(first: int, most: int, otherwise: Callable[[int], str] = str) -> Callable[[int], str]:
    """Signs that Unicode has in a row, as far as it has them."""
    return lambda n: chr(first + n - 1) if 1 <= n <= most else otherwise(n)


def _circle(number: int) -> str:
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if 36 <= number <= 50 else _signs(0x2460, 20)(number)


def _in_turn(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(max(n, 1) - 1) % len(signs)]


def _sexagenary(number: int) -> str:
    return _in_turn(_STEMS)(number) + _in_turn(_BRANCHES)(number)


def _ordinal(number: int) -> str:
    last = 0 if 10 < number % 100 < 14 else number % 10
    return f"{number}{('th', 'st', 'nd', 'rd')[last] if last < 4 else 'th'}"


def _nothing(_: int) -> str:
    return ""


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand "
        "japaneseCounting".split(),
        _counted,
    ),
    **dict.fromkeys(
        "ideographDigital taiwaneseDigital japaneseDigitalTenThousand".split(), _in_digits
    ),
    **dict.fromkeys(
        "chineseLegalSimplified ideographLegalTraditional japaneseLegal".split(), _formal
    ),
    **dict.fromkeys("decimalFullWidth decimalFullWidth2".split(), _full_width),
    **dict.fromkeys("decimalEnclosedCircle decimalEnclosedCircleChinese".split(), _circle),
    "decimalZero": lambda n: f"{n:02}",
    "decimalEnclosedFullstop": _signs(0x2488, 20, lambda n: f"{n}."),
    "decimalEnclosedParen": _signs(0x2474, 20, lambda n: f"({n})"),
    "ideographEnclosedCircle": _signs(0x3280, 10, _counted),
    "ideographTraditional": _in_turn(_STEMS),
    "ideographZodiac": _in_turn(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "lowerLetter": lambda n: _letters(n, "a"),
    "upperLetter": lambda n: _letters(n, "A"),
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperRoman": _roman,
    "ordinal": _ordinal,
    "numberInDash": lambda n: f"- {n} -",
    "none": _nothing,
    "bullet": _nothing,
}
