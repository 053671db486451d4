"""Typing errors and pinyin: found where nothing else is, and said."""

from pathlib import Path

import pytest

from retrieval import Filter, FilterKind, Library, Standing
from retrieval.ranking.respelling import Respelling, respelt

TEXT = (
    "租房合同\n\n房客入住前交押金两千元,退房时无息退还。\n\n"
    "国界路12号是登记处,周一至周五开门。\n\n停车场夜间关闭,车辆不得入内。\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("typed")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "b.txt").write_text("食堂\n\n午餐有米饭、面条和三种小菜。\n", "utf-8")
    (folder / "c.txt").write_text("通报\n\n口岸过货量突破六百万吨,创下新高。\n", "utf-8")
    return Library.open(folder, index=Path(f"{folder}-index"))


@pytest.mark.parametrize(
    ("question", "also", "held"),
    [
        ("鸭金要交多少", ("押金",), "两千元"),
        ("guojielu在哪", ("国界路",), "12号"),
        ("guojielu", ("国界路",), "12号"),
        ("kouan guohuoliang", ("口岸", "过货量"), "六百万吨"),
    ],
)
def test_a_word_that_is_nowhere_is_found_by_its_sound_and_that_is_said(
    library, question, also, held
):
    found = library.ask(question)
    shown = found.excerpts or found.nearest
    assert held in shown[0].text
    assert found.looked_for == also
    assert found.question == question
    assert not library.ask(question, exact=True).found


@pytest.mark.parametrize("question", ["押金要交多少", "退房时押金退还吗", "猫怎么喂", "xyzzy"])
def test_nothing_is_respelt_where_nothing_is_to_gain(library, question):
    assert library.ask(question).looked_for == library.ask(question, exact=True).looked_for == ()


def test_what_is_a_word_as_it_stands_answers_perhaps(tmp_path):
    text = "职称评定在每年三月开始,由人事处办理,逾期不再受理。\n"
    (tmp_path / "a.txt").write_text(f"通知\n\n{text}", "utf-8")
    (tmp_path / "b.txt").write_text("食堂\n\n午餐有米饭、面条和三种小菜。\n", "utf-8")
    library = Library.open(tmp_path, index=Path(f"{tmp_path}-index"))
    found = library.ask("平定")
    assert (found.standing, found.looked_for) == (Standing.PERHAPS, ("评定",))
    assert "评定" in found.nearest[0].text


def test_filters_stand_where_they_stood_though_words_became_shorter():
    question = "guojielu在哪,只看2024年的"
    given = Filter(FilterKind.DATES, "2024", True, (11, 19))
    found = respelt(question, (given,), [Respelling("guojielu", "国界路", False)])
    assert found is not None
    assert found.question == "国界路在哪,只看2024年的"
    [moved] = found.filters
    assert found.question[slice(*moved.span)] == question[slice(*given.span)]


def test_what_overlaps_is_respelt_once():
    found = respelt(
        "鸭金要交", (), [Respelling("鸭金", "押金", False), Respelling("金要", "紧要", True)]
    )
    assert found is not None
    assert (found.question, found.meant, found.doubtful) == ("押金要交", ("押金",), False)


def test_nothing_found_is_no_other_question():
    assert respelt("食堂在哪", (), []) is None
