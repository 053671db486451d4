"""The history: idempotent, whole or not at all, private, and never in the way."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import REPORT, SEEDS, contents, document

from retrieval import History, HistoryError, Library
from retrieval.citing.history_db import FILE_NAME
from retrieval.models import Origin
from retrieval.structure.passages import split
from retrieval.text.ids import BITS, Named, key_of, read

SECRET = "此处有一句不该留下的话，编号七四一二。"
EVERYTHING = Named(0, 2**BITS - 1)


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def history(tmp_path, clock):
    return History(tmp_path / "state", clock)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def indexed(text, path="a.txt"):
    read_ = replace(document(text), path=path)
    return read_, split(read_)


def named(text):
    key = key_of(text)
    return Named(key, key)


def found(history, text, root=None):
    return history.find(named(text), root)


def test_every_paragraph_of_a_seed_is_recorded_word_for_word(history):
    library = Library.open(SEEDS)
    written = history.record(SEEDS, ((d, library.passages(d)) for d in library.documents))
    assert written == sum(len({key_of(t) for t in texts(d)}) for d in library.documents)
    for read_ in library.documents:
        # Of the same words twice in a document, the first.
        first = {key_of(read_.text[p.start : p.end]): p for p in read_.paragraphs[::-1]}
        for paragraph in first.values():
            text = read_.text[paragraph.start : paragraph.end]
            [record] = [r for r in found(history, text) if r.path == read_.path]
            assert record.text == text
            assert record.line == read_.line_at(paragraph.start)
            assert (record.sha256, record.root) == (read_.sha256, str(SEEDS))
            assert (record.work.title, record.work.issued_on) == (
                read_.title,
                read_.metadata.issued_on,
            )
            assert record.gone is None
            excerpt = library.excerpt(read_, paragraph.start, paragraph.end)
            assert record.section == excerpt.citation.section


def texts(read_):
    return [read_.text[p.start : p.end] for p in read_.paragraphs]


def paged(text, page, path="a.pdf"):
    read_ = replace(document(text), path=path, origin=Origin("pdf", "", 9, ((0, 1), (2, page))))
    return read_, split(read_)


def test_the_page_is_kept_on_which_a_paragraph_last_stood(history, root):
    history.record(root, [paged("题\n第一段。", 3), indexed("第二段。", "b.txt")])
    assert [r.page for r in found(history, "第一段。")] == [3]
    assert [r.page for r in found(history, "题")] == [1]
    assert [r.page for r in found(history, "第二段。")] == [None]
    # What is no longer on a page was on that one.
    history.record(root, [paged("题目\n另一段。", 4)])
    assert [r.page for r in found(history, "第一段。")] == [3]


def test_a_history_from_before_pages_were_kept_is_read_and_goes_on(history, root, tmp_path):
    history.record(root, [indexed("第一段。")])
    with closing(sqlite3.connect(tmp_path / "state" / FILE_NAME)) as database:
        database.execute("ALTER TABLE paragraphs DROP COLUMN page")
        database.execute("PRAGMA user_version = 1")
        database.commit()
    assert [(r.page, r.line) for r in found(history, "第一段。")] == [(None, 1)]
    history.record(root, [paged("题\n新的一段。", 2)])
    assert [r.page for r in found(history, "新的一段。")] == [2]
    assert [r.page for r in found(history, "第一段。")] == [None]


def test_nothing_is_made_before_something_is_recorded(history, root, tmp_path):
    assert found(history, "甲") == ()
    assert history.standing(root) == {}
    assert history.forget(root, "a.txt").documents == 0
    assert not (tmp_path / "state").exists()


def test_what_is_unchanged_is_not_written_again(history, root, clock):
    assert history.record(root, [indexed("标题\n第一段。")]) == 2
    clock.now += 10
    read_, _ = indexed("标题\n第一段。")
    # Not even its passages are looked at.
    assert history.record(root, [(read_, None)]) == 0
    assert history.standing(root) == {"a.txt": read_.sha256}


def test_what_stands_was_seen_when_the_library_was_last_indexed(history, root, clock):
    history.record(root, [indexed("第一段。")])
    clock.now += 86_400
    history.record(root, [])
    [record] = found(history, "第一段。")
    assert (record.last_seen - record.first_seen).total_seconds() == 86_400


def test_a_paragraph_that_a_document_loses_is_kept_as_gone(history, root, clock):
    history.record(root, [indexed("标题甲\n第一段。\n第二段。")])
    clock.now += 60
    history.record(root, [indexed("标题乙\n新的一段。\n第二段。")])
    [lost], [kept], [new] = (found(history, t) for t in ("第一段。", "第二段。", "新的一段。"))
    assert lost.gone.timestamp() == clock.now
    assert lost.last_seen.timestamp() == clock.now - 60
    assert (lost.work.title, kept.work.title) == ("标题甲", "标题乙")
    assert kept.gone is None
    assert (kept.first_seen, new.first_seen.timestamp()) == (lost.first_seen, clock.now)


def test_a_document_that_comes_back_stands_again(history, root, clock):
    for text in ("第一段。", "第二段。", "第一段。"):
        history.record(root, [indexed(text)])
        clock.now += 60
    [first], [second] = found(history, "第一段。"), found(history, "第二段。")
    assert (first.gone, second.gone is None) == (None, False)
    assert first.first_seen < second.first_seen


def test_removed_documents_are_gone(history, root, clock):
    history.record(root, [indexed("第一段。", "a.txt"), indexed("第一段。", "b/c.txt")])
    clock.now += 60
    history.record(root, [], ["a.txt", "never.txt"])
    assert {r.path: r.gone is None for r in found(history, "第一段。")} == {
        "a.txt": False,
        "b/c.txt": True,
    }
    assert set(history.standing(root)) == {"b/c.txt"}


def test_libraries_are_apart(history, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        history.record(tmp_path / name, [indexed(f"第一段。\n{name}")])
    assert len(found(history, "第一段。")) == 2
    [record] = found(history, "第一段。", tmp_path / "two")
    assert record.root == str(tmp_path / "two")
    (tmp_path / "link").symlink_to(tmp_path / "two")
    assert found(history, "第一段。", tmp_path / "link") == (record,)


def test_first_letters_find(history, root):
    history.record(root, [indexed("第一段。\n第二段。")])
    assert {r.text for r in history.find(EVERYTHING)} == {"第一段。", "第二段。"}
    [record] = found(history, "第一段。")
    assert history.find(read(record.id[:4])) == (record,)


@settings(max_examples=30)
@given(st.lists(contents, min_size=1, max_size=4))
def test_an_id_names_the_words_it_always_did(tmp_path_factory, versions):
    folder = tmp_path_factory.mktemp("history")
    clock = Clock()
    history = History(folder, clock)
    for text in versions:
        history.record(folder, [indexed(text)])
        clock.now += 60
    wanted = {key_of(text): "".join(text.split()) for v in versions for text in texts(document(v))}
    for record in history.find(EVERYTHING):
        assert key_of(record.text) == read(record.id).low
        assert record.id in {r.id for r in history.find(named(record.text))}
    for key in wanted:
        assert history.find(Named(key, key)), "what was recorded is there"


def everything_on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_forgotten_is_not_on_the_disk_any_more(history, root, clock, tmp_path):
    filler = "\n".join(f"第{n}段，与此无关。" for n in range(200))
    history.record(root, [indexed(f"机密标题壬癸\n{SECRET}\n{filler}", "秘密.txt")])
    clock.now += 60
    # An earlier version of it, and one that stands, with the words in the middle of pages.
    history.record(root, [indexed(f"{filler}\n另一个版本。{SECRET}", "秘密.txt")])
    history.record(root, [indexed(filler, "b.txt")])
    state = tmp_path / "state"
    assert SECRET.encode() in everything_on_disk(state)
    purged = history.forget(root, "秘密.txt")
    assert (purged.documents, purged.paragraphs) == (1, 203)
    for trace in (SECRET, "机密标题壬癸", "秘密.txt", "另一个版本"):
        assert trace.encode() not in everything_on_disk(state)
    assert [r.path for r in found(history, "第7段，与此无关。")] == ["b.txt"]
    assert history.forget(root, "秘密.txt").documents == 0


def test_a_folder_is_forgotten_with_what_is_in_it(history, root, tmp_path):
    paths = ("甲/a.txt", "甲/乙/b.txt", "甲.txt", "甲乙/c.txt")
    history.record(root, [indexed(f"第一段。{path}", path) for path in paths])
    assert history.forget(tmp_path, "甲").documents == 0
    assert history.forget(root, "甲/").documents == 2
    assert set(history.standing(root)) == {"甲.txt", "甲乙/c.txt"}
    assert history.forget(root, ".").documents == 2
    assert history.standing(root) == {}


@pytest.mark.parametrize("path", ["", "/", " ", "//"])
def test_a_path_that_names_nothing_forgets_nothing(history, root, path):
    history.record(root, [indexed("第一段。")])
    assert (history.forget(root, path).documents, len(found(history, "第一段。"))) == (0, 1)


def test_the_file_is_for_its_owner_only(history, root, tmp_path):
    history.record(root, [indexed("第一段。")])
    state = tmp_path / "state"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    for path in state.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def calls(history, root):
    """Everything that can be asked of a history."""
    return (
        lambda: history.record(root, [indexed("第一段。新")]),
        lambda: history.record(root, [], ["a.txt"]),
        lambda: history.find(EVERYTHING),
        lambda: history.standing(root),
        lambda: history.forget(root, "a.txt"),
    )


def garbage(state):
    (state / FILE_NAME).write_bytes(b"no database at all" * 1000)


def torn(state):
    data = (state / FILE_NAME).read_bytes()
    (state / FILE_NAME).write_bytes(data[:5000] + b"\xff" * (len(data) - 5000))


def newer(state):
    database = sqlite3.connect(state / FILE_NAME)
    database.execute("PRAGMA user_version = 99")
    database.execute("DROP TABLE paragraphs")
    database.close()


def folder(state):
    (state / FILE_NAME).unlink()
    (state / FILE_NAME).mkdir()


@pytest.mark.parametrize("spoil", [garbage, torn, newer, folder])
def test_a_file_that_cannot_be_used_is_said_in_one_line(spoil, history, root, tmp_path):
    state = tmp_path / "state"
    history.record(root, [indexed("\n".join(f"第{n}段。" for n in range(300)))])
    spoil(state)
    said = [complaint for call in calls(history, root) if (complaint := complained(call))]
    assert len(said) >= 2
    for complaint in said:
        assert complaint.startswith(f"{state / FILE_NAME}: ")
        assert "\n" not in complaint


def complained(call):
    """What the history says is wrong, if it does."""
    try:
        call()
    except HistoryError as error:
        return str(error)
    return ""


def test_a_state_folder_that_is_a_file_is_an_error(root, tmp_path):
    (tmp_path / "state").write_text("")
    history = History(tmp_path / "state")
    with pytest.raises(HistoryError):
        history.record(root, [indexed("第一段。")])
    assert history.find(EVERYTHING) == ()


def test_a_file_that_is_being_made_is_empty(history, root, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE_NAME).touch()
    assert history.find(EVERYTHING) == ()
    assert history.forget(root, "a.txt").documents == 0
    assert history.record(root, [indexed("第一段。")]) == 1


def test_while_another_program_writes_it_is_read(history, root, tmp_path, monkeypatch):
    monkeypatch.setattr("retrieval.citing.history_db.BUSY", 0.05)
    history.record(root, [indexed("第一段。")])
    other = sqlite3.connect(tmp_path / "state" / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert len(found(history, "第一段。")) == 1
    with pytest.raises(HistoryError, match="locked"):
        history.record(root, [indexed("第二段。")])
    other.execute("ROLLBACK")
    assert history.record(root, [indexed("第二段。")]) == 1
    other.close()


def test_a_reader_that_keeps_what_is_forgotten_is_reported(history, root, tmp_path, monkeypatch):
    monkeypatch.setattr("retrieval.citing.history_db.BUSY", 0.05)
    history.record(root, [indexed(SECRET)])
    other = sqlite3.connect(tmp_path / "state" / FILE_NAME, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM paragraphs").fetchone()
    with pytest.raises(HistoryError, match="locked"):
        history.forget(root, "a.txt")
    other.close()
    history.forget(root, "a.txt")
    assert SECRET.encode() not in everything_on_disk(tmp_path / "state")


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path[:0] = [sys.argv[4]]
from samples import document
from retrieval import History
history = History(Path(sys.argv[1]))
def entries():
    for n in range(int(sys.argv[3])):
        text = "\\n".join(f"{sys.argv[2]}{n}号文件第{i}段。" for i in range(50))
        yield replace(document(text), path=f"{sys.argv[2]}{n}.txt"), []
print("begun", flush=True)
history.record(Path("/somewhere"), entries())
"""


def writer(state, name, count):
    tests = str(SEEDS.parent / "tests")
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(state), name, str(count), tests],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SEEDS.parent)},
    )


@pytest.mark.parametrize("written", [0, 1, 200])
def test_killed_at_any_point_leaves_no_document_half(written, history, tmp_path):
    state = tmp_path / "state"
    process = writer(state, "甲", 100_000)
    process.stdout.readline()
    while len(history.standing(Path("/somewhere"))) < written:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    whole = history.standing(Path("/somewhere"))
    last = sorted((path.removesuffix(".txt") for path in whole), key=lambda path: int(path[1:]))
    for number in last[-10:]:
        assert len(found(history, f"{number}号文件第0段。")) == 1
        assert len(found(history, f"{number}号文件第49段。")) == 1
    history.record(tmp_path, [indexed("后来的一段。")])
    database = sqlite3.connect(state / FILE_NAME)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute(
        "SELECT count(*) FROM paragraphs p JOIN versions v ON v.id = p.version WHERE v.root = ?",
        ("/somewhere",),
    ).fetchone() == (50 * len(whole),)
    database.close()


def test_several_programs_write_at_once(history, tmp_path):
    state = tmp_path / "state"
    processes = [writer(state, name, 150) for name in "甲乙丙"]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert len(history.standing(Path("/somewhere"))) == 450


def test_surrogates_and_nul_are_no_trouble(history, root):
    read_, _ = indexed("第一段\x00。\nabc")
    odd = replace(read_, text=read_.text.replace("abc", "a\ud800c"))
    history.record(root, [(odd, [])])
    assert {r.text for r in history.find(EVERYTHING)} == {"第一段\x00。", "a\\ud800c"}


def test_the_seeds_name_is_kept(history):
    library = Library.open(SEEDS)
    history.record(SEEDS, ((d, library.passages(d)) for d in library.documents))
    assert REPORT in history.standing(SEEDS)
