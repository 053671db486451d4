"""Where sentences and clauses end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.text.sentences import begins_sentence, ends_sentence, sentences, units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；", "戊"]),
        ("甲!乙?丙;丁", ["甲!", "乙?", "丙;", "丁"]),
        ("他说:“好。”然后走了。", ["他说:“好。”", "然后走了。"]),
        ("（见附件。）第二句。", ["（见附件。）", "第二句。"]),
        ("真的？！好……吧。", ["真的？！", "好……", "吧。"]),
        ("增长3.5%。见 wenju.org 网站。", ["增长3.5%。", "见 wenju.org 网站。"]),
        ("This is one. That is two.", ["This is one.", "That is two."]),
        ("The U.S. team met Dr. Li. It left.", ["The U.S. team met Dr. Li.", "It left."]),
        ("甲![图](a.png)乙。丙![1]", ["甲![图](a.png)乙。", "丙!", "[1]"]),
        ("1. 甲\n2. 乙", ["1. 甲", "2. 乙"]),
        ("甲,乙、丙：丁", ["甲,乙、丙：丁"]),
        (" \u3000甲。 \n 乙。\n", ["甲。", "乙。"]),
        ("", []),
        (" \n ", []),
        ("。", ["。"]),
    ],
)
def test_sentences(text, expected):
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (50, ["第一句很短。", "第二句有很多分句，一个，又一个，还有一个没有标点的长分句。"]),
        (
            15,
            [
                "第一句很短。",
                "第二句有很多分句，",
                "一个，",
                "又一个，",
                "还有一个没有标点的长分句。",
            ],
        ),
        (
            6,
            [
                "第一句很短。",
                "第二句有很多",
                "分句，",
                "一个，",
                "又一个，",
                "还有一个没有",
                "标点的长分句",
                "。",
            ],
        ),
    ],
)
def test_a_long_sentence_is_cut_at_clauses_else_hard(limit, expected):
    text = "第一句很短。第二句有很多分句，一个，又一个，还有一个没有标点的长分句。"
    assert [text[a:b] for a, b in units(text, 0, len(text), limit)] == expected


@given(contents, st.integers(1, 80), st.data())
def test_units_cover_all_but_white_space_in_order_and_in_length(text, limit, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = start
    for a, b in units(text, start, end, limit):
        assert at <= a < b <= end
        assert b - a <= limit
        assert not text[at:a].strip()
        assert text[a:b] == text[a:b].strip()
        at = b
    assert not text[at:end].strip()


@pytest.mark.parametrize(
    ("before", "behind", "between"),
    [
        ("水很深。", "路很长。", True),
        ("他说：“好。”", "她走了。", True),
        ("水很深；  ", "路很长。", True),
        ("水很深", "\n路很长。", True),
        ("水很深 \u3000", "\n\n路很长。", True),
        ("The end.", " Next one", True),
        ("路很长", "", True),
        ("水很深，", "路很长。", False),
        ("水很深", "，路很长。", False),
        ("水很深 ", "路很长。", False),
        ("共3.", "5亿元", False),
        ("见wenju.", "org", False),
        ("（水）", "很深。", False),
    ],
)
def test_a_place_is_between_two_sentences_or_inside_one(before, behind, between):
    text = before + behind
    end, start = len(before.rstrip()), len(text) - len(behind.lstrip())
    assert (ends_sentence(text, end), begins_sentence(text, start)) == (between, between)


@pytest.mark.parametrize(
    ("label", "begins"),
    [
        ("第三条　", True),
        ("水深。\n\n第十条之一 ", True),
        ("**第3条**　", True),
        ("* 第三条【水库】", True),
        ("依照第三条 ", False),
        ("第三条规定的 ", False),
    ],
)
def test_a_sentence_begins_behind_the_number_of_its_article(label, begins):
    assert begins_sentence(label + "水库由县里管。", len(label)) is begins


@given(contents)
def test_every_sentence_begins_and_ends_as_one(text):
    for start, end in sentences(text, 0, len(text)):
        assert begins_sentence(text, start)
        assert ends_sentence(text, end)
