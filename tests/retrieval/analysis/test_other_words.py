"""Words for the same thing, built in: each of a group finds a text that holds another."""

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.other_words import neighbours, same_words
from retrieval.analysis.questions import understand
from retrieval.text.folding import data, fold

FILES = ("same_words.txt", "offences.txt", "issuers.txt")
# What is only written, not asked with, stands behind a bar: it comes first here.
LINES = [line.partition(" | ") for file in FILES for line in data(file)]
GROUPS = [
    group for asked, _, written in LINES if len(group := [*written.split()[:1], *asked.split()]) > 1
]
AROUND = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    """A document a group, which holds the first of its words, among nothing else."""
    folder = tmp_path_factory.mktemp("groups")
    for number, (word, *_) in enumerate(GROUPS):
        mark = AROUND[number % 10] + AROUND[number // 10 % 10]
        text = f"说明\n\n{mark}处的{word},见第{number}号卷宗。\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return Library.open(folder, index=Path(f"{folder}-index"))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_every_word_of_a_group_finds_a_text_with_its_first(library, group):
    others = [word for word in group[1:] if group[0] not in word]
    for word in others:
        found = library.ask(word, limit=10, min_confidence=0).excerpts
        assert any(group[0] in fold(each.text) for each in found), (word, [e.text for e in found])


def test_the_file_is_folded_and_no_word_stands_twice_in_a_line():
    for asked, _, written in LINES:
        group = f"{asked} {written}".split()
        assert len(set(group)) == len(group), group
        assert all(word == fold(word) for word in group), group


@pytest.mark.parametrize(
    ("question", "standing"),
    [
        ("年假怎么休", ["年假"]),
        ("工信部的电话", ["工信部", "电话"]),
        ("解除劳动合同要赔多少", ["解除劳动合同"]),
        ("多久能办好", ["多久"]),
        ("上年假日经济", []),
    ],
)
def test_a_word_counts_where_it_begins_and_ends_with_a_word(question, standing):
    found = same_words(question, Analyzer().cut(question))
    assert [question[start:end] for start, end, _ in found] == standing


def test_what_is_cut_into_several_words_stands_for_each_of_them():
    near = understand("解除劳动合同", Analyzer()).near
    for word in ("解除", "劳动合同"):
        assert {each.word for each in near[word]} >= {"开除", "辞退"}
        assert {each.said for each in near[word]} == {"解除劳动合同"}


def test_what_rules_call_an_offence_counts_as_much_as_what_people_do():
    near = {each.word: each.counts for each in understand("酒驾", Analyzer()).near["酒驾"]}
    assert near["饮酒后驾驶"] == 1
    near = {each.word: each.counts for each in understand("辞职", Analyzer()).near["辞职"]}
    assert near["离职"] < 1


def test_what_rules_call_an_offence_asks_for_no_other():
    question = "非法猎捕野兔"
    assert "猎捕野生动物" in [each.word for each in understand("打鸟", Analyzer()).near["打鸟"]]
    assert not [*same_words(question, Analyzer().cut(question))]


def test_no_word_for_the_same_thing_is_looked_for_exactly(tmp_path):
    (tmp_path / "a.txt").write_text("规定\n\n职工每年有年休假五天。\n", "utf-8")
    (tmp_path / "b.txt").write_text("食堂\n\n午餐有米饭和面条。\n", "utf-8")
    library = Library.open(tmp_path, index=Path(f"{tmp_path}-index"))
    found = library.ask("年假是怎么规定的")
    assert found.looked_for == ("年休假",)
    assert "年休假五天" in (found.excerpts or found.nearest)[0].text
    assert library.ask("年假是怎么规定的", exact=True).looked_for == ()


def test_a_neighbour_is_near_and_the_nearest_come_first():
    for word in ("借钱", "发烧"):
        found = neighbours(word)
        assert found
        cosines = [each.cosine for each in found]
        assert cosines == sorted(cosines, reverse=True)
        assert all(0.7 <= each < 1 for each in cosines)
    assert "发热" in [each.word for each in neighbours("发烧")]


@pytest.mark.parametrize("word", ["", "#", "借", "没有这个词", "龘", "\U0010ffff", "Words"])
def test_of_what_is_not_in_the_table_nothing_is_near(word):
    assert neighbours(word) == ()


def test_every_line_of_the_table_is_found_in_it():
    lines = data("neighbours.txt")
    assert lines == sorted(lines, key=lambda line: line.split(" ")[0].encode())
    for line in [*lines[:3], *lines[::997], *lines[-3:]]:
        word, *fields = line.split(" ")
        assert [each.word for each in neighbours(word)] == fields[::2]
