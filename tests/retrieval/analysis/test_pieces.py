"""Pieces of words are no words; what people shorten still is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval import Library, Standing
from retrieval.analysis.credit import strangers, without_pieces


@pytest.mark.parametrize(
    ("word", "text", "left"),
    [
        ("来水", "自来水公司", "自  公司"),
        ("来水", "何时来水,自来水公司", "何时来水,自  公司"),
        ("学金", "奖学金办法", "奖  办法"),
        ("业委", "业委会通知", "业委会通知"),
        ("疫苗", "流感疫苗接种", "流感疫苗接种"),
        ("车站", "火车站", "火车站"),
        ("水价", "自来水价格", "自来水价格"),
        ("满都", "满都拉口岸", "满都拉口岸"),
    ],
)
def test_a_piece_of_a_word_is_left_out(word, text, left):
    assert without_pieces(strangers([word]), text) == left


@given(contents, st.sampled_from(["来水", "学金", "一下"]))
def test_a_text_stays_as_long(text, word):
    assert len(without_pieces(strangers([word]), text)) == len(text)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("water")
    (root / "a.txt").write_text(
        "停气通知\n\n周三晚八点停止供应。\n\n清河县自来水有限公司\n", "utf-8"
    )
    (root / "b.txt").write_text(
        "公示\n\n自来水价格为每立方米三元一角。\n\n流感疫苗每针五十八元。\n", "utf-8"
    )
    return Library.open(root, index=root / ".index")


@pytest.mark.parametrize("question", ["来水", "什么时候来水", "来水了吗"])
def test_a_piece_of_a_word_is_no_evidence(library, question):
    assert library.ask(question).standing is Standing.NONE


@pytest.mark.parametrize(
    ("question", "found"),
    [("水价是多少", "三元一角"), ("疫苗多少钱", "五十八元"), ("自来水公司", "自来水有限公司")],
)
def test_what_people_shorten_is_found(library, question, found):
    answer = library.ask(question)
    assert found in (answer.excerpts or answer.nearest)[0].text


def test_the_word_itself_is_found(tmp_path):
    (tmp_path / "a.txt").write_text("通知\n\n周四早六点来水。\n\n自来水公司\n", "utf-8")
    (tmp_path / "b.txt").write_text("菜单\n\n午餐有米饭和面条。\n", "utf-8")
    answer = Library.open(tmp_path, index=tmp_path / ".index").ask("什么时候来水")
    assert "六点来水" in answer.excerpts[0].text
