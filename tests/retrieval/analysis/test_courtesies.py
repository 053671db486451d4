"""What people say around a question leaves it, and no question loses a word of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents

from retrieval.analysis.analyzer import WORD
from retrieval.analysis.courtesies import without_courtesies
from retrieval.text.folding import fold

ASKED = "物业费怎么收"

# Openings and endings: what is said around ASKED, which stands where the … is.
AROUND = """
请问…
请问一下…吗
帮我查一下…
请帮忙看看…
小助手你好，…
麻烦问下…
我想了解一下…
想请教大家一个问题，…
您好，打扰了，…
不好意思，…
有没有人知道…
谁知道…
能不能告诉我…
弱弱地问一句，…
请教各位大神：…
在吗？…
老师好，…呢
急急急！…
hello，…
資料裏有沒有寫…
文件上写了…
文件上有没有写…
库里有没有…
喂，…
求助：…
求助大家，…
打扰一下，…
打扰了…
請問…
…？谢谢老师
…谢谢
…，谢谢！！
…，在线等
…啊，挺急的
…，求解答
…，麻烦您了
求大神解答，…
您好！请问一下，…？非常感谢！
… thanks
"""
HEDGED = """
物业费到底怎么收
物业费大概是多少
物业费一般是多少
物业费最高多少
物业费一共是多少
现在物业费是多少
目前物业费具体怎么收
"""
# Words that begin or end as courtesies do, and are what is asked about.
UNCUT = """
请假条怎么写
请示的格式
请求权是什么
求职补贴是多少
求救信号有哪些
问询函什么时候回复
查验通道在哪里
看守所在哪里
说明书在哪里
讲师待遇如何
找零怎么办
帮扶资金是多少
谢师宴能办吗
感谢信怎么写
急救电话是多少
急需紧缺人才补贴是多少
告知承诺制是什么
告知书多久送达
介绍信怎么开
咨询费是多少
回复时限是多久
解释权归谁
客服电话是多少
老师的工资是多少
专家评审费是多少
有人机和无人机有什么区别
我们的土地
麻烦制造者是谁
大家庭是什么
大概率事件是什么
一般纳税人是什么
一般公共预算收入是多少
最高人民法院的电话
具体行政行为是什么
文件柜多少钱
文件中心的电话
文件上报期限是几天
材料中标公示几天
资料中国家标准有几项
库里肖夫效应是什么
求助电话是多少
打扰公众的处罚
喂养次数是多少
现在完成时怎么用
现在分词怎么用
为什么要说谢谢
怎么表示感谢
"""


def lines(table):
    return table.split("\n")[1:-1]


def left(question):
    return " ".join(without_courtesies(fold(question)).split())


@pytest.mark.parametrize("around", lines(AROUND))
def test_what_is_said_around_a_question_leaves(around):
    assert left(around.replace("…", ASKED)).rstrip(" ?") == ASKED


@pytest.mark.parametrize("question", lines(HEDGED))
def test_hedges_leave_where_they_stand(question):
    assert left(question).replace(" ", "") in {"物业费怎么收", "物业费是多少", "物业费多少"}


@pytest.mark.parametrize("question", lines(UNCUT))
def test_a_question_about_what_sounds_like_a_courtesy_stays_whole(question):
    assert without_courtesies(fold(question)) == fold(question)


@pytest.mark.parametrize("question", lines(UNCUT))
def test_it_stays_whole_behind_an_opening_too(question):
    assert left("您好，请问一下，" + question) == fold(question)


def test_where_something_is_had_ends_what_is_said_before():
    assert left("文件上有物业费吗") == "有物业费"


def test_what_is_asked_last_is_no_particle():
    assert left("请问物业费是什么") == "物业费是什么"
    assert left("请问收不收物业费吗") == "收不收物业费"


@pytest.mark.parametrize("said", ["谢谢", "你好", "请问", "查", "老师", "目前", "您好，在吗？谢谢"])
def test_courtesies_alone_are_asked_as_they_are(said):
    assert WORD.search(without_courtesies(fold(said)))


SAID = [line.replace("…", "") for line in lines(AROUND)]


@given(st.lists(st.one_of(st.text(max_size=9), contents, st.sampled_from(SAID))).map("".join))
def test_nothing_moves_and_something_is_left(text):
    folded = fold(text)
    cut = without_courtesies(folded)
    assert len(cut) == len(folded)
    assert all(now in (was, " ") for now, was in zip(cut, folded, strict=True))
    assert bool(WORD.search(cut)) is bool(WORD.search(folded))
