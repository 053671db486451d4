"""What became of every file is said, and every character of a document is accounted for."""

import json

import pytest
from compound_files import compound
from hypothesis import given
from libraries import put
from samples import contents, document
from shell import wenju
from word_files import paragraph, run, word

from retrieval import Library
from retrieval.evaluation.file_checks import _checked, check
from retrieval.index.records import SplitDocument
from retrieval.structure.passages import split

TITLE = "关于加强口岸管理工作的通知"
BODY = "满都拉口岸今年的过货量突破662万吨，创历史新高；货运列车每天开行12列。"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "library"
    hidden = run("隐藏", "<w:vanish/>")
    put(root, "a/口岸管理.docx", word(TITLE, paragraph(run(BODY) + hidden), "2024年3月1日"))
    put(root, "b.txt", f"{TITLE}\n{BODY}\n打印本页 关闭窗口\n".encode("gb18030"))
    put(root, "c.txt", f"{TITLE}\n{BODY}\n打印本页 关闭窗口\n")
    put(root, "供热价格调整方案.txt", f"{BODY.replace('662', '663')}\n{BODY}\n")
    put(root, "旅游发展规划.txt", f"{TITLE}\n{BODY.replace('662', '664')}\n")
    put(root, "x.docx", compound({"EncryptedPackage": b""}))
    put(root, "y.docx", word(BODY)[:300])
    put(root, "z.ppt", b"x")
    return root


def test_every_file_is_told_in_a_few_lines(folder):
    ran = wenju("check", "--library", folder)
    assert (ran.code, ran.err) == (1, "")
    told = ran.out.split("\n")
    assert "! a/口岸管理.docx（docx）" in told
    assert "   《关于加强口岸管理工作的通知》 · 2024-03-01" in told
    assert "   ！文件里隐藏或删除的 2 个字没有读" in told
    assert "✓ b.txt（txt、gb18030）" in told
    assert "   ！与 b.txt 的文字相同" in told
    assert "   ！没有找到标题，用文件名代替" in told
    assert f"   ！标题与文件名不像：{TITLE}" in told
    assert "✗ x.docx：有密码保护，请另存一份没有密码的" in told
    assert "✗ y.docx：文件损坏或不完整" in told
    assert "✗ z.ppt：这种格式不读（PowerPoint）" in told
    assert told[-2] == "共 8 份文件：读了 5 份，读不了 2 份，不认识的格式 1 份；4 份有提示"


def test_in_english(folder):
    out = wenju("check", "--library", folder, "--lang", "en").out
    assert "✗ x.docx: protected by a password; save a copy without one" in out
    assert "the same text as b.txt" in out


def test_what_is_left_out_is_shown_on_request(folder):
    assert "打印本页" not in wenju("check", "--library", folder).out
    shown = wenju("check", "--dropped", "--library", folder / "b.txt")
    assert (shown.code, shown.out.count("－ 打印本页 关闭窗口")) == (0, 1)


def test_as_json(folder):
    ran = wenju("check", "--json", "--dropped", "--library", folder)
    told = {each["path"]: each for each in map(json.loads, ran.out.splitlines())}
    assert [*told] == sorted(told)
    assert told["b.txt"] == {
        "path": "b.txt",
        "title": TITLE,
        "issued_on": None,
        "source": None,
        "document_number": None,
        "pages": None,
        "passages": 2,
        "reason": None,
        "format": "txt",
        "encoding": "gb18030",
        "headings": 0,
        "dropped": 8,
        "warnings": [],
        "characters": len(TITLE) + len(BODY) + 8,
        "dropped_text": ["打印本页 关闭窗口"],
    }
    assert told["c.txt"]["warnings"] == [{"code": "copy", "detail": "b.txt"}]
    assert told["a/口岸管理.docx"]["warnings"] == [{"code": "hidden", "amount": 2}]
    assert told["x.docx"]["reason"] == "有密码保护，请另存一份没有密码的"


def test_the_list_of_documents_as_json_has_all_files(folder):
    ran = wenju("docs", "--json", "--library", folder)
    assert ran.code == 0
    told = {each["path"]: each for each in map(json.loads, ran.out.splitlines())}
    assert len(told) == 8
    assert told["a/口岸管理.docx"] == {
        "path": "a/口岸管理.docx",
        "title": TITLE,
        "issued_on": "2024-03-01",
        "source": None,
        "document_number": None,
        "pages": None,
        "passages": 3,
        "reason": None,
    }
    assert told["z.ppt"]["reason"] == "这种格式不读（PowerPoint）"


def test_a_library_without_documents_has_files_too(folder):
    for name in ("a/口岸管理.docx", "b.txt", "c.txt", "供热价格调整方案.txt", "旅游发展规划.txt"):
        (folder / name).unlink()
    ran = wenju("check", "--library", folder)
    assert (ran.code, ran.out.count("✗")) == (1, 3)
    assert wenju("docs", "--json", "--library", folder).out.count("reason") == 3
    for name in ("x.docx", "y.docx"):
        (folder / name).unlink()
    assert wenju("check", "--library", folder).code == 0


def test_no_such_folder_is_an_error(tmp_path):
    for command in (["check"], ["docs", "--json"]):
        ran = wenju(*command, "--library", tmp_path / "none")
        assert (ran.code, ran.out) == (2, "")
        assert "没有这个文件夹" in ran.complaint


@given(contents)
def test_passages_and_what_is_left_out_are_the_whole_text(text):
    found = _checked(read := document(text), split(read), "", "")
    assert "lost" not in [warning.code for warning in found.warnings]
    kept = SplitDocument(read, tuple(split(read))).searched
    assert sum(len("".join(p.text.split())) for p in kept) + found.dropped_characters == (
        found.characters
    )


def test_a_character_in_no_passage_would_be_said(folder):
    library = Library.open(folder / "b.txt")
    passages = library.passages(library.documents[0])
    found = _checked(library.documents[0], passages[1:], "", "")
    assert [(w.code, w.amount) for w in found.warnings] == [("lost", len(TITLE))]
    twice = _checked(library.documents[0], [passages[0], *passages], "", "")
    assert [(w.code, w.amount) for w in twice.warnings] == [("lost", len(TITLE))]
    assert [w.code for each in check(library) for w in each.warnings] == []
