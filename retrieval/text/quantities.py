"""Numbers with their units, in all the forms that one and the same is written in.

百分之五 and 5%, 二〇二四年 and 2024年, 1.2万人 and 12000人, 1,234,567 and 1 234 567, 两千元 and
2000元, 50公斤 and 50千克. Everything here is of folded text (`text.folding`).
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from retrieval.text.patterns import lazy

_FIGURES = "零一二三四五六七八九"
_DIGITS = {c: n for n, c in enumerate(_FIGURES)} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

# Of each group every member is the same unit; those that end like another stand before it.
_UNITS = (
    ("周岁", "岁"),
    ("公斤", "千克", "kg"),
    ("平方公里", "平方千米", "km²", "km2"),
    ("平方米", "平米", "㎡", "m²", "m2"),
    ("立方米", "m³", "m3"),
    ("公里", "千米", "km"),
    ("厘米", "公分", "cm"),
    ("毫米", "mm"),
    ("毫升", "ml"),
    ("毫克", "mg"),
    ("克", "g"),
    ("摄氏度", "℃", "°c"),
    ("元", "块钱", "块", "圆"),
    ("小时", "个小时", "钟头", "个钟头"),
    ("日", "天", "号"),
    ("周", "星期", "个星期"),
)
_GROUP = {unit: group for group in _UNITS for unit in group}
_UNIT = "|".join(map(re.escape, sorted(_GROUP, key=len, reverse=True)))
# A lone 一 is a number only before what is counted: 一般 and 统一 hold none.
_COUNTED = f"{_UNIT}|年|[月人次条款项点章节期届级倍名位家台套件份辆吨亩米升度分秒季个]"
# 千 of 千克 and 千米 belongs to the unit.
_THOUSAND = "千(?![克米瓦卡])"
_CHINESE = f"(?:[〇○零一二两三四五六七八九十百]|{_THOUSAND})"
_QUANTITY = lazy(
    r"(?P<percent>百分之)?(?P<number>"
    r"(?<![\d.])\d{1,3}(?:([, ])\d{3})(?:\3\d{3})*(?![\d])(?:\.\d+)?[万亿]{0,2}"
    rf"|\d+(?:\.\d+)?(?:百|{_THOUSAND})?[万亿]{{0,2}}"
    rf"|{_CHINESE}+(?:[万亿]{_CHINESE}*)*(?:点[〇零一二三四五六七八九]+)?[万亿]*)"
    rf"(?P<percents>%)?\s?(?P<unit>{_UNIT})?(?P<counted>(?=(?:{_COUNTED})))?"
)
# A number that begins or ends there goes on: 5 in 15 and 5.2, 二 in 十二, 百分之五 in 百分之五十.
_SPOKEN = "[〇○零一二两三四五六七八九十百千万亿]"
_NUMBER_BEFORE = lazy(rf"(?:[\d.]\d|{_SPOKEN}{_SPOKEN})\Z")
_NUMBER_BEHIND = lazy(rf"\d\.?\d|{_SPOKEN}{_SPOKEN}")
# A word with more numbers than this is no quantity.
_WITH_UNIT = lazy(r"(\d[\d.]*)([a-z]+)")
_MOST = 3
_LARGEST = Decimal(10) ** 12


def unit_forms(unit: str) -> tuple[str, ...]:
    """Names of the same unit, `unit` first; of one letter or character none but itself."""
    group = _GROUP.get(unit, ())
    return (unit, *(each for each in group if each != unit)) if len(unit) > 1 else (unit,)


class Quantity(NamedTuple):
    """A number: where it stands, its value, whether in hundredths, and its unit, "" for none.

    `start` and `end` take in a unit that has other names, and 百分之 or %. `is_year`: 年 follows.
    """

    start: int
    end: int
    value: Decimal
    percent: bool
    unit: str
    is_year: bool = False

    def same(self, other: "Quantity") -> bool:
        """Whether both are as much of the same."""
        alike = self.value == other.value and self.percent == other.percent
        return alike and (other.unit in _names(self) or not self.unit or not other.unit)


def quantities(folded: str) -> Iterator[Quantity]:
    """The numbers in a folded text, in order and apart."""
    for match in _QUANTITY.finditer(folded):
        number = match["number"]
        plain = len(number) > 1 or number.isdigit() or match["percent"] or match["unit"]
        if not plain and match["counted"] is None:
            continue
        value = _value(number)
        if value is not None and value < _LARGEST:
            percent = bool(match["percent"] or match["percents"])
            end = (
                match.end()
                if match["unit"]
                else match.end("percents" if match["percents"] else "number")
            )
            is_year = 1000 <= value <= 2100 and folded.startswith("年", end)
            yield Quantity(match.start(), end, value, percent, match["unit"] or "", is_year)


@lru_cache(maxsize=1 << 12)
def number_forms(folded: str) -> tuple[str, ...]:
    """`folded` with its numbers as they may be written, itself first; it alone without a number.

    All numbers of it in the same way: 六月十八日 for 6月18日, not 六月18日.
    """
    found = list(quantities(folded))
    if not 0 < len(found) <= _MOST:
        return (folded,)
    most = max(len(_names(each)) for each in found)
    ways = _YEARS if all(each.is_year for each in found) else _WAYS
    forms = (_rewritten(folded, found, way, unit) for unit in range(most) for way in ways)
    return tuple(dict.fromkeys((folded, *forms)))


def forms_of(quantity: Quantity) -> tuple[str, ...]:
    """How a quantity may be written."""
    ways = _YEARS if quantity.is_year else _WAYS
    units = range(len(_names(quantity)))
    return tuple(dict.fromkeys(_written(quantity, way, unit) for unit in units for way in ways))


def _names(quantity: Quantity) -> tuple[str, ...]:
    return _GROUP.get(quantity.unit, (quantity.unit,))


def stands_in(word: str, folded: str) -> bool:
    """Whether `word` stands in a folded text; its numbers in any form, not as a part of longer
    ones, and with a blank before their unit (5 GHz)."""
    if has_one_form(word):
        return word in folded
    return any(_whole_number(form, folded) for form in _standing(word))


@lru_cache(maxsize=1 << 12)
def _standing(word: str) -> tuple[str, ...]:
    apart = _WITH_UNIT.fullmatch(word)
    return (*number_forms(word), *([f"{apart[1]} {apart[2]}"] if apart else ()))


@lru_cache(maxsize=1 << 12)
def has_one_form(word: str) -> bool:
    """Whether a word holds no number and begins and ends with no digit: it stands where it is
    found."""
    return len(number_forms(word)) == 1 and not word[:1].isdigit() and not word[-1:].isdigit()


def _whole_number(form: str, text: str) -> bool:
    place = text.find(form)
    while place >= 0:
        end = place + len(form)
        inside = _NUMBER_BEFORE.search(text, max(place - 1, 0), place + 1)
        if inside is None and not _NUMBER_BEHIND.match(text, end - 1):
            return True
        place = text.find(form, place + 1)
    return False


def _rewritten(folded: str, found: list[Quantity], way: Callable[[Decimal], str], unit: int) -> str:
    edges = chain(
        (0,), chain.from_iterable((each.start, each.end) for each in found), (len(folded),)
    )
    places = list(edges)
    gaps = [folded[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
    return gaps[0] + "".join(
        _written(each, way, unit) + gap for each, gap in zip(found, gaps[1:], strict=True)
    )


def _written(quantity: Quantity, way: Callable[[Decimal], str], unit: int) -> str:
    group = _names(quantity)
    number, name = way(quantity.value), group[unit % len(group)]
    if not quantity.percent:
        return number + name
    return (f"{number}%" if number[:1].isdigit() else f"百分之{number}") + name


def _value(number: str) -> Decimal | None:
    """What a numeral is worth; None if it is no number: 千万 alone, 二十十."""
    number = number.replace(",", "").replace(" ", "")
    if number[0].isdigit():
        digits = number.rstrip("百千万亿")
        value = Decimal(digits)
        for unit in number[len(digits) :]:
            value *= (_SMALL | _LARGE)[unit]
        return value
    return _spoken_value(number)


def _spoken_value(number: str) -> Decimal | None:
    whole, _, fraction = number.partition("点")
    if fraction:
        units = fraction.lstrip("".join(_DIGITS))
        figures = "".join(str(_DIGITS[c]) for c in fraction[: len(fraction) - len(units)])
        value = (_whole(whole) or Decimal(0)) + Decimal(f"0.{figures or 0}")
        for unit in units:
            value *= _LARGE[unit]
        return value
    return _whole(whole)


def _whole(number: str) -> Decimal | None:
    if not any(c in _SMALL or c in _LARGE for c in number):
        return Decimal("".join(str(_DIGITS[c]) for c in number)) if number else None
    if all(c in _SMALL or c in _LARGE for c in number) and number[0] != "十":
        return None
    total = section = digit = 0
    for character in number:
        if character in _LARGE:
            total = (total + section + digit) * _LARGE[character]
            section = digit = 0
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return Decimal(total + section + digit)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _with_commas(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _with_spaces(value: Decimal) -> str:
    """12 800: digits are grouped so from five on (ISO 80000-1, 7.3.1)."""
    return _with_commas(value).replace(",", " ") if value >= 10_000 else _plain(value)


def _year(value: Decimal) -> str:
    """二〇二四 for a year; any other number in figures."""
    plain = _plain(value)
    if not 1000 <= value <= 2100 or "." in plain:
        return plain
    return "".join("〇一二三四五六七八九"[int(figure)] for figure in plain)


def _in_words(value: Decimal) -> str:
    """三百零五 for 305, 十二点五 for 12.5."""
    whole, _, fraction = _plain(value).partition(".")
    spoken = _spoken(int(whole))
    return f"{spoken}点{''.join(_FIGURES[int(c)] for c in fraction)}" if fraction else spoken


def _in_words_with_two(value: Decimal) -> str:
    """两千 for 2000, 两 for 2."""
    return re.sub("二(?=[千万亿百])|^二$", "两", _in_words(value))


def _spoken(number: int) -> str:
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            rest = number % size
            between = "零" if rest and rest < size // 10 else ""
            return _spoken(number // size) + name + between + (_spoken(rest) if rest else "")
    found = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            found += ("零" if gap and found else "") + _FIGURES[digit] + name
        gap = not digit
    return (found[1:] if found.startswith("一十") else found) or _FIGURES[0]


def _in(size: int, name: str) -> Callable[[Decimal], str]:
    """1.2万 for 12000; numbers that are not so many, or not so round, in figures."""

    def written(value: Decimal) -> str:
        share = value / size
        return f"{_plain(share)}{name}" if share >= 1 and len(_plain(share)) <= 6 else _plain(value)

    return written


_YEARS = (_plain, _year)
_WAYS = (
    _plain,
    _with_commas,
    _in_words,
    _in_words_with_two,
    _year,
    _in(10**4, "万"),
    _in(10**8, "亿"),
    _with_spaces,
)
