"""Why files cannot be used is said in the language of the messages."""

import re
from pathlib import Path

import pytest
import systems
from shell import wenju

from bot.messages.texts import texts_in
from retrieval import HistoryError
from retrieval.errors import DocumentTooLong, DocumentUnreadable


@pytest.fixture
def root(tmp_path):
    """A folder with one document and files of every kind that is left out."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "a.txt").write_text("标题\n\n口岸货运列车每天开行12列。\n", "utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    systems.make_pipe(folder / "fifo.txt")
    (tmp_path / "outside.txt").write_text("秘密", "utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    return folder


def reasons(ran):
    """File → why it was left out, as standard error has it."""
    return dict(re.findall(r"/(\w+\.txt)(?:：|: )(.+)$", ran.err, re.MULTILINE))


def test_what_is_left_out_and_why(root):
    ran = wenju("docs", "--library", str(root))
    no_file = "链接指向的不是文件夹里的文件"
    why = {"fifo.txt": "不是普通文件", "out.txt": no_file, "lost.txt": no_file}
    why["binary.txt"] = "不是文本，或编码无法识别"
    assert reasons(ran) == why
    # And when it is the index that knows.
    assert reasons(wenju("docs", "--library", str(root))) == why


def test_in_english(root):
    no_file = "a link to no file in the folder"
    assert reasons(wenju("docs", "--lang", "en", "--library", str(root))) == {
        "fifo.txt": "not a regular file",
        "out.txt": no_file,
        "lost.txt": no_file,
        "binary.txt": "not text, or in an unknown encoding",
    }


def test_a_text_to_check_that_is_not_there():
    ran = wenju("verify", "--file", "/nowhere/稿件.txt")
    assert (ran.code, ran.complaint) == (2, "wenju: 读不了 /nowhere/稿件.txt：没有这个文件")
    ran = wenju("verify", "--lang", "en", "--file", "/nowhere/a.txt")
    assert ran.complaint == "wenju: cannot read /nowhere/a.txt: no such file"


def test_numbers_and_the_systems_own_reasons():
    path = Path("a.txt")
    large = DocumentUnreadable(path, "larger than 64 MiB")
    assert texts_in("zh").error(large) == "跳过 a.txt：超过 64 MiB"
    assert texts_in("en").error(large) == "skipped a.txt: larger than 64 MiB"
    assert texts_in("zh").error(DocumentTooLong(path, 65536)) == "跳过 a.txt：超过 65536 个段落"
    system = DocumentUnreadable(path, "Error 5: {odd}")
    assert texts_in("zh").error(system) == "跳过 a.txt：Error 5: {odd}"


def test_the_history():
    reason = "written by a newer version of this program"
    newer = HistoryError(Path("h"), reason)
    assert texts_in("zh").error(newer).endswith("h：由本程序更新的版本写成")
    assert texts_in("en").error(newer).endswith(f"h: {reason}")
