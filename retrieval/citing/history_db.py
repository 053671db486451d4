"""The file of the history: its tables, how it is opened, and what is said to it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from retrieval.citing.databases import migrated, private_database, version
from retrieval.errors import HistoryError

FILE_NAME = "citations.sqlite"
# Seconds to wait while another process writes. Answers wait for it too.
BUSY = 2.0
_NEWER = "written by a newer version of this program"

# STEPS[n] brings a file of version n to n + 1; a line, once released, is never changed.
# A version of a document is a text that stood at a place; `gone` is NULL while it does. Paragraphs
# belong to the last version that had them. Section is an index into `sections`, a list of heading
# paths in JSON; line and page are 0 where there is none, and where an older program wrote them.
STEPS = (
    """
    CREATE TABLE versions (
        id INTEGER PRIMARY KEY, root TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
        title TEXT NOT NULL, author TEXT, source TEXT, number TEXT, issued_on TEXT, url TEXT,
        sections TEXT NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL, gone REAL
    );
    CREATE UNIQUE INDEX versions_by_place ON versions (root, path, sha256);
    CREATE TABLE paragraphs (
        id INTEGER PRIMARY KEY, key INTEGER NOT NULL, version INTEGER NOT NULL,
        number INTEGER NOT NULL, line INTEGER NOT NULL, section INTEGER,
        first_seen REAL NOT NULL, text TEXT NOT NULL
    );
    CREATE INDEX paragraphs_by_key ON paragraphs (key);
    CREATE INDEX paragraphs_by_version ON paragraphs (version)
    """,
    "ALTER TABLE paragraphs ADD COLUMN page INTEGER NOT NULL DEFAULT 0",
)

STANDING = "SELECT path, sha256 FROM versions WHERE root = ? AND gone IS NULL"
STANDS = "SELECT 1 FROM versions WHERE root = ? AND path = ? AND sha256 = ? AND gone IS NULL"
SEEN = "UPDATE versions SET last_seen = ? WHERE root = ? AND gone IS NULL AND last_seen < ?"
GONE = "UPDATE versions SET gone = ? WHERE root = ? AND path = ? AND gone IS NULL"
WRITE_VERSION = """
    INSERT INTO versions (root, path, sha256, title, author, source, number, issued_on, url,
        sections, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (root, path, sha256) DO UPDATE SET last_seen = excluded.last_seen, gone = NULL
    RETURNING id"""
WRITE_SECTIONS = "UPDATE versions SET sections = ? WHERE id = ?"
OLDER = """
    SELECT p.key, p.id, p.first_seen FROM paragraphs p JOIN versions v ON v.id = p.version
    WHERE v.root = ? AND v.path = ?"""
DROP_PARAGRAPH = "DELETE FROM paragraphs WHERE id = ?"
DROP_EMPTY = """
    DELETE FROM versions WHERE root = ? AND path = ? AND gone IS NOT NULL
    AND id NOT IN (SELECT version FROM paragraphs)"""
WRITE_PARAGRAPH = """
    INSERT INTO paragraphs (key, version, number, line, page, section, first_seen, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_FIND = """
    SELECT p.key, p.text, p.section, p.number, p.line, {page}, p.first_seen, v.sections, v.root,
        v.path, v.sha256, v.title, v.author, v.source, v.number, v.issued_on, v.url, v.last_seen,
        v.gone
    FROM paragraphs p JOIN versions v ON v.id = p.version
    WHERE p.key BETWEEN ?1 AND ?2 AND (?3 IS NULL OR v.root = ?3)
    ORDER BY p.first_seen, p.id LIMIT ?4"""
# By the version of the file: one that is only read may be older.
FIND = {1: _FIND.format(page="0"), 2: _FIND.format(page="p.page")}
# At a path or in the folder of that name; the library itself is the folder "".
_PLACED = (
    "root = :root AND (:path IN ('', path) OR substr(path, 1, length(:path) + 1) = :path || '/')"
)
# What was renamed is forgotten at all of its paths: those at which its words stood.
_PLACED = f"""root = :root AND path IN (
    SELECT path FROM versions WHERE root = :root AND sha256 IN (
        SELECT sha256 FROM versions WHERE {_PLACED}))"""  # noqa: S608
# Libraries of their own in that folder, or of that one file.
_PLACED = f"({_PLACED} OR root = :below OR substr(root, 1, length(:below) + 1) = :below || :sep)"
COUNT_PLACES = f"SELECT count(DISTINCT path) FROM versions WHERE {_PLACED}"  # noqa: S608
FORGET_PARAGRAPHS = (
    f"DELETE FROM paragraphs WHERE version IN (SELECT id FROM versions WHERE {_PLACED})"  # noqa: S608
)
FORGET_VERSIONS = f"DELETE FROM versions WHERE {_PLACED}"  # noqa: S608


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """The database in `folder`, for reading; None when there is none. Raises HistoryError."""
    path = folder / FILE_NAME
    try:
        with _translated(path):
            path.lstat()
    except HistoryError as error:
        # In a folder that is not ours to see there may be one.
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            yield None
            return
        raise
    with _translated(path), closing(_readable(path)) as database:
        if version(database) > len(STEPS):
            raise HistoryError(path, _NEWER)
        # Another process may be making it.
        yield database if version(database) else None


@contextmanager
def writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database in `folder`, made when missing; for its owner only, the file and the folder.

    Each transaction in the body is the body's own. Raises HistoryError.
    """
    path = folder / FILE_NAME
    with _translated(path), closing(private_database(path, BUSY)) as database:
        # Measured with a million paragraphs: half as fast again as SQLite's own choice.
        database.execute("PRAGMA cache_size = -65536")
        database.execute("PRAGMA wal_autocheckpoint = 8000")
        if not migrated(database, STEPS):
            raise HistoryError(path, _NEWER)
        yield database


def checkpoint(database: sqlite3.Connection, folder: Path) -> None:
    """Empty the log of changes, which still holds what was overwritten. Raises HistoryError."""
    [busy, *_] = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise HistoryError(folder / FILE_NAME, "database is locked")


def root_name(root: Path) -> str:
    """How a library's folder is called here: absolute, links followed."""
    return os.path.realpath(root).encode("utf-8", "backslashreplace").decode()


def _readable(path: Path) -> sqlite3.Connection:
    """A connection that only reads; where even its lock cannot be written, one without locks."""
    database = _connect(path, "mode=ro")
    try:
        database.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        database.close()
        if "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        return _connect(path, "immutable=1")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(address, timeout=BUSY, isolation_level=None, uri=True)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise HistoryError(path, str(error)) from error
    except OSError as error:
        raise HistoryError(path, error.strerror or type(error).__name__) from error
