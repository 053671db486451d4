"""Markdown keeps its markup: what is quoted is what stands in the file."""

import pytest
from samples import document

from retrieval.models import Kind
from retrieval.structure.outline import outline


def headings(text):
    read = document(text, ".md")
    return [(section.level, section.path(read)[-1]) for section in outline(read).sections]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 一\n甲\n## 二\n乙\n# 三\n丙", [(1, "一"), (2, "二"), (1, "三")]),
        ("# 一\n甲\n#### 二\n乙\n## 三\n丙", [(1, "一"), (2, "二"), (2, "三")]),
        ("## 二 ##\n甲", [(1, "二")]),
        ("标题\n===\n甲\n\n次标题\n---\n乙", [(1, "标题"), (2, "次标题")]),
        ("```\n# 注释\n```\n甲", []),
        ("    # 缩进\n甲", []),
        ("#没有空格\n甲", []),
        ("---\n# 不是标题\n---\n# 标题\n甲", [(1, "标题")]),
        (
            "# 总\n甲\n一、分\n乙内容。\n二、分二\n丙内容。",
            [(1, "总"), (2, "一、分"), (2, "二、分二")],
        ),
        ("# **粗**\n甲", [(1, "粗")]),
    ],
)
def test_headings_are_those_of_commonmark(text, expected):
    assert headings(text) == expected


def test_front_matter_is_metadata_only_at_the_very_top():
    read = document("甲。\n\n---\nsource: 新华社\n---\n乙。", ".md")
    assert [p.kind for p in read.paragraphs if read.text[p.start] == "-"] == [Kind.FURNITURE] * 2
    assert document("---\n甲", ".md").paragraphs[1].kind is not Kind.METADATA


def test_rules_are_furniture_and_lists_are_body():
    read = document("# 标题\n\n甲。\n\n* * *\n\n- 乙\n- 丙\n", ".md")
    assert [p.kind for p in read.paragraphs] == [
        *(Kind.HEADING, Kind.BODY, Kind.FURNITURE, Kind.BODY, Kind.BODY),
    ]


def kinds(text):
    return {
        read.text[p.start : p.end]: p.kind
        for read in [document(text, ".md")]
        for p in read.paragraphs
    }


def test_comments_are_not_searched():
    found = kinds("# 手册\n\n<!-- 内部备注\n勿外传 -->\n\n正文。\n\n<b>粗</b>体。\n")
    assert found["<!-- 内部备注"] is found["勿外传 -->"] is Kind.FURNITURE
    assert found["正文。"] is found["<b>粗</b>体。"] is Kind.BODY


def test_underlined_lines_are_headings():
    found = kinds("A型净水机\n=========\n\n售价1899元。\n\n维护\n----\n\n每六个月换滤芯。\n")
    assert found["A型净水机"] is found["维护"] is Kind.HEADING


def test_several_titles_are_those_of_their_parts():
    parts = "# A型净水机\n\n售价1899元。\n\n# B型净水机\n\n售价2899元。\n"
    assert document(parts, ".md").title == document("正文。", ".md").title
    assert document(f"---\ntitle: 净水机手册\n---\n\n{parts}", ".md").title == "净水机手册"
    assert document("# 民法典\n\n# 婚姻编\n\n第一条 甲。\n", ".md").title == "民法典"
    assert document("# 手册\n\n## 安装\n\n甲。\n", ".md").title == "手册"
