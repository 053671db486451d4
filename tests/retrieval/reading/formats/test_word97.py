"""Word 97 to 2003: what Word shows is what is read."""

import struct

import pytest
from compound_files import compound
from libraries import put
from word97_files import (
    DELETED,
    ENDS_INNER_ROW,
    ENDS_ROW,
    HIDDEN,
    IN_TABLE,
    INNER_CELL,
    cell,
    level,
    listed,
    paragraph,
    row,
    sign,
    style,
    word97,
)

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, OLD_WORD, PASSWORD, Limits, Refused, Unknown
from retrieval.reading.formats.word97 import read
from retrieval.reading.formats.worker import extract
from retrieval.reading.reader import read_document

SENTENCE = "满都拉口岸今年的过货量突破662万吨，创历史新高。"
TITLE = "关于加强口岸管理工作的通知"


def blocks(*content, **more):
    return read(word97(*content, **more), Limits()).blocks


def texts(*content, **more):
    return [block.text for block in blocks(*content, **more)]


def refusal(data):
    with pytest.raises(Refused) as caught:
        read(data, Limits())
    return caught.value.reason


@pytest.mark.parametrize("cut", [0, 1, 9, len(TITLE) + 1, 30])
def test_the_text_is_read_out_of_its_pieces(cut):
    assert texts(TITLE, SENTENCE, cut=cut) == [TITLE, SENTENCE]


def test_pieces_of_a_byte_a_character_are_read():
    assert texts("Notice No. 5 – “urgent”", narrow=True) == ["Notice No. 5 – “urgent”"]


def test_characters_of_two_units_are_put_together():
    assert texts(paragraph("\ud841\udf0e字"), "后") == ["𠜎字", "后"]


def test_numbers_that_word_computes_stand_before_their_paragraphs():
    levels = (level("\0、", 37), level("（\1）", 39), level("\2.", 0))
    item = [paragraph(f"条目{at}", own=listed(1, at)) for at in range(3)]
    found = texts(item[0], item[1], item[1], item[2], item[2], item[0], item[1], levels=levels)
    assert found == [
        *("一、条目0", "（一）条目1", "（二）条目1", "1.条目2", "2.条目2"),
        *("二、条目0", "（一）条目1"),
    ]


def test_a_list_of_a_style_counts_on_and_an_instance_may_begin_anew():
    sheet = (style("Normal", 0), style("条", own=listed(1)), style("条下", based_on=1))
    found = texts(
        paragraph("甲", style=1),
        paragraph("乙", style=2),
        paragraph("丙", own=listed(2), style=1),
        styles=sheet,
        levels=(level("第\0条", 39),),
        instances=2,
        overrides=((0, 7),),
    )
    assert found == ["第一条 甲", "第二条 乙", "第七条 丙"]


def test_levels_may_go_on_counting_and_bullets_are_no_numbers():
    goes_on = (level("\0、", 37), level("\1.", 0, looks=0x8, restart=0))
    one, two = paragraph("甲", own=listed(1, 0)), paragraph("乙", own=listed(1, 1))
    assert texts(one, two, one, two, levels=goes_on) == ["一、甲", "1.乙", "二、甲", "2.乙"]
    assert texts(one, levels=(level("\uf0b7", 23),)) == ["甲"]
    assert texts(paragraph("甲", own=listed(9)), levels=goes_on) == ["甲"]


def test_headings_are_known_by_their_style_or_their_own_level():
    sheet = (style("Normal", 0), style("heading 1", 1), style("小标题", based_on=1))
    own = struct.pack("<HB", 0x2640, 2)
    found = blocks(
        paragraph("总则", style=1),
        paragraph("目的", style=2),
        paragraph("附则", own=own),
        paragraph(SENTENCE, style=1),
        styles=sheet,
    )
    assert [(block.kind, block.level) for block in found] == [
        *((Kind.HEADING, 1), (Kind.HEADING, 1), (Kind.HEADING, 3), (Kind.BODY, 0)),
    ]


def test_styles_that_are_based_on_each_other_end():
    sheet = (style("甲", based_on=1), style("乙", based_on=0))
    assert texts(paragraph("文", style=1), styles=sheet) == ["文"]


def test_rows_of_tables_are_read_cell_by_cell():
    found = blocks(TITLE, row("货物", "数量"), row("煤炭", "12 万吨"), SENTENCE)
    assert [(block.text, block.kind) for block in found[1:3]] == [
        ("货物\t数量", Kind.ROW),
        ("煤炭\t12 万吨", Kind.ROW),
    ]


@pytest.mark.parametrize("number", [0x6645, 0x6646, 0x646B])
def test_properties_of_rows_may_lie_in_a_stream_of_their_own(number):
    data = b"\xff" * 6 + struct.pack("<H", len(ENDS_ROW)) + ENDS_ROW
    far = IN_TABLE + struct.pack("<HI", number, 6)
    found = blocks(row("货物", "数量", own=far), row("煤炭", "12", own=far), "后", data=data)
    assert [block.text for block in found] == ["货物\t数量", "煤炭\t12", "后"]


def test_a_cell_of_several_paragraphs_is_read_one_by_one():
    lines = [paragraph(SENTENCE, own=IN_TABLE), cell(SENTENCE)]
    assert texts([cell("甲"), *lines, cell(own=ENDS_ROW)]) == ["甲", SENTENCE, SENTENCE]


def test_a_table_in_a_cell_is_read_there():
    inner = [
        paragraph("内甲", own=INNER_CELL),
        paragraph("内乙", own=INNER_CELL),
        paragraph(own=ENDS_INNER_ROW),
    ]
    assert texts([cell("外"), *inner, cell("末"), cell(own=ENDS_ROW)], "后") == [
        *("外", "内甲\t内乙", "末", "后"),
    ]


def test_a_table_that_does_not_end_is_read_all_the_same():
    assert texts([cell("甲"), cell("乙")]) == ["甲\t乙"]


def test_what_is_hidden_or_deleted_is_left_out_and_counted():
    extracted = read(
        word97(paragraph("可见", ("隐藏的字", HIDDEN), "也可见", ("旧", DELETED))), Limits()
    )
    assert [block.text for block in extracted.blocks] == ["可见也可见"]
    assert extracted.warnings == (ReadingWarning(WarningCode.HIDDEN, amount=5),)


def test_of_fields_the_result_is_read_and_contents_are_furniture():
    field = "见\x13 REF a \x14第\x13 PAGE \x14五\x15条\x15。"
    assert texts(field) == ["见第五条。"]
    contents = "\x13 TOC \\o \x14第一章 总则\t1\r第二章 附则\t9\x15\r正文"
    found = blocks(contents)
    assert [block.kind for block in found] == [Kind.FURNITURE, Kind.FURNITURE, Kind.BODY]
    assert texts("\x13 BROKEN", SENTENCE) == [SENTENCE]


def test_lines_of_contents_are_furniture_by_their_style():
    sheet = (style("Normal", 0), style("toc 1", 19))
    (found,) = blocks(paragraph("第一章 总则", style=1), styles=sheet)
    assert found.kind is Kind.FURNITURE


def test_marks_are_no_text_and_signs_are_what_they_show():
    assert texts("前\x01\x02\x05\x08后\x1e1\x1f2") == ["前后-12"]
    assert texts("上\x0b下", "左\n右") == ["上", "下", "左", "右"]
    box = paragraph(("(", sign(1, 0xF0FE)), "是", ("(", sign(0, 0x41)), "否")
    assert texts(box, fonts=("宋体", "Wingdings")) == ["☑是否"]


def test_boxes_and_notes_follow_and_edges_of_pages_are_furniture():
    found = blocks(
        SENTENCE,
        boxes=("内政发〔2024〕3号",),
        footnotes=("\x02 脚注",),
        endnotes=("尾注",),
        headers=("页眉", "页眉", "- 3 -"),
        remarks=("批注",),
    )
    assert [(block.text, block.kind) for block in found] == [
        (SENTENCE, Kind.BODY),
        ("内政发〔2024〕3号", Kind.NOTE),
        ("脚注", Kind.NOTE),
        ("尾注", Kind.NOTE),
        ("页眉", Kind.FURNITURE),
    ]


def test_comments_are_counted():
    warnings = read(word97(SENTENCE, comments=2), Limits()).warnings
    assert warnings == (ReadingWarning(WarningCode.COMMENTS, amount=2),)


def test_the_title_is_known_by_its_style():
    sheet = (style("Normal", 0), style("Title", 62))
    own = read(word97(paragraph(TITLE, style=1), SENTENCE, styles=sheet), Limits())
    assert own.properties == {"title": TITLE}


def test_what_cannot_be_read_is_refused_with_the_reason():
    whole = word97(SENTENCE)
    assert refusal(word97(SENTENCE, version=104)) == OLD_WORD
    assert refusal(word97(SENTENCE, flags=0x100)) == PASSWORD
    assert refusal(whole[:600]) == DAMAGED
    assert refusal(compound({"WordDocument": b"\xec\xa5\xc1\0"})) == DAMAGED
    assert refusal(compound({"WordDocument": b"none"})) == DAMAGED


def test_what_a_compound_file_is_the_streams_outside_of_folders_tell():
    with pytest.raises(Unknown, match="ppt"):
        extract(compound({"PowerPoint Document": b"WordDocument"}), "a.doc", Limits())
    with pytest.raises(Refused, match=PASSWORD):
        extract(compound({"EncryptedPackage": b""}), "a.docx", Limits())


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.txt"])
def test_an_answer_comes_from_it_whatever_it_is_called(name, tmp_path):
    put(tmp_path, name, word97(TITLE, SENTENCE, "2024年3月1日"))
    library = Library.open(tmp_path)
    (found, *_) = library.ask("满都拉口岸的过货量是多少？").excerpts
    assert (found.text, library.documents[0].origin.format) == (SENTENCE, "doc")
    document = read_document(tmp_path / name, name)
    assert (document.title, str(document.metadata.issued_on)) == (TITLE, "2024-03-01")
