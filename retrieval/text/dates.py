"""Dates as Chinese documents write them."""

import re
from datetime import date, timedelta

from retrieval.text.numerals import value
from retrieval.text.patterns import lazy

DATE = lazy(
    r"(?<!\d)(?P<year>(?:[1１][9９]|[2２][0０])\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*日?"
)
HAN_DATE = lazy(
    r"(?P<year>[一二][〇○零一二三四五六七八九]{3})\s*年\s*(?P<month>[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<day>[一二三四五六七八九十]{1,3})\s*日"
)


def find_date(text: str) -> date | None:
    """The first calendar date in `text`: 2024-07-31, 2024年7月31日 or 二〇二四年七月三十一日."""
    if match := DATE.search(text):
        return _date(match["year"], match["month"], match["day"])
    if match := HAN_DATE.search(text):
        return _date(match["year"], match["month"], match["day"])
    return None


def is_date(text: str) -> bool:
    """Whether `text` is a date and nothing else, a time of day aside."""
    rest = re.sub(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?", "", text)
    return bool(DATE.fullmatch(rest.strip()) or HAN_DATE.fullmatch(rest.strip()))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(value(year), value(month), value(day))
    except ValueError:
        return None


def days_in(year: int, month: int) -> int:
    """How many days a month has. Raises ValueError where there is no such month."""
    late = date(year, month, 28)
    if month == 12:
        return 31
    # Four days later it is the next month, and so much of it as this one lacks to 32 days.
    return 32 - (late + timedelta(4)).day


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier, if negative), or that month's last day.

    Raises ValueError beyond the years that `date` knows, 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"year {year} is out of range")
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


# A day, whichever way it is written; without its named groups, to stand in other patterns.
DAY = lazy("(?:" + re.sub(r"[?]P<\w+>", "?:", f"{DATE.pattern}|{HAN_DATE.pattern}") + ")")


_COARSE = lazy(r"(?<!\d)(?P<year>20\d{2})\s*年\s*(?:(?P<month>\d{1,2})\s*月份?)?\s*[底末]?")


_SOME_DAY = f"(?:{DAY.pattern}|{re.sub('[?]P<[a-z]+>', '?:', _COARSE.pattern)})"


_TO = lazy(rf"[至到]\s*(?P<end>{_SOME_DAY})")


# What may stand between 有效期 and the number: 暂定为, 为自发布之日起的.
_LENGTH = lazy(
    r"\s*(?:暂定|暂|均|一般)?[为是:：]?\s*(?:[自从]?[^，。；、至到]{0,12}?(?:之日|日)起的?|[共满])?\s*"
    r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?P<unit>年|个月|[日天])(?!半)"
)


def find_until(text: str) -> date | None:
    """The last day of the period that `text` names: 至2020年6月30日, 至2020年底."""
    match = _TO.search(text)
    return last_day(match["end"]) if match else None


def last_day(text: str) -> date | None:
    """The last day of what `text` names: a day, a month or a year."""
    if day := find_date(text):
        return day
    coarse = _COARSE.match(text)
    if coarse is None:
        return None
    year, month = int(coarse["year"]), int(coarse["month"] or 12)
    return date(year, month, days_in(year, month)) if 1 <= month <= 12 else None


def until(start: date, text: str) -> date | None:
    """The last day of a period from `start` of the length that `text` begins with: 5年, 为6个月."""
    length = _LENGTH.match(text)
    if length is None:
        return None
    count = value(length["count"].replace("两", "二"))
    if length["unit"] in "日天":
        return start + timedelta(days=count - 1)
    return months_later(start, count * (12 if length["unit"] == "年" else 1)) - timedelta(days=1)
