"""How the place of an excerpt is told."""

from datetime import date
from pathlib import Path

import pytest
from libraries import put

from bot.messages.texts import texts_in
from bot.output.answers import Terminal, citation_shape
from retrieval import Library, read_filters
from retrieval.citing.citations import cite
from retrieval.reading.assembly import assemble
from retrieval.reading.formats.frame import Block, Extracted

PDF = assemble(Extracted((Block("标题", page=2), Block("口岸。", page=3)), pages=3), "a.pdf", "pdf")
WORD = assemble(Extracted((Block("标题"), Block("口岸管理办法。"))), "a.docx", "docx")
TEXT = assemble(Extracted((Block("标题"), Block("口岸。"))), "a.txt", "txt")


@pytest.mark.parametrize(
    ("document", "chinese", "english", "file"),
    [
        (PDF, "第3页第2段", "p. 3, ¶2", "/x/a.pdf#page=3"),
        (WORD, "第2段（“口岸管理办法。…”）", "¶2 (“口岸管理办法。…”)", "/x/a.docx"),
        (TEXT, "第2段", "¶2", "/x/a.txt:2"),
    ],
)
def test_page_paragraph_and_first_words(document, chinese, english, file):
    citation = cite(document, None, 3, 5)
    assert texts_in("zh").citations.place(citation) == chinese
    assert texts_in("en").citations.place(citation) == english
    shown = Terminal(texts_in("zh"), Path("/x"), colour=False).place(citation)
    assert shown == f"{file}  [{citation.id}]"


def test_text_that_was_recognised_is_called_so():
    citation = cite(PDF, None, 3, 5)._replace(recognised=True)
    assert "识别" in texts_in("zh").citations.place(citation)
    assert citation_shape(citation)["recognised"] is True


def test_json_has_more_keys_only_where_there_is_more_to_tell():
    shapes = {d.path: citation_shape(cite(d, None, 3, 5)) for d in (PDF, WORD, TEXT)}
    assert (shapes["a.pdf"]["page"], shapes["a.pdf"]["line"]) == (3, None)
    assert shapes["a.docx"]["opening"] == "口岸管理办法。"
    assert (shapes["a.txt"]["page"], shapes["a.txt"]["line"]) == (None, 2)
    assert "opening" not in {**shapes["a.txt"], **shapes["a.pdf"]}
    assert not [shape for shape in shapes.values() if "recognised" in shape]


@pytest.mark.parametrize("texts", [texts_in("zh"), texts_in("en")])
def test_title_marks_inside_a_title_are_the_single_ones(texts):
    assert texts.citations.titled("关于修改《办法》的决定") == "《关于修改〈办法〉的决定》"


@pytest.mark.parametrize("shown", ["《关于修改〈办法〉的决定》", "《关于修改《办法》的决定》"])
def test_a_title_that_is_pasted_back_names_the_same_document(tmp_path, shown):
    put(tmp_path, "a.txt", "关于修改《办法》的决定\n\n第一条 车辆由交通局管理。\n")
    put(tmp_path, "b.txt", "办法\n\n第一条 车辆由公安局管理。\n")
    question = f"{shown}第一条"
    filters = read_filters(question, date(2024, 1, 1))
    answer = Library.open(tmp_path).ask(question, filters=filters)
    assert [e.citation.path for e in answer.excerpts] == ["a.txt"]
