"""What a folder holds and nobody reads is said once, with what would help."""

import pytest
from libraries import of_nobody, put
from shell import wenju

from bot.cli.main import main

TEXT = "标题\n\n口岸货运列车每天开行12列。\n"
QUESTION = "口岸货运列车每天开行多少列"
ADVICE = "PDF、Word 等请另存为 .txt 或 .md"
LINKS = "链接的文件夹请把文件放进来，或用 --library 直接指定；"


@pytest.fixture
def folder(tmp_path):
    """A folder with one document, and with files of formats that nobody reads."""
    root = tmp_path / "library"
    put(root, "a.txt", TEXT)
    for name in ("b.pdf", "下/c.PDF", "d.docx", "e.doc", "f.zzz"):
        put(root, name, b"x")
    return root


@pytest.mark.parametrize("command", [["ask", QUESTION], ["ask", "--json"], ["docs"], ["index"]])
def test_files_of_other_formats_are_counted_by_kind_in_one_line(folder, command):
    ran = wenju(*command, "--library", folder, stdin=f"{QUESTION}\n{QUESTION}\n")
    assert ran.code == 0
    line = f"wenju: 有 5 份没有读：PDF 2、Word 2、.zzz 1。{ADVICE}"
    assert ran.err.splitlines().count(line) == 1
    assert "没有读" not in ran.out


def test_in_english(folder):
    ran = wenju("docs", "--library", folder, "--lang", "en")
    assert ran.complaint == (
        "wenju: 5 not read: 2 PDF, 2 Word, 1 .zzz. Save PDF, Word and the like as .txt or .md"
    )


def test_a_linked_folder_is_counted_and_its_remedy_is_another(tmp_path, folder):
    for name in ("b.pdf", "下/c.PDF", "d.docx", "e.doc", "f.zzz"):
        (folder / name).unlink()
    (folder / "linked").symlink_to(tmp_path)
    ran = wenju("docs", "--library", folder)
    assert ran.complaint == f"wenju: 有 1 份没有读：链接的文件夹 1。{LINKS}"


def test_the_rarest_kinds_are_counted_together(folder):
    for number in range(8):
        put(folder, f"g.q{number}", b"x")
    ran = wenju("docs", "--library", folder)
    assert "：PDF 2、Word 2、.q0 1、.q1 1、" in ran.err
    assert ran.err.rstrip().endswith(f"、其他 5。{ADVICE}")


@pytest.mark.parametrize("command", [["ask", QUESTION], ["docs"], ["index"]])
def test_a_folder_of_such_files_alone_says_that(folder, command):
    (folder / "a.txt").unlink()
    ran = wenju(*command, "--library", folder)
    assert (ran.code, ran.out) == (2, "")
    [said] = [line for line in ran.err.splitlines() if "索引 0 份" not in line]
    assert said.startswith(
        "wenju: 没有能读的文档（.txt、.md）。有 5 份没有读：PDF 2、Word 2、.zzz 1。"
    )
    assert ADVICE in said
    assert str(folder) in said


def test_files_that_cannot_be_read_are_named_up_to_ten_and_counted(folder):
    for number in range(12):
        put(folder, f"empty{number:02}.txt", " \n")
    ran = wenju("ask", "--library", folder, QUESTION)
    named = [line for line in ran.err.splitlines() if "没有文字" in line and "跳过" in line]
    assert len(named) == 10
    assert "wenju: 另有 2 份文件读不了；wenju docs 逐一列出" in ran.err.splitlines()
    assert "有 17 份没有读：读不了或没有文字的文件 12、PDF 2" in ran.err
    assert wenju("docs", "--library", folder).err.count("跳过") == 12


def test_a_folder_with_all_read_says_nothing(tmp_path):
    put(tmp_path, "a.txt", TEXT)
    assert wenju("ask", "--library", tmp_path, QUESTION).err == ""


def test_one_file_may_be_the_library(folder):
    put(folder, "z.txt", TEXT.replace("12", "99"))
    ran = wenju("ask", "--library", folder / "z.txt", QUESTION)
    assert (ran.code, ran.err) == (0, "")
    assert "99列" in ran.out
    assert "12列" not in ran.out
    assert str(folder / "z.txt") in ran.out
    ran = wenju("ask", "--library", folder / "b.pdf", QUESTION)
    assert ran.code == 2
    assert "PDF 1" in ran.complaint


def test_a_folder_that_may_not_be_read_is_named_and_nothing_in_it(capsys):
    with of_nobody(0) as folder:
        code = main(["ask", "--library", str(folder), QUESTION])
    assert code == 2
    assert capsys.readouterr().err == f"wenju: 文件夹读不了（没有权限）：{folder}\n"
