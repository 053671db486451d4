"""Pages that are pictures: recognised one by one, kept, and never taken for what is written."""

import os
import struct
import zlib

import pytest
from libraries import put
from pdf_writer import LEFT, TOP, Writer

from retrieval import Library
from retrieval.errors import DocumentNeedsLibrary, DocumentRefused
from retrieval.models import ReadingWarning, WarningCode
from retrieval.reading import recognition
from retrieval.reading.formats.frame import NO_TEXT, Recognised, RecognisedLine, Refused
from retrieval.reading.formats.wire import Garbled, as_recognised, packed, unpacked_recognised
from retrieval.reading.reader import read_file
from retrieval.verification.models import Variation, Verdict

SENTENCE = "满都拉口岸过货量突破662万吨，同比增长72.4%。"


def png():
    """A picture of one white point."""

    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def scan(pages=3, texts=()):
    """A PDF of pictures of pages; of those in `texts`, by their numbers, text."""
    writer = Writer()
    for number in range(1, pages + 1):
        page = writer.page()
        page.picture()
        if number in texts:
            page.text("本页另有文字，写在图片之外的地方。", LEFT, TOP)
    return writer.save()


def page_of(*texts):
    """What is recognised of some lines."""
    lines = (
        RecognisedLine(t, 90.0, 90.0 + 12 * len(t), 150.0 + 40 * n, 12.0)
        for n, t in enumerate(texts)
    )
    return Recognised(595.0, 842.0, tuple(lines))


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The pages that are asked for; each says its number, and those that are taken out fail."""
    asked = []
    said = {}

    def recognise(path, name, limits, page):
        asked.append(page)
        if page in said:
            raise said[page]
        return page_of(f"第{page}页：{SENTENCE}")

    monkeypatch.setenv("WENJU_CACHE", os.fspath(tmp_path / "cache"))
    monkeypatch.setattr(recognition, "is_there", lambda: True)
    monkeypatch.setattr(recognition.recognising_process, "recognise", recognise)
    return asked, said


def test_pages_that_are_pictures_are_recognised_and_called_so(asked, tmp_path):
    document = read_file(put(tmp_path, "a.pdf", scan()), "a.pdf").document
    told = "".join(f"第{n}页：{SENTENCE}" for n in (1, 2, 3))
    assert document.text.replace("\n", "") == told
    assert document.origin.warnings == (ReadingWarning(WarningCode.RECOGNISED, 1, 3),)
    assert document.origin.page_at(document.text.index("第3页")) == 3


def test_pages_with_text_are_not_recognised(asked, tmp_path):
    pages, _ = asked
    document = read_file(put(tmp_path, "a.pdf", scan(3, texts=(2,))), "a.pdf").document
    assert pages == [1, 3]
    codes = [(each.code, each.first, each.last) for each in document.origin.warnings]
    assert (WarningCode.RECOGNISED, 1, 1) in codes
    assert "写在图片之外" in document.text


def test_no_page_is_recognised_twice_whatever_the_file_is_called(asked, tmp_path):
    pages, _ = asked
    read_file(put(tmp_path, "a.pdf", scan()), "a.pdf")
    read_file(put(tmp_path, "b.pdf", scan()), "b.pdf")
    assert pages == [1, 2, 3]


def test_who_is_interrupted_goes_on_behind_the_last_page(asked, tmp_path):
    pages, said = asked
    path = put(tmp_path, "a.pdf", scan())
    said[2] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        read_file(path, "a.pdf")
    said.clear()
    assert "第2页" in read_file(path, "a.pdf").document.text
    assert pages == [1, 2, 2, 3]


def test_a_page_that_takes_too_long_is_named_and_the_others_are_read(asked, tmp_path):
    _, said = asked
    said[2] = Refused("takes more than 300 seconds")
    document = read_file(put(tmp_path, "a.pdf", scan()), "a.pdf").document
    assert ReadingWarning(WarningCode.NO_TEXT, 2, 2) in document.origin.warnings
    said |= {1: Refused("x"), 3: Refused("x")}
    with pytest.raises(DocumentRefused, match=NO_TEXT):
        read_file(put(tmp_path, "b.pdf", scan() + b"%other"), "b.pdf")


def test_what_is_kept_and_damaged_is_made_again(asked, tmp_path):
    pages, _ = asked
    path = put(tmp_path, "a.pdf", scan(1))
    read_file(path, "a.pdf")
    (kept,) = (tmp_path / "cache").rglob("*.json")
    for damage in (b"", b"[1, 2, 3]", b'[1, 2, [["a", 1e999, 2, 3, 4]]]', b"\xff"):
        kept.write_bytes(damage)
        assert "第1页" in read_file(path, "a.pdf").document.text
    assert pages == [1] * 5


def test_how_far_it_is_is_told_page_by_page(asked, tmp_path):
    told = []
    read_file(put(tmp_path, "a.pdf", scan(4)), "a.pdf", told=told.append)
    assert told == [0.25] * 4


def test_without_the_library_it_is_said_what_would_help(monkeypatch, tmp_path):
    monkeypatch.setattr(recognition, "is_there", lambda: False)
    with pytest.raises(DocumentRefused) as caught:
        read_file(put(tmp_path, "a.pdf", scan(5)), "a.pdf")
    assert caught.value.reason == "5 pages without text, which need recognition"
    document = read_file(put(tmp_path, "b.pdf", scan(2, texts=(1,))), "b.pdf").document
    assert document.origin.warnings == (ReadingWarning(WarningCode.NO_TEXT, 2, 2),)
    with pytest.raises(DocumentNeedsLibrary, match="rapidocr"):
        read_file(put(tmp_path, "a.png", png()), "a.png")


def test_files_are_read_once_the_library_is_there(monkeypatch, asked, tmp_path):
    root = tmp_path / "library"
    put(root, "a.pdf", scan())
    put(root, "b.txt", "另一份文件。")
    with monkeypatch.context() as patched:
        patched.setattr(recognition, "is_there", lambda: False)
        patched.setattr("retrieval.indexing.update.find_spec", lambda _: None)
        assert len(Library.open(root).documents) == 1
    monkeypatch.setattr("retrieval.indexing.update.find_spec", lambda _: object())
    assert len(Library.open(root).documents) == 2


def test_recognised_text_is_said_to_be_so_and_never_verbatim(asked, tmp_path):
    root = tmp_path / "library"
    put(root, "a.pdf", scan())
    library = Library.open(root)
    (found, *_) = library.ask("满都拉口岸过货量突破多少？").excerpts
    assert found.citation.recognised
    verified = library.verify(SENTENCE)
    assert (verified.verdict, verified.variations) == (
        *(Verdict.SAME_WORDS, (Variation.RECOGNISED,)),
    )
    assert not verified.holds
    spaced = library.verify(SENTENCE.replace("，", ", "))
    assert Variation.RECOGNISED in spaced.variations
    put(root, "b.txt", SENTENCE)
    assert Library.open(root).verify(SENTENCE).verdict is Verdict.VERBATIM


def test_what_another_process_tells_is_looked_at():
    page = page_of("甲")
    assert unpacked_recognised(packed(page)) == page
    for told in ([], [1, 2], [1, 2, [["a", 1]]], ["a", 2, []], [1, 2, [[1, 1, 1, 1, 1]]]):
        with pytest.raises(Garbled):
            as_recognised(told)


def test_lines_of_pages_that_lean_are_read_as_if_they_lay_straight():
    engine = pytest.importorskip("retrieval.reading.formats.scans.engine")
    text = "满都拉口岸过货量突破六百六十二万吨"
    boxes = [[(100, y), (780, y + 34), (778, y + 74), (98, y + 40)] for y in (100, 200)]
    one, other = engine._lines([(text, box) for box in boxes], 0.5)
    assert abs(one.left - other.left) < 6
    assert one.size == pytest.approx(20, abs=2)
    assert other.baseline - one.baseline == pytest.approx(50, abs=1)


def test_files_of_pictures_are_taken_apart():
    images = pytest.importorskip("retrieval.reading.formats.scans.images")
    pillow = pytest.importorskip("PIL.Image")
    from io import BytesIO

    pages = [pillow.new("1", (60, 40)), pillow.new("L", (30, 90))]
    held = BytesIO()
    pages[0].save(held, "TIFF", save_all=True, append_images=pages[1:])
    with images.Images(held.getvalue()) as opened:
        assert opened.count == 2
        second = opened.page(2)
    assert (second.width, second.height, second.stride) == (30, 90, 90)
    with pytest.raises(Refused):
        images.Images(b"\x89PNG" + bytes(300))
