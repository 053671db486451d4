"""Two processes, one folder: it is indexed once, and nobody waits for what he does not need.

The first is held at a known point: as soon as it has saved something it waits for a line.
"""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from libraries import put
from samples import REPORT, SEEDS
from shell import LIMIT, ROOT, wenju

from bot.messages.index import EN, ZH
from retrieval import Stage
from retrieval.index.locks import locked

QUESTION, FOUND = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
# Of a hundred copies of the same words no answer is sure.
ASK = ["ask", QUESTION, "--min-confidence", "0"]
NEWS = "青石桥镇图书馆每天上午八点开门。"
# So many files, of so many copies of a document, that they are indexed in several pieces.
FILES, COPIES = 20, 6
HELD = """
import sys
from bot.cli.main import main
from retrieval.index.store import IndexStore
save = IndexStore.save
def save_and_wait(*given):
    saved = save(*given)
    IndexStore.save = save
    print("held", flush=True)
    sys.stdin.readline()
    return saved
IndexStore.save = save_and_wait
sys.exit(main(sys.argv[1:]))
"""
# May read what was indexed, and index nothing.
READER = """
import sys
from bot.cli.main import main
from retrieval.indexing.writing import IndexWriter
def refuse(*given):
    raise AssertionError("it is indexed twice")
IndexWriter.write = IndexWriter.in_memory = refuse
sys.exit(main(sys.argv[1:]))
"""
WRITER = "import sys; from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A library of several pieces."""
    root = tmp_path_factory.mktemp("large")
    text = (SEEDS / REPORT).read_text("utf-8")
    for number in range(FILES):
        put(root, f"{number:02}.txt", f"第{number}份\n{text * COPIES}")
    return root


@pytest.fixture
def place(tmp_path):
    return tmp_path / "index"


@contextmanager
def running(code, command, root, place, *options):
    """A process of its own, which is ended at last."""
    arguments = [*command, "--library", root, "--index", place, *options]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def held(command, root, place):
    """The first process, once it has saved something."""
    with running(HELD, command, root, place) as first:
        assert first.stdout.readline() == "held\n"
        yield first


def heard(process, line):
    """Wait until the process says this line on standard error."""
    for said in process.stderr:
        if said == f"wenju: {line}\n":
            return
    raise AssertionError("it ended and never said so")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["index"], [*ASK, "--json"]),
        (ASK, ["docs"]),
    ],
    ids=["index, then ask", "ask, then docs"],
)
def test_the_second_waits_for_what_the_first_makes(large, place, first, second):
    with held(first, large, place) as one, running(READER, second, large, place) as other:
        heard(other, ZH.waiting)
        one.communicate("\n", timeout=LIMIT)
        out, err = other.communicate(timeout=LIMIT)
        assert (one.returncode, other.returncode, err) == (0, 0, "")
        if "--json" in second:
            out = json.loads(out)["answers"][0]["excerpt"]
        assert (FOUND if "ask" in second else f"共 {FILES} 份文档") in out


@pytest.mark.parametrize("second", [ASK, ["index"]], ids=["ask", "index"])
def test_when_the_first_is_killed_the_second_goes_on(large, place, second):
    with held(["index"], large, place) as one, running(WRITER, second, large, place) as other:
        heard(other, ZH.waiting)
        one.kill()
        out, err = other.communicate(timeout=LIMIT)
        assert other.returncode == 0
    assert (FOUND if "ask" in second else f"{FILES} 份文档") in out
    assert "Traceback" not in err
    # What the first had saved is not done again.
    before = ZH.begun[Stage.INDEXING].partition("{files}")[0]
    told = [line for line in err.splitlines() if line.startswith(f"wenju: {before}")]
    # 16 as it begins, later 3/16.
    counts = [int(line[len(f"wenju: {before}") :].split()[0].split("/")[-1]) for line in told]
    assert all(0 < count < FILES for count in counts)
    assert wenju(*ASK, "--library", large, "--index", place).err == ""


def test_an_older_index_answers_at_once_and_that_is_said(large, place, tmp_path):
    root = tmp_path / "library"
    put(root, "report.txt", (SEEDS / REPORT).read_text("utf-8"))
    shared = ("--library", root, "--index", place)
    before = wenju(*ASK, *shared, "--json")
    for number in range(FILES):
        put(root, f"{number:02}.txt", (large / f"{number:02}.txt").read_text("utf-8"))
    # It is held when some of them are saved: the index that was complete before still answers.
    with held(["index"], root, place):
        chinese = wenju(*ASK, *shared, "--json")
        english = wenju(*ASK, *shared, "--lang", "en")
    assert before.code == chinese.code == english.code == 0
    assert FOUND in json.loads(chinese.out)["answers"][0]["excerpt"]
    start, _, end = ZH.busy_newer.partition("{newer}")
    assert chinese.complaint.startswith(f"wenju: {start}")
    assert chinese.complaint.endswith(end)
    assert 0 < int(chinese.complaint.removeprefix(f"wenju: {start}").removesuffix(end)) < FILES
    assert english.complaint.startswith(f"wenju: {EN.busy_newer.partition('{newer}')[0]}")


def test_how_far_the_other_is_is_told(place, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.output.progress.PAUSE", 0.0)
    root = tmp_path / "library"
    put(root, "news.txt", NEWS)
    place.mkdir()
    told = threading.Event()
    say = "bot.output.progress._say"

    def hear(line):
        lines.append(line)
        if line != ZH.waiting:
            told.set()

    lines = []
    monkeypatch.setattr(say, hear)
    with locked(place / "writer.lock"):
        asked = []
        options = ("--library", root, "--index", place)
        second = threading.Thread(
            target=lambda: asked.append(wenju("ask", "图书馆几点开门?", *options))
        )
        second.start()
        assert told.wait(LIMIT)
    second.join(LIMIT)
    assert asked[0].code == 0
    assert NEWS in asked[0].out
    assert lines[:2] == [ZH.waiting, ZH.stages[Stage.WAITING].format(done=0, files=1)]


def test_who_gets_nowhere_is_not_waited_for_for_ever(place, tmp_path, monkeypatch):
    monkeypatch.setattr("retrieval.indexing.waiting.LONGEST", 0.0)
    put(tmp_path / "library", "news.txt", NEWS)
    place.mkdir()
    with locked(place / "writer.lock"):
        options = ("--library", tmp_path / "library", "--index", place)
        ran = wenju("ask", "图书馆几点开门?", *options)
    assert (ran.code, ran.err) == (0, f"wenju: {ZH.waiting}\nwenju: {ZH.busy}\n")
    assert NEWS in ran.out
