"""Numbers are read as spreadsheets show them."""

import pytest

from retrieval.reading.formats.sheets.number_formats import BUILT_IN, plain, shown

DAY = 45356
ACCOUNTS = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [
        (0.075, "0.0%", "7.5%"),
        (0.075, "0%", "8%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234567, '#,##0,"千"', "1,235千"),
        (12.5, "0.##", "12.5"),
        (12, "0.##", "12"),
        (5, "000", "005"),
        (-3.5, "0.00;(0.00)", "(3.50)"),
        (-3.5, "0.00", "-3.50"),
        (-0.001, "0.0", "0.0"),
        (0, '0;-0;"免费"', "免费"),
        (7.5, r"0.0_);[Red]\(0.0\)", "7.5"),
        (3.1, ACCOUNTS, "¥3.10"),
        (-3.1, ACCOUNTS, "¥-3.10"),
        (0, ACCOUNTS, "¥-"),
        (1234, "[$￥-804]#,##0", "￥1,234"),
        (3, '0"人"', "3人"),
        (3, '0"a;b"', "3a;b"),
        (86, 'General"分"', "86分"),
        (86, "@", "86"),
        (1.5, "# ?/?", "1.5"),
        (123456, "0.00E+00", "1.23E+05"),
        (1988, "0_ ", "1988"),
    ],
)
def test_numbers(value, code, told):
    assert shown(value, code) == told


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [
        (DAY, 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        (DAY, "yyyy\\-mm\\-dd;@", "2024-03-05"),
        (DAY, BUILT_IN[14], "2024/3/5"),
        (DAY, BUILT_IN[31], "2024年3月5日"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年三月五日"),
        (DAY, "aaaa", "星期二"),
        (DAY, "mmm-yy", "Mar-24"),
        (DAY + 0.75, "yyyy/m/d h:mm", "2024/3/5 18:00"),
        (DAY + 0.75, "上午/下午h:mm", "下午6:00"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (0.4375, "hh:mm:ss", "10:30:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (1, "yyyy-m-d", "1900-1-1"),
        (-1, "yyyy-m-d", "-1"),
        (1e9, "yyyy-m-d", "1000000000"),
    ],
)
def test_dates_and_times(value, code, told):
    assert shown(value, code) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (2020, "2020"),
        (0.1 + 0.2, "0.3"),
        (7.5, "7.5"),
        (13812345678, "13812345678"),
        (110101199001011, "110101199001011"),
        (1e20, "1e+20"),
    ],
)
def test_numbers_without_a_format_are_whole(value, told):
    assert plain(value) == told
