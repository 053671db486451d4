"""Which lines are rows of a table, which of them are headers, and what no table is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import contents, document, formats, normalised

from retrieval.models import Kind
from retrieval.reading.assembly import assemble
from retrieval.reading.formats.frame import Block, Extracted
from retrieval.structure.passages import split


def tabled(text, suffix=".txt"):
    """The rows of a document, each with its header and how often that stands above it."""
    passages = split(document(text, suffix))
    return [
        (p.text, p.document.text[slice(*p.above)] if p.above else None)
        for p in passages
        if p.kind is Kind.ROW
    ]


STORES = ["品名\t库房\t保质期", "荔枝\t冷库3\t5天", "桃子\t冷库1\t9天"]
GRID = "|\n+--+--+--+\n|"
TABLES = {
    "tabs": "\n".join(STORES),
    "commas": "\n".join(row.replace("\t", ",") for row in STORES),
    "gaps": "\n".join(row.replace("\t", "    ") for row in STORES),
    "wide gaps": "\n".join(row.replace("\t", "\u3000\u3000") for row in STORES),
    "blanks": "\n".join(row.replace("\t", " ") for row in STORES),
    "aligned": "品名  库房   保质期\n荔枝  冷库3  5天\n桃子  冷库1  9天",
    "pipes": "\n".join(f"| {row} |".replace("\t", " | ") for row in STORES),
    "open pipes": "\n".join(row.replace("\t", "|") for row in STORES),
    "quoted commas": '品名,库房,保质期\n荔枝,"冷库3,二层",5天\n桃子,冷库1,9天',
    "box": "│品名│库房│保质期│\n├──┼──┼───┤\n│荔枝│冷库3│5天│\n│桃子│冷库1│9天│",
    "grid": f"{GRID}品名|库房|保质期{GRID}荔枝|冷库3|5天|\n|桃子|冷库1|9天{GRID[:-1]}".strip("|\n"),
    "latin header": "name,dept,ext\n梅兰,行政部,8203\n田壮,研发部,8101",
    "two columns": "月份\t入库量\n2024-06\t310\n2024-07\t295",
    "years": "指标,2022年,2023年\n产量,9.6万吨,8.7万吨\n面积,12万亩,11万亩",
    "plain years": "指标,2022,2023\n产量,9.6,8.7\n面积,12,11",
    "text alone": "姓名\t部门\t职务\n梅兰\t行政部\t科长\n田壮\t研发部\t工程师",
    "empty cells": "品名\t库房\t保质期\n荔枝\t\t5天\n桃子\t冷库1\t",
    "under a caption": "各库房存放情况\n品名\t库房\t保质期\n荔枝\t冷库3\t5天",
    "units": "食材,用量(克),时间（分钟）\n五花肉,750,50\n冰糖,40,5",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_a_row_knows_its_header(text):
    rows = tabled(text)
    assert rows[0][1] is None
    assert {header for _, header in rows[1:]} == {rows[0][0]}


MARKDOWN = "| 食材 | 温度 |\n|:---|---:|\n| 薯条 | 200 ℃ |\n| 鸡翅 | 180 ℃ |"


@pytest.mark.parametrize("suffix", [".md", ".txt"])
@pytest.mark.parametrize(
    "text",
    [
        MARKDOWN,
        "食材 | 温度\n--- | ---\n薯条 | 200 ℃\n鸡翅 | 180 ℃",
        MARKDOWN.replace("食材", "**食材**").replace("温度", "`温度`"),
        "| 甲 | 乙 |\n|--|--|\n| 薯条 | 长 |",
    ],
    ids=["closed", "open", "marked up", "a row"],
)
def test_what_stands_above_a_rule_is_a_header(text, suffix):
    rows = tabled(text, suffix)
    assert [header for _, header in rows] == [None, *[rows[0][0]] * (len(rows) - 1)]
    read = document(text, suffix)
    rule = read.paragraphs[1]
    assert rule.kind is Kind.FURNITURE
    assert set(text[rule.start : rule.end]) <= set("|:- ")


WITHOUT_HEADER = {
    "names and values": "型号\tAX300\n净重\t4.2 kg\n容量\t5.5 L",
    "the first is no name": "品名\t空气炸锅\n净重\t4.2 kg\n电源线\t0.9 m",
    "a form": "姓名\t张小满\t性别\t男\n籍贯\t江西\t民族\t汉",
    "values from the top": "8:00\t集合\t东门\n9:30\t登山\t西坡\n12:00\t午餐\t山庄",
    "pipes without names": "| | |\n|---|---|\n| 净重 | 4.2 kg |\n| 容量 | 5.5 L |",
    "gaps": "净重    4.2 kg\n容量    5.5 L\n功率    1500 W",
}


@pytest.mark.parametrize("text", WITHOUT_HEADER.values(), ids=WITHOUT_HEADER)
def test_a_table_may_have_no_header(text):
    rows = tabled(text)
    assert len(rows) > 1
    assert all(header is None for _, header in rows)


NO_TABLES = {
    "prose": "会议于9时开始,由主任主持,各科室参加。\n会议指出,要落实,确保实效。\n要求,加强。",
    "a poem": "床前明月光,疑是地上霜\n举头望明月,低头思故乡\n春眠不觉晓,处处闻啼鸟",
    "letter-spaced": "通　　知\n关　　于\n放　　假",
    "a signature": "甲方（盖章）：    乙方（盖章）：\n代表人：    代表人：\n日期：    日期：",
    "labels": "联系人：  梅兰\n电话：  8203\n地址：  东门",
    "english": "This is the house that\nThat is the malt that\nThe rat that ate the",
    "one line": "品名\t库房\t保质期",
    "names": "梅兰    田壮    于洋\n王芳    李强    赵敏\n孙伟    周静    吴磊",
    "navigation": "首页 | 新闻 | 关于",
    "a sentence with a pipe": "命令 a | b 把输出交给下一个。\n它很常用。",
    "items": "1. 先洗手\n2. 再切菜\n3. 后下锅",
    "a rule": "第一段。\n--------\n第二段。",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_what_is_cut_alike_by_chance_is_no_table(text):
    assert tabled(text) == []


def test_a_blank_line_ends_a_table_and_its_header():
    first, second = "\n".join(STORES), "型号\tAX300\n净重\t4.2 kg\n容量\t5.5 L"
    rows = tabled(f"{first}\n\n{second}")
    assert [header for _, header in rows] == [None, STORES[0], STORES[0], None, None, None]


def test_prose_ends_a_table():
    rows = tabled("\n".join(STORES) + "\n以上由仓储部提供。\n更新日期另行通知。")
    assert [row for row, _ in rows] == STORES


def test_a_header_is_no_title():
    assert document("\n".join(STORES)).title == "document"
    assert document(MARKDOWN + "\n", ".md").title == "document"
    assert document("库房清单\n\n" + "\n".join(STORES)).title == "库房清单"
    assert document("\n".join(STORES) + "\n\n由仓储部提供").title == "document"


def blocks(*lines, header=0):
    return tuple(
        Block(line, Kind.ROW, level=int(number < header)) for number, line in enumerate(lines)
    )


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_rows_of_other_formats_have_headers_too(kind):
    read = assemble(Extracted(blocks(*STORES)), "a", kind)
    assert [p.above for p in split(read)] == [None, *[(0, len(STORES[0]))] * 2]


def test_a_header_that_the_format_marks_is_one_whatever_it_says():
    lines = ("甲\t1", "乙\t2", "丙\t3")
    read = assemble(Extracted(blocks(*lines, header=1)), "a", "docx")
    assert [p.above for p in split(read)] == [None, (0, 3), (0, 3)]
    plain = assemble(Extracted(blocks(*lines)), "a", "docx")
    assert [p.above for p in split(plain)] == [None] * 3


def test_a_header_may_have_several_rows():
    lines = ("地区\t产量\t产量", "地区\t2022年\t2023年", "东山\t9.6\t8.7")
    read = assemble(Extracted(blocks(*lines, header=2)), "a", "html")
    assert split(read)[2].above == (0, len("\n".join(lines[:2])))


def test_a_table_goes_on_behind_page_furniture():
    found = (
        *blocks(*STORES),
        Block("第 1 页", Kind.FURNITURE),
        Block("杏子\t冷库2\t7天", Kind.ROW),
    )
    read = assemble(Extracted(found), "a", "pdf")
    assert split(read)[-1].above == (0, len(STORES[0]))


def test_a_row_of_one_table_is_not_headed_by_another():
    found = (*blocks(*STORES), Block("另一张表"), *blocks("型号\tAX300", "净重\t4.2 kg"))
    read = assemble(Extracted(found), "a", "docx")
    assert [p.above for p in split(read)[-2:]] == [None, None]


@given(contents, formats)
def test_headers_are_rows_above(text, suffix):
    passages = split(document(text, suffix))
    for passage in passages:
        assert passage.header is None or passage.kind is Kind.ROW
        if passage.above:
            start, end = passage.above
            assert end <= passage.start
            assert any(p.start == start and p.kind is Kind.ROW for p in passages)


cells = st.text("荔枝桃子冷库行政部abc", min_size=1, max_size=6)
values = st.integers(0, 99999).map(str)


@given(st.lists(st.tuples(cells, cells, values), min_size=2, max_size=40), st.sampled_from("\t,|"))
def test_every_row_comes_with_its_header(rows, separator):
    lines = [separator.join(row) for row in (("名称", "部门", "数量"), *rows)]
    found = tabled(normalised("\n".join(lines)))
    assert found == [(lines[0], None), *((line, lines[0]) for line in lines[1:])]
