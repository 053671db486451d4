"""Days, months, years and periods as Chinese documents write them: the one grammar of dates.

Questions (`retrieval.filters.date_ranges`), statements of validity, numbers of documents and issues
of magazines have their own ways to name a time; they build their patterns of the pieces here, and
what these match is read here.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from retrieval.text.numerals import DIGIT, UP_TO_99, value
from retrieval.text.patterns import lazy

# Pieces of patterns, without groups. `\d` is a digit of any width.
YEAR = r"(?:19|20)\d\d"
HAN_YEAR = f"[一二]{DIGIT}{{3}}"
# Of a month, of a day of it.
NUMBER = rf"(?:\d{{1,2}}|{UP_TO_99})"
# How many years, months or days; `counted` reads it.
COUNT = f"(?:两|{NUMBER})"

DATE = lazy(
    r"(?<!\d)(?P<year>(?:[1１][9９]|[2２][0０])\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*日?"
)
_COMPACT = lazy(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_HAN_DATE = lazy(
    rf"(?P<year>{HAN_YEAR})\s*年\s*(?P<month>{UP_TO_99})\s*月\s*(?P<day>{UP_TO_99})\s*日"
)
_MONTH = lazy(r"(?<!\d)(?P<year>20\d{2})\s*年\s*(?:(?P<month>\d{1,2})\s*月份?)?\s*[底末]?")
# A day, whichever way it is written: a piece like the above.
DAY = "(?:" + re.sub(r"[?]P<\w+>", "?:", f"{DATE.pattern}|{_HAN_DATE.pattern}") + ")"
_TO = lazy(rf"[至到]\s*(?P<end>{DAY}|{re.sub(r'[?]P<[a-z]+>', '?:', _MONTH.pattern)})")
# What may stand between 有效期 and the number: 暂定为, 为自发布之日起的.
_LENGTH = lazy(
    r"\s*(?:暂定|暂|均|一般)?[为是:：]?\s*(?:[自从]?[^，。；、至到]{0,12}?(?:之日|日)起的?|[共满])?\s*"
    rf"(?P<count>{COUNT})\s*(?P<unit>年|个月|[日天])(?!半)"
)
MONTHS = {"年": 12, "个月": 1}
"""How many months a unit of time has."""


def find_date(text: str) -> date | None:
    """The first calendar date in `text`: 2024-07-31, 2024年7月31日 or 二〇二四年七月三十一日."""
    found = DATE.search(text) or _HAN_DATE.search(text)
    days = days_of(value(found["year"]), found["month"], found["day"]) if found else None
    return days[0] if days else None


def named_date(path: str) -> date | None:
    """The day in the name of a file: 2024-03-12 纪要.txt, 纪要_20240312.docx."""
    name = path.rpartition("/")[2]
    if day := find_date(name.replace("_", " ")):
        return day
    found = _COMPACT.search(name)
    days = days_of(int(found[1]), found[2], found[3]) if found else None
    return days[0] if days else None


def is_date(text: str) -> bool:
    """Whether `text` is a date and nothing else, a time of day aside."""
    rest = re.sub(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?", "", text).strip()
    return bool(DATE.fullmatch(rest) or _HAN_DATE.fullmatch(rest))


def find_until(text: str) -> date | None:
    """The last day of the period that `text` names: 至2020年6月30日, 至2020年底."""
    found = _TO.search(text)
    return last_day(found["end"]) if found else None


def last_day(text: str) -> date | None:
    """The last day of what `text` begins with, a month or a year; of a day in it, that day."""
    if day := find_date(text):
        return day
    found = _MONTH.match(text)
    days = days_of(value(found["year"]), found["month"]) if found else None
    return days[1] if days else None


def until(start: date, text: str) -> date | None:
    """The last day of a period from `start` of the length that `text` begins with: 5年, 为6个月."""
    length = _LENGTH.match(text)
    if length is None:
        return None
    count, months = counted(length["count"]), MONTHS.get(length["unit"])
    after = months_later(start, count * months) if months else start + timedelta(days=count)
    return after - timedelta(days=1)


def days_of(year: int, month: str | None, day: str | None = None) -> tuple[date, date] | None:
    """The first and the last day of a day, of a month without one, of a year without either.

    `month` and `day` are numerals. None if there is no such day.
    """
    if not month:
        return months_of(year, 1, 12)
    number = value(month)
    if not day:
        return months_of(year, number, number)
    try:
        only = date(year, number, value(day))
    except ValueError:
        return None
    return only, only


def months_of(year: int, first: int, last: int) -> tuple[date, date] | None:
    """The first and the last day of whole months of a year; None if it has none so numbered."""
    try:
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier, if negative), or that month's last day.

    Raises ValueError beyond the years that `date` knows, 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counted(numeral: str) -> int:
    """What a COUNT is worth: 2 for 两, 二 and 2."""
    return 2 if numeral == "两" else value(numeral)
