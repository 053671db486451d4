"""Marks of Markdown are not shown, on terminals and in chats; what is quoted stays the file's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import put
from samples import document

from bot.messages.markup import unmarked
from bot.messages.texts import texts_in
from bot.output.answers import Terminal, to_json
from bot.telegram.rendering.answers import answer_page
from retrieval import Library

MARKDOWN = document("甲。", ".md")


@pytest.mark.parametrize(
    ("text", "seen"),
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
    ],
)
def test_marks_are_not_shown(text, seen):
    assert unmarked(text, MARKDOWN) == seen


@given(st.text())
def test_other_formats_are_shown_as_they_are(text):
    assert unmarked(text, document("甲。", ".txt")) == text


@pytest.mark.parametrize("rule", ["|---|:-:|", "--- | ---", "+---+---+"])
def test_the_rule_of_a_table_is_never_shown(rule):
    text = f"项目 | 参数\n{rule}\n净重 | 4.2 kg"
    assert unmarked(text, document("甲。", ".txt")) == "项目 | 参数\n净重 | 4.2 kg"


def test_the_words_stay_those_of_the_file(tmp_path):
    put(tmp_path, "a.md", "# 手册\n\n滤芯**每六个月**更换一次，见[说明](https://a.example/x)。\n")
    answer = Library.open(tmp_path).ask("滤芯多久更换一次")
    assert answer.excerpts[0].text == "滤芯**每六个月**更换一次，见[说明](https://a.example/x)。"
    assert "**每六个月**" in to_json(answer)
    terminal = Terminal(texts_in("zh"), Path("/x"), colour=True)
    assert "滤芯每六个月更换一次，见说明。" in terminal.answer(answer)
    reply = answer_page(answer.excerpts, 0, 3, "t", texts_in("zh"))
    assert "<b>滤芯每六个月更换一次，见说明。</b>" in reply.html
