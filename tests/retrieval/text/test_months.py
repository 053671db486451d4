"""Months are as long as the calendar says, and counting in them keeps to days that exist."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.dates import days_in, months_later


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_has_as_many_days_as_the_calendar_says(year: int, month: int) -> None:
    assert days_in(year, month) == monthrange(year, month)[1]


@pytest.mark.parametrize(("year", "month"), [(2024, 0), (2024, 13), (0, 12), (10_000, 12)])
def test_there_is_no_month_of_another_number(year: int, month: int) -> None:
    with pytest.raises(ValueError, match=r"out of range|must be"):
        days_in(year, month)


@given(st.dates(date(1000, 1, 1), date(8999, 12, 31)), st.integers(-9999, 9999))
def test_months_later_it_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@pytest.mark.parametrize(("day", "months"), [(date.max, 1), (date.min, -1)])
def test_beyond_all_dates_there_is_none(day: date, months: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        months_later(day, months)
