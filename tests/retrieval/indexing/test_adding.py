"""A change to a large library costs what the change does, as far as that can be."""

import gc
import os
import shutil

import pytest
from libraries import put

from retrieval.citing.history import History
from retrieval.index import store as storing
from retrieval.index.store import IndexStore
from retrieval.indexing import writing
from retrieval.indexing.progress import IndexOptions
from retrieval.library import Library

BODY = "满都拉口岸过货量达到六百万吨。"
OTHER = "满都拉口岸过货量只有五百万吨。"


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "library"
    put(root, "a.txt", BODY)
    return root


@pytest.fixture
def library(root, tmp_path):
    """A library of two segments."""
    Library.open(root, index=tmp_path / "index")
    put(root, "b.txt", OTHER)
    return Library.open(root, index=tmp_path / "index")


def store_of(library, folder=None):
    return IndexStore(folder or library.index, library._analyzer.version)


def test_what_the_state_before_has_open_is_not_opened_again(root, library):
    put(root, "c.txt", "又一个文件。")
    later = library.refresh()
    before, now = library._state.segments, later._state.segments
    assert len(before) == 2
    assert [one is other for one, other in zip(before, now, strict=False)] == [True, True]
    loaded = store_of(library).load().segments
    assert [one is other for one, other in zip(now, loaded, strict=True)] == [True] * 3


def test_a_copy_is_read_as_a_whole_once(library, tmp_path, monkeypatch):
    def reading(path):
        read.append(path.suffix)
        return is_whole(path)

    read, is_whole = [], storing.is_whole
    monkeypatch.setattr(storing, "is_whole", reading)
    copy = shutil.copytree(library.index, tmp_path / "copy", copy_function=shutil.copyfile)
    for expected in (2, 0):
        assert store_of(library, copy).load()
        assert (read.count(".segment"), read.count(".files")) == (expected, 1)
        read.clear()
        gc.collect()


def test_a_state_is_the_last_until_another_is_saved_or_none_is_left(root, library):
    store, state = store_of(library), library._state
    assert store.is_last(state)
    put(root, "c.txt", "又一个文件。")
    later = library.refresh()._state
    assert (store.is_last(state), store.is_last(later)) == (False, True)
    (manifest,) = library.index.glob("manifest-*.json")
    store.discard()
    assert not store.is_last(later)
    manifest.mkdir()
    assert not store.is_last(later)


def test_the_history_is_looked_at_once_for_a_change_though_segments_are_merged(
    root, library, tmp_path, monkeypatch
):
    looked, merged = [], []
    look, merge = writing.remember, writing.merge
    monkeypatch.setattr(writing, "remember", lambda *a: looked.append(a) or look(*a))
    monkeypatch.setattr(writing, "merge", lambda *a: merged.append(a) or merge(*a))
    options = IndexOptions(history=tmp_path / "state")
    for number in range(8):
        put(root, f"{number}.txt", f"第{number}份。{OTHER}")
        library = library.refresh(options)
    assert merged
    assert len(looked) == 8
    standing = History.open(tmp_path / "state").standing(root)
    assert standing == {document.path: document.sha256 for document in library.documents}


@pytest.mark.parametrize("year", [1600, 2400])
def test_a_time_too_far_away_to_be_kept_is_not_trusted(root, library, year):
    path = root / "a.txt"
    far = int((year - 1970) * 365.2425 * 86_400) * 10**9
    for text in (OTHER, BODY):
        path.write_text(text, "utf-8")
        os.utime(path, ns=(far, far))
        if path.stat().st_mtime_ns != far:
            pytest.skip("the file system has no such times")
        library = library.refresh()
        assert library.documents.split("a.txt").document.text == text
