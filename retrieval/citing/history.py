"""What citations named: the words of each paragraph and where they last stood.

One SQLite file, not part of the index: the index can be made again from the documents, this
cannot. Written when documents are indexed, read when an id names nothing in the library any more.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from retrieval.citing import history_db
from retrieval.citing.citations import headings
from retrieval.citing.databases import transaction, version
from retrieval.citing.history_db import checkpoint, reading, root_name, writing
from retrieval.citing.publications import Work, work_of
from retrieval.models import Document, Passage
from retrieval.text.ids import Named, key_of, written

# Documents written in one transaction: others wait no longer than that takes.
BATCH = 50
# Seconds after which "last seen" is worth writing down again.
STALE = 3_600.0
# Records that one look-up returns.
MOST = 100

Indexed = tuple[Document, Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Record:
    """A paragraph as it last stood at one place. `gone` is None while it stands there.

    `root` is the library's folder; `path`, `sha256` and `work` are the document's when the
    paragraph was last in it. `page` is None in formats without pages, and of what was written down
    before pages were.
    """

    id: str
    text: str
    section: tuple[str, ...]
    root: str
    path: str
    paragraph: int
    line: int | None
    page: int | None
    sha256: str
    work: Work
    first_seen: datetime
    last_seen: datetime
    gone: datetime | None


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed from the history."""

    documents: int
    paragraphs: int


class History:
    """The history in a folder. It holds nothing open, and may be shared by threads.

    Nothing is made on disk before the first `record`. Every method raises HistoryError when the
    file cannot be used: held by another program for too long, read-only, damaged.
    """

    def __init__(self, state: Path, now: Callable[[], float] = time.time) -> None:
        self._state = state
        self._now = now

    @classmethod
    def open(cls, state: Path) -> "History":
        """The history that is kept in the folder `state`."""
        return cls(state)

    def standing(self, root: Path) -> dict[str, str]:
        """The documents of the library `root` as they were last recorded: path → sha256."""
        with reading(self._state) as database:
            return (
                dict(database.execute(history_db.STANDING, (root_name(root),))) if database else {}
            )

    def record(self, root: Path, documents: Iterable[Indexed], removed: Iterable[str] = ()) -> int:
        """Write down what stands in the library `root` now; how many paragraphs were written.

        `documents` are those that are new or have changed, `removed` the paths of those that are
        gone; all others that stand in `root` were seen now. A document that stands with the same
        path and sha256 costs nothing. Each document is recorded whole or not at all, whatever
        happens. The paragraphs that it no longer has are kept, as gone.
        """
        name, now = root_name(root), self._now()
        count = 0
        with writing(self._state) as database:
            with transaction(database):
                database.executemany(history_db.GONE, ((now, name, path) for path in removed))
            new = (_version(each) for each in documents if not _stands(database, name, each[0]))
            while batch := tuple(islice(new, BATCH)):
                with transaction(database):
                    for version in batch:
                        _replace(database, name, version, now)
                        count += len(version.paragraphs)
            database.execute(history_db.SEEN, (now, name, now - STALE))
        return count

    def find(self, named: Named, root: Path | None = None) -> tuple[Record, ...]:
        """The records of the ids that are `named`, oldest first; of one library or of all."""
        name = root_name(root) if root else None
        values = (named.low, named.high, name, MOST)
        with reading(self._state) as database:
            find = history_db.FIND[version(database)] if database else ""
            rows = database.execute(find, values).fetchall() if database else ()
        return tuple(map(_record, rows))

    def forget(self, root: Path, path: str) -> Purged:
        """Remove what is kept of the document at `path`, or of those in the folder `path` or ".",
        also as a library of its own.

        A `path` without a name in it, such as "", is nothing's. The words are overwritten, not just
        marked as free. Raises HistoryError also when another program that reads keeps that from
        being finished; then again later.
        """
        named = path.rstrip("/")
        name, inside = root_name(root), "" if path == "." else named
        # Not as a path: what leads out of the library, ".." or a link, names no library in it.
        below = f"{name}{os.sep}{inside.replace('/', os.sep)}" if inside else name
        values = {"root": name, "path": inside, "below": below, "sep": os.sep}
        with reading(self._state) as database:
            if database is None or not named.strip():
                return Purged(0, 0)
        with writing(self._state) as database:
            with transaction(database):
                [[documents]] = database.execute(history_db.COUNT_PLACES, values)
                paragraphs = database.execute(history_db.FORGET_PARAGRAPHS, values).rowcount
                database.execute(history_db.FORGET_VERSIONS, values)
            checkpoint(database, self._state)
        return Purged(documents, paragraphs)


def _stands(database: sqlite3.Connection, root: str, document: Document) -> bool:
    """Whether it is written down that this is what stands there."""
    place = (root, document.path, document.sha256)
    return database.execute(history_db.STANDS, place).fetchone() is not None


@dataclass(frozen=True, slots=True)
class _Version:
    """A document, ready to be written: its paragraphs as key, number, line, page, section and
    text."""

    document: Document
    sections: tuple[tuple[str, ...], ...]
    paragraphs: tuple[tuple[int, int, int, int, int | None, str], ...]


def _version(entry: Indexed) -> _Version:
    document, passages = entry
    sections: dict[tuple[str, ...], int] = {}
    numbers: dict[int, int] = {}
    for passage in passages:
        if passage.section and passage.paragraph not in numbers:
            path = headings(passage.section, document)
            numbers[passage.paragraph] = sections.setdefault(path, len(sections))
    paragraphs: dict[int, tuple[int, int, int, int, int | None, str]] = {}
    line, at = 1, 0
    for paragraph in document.paragraphs:
        line, at = line + document.text.count("\n", at, paragraph.start), paragraph.start
        text = document.text[paragraph.start : paragraph.end]
        key, section = key_of(text), numbers.get(paragraph.number)
        # 0 stands for a file without lines, or pages.
        own = line if document.origin.has_lines else 0
        page = document.origin.page_at(paragraph.start) or 0
        told = (key, paragraph.number, own, page, section, _storable(text) or "")
        paragraphs.setdefault(key, told)
    return _Version(document, tuple(sections), tuple(paragraphs.values()))


def _replace(database: sqlite3.Connection, root: str, version: _Version, now: float) -> None:
    """Write `version` over what stood at its place; the paragraphs that it lacks stay behind."""
    document, work = version.document, work_of(version.document)
    place = (root, document.path)
    database.execute(history_db.GONE, (now, *place))
    day = work.issued_on.isoformat() if work.issued_on else None
    stated = (work.title, work.author, work.source, work.document_number, day, work.url)
    sections = json.dumps(version.sections, ensure_ascii=False)
    row = (*place, document.sha256, *map(_storable, (*stated, sections)), now, now)
    [[number]] = database.execute(history_db.WRITE_VERSION, row).fetchall()
    older = {key: (old, seen) for key, old, seen in database.execute(history_db.OLDER, place)}
    kept = [older[key] for key, *_ in version.paragraphs if key in older]
    database.executemany(history_db.DROP_PARAGRAPH, ((old,) for old, _ in kept))
    database.executemany(
        history_db.WRITE_PARAGRAPH,
        (
            (key, number, paragraph, line, page, section, older.get(key, (0, now))[1], text)
            for key, paragraph, line, page, section, text in version.paragraphs
        ),
    )
    database.execute(history_db.DROP_EMPTY, place)


def _record(row: tuple[Any, ...]) -> Record:
    key, text, section, number, line, page, first, sections, *of_document = row
    root, path, sha256, *stated, last, gone = of_document
    title, author, source, document_number, day, url = stated
    issued_on = date.fromisoformat(day) if day else None
    return Record(
        id=written(key),
        text=text,
        section=() if section is None else tuple(json.loads(sections)[section]),
        root=root,
        path=path,
        paragraph=number,
        line=line or None,
        page=page or None,
        sha256=sha256,
        work=Work(title, author, source, document_number, issued_on, url),
        first_seen=_moment(first),
        last_seen=_moment(last),
        gone=None if gone is None else _moment(gone),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _storable(text: str | None) -> str | None:
    """`text` without what SQLite cannot store: lone surrogates."""
    return text and text.encode("utf-8", "backslashreplace").decode()
