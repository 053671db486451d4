"""What speaks for and against a window, in numbers."""

from typing import NamedTuple

import numpy as np
import pytest
from laid_out import asked

from retrieval import Library, Standing
from retrieval.excerpts.evidence import Wanted
from retrieval.filters.apply import understood


@pytest.fixture
def library(tmp_path):
    """Opens these documents."""

    def opened(*texts):
        root = tmp_path / "library"
        root.mkdir()
        for number, text in enumerate(texts):
            (root / f"{number}.txt").write_text(text, "utf-8")
        return Library.open(root, index=tmp_path / "index")

    return opened


class Read(NamedTuple):
    """What is known of the first window of a question."""

    window: object
    document: object
    standing: Standing
    shown: str


def read(library, question, most=200):
    finder = library._finder
    asked_for = understood(question, (), library._analyzer, finder.searcher)
    hits = finder.hits(asked_for)
    found = finder.windows(asked_for, hits, 3, most)
    case = finder.case(found, hits)
    answer = library.ask(question, max_chars=most)
    shown = answer.excerpts or answer.nearest
    return Read(case.window, case.document, answer.standing, shown[0].text if shown else "")


def wanted(question):
    words = asked(question).words
    return Wanted(asked(question), np.ones(len(words)), 2.0)


def test_words_weigh_by_what_they_tell():
    """Rare ones more than common ones, and the weights are shares."""
    found = wanted("这个水库的大坝")
    weights = dict(zip(found.question.words, found.weights, strict=True))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["大坝"] > weights["水库"] > weights["的"]


def test_what_stands_there_in_parts_is_credited_in_part():
    found = wanted("业委会 换届")
    whole, parts, none = (
        found.share(found.credits(text)) for text in ("业委会换届", "业主委员会换届", "换届")
    )
    assert whole == pytest.approx(1)
    assert whole > parts > none > 0


def test_the_kind_that_is_asked_for_stands_for_its_word():
    """年龄 is answered by 周岁, whether or not the word is there."""
    found = wanted("献血年龄")
    assert found.share(found.credits("献血者须满十八周岁")) > found.share(
        found.credits("献血者须体检")
    )


def test_an_answer_of_the_kind_and_the_unit_that_is_asked_for(library):
    own = read(library("水库供水两万吨。\n\n唱歌跳舞的人很多。"), "水库供水多少吨").window
    assert (own.kind, own.kind_close, own.unit) == (1, 1, 1)


def test_none_of_the_kind(library):
    own = read(library("水库由县水利局管理。\n\n唱歌跳舞的人很多。"), "水库电话是多少").window
    assert (own.kind, own.unit) == (0, 0)


def test_headings_and_title_count_with_the_window(library):
    text = "水库管理办法\n\n一、钓鱼\n须办理许可证。\n\n二、游泳\n一律禁止。"
    own = read(library(text), "水库钓鱼要什么许可证", 12).window
    assert own.headed > own.sentence
    assert own.words >= own.headed


def test_what_no_document_holds_is_unknown_and_a_name_is_missed(library):
    opened = library("广东的水库由省水利厅管理。\n\n唱歌跳舞的人很多。")
    there = read(opened, "广东的水库由谁管理").document
    assert (there.unknown, there.lacks_name) == (0, 0)
    absent = read(opened, "广西的水库由谁管理").document
    assert absent.unknown > 0
    assert absent.lacks_name == 1


HARVEST = "全县粮食产量达到十二万吨。"


@pytest.mark.parametrize(
    ("question", "text", "contradicts"),
    [
        ("2021年粮食产量是多少", f"工作总结\n\n2023年{HARVEST}", True),
        ("2021年粮食产量是多少", f"工作总结\n\n2021年{HARVEST}", False),
        ("2021年粮食产量是多少", f"工作总结\n\n二〇二一年{HARVEST}", False),
        # Another part of the document states the year; no year is stated at all.
        ("2021年粮食产量是多少", f"2021年工作总结\n\n{HARVEST}\n\n2020年也是丰年。", False),
        ("2021年粮食产量是多少", f"工作总结\n\n{HARVEST}", False),
        # A title that ends in a number and a window that begins with 年 state none either.
        ("2021年粮食产量是多少", f"工作总结2023\n\n年{HARVEST}", False),
        # A document's date alone does not make its figures those of the year.
        ("2021年粮食产量是多少", f"工作总结\n发布日期：2021-12-01\n\n2020年{HARVEST}", True),
        ("C型净水机多少钱", "产品说明\n\nA型净水机每台八百元，B型净水机每台一千元。", True),
        ("A型净水机多少钱", "产品说明\n\nA型净水机每台八百元，B型净水机每台一千元。", False),
        ("C型净水机多少钱", "产品说明\n\n净水机每台八百元。", False),
        ("南岭镇有多少人口", "人口情况\n\n北岭镇有人口三万人。", True),
        ("北岭镇有多少人口", "人口情况\n\n北岭镇有人口三万人。", False),
        ("南岭镇有多少人口", "南岭镇情况\n\n与北岭镇不同，人口有三万人。", False),
    ],
)
def test_what_is_asked_for_is_contradicted_by_another_of_its_kind(
    library, question, text, contradicts
):
    found = read(library(text, "唱歌跳舞的人很多。山里的路很长。"), question)
    assert found.document.contradicts is contradicts
    if contradicts:
        assert found.standing is not Standing.ANSWER


def test_what_is_contradicted_is_no_answer_however_sure(library):
    """Where A and B are, C is not; only the ranking as it is gives it as one."""
    opened = library("产品说明\n\nA型净水机每台八百元。\n\nB型净水机每台一千元。")
    assert opened.ask("A型净水机多少钱").standing is Standing.ANSWER
    answer = opened.ask("C型净水机多少钱")
    assert answer.standing is Standing.PERHAPS
    assert "c型" in answer.missing
    assert opened.ask("C型净水机多少钱", min_confidence=0).standing is Standing.ANSWER


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("业委会任期几年", "小区管理规约\n\n业主委员会每届任期三年。"),
        ("流感疫苗什么时候打", "健康提示\n\n流感季接种四价疫苗，时间为九月至十一月。"),
        ("早餐时间是几点", "住宿须知\n\n早餐供应时间为七点至九点。"),
        ("献血年龄是多少", "献血须知\n\n献血者的年龄为十八周岁至五十五周岁。"),
    ],
)
def test_a_compound_that_stands_there_in_parts_is_answered(library, question, text):
    found = read(library(text, "唱歌跳舞的人很多。山里的路很长。"), question)
    assert found.standing is Standing.ANSWER
    assert found.shown in text


@pytest.mark.parametrize(
    ("character", "text"), [("珀", "琥珀是树脂的化石。"), ("雪", "大雪封山。")]
)
def test_a_character_alone_finds_what_holds_it(library, character, text):
    answer = library(text, "唱歌跳舞的人很多。山里的路很长。").ask(character)
    assert answer.standing is not Standing.NONE
    assert (answer.excerpts or answer.nearest)[0].text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [("C++是什么", "C++是一种语言。"), ("C#是什么", "C#是一种语言。")],
)
def test_names_with_signs_are_told_apart(library, question, text):
    opened = library("C++是一种语言。", "C#是一种语言。", "C是一种语言。")
    answer = opened.ask(question)
    assert answer.standing is Standing.ANSWER
    assert answer.excerpts[0].text == text


@pytest.mark.parametrize(
    "question",
    ["量子计算机的冷却温度", "水库的投资是多少", "谁", "是什么", "帮我查一下火车几点开", "水库"],
)
def test_what_is_refused_says_what_is_missing(library, question):
    """In words of the question, and no debris of cutting it."""
    answer = library("水库在山里。", "唱歌跳舞的人很多。").ask(question)
    if answer.standing is not Standing.ANSWER:
        assert answer.missing
    for word in answer.missing:
        assert word in question
        assert word not in ("长是", "我查", "日开", "库的")
