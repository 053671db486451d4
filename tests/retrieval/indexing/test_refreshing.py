"""Only what changed is read again, and all that changed is."""

import gc
import os
import subprocess
import sys
from collections import Counter
from weakref import ref

import pytest
import systems
from libraries import QUESTIONS, age, fresh, opened, put, said
from samples import ARTICLE, REPORT, SEEDS

from retrieval import FilterKind, option
from retrieval.analysis.segmenter import Segmenter
from retrieval.errors import DocumentNotText, DocumentUnreadable, IndexUnwritable
from retrieval.indexing import indexer as updating
from retrieval.library import Library

BODY = "满都拉口岸过货量达到六百万吨。"
OTHER = "满都拉口岸过货量只有五百万吨。"
SAME_SIZE = len(BODY.encode())


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    put(root, "a.txt", BODY)
    put(root, "report.txt", (SEEDS / REPORT).read_text("utf-8")[:2000])
    return root


@pytest.fixture
def index(root, tmp_path):
    Library.open(root, index=tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def work(monkeypatch):
    """What is read and cut from now on: files by name, and how many texts."""
    done = Counter()

    def reading(path, name, told):
        done[name] += 1
        return read(path, name, told=told)

    def cutting(self, text):
        done["cut"] += 1
        return cut(self, text)

    read, cut = updating.read_volumes, Segmenter.cut
    monkeypatch.setattr(updating, "read_volumes", reading)
    monkeypatch.setattr(Segmenter, "cut", cutting)
    return done


def texts(library):
    return {document.path: document.text for document in library.documents}


def test_nothing_is_read_where_nothing_changed(root, index, work):
    library = Library.open(root, index=index)
    assert library.refresh() is library
    assert not work


def test_what_is_new_is_read_and_nothing_else(root, index, work):
    put(root, "b.txt", OTHER)
    assert texts(Library.open(root, index=index))["b.txt"] == OTHER
    assert (work["b.txt"], work["a.txt"], work["report.txt"]) == (1, 0, 0)
    assert work["cut"] > 0


def test_a_file_that_was_touched_is_read_and_not_cut(root, index, work):
    age(root / "report.txt")
    library = Library.open(root, index=index)
    assert work == {"report.txt": 1}
    assert Library.open(root, index=index).refresh()._state.mark == library._state.mark
    assert work == {"report.txt": 1}


def test_a_text_that_is_known_is_not_cut_again_wherever_it_goes(root, index, work):
    put(root, "titled.txt", (SEEDS / ARTICLE).read_text("utf-8"))
    Library.open(root, index=index)
    work.clear()
    (root / "below").mkdir()
    (root / "titled.txt").rename(root / "below/moved.txt")
    put(root, "copy.txt", (SEEDS / ARTICLE).read_text("utf-8"))
    library = Library.open(root, index=index)
    assert work == {"below/moved.txt": 1, "copy.txt": 1}
    assert said(library) == said(fresh(root))


def test_a_file_of_another_format_is_cut_again(root, index):
    text = "# 标题\n\n## 第一章 口岸\n\n" + BODY
    put(root, "x.txt", text)
    Library.open(root, index=index)
    (root / "x.txt").rename(root / "x.md")
    put(root, "y.txt", text)
    assert said(Library.open(root, index=index)) == said(fresh(root))


def test_a_time_that_goes_backwards_is_another_time(root, index):
    put(root, "a.txt", OTHER)
    os.utime(root / "a.txt", ns=(1, 1))
    assert texts(Library.open(root, index=index))["a.txt"] == OTHER


def test_a_change_within_the_same_moment_and_size_is_noticed(root, index):
    path = root / "a.txt"
    path.write_text(BODY, "utf-8")
    moment = path.stat().st_mtime_ns
    Library.open(root, index=index)
    path.write_text(OTHER, "utf-8")
    os.utime(path, ns=(moment, moment))
    assert len(OTHER.encode()) == SAME_SIZE
    assert texts(Library.open(root, index=index))["a.txt"] == OTHER


def test_a_time_in_the_future_is_not_trusted(root, index):
    path = root / "a.txt"
    future = path.stat().st_mtime_ns + 10**18
    for text in (BODY, OTHER):
        path.write_text(text, "utf-8")
        os.utime(path, ns=(future, future))
        library = Library.open(root, index=index)
        assert texts(library)["a.txt"] == text
        assert library.refresh() is library


def test_a_file_becomes_a_folder_and_a_file_again(root, index):
    (root / "a.txt").unlink()
    put(root, "a.txt/b.txt", OTHER)
    library = Library.open(root, index=index)
    assert texts(library).keys() == {"a.txt/b.txt", "report.txt"}
    assert said(library) == said(fresh(root))
    (root / "a.txt/b.txt").unlink()
    (root / "a.txt").rmdir()
    put(root, "a.txt", OTHER)
    assert texts(Library.open(root, index=index)).keys() == {"a.txt", "report.txt"}


def test_the_same_text_twice_is_two_documents(root, index):
    put(root, "b.txt", BODY)
    library = Library.open(root, index=index)
    answer = library.ask("满都拉口岸过货量", min_confidence=0)
    cited = library.cite(str(answer.excerpts[0].citation.id))
    assert [excerpt.citation.path for excerpt in cited] == ["a.txt", "b.txt"]
    (root / "a.txt").unlink()
    cited = Library.open(root, index=index).cite(str(answer.excerpts[0].citation.id))
    assert [excerpt.citation.path for excerpt in cited] == ["b.txt"]


def test_of_many_that_tie_the_first_by_path_comes_first_wherever_it_is_kept(root, index):
    for first in "zma":
        for number in range(60):
            put(root, f"{first}{number:02}.txt", f"标题\n\n乌兰察布{OTHER}\n")
        library = opened(root, index)
    question = "乌兰察布口岸的过货量"
    expected = [f"a{number:02}.txt" for number in range(9)]
    assert [hit.passage.document.path for hit in library.rank(question, 9)] == expected
    assert [document.path for document in library.holding(question, 9)] == expected


def test_what_is_no_text_is_told_each_time_and_read_when_it_becomes_one(root, index, work):
    put(root, "b.txt", b"\0\1\2" * 30)
    for _ in range(2):
        library = Library.open(root, index=index)
        assert [(type(e), e.path) for e in library.skipped] == [(DocumentNotText, root / "b.txt")]
    assert work["b.txt"] == 1
    put(root, "b.txt", OTHER)
    library = Library.open(root, index=index)
    assert (texts(library)["b.txt"], library.skipped) == (OTHER, ())


@systems.pipes
def test_a_document_that_cannot_be_read_any_more_is_gone_and_told(root, index):
    library = Library.open(root, index=index)
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to("/proc/self/mem")
    (root / "b.txt").symlink_to(root / "nowhere.txt")
    os.mkfifo(root / "c.txt")
    library = library.refresh()
    assert texts(library).keys() == {"report.txt"}
    assert {e.path.name for e in library.skipped} == {"a.txt", "b.txt", "c.txt"}
    assert all(isinstance(error, DocumentUnreadable) for error in library.skipped)
    assert said(library.refresh()) == said(library) == said(fresh(root))
    (root / "c.txt").unlink()
    put(root, "c.txt", OTHER)
    assert texts(library.refresh())["c.txt"] == OTHER


AS_SOMEBODY = """
import gc, os, sys, tempfile
from pathlib import Path
from retrieval.library import Library
with tempfile.TemporaryDirectory() as folder:
    os.chmod(folder, 0o755)
    root, index = Path(folder, "library"), Path(folder, "index")
    root.mkdir()
    (root / "a.txt").write_text("one")
    (root / "b.txt").write_text("two")
    Library.open(root, index=index)  # and all that it takes is imported, too
    if os.geteuid() == 0:
        for path in (root, index, *root.iterdir(), *index.iterdir()):
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    def look():
        library = Library.open(root, index=index)
        return [d.path for d in library.documents], [e.path.name for e in library.skipped]
    def check():
%s
    try:
        check()
    finally:
        os.seteuid(os.getuid())
"""


def as_somebody(check):
    """Run it in a process for whom the system refuses what it refuses to anybody but root."""
    code = AS_SOMEBODY % "\n".join(f"        {line}" for line in check.splitlines())
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@systems.rights
def test_a_file_that_the_system_refuses_is_told_until_it_does_not():
    as_somebody("""
(root / "a.txt").write_text("other")
(root / "a.txt").chmod(0)
assert look() == look() == (["b.txt"], ["a.txt"]), look()
(root / "a.txt").chmod(0o600)
assert look() == (["a.txt", "b.txt"], []), look()
""")


@systems.rights
def test_a_folder_for_reading_only_gives_the_last_good_state():
    as_somebody("""
(index / "writer.lock").unlink()
index.chmod(0o500)
assert Library.open(root, index=index).trouble is None
(root / "a.txt").write_text("another")
library = Library.open(root, index=index)
assert (library.newer, type(library.trouble).__name__) == (1, "IndexUnwritable")
assert [d.text for d in library.documents] == ["one", "two"]
for path in index.glob("*.segment"):
    path.chmod(0)
# What is open stays so, and goes on answering.
again = library.refresh()
assert (again.newer, [d.text for d in again.documents]) == (1, ["one", "two"])
del library, again
gc.collect()
library = Library.open(root, index=index)
assert (library.newer, type(library.trouble).__name__) == (0, "IndexUnwritable")
assert [d.text for d in library.documents] == ["another", "two"]
""")


@systems.byte_names
def test_names_of_any_bytes_are_found_again(root, index, work):
    name = os.fsencode(root) + b"/\xb1\xa8\xb8\xe6.txt"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - the name is bytes
            file.write(OTHER.encode())
    except OSError:
        pytest.skip("the file system takes only text for names")
    os.utime(name, (1e9, 1e9))
    put(root, "换行\n名.txt", OTHER)
    for _ in range(2):
        library = Library.open(root, index=index)
        assert texts(library)["\\udcb1\\udca8\\udcb8\\udce6.txt"] == OTHER
        assert texts(library)["换行\n名.txt"] == OTHER
    assert work["\\udcb1\\udca8\\udcb8\\udce6.txt"] == 1


def test_a_library_in_which_nothing_is_left_is_empty_and_comes_back(root, index, work):
    kept = {path.name: path.read_bytes() for path in root.iterdir()}
    for name in kept:
        (root / name).unlink()
    assert opened(root, index) is None
    put(root, "empty.txt", "")
    assert opened(root, index) is None
    for name, content in kept.items():
        put(root, name, content)
    assert said(opened(root, index)) == said(fresh(root))


def test_a_document_of_too_many_passages_is_told_and_costs_nothing_again(
    root, index, work, monkeypatch
):
    monkeypatch.setattr(updating, "MOST", 5)
    put(root, "long.txt", "第一段。\n" * 6)
    for _ in range(2):
        library = Library.open(root, index=index)
        (error,) = library.skipped
        assert (error.path, error.reason) == (root / "long.txt", "more than 5 passages")
        assert "long.txt" not in texts(library)
    assert work["long.txt"] == 1


def test_an_index_that_is_up_to_date_needs_nothing_that_reads_or_writes_documents(root, index):
    """Importing that takes longer than a question does."""
    Library.open(root, index=index)
    needless = [
        *("retrieval.indexing.writing", "retrieval.indexing.indexer", "retrieval.citing.history"),
        *("retrieval.indexing.segment_writer", "retrieval.structure.passages"),
        *("retrieval.reading.formats", "retrieval.reading.reader", "concurrent.futures.process"),
    ]
    code = """
import sys
from pathlib import Path
from retrieval.library import Library
root, index, *needless = sys.argv[1:]
Library.open(root, index=Path(index)).ask("满都拉口岸的过货量是多少?")
sys.exit(" ".join(name for name in needless if name in sys.modules) or None)
"""
    command = [sys.executable, "-c", code, root, index, *needless]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def test_what_was_replaced_is_let_go_at_once(root):
    """Not when Python looks for circles: until then, files that are gone keep their disk space."""
    library = Library.open(root)
    for question in QUESTIONS:
        library.ask(question, filters=[option(FilterKind.SOURCE, "工业和信息化局")])
        library.ask(question)
    finder = library._finder
    index = finder.searcher
    replaced = [*map(ref, (index, index.documents, index._catalogue, finder._layouts))]
    del finder, index
    put(root, "a.txt", OTHER)
    gc.disable()
    try:
        library = library.refresh()
        assert not any(each() for each in replaced)
    finally:
        gc.enable()


def test_what_was_replaced_is_let_go_though_nothing_can_be_written(root, index, monkeypatch):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    library = Library.open(root, index=index)
    monkeypatch.setattr("retrieval.index.store.write_arrays", refuse)
    put(root, "a.txt", OTHER)
    library = library.refresh()
    assert isinstance(library.trouble, IndexUnwritable)
    replaced = ref(library._finder)
    put(root, "a.txt", BODY)
    gc.disable()
    try:
        library = library.refresh()
        assert replaced() is None
    finally:
        gc.enable()
