"""One smallest library for each number that windows are ranked and judged by.

It comes out otherwise when the number counts nothing. What is right is measured on real questions
(`tests/benchmarks/fit_judge.py`); a case only proves that the number is at work. New weights may
turn a case over: then they want another case.
"""

from math import exp
from typing import NamedTuple

import pytest

from retrieval import Library, Standing
from retrieval.excerpts import judge as judging
from retrieval.excerpts.evidence import DocumentEvidence, WindowEvidence
from retrieval.excerpts.judge import (
    ANSWER,
    PERHAPS,
    RANKING,
    Case,
    SearchEvidence,
    doubted,
    judge,
    margin,
)

A, P, N = Standing.ANSWER, Standing.PERHAPS, Standing.NONE

ASIDE = "唱歌跳舞的人很多。山里的路很长。"
SERVICE, VILLAGE, PUMPS = "便民服务指南\n\n", "北岭镇情况介绍\n\n", "水泵产品说明\n\n"
NOTICE = "关于加强水库管理的通知\n\n"
FINE, PHONE = "违反规定的，处二百元以下罚款。", "水库管理所的电话是0472-5551234。"
STONE = "青石镇的水库由县水利局管理。"
BLOOD = "献血者年龄为十八周岁至五十五周岁。"
SCHOOL = (
    f"{VILLAGE}水泵保修期为两年。体检报告三个工作日内出具。A型水泵每台售价八百元。",
    f"{PUMPS}水库早上八点开门，晚上六点关门。",
    "B型水泵每台售价一千元。图书馆周一闭馆。",
)


@pytest.fixture
def library(tmp_path):
    """Opens these documents."""

    def opened(texts):
        root = tmp_path / "library"
        root.mkdir()
        for number, text in enumerate(texts):
            (root / f"{number}.txt").write_text(text, "utf-8")
        return Library.open(root, index=tmp_path / "index")

    return opened


class Judged(NamedTuple):
    """What the first window is with a number that counts, and what it is without."""

    number: str
    question: str
    most: int
    right: Standing
    off: Standing
    texts: tuple[str, ...]


ANSWERS = (
    Judged(
        "strength",
        "水库 大坝 管理",
        200,
        A,
        P,
        (
            f"{NOTICE}{FINE}",
            f"{VILLAGE}供水热线全天开通。{PHONE}",
            f"{VILLAGE}{STONE}{PHONE}",
        ),
    ),
    Judged(
        "size",
        "在水库游泳罚多少钱",
        30,
        P,
        A,
        (
            "水库的大坝高五十米。\n\n献血者年龄为十八周岁至五十五周岁。",
            "水泵产品说明\n\n北岭镇的学校九月开学。",
        ),
    ),
    Judged(
        "margin", "孩子几岁可以献血", 200, A, P, (f"{SERVICE}献血者年龄为十八周岁至五十五周岁。",)
    ),
    Judged(
        "headed",
        "孩子几岁可以献血",
        30,
        A,
        P,
        (
            f"{VILLAGE}献血者年龄为十八周岁至五十五周岁。\n\n水库的大坝高五十米。\n\n"
            "物业费每平方米一元五角。\n\n医院门诊早上八点开诊。",
        ),
    ),
    Judged(
        "characters",
        "水库 大坝 管理",
        30,
        A,
        P,
        (
            "供水热线全天开通。青石镇的水库由县水利局管理。大桥由县交通局养护。",
            "关于加强水库管理的通知\n\nB型水泵每台售价一千元。\n\n医院门诊早上八点开诊。",
            "北岭镇情况介绍\n\n水库早上八点开门，晚上六点关门。",
        ),
    ),
    Judged(
        "run",
        "管水库的部门电话多少",
        30,
        P,
        A,
        ("青石镇的水库由县水利局管理。水费每吨三元，按季收取。",),
    ),
    Judged(
        "kind_missing",
        "管水库的部门电话多少",
        30,
        P,
        A,
        ("青石镇的水库由县水利局管理。水费每吨三元，按季收取。",),
    ),
    Judged("unknown", "水库 大坝 管理", 200, N, A, ("水库占地三百亩。",)),
    Judged(
        "lacks_name",
        "A型水泵多少钱",
        200,
        N,
        A,
        (
            "水泵产品说明\n\n山里的路很长。",
            "关于加强水库管理的通知\n\n每年四月至六月为禁渔期。",
            "水库管理所的电话是0472-5551234。",
        ),
    ),
    Judged(
        "length",
        "去水库钓鱼要什么证件吗",
        30,
        A,
        P,
        (
            "便民服务指南\n\n钓鱼许可证每张二十元。\n\n水库早上八点开门，晚上六点关门。",
            "便民服务指南\n\n北岭镇的学校九月开学。\n\n每年四月至六月为禁渔期。",
        ),
    ),
)
MAYBE = (
    Judged(
        "strength",
        "水库几点开门",
        30,
        N,
        P,
        (
            "水泵产品说明\n\n水库的大坝高五十米。",
            "关于加强水库管理的通知\n\n水库的大坝高五十米。",
        ),
    ),
    Judged(
        "margin",
        "水库管理办法什么时候开始执行",
        200,
        P,
        N,
        (
            "水库的大坝高五十米。",
            "物业费每平方米一元五角。",
        ),
    ),
    Judged(
        "headed",
        "水库管理办法什么时候开始执行",
        200,
        P,
        N,
        (
            "水库的大坝高五十米。",
            "物业费每平方米一元五角。",
        ),
    ),
    Judged(
        "characters",
        "A型水泵多少钱",
        200,
        P,
        N,
        ("水库占地三百亩。", f"{SERVICE}B型水泵每台售价一千元。"),
    ),
    Judged(
        "run",
        "水库几点开门",
        30,
        N,
        P,
        (
            "水泵产品说明\n\n水库的大坝高五十米。",
            "关于加强水库管理的通知\n\n水库的大坝高五十米。",
        ),
    ),
    Judged(
        "document_words",
        "A型水泵多少钱",
        200,
        P,
        N,
        ("水库占地三百亩。", f"{SERVICE}B型水泵每台售价一千元。"),
    ),
    Judged(
        "lacks_name",
        "C型水泵多少钱",
        200,
        N,
        P,
        (f"{PUMPS}物业费每平方米一元五角。", f"{PUMPS}供水热线全天开通。", ASIDE),
    ),
    Judged(
        "length",
        "水库管理办法什么时候开始执行",
        200,
        P,
        N,
        (
            "水库的大坝高五十米。",
            "物业费每平方米一元五角。",
        ),
    ),
    Judged("topic", "水库修建花了多少钱", 30, P, N, ("青石镇的水库由县水利局管理。",)),
)


def ids(cases):
    return [case.number for case in cases]


def standing(opened, case):
    return opened.ask(case.question, max_chars=case.most).standing


@pytest.mark.parametrize("case", ANSWERS, ids=ids(ANSWERS))
def test_a_number_makes_an_answer_or_none(case, library, monkeypatch):
    opened = library(case.texts)
    assert standing(opened, case) is case.right
    monkeypatch.setitem(ANSWER, case.number, 0)
    assert standing(opened, case) is case.off


@pytest.mark.parametrize("case", MAYBE, ids=ids(MAYBE))
def test_a_number_makes_what_may_answer_or_not(case, library, monkeypatch):
    opened = library(case.texts)
    assert standing(opened, case) is case.right
    monkeypatch.setitem(PERHAPS, case.number, 0)
    assert standing(opened, case) is case.off


class Ordered(NamedTuple):
    """What is shown first with a number that counts; something else is without."""

    number: str
    question: str
    most: int
    first: str
    texts: tuple[str, ...]


ORDERED = (
    Ordered(
        "words",
        "镇上的学校几月份上课",
        30,
        "每年四月至六月为禁渔期。",
        (
            "北岭镇情况介绍\n\n每年四月至六月为禁渔期。\n\n水库管理所的电话是0472-5551234。\n\n山里的路很长。",
        ),
    ),
    Ordered(
        "sentence",
        "在水库游泳罚多少钱",
        30,
        "山里的路很长。违反规定的，处二百元以下罚款。",
        (
            "水泵产品说明\n\n唱歌跳舞的人很多。山里的路很长。违反规定的，处二百元以下罚款。献血者年龄为十八周岁至五十五周岁。",
            "广东的水库由省水利厅管理。",
        ),
    ),
    Ordered(
        "headed",
        "在水库游泳罚多少钱",
        30,
        "在水库钓鱼须办理许可证。本办法自2021年3月1日起施行。",
        (
            "关于加强水库管理的通知\n\n山里的路很长。水库占地三百亩。",
            "北岭镇情况介绍\n\n在水库钓鱼须办理许可证。本办法自2021年3月1日起施行。2023年全县粮食产量达到十二万吨。",
        ),
    ),
    Ordered(
        "characters",
        "镇上的学校几月份上课",
        200,
        "医院门诊早上八点开诊。青石镇的水库由县水利局管理。",
        (
            "2023年全县粮食产量达到十二万吨。献血者年龄为十八周岁至五十五周岁。",
            "关于加强水库管理的通知\n\n图书馆周一闭馆。水费每吨三元，按季收取。水库的大坝高五十米。",
            "医院门诊早上八点开诊。青石镇的水库由县水利局管理。",
        ),
    ),
    Ordered(
        "kind",
        "北岭镇的学校什么时候开学",
        200,
        "图书馆周一闭馆。B型水泵每台售价一千元。",
        (f"{NOTICE}图书馆周一闭馆。B型水泵每台售价一千元。", ASIDE),
    ),
    Ordered(
        "kind_close",
        "镇上的学校几月份上课",
        200,
        "水泵保修期为两年。广东的水库由省水利厅管理。本办法自2021年3月1日起施行。",
        (
            "水泵保修期为两年。广东的水库由省水利厅管理。本办法自2021年3月1日起施行。",
            "关于加强水库管理的通知\n\n青石镇的水库由县水利局管理。\n\n医院门诊早上八点开诊。\n\n钓鱼许可证每张二十元。",
        ),
    ),
    Ordered(
        "unit",
        "水库大坝占地多少亩",
        14,
        "占地三百亩。",
        ("水库大坝占地三百处。\n\n占地三百亩。",),
    ),
    Ordered(
        "stated",
        "在水库游泳罚多少钱",
        30,
        "山里的路很长。违反规定的，处二百元以下罚款。",
        (
            "水泵产品说明\n\n唱歌跳舞的人很多。山里的路很长。违反规定的，处二百元以下罚款。献血者年龄为十八周岁至五十五周岁。",
            "广东的水库由省水利厅管理。",
        ),
    ),
    Ordered(
        "run",
        "在水库游泳罚多少钱",
        30,
        "山里的路很长。违反规定的，处二百元以下罚款。",
        (
            "水泵产品说明\n\n唱歌跳舞的人很多。山里的路很长。违反规定的，处二百元以下罚款。献血者年龄为十八周岁至五十五周岁。",
            "广东的水库由省水利厅管理。",
        ),
    ),
    Ordered(
        "score",
        "水库由谁管理",
        200,
        "青石镇的水库由县水利局管理。每年四月至六月为禁渔期。",
        (
            f"{NOTICE}水泵保修期为两年。\n\n停车场按小时收费。",
            "青石镇的水库由县水利局管理。每年四月至六月为禁渔期。",
        ),
    ),
)


@pytest.mark.parametrize("case", ORDERED, ids=ids(ORDERED))
def test_a_number_puts_a_window_first(case, library, monkeypatch):
    opened = library(case.texts)

    def first():
        return opened.ask(case.question, max_chars=case.most, min_confidence=0).excerpts[0].text

    assert first() == case.first
    monkeypatch.setitem(RANKING, case.number, 0)
    assert first() != case.first


def test_every_number_has_a_case():
    """Whoever adds one adds a case."""
    assert ids(ANSWERS) == list(ANSWER)
    assert set(ids(MAYBE)) == set(PERHAPS)
    assert ids(ORDERED) == list(RANKING)


WINDOW = WindowEvidence(1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0)
CASE = Case(WINDOW, DocumentEvidence(1, 0, 0, False), SearchEvidence(0.5, 10), 0.9, True, 4)


def test_what_is_contradicted_is_never_an_answer():
    """The same otherwise, and however low the threshold, unless that is 0."""
    assert judge(CASE).standing is A
    against = CASE._replace(document=CASE.document._replace(contradicts=True))
    judged = judge(against)
    assert judged.standing is P
    assert judged.confidence < judging.MIN_CONFIDENCE
    assert judge(against, 0.1) == judged


def test_what_is_doubted_is_perhaps_an_answer_at_most():
    sure = judge(CASE)
    assert sure.standing is A
    assert doubted(sure).standing is P
    assert doubted(sure).confidence < judging.MIN_CONFIDENCE <= sure.confidence
    nothing = judging.Judgement(N, 0.1)
    assert doubted(nothing) == nothing


def test_the_threshold_is_where_an_answer_begins():
    sure = judge(CASE).confidence
    assert judge(CASE, sure).standing is A
    assert judge(CASE, sure + 1e-6).standing is P
    assert judge(CASE, 0).standing is A
    nothing = CASE._replace(
        window=WINDOW._replace(words=0, headed=0, characters=0, kind=0, run=0),
        document=DocumentEvidence(0, 1, 1, False),
        search=SearchEvidence(0.0, 10),
    )
    assert judge(nothing).standing is N
    assert judge(nothing, 0).standing is A


def test_the_margin_is_the_share_of_the_first():
    other = WINDOW._replace(score=-1)
    apart = RANKING["score"]
    assert margin([WINDOW]) == 1
    assert margin([WINDOW, WINDOW]) == pytest.approx(0.5)
    assert margin([WINDOW, other]) == pytest.approx(1 / (1 + exp(-apart)))
