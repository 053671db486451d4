"""One and the same number in all the forms that it is written in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.text.folding import fold
from retrieval.text.quantities import number_forms, quantities, stands_in, unit_forms

# In a row, the same.
SAME = """
百分之五 5%
百分之十二点五 12.5%
二〇二四年 2024年
三十日 30日 30天
1,234,567 1234567 1|234|567
12|800 12800 12,800 1.28万
1.2万人 12000人 一万二千人 一万两千人
两千元 2000元 二千元 2,000元 2000块
十八周岁 18岁 18周岁
五十公斤 50千克 50kg
90㎡ 90平方米 九十平米
三公里 3千米 3km
6月18日 六月十八日 6月18号
两小时 2个小时 2小时
3.5亿元 350000000元
一百零五条 105条
"""
ROWS = [line.replace("|", "\0").split(" ") for line in SAME.split("\n")[1:-1]]
ROWS = [[form.replace("\0", " ") for form in row] for row in ROWS]
PAIRS = [(one, other) for row in ROWS for one in row for other in row]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_number_stands_there_in_another_form(one, other):
    assert stands_in(fold(one), fold(f"规定为{other}。"))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("30日", "130日"),
        ("30日", "300日"),
        ("5%", "15%"),
        ("5%", "百分之十五"),
        ("2024年", "12024年"),
        ("2024年", "二〇二三年"),
        ("1.2万人", "1.3万人"),
        ("50公斤", "50公里"),
        ("12000", "112000"),
        ("18岁", "18元"),
        ("5%", "百分之五十"),
        ("百分之五", "百分之五十"),
        ("2个", "十二个"),
        ("20", "二十一世纪"),
        ("1.2万", "1.2万亿元"),
        ("第5", "第5.2"),
    ],
)
def test_another_number_is_none_of_its_forms(word, text):
    assert not stands_in(fold(word), fold(text))


@pytest.mark.parametrize("word", ["一般", "统一", "万一", "千万", "一", "口岸", "百分之", "十足"])
def test_a_word_that_is_no_number_has_one_form(word):
    assert number_forms(word) == (word,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("百分之五", [("5", True, "", False)]),
        (
            "2024年6月18日",
            [("2024", False, "", True), ("6", False, "", False), ("18", False, "日", False)],
        ),
        ("50千克和三千米", [("50", False, "千克", False), ("3", False, "千米", False)]),
        ("第三条", [("3", False, "", False)]),
        ("1,234,567元", [("1234567", False, "元", False)]),
        ("一万二千八百人", [("12800", False, "", False)]),
        ("统一规定", []),
    ],
)
def test_numbers_have_a_value_and_a_unit(text, found):
    each = [(q.value, q.percent, q.unit, q.is_year) for q in quantities(fold(text))]
    assert each == [(Decimal(value), *rest) for value, *rest in found]


def test_a_unit_alone_has_other_names_but_no_letter():
    assert unit_forms("公斤")[:2] == ("公斤", "千克")
    assert unit_forms("㎡") == ("㎡",)
    assert unit_forms("口岸") == ("口岸",)


NUMBERS = st.one_of(
    st.integers(11, 99999).map(str),
    st.decimals("0.1", "999.9", places=1).map(str),
    st.sampled_from(["二十三", "两千", "一万零五", "三百六", "1,000", "12 000", "1.2万", "3亿"]),
)
UNITS = st.sampled_from(["", "元", "岁", "日", "年", "公斤", "平方米", "人", "%", "小时"])


@given(st.tuples(NUMBERS, UNITS).map("".join))
def test_every_form_is_worth_the_same(word):
    forms = number_forms(word)
    assert forms[0] == word
    assert len(set(forms)) == len(forms)
    first = [*quantities(word)]
    for form in forms:
        found = [*quantities(form)]
        assert len(found) == len(first)
        for one, other in zip(first, found, strict=True):
            assert (one.value, one.percent) == (other.value, other.percent), form
            assert one.same(other), form
        assert stands_in(word, form)


@given(st.one_of(st.text(), contents))
def test_numbers_stand_in_order_and_apart(text):
    folded = fold(text)
    past = 0
    for each in quantities(folded):
        assert past <= each.start < each.end <= len(folded)
        past = each.end
    assert number_forms(folded)[0] == folded


@pytest.mark.parametrize(
    ("word", "text", "there"),
    [
        ("5ghz", "频段为5 ghz", True),
        ("5g", "不支持5 ghz", True),
        ("16gb", "内存16 gb", True),
        ("5ghz", "频段为2.5 ghz", False),
        ("6gb", "内存16 gb", False),
    ],
)
def test_a_blank_may_stand_before_a_unit(word, text, there):
    assert stands_in(word, text) is there
