"""What asks for a provision in its set form, and which sentences have it."""

import pytest

from retrieval.structure.provisions import ProvisionKind, sought
from retrieval.text.folding import fold

EFFECT, ENACTMENT, DEFINITION, PENALTY, AMOUNT = ProvisionKind


def kind(question):
    found = sought(fold(question))
    return found and found.kind


@pytest.mark.parametrize(
    "asks",
    [
        "何时施行",
        "什么时候生效",
        "哪天开始实施",
        "从哪天起施行",
        "几时开始执行",
        "的实施日期",
        "施行日期是什么",
        "是哪一年开始实施的？",
        "从什么时候开始实行的",
        "啥时候开始生效啊",
        "自何日起施行",
        "开始施行的时间",
        "正式实施是什么时候",
        "生效了吗",
        "生效了没有",
    ],
)
def test_asks_since_when_something_is_in_force(asks):
    assert kind(f"公共自行车管理办法{asks}") is EFFECT


@pytest.mark.parametrize(
    "question",
    [
        "什么时候施行公共自行车管理办法",
        "从哪天起实施新的收费标准",
    ],
)
def test_what_is_in_force_may_be_named_behind(question):
    assert kind(question) is EFFECT


@pytest.mark.parametrize(
    "question",
    [
        "公共自行车管理办法由谁实施",
        "实施方案包括哪些内容",
        "执行标准是多少",
        "何时还车",
        "施行前的合同怎么算",
    ],
)
def test_other_questions_ask_for_no_day_in_force(question):
    assert kind(question) is not EFFECT


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("什么是业主", "业主"),
        ("何谓业主", "业主"),
        ("什么叫业主？", "业主"),
        ("业主的定义", "业主"),
        ("业主的法律定义是什么", "业主"),
        ("业主是什么意思", "业主"),
        ("业主是指什么", "业主"),
        ("业主指的是什么", "业主"),
        ("业主怎么定义", "业主"),
        ("业主这个词是什么意思", "业主"),
        ("“业主”的含义是什么", "业主"),
        ("业主一词的意思是什么", "业主"),
        ("所谓业主，指的是什么", "业主"),
        ("怎么理解业主", "业主"),
        ("物业管理条例所称业主是指什么", "业主"),
        ("物业管理条例所称的业主是指什么", "业主"),
        ("物业管理条例中业主是什么意思", "业主"),
        ("物业管理条例对业主的定义", "业主"),
        ("法律上业主指什么", "业主"),
        ("法律上业主是什么意思", "业主"),
        ("《物业管理条例》里说的业主是什么", "业主"),
        ("《物业管理条例》中业主是什么意思", "业主"),
        ("物业管理条例里业主指什么", "业主"),
        ("业主在物业管理条例里怎么定义", "业主"),
        ("业主在《物业管理条例》中是什么意思", "业主"),
        ("物业管理条例对业主是怎么定义的", "业主"),
        ("所谓业主是指什么", "业主"),
        ("对外贸易法里的对外贸易指什么", "对外贸易"),
        ("劳动合同是什么意思", "劳动合同"),
        ("什么是法定代表人", "法定代表人"),
        ("什么是规定动作", "规定动作"),
        ("業主的定義", "业主"),
        ("业主", "业主"),
    ],
)
def test_the_sentence_that_says_what_a_word_means_is_told_by_its_form(question, term):
    found = sought(fold(question))
    assert found.kind is DEFINITION
    assert found.states(f"本条例所称{term},是指房屋的所有权人。")
    assert not found.states(f"{term}应当遵守管理规约。")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("法律上业主指什么", "业主"),
        ("《物业管理条例》里说的业主是什么", "《物业管理条例》业主"),
        ("物业管理条例所称的业主是指什么", "物业管理条例业主"),
        ("业主指什么", "业主"),
    ],
)
def test_what_leads_up_to_a_term_tells_nothing(question, left):
    found = sought(question)
    (a, b), (start, end) = found.leading, found.span
    assert question[:a] + question[b:start] + question[end:] == left


@pytest.mark.parametrize(
    ("sentence", "defines"),
    [
        ("本法所称道路是指公路和城市道路。", True),
        ("(一)“道路”,是指公路和城市道路。", True),
        ("道路:指公路和城市道路。", True),
        ("供车辆通行的公路和城市道路,称为道路。", True),
        ("供车辆通行的公路(以下简称道路)由县管理。", True),
        ("城市道路,是指城市供车辆通行的道路。", False),
        ("道路(road)一词来自英语,意为供人行走的地方。", True),
        ("道路的字面意思是走的地方。", True),
        ("修了道路。这意为花了钱。", False),
        ("道路指示牌由县交通局设置。", False),
        ("道路由县交通局管理。", False),
    ],
)
def test_a_definition_is_of_the_whole_word(sentence, defines):
    assert sought("什么是道路").states(sentence) is defines


@pytest.mark.parametrize(
    "question",
    [
        "罚多少",
        "罚款多少钱",
        "怎么处罚",
        "会怎么罚",
        "受什么处罚",
        "会被拘留几天",
        "会不会被罚",
        "要坐几年牢",
        "处罚多少钱",
        "扣几分",
        "犯法吗",
        "有什么后果",
    ],
)
def test_asks_what_a_breach_costs(question):
    found = sought(f"乱停车{question}")
    assert found.kind is PENALTY
    assert found.states("乱停车的,处五十元以上二百元以下罚款。")
    assert not found.states("车辆应当停放在停车场内。")


@pytest.mark.parametrize(
    ("sentence", "fines"),
    [
        ("乱停车的,处警告或者五十元罚款。", True),
        ("乱停车的,罚50元。", True),
        ("乱停车的,记3分。", True),
        ("情节严重的,吊销驾驶证。", True),
        ("有前款行为的,依法给予治安管理处罚。", True),
        ("构成犯罪的,依法追究刑事责任。", True),
        ("应当设置警告标志。", False),
        ("驾驶证被吊销、暂扣期间驾驶的;", False),
        ("罚款决定书由公安机关送达。", False),
        ("缴纳的罚款全部上缴国库。", False),
    ],
)
def test_a_fine_is_told_from_what_is_said_of_fines(sentence, fines):
    assert sought("乱停车怎么处罚").states(sentence) is fines


@pytest.mark.parametrize("question", ["判断标准是什么", "红烧肉怎么处理", "拘留所在哪里"])
def test_other_questions_ask_for_no_penalty(question):
    assert kind(question) is not PENALTY


@pytest.mark.parametrize(
    "question", ["白糖放多少", "白糖要加多少呢", "白糖用几克", "白糖几勺", "白糖需要多少克"]
)
def test_asks_how_much_of_something_it_takes(question):
    found = sought(question)
    assert found.kind is AMOUNT
    assert found.states("面粉 300克、白糖 40克、酵母 3克。")
    assert found.states("加入两勺白糖拌匀。")
    assert found.states("| 白糖 | 40克 |")
    assert not found.states("把白糖炒化,约5分钟。")


@pytest.mark.parametrize(
    "question",
    ["放假的规定在第几条", "报名要多少钱", "白糖多少钱一斤", "坐车要多少分钟", "有几个步骤"],
)
def test_other_questions_ask_for_no_amount(question):
    assert kind(question) is not AMOUNT
