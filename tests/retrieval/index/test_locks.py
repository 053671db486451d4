"""A lock is the system's, on every system, and is never more than a process that lives."""

import errno
import importlib.util
import subprocess
import sys
import types

import pytest
import systems

from retrieval.errors import IndexUnwritable
from retrieval.index import locks
from retrieval.index.store import IndexStore

HOLD = """
import sys
from pathlib import Path
from retrieval.index.locks import locked
with locked(Path(sys.argv[1])) as held:
    print(held, flush=True)
    sys.stdin.readline()
"""


def on_windows(monkeypatch):
    """The module as Windows has it: its lock is of a byte, and here `fcntl` stands behind it."""
    fcntl = pytest.importorskip("fcntl")
    fake = types.ModuleType("msvcrt")
    fake.LK_NBLCK, fake.LK_UNLCK = 2, 0

    def locking(handle, mode, count):
        assert count == 1
        if mode == fake.LK_UNLCK:
            fcntl.flock(handle, fcntl.LOCK_UN)
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    fake.locking = locking
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    spec = importlib.util.spec_from_file_location("locks_on_windows", locks.__file__)
    module = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["own", "windows"])
def module(request, monkeypatch):
    return locks if request.param == "own" else on_windows(monkeypatch)


def test_one_holds_it_at_a_time(module, tmp_path):
    path = tmp_path / "lock"
    with module.locked(path) as first:
        with module.locked(path) as second:
            assert (first, second) == (True, False)
        with module.locked(path) as third:
            assert not third, "who did not get it gave it back"
    with module.locked(path) as again:
        assert again


def test_it_ends_with_the_process_that_is_killed(tmp_path):
    path = tmp_path / "lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "True\n"
    with locks.locked(path) as held:
        assert not held
    process.kill()
    process.communicate()
    with locks.locked(path) as held:
        assert held


def test_a_file_that_a_crash_left_is_nobody_s_lock(tmp_path):
    (tmp_path / "lock").write_bytes(b"1234\n")
    with locks.locked(tmp_path / "lock") as held:
        assert held


def test_where_the_system_has_no_locks_nothing_is_written(tmp_path, monkeypatch):
    def refuse(handle):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(locks, "_lock", refuse)
    with pytest.raises(IndexUnwritable), IndexStore(tmp_path / "index", "").writing():
        pass


@systems.rights
def test_no_link_is_followed_to_another_s_file(tmp_path):
    (tmp_path / "precious").write_bytes(b"")
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="lock"), locks.locked(tmp_path / "lock"):
        pass
