"""Numbers as spreadsheets show them: 0.075 in the format 0.0% is 7.5%, 45356 as a date is a day.

ECMA-376, 18.8.30 (numFmts) and 18.8.31 (the codes). As far as they matter: how many decimals,
thousands, percent, words among the digits, conditions, dates and times, Chinese numerals; colours
and fill are left out. Numbers that a program would round because their column is narrow are whole.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from retrieval.reading.formats.word.numbers import written

GENERAL = "General"
BUILT_IN = {
    **dict(enumerate((GENERAL, "0", "0.00", "#,##0", "#,##0.00"))),
    **dict(enumerate(("¥#,##0", "¥#,##0", "¥#,##0.00", "¥#,##0.00"), 5)),
    **dict(enumerate(("0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??", "yyyy/m/d"), 9)),
    **dict(enumerate(("d-mmm-yy", "d-mmm", "mmm-yy", "h:mm AM/PM", "h:mm:ss AM/PM"), 15)),
    **dict(enumerate(("h:mm", "h:mm:ss", "yyyy/m/d h:mm"), 20)),
    **dict(enumerate(("yyyy年m月", "m月d日", "m月d日", "m-d-yy", "yyyy年m月d日"), 27)),
    **dict(enumerate(("h时mm分", "h时mm分ss秒"), 32)),
    **dict(enumerate(("yyyy年m月", "#,##0", "#,##0", "#,##0.00", "#,##0.00"), 36)),
    **dict(enumerate(("#,##0", "¥#,##0", "#,##0.00", "¥#,##0.00"), 41)),
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mm:ss.0", "##0.0E+0", "@"), 45)),
    **dict(enumerate(("yyyy年m月", "m月d日", "yyyy年m月", "m月d日", "m月d日"), 50)),
    **dict(enumerate(("yyyy年m月", "m月d日"), 57)),
}
"""The formats that have numbers of their own, as Chinese programs show them."""

# A quotation, a letter that stands for itself, room or fill, brackets, a number as it is, or a
# letter.
_TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|[_*].|\[([^\]]*)\]|(General|G/通用格式)|(AM/PM|A/P|上午/下午)'
    r"|([ymdhs]+|e+(?![+-])|[aw]{3,})|(.)",
    re.I | re.S,
)
_CURRENCY = re.compile(r"\$([^-\]]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_CHINESE = re.compile(r"DBNum([12])", re.I)
_CONDITION = re.compile(r"(<=|>=|<>|[<>=])(-?\d{1,15}(?:\.\d{1,15})?)")
_COMPARED = {"<": lt, "<=": le, "=": eq, "<>": ne, ">=": ge, ">": gt}
_PLACES, _SIGNS = "0#?", "0#?.,%/E"
# Days are counted from there: a day too many, since 1900 was taken for a leap year.
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WEEKDAYS = "一二三四五六日"
_HALVES = {"am/pm": ("AM", "PM"), "a/p": ("A", "P"), "上午/下午": ("上午", "下午")}
_DIGITS, _MOST_DECIMALS, _LARGEST = 15, 30, 10**12
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(_MOST_DECIMALS + 1))
_NUMERALS = {"1": "chineseCounting", "2": "chineseLegalSimplified"}


class _Token(NamedTuple):
    """A piece of a format: words that stand there, or a letter code; `sign`: these words are a sign
    of a number, if it is one."""

    words: str = ""
    code: str = ""
    sign: bool = False


class _Number(NamedTuple):
    """How a section shows a number: words `before` its digits and `behind` them, and the places of
    the digits before and behind the point. `among` are words that stand among the former, each with
    how many places are behind it. The number is multiplied by ten to the power of `shift`."""

    before: str
    whole: str
    decimals: str
    behind: str
    among: tuple[tuple[int, str], ...] = ()
    shift: int = 0


class _Section(NamedTuple):
    """One of the formats that a format is made of; `number` is None for one of a date, or of a
    number as it is. `chinese` is how digits are written, "" for as usual; `condition` is the number
    it is for, and how that is compared."""

    tokens: tuple[_Token, ...]
    number: _Number | None
    chinese: str = ""
    condition: tuple[str, float] | None = None

    @property
    def dated(self) -> bool:
        """Whether it is for dates."""
        return any(token.code not in ("", GENERAL) for token in self.tokens)

    def holds(self, value: float) -> bool:
        """Whether it is for that number, as far as it says."""
        return self.condition is None or _COMPARED[self.condition[0]](value, self.condition[1])


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """`value` in the format `code`; dates count from 1904 where that is said."""
    section, own = _chosen(value, _sections(code))
    if section.number is not None:
        return _numbered(own, section.number)
    if section.dated:
        chinese = bool(section.chinese)
        date = _dated(value, section.tokens, chinese=chinese, since_1904=since_1904)
        return plain(value) if date is None else date
    general = any(token.code for token in section.tokens)
    told = (_written(own, section.chinese) if t.code else t.words for t in section.tokens)
    words = "".join(told).strip()
    # A section that says nothing but words shows them: "免费".
    return words if general or words not in ("", "@") else plain(value)


def plain(value: float) -> str:
    """A number as it is, without the rounding errors of arithmetic."""
    if value == int(value) and abs(value) < 10**_DIGITS:
        return str(int(value))
    return f"{value:.{_DIGITS}g}"


def _chosen(value: float, sections: tuple[_Section, ...]) -> tuple[_Section, float]:
    """The section for a number, and the number that it shows: one for negative ones has a sign of
    its own."""
    if any(section.condition for section in sections):
        return next((each for each in sections[:3] if each.holds(value)), sections[-1]), value
    if len(sections) == 1:
        return sections[0], value
    return sections[2 if value == 0 and len(sections) > 2 else value < 0], abs(value)


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    """The parts for positive and negative numbers, zero, and text."""
    parts, quoted, start = [], False, 0
    for at, letter in enumerate(code):
        quoted ^= letter == '"'
        if letter == ";" and not quoted:
            parts.append(code[start:at])
            start = at + 1
    return tuple(map(_section, (*parts, code[start:])))


def _section(told: str) -> _Section:
    found: list[_Token] = []
    chinese, condition = "", None
    for token in _TOKEN.finditer(told):
        quoted, letter, bracketed, general, half, code, other = token.groups()
        if bracketed is not None:
            if numerals := _CHINESE.fullmatch(bracketed):
                chinese = _NUMERALS[numerals[1]]
            elif compared := _CONDITION.fullmatch(bracketed):
                condition = compared[1], float(compared[2])
            elif currency := _CURRENCY.match(bracketed):
                found.append(_Token(currency[1]))
            elif _ELAPSED.fullmatch(bracketed):
                found.append(_Token(code=f"[{bracketed[0].lower()}"))
        elif general or code or half:
            found.append(_Token(code=GENERAL if general else (code or half).lower()))
        else:
            found.append(_Token(quoted or letter or other or "", sign=bool(other)))
    tokens = (_Token(code=GENERAL),) if _is_fraction(found) else (*found,)
    is_number = not any(token.code for token in tokens)
    return _Section(tokens, _number(tokens) if is_number else None, chinese, condition)


def _is_fraction(tokens: Sequence[_Token]) -> bool:
    """Whether a number is shown as a fraction: those are read as decimals."""
    return not any(token.code for token in tokens) and _Token("/", sign=True) in tokens


def _number(tokens: tuple[_Token, ...]) -> _Number | None:
    """How these show a number; None where they have no places for digits."""
    signs = [token.words if token.sign and token.words in _SIGNS else "" for token in tokens]
    places = [at for at, sign in enumerate(signs) if sign and sign in _PLACES]
    if not places:
        return None
    first, past = places[0], places[-1] + 1
    point = signs.index(".", first) if "." in signs[first:past] else past
    if "E" in signs:
        decimals = "".join(signs[point : signs.index("E")]).strip(".")
        return _Number("", "E", decimals, "")
    # Commas behind the last place are thousands that are left out.
    thousands = 0
    while signs[past : past + 1] == [","]:
        past, thousands = past + 1, thousands + 1
    among = [
        (sum(sign != "" and sign in _PLACES for sign in signs[at:point]), tokens[at].words)
        for at in range(first, point)
        if not signs[at]
    ]
    before, behind = (
        "".join(token.words for token in own) for own in (tokens[:first], tokens[past:])
    )
    whole, decimals = "".join(signs[first:point]), "".join(signs[point:past]).strip(".,")
    return _Number(before, whole, decimals, behind, (*among,), 2 * signs.count("%") - 3 * thousands)


def _numbered(value: float, shape: _Number) -> str:
    """A number in its places."""
    before, whole, decimals, behind, among, shift = shape
    if whole == "E":
        return f"{value:.{min(len(decimals), _MOST_DECIMALS)}E}"
    # Of a number 15 digits are its own; what is half is rounded up.
    exact = Decimal(f"{value:.{_DIGITS}g}").scaleb(shift)
    try:
        rounded = exact.quantize(_STEPS[min(len(decimals), _MOST_DECIMALS)], ROUND_HALF_UP)
    except InvalidOperation:
        return plain(value)
    head, _, tail = f"{abs(rounded):{',' if ',' in whole else ''}f}".partition(".")
    least = len(decimals.rstrip("#?"))
    tail = tail[:least] + tail[least:].rstrip("0")
    head = "" if head == "0" and "0" not in whole else head
    if "," not in whole:
        head = head.zfill(whole.count("0"))
    for places, words in among:
        head = f"{head[: len(head) - places]}{words}{head[len(head) - places :]}"
    sign = "-" if rounded < 0 else ""
    return f"{sign}{before}{head}{'.' if tail else ''}{tail}{behind}".strip()


def _written(value: float, chinese: str) -> str:
    whole = chinese and value == int(value) and 0 <= value < _LARGEST
    return written(int(value), chinese) if whole else plain(value)


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
    if kind == "e" or (kind == "y" and width > 2):
        return str(moment.year)
    if kind == "y":
        return f"{moment.year % 100:02}"
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
    return written(int(part), "ideographDigital" if code[0] in "ye" else "chineseCounting")
