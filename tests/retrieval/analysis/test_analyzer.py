"""Folding never moves an offset; terms; what leaves a question."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval import QuestionEmpty
from retrieval.analysis.analyzer import Analyzer, bigrams, fold, joined
from retrieval.analysis.questions import understand

words = Analyzer().words
anything = st.one_of(st.text(), contents)


@given(anything)
def test_folding_keeps_the_length_and_folds_once(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_every_code_point_folds_to_one_and_stays_there():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(everything)
    assert len(folded) == len(everything)
    assert fold(folded) == folded


@given(st.text(), st.text())
def test_folding_is_by_character(one, other):
    assert fold(one + other) == fold(one) + fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("（一）：？", "(一):?"),
        ("\u3000", " "),
        ("\u00a0", " "),
        ("內蒙古發展委員會", "内蒙古发展委员会"),
        ("㈠㎡½ﬀ", "㈠㎡½ﬀ"),
        ("①②", "12"),
        ("İSTANBUL", "İstanbul"),
        ("ﾊﾟ", "ハ\u309a"),
        ("Ⅳ", "ⅳ"),
        ("𠮷野家", "𠮷野家"),
        ("\ud800", "\ud800"),
    ],
)
def test_width_case_and_traditional_characters_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("满都拉口岸", ["满都", "都拉", "拉口", "口岸"]),
        ("猫", ["猫"]),
        ("口岸,过货", ["口岸", "过货"]),
        ("2024年", ["2024", "年"]),
        ("wenju口岸v2", ["wenju", "口岸", "v2"]),
        ("a_b", ["a", "b"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("。？ _", []),
        ("ひらがな", ["ひらがな"]),
    ],
)
def test_bigrams_are_cut_from_runs_of_chinese_and_others_stay_whole(text, terms):
    assert bigrams(text) == terms


@given(anything)
def test_terms_stand_in_the_text_in_order(text):
    folded = fold(text)
    for terms in (bigrams(folded), words(folded)):
        place = 0
        for term in terms:
            place = folded.index(term, place)
            assert term.strip("_")
            assert not term.isspace()


def test_words_leave_punctuation_out():
    assert words("口岸,过货量。 2024!") == ["口岸", "过货量", "2024"]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("满都拉口岸的过货量是多少?", "满都拉口岸的过货量是   "),
        ("有哪些措施", "有  措施"),
        ("什么是兴边富民", "   兴边富民"),
        ("几内亚在哪里", "几内亚在  "),
        ("几何图形", "几何图形"),
        ("何香凝是谁", "何香凝  "),
        ("什么", "什么"),
        ("多少？", "多少 "),
        ("為什麼發展", "   发展"),
    ],
)
def test_question_words_leave_where_they_are_words(question, left):
    assert understand(question, Analyzer()).text == left


@given(anything)
def test_a_question_has_terms_or_is_empty(text):
    try:
        understood = understand(text, Analyzer())
    except QuestionEmpty:
        assert not words(fold(text))
        return
    assert understood.words
    for terms in (understood.words, understood.bigrams):
        assert len(set(terms)) == len(terms)
        assert all(term in joined(fold(text)) for term in terms)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("有什么人才引进政策", "有  人才引进政策"),
        ("任何单位不得做什么", "任何单位不得做  "),
        ("几何学的奠基人是谁", "几何学的奠基人  "),
    ],
)
def test_the_longest_question_word_between_word_edges_leaves(question, left):
    assert Analyzer().without_question_words(question) == left
