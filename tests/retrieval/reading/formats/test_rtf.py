"""Rich Text Format: bytes of many encodings, and what of them is shown."""

import pytest
from libraries import put

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import Limits
from retrieval.reading.formats.rtf import read
from retrieval.reading.reader import read_document

SENTENCE = "满都拉口岸今年的过货量突破662万吨，创历史新高。"
TITLE = "关于加强口岸管理工作的通知"
FONTS = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset0 Times;}{\f2\fcharset136 Ming;}}"


def coded(text, encoding="gb18030"):
    """Text as RTF has it, its bytes beyond ASCII in signs."""
    return "".join(
        chr(byte) if byte < 0x80 and chr(byte) not in "\\{}" else f"\\'{byte:02x}"
        for byte in text.encode(encoding)
    )


def rtf(body, head=FONTS):
    return rf"{{\rtf1\ansi\ansicpg936\deff0{head}{body}}}".encode("latin-1")


def blocks(body, head=FONTS):
    return read(rtf(body, head), Limits()).blocks


def texts(body, head=FONTS):
    return [block.text for block in blocks(body, head)]


def test_bytes_are_read_in_the_encoding_of_their_font_or_of_the_file():
    assert texts(rf"\f0 {coded(SENTENCE)}\par") == [SENTENCE]
    assert texts(rf"\f2 {coded('繁體中文', 'cp950')}\par\f0 {coded('简体')}\par") == [
        "繁體中文",
        "简体",
    ]
    assert texts(rf"{coded(SENTENCE)}\par", "") == [SENTENCE]
    assert texts(r"\f1 caf\'e9\par") == ["café"]


def test_characters_by_their_numbers_stand_for_what_follows_them():
    assert texts(r"\u26032?\u-24130 ?a\par") == ["新ꆾa"]
    assert texts(rf"\uc2\u26032{coded('新')}\uc0\u26087\par") == ["新旧"]
    assert texts(r"\u-10180?\u-8434?\par") == ["\U0001f30e"]


def test_what_is_hidden_or_deleted_is_left_out_and_counted():
    extracted = read(rtf(r"a{\v hid}{\deleted old}\v x\v0 b\plain c\par"), Limits())
    assert [block.text for block in extracted.blocks] == ["abc"]
    assert extracted.warnings == (ReadingWarning(WarningCode.HIDDEN, amount=7),)


def test_numbers_of_lists_stand_before_their_paragraphs():
    number = rf"{{\listtext\pard\plain {coded('一、')}\tab}}"
    assert texts(rf"\pard{number}{coded('总则')}\par\pard{coded('正文')}\par") == [
        "一、总则",
        "正文",
    ]
    assert texts(r"{\pntext\f1 1.\tab}{\*\pn\pnlvlbody{\pntxta .}}one\par") == ["1.one"]


def test_rows_of_tables_are_read_cell_by_cell():
    row = r"\trowd\cellx1\cellx2\pard\intbl a\cell b\cell\row"
    found = blocks(rf"{row}{row}\pard end\par")
    assert [(block.text, block.kind) for block in found] == [
        *(("a\tb", Kind.ROW), ("a\tb", Kind.ROW), ("end", Kind.BODY)),
    ]
    assert texts(r"\trowd\pard\intbl a\cell b\cell\pard end\par") == ["a\tb", "end"]


def test_headings_and_titles_are_known_by_their_styles_or_their_level():
    sheet = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel1 x;}{\s2 heading 1;}{\s3 Title;}}"
    body = r"\pard\s3 T\par\pard\s1 a\par\pard\s2 b\par\pard\outlinelevel2 c\par\pard d\par"
    extracted = read(rtf(body, FONTS + sheet), Limits())
    assert [block.level for block in extracted.blocks] == [0, 2, 1, 3, 0]
    assert extracted.properties == {"title": "T"}


def test_of_fields_the_result_is_read_and_what_programs_may_pass_over_is_not():
    field = r"{\field{\*\fldinst{HYPERLINK x}}{\fldrslt{shown}}}"
    assert texts(rf"see {field}{{\*\unknown zzz}}{{\info{{\title no}}}}\par") == ["see shown"]
    assert texts(r"a{\pict\pngblip 89504e47" + "\n" + r"0d0a}b{\pict\bin4 }}}}}c\par") == ["abc"]


def test_boxes_and_notes_follow_and_edges_of_pages_are_furniture():
    box = r"{\shp{\*\shpinst\shpleft1{\shptxt box\par}}{\shprslt{\*\do box}}}"
    found = blocks(rf"{{\header top\par}}{{\footer 3\par}}a{{\footnote\pard note}}b{box}\par")
    assert [(block.text, block.kind) for block in found] == [
        *(("ab", Kind.BODY), ("note", Kind.NOTE), ("box", Kind.NOTE), ("top", Kind.FURNITURE)),
    ]


def test_comments_are_counted():
    body = r"a{\*\atnid n}{\*\annotation comment}\par"
    extracted = read(rtf(body), Limits())
    assert [block.text for block in extracted.blocks] == ["a"]
    assert extracted.warnings == (ReadingWarning(WarningCode.COMMENTS, amount=1),)


def test_signs_and_breaks():
    assert texts(r"a\line b\tab c\~d\_e\-f\\\{\}\emdash\ldblquote x\rdblquote\par") == [
        *("a", "b\tc\xa0d-ef\\{}—“x”"),
    ]


@pytest.mark.parametrize("body", ["}" * 50 + "a", "{" * 200_000 + "a", r"\u", r"\'", "\\", "{\\*"])
def test_what_is_not_as_it_should_be_is_read_as_far_as_it_goes(body):
    read(rtf(body), Limits())


@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.txt"])
def test_an_answer_comes_from_it_whatever_it_is_called(name, tmp_path):
    body = rf"\qc {coded(TITLE)}\par\pard {coded(SENTENCE)}\par"
    put(tmp_path, name, rtf(body))
    library = Library.open(tmp_path)
    (found, *_) = library.ask("满都拉口岸的过货量是多少？").excerpts
    assert (found.text, library.documents[0].origin.format) == (SENTENCE, "rtf")
    assert read_document(tmp_path / name, name).title == TITLE
