"""How much of a word a text holds where it does not stand there in one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.analysis.credit import ALL_THERE, credit, is_there, splittable
from retrieval.text.folding import fold


def held(word, text):
    return credit((word,), splittable((word,)), text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("业委会", "业主委员会由业主选出"),
        ("流感疫苗", "流感季接种四价疫苗"),
        ("早餐时间", "早餐供应时间为七点"),
        ("献血年龄", "献血者的年龄不小于十八岁"),
    ],
)
def test_a_compound_is_there_where_its_parts_stand_close_together(word, text):
    assert ALL_THERE <= held(word, text) < 1
    assert is_there((word,), text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("业委会", "业主推选代表，委托他人参加会议"),
        ("流感疫苗", "流感流行。" + "这里说的是别的事情。" * 3 + "疫苗已到。"),
        ("流感疫苗", "乙肝疫苗"),
        ("早餐时间", "早餐免费"),
        ("安装", "装安"),
        ("雨水", "雨下的水"),
    ],
)
def test_it_is_not_there_where_they_stand_apart_or_one_is_missing(word, text):
    assert held(word, text) < ALL_THERE
    assert not is_there((word,), text)


def test_the_closer_and_the_more_the_higher():
    whole, close, far, half, none = (
        held("流感疫苗", text)
        for text in (
            "流感疫苗",
            "流感季接种疫苗",
            "流感流行。" + "说别的。" * 9 + "疫苗已到。",
            "流感流行",
            "猫",
        )
    )
    assert 1 == whole > close > far > half > none == 0


def test_of_two_characters_in_order_counts_more_than_both_and_both_more_than_one():
    in_order, turned, both, one, none = (
        held("雨水", text) for text in ("雨下的水", "水雨", "水在山里，下雨", "下雨", "猫")
    )
    assert 1 > in_order == turned > both > one > none == 0


def test_another_form_of_a_number_and_a_synonym_are_the_word():
    assert held("30日", "三十天") == 1
    assert credit(("发改委", "发展改革委员会"), (), "发展改革委员会") == 1


def test_numbers_and_letters_are_not_credited_by_their_parts():
    assert splittable(("30日", "c++", "猫", "流感疫苗")) == ("流感疫苗",)


@given(st.text("流感疫苗季接种", min_size=2, max_size=6), contents)
def test_it_is_a_share_and_all_of_it_where_the_word_stands(word, text):
    folded = fold(text)
    assert 0 <= held(word, folded) <= 1
    assert held(word, folded + word) == 1
