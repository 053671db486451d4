"""A library's own words: what stands in `.wenju/`, and what is said of a file that is wrong."""

import json

import pytest
import systems
from shell import wenju

from retrieval import Library, VocabularyError
from retrieval.analysis.vocabulary import read_synonyms, read_user_dictionary
from retrieval.errors import SynonymsError, UserDictionaryError

TEXT = """\
边境管理办法
检查站每天开放十二个小时，由港务局管理。
国家发展和改革委员会负责统筹规划，办公电话为12345678。
货场夜间关闭，不收停车费。
"""
SYNONYMS = "# 机构\n國家發改委, 发改委、国家发展和改革委员会  # 全称在后\n\n卡子，检查站\n"


@pytest.fixture
def library(tmp_path):
    """A folder with a document; returns a function that adds a file to its `.wenju`."""
    (tmp_path / "办法.txt").write_text(TEXT, "utf-8")
    (tmp_path / ".wenju").mkdir()

    def add(name, content):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / ".wenju" / name).write_bytes(data)
        return tmp_path

    return add


def test_a_question_in_other_words_is_answered(library):
    root = library("synonyms.txt", SYNONYMS)
    answer = Library.open(root).ask("卡子几点开放?", max_chars=40)
    assert answer.excerpts[0].text.startswith("检查站每天开放")
    assert answer.matched == ("卡子", "开放")
    assert answer.missing == ()
    marked = [answer.excerpts[0].document.text[a:b] for a, b in answer.excerpts[0].highlights]
    assert marked[0].startswith("检查站")


def test_a_synonym_makes_an_answer_surer(library):
    root = library("userdict.txt", "")
    unsure = Library.open(root).ask("发改委的卡子有电话吗?").confidence
    library("synonyms.txt", SYNONYMS)
    assert Library.open(root).ask("发改委的卡子有电话吗?").confidence > unsure


def test_the_command_line_uses_it(library):
    ran = wenju(
        "ask", "--json", "--library", library("synonyms.txt", SYNONYMS), "發改委的电话是多少?"
    )
    assert ran.code == 0
    answer = json.loads(ran.out)
    assert answer["matched"] == ["发改委", "电话"]
    assert "12345678" in answer["answers"][0]["excerpt"]


def test_the_folder_holds_no_documents(library):
    root = library("synonyms.txt", SYNONYMS)
    assert [document.path for document in Library.open(root).documents] == ["办法.txt"]


def test_a_user_dictionary_makes_words(library):
    question = "港務局管理什么?"
    root = library("synonyms.txt", "")
    assert "港务局管理" not in Library.open(root).ask(question, min_confidence=0).matched
    library("userdict.txt", "港務局管理 9 n\n")
    assert Library.open(root).ask(question, min_confidence=0).matched == ("港务局管理",)


def test_a_dictionary_in_jiebas_format_is_read_folded(library):
    root = library(
        "userdict.txt",
        b"\xef\xbb\xbf" + "雲計算 5 n\r\n\n\u3000Ｂ超\t3\nEdu Trust认证 9\n".encode(),
    )
    read = read_user_dictionary(root / ".wenju" / "userdict.txt")
    assert read.splitlines() == ["云计算 5 n", "", "b超 3", "edu trust认证 9"]


def test_groups_are_read_with_any_separator(library):
    root = library(
        "synonyms.txt", "甲词 乙词\n丙词,丁词，戊词、己词 # 说明\n# 一 二\n\n庚\u3000辛\t庚\n"
    )
    synonyms = read_synonyms(root / ".wenju" / "synonyms.txt")
    assert synonyms.words == tuple("甲词 乙词 丙词 丁词 戊词 己词 庚 辛".split())
    assert synonyms.forms("=丙词") == ("丙词", "丁词", "戊词", "己词")
    assert synonyms.forms("=甲词", "说乙词") == ("乙词", "甲词")
    assert synonyms.forms("别的") == ("别的",)


def test_missing_files_say_nothing(tmp_path):
    assert read_synonyms(tmp_path / "synonyms.txt").words == ()
    assert read_user_dictionary(tmp_path / "userdict.txt") == ""
    (tmp_path / "file").write_text("")
    assert read_synonyms(tmp_path / "file" / "synonyms.txt").words == ()


WRONG = [
    ("synonyms.txt", "甲词 乙词\n\n丙词\n", "alone", 3, "第 3 行：“丙词”没有同义词"),
    ("synonyms.txt", "甲词 乙词\n丙词 乙詞\n", "repeated", 2, "第 2 行：“乙词”已经在前面的一组里"),
    ("synonyms.txt", "甲词 ——\n", "no_word", 1, "第 1 行：“——”不是词"),
    (
        "synonyms.txt",
        "甲 乙\n".encode() + "丙 丁".encode("gbk"),
        "not_utf8",
        2,
        "第 2 行：不是 UTF-8",
    ),
    ("userdict.txt", "词语\n词 " + "9" * 5000, "frequency", 2, "第 2 行：词频太大"),
    ("userdict.txt", "词语".encode("gb18030"), "not_utf8", 1, "第 1 行：不是 UTF-8"),
]


@pytest.mark.parametrize(("name", "content", "fault", "line", "said"), WRONG)
def test_a_file_that_is_wrong_is_an_error_with_its_line(library, name, content, fault, line, said):
    root = library(name, content)
    error = SynonymsError if name == "synonyms.txt" else UserDictionaryError
    with pytest.raises(error) as caught:
        Library.open(root)
    assert isinstance(caught.value, VocabularyError)
    assert (caught.value.path, caught.value.fault, caught.value.line) == (
        root / ".wenju" / name,
        fault,
        line,
    )
    ran = wenju("ask", "--library", root, "卡子")
    assert (ran.code, ran.out) == (2, "")
    assert str(root / ".wenju" / name) in ran.complaint
    assert said in ran.complaint


def test_a_file_that_cannot_be_read_is_named(library):
    root = library("userdict.txt", "")
    (root / ".wenju" / "synonyms.txt").mkdir()
    ran = wenju("docs", "--library", root)
    assert ran.code == 2
    assert "synonyms.txt" in ran.complaint


@pytest.mark.parametrize("name", ["userdict.txt", "synonyms.txt"])
@pytest.mark.parametrize(
    "make", [systems.make_pipe, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"]
)
def test_what_is_no_file_is_not_waited_for(library, name, make):
    root = library(name, "")
    (root / ".wenju" / name).unlink()
    make(root / ".wenju" / name)
    ran = wenju("ask", "--library", root, "卡子")
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.endswith(f"{root / '.wenju' / name}：读不了：不是普通文件")


def test_a_file_may_stand_elsewhere(library, tmp_path):
    root = library("userdict.txt", "")
    (root / ".wenju" / "synonyms.txt").symlink_to(tmp_path / "词.txt")
    (tmp_path / "词.txt").write_text("卡子 检查站", "utf-8")
    assert read_synonyms(root / ".wenju" / "synonyms.txt").words == ("卡子", "检查站")
