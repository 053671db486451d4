"""Marks of Markdown are not shown, on terminals and in chats; what is quoted stays the file's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import put
from samples import contents, document, normalised

from bot.messages.answers import seen
from bot.messages.texts import texts_in
from bot.output.answers import Terminal, to_json
from bot.telegram.rendering.answers import answer_page
from retrieval import Library, as_read


def shown(text, suffix=".md"):
    """What a reader sees of a document."""
    read = document(text, suffix)
    return seen(read, 0, len(read.text))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("**第一条**　为了管理。", "第一条　为了管理。"),
        ("一条**　为了管理。", "一条　为了管理。"),
        ("## 第二章 维护 ##\n甲。", "第二章 维护\n甲。"),
        ('见[官网](https://a.example/x "题")。', "见官网。"),
        ("![图1](a.png)甲", "图1甲"),
        ("甲<!-- 备注 -->乙", "甲乙"),
        ("| 项目 | 参数 |\n|---|:-:|\n| 净重 | 4.2 kg |", "| 项目 | 参数 |\n| 净重 | 4.2 kg |"),
        ("见 __第一条__。", "见 第一条。"),
        ("姓名：____ 2024年__月____日 a__b", "姓名：____ 2024年__月____日 a__b"),
        ("> 甲。\n> > 乙。", "甲。\n乙。"),
        ("甲 > 乙", "甲 > 乙"),
        ("C# 与 2*3 和 a_b", "C# 与 2*3 和 a_b"),
        ("[注] 与 (注)", "[注] 与 (注)"),
        ("滤芯*每六个月*更换", "滤芯每六个月更换"),
        ("见 _第一条_ 。", "见 第一条 。"),
        ("***重点***在此", "重点在此"),
        ("~~旧价~~现价", "旧价现价"),
        ("长2*3*4米，a*b*c", "长2*3*4米，a*b*c"),
        ("* 甲\n* 乙", "* 甲\n* 乙"),
        ("运行 `a**b` 与 ``c`d``", "运行 a**b 与 c`d"),
        ("```python\nx = 1\n```\n甲", "x = 1\n甲"),
        ("总则\n====\n甲\n---\n乙", "总则\n甲\n乙"),
        ('<div align="center">甲</div>', "甲"),
        ('<img src="a.png" width="3"/>乙<br>丙', "乙 丙"),
        ("a < b 且 c > d，List<String>，<姓名>", "a < b 且 c > d，List<String>，<姓名>"),
        ("甲&nbsp;乙 &lt;丙&gt; A&B", "甲 乙 <丙> A&B"),
        ("5\\*3 与 C:\\a", "5*3 与 C:\\a"),
        ("见[**官网**](https://a.example/x_(y))。", "见官网。"),
        ("~5 天，~10 天", "~5 天，~10 天"),
    ],
)
def test_marks_are_not_shown(text, read):
    assert shown(text) == read


@given(st.text())
def test_other_formats_are_shown_as_they_are(text):
    assert shown(text, ".txt") == normalised(text)


@pytest.mark.parametrize("rule", ["|---|:-:|", "--- | ---", "+---+---+"])
def test_the_rule_of_a_table_is_never_shown(rule):
    text = f"项目 | 参数\n{rule}\n净重 | 4.2 kg"
    assert shown(text, ".txt") == "项目 | 参数\n净重 | 4.2 kg"


def test_the_words_stay_those_of_the_file(tmp_path):
    put(tmp_path, "a.md", "# 手册\n\n滤芯**每六个月**更换一次，见[说明](https://a.example/x)。\n")
    answer = Library.open(tmp_path).ask("滤芯多久更换一次")
    assert answer.excerpts[0].text == "滤芯**每六个月**更换一次，见[说明](https://a.example/x)。"
    assert "**每六个月**" in to_json(answer)
    terminal = Terminal(texts_in("zh"), Path("/x"), colour=True)
    assert "滤芯每六个月更换一次，见说明。" in terminal.answer(answer)
    reply = answer_page(answer.excerpts, 0, 3, "t", texts_in("zh"))
    assert "<b>滤芯每六个月更换一次，见说明。</b>" in reply.html


@given(contents, st.data())
def test_pieces_make_up_what_is_shown(text, data):
    read = document(text, ".md")
    cut = data.draw(st.integers(0, len(read.text)))
    assert "".join(as_read(read, 0, cut, len(read.text))) == seen(read, 0, len(read.text))


def test_a_mark_is_hidden_where_its_other_half_is_not_shown():
    read = document("甲 *乙。丙* 丁。", ".md")
    assert as_read(read, 0, 5, len(read.text)) == ["甲 乙。", "丙 丁。"]


def test_titles_and_headings_are_without_marks(tmp_path):
    text = (
        "# **净水机**手册 `A1`\n\n## *保养*与[更换](https://a.example)\n\n滤芯每六个月更换一次。\n"
    )
    put(tmp_path, "a.md", text)
    library = Library.open(tmp_path)
    assert library.documents[0].title == "净水机手册 A1"
    citation = library.ask("滤芯多久更换一次").excerpts[0].citation
    assert citation.section == ("保养与更换",)


def test_lines_of_tags_alone_are_not_searched():
    read = document('<div align="center">\n\n甲。\n\n</div>', ".md")
    assert [p.kind.value for p in read.paragraphs] == ["furniture", "body", "furniture"]
