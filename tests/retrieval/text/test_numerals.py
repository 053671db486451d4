import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.numerals import value

_DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("三十一", 31),
        ("一百零二", 102),
        ("一百一十", 110),
        ("二〇二四", 2024),
        ("一九四九", 1949),
        ("二○二四", 2024),
        ("31", 31),
        ("３１", 31),
        ("007", 7),
    ],
)
def test_value(numeral, number):
    assert value(numeral) == number


@given(st.integers(1, 9999))
def test_value_of_the_digits_read_out(number):
    assert value("".join(_DIGITS[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize("numeral", ["", "两", "x", "1a", "三.五", "²", "-1", "一 二"])
def test_what_is_no_numeral_is_refused(numeral):
    with pytest.raises(ValueError, match="numeral"):
        value(numeral)
