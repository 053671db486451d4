from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.text.dates import find_date, is_date


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
