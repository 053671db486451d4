"""SQLite files that are one person's own: opened to be written, and brought up to date."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


def private_database(path: Path, busy: float) -> sqlite3.Connection:
    """The database in the file at `path`, in autocommit mode, made when missing.

    The file is for its owner only, and so is its folder when it is made here. What is deleted is
    overwritten, not just marked as free. `busy`: seconds to wait while another process writes.
    Raises OSError and sqlite3.Error.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    database = sqlite3.connect(path, timeout=busy, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error:
        database.close()
        raise
    return database


def migrated(database: sqlite3.Connection, steps: Sequence[str]) -> bool:
    """Run those of `steps` that the file has not seen, all of them or none.

    `steps[n]`, statements with ";" between them, brings a file of version n to n + 1. False, and
    nothing is changed, when a later program wrote it. Raises sqlite3.Error.
    """
    if version(database) < len(steps):
        with transaction(database):
            # Another process may have run some meanwhile.
            seen = version(database)
            for number, step in enumerate(steps[seen:], start=seen + 1):
                for statement in step.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {number}")
    if version(database) > len(steps):
        return False
    # To be read while it is written. Changes nothing but once, and not while others are at it;
    # then the next to open it does it.
    with suppress(sqlite3.OperationalError):
        database.execute("PRAGMA journal_mode = WAL")
    return True


def version(database: sqlite3.Connection) -> int:
    """How many steps the file has seen, 0 when it is new."""
    number: int = database.execute("PRAGMA user_version").fetchone()[0]
    return number


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that the body says or nothing of it, whatever ends it."""
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield
