"""Words that are printed with blanks inside are those without, and two words stay two."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.analysis.analyzer import joined
from retrieval.text.folding import fold
from retrieval.verification.models import Verdict

NAMES = (
    "田壮 于洋 李明 张三丰 欧阳震华 司马光 王大力 周敏 陈建国 刘国庆 高明亮 马英 阿依古丽".split()
)
AROUND = (
    "会议由{}主持。",
    "联系人：{}，值班。",
    "授予{}同志称号",
    "由{}同志负责",
    "{}",
    "主任{}说",
)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("授予田　壮同志称号", "田壮"),
        ("参会：田　壮、于　洋", "于洋"),
        ("联　系　人：周　敏", "联系人"),
        ("电　　话：123", "电话"),
        ("通　知", "通知"),
        ("关 于 表 彰 先 进 的 决 定", "关于表彰先进的决定"),
        ("欧阳 震华到会", "欧阳震华"),
        ("会议由王 大力主持", "王大力"),
        ("张三 丰，", "张三丰"),
        ("田 壮　于 洋", "于洋"),
        ("通\u200b知栏", "通知栏"),
        ("水\u00ad箱", "水箱"),
        ("水\ufeff箱", "水箱"),
        ("第 一 条 为了", "第一条"),
        ("聯　系　人", "联系人"),
    ],
)
def test_a_word_with_blanks_inside_is_one(written, word):
    found = joined(fold(written))
    assert word in found
    assert len(found) == len(written)


@pytest.mark.parametrize(
    "written",
    [
        *("北京 大学生服务队", "全市 共有人口", "自来 水利", "上海 图书馆", "高等 学校", "北京 人"),
        *("今年 我县工作", "图书馆　　阅览室", "工作开展情况　　一是加强", "A 座", "共 3 人"),
        *("男\t女", "田\n壮"),
    ],
)
def test_two_words_side_by_side_stay_two(written):
    assert joined(fold(written)) == fold(written)


def test_a_very_long_run_is_read_once():
    """Reading it again from each of its characters would take an hour."""
    assert joined("水" * 300_000) == "水" * 300_000


@given(st.text("田壮于洋北京大学生 　\u200b，。a", max_size=30))
def test_joining_keeps_every_character(text):
    folded = fold(text)
    assert sorted(joined(folded)) == sorted(folded)


@given(
    st.sampled_from(NAMES), st.sampled_from(AROUND), st.sampled_from(" 　\u00a0"), st.integers(1, 2)
)
def test_blanks_between_the_characters_of_a_name_never_lose_it(name, around, blank, width):
    printed = (blank * min(width, 1 if blank == "　" else 2)).join(name)
    assert name in joined(fold(around.format(printed)))


LETTER = (
    "关 于 表 彰 志 愿 者 的 通　知\n\n参会人员：田　壮、于　洋、欧阳 震华\n联　系　人：周　敏\n\n"
    "经研究，授予田　壮同志称号，奖金两千元。\n北京 大学生服务队得到集体奖。\n"
    "本栋水\u00ad箱清\u200b洗定于五月八日，停水六小时。\n"
)


@pytest.fixture(scope="module")
def library():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").write_text(LETTER, "utf-8")
        other = "食堂通告\n\n食堂每日供应三餐，早餐六点开始，晚餐九点结束。\n"
        Path(folder, "b.txt").write_text(other, "utf-8")
        yield Library.open(folder, index=Path(folder) / ".index")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("田壮的奖金是多少", "两千元"),
        ("田　壮的奖金是多少", "两千元"),
        ("田 壮 奖金", "两千元"),
        ("联系人是谁", "周　敏"),
        ("联　系　人是谁", "周　敏"),
        ("联系人周敏", "周　敏"),
        ("欧阳震华参会", "欧阳 震华"),
        ("水箱什么时候清洗", "五月八日"),
        ("水\u00ad箱清洗停水多久", "六小时"),
        ("表彰志愿者的通知", "奖金两千元"),
    ],
)
def test_it_is_found_and_asked_as_without_blanks(library, question, shown):
    answer = library.ask(question)
    assert answer.found
    assert answer.missing == ()
    assert shown in answer.excerpts[0].text


def test_what_is_marked_are_the_words_of_the_text(library):
    found = library.ask("田壮的奖金").excerpts[0]
    marked = [LETTER[start:end] for start, end in found.highlights]
    assert "田　壮" in marked
    assert "奖金" in marked


@pytest.mark.parametrize("quotation", ["授予田壮同志称号，奖金两千元", "本栋水箱清洗定于五月八日"])
def test_without_blanks_it_is_the_same_words(library, quotation):
    assert library.verify(quotation).verdict is Verdict.SAME_WORDS


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(["", " ", "　"]), st.data())
def test_a_name_is_found_wherever_blanks_stand_in_it(name, blank, data):
    gaps = [data.draw(st.sampled_from(["", blank])) for _ in name[1:]]
    printed = name[0] + "".join(map(str.__add__, gaps, name[1:]))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").write_text(f"水库值班表\n\n值班人：{printed}，电话另告。\n", "utf-8")
        Path(folder, "b.txt").write_text("食堂通告\n\n每日供应三餐。\n", "utf-8")
        answer = Library.open(folder, index=Path(folder) / ".index").ask(f"{name}值班")
    assert printed in (answer.excerpts or answer.nearest)[0].text
    assert name not in answer.missing
