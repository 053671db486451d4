"""Ranges of days as questions name them: 2024年, 去年, 2023年以来, 2021—2023年, 近三年.

No library serves: of those on PyPI, jionlp reads ranges well but brings 170 MB and a third of a
second of imports, dateparser finds 2024年 in the year 2, and time-parser-zh says of itself that it
misreads ranges across years.
"""

import re
from collections.abc import Container, Iterator
from datetime import date, timedelta
from itertools import chain

from retrieval.models import DateRange, Span
from retrieval.text.dates import (
    COUNT,
    HAN_YEAR,
    MONTHS,
    NUMBER,
    YEAR,
    counted,
    days_of,
    months_later,
    months_of,
)
from retrieval.text.numerals import value
from retrieval.text.patterns import lazy

_Parts = dict[str, str | None]

_YEAR = rf"(?:(?<![\d.]){YEAR}|{HAN_YEAR})"
_TO = r"\s*(?:至|到|[-—–~]+)\s*"
# 2000年历史 and 2000多年 count years; 1990年代 is none.
_A_YEAR = r"年(?!的?历史|之久|左右|上下|[多余代间限])度?"
_WORDS = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_NUMBERED = lazy(
    rf"(?P<year>{_YEAR})(?:{_A_YEAR}|(?={_TO}{_YEAR}年))"
    rf"|(?<=[至到—–~-])(?={NUMBER}月)"
)
_NAMED = lazy("(?P<word>本年度|[今本去上前明]年)")
# What may stand behind a year.
_WITHIN = lazy(
    r"(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度"
    rf"|(?P<month>{NUMBER})月份?(?:(?P<day>{NUMBER})[日号])?"
)
_ISO = lazy(
    rf"(?<![0-9a-z./-])(?P<year>{YEAR})(?P<mark>[-./])(?P<month>\d\d?)"
    r"(?:(?P=mark)(?P<day>\d\d?)|(?<=-\d\d))(?![0-9a-z/-]|\.\d)"
)
_RECENT = lazy(rf"(?:最近|近|过去|这)(?P<count>{COUNT})(?P<unit>年|个月)(?![多余代])[来内间]?")
# Since the third, the plan of five years with number n begins in 1951 + 5n: 十四五 is 2021 to 2025.
_PLAN = lazy(r"[“\"]?(?P<plan>十[一二三四五六七八九]?|[三四五六七八九])五[”\"]?(?:期间|时期)")
_SINCE = lazy(r"\s*(?:[以之]来|至今|开始|起(?![草点])|[以之]?后(?![期半续]))")
_UNTIL = lazy(r"\s*(?:[以之]前|前(?![期半\d一二三四五六七八九十几])|为止)")
_NO_YEAR = tuple("近 约 长达 超过 已有 距今 公元前".split())


def find(
    folded: str, today: date | None, edges: Container[int]
) -> Iterator[tuple[Span, DateRange]]:
    """The ranges that a folded text names, in order and apart.

    Words such as 去年 count from `today`, where one is given, and only between `edges` of words.
    """
    found = sorted([*_points(folded, today, edges), *_periods(folded, today)], key=lambda f: f[0])
    before: tuple[Span, DateRange] | None = None
    for span, days in found:
        if before and span[0] < before[0][1]:
            continue
        joins = before and re.fullmatch(_TO, folded[before[0][1] : span[0]])
        if before and joins and not days.ends_before(before[1]):
            before = (before[0][0], span[1]), DateRange(before[1].first, days.last)
            continue
        if before:
            yield _opened(folded, *before)
        before = span, days
    if before:
        yield _opened(folded, *before)


def _points(
    folded: str, today: date | None, edges: Container[int]
) -> Iterator[tuple[Span, DateRange]]:
    """Years, halves and quarters of them, months and days; a month alone is of the year before."""
    year: int | None = None
    for span, parts in sorted(_dates(folded), key=lambda found: found[0]):
        if word := parts.get("word"):
            if today is None or span[0] not in edges or span[0] + len(word) not in edges:
                continue
            year = today.year + _WORDS[word]
        elif number := parts.get("year"):
            if folded[: span[0]].endswith(_NO_YEAR):
                continue
            year = value(number)
        days = None if year is None else _within(year, parts)
        if days:
            yield span, days


def _dates(folded: str) -> Iterator[tuple[Span, _Parts]]:
    """What may be a date: where it stands, and the groups of the patterns by their names."""
    numeric = any(map(str.isnumeric, folded))
    named = list(_NAMED.finditer(folded))
    numbered = _NUMBERED.finditer(folded) if numeric and "年" in folded else ()
    for match in chain(named, numbered):
        within = _WITHIN.match(folded, match.end())
        parts = match.groupdict() | (within.groupdict() if within else {})
        yield (match.start(), (within or match).end()), parts
    if numeric and any(mark in folded for mark in "-./"):
        for match in _ISO.finditer(folded):
            yield match.span(), match.groupdict()


def _within(year: int, parts: _Parts) -> DateRange | None:
    """The part of a year that the groups of a match name; None if there is no such day."""
    if half := parts.get("half"):
        days = months_of(year, 1, 6) if half == "上" else months_of(year, 7, 12)
    elif quarter := parts.get("quarter"):
        last = value(quarter) * 3
        days = months_of(year, last - 2, last)
    else:
        days = days_of(year, parts.get("month"), parts.get("day"))
    return DateRange(*days) if days else None


def _periods(folded: str, today: date | None) -> Iterator[tuple[Span, DateRange]]:
    """近三年, up to `today`, and the years of a plan."""
    plans = _PLAN.finditer(folded) if "五" in folded else ()
    for match in plans:
        first = 1951 + 5 * value(match["plan"])
        yield match.span(), DateRange(date(first, 1, 1), date(first + 4, 12, 31))
    if today is None or ("年" not in folded and "个月" not in folded):
        return
    for match in _RECENT.finditer(folded):
        months = counted(match["count"]) * MONTHS[match["unit"]]
        if 0 < months <= (today.year - 1) * 12:
            yield match.span(), DateRange(months_later(today, -months), today)


def _opened(folded: str, span: Span, days: DateRange) -> tuple[Span, DateRange]:
    """The range with its end or its beginning open where the words behind it say so.

    以来 and 以后 count the range itself, as laws do (Civil Code, article 1259); 以前 does not:
    nobody looks for 2023 in 2023年以前.
    """
    if since := _SINCE.match(folded, span[1]):
        return (span[0], since.end()), DateRange(days.first, None)
    until = _UNTIL.match(folded, span[1])
    if until and days.first:
        return (span[0], until.end()), DateRange(None, days.first - timedelta(1))
    return span, days
