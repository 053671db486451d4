"""Words that sound alike, and what pinyin stands for."""

import pytest

from retrieval.text.homophones import sounding_like, spelled

HELD = {
    "押金": 3,
    "评定": 2,
    "国界": 4,
    "界路": 1,
    "停车": 9,
    "车场": 5,
    "银行": 7,
    "西安": 2,
    "先": 1,
}


def counted(pairs):
    return [HELD.get(pair, 0) for pair in pairs]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("鸭金", ["押金"]),
        ("平定", ["评定"]),
        ("亭车场", ["停车场"]),
        ("押金", []),  # itself
        ("呀今", []),  # none of its characters is its own
        ("压紧", []),  # another tone
        ("押", []),
    ],
)
def test_a_word_may_be_one_that_sounds_alike_and_keeps_half_of_its_characters(word, meant):
    assert sounding_like(word, counted) == meant


@pytest.mark.parametrize(
    ("letters", "meant"),
    [
        ("guojielu", ["国界路"]),
        ("yinhang", ["银行"]),  # 行 is mostly xing
        ("xian", ["西安"]),  # as two syllables: one character is no word
        ("guojiel", []),
        ("gdp", []),
        ("GUOJIELU", []),
        ("a" * 36, []),
    ],
)
def test_letters_are_read_as_pinyin_whichever_way_they_can_be_cut(letters, meant):
    assert spelled(letters, counted) == meant


def test_only_what_is_held_is_meant():
    assert spelled("guojielu", lambda pairs: [0] * len(pairs)) == []
