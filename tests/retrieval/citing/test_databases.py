"""A file of one's own: closed to others, brought up to date once, never taken back."""

import sqlite3
import stat
from contextlib import closing

import pytest

from retrieval.citing.databases import migrated, private_database, transaction, version

STEPS = ("CREATE TABLE one (n); INSERT INTO one VALUES (1)", "ALTER TABLE one ADD COLUMN m")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "some.sqlite"


def opened(path, steps=STEPS):
    database = private_database(path, busy=0.05)
    assert migrated(database, steps)
    return closing(database)


def test_file_and_folder_are_made_for_their_owner_only(path):
    with opened(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(path):
    path.parent.mkdir()
    path.touch(0o644)
    with opened(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_step_is_run_once(path):
    with opened(path, STEPS[:1]) as database:
        assert version(database) == 1
    for _ in range(2):
        with opened(path) as database:
            assert version(database) == 2
            assert database.execute("SELECT n, m FROM one").fetchall() == [(1, None)]


def test_steps_are_run_all_or_none(path):
    with closing(private_database(path, busy=0.05)) as database:
        with pytest.raises(sqlite3.Error):
            migrated(database, (*STEPS, "CREATE NONSENSE"))
        assert version(database) == 0
        assert database.execute("SELECT * FROM sqlite_master").fetchall() == []


def test_what_a_later_program_wrote_is_left_alone(path):
    with opened(path) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    content = path.read_bytes()
    with closing(private_database(path, busy=0.05)) as database:
        assert not migrated(database, STEPS[:1])
    assert path.read_bytes() == content


def test_it_is_read_while_it_is_written(path):
    with opened(path) as writer, transaction(writer), opened(path) as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        writer.execute("DELETE FROM one")
        assert reader.execute("SELECT n FROM one").fetchall() == [(1,)]


def test_what_is_deleted_is_overwritten(path):
    with opened(path) as database:
        assert database.execute("PRAGMA secure_delete").fetchone() == (1,)


def emptied_and_broken_off(database):
    with transaction(database):
        database.execute("DELETE FROM one")
        raise KeyboardInterrupt


def test_a_transaction_that_is_broken_off_leaves_nothing(path):
    with opened(path) as database:
        with pytest.raises(KeyboardInterrupt):
            emptied_and_broken_off(database)
        assert database.execute("SELECT count(*) FROM one").fetchone() == (1,)
