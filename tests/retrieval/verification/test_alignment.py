"""The nearest stretch, and what is different there."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from retrieval.verification.alignment import edits, locate

LONG = "乌兰察布是距离首都北京最近的边境边疆城市，是首都护城河，责任重大，使命光荣。"
few = st.text("abc", min_size=1, max_size=7)


@given(few, st.text("abc", max_size=20))
def test_nothing_is_nearer(wanted, text):
    found = locate(wanted, text)
    assert found is not None
    assert found.distance == Levenshtein.distance(wanted, text[found.start : found.end])
    stretches = (text[a:b] for a in range(len(text) + 1) for b in range(a, len(text) + 1))
    assert found.distance == min(Levenshtein.distance(wanted, one) for one in stretches)


@pytest.mark.parametrize(
    ("wanted", "stretch"),
    [("民族团圆", "民族团结"), ("明族团结", "民族团结"), ("族团结进", "族团结进")],
)
def test_a_replaced_end_belongs_to_the_stretch(wanted, stretch):
    text = "促进民族团结进步事业"
    found = locate(wanted, text)
    assert text[found.start : found.end] == stretch


@given(st.integers(0, 400), st.integers(0, 60), st.integers(20, 60))
def test_found_again_in_a_long_text(before, at, length):
    words = (LONG * 3)[at : at + length]
    text = "甲乙丙丁" * before + words + "戊己庚辛" * 300
    found = locate(f"{words[: length // 2]}囧{words[length // 2 :]}", text)
    assert (found.start, found.distance) == (4 * before, 1)
    assert text[found.start : found.end] == words


def test_a_text_that_is_about_something_else():
    assert locate(LONG, "甲乙丙丁戊己庚辛" * 100) is None


def test_a_text_that_repeats_itself_takes_no_long_time():
    begun = time.process_time()
    locate("安" * 4999 + "全", "安" * 200_000)
    assert time.process_time() - begun < 5


def edited(one, other):
    return [(one[e.start : e.end], other[e.other_start : e.other_end]) for e in edits(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "differences"),
    [
        ("突破672万吨", "突破662万吨", [("672", "662")]),
        ("增长7%", "增长72.4%", [("7%", "72.4%")]),
        ("打造廊带", "升级打造廊带", [("", "升级")]),
        ("甲，乙", "甲乙", [("，", "")]),
        ("甲 乙", "甲\n\n乙", []),
        ("民主团圆进步", "民族团结进步", [("主团圆", "族团结")]),
        ("", "", []),
    ],
)
def test_differences_are_whole_words_and_numbers(one, other, differences):
    assert edited(one, other) == differences


@given(st.text("ab1. ，", max_size=30), st.text("ab1. ，", max_size=30))
def test_edits_make_the_other(one, other):
    made, at = "", 0
    for edit in edits(one, other):
        made += one[at : edit.start] + other[edit.other_start : edit.other_end]
        at = edit.end
    assert " ".join((made + one[at:]).split()) == " ".join(other.split())
