"""What documents say about themselves, as official pages and Markdown write it."""

from datetime import date

import pytest
from hypothesis import given
from samples import ARTICLE, REPORT, SEEDS, contents, document, formats

from retrieval.models import Kind

TITLE = "关于印发《行动方案》的通知"
BODY = "各有关单位：现将行动方案印发给你们，请结合实际认真贯彻执行，并及时报告进展情况。"


def page(*lines, suffix=".txt"):
    return document("\n".join(lines), suffix)


def stated(read):
    return [(field.name, field.value) for field in read.metadata.fields]


@given(contents, formats)
def test_every_field_stands_on_a_line_of_the_document(text, suffix):
    read = document(text, suffix)
    by_start = {p.start: p for p in read.paragraphs}
    for field in read.metadata.fields:
        paragraph = by_start[field.start]
        assert field.end == paragraph.end
        assert paragraph.kind in (Kind.METADATA, Kind.HEADING)
        line = "".join(read.text[field.start : field.end].split())
        assert "".join(field.value.split()) in line
        assert field.value.strip()


def test_the_first_seed():
    metadata = document((SEEDS / REPORT).read_text("utf-8")).metadata
    assert metadata.title == "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
    assert metadata.issued_on == date(2024, 12, 11)
    assert metadata.source == "市工业和信息化局"
    assert metadata.document_number is None
    assert [field.name for field in metadata.fields] == [
        *("title", "sent_on", "source", "title", "occasion"),
    ]


def test_the_second_seed():
    metadata = document((SEEDS / ARTICLE).read_text("utf-8")).metadata
    assert metadata.title == "推动主线工作落实落细 打造民族团结进步事业升级版"
    assert metadata.issued_on == date(2024, 7, 31)
    assert metadata.source == "《中国民族》杂志2024年第6期"
    assert [(field.name, field.value) for field in metadata.fields[3:]] == [
        ("author", "内蒙古自治区乌兰察布市民族事务委员会"),
        ("editor", "张昀竹"),
        ("credits", "高宁(见习)"),
    ]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("发文时间:2024-12-11", [("sent_on", "2024-12-11")]),
        ("资料来源:市工业和信息化局", [("source", "市工业和信息化局")]),
        ("发布日期：2024年7月31日", [("published_on", "2024年7月31日")]),
        ("成文日期： 2024-07-31", [("written_on", "2024-07-31")]),
        ("印发日期:2024.7.31", [("printed_on", "2024.7.31")]),
        ("发文机关：国务院办公厅", [("issuer", "国务院办公厅")]),
        ("发文字号：国办发〔2024〕12号", [("document_number", "国办发〔2024〕12号")]),
        ("文号: 国办发[2024]12号", [("document_number", "国办发[2024]12号")]),
        ("索 引 号", []),
        ("索引号：000014349/2024-00012", [("index_number", "000014349/2024-00012")]),
        ("主题分类：民族、宗教\\民族事务", [("topic", "民族、宗教\\民族事务")]),
        ("有效期：自2024年1月1日起五年", [("validity", "自2024年1月1日起五年")]),
        (
            "来源：新华社　发布时间：2024-07-31 08:30",
            [("source", "新华社"), ("published_on", "2024-07-31 08:30")],
        ),
        ("2024-07-31 来源：新华社", [("published_on", "2024-07-31"), ("source", "新华社")]),
        (
            "2024-07-31 08:30 来源: 新华社 | 作者: 张三",
            [
                ("published_on", "2024-07-31 08:30"),
                ("source", "新华社"),
                ("author", "张三"),
            ],
        ),
        ("（来源：《人民日报》）", [("source", "《人民日报》")]),
        ("【作者：张三】", [("author", "张三")]),
        ("文：市民族事务委员会", [("author", "市民族事务委员会")]),
        ("文/图：张三", []),
        ("责编:张昀竹", [("editor", "张昀竹")]),
        ("记者：张三 李四", [("author", "张三 李四")]),
        ("记者:请问有哪些措施?", []),
        ("记者：您好，能介绍一下吗", []),
        ("作者：", []),
        ("主要来源：税收", []),
        ("收入来源：工资；奖金", []),
        ("资金来源于中央财政", []),
        ("来源：一是中央财政。二是地方配套。", []),
        ("Source: Xinhua", [("source", "Xinhua")]),
    ],
)
def test_labelled_lines(line, fields):
    read = page(TITLE, line, BODY)
    assert stated(read)[1:] == fields
    assert (read.paragraphs[1].kind is Kind.METADATA) == bool(fields)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国办发〔2024〕12号", "国办发〔2024〕12号"),
        ("包府发[2024]3 号", "包府发[2024]3 号"),
        ("内政办函（2024）第 108 号", "内政办函（2024）第 108 号"),
        ("第12号", None),
        ("见国办发〔2024〕12号，请执行", None),
    ],
)
def test_a_document_number_under_the_title_or_above_it(line, number):
    for lines in ([TITLE, line, BODY, BODY], [line, TITLE, BODY, BODY]):
        if number or lines[0] is TITLE:
            metadata = page(*lines).metadata
            assert (metadata.title, metadata.document_number) == (TITLE, number)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("中华人民共和国主席令第二十一号", "中华人民共和国主席令第二十一号"),
        ("国务院令第 711 号", "国务院令第 711 号"),
        ("第九届会议通过 中华人民共和国主席令第二十一号", "中华人民共和国主席令第二十一号"),
        ("（市场监督管理总局令第12号）", "市场监督管理总局令第12号"),
        ("根据国务院令第711号，本条例自公布之日起施行。", None),
        ("国务院令第711号公布的条例", None),
    ],
)
def test_the_number_of_the_order_that_makes_a_law_known(line, number):
    assert page("招标投标条例", line, BODY).metadata.document_number == number


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("政 府 工 作 报 告", "政府工作报告"),
        ("政　府　工　作　报　告", "政府工作报告"),
        ("推动主线工作 打造升级版", "推动主线工作 打造升级版"),
        ("一、工作开展情况", None),
        ("（一）总体要求", None),
        ("第一章 总则", None),
        ("各位委员：", None),
        ("按照会议安排，现将情况汇报如下。", None),
        ("长" * 101, None),
    ],
)
def test_the_title(written, title):
    assert page(written, BODY, BODY).metadata.title == title


def test_a_document_of_one_line_has_no_title_but_its_name():
    read = page("只有一行的笔记")
    assert (read.metadata.title, read.title) == (None, "document")
    assert read.paragraphs[0].kind is Kind.BODY


def test_a_title_twice_is_the_title_and_no_body():
    read = page(TITLE, "发文时间:2024-12-11", "关于印发《行动方案》 的通知", BODY)
    assert [p.kind for p in read.paragraphs] == [Kind.METADATA] * 3 + [Kind.BODY]


def test_occasion_and_speaker_under_the_title():
    read = page(
        "政 府 工 作 报 告",
        "——2024年1月20日在市第十六届人民代表大会第三次会议上",
        "市长　张 斌",
        "各位代表：",
        BODY,
    )
    assert stated(read) == [
        ("title", "政府工作报告"),
        ("occasion", "——2024年1月20日在市第十六届人民代表大会第三次会议上"),
        ("speaker", "市长　张 斌"),
    ]
    assert read.metadata.issued_on == date(2024, 1, 20)


@pytest.mark.parametrize("written", ["2024年7月31日", "二〇二四年七月三十一日", "2024-07-31"])
def test_signature_and_date_at_the_end(written):
    metadata = page(TITLE, BODY, BODY, "市人民政府办公室", written).metadata
    assert (metadata.source, metadata.issued_on) == ("市人民政府办公室", date(2024, 7, 31))


@pytest.mark.parametrize("signed", ["市 人 民 政 府 办 公 室", "市　人　民　政　府　办　公　室"])
def test_a_body_that_is_printed_letter_by_letter_is_named_without_the_spaces(signed):
    metadata = page(TITLE, BODY, BODY, signed, "2024年7月31日").metadata
    assert metadata.source == "市人民政府办公室"


def test_a_line_above_the_closing_date_that_names_no_body_is_no_issuer():
    metadata = page(TITLE, BODY, BODY, "特此通知。", "2024年7月31日").metadata
    assert (metadata.source, metadata.issued_on) == (None, date(2024, 7, 31))


@pytest.mark.parametrize("written", ["2023年2月29日", "2024-13-01", "待定"])
def test_a_date_that_is_none_leaves_the_issue_date_open(written):
    read = page(TITLE, f"发布日期：{written}", BODY)
    assert read.metadata.issued_on is None
    assert stated(read)[1] == ("published_on", written)


def test_the_day_of_writing_counts_before_the_day_of_publication():
    lines = ("发布日期：2024-08-02", "成文日期：2024-07-31", "印发日期：2024-08-01")
    assert page(TITLE, *lines, BODY).metadata.issued_on == date(2024, 7, 31)


def test_a_source_that_is_an_address_is_the_url():
    metadata = page(TITLE, "来源：https://example.org/a", BODY).metadata
    assert (metadata.source, metadata.url) == (None, "https://example.org/a")


def test_labels_in_running_text_are_none():
    text = "本报告的数据来源：一是统计年鉴，二是部门报表，均经核对无误。"
    read = page(TITLE, BODY, text)
    assert read.paragraphs[2].kind is Kind.BODY
    assert read.metadata.source is None


def test_front_matter():
    front = ("---", "title: 行动方案", "date: 2024-07-31", "source: 新华社", "tags: [a]", "---")
    read = page(*front, "", "# 别的标题", "", BODY, suffix=".md")
    assert (read.metadata.title, read.metadata.source) == ("行动方案", "新华社")
    assert read.metadata.issued_on == date(2024, 7, 31)
    kinds = [p.kind for p in read.paragraphs]
    assert kinds[1:5] == [Kind.METADATA] * 4
    assert {kinds[0], kinds[5]} == {Kind.FURNITURE}
    assert kinds[6:] == [Kind.HEADING, Kind.BODY]


def test_a_list_of_facts_under_a_markdown_title():
    lines = ("# 行动方案", "", "- pubdate: 2024-07-31", "- source: https://example.org/a", "", BODY)
    metadata = page(*lines, suffix=".md").metadata
    assert (metadata.title, metadata.issued_on) == ("行动方案", date(2024, 7, 31))
    assert metadata.url == "https://example.org/a"


@pytest.mark.parametrize(
    "heading", ["# 行动方案", "# 行动方案 #", "# **行动方案**", "行动方案\n==="]
)
def test_the_title_of_markdown_is_without_its_marks(heading):
    assert page(heading, "", BODY, suffix=".md").metadata.title == "行动方案"
    assert (
        page("导语在前。" * 9, *[BODY] * 20, "", heading, "", BODY, suffix=".md").title
        == "行动方案"
    )
