"""Numbers as spreadsheets show them: 0.075 in the format 0.0% is 7.5%, 45356 as a date is a day.

ECMA-376, 18.8.30 (numFmts) and 18.8.31 (the codes). As far as they matter: how many decimals,
thousands, percent, dates and times, Chinese numerals for dates; colours, conditions and fill are
left out. Numbers that a program would round because their column is narrow are whole.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from retrieval.reading.formats.word.numbers import written

GENERAL = "General"
BUILT_IN = {
    **dict(enumerate((GENERAL, "0", "0.00", "#,##0", "#,##0.00"))),
    **dict(enumerate(("0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??", "yyyy/m/d"), 9)),
    **dict(enumerate(("d-mmm-yy", "d-mmm", "mmm-yy", "h:mm AM/PM", "h:mm:ss AM/PM"), 15)),
    **dict(enumerate(("h:mm", "h:mm:ss", "yyyy/m/d h:mm"), 20)),
    **dict(enumerate(("yyyy年m月", "m月d日", "m月d日", "m-d-yy", "yyyy年m月d日"), 27)),
    **dict(enumerate(("h时mm分", "h时mm分ss秒"), 32)),
    **dict(enumerate(("yyyy年m月", "#,##0", "#,##0", "#,##0.00", "#,##0.00"), 36)),
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mm:ss.0", "##0.0E+0", "@"), 45)),
    **dict(enumerate(("yyyy年m月", "m月d日", "yyyy年m月", "m月d日", "m月d日"), 50)),
    **dict(enumerate(("yyyy年m月", "m月d日"), 57)),
}
"""The formats that have numbers of their own, as Chinese programs show them."""

# A quotation, a letter that stands for itself, room or fill, brackets, or a letter.
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|[_*].|\[([^\]]*)\]|(AM/PM|A/P|上午/下午)|([ymdhs]+|[aw]{3,})|(.)',
    re.I | re.S,
)
_CURRENCY = re.compile(r"\$([^-\]]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_CHINESE = re.compile(r"DBNum[12]", re.I)
_GENERAL = re.compile("General|G/通用格式", re.I)
_PLACES = re.compile(r"[0#?](?:[0#?,. ]*[0#?])?")
# Days are counted from there: a day too many, since 1900 was taken for a leap year.
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS = "一二三四五六日"
_HALVES = {"am/pm": ("AM", "PM"), "a/p": ("A", "P"), "上午/下午": ("上午", "下午")}
_DIGITS, _MOST_DECIMALS = 15, 30


class _Token(NamedTuple):
    """A piece of a format: words that stand there, or a letter code."""

    words: str = ""
    code: str = ""


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """`value` in the format `code`; dates count from 1904 where that is said."""
    sections = _sections(code)
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if value == 0 and len(sections) > 2:
        section = sections[2]
    tokens, chinese = _tokens(section)
    if any(token.code for token in tokens):
        date = _dated(value, tokens, chinese=chinese, since_1904=since_1904)
        return plain(value) if date is None else date
    # The sign is the section's own where there is one for negative numbers.
    value = abs(value) if len(sections) > 1 else value
    words = _bare(tokens).strip()
    if words in ("", "@"):
        return plain(value)
    if _GENERAL.search(words):
        return _GENERAL.sub(plain(value), words)
    # A section that says nothing but words shows them: "免费".
    return _numbered(value, words) if _PLACES.search(words) else words


def plain(value: float) -> str:
    """A number as it is, without the rounding errors of arithmetic."""
    if value == int(value) and abs(value) < 10**_DIGITS:
        return str(int(value))
    return f"{value:.{_DIGITS}g}"


@cache
def _sections(code: str) -> tuple[str, ...]:
    """The parts for positive and negative numbers, zero, and text."""
    parts, quoted, start = [], False, 0
    for at, letter in enumerate(code):
        quoted ^= letter == '"'
        if letter == ";" and not quoted:
            parts.append(code[start:at])
            start = at + 1
    return (*parts, code[start:])


@cache
def _tokens(section: str) -> tuple[tuple[_Token, ...], bool]:
    """The pieces of a section; whether its digits are Chinese."""
    found: list[_Token] = []
    chinese = False
    for token in _TOKEN.finditer(section):
        quoted, letter, bracketed, half, code, other = token.groups()
        if bracketed is not None:
            chinese = chinese or bool(_CHINESE.fullmatch(bracketed))
            if currency := _CURRENCY.match(bracketed):
                found.append(_Token(currency[1]))
            elif _ELAPSED.fullmatch(bracketed):
                found.append(_Token(code=f"[{bracketed[0].lower()}"))
        elif code or half:
            found.append(_Token(code=(code or half).lower()))
        else:
            found.append(_Token(quoted or letter or other or ""))
    return tuple(found), chinese


def _bare(tokens: tuple[_Token, ...]) -> str:
    return "".join(token.words for token in tokens)


def _numbered(value: float, section: str) -> str:
    """A number in a section with places for digits."""
    places = _PLACES.search(section)
    if not places:
        return plain(value)
    before, told, after = section[: places.start()], places[0], section[places.end() :]
    if "/" in after:
        return plain(value)
    if "E" in after[:1].upper():
        return f"{value:.{_decimals(told)}E}"
    # A comma behind the last place is a thousand left out.
    thousands = len(after) - len(after.lstrip(","))
    after = after.lstrip(",")
    value = value * 100 ** (section.count("%")) / 1000**thousands
    whole, _, decimals = told.partition(".")
    digits = f"{abs(value):{',' if ',' in whole else ''}.{_decimals(told)}f}"
    least = len(decimals.rstrip("#?, "))
    if "." in digits:
        head, _, tail = digits.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        digits = f"{head}.{tail}" if tail else head
    zeros = whole.count("0")
    if "," not in digits:
        digits = digits.zfill(zeros + len(digits) - len(digits.partition(".")[0]))
    if not zeros and digits == "0":
        digits = ""
    sign = "-" if value < 0 and any(digit in "123456789" for digit in digits) else ""
    return f"{sign}{before}{digits}{after}".strip()


def _decimals(told: str) -> int:
    return min(sum(told.partition(".")[2].count(place) for place in "0#?"), _MOST_DECIMALS)


def _dated(
    value: float, tokens: tuple[_Token, ...], *, chinese: bool, since_1904: bool
) -> str | None:
    """A date and time; None if it is none."""
    if not 0 <= value <= _LAST_DAY:
        return None
    seconds = round(value * 86_400)
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=seconds)
    if not since_1904 and value < 60:
        moment += timedelta(days=1)
    codes = [token.code for token in tokens]
    half = any(code in _HALVES for code in codes)
    parts = []
    for place, token in enumerate(tokens):
        if not token.code:
            parts.append(token.words)
            continue
        near = _near(codes, place)
        part = _part(moment, token.code, is_minute=near, half=half, seconds=seconds)
        parts.append(_in_chinese(part, token.code) if chinese else part)
    return "".join(parts).strip(" ;@")


def _near(codes: list[str], place: int) -> bool:
    """Whether the letters m stand for minutes: behind hours, or before seconds."""
    before = next((code for code in reversed(codes[:place]) if code), "")
    after = next((code for code in codes[place + 1 :] if code), "")
    return before[-1:] == "h" or after[:1] == "s"


def _part(moment: datetime, code: str, *, is_minute: bool, half: bool, seconds: int) -> str:
    kind, width = code[-1], len(code)
    if code.startswith("["):
        return str({"h": seconds // 3600, "m": seconds // 60, "s": seconds}[kind])
    if code in _HALVES:
        return _HALVES[code][moment.hour >= 12]
    if kind in "aw":
        day = _WEEKDAYS[moment.weekday()]
        return day if width == 3 else f"星期{day}"
    if kind == "y":
        return str(moment.year) if width > 2 else f"{moment.year % 100:02}"
    if kind == "m" and not is_minute and width > 2:
        return _MONTHS[moment.month - 1]
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    number = {"m": moment.minute if is_minute else moment.month, "d": moment.day, "h": hour}
    if kind == "d" and width > 2:
        return f"星期{_WEEKDAYS[moment.weekday()]}"
    told = number.get(kind, moment.second)
    return f"{told:02}" if width > 1 else str(told)


def _in_chinese(part: str, code: str) -> str:
    if not part.isdecimal():
        return part
    return written(int(part), "ideographDigital" if code[0] == "y" else "chineseCounting")
