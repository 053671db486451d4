from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.text.dates import (
    counted,
    days_of,
    find_date,
    find_until,
    is_date,
    months_later,
    months_of,
    named_date,
    until,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-31", date(2024, 7, 31)),
        ("2024/7/31", date(2024, 7, 31)),
        ("2024.07.31", date(2024, 7, 31)),
        ("2024年7月31日", date(2024, 7, 31)),
        ("2024 年 7 月 31 日", date(2024, 7, 31)),
        ("2024-07-31 08:30:00", date(2024, 7, 31)),
        ("２０２４年７月３１日", date(2024, 7, 31)),
        ("二〇二四年七月三十一日", date(2024, 7, 31)),
        ("二○二四年十月十日", date(2024, 10, 10)),
        ("一九九九年十二月二日", date(1999, 12, 2)),
        ("于2024年7月31日在北京", date(2024, 7, 31)),
        ("2023年2月29日", None),
        ("2024-13-01", None),
        ("2024-00-10", None),
        ("2024年7月", None),
        ("2024", None),
        ("12024-07-31", None),
        ("2024-07-311", None),
        ("1508万元", None),
        ("二〇二四年十三月一日", None),
        ("电话 010-58130831", None),
    ],
)
def test_the_date_in_a_line(text, day):
    assert find_date(text) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_every_day_written_in_digits_is_found(day, mark):
    assert find_date(f"发布日期：{day.year}{mark}{day.month}{mark}{day.day} 来源") == day


@given(contents)
def test_any_text_has_a_date_or_none(text):
    assert find_date(text) is None or find_date(text).year >= 1000


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("2024-07-31", True),
        ("2024-07-31 08:30", True),
        ("2024年7月31日", True),
        ("二〇二四年七月三十一日", True),
        ("2024年7月31日起施行", False),
        ("自2024年7月31日", False),
        ("08:30", False),
        ("", False),
    ],
)
def test_a_line_that_is_a_date_and_nothing_else(text, alone):
    assert is_date(text) is alone


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("至2020年6月30日", date(2020, 6, 30)),
        ("到二〇二〇年六月三十日止", date(2020, 6, 30)),
        ("至2020年2月", date(2020, 2, 29)),
        ("至2020年底", date(2020, 12, 31)),
        ("至2020年13月", None),
        ("2020年底", None),
    ],
)
def test_the_day_up_to_which_a_text_says(text, day):
    assert find_until(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5年。", date(2029, 2, 28)),
        ("为6个月", date(2024, 8, 31)),
        ("自发布之日起两年", date(2026, 2, 28)),
        ("三十日", date(2024, 3, 30)),
        ("一年半", None),
        ("不限", None),
    ],
)
def test_a_period_ends_the_day_before_the_one_on_which_it_began(text, day):
    assert until(date(2024, 3, 1), text) == day


@pytest.mark.parametrize(
    ("month", "day", "days"),
    [
        (None, None, (date(2023, 1, 1), date(2023, 12, 31))),
        ("二", None, (date(2023, 2, 1), date(2023, 2, 28))),
        ("2", "二十八", (date(2023, 2, 28), date(2023, 2, 28))),
        ("2", "29", None),
        ("13", None, None),
        ("0", "1", None),
    ],
)
def test_the_days_of_a_day_a_month_or_a_year(month, day, days):
    assert days_of(2023, month, day) == days


@given(st.integers(1, 9999), st.integers(1, 12))
def test_months_are_as_long_as_the_calendar_says(year, month):
    first, last = months_of(year, month, month)
    assert (first.day, last.day) == (1, monthrange(year, month)[1])
    assert months_of(year, 1, 12) == (date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(("year", "month"), [(2024, 0), (2024, 13), (0, 12), (10_000, 12)])
def test_there_is_no_month_of_another_number(year, month):
    assert months_of(year, month, month) is None


@given(st.dates(date(1000, 1, 1), date(8999, 12, 31)), st.integers(-9999, 9999))
def test_months_later_it_is_the_same_day_or_the_months_last(day, months):
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@pytest.mark.parametrize(("day", "months"), [(date.max, 1), (date.min, -1)])
def test_beyond_all_dates_there_is_none(day, months):
    with pytest.raises(ValueError, match="out of range"):
        months_later(day, months)


@pytest.mark.parametrize(("numeral", "count"), [("两", 2), ("二", 2), ("2", 2), ("十二", 12)])
def test_two_of_something_is_written_in_a_way_of_its_own(numeral, count):
    assert counted(numeral) == count


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("会议/2024-03-12 纪要.txt", date(2024, 3, 12)),
        ("劳动合同法(2012-12-28).md", date(2012, 12, 28)),
        ("纪要_20240312.docx", date(2024, 3, 12)),
        ("2024年3月12日纪要.txt", date(2024, 3, 12)),
        ("纪要2024_03_12.txt", None),
        ("2024/纪要.txt", None),
        ("编号20249912.txt", None),
        ("电话13820240312.txt", None),
    ],
)
def test_the_day_in_the_name_of_a_file(path, day):
    assert named_date(path) == day
