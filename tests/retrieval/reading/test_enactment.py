"""What laws and minutes say of themselves in their own lines."""

from datetime import date

import pytest
from samples import document

from retrieval.models import Kind

RULE = "第一条 为了保护古树，制定本条例。\n\n第二条 古树由县林业局管理。"
ASSEMBLY = "全国人民代表大会常务委员会"


def law(*head, last="", name="法.md"):
    text = "\n\n".join(("# 古树保护条例", *head, RULE, *([last] if last else [])))
    return document(text, name[name.rindex(".") :])


def said(read, field):
    return [each.value for each in read.metadata.fields if each.name == field]


@pytest.mark.parametrize(
    ("head", "day", "number", "issuer"),
    [
        (
            "2007年12月14日 中华人民共和国国务院令第514号公布",
            (2007, 12, 14),
            "国务院令第514号",
            "国务院",
        ),
        (
            "（2007年12月14日中华人民共和国国务院令第514号公布）",
            (2007, 12, 14),
            "国务院令第514号",
            "国务院",
        ),
        (
            "2019年5月6日交通运输部令2019年第17号公布",
            (2019, 5, 6),
            "交通运输部令2019年第17号",
            "交通运输部",
        ),
        (
            "2021年8月20日 第十三届全国人民代表大会常务委员会第三十次会议通过",
            (2021, 8, 20),
            None,
            ASSEMBLY,
        ),
        ("2020年5月28日第十三届全国人民代表大会第三次会议通过", (2020, 5, 28), None, ASSEMBLY[:8]),
        (
            "2008年7月17日 经人力资源和社会保障部第6次部务会议通过",
            (2008, 7, 17),
            None,
            "人力资源和社会保障部",
        ),
        (
            "（2003年10月28日第十届全国人民代表大会常务委员会第五次会议通过　根据2011年4月22日"
            "第十一届全国人民代表大会常务委员会第二十次会议《关于修改〈古树保护条例〉的决定》第二次修正）",
            (2011, 4, 22),
            None,
            ASSEMBLY,
        ),
    ],
)
def test_the_line_that_says_how_a_law_was_made(head, day, number, issuer):
    metadata = law(head).metadata
    assert metadata.issued_on == date(*day)
    assert (metadata.document_number, metadata.source) == (number, issuer)


def test_the_latest_of_several_lines_counts():
    read = law(
        "1991年9月4日 第七届全国人民代表大会常务委员会第二十一次会议通过",
        "2012年10月26日 第十一届全国人民代表大会常务委员会第二十九次会议"
        "《关于修改〈古树保护条例〉、〈古树登记条例〉的决定》第一次修正",
        "2024年4月26日 第十四届全国人民代表大会常务委员会第九次会议第二次修订",
    )
    assert read.metadata.issued_on == date(2024, 4, 26)
    assert len(said(read, "passed_on")) == 3


@pytest.mark.parametrize(
    ("last", "since"),
    [
        ("第三条 本条例自2008年1月1日起施行。", "2008年1月1日"),
        ("第三条 本条例自公布之日起施行。", "公布"),
        ("第三条 本条例施行前登记的古树，不再登记。", None),
    ],
)
def test_since_when_it_is_in_force_stays_text(last, since):
    read = law(last=last)
    assert said(read, "effective_on") == ([since] if since else [])
    assert read.paragraphs[-1].kind is Kind.BODY


@pytest.mark.parametrize("label", ["时间", "会议时间", "日　期", "- 时间"])
def test_minutes_say_when_the_meeting_was_held(label):
    text = (
        f"业委会会议纪要\n\n{label}：2024年3月12日（星期二）19:30\n地点：二楼\n\n会议讨论了停车。"
    )
    read = document(text, ".txt")
    assert read.metadata.issued_on == date(2024, 3, 12)
    assert "地点" in read.text


def test_when_something_else_is_held_is_no_date_of_the_document():
    text = "运动会通知\n\n发布日期：2024年3月1日\n\n时间：2024年5月12日\n\n请各单位报名。"
    assert document(text, ".txt").metadata.issued_on == date(2024, 3, 1)
