"""Pages that are pictures: recognised one by one, kept, and never taken for what is written."""

import os
from io import BytesIO

import pytest
from libraries import put
from pdf_writer import LEFT, TOP, Writer
from pictures_of_pages import png

from retrieval import Library
from retrieval.errors import DocumentNeedsLibrary, DocumentRefused
from retrieval.indexing import indexer
from retrieval.models import ReadingWarning, WarningCode
from retrieval.reading import recognition
from retrieval.reading.formats.frame import NO_TEXT, Recognised, RecognisedLine, Refused
from retrieval.reading.formats.wire import Garbled, as_recognised, packed, unpacked_recognised
from retrieval.reading.reader import read_file
from retrieval.verification.models import Variation, Verdict

SENTENCE = "满都拉口岸过货量突破662万吨，同比增长72.4%。"


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
    put(root, "c.pdf", scan(2, texts=(1,)))
    for path in root.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    with monkeypatch.context() as patched:
        patched.setattr(recognition, "is_there", lambda: False)
        patched.setattr("retrieval.indexing.update.is_installed", lambda _: False)
        assert [d.path for d in Library.open(root).documents] == ["b.txt", "c.pdf"]
    read, opened = [], indexer.read_volumes
    monkeypatch.setattr(
        indexer, "read_volumes", lambda *a, **b: read.append(a[1]) or opened(*a, **b)
    )
    monkeypatch.setattr("retrieval.indexing.update.is_installed", lambda _: True)
    library = Library.open(root)
    assert read == ["a.pdf", "c.pdf"]
    assert "第2页" in library.documents[2].text
    Library.open(root)
    assert len(read) == 2


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
    pages = [pillow.new("1", (60, 40)), pillow.new("L", (30, 90))]
    held = BytesIO()
    pages[0].save(held, "TIFF", save_all=True, append_images=pages[1:])
    with images.Images(held.getvalue()) as opened:
        assert opened.count == 2
        second = opened.page(2)
    assert (second.width, second.height, second.stride) == (30, 90, 90)
    with pytest.raises(Refused):
        images.Images(b"\x89PNG" + bytes(300))


def saved(picture, kind, **options):
    held = BytesIO()
    picture.save(held, kind, **options)
    return held.getvalue()


def test_a_photo_is_one_page_and_stands_as_it_was_taken():
    images = pytest.importorskip("retrieval.reading.formats.scans.images")
    pillow = pytest.importorskip("PIL.Image")
    photo = pillow.new("L", (60, 40))
    told = pillow.Exif()
    told[0x112] = 6
    preview = {"save_all": True, "append_images": [pillow.new("L", (6, 4))]}
    for data in (saved(photo, "JPEG", exif=told), saved(photo, "MPO", exif=told, **preview)):
        with images.Images(data) as opened:
            page = opened.page(1)
        assert (opened.count, page.width, page.height) == (1, 40, 60)


def test_smaller_copies_in_a_tiff_are_no_pages():
    images = pytest.importorskip("retrieval.reading.formats.scans.images")
    pillow = pytest.importorskip("PIL.Image")
    pages = [pillow.new("L", (60, 40)), pillow.new("L", (6, 4)), pillow.new("L", (30, 90))]
    pages[1].encoderinfo = {"tiffinfo": {254: 1}}
    with images.Images(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])) as opened:
        assert (opened.count, opened.page(2).width) == (2, 30)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "I;16", "1"])
def test_what_is_black_stays_so_on_white_whatever_the_picture_is_made_of(mode):
    images = pytest.importorskip("retrieval.reading.formats.scans.images")
    pillow = pytest.importorskip("PIL.Image")
    made = {"LA": (0, 0), "RGBA": (0, 0, 0, 0), "I;16": 60_000}.get(mode, 255)
    picture = pillow.new(mode, (40, 40), made)
    picture.paste({"LA": (0, 255), "RGBA": (0, 0, 0, 255)}.get(mode, 0), (0, 0, 20, 40))
    with images.Images(saved(picture, "TIFF" if mode == "I;16" else "PNG")) as opened:
        page = opened.page(1)
    assert (page.data[0], page.data[3 * 30]) == (0, 255)


def test_pictures_without_end_are_refused_for_their_size(monkeypatch):
    images = pytest.importorskip("retrieval.reading.formats.scans.images")
    pytest.importorskip("PIL.Image")
    monkeypatch.setattr(images, "_MOST_PIXELS", 0)
    with pytest.raises(Refused, match="pixels"):
        images.Images(png())


@pytest.mark.parametrize(
    ("lying", "upside_down", "turns"), [(0, 0, 0), (0, 1, 2), (1, 0, 1), (1, 1, 3)]
)
def test_a_page_is_turned_as_its_longest_lines_lie(monkeypatch, lying, upside_down, turns):
    engine = pytest.importorskip("retrieval.reading.formats.scans.engine")
    wide, high = (20, 300) if lying else (300, 20)
    long = [(0, 0), (wide, 0), (wide, high), (0, high)]
    short = [(0, 0), (40, 0), (40, 20), (0, 20)]
    read = [("满都拉口岸过货量突破", long)] * 3 + [("第一页", short)] * 9
    monkeypatch.setattr(engine, "_is_upside_down", lambda *_: bool(upside_down))
    assert engine._turns(None, read) == turns
