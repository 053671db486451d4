"""Dates as Chinese documents write them."""

import re
from datetime import date

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
