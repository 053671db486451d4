"""Ids depend on the words alone, and outlive what happens to files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import REPORT, SEEDS, contents, document

from retrieval import Library
from retrieval.citing.citations import cite, paragraph_at, paragraph_id
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.assembly import assemble
from retrieval.reading.encoding import decode
from retrieval.reading.formats.frame import Block, Extracted

ID = re.compile(r"[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}")
WORDS = "满都拉口岸过货量突破662万吨,同比增长72.4%。"

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=3)


def test_ids_are_these_for_good():
    assert paragraph_id("一、工作开展情况") == "2de1t-b54xq"
    assert paragraph_id("满都拉口岸") == "2m0h3-m8ajj"


@given(st.text())
def test_the_format(text):
    assert ID.fullmatch(paragraph_id(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("满都拉口岸,662万吨", "满都拉口岸，６６２万吨"),
        ("政府工作报告", "政 府 工\u3000作 报\u00a0告"),
        ("(一)总则", "（一）总则 \n"),
        ("ABC", "ＡＢＣ"),
    ],
)
def test_width_and_white_space_do_not_change_an_id(one, other):
    assert paragraph_id(one) == paragraph_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("662万吨", "663万吨"),
        ("甲。", "甲"),
        ("发展", "發展"),
        ("abc", "ABC"),
        ("①", "1"),
        ("", "0"),
    ],
)
def test_other_words_have_another_id(one, other):
    assert paragraph_id(one) != paragraph_id(other)


@given(chinese, chinese)
def test_ids_are_equal_for_equal_words_only(one, other):
    assert (paragraph_id(one) == paragraph_id(other)) == (one == other)


def ids(read):
    return [paragraph_id(read.text[p.start : p.end]) for p in read.paragraphs]


@given(
    contents, st.integers(0, 50), st.sampled_from(["新的一段。", "一、新标题", "字体", "# 标题"])
)
def test_a_new_paragraph_leaves_the_ids_of_the_others(text, place, added):
    lines = document(text).text.split("\n")
    lines.insert(min(place, len(lines)), added)
    before, after = ids(document(text)), ids(document("\n".join(lines)))
    after.remove(paragraph_id(added))
    assert after == before


@given(contents, st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]))
def test_another_encoding_leaves_the_ids(text, encoding):
    body = "满都拉口岸" * 200 + text.replace("\ufeff", "").replace("\x1b", "")
    body = re.sub(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", "", body)
    assert ids(document(decode(body.encode(encoding), SEEDS).text)) == ids(document(body))


def test_moving_a_file_and_adding_to_it_leave_the_id_of_a_sentence(tmp_path):
    text = (SEEDS / REPORT).read_text("utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / REPORT).write_bytes(text.encode())
    (tmp_path / "two/deep").mkdir(parents=True)
    (tmp_path / "two/deep/新名.md").write_bytes(f"新的一段。\r\n{text}".encode("gb18030"))
    cited = []
    for name in ("one", "two"):
        answer = Library.open(tmp_path / name).ask("满都拉口岸过货量", min_confidence=0)
        cited.append(next(e for e in answer.excerpts if "662万吨" in e.text).citation.id)
    assert cited[0] == cited[1]


def test_the_number_behind_the_point_is_the_sentence():
    read = document(f"标题\n第一句。第二句；{WORDS}")
    where = [cite(read, None, read.text.index(w), len(read.text)) for w in ("第一", "第二", "满都")]
    assert [c.id.rpartition(".")[2] for c in where] == ["1", "2", "3"]
    assert len({c.id.rpartition(".")[0] for c in where}) == 1


def test_a_citation_names_first_and_last_paragraph():
    read = document("标题\n\n第一句。\n\n\n第二句。\n")
    citation = cite(read, None, read.text.index("第一"), read.text.index("第二") + 4)
    assert (citation.paragraph, citation.last_paragraph, citation.line) == (2, 3, 3)


@given(contents)
def test_every_character_is_in_the_paragraph_that_is_cited_for_it(text):
    read = document(text)
    for paragraph in read.paragraphs:
        for offset in (paragraph.start, paragraph.end - 1):
            assert paragraph_at(read, offset) is paragraph


def test_a_page_is_known_for_every_offset():
    """A paragraph may go on on the next page, with what stands at its foot read behind it."""
    blocks = (
        Block("第一页的话一直说到了第二页上", page=1, turns=((8, 2),)),
        Block("— 1 —", Kind.FURNITURE, page=1),
        Block("第四页", page=4),
    )
    read = assemble(Extracted(blocks, pages=4), "a.pdf", "pdf")
    cited = [cite(read, None, start, start + 1) for start in (0, 7, 8, 13, 15, 21)]
    assert [citation.page for citation in cited] == [1, 1, 2, 2, 1, 4]
    assert {(citation.line, citation.opening) for citation in cited} == {(None, None)}


def test_without_pages_and_lines_a_place_is_told_by_what_the_paragraph_begins_with():
    read = assemble(
        Extracted((Block("为了规范口岸管理，保障通关，制定本办法。"),)), "a.docx", "docx"
    )
    citation = cite(read, None, 9, 20)
    assert (citation.line, citation.page) == (None, None)
    assert citation.opening == "为了规范口岸管理，保障通关，"
    read = assemble(Extracted((Block("口岸" * 20),)), "a.docx", "docx")
    assert cite(read, None, 30, 32).opening == "口岸" * 8


def test_text_that_was_read_off_a_picture_is_called_so():
    blocks = tuple(Block(f"第{page}页", page=page) for page in (1, 2, 3))
    warnings = (ReadingWarning(WarningCode.RECOGNISED, 2, 2),)
    read = assemble(Extracted(blocks, pages=3, warnings=warnings), "a.pdf", "pdf")
    starts = [paragraph.start for paragraph in read.paragraphs]
    assert [cite(read, None, s, s + 1).recognised for s in starts] == [False, True, False]
