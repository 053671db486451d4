"""The bot's database file: made, opened, brought up to date."""

import os
import sqlite3
from pathlib import Path

from retrieval.errors import WenjuError

FILE_NAME = "bot.sqlite3"
# Seconds to wait while another process writes.
BUSY = 0.25

# MIGRATIONS[n] brings a file of version n to n + 1; PRAGMA user_version holds the version.
# A line, once released, is never changed.
MIGRATIONS = (
    """
    CREATE TABLE chats (
        id INTEGER PRIMARY KEY, language TEXT, quiet INTEGER NOT NULL,
        answer_all INTEGER NOT NULL, greeted INTEGER NOT NULL
    );
    CREATE TABLE pages (
        token TEXT PRIMARY KEY, chat_id INTEGER, asker_id INTEGER NOT NULL,
        found TEXT NOT NULL, created REAL NOT NULL
    );
    CREATE INDEX pages_by_age ON pages (created);
    CREATE INDEX pages_by_asker ON pages (asker_id);
    CREATE TABLE answers (
        chat_id INTEGER NOT NULL, question INTEGER NOT NULL, answer INTEGER NOT NULL,
        token TEXT, at REAL NOT NULL, PRIMARY KEY (chat_id, question)
    );
    CREATE INDEX answers_by_age ON answers (at);
    CREATE TABLE updates (id INTEGER PRIMARY KEY, at REAL NOT NULL);
    CREATE INDEX updates_by_age ON updates (at);
    CREATE TABLE votes (
        token TEXT NOT NULL, user_id INTEGER NOT NULL, up INTEGER NOT NULL,
        PRIMARY KEY (token, user_id)
    );
    CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, file_id TEXT NOT NULL);
    """,
    "ALTER TABLE pages ADD COLUMN unfiltered TEXT",
)


class StoreError(WenjuError):
    """The bot's database cannot be used; the message names the file or what failed."""


def open_database(folder: Path) -> sqlite3.Connection:
    """The database in `folder` in autocommit mode, made and brought up to date.

    A folder that is made here is for its owner only; the file always is. Raises StoreError.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        database = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    try:
        _prepare(database, path)
    except sqlite3.Error as error:
        database.close()
        raise StoreError(f"{path}: not a sound database: {error}") from error
    except StoreError:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Check the file and run the migrations that it has not seen."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    # What a person wants forgotten is overwritten, not just marked as free.
    database.execute("PRAGMA secure_delete = ON")
    [[state]] = database.execute("PRAGMA quick_check(1)")
    if state != "ok":
        raise StoreError(f"{path}: damaged: {state}")
    database.execute("BEGIN IMMEDIATE")
    with database:
        [[version]] = database.execute("PRAGMA user_version")
        if version > len(MIGRATIONS):
            raise StoreError(f"{path}: written by a newer version of this program")
        for step in MIGRATIONS[version:]:
            for statement in step.split(";"):
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
