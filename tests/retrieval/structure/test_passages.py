"""The partition: every character of a document is in exactly one place."""

import pytest
from hypothesis import given
from samples import ARTICLE, REPORT, SEEDS, contents, document, formats

from retrieval.models import Kind
from retrieval.structure.outline import outline
from retrieval.structure.passages import TARGET, split
from retrieval.text.sentences import sentences


@given(contents, formats)
def test_every_character_but_white_space_is_in_exactly_one_passage(text, suffix):
    read = document(text, suffix)
    end = 0
    for passage in split(read):
        assert end <= passage.start < passage.end
        assert not read.text[end : passage.start].strip()
        assert passage.text == passage.text.strip()
        end = passage.end
    assert not read.text[end:].strip()


@given(contents, formats)
def test_paragraphs_are_numbered_lines_that_cover_all_but_white_space(text, suffix):
    read = document(text, suffix)
    assert [p.number for p in read.paragraphs] == [*range(1, len(read.paragraphs) + 1)]
    lines = [line.strip() for line in read.text.split("\n") if line.strip()]
    assert [read.text[p.start : p.end] for p in read.paragraphs] == lines


@given(contents, formats)
def test_no_passage_spans_two_paragraphs(text, suffix):
    read = document(text, suffix)
    for passage in split(read):
        paragraph = read.paragraphs[passage.paragraph - 1]
        assert paragraph.start <= passage.start
        assert passage.end <= paragraph.end
        assert "\n" not in passage.text


@given(contents, formats)
def test_no_passage_spans_two_sections_and_each_knows_its_own(text, suffix):
    read = document(text, suffix)
    opened = None
    sections = {section.start: section for section in outline(read).sections}
    for passage in split(read):
        opened = passage.start if passage.start in sections else opened
        assert not any(passage.start < start < passage.end for start in sections)
        if passage.kind in (Kind.BODY, Kind.HEADING):
            assert (passage.section and passage.section.start) == opened
        if passage.kind is Kind.HEADING:
            assert passage.end <= sections[passage.start].end


@given(contents, formats)
def test_sections_are_a_tree_of_stretches_of_the_document(text, suffix):
    read = document(text, suffix)
    sections = outline(read).sections
    ends = [edge for section in sections for edge in (section.start, section.end)]
    assert ends == sorted(ends)
    for section in sections:
        assert 0 <= section.start < section.end <= len(read.text)
        assert section.level == (section.parent.level + 1 if section.parent else 1)
        assert section.parent is None or section.parent.end <= section.start
        assert len(section.path(read)) == section.level


@given(contents, formats)
def test_kinds_are_those_of_the_paragraphs(text, suffix):
    read = document(text, suffix)
    for passage in split(read):
        kind = read.paragraphs[passage.paragraph - 1].kind
        assert passage.kind is kind or {passage.kind, kind} == {Kind.BODY, Kind.HEADING}


@given(contents, formats)
def test_body_passages_stay_near_the_target_length(text, suffix):
    for passage in split(document(text, suffix)):
        assert passage.kind is not Kind.BODY or passage.end - passage.start <= TARGET


@pytest.mark.parametrize("name", [REPORT, ARTICLE])
def test_passages_of_the_seeds_begin_at_items_or_sentences(name):
    read = document((SEEDS / name).read_text("utf-8"))
    for passage in split(read):
        paragraph = read.paragraphs[passage.paragraph - 1]
        starts = {start for start, _ in sentences(read.text, paragraph.start, paragraph.end)}
        assert passage.start in starts or passage.text.startswith(("二是", "三是"))


def test_items_of_an_enumeration_are_passages_of_their_own_inside_their_paragraph():
    read = document((SEEDS / REPORT).read_text("utf-8"))
    items = [p for p in split(read) if p.text[1] == "是" and p.text[0] in "一二三"]
    assert [p.text[0] for p in items] == list("一二三" * 2 + "一二" + "一二三" * 3)
    assert [p.paragraph for p in items[:6]] == [10, 10, 10, 12, 12, 12]


def test_a_heading_and_the_text_behind_it_on_the_line_are_two_passages():
    read = document("通知\n\n一、总体要求。各单位要抓好落实。\n二、保障措施。各单位要加强领导。\n")
    assert [(p.kind, p.text) for p in split(read)][1:] == [
        (Kind.HEADING, "一、总体要求。"),
        (Kind.BODY, "各单位要抓好落实。"),
        (Kind.HEADING, "二、保障措施。"),
        (Kind.BODY, "各单位要加强领导。"),
    ]


def test_a_document_of_white_space_has_no_passages():
    assert split(document(" \n\u3000\u00a0\r\n\t\x0c")) == []
