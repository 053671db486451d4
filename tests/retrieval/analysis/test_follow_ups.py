"""那2022年呢: what a follow-up changes in the question before it, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import follow_up


@pytest.mark.parametrize(
    ("question", "former", "meant"),
    [
        ("那2022年呢", "2021年的旅游收入是多少?", "2022年的旅游收入是多少"),
        ("去年呢？", "2023年旅游收入多少", "去年旅游收入多少"),
        ("那二〇二二年呢", "2021年的旅游收入", "二〇二二年的旅游收入"),
        ("那3月呢", "2023年2月的出口额是多少", "2023年3月的出口额是多少"),
        ("那2022年3月呢", "2023年2月的出口额是多少", "2022年3月的出口额是多少"),
        ("那下半年呢", "上半年的增速是多少", "下半年的增速是多少"),
        ("那一年期呢", "五年期以上LPR是多少", "一年期LPR是多少"),
        ("那三等奖呢", "一等奖奖金多少", "三等奖奖金多少"),
        ("如果是两年呢", "合同期一年的试用期多长", "合同期两年的试用期多长"),
        ("那B型呢", "A型净水机多少钱", "B型净水机多少钱"),
        ("第二点呢", "第一点是什么", "第二点是什么"),
        ("那第四条呢", "《办法》第三条是什么", "《办法》第四条是什么"),
        ("那第二款呢", "《办法》第三条是什么", "《办法》第三条第二款是什么"),
        ("那《细则》呢", "《办法》第三条是什么", "《细则》第三条是什么"),
        ("那上海呢", "北京的人口是多少", "上海的人口是多少"),
        ("那包头呢", "呼和浩特的生产总值是多少", "包头的生产总值是多少"),
        ("那朝阳区呢", "北京市海淀区的人口", "北京市朝阳区的人口"),
        ("那女的呢", "男职工多少岁退休", "女职工多少岁退休"),
        ("那农村居民呢", "城镇居民人均可支配收入是多少", "农村居民人均可支配收入是多少"),
        ("产假呢", "婚假有几天", "产假有几天"),
        ("那地址呢", "房管局的电话是多少", "房管局的地址是多少"),
        ("那麼２０２２年呢", "2021年的旅遊收入是多少", "２０２２年的旅遊收入是多少"),
        ("what about 2022?", "2021年的旅游收入是多少?", "2022的旅游收入是多少"),
        ("那第五条呢", "《办法》第三条第一款第二项是什么", "《办法》第五条是什么"),
        ("第二款呢", "《办法》第三条第一款第二项是什么", "《办法》第三条第二款是什么"),
        ("那第五条第二款呢", "《办法》第三条第二项是什么", "《办法》第五条第二款是什么"),
        ("那第三项呢", "《办法》第三条第一款第二项", "《办法》第三条第一款第三项"),
        ("那刑法第二条呢", "宪法第三条第一款", "刑法第二条"),
        ("那上海2022年呢", "北京2021年的人口是多少", "上海2022年的人口是多少"),
    ],
)
def test_it_takes_the_place_of_what_is_of_its_kind(question, former, meant):
    assert follow_up(question, former) == meant


@pytest.mark.parametrize(
    ("question", "former", "meant"),
    [
        ("那2022年呢", "旅游收入是多少", "2022年 旅游收入是多少"),
        ("那上海呢", "人口是多少", "上海 人口是多少"),
        ("第二点呢", "主要措施有哪些", "主要措施有哪些 第二点"),
        ("那1月份呢", "2021年旅游收入是多少", "2021年1月份旅游收入是多少"),
        ("那上半年呢", "旅游收入是多少", "上半年 旅游收入是多少"),
        # Nothing of the form of one that went on before it.
        ("第二条呢", "那押金呢？", "押金 第二条"),
    ],
)
def test_a_year_a_place_or_an_item_is_added_where_none_was_named(question, former, meant):
    assert follow_up(question, former) == meant


@pytest.mark.parametrize(
    "question",
    [
        "2022年的旅游收入是多少",
        "那旅游收入是多少呢",
        "那谁负责呢",
        "为什么呢",
        "那怎么办呢",
        "那呢",
        "真的吗",
        "还有呢",
        "谢谢",
        "那",
        "呢",
        "",
    ],
)
def test_what_is_no_follow_up_is_asked_alone(question):
    assert follow_up(question, "供暖期从哪天开始") is None


@pytest.mark.parametrize(
    ("question", "former"),
    [
        ("下一条呢", "水库法第三条"),
        ("那2022年和2023年呢", "2021年的收入是多少"),
        ("那2022年图书馆几点开门呢", "2021年的收入是多少"),
    ],
)
def test_where_nobody_can_tell_what_is_meant_it_is_asked_alone(question, former):
    assert follow_up(question, former) is None


@pytest.mark.parametrize("former", ["", "?", " "])
@pytest.mark.parametrize("question", ["那一年期呢", "那2022年呢", "第二点呢"])
def test_nothing_follows_from_nothing(question, former):
    assert follow_up(question, former) is None


def test_one_follows_from_another():
    once = follow_up("那2022年呢", "包头2021年的旅游收入是多少")
    assert follow_up("呼和浩特呢", once) == "呼和浩特2022年的旅游收入是多少"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_it_is_a_question_or_none(question, former):
    meant = follow_up(f"那{question}呢", former)
    assert meant is None or meant.strip()
