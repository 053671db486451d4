"""The encodings that Chinese documents come in, and bytes that are no text."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from samples import characters, normalised

from retrieval import DocumentNotText
from retrieval.errors import DocumentGarbled
from retrieval.reading.encoding import CONTROL, decode
from retrieval.reading.plausibility import is_suspect
from retrieval.reading.reader import read_document

NAME = Path("a.txt")


def read(data, path):
    """The text, and how much of it could not be read."""
    return decode(data, path)[:2]


TEXT = "关于印发《方案》的通知\n满都拉口岸过货量突破662万吨。𠮷野家㐀€\u3000\u00a0é\n"

TRADITIONAL = str.maketrans("关发满过货万吨", "關發滿過貨萬噸")

# Words that GB2312 lacks and GBK or GB18030 have, of two and of four bytes.
GB = ["镕", "囍", "€", "㐀", "𠮷", "ā", "\u00a0", "한", "\U0010ffff"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_the_text_is_the_same_in_every_encoding(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert read(mark + TEXT.encode(encoding), NAME) == (TEXT, 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_no_mark_declares_is_told_by_its_nuls(encoding):
    assert read(TEXT.encode(encoding), NAME) == (TEXT, 0)
    with pytest.raises(DocumentNotText):
        read(bytes(range(256)) * 4, NAME)


@pytest.mark.parametrize("character", GB)
def test_gb18030_holds_every_character(character):
    text = f"中文{character}文字"
    assert read(text.encode("gb18030"), NAME) == (text, 0)


@given(st.text(characters), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_in_unicode_comes_back_or_is_refused_for_its_controls(text, encoding):
    expected = normalised(text if encoding != "utf-8" else text.removeprefix("\ufeff"))
    try:
        decoded = read(text.encode(encoding), NAME)
    except DocumentNotText:
        assert len(CONTROL.findall(text)) * 100 > len(text)
        return
    assert decoded == (expected.replace("\0", "\ufffd"), expected.count("\0"))


@given(st.binary())
def test_bytes_become_text_or_are_refused(data):
    try:
        text, unreadable = read(data, NAME)
    except DocumentNotText:
        return
    assert (unreadable == 0) or "\ufffd" in text
    assert "\r" not in text
    assert "\0" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_are_one(ending):
    assert read(ending.join(["甲", "", "乙", ""]).encode(), NAME) == ("甲\n\n乙\n", 0)


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\xff\xff",
        b"PK\x03\x04\x14\0\x06\0",
        bytes(range(256)),
        b"\xff\xfe\x00\xd8",
        b"\xff\xfea",
        "中文\n".encode("utf-16-le"),
        b"\x1b\x01\x02\x03\x04",
    ],
)
def test_bytes_that_are_no_text_are_refused_by_name(data):
    with pytest.raises(DocumentNotText) as caught:
        read(data, NAME)
    assert caught.value.path == NAME


LINES = "关于印发《方案》的通知\n满都拉口岸过货量突破662万吨。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp950"])
@pytest.mark.parametrize("stray", [b"\xff", b"\0"], ids=["byte", "NUL"])
def test_one_stray_byte_does_not_lose_the_text_around_it(encoding, stray):
    text = LINES.translate(TRADITIONAL) if encoding == "cp950" else LINES
    data = text.encode(encoding).replace(b"662", b"6" + stray + b"62", 1)
    assert read(data, NAME) == (text.replace("662", "6\ufffd62", 1), 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", [LINES + "完", LINES + "附件\n完"])
def test_half_a_character_at_the_end_does_not_lose_the_text_before_it(encoding, end):
    text, unreadable = read(end.encode(encoding)[:-1], NAME)
    assert (text, unreadable) == (end[:-1] + "\ufffd", 1)


def test_half_a_character_of_gbk():
    assert read((LINES + "通完").encode("gb18030")[:-1], NAME) == (LINES + "通\ufffd", 1)


@pytest.mark.parametrize("codec", ["cp950", "big5hkscs"])
def test_big5_is_recognised(codec):
    text = LINES.translate(TRADITIONAL) + ("香港㗎喺嘅，香港通知。" if codec != "cp950" else "")
    assert read(text.encode(codec), NAME) == (text, 0)
    assert read("香港特別行政區".encode(codec), NAME) == ("香港特別行政區", 0)


@pytest.mark.parametrize("other", ["utf-8", "gb18030"])
@pytest.mark.parametrize("order", [1, -1])
def test_of_a_text_that_is_partly_converted_each_line_is_read_in_its_own_encoding(other, order):
    own = "滿都拉口岸過貨量突破六百萬噸。"
    parts = [(own, "cp950"), (LINES, other)][::order]
    data = b"\n".join(text.encode(encoding) for text, encoding in parts)
    assert read(data, NAME) == ("\n".join(text for text, _ in parts), 0)


def test_big5_that_was_converted_as_gbk_is_named_as_that():
    garbled = LINES.translate(TRADITIONAL).encode("cp950").decode("gb18030", "replace")
    with pytest.raises(DocumentGarbled):
        read(garbled.encode(), NAME)


def test_a_part_that_was_converted_wrongly_is_replaced_wherever_it_stands():
    whole = LINES * (3000 // len(LINES) + 1)
    garbled = LINES.translate(TRADITIONAL).encode("cp950").decode("gb18030", "replace")
    text, unreadable = read(f"{whole}{garbled}{whole}".encode(), NAME)
    assert text.startswith(whole)
    assert text.endswith(whole)
    part = text[len(whole) : -len(whole)]
    assert part.count("\ufffd") == unreadable > len(part) // 2
    assert not set(part) & {c for c in garbled if c > "\x7f" and c not in LINES}
    assert part.count("\n") == garbled.count("\n")


def test_names_of_rare_characters_close_together_stay_wherever_they_stand():
    whole = LINES * (3000 // len(LINES) + 1)
    text = f"{whole}\n鱻犇淼焱垚囍镕㐀𠮷翀珺喆堃鑫骉羴赑\nпример текста и ещё пример\n{whole}"
    assert read(text.encode(), NAME) == (text, 0)


@pytest.mark.parametrize(
    "text", ["镕囍㐀𠮷翀珺喆堃", "淼、犇、焱、垚\n鱻鱻", "пример текста и ещё", "ひらがなカタカナ"]
)
def test_rare_characters_and_other_scripts_in_gb18030_stay_what_they_are(text):
    assert read(text.encode("gb18030"), NAME) == (text, 0)
    assert read(text.encode(), NAME) == (text, 0)


OFTEN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年"


@given(st.text(OFTEN, min_size=8), st.booleans())
def test_chinese_in_gbk_is_never_taken_for_another_encoding(text, is_torn):
    data = text.encode("gb18030")
    # Lines of 一 and 要 alone are Cyrillic in UTF-8 as well.
    assume("\ufffd" in data.decode("utf-8", "replace"))
    end = "\n\ufffd" if is_torn else ""
    assert read(data + (b"\n\xff" if is_torn else b""), NAME) == (text + end, int(is_torn))


def test_a_line_of_gbk_that_is_valid_utf8_by_chance_stays_gbk_beside_a_stray_byte():
    assert "一".encode("gb18030").decode() == "һ"
    text = f"{LINES}一\n二\n"
    assert read(text.encode("gb18030") + b"\xff", NAME) == (text + "\ufffd", 1)


def test_a_stray_control_character_does_not_make_a_document_binary():
    text = "第一段\x0c" + "正文" * 200 + "\x07"
    assert read(text.encode(), NAME) == (text, 0)


def test_no_bytes_are_an_empty_text():
    assert read(b"", NAME) == ("", 0)
    assert read(b"\xef\xbb\xbf", NAME) == ("", 0)


def test_a_read_document_knows_its_name_and_the_hash_of_its_text(tmp_path):
    path = tmp_path / "甲.TXT"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    read = read_document(path, "b/甲.TXT")
    assert (read.path, read.text) == ("b/甲.TXT", TEXT)
    assert read.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "cp950"])
def test_the_encoding_is_told(encoding):
    text = LINES.translate(TRADITIONAL) if encoding == "cp950" else LINES
    assert decode(text.encode(encoding), NAME).encoding == encoding


@pytest.mark.parametrize(("between", "suspect"), [("", True), ("abc", True), ("abcd", False)])
def test_rare_characters_are_suspect_as_close_as_markup_may_stand(between, suspect):
    assert is_suspect(f"<p>{between.join('籓芖' * 4)}</p>") is suspect
    assert not is_suspect("\n".join("籓芖" * 4))
