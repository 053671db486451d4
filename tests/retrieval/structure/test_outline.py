"""Headings by GB/T 9704, of legal texts, and without numerals; what only looks like one."""

import pytest
from samples import ARTICLE, REPORT, SEEDS, document

from retrieval.structure.outline import outline
from retrieval.structure.passages import split

BODY = "各有关单位要高度重视，结合实际认真贯彻执行，并及时向上级报告进展情况和存在的问题。"


def tree(text):
    """The headings as (level, words)."""
    read = document(f"关于有关事项的通知\n{text}\n")
    return [(section.level, section.path(read)[-1]) for section in outline(read).sections]


def filled(headings):
    """The headings, each with body text under it."""
    return "\n".join(f"{heading}\n{BODY}" for heading in headings.split("|"))


@pytest.mark.parametrize(
    ("headings", "levels"),
    [
        ("一、甲|（一）乙|1.丙|（1）丁", [1, 2, 3, 4]),
        ("一、甲|(一)乙|１．丙|(1)丁", [1, 2, 3, 4]),
        ("一、甲|（一）乙|（二）丙|二、丁|（一）戊", [1, 2, 2, 1, 2]),
        ("一、甲|1.乙|2.丙|二、丁", [1, 2, 2, 1]),
        ("（一）甲|1．乙|2．丙|（二）丁", [1, 2, 2, 1]),
        ("1.甲|（1）乙|（2）丙|2.丁", [1, 2, 2, 1]),
        ("1、甲|2、乙|3、丙", [1, 1, 1]),
        ("一、甲|（1）乙|（2）丙|二、丁|（1）戊|（2）己", [1, 2, 2, 1, 2, 2]),
        ("一.甲|二.乙", [1, 1]),
        (
            "一、甲|二、乙|三、丙|四、丁|五、戊|六、己|七、庚|八、辛|九、壬|十、癸|十一、子",
            [1] * 11,
        ),
        ("第一章 总则|第一条 为了规范|第二条 适用|第二章 附则|第三条 施行", [1, 2, 2, 1, 2]),
        ("第一编 总则|第一章 甲|第一节 乙|第一条 丙", [1, 2, 3, 4]),
        ("第一条　目的|第二条　范围", [1, 1]),
        ("第一部分 甲|一、乙|第二部分 丙|一、丁", [1, 2, 1, 2]),
        ("第1章 甲|第2章 乙", [1, 1]),
    ],
)
def test_depth_follows_the_order_of_the_styles(headings, levels):
    assert [level for level, _ in tree(filled(headings))] == levels


def test_a_list_that_starts_again_hangs_on_what_stands_above_it():
    found = tree(filled("一、甲|（一）乙|（二）丙|二、丁|（一）戊|（二）己"))
    assert found == [
        (1, "一、甲"),
        (2, "（一）乙"),
        (2, "（二）丙"),
        (1, "二、丁"),
        (2, "（一）戊"),
        (2, "（二）己"),
    ]


def test_an_attachment_closes_what_stands_above_it():
    found = tree(filled("一、甲|（一）乙|附件1|一、丙|附件2|一、丁"))
    assert found == [
        (1, "一、甲"),
        (2, "（一）乙"),
        (1, "附件1"),
        (2, "一、丙"),
        (1, "附件2"),
        (2, "一、丁"),
    ]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("一、总体要求。各单位要抓好落实，及时报告。", "一、总体要求。"),
        ("（一）加强领导。各单位要成立专班，压实责任。", "（一）加强领导。"),
        ("(一)加强领导。各单位要成立专班;压实责任。", "(一)加强领导。"),
        ("1.加强领导。各单位要成立专班，压实责任。", "1.加强领导。"),
        ("（1）加强领导。各单位要成立专班，压实责任。", "（1）加强领导。"),
        (
            "一、总体要求　各单位要高度重视，结合实际认真贯彻执行，及时向上级报告进展。",
            "一、总体要求",
        ),
        ("第一条　为了规范管理，制定本办法。", "第一条"),
        ("第一条【立法目的】为了规范管理，制定本办法。", "第一条【立法目的】"),
        ("第一条（立法目的）为了规范管理，制定本办法。", "第一条（立法目的）"),
        ("一、总体要求", "一、总体要求"),
        ("一、总体要求。", "一、总体要求。"),
        ("（一）坚持党的领导，加强统筹协调。", "（一）坚持党的领导，加强统筹协调。"),
    ],
)
def test_a_heading_may_share_its_line_with_body_text(line, heading):
    assert tree(f"{line}\n{BODY}") == [(1, heading)]


@pytest.mark.parametrize(
    "line",
    [
        "按第三条规定，应当报告。",
        "根据第一条、第二条，应当报告。",
        "见附件（二）。",
        "见附件2",
        "一级响应由市级启动，二级响应由县级启动。",
        "一些地方推进较慢。",
        "一是抓学习。",
        "3.5万元用于补贴。",
        "2024.",
        "2024年，全市经济平稳运行。",
        "1.5倍以上。",
        "1,508万元用于基础设施。",
        "（2024年修订）",
        "（略）",
        "十分重要的是落实。",
        "五年来，各项工作取得明显成效。",
        "第一，认识要到位。",
        "第三方机构应当报告。",
        "第三条（二）项规定的情形除外。",
        "一、二、三类地区分别执行。",
        "1、2、3号楼已经完工。",
        "7.各有关单位要抓好落实。",
        "（五）各有关单位要抓好落实。",
    ],
)
def test_what_only_looks_like_a_heading_is_none(line):
    assert tree(f"{BODY}{line}\n{line}\n{BODY}") == []


def test_numerals_out_of_sequence_are_no_siblings():
    assert tree(filled("（一）甲|（二）乙|（五）丙|（三）丁")) == [
        (1, "（一）甲"),
        (1, "（二）乙"),
        (1, "（三）丁"),
    ]


def test_an_extract_may_begin_late_at_the_highest_levels():
    assert tree(filled("三、甲|四、乙")) == [(1, "三、甲"), (1, "四、乙")]
    assert tree(filled("第五条 甲|第七条 乙")) == [(1, "第五条"), (1, "第七条")]


def test_lines_of_a_list_head_nothing():
    assert tree("工作分工：\n1.张三\n2.李四\n3.王五\n") == []
    assert tree(f"一、分工\n1.张三\n2.李四\n3.王五\n二、要求\n{BODY}") == [
        (1, "一、分工"),
        (1, "二、要求"),
    ]


def test_items_in_running_text_head_nothing_and_are_found_alone():
    text = "要求如下：（一）依法办理；（二）公开透明；（三）接受监督。"
    read = document(f"通知\n\n{text}")
    assert outline(read).sections == ()
    assert [p.text for p in split(read)][1:] == [
        *("要求如下：", "（一）依法办理；", "（二）公开透明；", "（三）接受监督。"),
    ]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("提高政治站位", True),
        ("“十四五”时期发展情况", True),
        ("提高政治站位。", False),
        ("主任、各位副主任，各位委员：", False),
        ("订阅方式：", False),
        ("2024", False),
        ("x", False),
        ("这一行虽然没有标点但是实在太长了所以不会是一个标题而是一段正文", False),
    ],
)
def test_a_short_line_set_off_above_a_long_paragraph_is_a_heading(line, is_heading):
    assert tree(f"{BODY}\n\n{line}\n{BODY}") == ([(1, line)] if is_heading else [])


def test_a_short_line_that_is_not_set_off_is_none():
    assert tree(f"{BODY}\n提高政治站位\n{BODY}") == []
    assert tree(f"{BODY}\n\n提高政治站位\n短。") == []


def test_the_first_seed():
    read = document((SEEDS / REPORT).read_text("utf-8"))
    found = outline(read).sections
    assert [section.level for section in found] == [1, 2, 2, 2, 2, 2, 1]
    assert found[3].path(read) == (
        "一、工作开展情况",
        "(三)全力增进民生福祉,在经济维度上促进共融",
    )
    assert found[-1].path(read) == ("二、下一步工作安排",)


def test_the_second_seed():
    read = document((SEEDS / ARTICLE).read_text("utf-8"))
    assert [section.path(read) for section in outline(read).sections] == [
        ("提高政治站位",),
        ("强化贯彻落实",),
        ("夯实政策举措",),
        ("着力示范引领",),
        ("欢迎订阅《中国民族》杂志",),
        ("欢迎订阅《中国民族》杂志", "一、邮局订阅(全国各地邮局均可订阅)"),
        ("欢迎订阅《中国民族》杂志", "二、杂志社订阅(银行汇款)"),
    ]


def test_an_annex_stands_beside_the_headings_that_are_marked_up():
    """Under the title, which alone is on its level, and with a numbering of its own."""
    lines = ("# 通知", "## 第一章", BODY, "## 第二章", BODY, "附件1", "一、名单", BODY)
    read = document("\n".join(lines), ".md")
    found = [(s.level, s.path(read)[-1]) for s in outline(read).sections]
    assert found == [
        *((1, "通知"), (2, "第一章"), (2, "第二章")),
        *((2, "附件1"), (3, "一、名单")),
    ]


def test_the_articles_of_a_code_are_more_than_a_thousand():
    found = tree(filled("第九百九十九条 甲|第一千条 乙|第一千零一条 丙|第一千二百六十条 丁"))
    assert [level for level, _ in found] == [1, 1, 1, 1]
