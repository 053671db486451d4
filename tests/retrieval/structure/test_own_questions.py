"""Which questions of a document head their answers."""

import pytest
from samples import document

from retrieval.models import Kind
from retrieval.structure.passages import split


def headed(text, suffix=".txt"):
    """The headings of a text, and what stands under each."""
    found = {}
    for passage in split(document(text, suffix)):
        if passage.kind is Kind.HEADING:
            found[passage.text] = []
        elif passage.section:
            heading = text[passage.section.start : passage.section.end]
            found[heading].append(passage.text)
    return found


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Q：几点开门？", "A：八点。"),
        ("Q: 几点开门？", "A: 八点。"),
        ("Q1：几点开门？", "A1：八点。"),
        ("Q1. 几点开门？", "A1. 八点。"),
        ("问：几点开门？", "答：八点。"),
        ("问：几点开门", "答：八点。"),
        ("问题1：几点开门？", "回答：八点。"),
        ("提问：几点开门？", "答复：八点。"),
        ("问：天冷了。几点开门？能早点吗？", "答：八点。"),
        ("问：几点开门？", "八点。"),
        ("1. 几点开门？", "八点。"),
        ("1、几点开门?", "八点。"),
        ("（一）几点开门？", "八点。"),
        ("一、冬天的早上，几点开门？", "八点。"),
        ("几点开门？", "八点。"),
    ],
)
def test_a_question_that_is_answered_below_it_heads_the_answer(asked, answered):
    other = asked.replace("1", "2").replace("一", "二").replace("几点", "怎么")
    another = answered.replace("八点", "用钥匙")
    text = f"水库管理所\n\n{asked}\n{answered}\n周末也开。\n\n{other}\n{another}\n"
    assert headed(text) == {asked: [answered, "周末也开。"], other: [another]}


@pytest.mark.parametrize(
    "asked", ["**几点开门？**", "**Q：几点开门？**", "- **几点开门？**", "**问：几点开门**"]
)
def test_a_bold_question_heads_the_answer(asked):
    answer = "答：八点。" if "？" not in asked else "八点。"
    text = f"# 水库\n\n## 问答\n\n{asked}\n\n{answer}\n"
    assert headed(text, ".md")[asked] == [answer]


@pytest.mark.parametrize(
    ("line", "asked", "answered"),
    [
        ("问：几点开门？答：八点。", "问：几点开门？", "答：八点。"),
        ("Q：几点开门？A：八点。", "Q：几点开门？", "A：八点。"),
        ("问：几点开门？八点。", "问：几点开门？", "八点。"),
        ("1. 几点开门？八点。", "1. 几点开门？", "八点。"),
        ("一、几点开门？八点。", "一、几点开门？", "八点。"),
    ],
)
def test_question_and_answer_may_share_a_line(line, asked, answered):
    assert headed(f"水库管理所\n\n{line}\n") == {asked: [answered]}


def test_several_may_share_a_line():
    line = "问：几点开门？答：八点。问：谁看门？答：老王。"
    expected = {"问：几点开门？": ["答：八点。"], "问：谁看门？": ["答：老王。"]}
    assert headed(f"水库管理所\n\n{line}\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "问题：资金不足。\n措施：多方筹集。\n",
        "Q1：水库收入三千元。\nQ2：水库收入四千元。\n",
        "1. 您的年龄？\n2. 您的职业？\n3. 您的住处？\n",
        "山路很长。\n他为什么不来？\n没有人知道。\n天黑了。\n下雨了。\n水涨了。\n门开了。\n",
        "“你去哪里？”\n“我回家。”\n“几时回来？”\n“明天。”\n",
        "甲：你去哪里？\n乙：我回家。\n甲：几时回来？\n乙：明天。\n",
        f"几点{'又几点' * 30}开门？\n八点。\n怎么{'又怎么' * 30}开门？\n用钥匙。\n",
    ],
)
def test_other_questions_head_nothing(text):
    assert headed(f"水库管理所的情况\n\n{text}") == {}
