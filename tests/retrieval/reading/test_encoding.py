"""The encodings that Chinese documents come in, and bytes that are no text."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import characters, normalised

from retrieval import DocumentNotText
from retrieval.reading.encoding import CONTROL, decode
from retrieval.reading.reader import read_document

NAME = Path("a.txt")
TEXT = "关于印发《方案》的通知\n满都拉口岸过货量突破662万吨。𠮷野家㐀€\u3000\u00a0é\n"

# Words that GB2312 lacks and GBK or GB18030 have, of two and of four bytes.
GB = ["镕", "囍", "€", "㐀", "𠮷", "ā", "\u00a0", "한", "\U0010ffff"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_the_text_is_the_same_in_every_encoding(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert decode(mark + TEXT.encode(encoding), NAME) == TEXT


@pytest.mark.parametrize("character", GB)
def test_gb18030_holds_every_character(character):
    text = f"中文{character}文字"
    assert decode(text.encode("gb18030"), NAME) == text


@given(st.text(characters), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_in_unicode_comes_back_or_is_refused_for_its_controls(text, encoding):
    expected = normalised(text if encoding != "utf-8" else text.removeprefix("\ufeff"))
    if len(CONTROL.findall(text)) * 100 > len(text):
        with pytest.raises(DocumentNotText):
            decode(text.encode(encoding), NAME)
    else:
        assert decode(text.encode(encoding), NAME) == expected


@given(st.binary())
def test_bytes_become_text_or_are_refused(data):
    try:
        text = decode(data, NAME)
    except DocumentNotText:
        return
    assert "\r" not in text
    assert "\0" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_are_one(ending):
    assert decode(ending.join(["甲", "", "乙", ""]).encode(), NAME) == "甲\n\n乙\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        "正文".encode() * 200 + b"\0",
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
        decode(data, NAME)
    assert caught.value.path == NAME


def test_a_stray_control_character_does_not_make_a_document_binary():
    text = "第一段\x0c" + "正文" * 200 + "\x07"
    assert decode(text.encode(), NAME) == text


def test_no_bytes_are_an_empty_text():
    assert decode(b"", NAME) == ""
    assert decode(b"\xef\xbb\xbf", NAME) == ""


def test_a_read_document_knows_its_name_and_the_hash_of_its_text(tmp_path):
    path = tmp_path / "甲.TXT"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    read = read_document(path, "b/甲.TXT")
    assert (read.path, read.text) == ("b/甲.TXT", TEXT)
    assert read.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
