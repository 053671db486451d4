"""`wenju index`, `--index` and what is said of the index, as a shell sees them."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
import systems
from libraries import put
from samples import ARTICLE, REPORT, SEEDS
from shell import COMMAND, LIMIT, ROOT, at_a_terminal, hear_ctrl_c, wenju

from bot.messages.index import EN, ZH
from retrieval import Library, Stage
from retrieval.index.locks import locked
from retrieval.index.store import FORMAT

QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
SUMMARY = re.compile(
    r"(\d+) 份文档，(\d+) 个段落；索引在 (.+)（[\d.]+k?M?B）(；跳过 \d+ 份文件)?\n"
)
NEWS = "青石桥镇图书馆每天上午八点开门。"
# So many files, of so many copies of a document, that they are indexed in several pieces.
FILES, COPIES = 20, 6
# `wenju index` that stops and waits as soon as it has saved something.
HELD = """
import sys, time
from bot.cli.main import main
from retrieval.index.store import IndexStore
save = IndexStore.save
def save_and_wait(*given):
    saved = save(*given)
    time.sleep(600)
    return saved
IndexStore.save = save_and_wait
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "library"
    shutil.copytree(SEEDS, root)
    return root


@pytest.fixture
def place(tmp_path):
    return tmp_path / "index"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A library of several pieces."""
    root = tmp_path_factory.mktemp("large")
    text = (SEEDS / REPORT).read_text("utf-8")
    for number in range(FILES):
        put(root, f"{number:02}.txt", f"第{number}份\n{text * COPIES}")
    return root


def index(root, place, *options, **environment):
    return wenju("index", "--library", root, "--index", place, *options, **environment)


def ask(root, place, *options, **environment):
    return wenju("ask", "--library", root, "--index", place, *options, QUESTION, **environment)


def begin(root, place, *options, command=COMMAND):
    """`wenju index` as a process at the head of a group of its own."""
    return subprocess.Popen(
        [*command, "index", "--library", root, "--index", place, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=hear_ctrl_c if systems.IS_POSIX else None,
    )


def test_it_says_what_it_did(folder, place):
    put(folder, "photo.txt", b"\0\1\2")
    ran = index(folder, place)
    assert ran.code == 0
    assert SUMMARY.fullmatch(ran.out).groups() == ("2", "76", str(place), "；跳过 1 份文件")
    assert ran.err.splitlines()[0].startswith("wenju: 索引 3 份文件，共 ")
    assert "photo.txt" in ran.err.splitlines()[-1]
    again = index(folder, place, "--lang", "en")
    assert (again.code, again.err.count("\n")) == (0, 1)
    assert again.out.startswith(f"2 documents, 76 passages; the index is in {place} (")


def test_only_what_changed_is_indexed_again(folder, place):
    index(folder, place)
    put(folder, "new.txt", NEWS)
    (folder / ARTICLE).unlink()
    ran = index(folder, place)
    assert ran.err.startswith("wenju: 索引 1 份文件，")
    assert ran.out.startswith("2 份文档")


def test_at_a_terminal_there_is_a_bar(folder, place):
    ran = at_a_terminal("index", "--library", folder, "--index", place, TERM="xterm")
    assert ran.code == 0
    assert "索引 0/2 份" in ran.out
    assert re.search(r"0%\|.*B/17\.6kB \[", ran.out)
    assert SUMMARY.search(ran.out.replace("\r\n", "\n"))


@systems.signals
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_it_goes_on_where_it_was_ended(large, place, name):
    kind = getattr(signal, name)
    running = begin(large, place, "--workers", "2", command=(sys.executable, "-c", HELD))
    while not list(place.glob("manifest-*.json")):
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, kind)
    out, err = running.communicate(timeout=LIMIT)
    assert out == ""
    if name == "SIGKILL":
        assert running.returncode == -kind
    else:
        assert running.returncode == 130
        assert err.splitlines()[-1] == f"wenju: {ZH.interrupted}"
        assert "Traceback" not in err
    ran = index(large, place)
    assert (ran.code, SUMMARY.fullmatch(ran.out)[1]) == (0, str(FILES))
    left = int(re.match(r"wenju: 索引 (\d+) 份文件", ran.err)[1])
    assert 0 < left < FILES
    assert index(large, place).err == ""


def test_a_second_writer_waits_and_says_so(folder, place):
    index(folder, place)
    put(folder, "new.txt", NEWS)
    with locked(place / "writer.lock"):
        running = begin(folder, place)
        assert running.stderr.readline() == f"wenju: {ZH.waiting}\n"
        # Who asks does not wait.
        ran = ask(folder, place, "--json")
        assert ran.complaint == f"wenju: {ZH.busy_newer.format(newer=1)}"
        assert FOUND in json.loads(ran.out)["answers"][0]["excerpt"]
    out, _ = running.communicate(timeout=LIMIT)
    assert (running.returncode, SUMMARY.fullmatch(out)[1]) == (0, "3")


def test_a_damaged_index_is_rebuilt_and_that_is_said_once(folder, place):
    index(folder, place)
    [segment] = place.glob("*.segment")
    with segment.open("r+b") as file:
        file.truncate(segment.stat().st_size // 2)
    ran = ask(folder, place, "--lang", "en")
    assert ran.complaint.startswith(f"wenju: {EN.damaged.format(path=place)}")
    assert FOUND in ran.out
    assert ask(folder, place).err == ""


def test_where_nothing_can_be_written_the_answer_is_the_same(folder, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    ran = ask(folder, blocked / "index")
    assert ran.complaint.startswith("wenju: 索引无法写入（")
    assert (ran.code, ran.out) == (0, ask(folder, tmp_path / "index").out)
    assert "（不是文件夹）" in index(folder, blocked / "index").err
    assert index(folder, blocked / "index").code == 2


def test_an_index_of_an_older_format_is_made_again_with_one_line(folder, place, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("retrieval.index.store.FORMAT", FORMAT - 1)
        Library.open(folder, index=place)
    older = {path.name for path in place.iterdir()} - {"writer.lock"}
    # What is soon done is done without a word.
    put(folder, "blank.txt", "附件" + "\n" * (1 << 20))
    ran = ask(folder, place, "--lang", "en")
    assert ran.complaint == "wenju: " + EN.begun[Stage.INDEXING].format(files=3, size="1.07M")
    assert FOUND in ran.out
    assert not older & {path.name for path in place.iterdir()}
    assert ask(folder, place).err == ""


def test_a_folder_that_holds_something_else_is_left_alone(folder, place):
    place.mkdir()
    (place / "thesis.txt").write_text("precious", "utf-8")
    for ran in (ask(folder, place), index(folder, place)):
        assert (ran.code, ran.out) == (2, "")
        assert ran.complaint == f"wenju: {ZH.foreign.format(path=place)}"
    assert [path.name for path in place.iterdir()] == ["thesis.txt"]


def test_the_place_is_the_option_s_else_the_variable_s(folder, place, tmp_path):
    surroundings = {"WENJU_INDEX": str(tmp_path / "other"), "WENJU_CACHE": str(tmp_path / "cache")}
    assert ask(folder, place, **surroundings).code == 0
    assert list(place.glob("*.segment"))
    assert not (tmp_path / "other").exists()
    for command in (["docs"], ["ask", QUESTION], ["verify", FOUND]):
        shutil.rmtree(tmp_path / "other", ignore_errors=True)
        assert wenju(*command, "--library", folder, **surroundings).code == 0
        assert list((tmp_path / "other").glob("*.segment"))
    assert not (tmp_path / "cache" / "index").exists()


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_workers_are_counted_from_one(folder, place, workers):
    ran = index(folder, place, "--workers", workers)
    assert (ran.code, ran.out) == (2, "")


def test_a_folder_without_documents_cannot_be_indexed(tmp_path, place):
    assert index(tmp_path / "none", place).code == 2
    (tmp_path / "empty").mkdir()
    ran = index(tmp_path / "empty", place)
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "empty") in ran.err
