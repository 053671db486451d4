"""Each kind of answer: who asks for it, and what a text looks like that may answer."""

import pytest

from retrieval.analysis.answer_kinds import (
    KINDS,
    SHAPES,
    asked_for,
    asks_for_much,
    counted_in,
    kind_asked,
)

# The kind, a question that asks for it, what answers, and what does not.
CASES = (
    ("money", "门票多少钱", "门票每张二十元", "门票在窗口买"),
    ("money", "停车怎么收费", "一小时内免费", "停车场在地下"),
    ("duration", "保修期多久", "保修两年", "保修卡须保管好"),
    ("duration", "几个工作日能办完", "5个工作日内办结", "当场受理"),
    ("time", "图书馆几点开门", "早上八点开门", "图书馆有三层"),
    ("time", "什么时候报名", "报名截至6月18日", "报名须本人到场"),
    ("age", "多大年龄能献血", "年满18周岁", "身体健康"),
    ("phone", "物业的电话", "0472-5551234", "物业在一楼"),
    ("address on the net", "报名网址是什么", "登录www.example.cn", "现场报名"),
    ("size", "房间面积多大", "面积为90㎡", "房间朝南"),
    ("weight", "包裹限重，最大多重", "不超过20公斤", "长度不超过2米"),
    ("temperature", "冷库温度是多少", "保持在4℃", "面积为90㎡"),
    ("length", "围栏多高", "不低于1.8米", "占地20平方米，重3吨，80m²"),
    ("size", "水箱容积", "4.5升", "水箱在背面"),
    ("rate", "首付比例是几成", "不低于30%", "首付须一次付清"),
    ("count", "一共有多少人", "共三百人", "人很多"),
)


@pytest.mark.parametrize(("name", "question", "answer", "other"), CASES)
def test_a_kind_is_asked_for_and_answered(name, question, answer, other):
    kind = kind_asked(question)
    assert kind is not None
    assert kind.name == name
    assert kind.answered.search(answer)
    assert not kind.answered.search(other)


def test_every_kind_has_a_case():
    assert {kind.name for kind in KINDS} == {name for name, *_ in CASES}


@pytest.mark.parametrize("question", ["谁负责检查", "为什么停水", "水库由谁管理", "几乎没有水"])
def test_a_question_for_none_of_them_asks_for_no_kind(question):
    assert kind_asked(question) is None


@pytest.mark.parametrize(
    ("name", "question", "answer", "other"),
    [
        ("number", "有多少人", "三百人", "人很多"),
        ("date", "哪一天开始", "3月1日起", "春天"),
        ("place", "学校在哪里", "位于山里", "学校很大"),
        ("contact", "联系方式", "0472-5551234", "请来信"),
        ("reason", "为什么停工", "因下雨停工", "停工三天"),
        ("penalty", "不交会有什么处罚", "处五百元以下罚款", "不交五百元"),
        ("who", "哪个部门负责", "由水务局负责", "负责到底"),
    ],
)
def test_a_shape_is_asked_for_and_answered(name, question, answer, other):
    shape = next(shape for shape in asked_for(question) if shape.name == name)
    assert shape.answered.search(answer)
    assert not shape.answered.search(other)


def test_there_are_these_shapes():
    names = ["number", "date", "place", "contact", "reason", "penalty", "who"]
    assert [shape.name for shape in SHAPES] == names


@pytest.mark.parametrize(
    ("question", "much"),
    [
        ("对企业有什么支持政策", True),
        ("怎样办理", True),
        ("评定办法什么时候施行", False),
        ("哪个部门负责处理", False),
        ("水库在山里吗", False),
    ],
)
def test_measures_rules_and_ways_are_much_and_dates_and_names_are_not(question, much):
    assert asks_for_much(question) is much


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("产量是多少吨", "十二万吨", "十二万元"),
        ("有几个班", "12个班", "十二间"),
        ("多少公斤", "50公斤", "50元"),
    ],
)
def test_the_unit_that_is_asked_for_is_told_from_others(question, answer, other):
    unit = counted_in(question)
    assert unit is not None
    assert unit.search(answer)
    assert not unit.search(other)


@pytest.mark.parametrize("question", ["多少钱", "有多少个", "谁", "几时", "多少"])
def test_what_names_no_unit_asks_for_none(question):
    assert counted_in(question) is None


@pytest.mark.parametrize("numeral", ["百", "千", "半百", "1", "1,", "万", "多"])
def test_a_long_run_of_numerals_takes_no_time(numeral):
    """Cut in every way and tried from every place, 2000 of them took longer than a minute."""
    run = numeral * 2000
    for each in (*KINDS, *SHAPES):
        each.answered.search(run)
    unit = counted_in("多少吨")
    assert unit is not None
    unit.search(run)
