"""A library of files of many formats: what each is, its content says."""

import os
import subprocess
import sys
from datetime import date

import pytest
from compound_files import compound
from libraries import put
from word97_files import word97
from word_files import cell, level, numbered, paragraph, style, styled, table, word

from retrieval import Library
from retrieval.errors import (
    DocumentNeedsLibrary,
    DocumentNotText,
    DocumentRefused,
    DocumentUnknown,
)
from retrieval.indexing import update
from retrieval.models import Kind
from retrieval.reading import is_readable
from retrieval.reading.formats.detection import HEAD, Format, format_of
from retrieval.reading.formats.frame import DAMAGED
from retrieval.reading.reader import read_document

SENTENCE = "满都拉口岸今年的过货量突破662万吨，创历史新高。"
OTHER = "各有关单位要高度重视口岸管理工作，落实责任，按期报送情况。"
TITLE = "关于加强口岸管理工作的通知"
PAGE = f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1><p>{SENTENCE}</p></body></html>"
ARCHIVE = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    f"Content-Type: text/html; charset=utf-8\r\n\r\n{PAGE}\r\n--b--\r\n"
)
WORD = word(TITLE, SENTENCE)
OLE = word97(TITLE, SENTENCE)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7", "a.txt", Format.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "a.docx", Format.PDF),
        (WORD, "a.pdf", Format.ZIP),
        (OLE, "a.docx", Format.OLE),
        (PAGE.encode(), "a.txt", Format.HTML),
        (b"<!-- saved from url=(0014)http://a.cn/x --> <HTML>", "a.pdf", Format.HTML),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html>", "a.txt", Format.HTML),
        (f"\ufeff{PAGE}".encode("utf-16-le"), "a.txt", Format.HTML),
        (ARCHIVE.encode(), "a.html", Format.MHTML),
        (b"<p>a fragment</p>", "a.html", Format.HTML),
        (b"<p>a fragment</p>", "a.md", Format.MARKDOWN),
        (b"<p>a fragment</p>", "a.txt", Format.TXT),
        ("<htmlx> 与 <html> 标签".encode(), "a.txt", Format.TXT),
        ("Content-Type: 说明".encode(), "a.txt", Format.TXT),
        (b"", "a.docx", Format.TXT),
    ],
)
def test_the_content_tells_the_format_and_among_texts_the_name(data, name, kind):
    assert format_of(data[:HEAD], name) is kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"GIF89a" + bytes(300), "gif"),
        (b"\x1f\x8b\x08" + bytes(300), "gz"),
        (b"Rar!\x1a\x07\0" + bytes(300), "rar"),
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a.md"])
def test_a_file_that_is_called_what_it_is_not_is_named_by_what_it_is(tmp_path, data, kind, name):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentUnknown) as caught:
        read_document(path, name)
    assert caught.value.kind == kind


def test_what_is_no_text_is_damaged_where_its_name_promises_another_format(tmp_path):
    zeros = put(tmp_path, "a.docx", bytes(9000))
    with pytest.raises(DocumentRefused, match=DAMAGED):
        read_document(zeros, "a.docx")
    with pytest.raises(DocumentNotText):
        read_document(zeros, "a.txt")


def test_telling_takes_a_moment_whatever_stands_there():
    for hostile in (b"<!--" + b"-" * HEAD, b"a:\n" * HEAD, b"<?xml " * HEAD, b"<!-- --><" * HEAD):
        assert format_of(hostile[:HEAD], "a.txt") is Format.TXT


@pytest.mark.parametrize("name", ["a.docx", "b/c.PDF", "d.htm", "e.MHTML", "f.doc", "g.md"])
def test_names_of_files_that_may_be_documents(name):
    assert is_readable(name)


@pytest.fixture
def shelf(tmp_path):
    """A folder with the same notice in every format that needs no other program."""
    root = tmp_path / "library"
    put(root, "a.docx", WORD)
    put(root, "b.html", PAGE)
    put(root, "c.mht", ARCHIVE)
    put(root, "d.txt", f"{TITLE}\n{SENTENCE}\n")
    put(root, "e.doc", WORD)
    put(root, "f.doc", OLE)
    return root


def test_the_same_answer_comes_from_every_format(shelf):
    library = Library.open(shelf)
    assert {d.path: d.origin.format for d in library.documents} == {
        "a.docx": "docx",
        "b.html": "html",
        "c.mht": "mhtml",
        "d.txt": "txt",
        "e.doc": "docx",
        "f.doc": "doc",
    }
    assert {d.title for d in library.documents} == {TITLE}
    for name in ("a.docx", "b.html", "c.mht", "d.txt", "e.doc", "f.doc"):
        found = Library.open(shelf / name).ask("满都拉口岸的过货量是多少？").excerpts
        assert found[0].text == SENTENCE
        assert found[0].document.text[found[0].start : found[0].end] == SENTENCE


def test_a_place_without_lines_is_told_by_how_its_paragraph_begins(shelf):
    cited = {}
    for name in ("a.docx", "d.txt"):
        (excerpt, *_) = Library.open(shelf / name).ask("满都拉口岸的过货量是多少？").excerpts
        cited[name] = excerpt.citation
    word_, plain = cited["a.docx"], cited["d.txt"]
    assert (plain.line, plain.page, plain.opening) == (2, None, None)
    assert (word_.line, word_.page, word_.paragraph) == (None, None, 2)
    assert SENTENCE.startswith(word_.opening)
    assert 8 <= len(word_.opening) < len(SENTENCE)
    assert word_.id == plain.id


def test_what_is_kept_of_a_document_is_what_was_read(shelf):
    library = Library.open(shelf)
    for document in library.documents:
        read = read_document(shelf / document.path, document.path)
        assert (document.text, document.origin, document.metadata, document.paragraphs) == (
            *(read.text, read.origin, read.metadata, read.paragraphs),
        )


def test_headings_and_tables_are_data_and_not_marks_in_the_text(tmp_path):
    styles = style("H1", '<w:outlineLvl w:val="0"/>')
    rows = table((cell("货物"), cell("数量")), (cell("煤炭"), cell("12 万吨")))
    data = word("通知", styled("总体情况", "H1"), SENTENCE, rows, OTHER, styles=styles)
    document = read_document(put(tmp_path, "a.docx", data), "a.docx")
    kinds = [paragraph.kind for paragraph in document.paragraphs]
    assert kinds[1:] == [Kind.HEADING, Kind.BODY, Kind.ROW, Kind.ROW, Kind.BODY]
    assert document.text.split("\n")[3:5] == ["货物\t数量", "煤炭\t12 万吨"]
    (found, *_) = Library.open(tmp_path).ask("煤炭的数量是多少").excerpts
    assert (found.text, found.citation.section) == ("煤炭\t12 万吨", ("总体情况",))


def test_numbers_that_word_computes_make_sections(tmp_path):
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "第%1条")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    put(tmp_path, "a.docx", word("口岸管理条例", numbered(SENTENCE), numbered(OTHER), lists=lists))
    (found, *_) = Library.open(tmp_path).ask("满都拉口岸的过货量是多少？").excerpts
    assert found.citation.section == ("第一条",)


def test_a_sidecar_comes_before_what_the_document_says(shelf):
    (shelf / "a.docx.toml").write_text(
        'title = "另一个标题"\nissued_on = 2024-03-01\nsource = "口岸办"\n'
        'document_number = "口办〔2024〕1号"\nurl = "http://a.cn"\nauthor = "某某"\n',
        "utf-8",
    )
    library = Library.open(shelf)
    document = library.documents.split("a.docx").document
    told = document.metadata
    assert (document.title, str(told.issued_on), told.source) == (
        *("另一个标题", "2024-03-01", "口岸办"),
    )
    assert (told.document_number, told.url) == ("口办〔2024〕1号", "http://a.cn")
    assert dict(library.unread) == {}
    assert [field.value for field in told.fields if field.name == "author"] == ["某某"]


def test_a_sidecar_that_changes_or_goes_is_noticed(shelf):
    def title():
        return Library.open(shelf).documents.split("a.docx").document.title

    beside = put(shelf, "a.docx.toml", 'title = "甲"\n')
    assert title() == "甲"
    put(shelf, "a.docx.toml", 'title = "乙"\n')
    assert title() == "乙"
    beside.unlink()
    assert title() == TITLE


@pytest.mark.parametrize(
    "content",
    [
        *("title = ", "title = 3", 'name = "甲"', "issued_on = 12", b"\xff\xfe", "title = ''"),
        *(f"title = {'[' * 30_000}", f"title = {'9' * 5000}"),
    ],
    ids=lambda content: str(content[:20]),
)
def test_a_sidecar_that_cannot_be_used_is_said_and_the_document_is_read(shelf, content):
    put(shelf, "a.docx.toml", content)
    document = Library.open(shelf).documents.split("a.docx").document
    assert document.title == TITLE
    assert [warning.code for warning in document.origin.warnings] == ["sidecar"]


def test_of_a_time_in_a_sidecar_its_day_counts(shelf):
    put(shelf, "a.docx.toml", "issued_on = 2024-03-01T10:00:00Z")
    told = Library.open(shelf).documents.split("a.docx").document.metadata
    assert repr(told.issued_on) == repr(date(2024, 3, 1))


@pytest.mark.skipif(sys.platform != "linux", reason="names may be longer elsewhere")
def test_a_name_that_leaves_no_room_for_a_sidecar_has_none(tmp_path):
    path = put(tmp_path, f"{'关' * 83}.docx", WORD)
    assert read_document(path, path.name).origin.warnings == ()


def test_a_bad_file_is_named_and_the_others_are_read(shelf):
    put(shelf, "cut.docx", WORD[: len(WORD) // 2])
    put(shelf, "locked.docx", compound({"EncryptedPackage": b""}))
    put(shelf, "slides.docx", compound({"PowerPoint Document": b""}))
    for _ in range(2):
        library = Library.open(shelf)
        assert len(library.documents) == 6
        assert {error.path.name: (type(error), error.reason) for error in library.skipped} == {
            "cut.docx": (DocumentRefused, "damaged or cut off"),
            "locked.docx": (DocumentRefused, "protected by a password"),
        }
        assert dict(library.passed) == {"slides.docx": "ppt"}


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.docx"])
def test_text_under_the_name_of_another_format_is_read(name, tmp_path):
    assert read_document(put(tmp_path, name, SENTENCE), name).text == SENTENCE


def test_a_file_whose_library_is_missing_is_read_once_it_is_there(shelf, tmp_path, monkeypatch):
    class Absent:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def extract(self, path, name, limits):
            raise LibraryMissing("selectolax")

    from retrieval.reading import reader
    from retrieval.reading.formats.frame import LibraryMissing

    (shelf / "a.docx").unlink()
    (shelf / "e.doc").unlink()
    (shelf / "f.doc").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(reader, "reading_process", Absent())
        patched.setattr(update, "is_installed", lambda _: False)
        for _ in range(2):
            skipped = Library.open(shelf).skipped
            assert [type(error) for error in skipped] == [DocumentNeedsLibrary] * 2
            assert {error.library for error in skipped} == {"selectolax"}
    library = Library.open(shelf)
    assert (library.skipped, len(library.documents)) == ((), 3)


def test_a_library_of_text_begins_no_process_and_imports_nothing_for_one(tmp_path):
    put(tmp_path, "a.txt", SENTENCE)
    code = (
        "import sys\nfrom retrieval import Library\n"
        f"Library.open({os.fspath(tmp_path)!r}).ask('口岸')\n"
        "from retrieval.reading.formats.workers import reading_process as process\n"
        "names = ('zipfile', 'xml.etree.ElementTree', 'selectolax', 'pypdfium2',\n"
        "         'retrieval.reading.formats.worker')\n"
        "print(process._process, [name for name in names if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None []\n"


def test_no_process_is_left_when_the_library_is_open(shelf):
    from retrieval.reading.formats.workers import reading_process

    Library.open(shelf)
    assert reading_process._process is None


def test_an_annex_has_a_numbering_of_its_own(tmp_path):
    lines = ("通知", "一、总则", SENTENCE, "二、分工", OTHER, "附件1", "一、名单", SENTENCE)
    document_ = read_document(put(tmp_path, "a.docx", word(*map(paragraph, lines))), "a.docx")
    found = Library.open(tmp_path)
    sections = [p.section for p in found.passages(found.documents[0]) if p.section]
    assert sections[-1].path(document_) == ("附件1", "一、名单")


def test_labels_around_the_main_part_of_a_page_count_where_the_text_is_silent(tmp_path):
    facts = (("发文机关：", "市政府"), ("标　　题：", "别的"), ("发文字号：", "某政发〔2024〕1号"))
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in facts)
    rows += "<tr><td>成 文 日 期：</td><td>2024年3月1日</td></tr>"
    page = (
        f"<html><title>{TITLE}</title><body><table>{rows}</table><div><p>{TITLE}</p>"
        f"<p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE}</p></div></body></html>"
    )
    told = read_document(put(tmp_path, "a.html", page), "a.html").metadata
    assert (told.title, str(told.issued_on), told.source, told.document_number) == (
        *(TITLE, "2024-03-01", "市政府", "某政发〔2024〕1号"),
    )
    signed = page.replace("</div>", "<p>某某市口岸办公室</p><p>2024年3月8日</p></div>")
    told = read_document(put(tmp_path, "b.html", signed), "b.html").metadata
    assert (str(told.issued_on), told.source) == ("2024-03-08", "某某市口岸办公室")
