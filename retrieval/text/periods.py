"""How long something holds, as Chinese documents write it: 有效期至2020年底, 有效期5年."""

import re
from datetime import date, timedelta

from retrieval.text.dates import DATE, HAN_DATE, find_date
from retrieval.text.months import days_in, months_later
from retrieval.text.numerals import value
from retrieval.text.patterns import lazy

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
