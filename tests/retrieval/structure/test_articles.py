"""Articles in every layout in which people write them, and their 款 and 项."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import put
from samples import document

from retrieval import Library, read_filters
from retrieval.filters.parts import find, located
from retrieval.structure.articles import CLAUSE, ITEM, narrowed
from retrieval.structure.passages import split
from retrieval.text.folding import fold

DIGITS = "零一二三四五六七八九"
WORDS = ("借车须登记证件", "还车后锁上车锁", "损坏的照价赔偿", "夜间不得骑行", "车辆每月检修")

# What stands between and around number and words.
LAYOUTS = {
    "a blank": "第{n}条 {words}。",
    "two wide blanks": "第{n}条　　{words}。",
    "a tab": "第{n}条\t{words}。",
    "nothing": "第{n}条{words}。",
    "a colon": "第{n}条：{words}。",
    "a comma of lists": "第{n}条、{words}。",
    "bold": "**第{n}条** {words}。",
    "bold, joined": "**第{n}条**{words}。",
    "spaced": "第 {n} 条 {words}。",
    "an asterisk": "* 第{n}条 {words}。",
    "a dash": "- 第{n}条 {words}。",
    "indented": "　　第{n}条　{words}。",
    "a line of its own": "第{n}条\n{words}。",
    "a title": "第{n}条【{words}】{words}。",
}


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else DIGITS[tens] + "十" if tens else "") + (
        DIGITS[ones] if ones else ""
    )


def said(text: str, question: str) -> str | None:
    """What a document with this text has at the part that the question names."""
    read = document(text, ".txt")
    [(_, part)] = find(fold(question))
    place = located(split(read), part)
    return read.text[slice(*place[1])] if place else None


def rules(layout: str, count: int, form=numeral, between: str = "\n\n") -> str:
    lines = (
        layout.format(n=form(n), words=f"{WORDS[n % len(WORDS)]}{n}次") for n in range(1, count + 1)
    )
    return "青石县公共自行车规则\n\n" + between.join(lines) + "\n"


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@given(st.data(), st.integers(2, 32), st.sampled_from([numeral, str]))
def test_in_any_layout_an_article_is_found_by_its_number(layout, data, count, form):
    wanted = data.draw(st.integers(1, count))
    text = rules(layout, count, form)
    found = said(text, f"第{wanted}条")
    assert found is not None
    assert f"{WORDS[wanted % len(WORDS)]}{wanted}次" in found
    others = {n for n in range(1, count + 1) if n != wanted}
    assert not any(f"{WORDS[n % len(WORDS)]}{n}次" in found for n in others)


def test_several_stand_on_one_line():
    text = rules("第{n}条 {words}。", 4, between="")
    assert said(text, "第三条") == "第三条 夜间不得骑行3次。"


def test_markdown_heads_them():
    text = "# 规则\n\n### 第一条 借车\n\n登记证件。\n\n### 第二条 还车\n\n锁上车锁。\n"
    read = document(text, ".md")
    [(_, part)] = find("第二条")
    _, span = located(split(read), part)
    assert read.text[slice(*span)].endswith("锁上车锁。")


def test_what_was_inserted_is_an_article_of_its_own():
    text = "规则\n\n第十条 甲。\n\n第十条之一 乙。\n\n第十条之二 丙。\n\n第十一条 丁。\n"
    text = text.replace("第十条 甲", "第九条 零。\n\n第十条 甲")
    assert said(text, "第十条") == "第十条 甲。"
    assert said(text, "第十条之一") == "第十条之一 乙。"
    assert said(text, "第十条之二") == "第十条之二 丙。"
    assert said(text, "第十一条") == "第十一条 丁。"
    assert said(text, "第十一条之一") is None


def test_all_divisions_of_a_code_are_known():
    text = (
        "法典\n\n第一篇 总则\n\n第一编 人\n\n第一分编 自然人\n\n第一条 甲。\n\n"
        "第二分编 法人\n\n第二条 乙。\n\n第二编 物\n\n第三条 丙。\n"
    )
    assert "乙" in said(text, "第一编第二分编")
    assert "甲" not in said(text, "第一编第二分编")
    assert "丙" in said(text, "第二编")


@pytest.mark.parametrize(
    "sentence",
    [
        "第三条规定的期限届满后，按第五条第一款处理。",
        "第三条第一款所称车辆，是指自行车。",
        "第三条和第四条不适用于儿童。",
        "第三条的规定同样适用。",
    ],
)
def test_a_sentence_that_speaks_of_an_article_is_none(sentence):
    text = f"规则\n\n第一条 甲。\n\n第二条 违反第三条规定的，罚款。\n\n{sentence}\n\n第三条 丙。\n"
    assert said(text, "第三条") == "第三条 丙。"
    assert sentence in said(text, "第二条")


ARTICLE = (
    "第二十条 借车人应当年满十二周岁。\n\n有下列情形之一的，不得借车：\n（一）没有证件；\n"
    "（二）饮酒\n之后；\n（三）欠费。\n\n前款第三项以系统记录为准。\n"
)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([(CLAUSE, 1)], "借车人应当年满十二周岁。"),
        ([(CLAUSE, 2)], ARTICLE[ARTICLE.index("有下列") : ARTICLE.index("\n\n前款")]),
        ([(CLAUSE, 3)], "前款第三项以系统记录为准。"),
        ([(CLAUSE, 2), (ITEM, 2)], "（二）饮酒\n之后；"),
        ([(ITEM, 3)], "（三）欠费。"),
        ([(CLAUSE, 4)], None),
        ([(CLAUSE, 1), (ITEM, 1)], None),
        ([(ITEM, 4)], None),
    ],
)
def test_clauses_and_items_of_an_article(steps, words):
    found = narrowed(ARTICLE, len("第二十条"), len(ARTICLE), steps)
    assert (ARTICLE[slice(*found)] if found else None) == words


def test_items_may_stand_in_one_line():
    text = "第一条 禁止：（一）超车；（二）载人；（三）逆行。"
    found = narrowed(text, 3, len(text), [(ITEM, 2)])
    assert text[slice(*found)] == "（二）载人；"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("自行车规则第二条第二款", "夜间停用。"),
        ("自行车规则第2条第2款是怎么规定的", "夜间停用。"),
        ("请给我自行车规则第二条第三款第（二）项", "（二）刹车失灵。"),
        ("显示自行车规则第二条第二项", "（二）刹车失灵。"),
        ("把自行车规则第二条第一款发给我", "车辆由交通局管理。"),
        ("自行车规则第二条第一款规定了什么", "车辆由交通局管理。"),
        ("只看第二条第二款", "夜间停用。"),
        ("自行车规则第二条第二款的内容是什么", "夜间停用。"),
        ("麻烦显示一下自行车规则第二条第二款，谢谢", "夜间停用。"),
        ("第二条第二款 自行车规则", "夜间停用。"),
        ("查一下自行车规则第二条第二款的原文", "夜间停用。"),
        ("自行車規則第二條第二款", "夜间停用。"),
    ],
)
def test_the_excerpt_is_the_words_of_the_clause_and_its_heading_the_article(
    tmp_path, question, words
):
    put(
        tmp_path,
        "rules.txt",
        "自行车规则\n\n第一条 本规则适用于本县。\n\n第二条 车辆由交通局管理。\n\n夜间停用。\n\n"
        "有下列情形的，应当报修：\n（一）轮胎漏气；\n（二）刹车失灵。\n\n"
        "第三条 本规则自明年起施行。\n",
    )
    filters = read_filters(question, date(2024, 1, 1))
    answer = Library.open(tmp_path).ask(question, filters=filters)
    assert answer.found
    assert answer.excerpts[0].text == words
    assert "第二条" in answer.excerpts[0].citation.section[-1]
