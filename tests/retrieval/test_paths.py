"""Files are put in place in one step, and only what nobody else can have written is trusted."""

import os
from pathlib import Path

import pytest
import systems

from retrieval import paths
from retrieval.index.arrays import read_whole


class Held:
    """A file that somebody has open so many times, as Windows says it."""

    def __init__(self, work, times):
        self.work = work
        self.times = times

    def __call__(self, *given, **named):
        if self.times:
            self.times -= 1
            raise PermissionError(13, "Permission denied")
        return self.work(*given, **named)


@pytest.fixture
def on_windows(monkeypatch):
    monkeypatch.setattr(paths, "_HINDERS", True)


def test_a_file_that_is_being_read_is_replaced_a_moment_later(tmp_path, monkeypatch, on_windows):
    held = Held(Path.replace, 3)
    monkeypatch.setattr(Path, "replace", lambda *given: held(*given))
    paths.replace_file(tmp_path / "manifest", b"new", 0o600)
    assert (tmp_path / "manifest").read_bytes() == b"new"
    assert held.times == 0


def test_a_file_that_is_being_replaced_is_read_a_moment_later(tmp_path, monkeypatch, on_windows):
    (tmp_path / "manifest").write_bytes(b"whole")
    (tmp_path / "manifest").chmod(0o600)
    monkeypatch.setattr(os, "open", Held(os.open, 3))
    assert read_whole(tmp_path / "manifest") == b"whole"


def test_what_stays_open_is_given_up_and_nothing_is_left_behind(tmp_path, monkeypatch, on_windows):
    monkeypatch.setattr(paths, "_HELD", 0.0)
    monkeypatch.setattr(Path, "replace", Held(Path.replace, 1000))
    with pytest.raises(PermissionError):
        paths.replace_file(tmp_path / "manifest", b"new", 0o600)
    assert list(tmp_path.iterdir()) == []


def test_elsewhere_a_refusal_is_final(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "_HINDERS", False)
    held = Held(Path.replace, 1)
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError):
        paths.replace_file(tmp_path / "manifest", b"new", 0o600)


@systems.rights
def test_where_files_have_no_owners_each_is_trusted(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "file").chmod(0o666)
    assert not paths.is_ours((tmp_path / "file").stat())
    monkeypatch.delattr(os, "geteuid")
    assert paths.is_ours((tmp_path / "file").stat())


@systems.pipes
def test_where_a_pipe_cannot_be_opened_without_waiting_files_still_are(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"text")
    monkeypatch.delattr(os, "O_NONBLOCK")
    handle = paths.regular(str(tmp_path / "file"), os.O_RDONLY)
    assert os.read(handle, 9) == b"text"
    os.close(handle)
