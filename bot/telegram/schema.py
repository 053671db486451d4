"""The bot's database file: made, opened, brought up to date."""

import sqlite3
from pathlib import Path
from typing import Literal

from retrieval import migrated, private_database
from retrieval.errors import WenjuError

FILE_NAME = "bot.sqlite3"
# Seconds to wait while another process writes.
BUSY = 0.25

# MIGRATIONS[n] brings a file of version n to n + 1.
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
    "CREATE TABLE allowed (id INTEGER PRIMARY KEY)",
    """
    CREATE TABLE copies (
        chat_id INTEGER NOT NULL, thread INTEGER NOT NULL, path TEXT NOT NULL,
        sha256 TEXT NOT NULL, message INTEGER NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (chat_id, thread, path, sha256)
    );
    CREATE INDEX copies_by_age ON copies (at);
    """,
    """
    CREATE TABLE unanswered (
        id INTEGER PRIMARY KEY, asker_id INTEGER NOT NULL, said BLOB NOT NULL,
        starts INTEGER NOT NULL, at REAL NOT NULL
    );
    CREATE INDEX unanswered_by_age ON unanswered (at);
    """,
    "ALTER TABLE pages ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE changes (
        token TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, asked INTEGER NOT NULL,
        language TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL, name TEXT NOT NULL,
        path TEXT NOT NULL, sha256 TEXT NOT NULL, file_id TEXT NOT NULL, shown INTEGER NOT NULL,
        at REAL NOT NULL, UNIQUE (chat_id, asked)
    );
    CREATE INDEX changes_by_age ON changes (at);
    """,
    "ALTER TABLE changes ADD COLUMN album TEXT NOT NULL DEFAULT ''",
)


StoreFault = Literal["unreadable", "unsound", "newer", "failed"]

_FAULTS: dict[StoreFault, str] = {
    "unreadable": "cannot be opened: ",
    "unsound": "not a sound database: ",
    "newer": "written by a newer version of this program",
    "failed": "the bot's database: ",
}


class StoreError(WenjuError):
    """The bot's database in the file at `path` cannot be used: its `fault`, and the `reason` as the
    system or SQLite says it."""

    def __init__(self, path: Path, fault: StoreFault, reason: str = "") -> None:
        super().__init__(f"{path}: {_FAULTS[fault]}{reason}")
        self.path = path
        self.fault = fault
        self.reason = reason


def open_database(folder: Path) -> sqlite3.Connection:
    """The database in `folder` in autocommit mode, made and brought up to date.

    A folder that is made here is for its owner only; the file always is. Raises StoreError.
    """
    path = folder / FILE_NAME
    try:
        database = private_database(path, BUSY)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    except OSError as error:
        raise StoreError(path, "unreadable", error.strerror or type(error).__name__) from error
    except sqlite3.OperationalError as error:
        raise StoreError(path, "failed", str(error)) from error
    except sqlite3.Error as error:
        raise StoreError(path, "unsound", str(error)) from error
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Check the file and run the migrations that it has not seen."""
    [[state]] = database.execute("PRAGMA quick_check(1)")
    if state != "ok":
        raise StoreError(path, "unsound", str(state))
    if not migrated(database, MIGRATIONS):
        raise StoreError(path, "newer")
