"""What the system does to a library for a while does the index no harm; nor does an odd cache."""

import errno
import os
import shutil
import signal
from itertools import chain
from pathlib import Path

import pytest
import systems
from libraries import age, opened, put, said

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import IndexDamaged, IndexUnreadable, IndexUnwritable
from retrieval.index import arrays
from retrieval.index.store import FORMAT, IndexStore
from retrieval.index.terms import term_key
from retrieval.indexing import scan as folder
from retrieval.indexing.progress import IndexOptions
from retrieval.indexing.scan import scan
from retrieval.indexing.workers import WorkerPool
from retrieval.library import Library

KINDS = ["manifest-*.json", "*.segment", "*.files"]


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    put(root, "a.txt", "满都拉口岸过货量达到六百万吨。")
    put(root, "below/b.txt", "乌兰察布是一座城市。")
    return root


@pytest.fixture
def index(root, tmp_path):
    Library.open(root, index=tmp_path / "index")
    return tmp_path / "index"


def files(index):
    return {path.name for path in index.iterdir()}


def refusing(monkeypatch, number, below):
    """From now on the system refuses to list folders whose paths end so, with this error."""

    def scandir(path):
        if str(path).endswith(below):
            raise OSError(number, os.strerror(number), path)
        return listed(path)

    listed = os.scandir
    monkeypatch.setattr(folder.os, "scandir", scandir)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_an_index_stays_though_the_system_lacks_what_it_takes_to_read_it(
    root, index, monkeypatch, number
):
    before, expected = files(index), said(Library.open(root, index=index))

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(arrays, "mmap", refuse)
        with pytest.raises(IndexUnreadable):
            Library.open(root, index=index)
    assert files(index) == before
    assert said(Library.open(root, index=index)) == expected


@pytest.mark.parametrize("below", ["below", ""])
def test_what_cannot_be_listed_just_now_is_not_gone(root, index, monkeypatch, below):
    before, expected = files(index), said(Library.open(root, index=index))[2:]
    with monkeypatch.context() as patched:
        refusing(patched, errno.ESTALE, below)
        library = Library.open(root, index=index)
        assert [error.reason for error in library.skipped] == [os.strerror(errno.ESTALE)]
        assert said(library)[2:] == expected
    assert files(index) == before


def test_what_may_no_longer_be_listed_is_gone(root, index, monkeypatch):
    refusing(monkeypatch, errno.EACCES, "below")
    assert [d.path for d in Library.open(root, index=index).documents] == ["a.txt"]


def test_what_a_writer_saved_stays_though_the_clock_was_set_back(root, index):
    (manifest,) = index.glob(KINDS[0])
    for number in range(3):
        other = index / f"manifest-{number:016x}.json"
        shutil.copy(manifest, other)
        os.utime(other, (2e9 + number, 2e9 + number))
    put(root, "c.txt", "又一个文件。")
    mark = Library.open(root, index=index)._state.mark
    assert Library.open(root, index=index)._state.mark == mark
    assert len(list(index.glob(KINDS[0]))) == 2


def test_what_an_older_program_left_is_removed(root, index, monkeypatch):
    monkeypatch.setattr("retrieval.index.store.FORMAT", FORMAT + 1)
    Library.open(root, index=index)
    assert [len(list(index.glob(kind))) for kind in KINDS] == [1, 1, 1]


@systems.pipes
@pytest.mark.parametrize("kind", KINDS)
def test_a_pipe_in_place_of_a_file_holds_nobody_up(root, index, kind):
    expected = said(Library.open(root, index=index))
    (path,) = index.glob(kind)
    path.unlink()
    os.mkfifo(path)
    library = Library.open(root, index=index)
    assert isinstance(library.trouble, IndexDamaged)
    assert said(library) == expected
    assert Library.open(root, index=index).trouble is None


def test_a_folder_in_place_of_the_manifest_is_named_and_leaves_nothing_behind(root, index):
    (manifest,) = index.glob(KINDS[0])
    manifest.unlink()
    manifest.mkdir()
    for _ in range(3):
        library = opened(root, index)
        assert isinstance(library.trouble, IndexUnwritable)
        assert library.trouble.path == manifest
    assert files(index) == {manifest.name, "writer.lock"}


@systems.rights
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_the_index_that_others_can_write_is_not_trusted(root, index, kind):
    expected = said(Library.open(root, index=index))
    (path,) = index.glob(kind)
    path.chmod(0o666)
    library = Library.open(root, index=index)
    assert isinstance(library.trouble, IndexDamaged)
    assert said(library) == expected


def test_processes_with_other_words_than_ours_do_none_of_the_work(root, tmp_path):
    """The user dictionary was changed while they began."""
    analyzer = Analyzer()
    put(root, ".wenju/userdict.txt", "拉口岸过 100000")
    store = IndexStore(tmp_path / "index", analyzer.version)
    store.folder.mkdir()
    found = scan(root)
    planned = [{name: found.file(name)} for name in found.paths]
    batches = WorkerPool(root, analyzer, store, IndexOptions(workers=2)).index(planned)
    keys = [each.fields["words"].lexicon.terms() for b in batches for each in b.segments]
    assert len(keys) == 2
    assert int(term_key("拉口岸过")) not in chain(*keys)
    assert int(term_key("口岸")) in chain(*keys)


def hears_ctrl_c(worker, what):
    return signal.getsignal(signal.SIGINT) is not signal.SIG_IGN


def test_processes_hear_no_ctrl_c_where_signals_cannot_be_held_back(root, tmp_path, monkeypatch):
    monkeypatch.delattr(signal, "pthread_sigmask")
    analyzer = Analyzer()
    store = IndexStore(tmp_path, analyzer.version)
    pool = WorkerPool(root, analyzer, store, IndexOptions(workers=2))
    assert [heard for _, heard in pool._each(hears_ctrl_c, [1, 2])] == [False, False]


def test_a_segment_that_somebody_has_open_is_left_until_it_can_be_removed(root, index, monkeypatch):
    """As on Windows, where a mapped file can be neither removed nor replaced."""
    mapped = {path.name for path in index.glob("*.segment")}

    def unlink(path, missing_ok=False):
        if path.name in mapped:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        remove(path, missing_ok)

    remove = Path.unlink
    put(root, "a.txt", "满都拉口岸过货量只有五百万吨。")
    put(root, "below/b.txt", "乌兰察布是一座小城市。")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        library = Library.open(root, index=index)
        assert (library.newer, library.trouble) == (0, None)
        assert said(library) == said(opened(root, index))
        assert mapped < files(index)
    put(root, "c.txt", "又一份。")
    Library.open(root, index=index)
    assert not mapped & files(index)


def test_files_that_were_only_touched_are_not_newer(root, index):
    store = IndexStore(index, Analyzer().version)
    with store.writing():
        age(root / "a.txt")
        assert Library.open(root, index=index).newer == 0
        put(root, "a.txt", "满都拉口岸过货量只有五百万吨。")
        assert Library.open(root, index=index).newer == 1


def test_who_indexes_for_later_is_told_at_once_that_nothing_can_be_kept(root, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnwritable):
        Library.open(root, index=tmp_path / "file/below", options=IndexOptions(patient=True))


def test_a_file_is_read_again_whatever_time_it_gets(root, tmp_path):
    fresh = root / "fresh.txt"
    fresh.write_text("满都拉口岸过货量达到六百万吨。")
    Library.open(root, index=tmp_path / "index")
    fresh.write_text("满都拉口岸过货量只有五百万吨。")
    os.utime(fresh, ns=(-1, -1))
    library = Library.open(root, index=tmp_path / "index")
    assert "只有" in library.documents.split("fresh.txt").document.text
