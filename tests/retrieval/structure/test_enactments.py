"""What asks how a rule was made, and where its head says that."""

import pytest

from retrieval.structure.enactments import asked
from retrieval.structure.provisions import ProvisionKind, sought
from retrieval.text.folding import fold

HEAD = fold(
    "2001年3月1日青石县人民代表大会第二次会议通过 "
    "根据2010年6月30日青石县人民代表大会《关于修改〈青石县河道条例〉的决定》第一次修正 "
    "2019年12月5日青石县人民代表大会常务委员会第三次会议修订 "
    "2019年12月20日青石县人民政府令第7号公布。\n1999年4月2日发布的《河道办法》同时废止。"
)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("河道条例最近一次修正是什么时候", "2019年12月5日"),
        ("河道条例最后一次修改是哪年", "2019年12月5日"),
        ("河道条例哪年修订的", "2019年12月5日"),
        ("河道条例的修订日期", "2019年12月5日"),
        ("河道条例第一次修正是哪天", "2010年6月30日"),
        ("河道条例是什么时候通过的", "2001年3月1日"),
        ("《河道条例》是哪次会议通过的", "2001年3月1日"),
        ("河道条例由谁公布", "2019年12月20日"),
        ("河道条例是几号令公布的", "2019年12月20日"),
        ("河道条例的发布机关是谁", "2019年12月20日"),
    ],
)
def test_the_clause_that_says_it_is_found(question, says):
    found = asked(fold(question))
    clauses = [each[0] for each in found.says.finditer(HEAD)]
    assert clauses[-1 if found.latest else 0].startswith(says)
    assert sought(fold(question)).kind is ProvisionKind.ENACTMENT


def test_what_is_not_said_to_be_made_public_was_passed():
    found = asked("河道条例什么时候公布的")
    assert found.says.search("1958年1月9日县人民代表大会第九次会议通过")


@pytest.mark.parametrize(
    "question",
    ["招聘结果什么时候公布", "河道条例公布了吗", "怎么修改密码", "河道条例修订的内容有哪些"],
)
def test_other_questions_ask_nothing_of_that(question):
    assert asked(question) is None
