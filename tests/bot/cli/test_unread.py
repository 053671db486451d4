"""What a folder holds and nobody reads is said once, with what would help."""

import pytest
import systems
from libraries import of_nobody, put
from shell import ROOT, shell, wenju

from bot.cli.main import main
from bot.cli.options import say_skipped
from bot.messages.texts import texts_in
from retrieval.errors import DocumentNeedsLibrary, DocumentRefused

TEXT = "标题\n\n口岸货运列车每天开行12列。\n"
QUESTION = "口岸货运列车每天开行多少列"
ADVICE = "这些请另存为 .docx、.pdf、.txt 或 .md"
LINKS = "链接的文件夹请把文件放进来，或用 --library 直接指定"


@pytest.fixture
def folder(tmp_path):
    """A folder with one document, and with files of formats that nobody reads."""
    root = tmp_path / "library"
    put(root, "a.txt", TEXT)
    for name in ("b.caj", "下/c.CAJ", "d.ppt", "e.ppt", "f.zzz"):
        put(root, name, b"x")
    return root


@pytest.mark.parametrize("command", [["ask", QUESTION], ["ask", "--json"], ["docs"], ["index"]])
def test_files_of_other_formats_are_counted_by_kind_in_one_line(folder, command):
    ran = wenju(*command, "--library", folder, stdin=f"{QUESTION}\n{QUESTION}\n")
    assert ran.code == 0
    line = f"wenju: 有 5 份没有读：CAJ 2、PowerPoint 2、.zzz 1。{ADVICE}"
    assert ran.err.splitlines().count(line) == 1
    assert "没有读" not in ran.out


def test_in_english(folder):
    ran = wenju("docs", "--library", folder, "--lang", "en")
    assert ran.complaint == (
        "wenju: 5 not read: 2 CAJ, 2 PowerPoint, 1 .zzz. Save them as .docx, .pdf, .txt or .md"
    )


def test_a_linked_folder_is_counted_and_its_remedy_is_another(tmp_path, folder):
    for name in ("b.caj", "下/c.CAJ", "d.ppt", "e.ppt", "f.zzz"):
        (folder / name).unlink()
    (folder / "linked").symlink_to(tmp_path)
    ran = wenju("docs", "--library", folder)
    assert ran.complaint == f"wenju: 有 1 份没有读：链接的文件夹 1。{LINKS}"


def test_the_rarest_kinds_are_counted_together(folder):
    for number in range(8):
        put(folder, f"g.q{number}", b"x")
    ran = wenju("docs", "--library", folder)
    assert "：CAJ 2、PowerPoint 2、.q0 1、.q1 1、" in ran.err
    assert ran.err.rstrip().endswith(f"、其他 5。{ADVICE}")


@pytest.mark.parametrize("command", [["ask", QUESTION], ["docs"], ["index"]])
def test_a_folder_of_such_files_alone_says_that(folder, command):
    (folder / "a.txt").unlink()
    ran = wenju(*command, "--library", folder)
    assert (ran.code, ran.out) == (2, "")
    [said] = [line for line in ran.err.splitlines() if "没有" in line]
    assert said.startswith(
        f"wenju: 没有能读的文档（文本、Word、Excel、幻灯片、PDF、OFD、网页）：{folder}。"
        "有 5 份没有读：CAJ 2、PowerPoint 2、.zzz 1。"
    )
    assert ADVICE in said
    assert str(folder) in said


def test_files_that_cannot_be_read_are_named_up_to_three_and_counted(folder):
    for number in range(12):
        put(folder, f"empty{number:02}.txt", " \n")
    ran = wenju("ask", "--library", folder, QUESTION)
    named = [line for line in ran.err.splitlines() if "没有文字" in line and "跳过" in line]
    assert len(named) == 3
    assert "wenju: 另有 9 份文件读不了或读不全；wenju docs 逐一列出" in ran.err.splitlines()
    assert "有 17 份没有读：读不了或没有文字的文件 12、CAJ 2" in ran.err
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
    ran = wenju("ask", "--library", folder / "b.caj", QUESTION)
    assert ran.code == 2
    assert "CAJ 1" in ran.complaint


def test_a_folder_that_may_not_be_read_is_named_and_nothing_in_it(capsys):
    with of_nobody(0) as folder:
        code = main(["ask", "--library", str(folder), QUESTION])
    assert code == 2
    assert capsys.readouterr().err == f"wenju: 文件夹读不了（没有权限）：{folder}\n"


def test_a_file_with_a_stray_byte_answers_and_is_named(folder):
    for name in ("b.caj", "下/c.CAJ", "d.ppt", "e.ppt", "f.zzz"):
        (folder / name).unlink()
    put(folder, "a.txt", TEXT.encode() + "附件".encode() + b"\xe6\x96")
    said = f"wenju: {folder / 'a.txt'}：已读，其中 1 处字节读不出，以 � 代替"
    for _ in range(2):
        ran = wenju("ask", "--library", folder, QUESTION)
        assert (ran.code, ran.complaint) == (0, said)
        assert "12列" in ran.out
    put(folder, "a.txt", TEXT)
    assert wenju("ask", "--library", folder, QUESTION).err == ""


def test_big5_answers_and_big5_made_into_gbk_is_named(folder):
    text = "關於口岸的通知\n\n口岸貨運列車每天開行十二列，貨物包括煤炭、礦石、鋼材。\n"
    put(folder, "big5.txt", text.encode("cp950"))
    put(folder, "garbled.txt", text.encode("cp950").decode("gb18030", "replace"))
    ran = wenju("ask", "--library", folder, "煤炭、礦石、鋼材")
    assert "貨物包括煤炭、礦石、鋼材" in ran.out
    assert f"跳过 {folder / 'garbled.txt'}：是 Big5 文字被当作 GBK 转换过的乱码" in ran.err


def test_standard_input_is_read_in_gb18030_where_it_is_not_the_terminals_encoding(folder):
    for stdin in (QUESTION.encode("gb18030"), QUESTION.encode(), f"\r{QUESTION}\r".encode()):
        ran = wenju("ask", "--library", folder, stdin=stdin)
        assert (ran.code, QUESTION in ran.out) == (0, True)
        quote = "口岸货运列车每天开行12列".encode("gb18030")
        assert wenju("verify", "--library", folder, stdin=quote).code == 0


def test_a_text_to_check_with_a_stray_byte_is_checked_and_named(folder, tmp_path):
    text = put(tmp_path, "稿件.txt", "“口岸货运列车每天开行12列”".encode() + b"\xff")
    ran = wenju("verify", "--library", folder / "a.txt", "--file", text)
    assert ran.code == 0
    assert ran.complaint == f"wenju: {text}：已读，其中 1 处字节读不出，以 � 代替"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (systems.make_pipe, "文件夹读不了（不是普通文件）"),
        (lambda path: path.symlink_to(path.name), "文件夹读不了（链接互相指向）"),
        (lambda path: path.symlink_to("nowhere.txt"), "没有这个文件夹"),
        (lambda path: None, "没有这个文件夹"),
    ],
    ids=["pipe", "circular link", "broken link", "nothing"],
)
def test_a_library_that_is_neither_folder_nor_file_is_called_what_it_is(tmp_path, make, said):
    place = tmp_path / "library.txt"
    make(place)
    ran = wenju("ask", "--library", place, QUESTION)
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith(f"wenju: {said}：{place}")


@systems.byte_names
def test_a_folder_that_was_removed_while_one_stands_in_it_is_named(tmp_path):
    """On Windows nobody can remove it then."""
    (tmp_path / "gone").mkdir()
    command = f"cd {tmp_path}/gone && rmdir ../gone && PYTHONPATH={ROOT} wenju docs --library ."
    ran = shell(command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.complaint.startswith("wenju: 没有这个文件夹：.")


def test_files_that_wait_for_one_library_are_counted_in_one_line(folder, capsys):
    waiting = [DocumentNeedsLibrary(folder / f"{n}.pdf", "pypdfium2") for n in range(30)]
    page = DocumentNeedsLibrary(folder / "a.html", "selectolax")
    locked = DocumentRefused(folder / "b.pdf", "protected by a password")
    say_skipped([*waiting[:20], page, locked, *waiting[20:]], texts_in("zh"), 10)
    together, *others = capsys.readouterr().err.splitlines()
    assert together.startswith("wenju: 跳过 30 份文件：缺少程序库 pypdfium2")
    assert together.endswith("pip install -e '.[documents]'")
    assert [line.partition("：")[0] for line in others] == [
        f"wenju: 跳过 {folder / name}" for name in ("a.html", "b.pdf")
    ]
    # Where all are to be named, each is.
    say_skipped(waiting, texts_in("en"))
    assert len(capsys.readouterr().err.splitlines()) == 30
