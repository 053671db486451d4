"""References by GB/T 7714: what the document states, nothing else; by both editions."""

import re
from datetime import date
from pathlib import Path

import pytest
from samples import ARTICLE, REPORT, SEEDS, document

from retrieval import CURRENT, OF_2015, Work, gbt7714, publication_of
from retrieval.citing.references import RULES, Edition

SEEN = date(2026, 11, 22)
URL = "http://www.gov.cn/a.htm"
BODY = "\n\n正文第一段说明研究的背景和方法，第二句说明结果。\n"
BLOCK = re.compile(r"^== (?P<rule>.*)\n(?P<head>(?:.*\n)+?)=> (?P<reference>.*)$", re.MULTILINE)
BY_HAND = Path(__file__).with_name("references_by_hand.txt").read_text("utf-8")
TABLE = [(m["head"] + BODY, m["reference"], m["rule"]) for m in BLOCK.finditer(BY_HAND)]


def read(text):
    return document(text, ".md" if text.startswith("---") else ".txt")


@pytest.mark.parametrize(("text", "reference", "_"), TABLE, ids=[row[2] for row in TABLE])
def test_sixty_made_by_hand(text, reference, _):
    assert gbt7714(publication_of(read(text)), SEEN) == reference


def test_there_are_sixty():
    assert len({text for text, _, _ in TABLE}) == 60


@pytest.mark.parametrize(
    ("work", "reference"),
    [
        (Work("标题"), "标题[Z]."),
        (Work("标题", source="某局", issued_on=date(2024, 12, 1)), "某局. 标题[Z]. 2024-12-01."),
        (
            Work("通知", source="市政府", document_number="国办发〔2024〕12号"),
            "市政府. 通知: 国办发〔2024〕12号[Z].",
        ),
        (
            Work("通知", source="市政府", issued_on=date(2024, 1, 2), url=URL),
            f"市政府. 通知[EB/OL]. (2024-01-02)[2026-11-22]. {URL}.",
        ),
        (Work("网页", url=URL), f"网页[EB/OL]. [2026-11-22]. {URL}."),
        (
            Work("文章", author="张三、李四", source="《中国民族》杂志2024年第6期"),
            "张三, 李四. 文章[J]. 中国民族, 2024(6).",
        ),
        (Work("文章", source="求是 2020年第07期"), "文章[J]. 求是, 2020(7)."),
        (
            Work("文章", source="《经济研究》2020年第55卷第3期", url=URL),
            f"文章[J/OL]. 经济研究, 2020, 55(3)[2026-11-22]. {URL}.",
        ),
        (Work("文章", author="甲、乙、丙，丁;戊"), "甲, 乙, 丙, 等. 文章[Z]."),
        (
            Work("关于国办发〔2024〕12号的通知", document_number="国办发〔2024〕12号"),
            "关于国办发〔2024〕12号的通知[Z].",
        ),
    ],
)
def test_works_by_2015(work, reference):
    assert gbt7714(work, SEEN, OF_2015) == reference


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        (
            REPORT,
            "市工业和信息化局. 关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
            "[Z]. 2024-12-11.",
        ),
        (
            ARTICLE,
            "内蒙古自治区乌兰察布市民族事务委员会. 推动主线工作落实落细 "
            "打造民族团结进步事业升级版[J]. 中国民族, 2024(6).",
        ),
    ],
)
def test_the_seeds_by_2015(name, reference):
    seed = document((SEEDS / name).read_text("utf-8"))
    assert gbt7714(publication_of(seed), SEEN, OF_2015) == reference


ARTICLE_2012 = "吸振器\n作者：John Smith、Jong-Ryul Park\n刊名：学报\n出版年：2012\n卷：52\n期：8-9"
STANDARD = "GB/T 1—2020\n规范\n作者：某委员会\n出版地：北京\n出版社：某社\n出版年：2021"
ONLINE_REPORT = f"调研报告\n发布机构：某局\n发布日期：2024-02-03\n网址：{URL}"
ONLINE_ARTICLE = f"题\n作者：张三\n来源：《学报》2012年第8期\n网址：{URL}"


DIFFERENCES = [
    ("symbols", ARTICLE_2012, "SMITH J，PARK J R. 吸振器[J]. 学报，2012，52（8/9）."),
    ("names", ARTICLE_2012, "Smith J, Park J-R. 吸振器[J]. 学报, 2012, 52(8/9)."),
    ("accessed", ONLINE_ARTICLE, f"张三. 题[J/OL]. 学报, 2012(8). {URL}."),
    ("standards", STANDARD, "GB/T 1—2020 规范[S]."),
    ("reports", ONLINE_REPORT, f"某局. 调研报告[R/OL]. 2024-02-03[2026-11-22]. {URL}."),
]


@pytest.mark.parametrize(("rule", "text", "reference"), DIFFERENCES)
def test_each_difference_has_its_rule(rule, text, reference):
    """That of 2015 with one rule of 2025 alone."""
    symbols = CURRENT if rule == "symbols" else OF_2015
    one = Edition(*symbols[:4], frozenset([rule]))
    found = publication_of(read(text + BODY))
    assert gbt7714(found, SEEN, one) == reference
    assert gbt7714(found, SEEN, OF_2015) != reference


def test_all_differences_are_told():
    assert {rule for rule, _, _ in DIFFERENCES} == set(RULES)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (ARTICLE_2012, "SMITH J, PARK J R. 吸振器[J]. 学报, 2012, 52(8/9)."),
        (STANDARD, "某委员会. 规范: GB/T 1—2020[S]. 北京: 某社, 2021."),
        (ONLINE_REPORT, f"某局. 调研报告[R/OL]. (2024-02-03)[2026-11-22]. {URL}."),
        (ONLINE_ARTICLE, f"张三. 题[J/OL]. 学报, 2012(8)[2026-11-22]. {URL}."),
        ("书\n作者：张三\n出版地：北京\n出版社：社\n出版年：2021", "张三. 书[M]. 北京: 社, 2021."),
        (
            "文\n作者：张三\n来源：人民日报2024年3月5日第3版",
            "张三. 文[N]. 人民日报, 2024-03-05(3).",
        ),
    ],
)
def test_documents_by_2015(text, reference):
    assert gbt7714(publication_of(read(text + BODY)), SEEN, OF_2015) == reference
