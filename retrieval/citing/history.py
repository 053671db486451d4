"""What citations named: the words of each paragraph and where they last stood.

One SQLite file, not part of the index: the index can be made again from the documents, this
cannot. Written when documents are indexed, read when an id names nothing in the library any more.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from retrieval.citing import history_db
from retrieval.citing.citations import headings
from retrieval.citing.databases import transaction, version
from retrieval.citing.history_db import checkpoint, reading, root_name, writing
from retrieval.citing.publications import Work, work_of
from retrieval.models import Document, Passage
from retrieval.structure.volumes import paragraph_key
from retrieval.text.ids import Named, written

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
        happens; the volumes of a large one come one behind the other. The paragraphs that it no
        longer has are kept, as gone.
        """
        name, now = root_name(root), self._now()
        count = 0
        with writing(self._state) as database:
            with transaction(database):
                database.executemany(history_db.GONE, ((now, name, path) for path in removed))
            new = _versions(documents, lambda each: _stands(database, name, each))
            for batch in _batches(new):
                with transaction(database):
                    count += sum(_replace(database, name, version, now) for version in batch)
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


Row = tuple[int, int, int, int, int | None, str]
"""A paragraph: key, number, line, page, section and text."""


@dataclass(frozen=True, slots=True)
class _Version:
    """A document, ready to be written. The `paragraphs` of a large file are read while they are
    written; `sections` are those of the paragraphs so far, with their numbers."""

    document: Document
    sections: dict[tuple[str, ...], int]
    paragraphs: Iterable[Row]
    is_large: bool


def _versions(
    documents: Iterable[Indexed], stands: Callable[[Document], bool]
) -> Iterator[_Version]:
    """Those of the documents that do not stand there."""
    for _, run in groupby(documents, key=lambda each: (each[0].path, each[0].sha256)):
        volumes = iter(run)
        first, second = next(volumes), next(volumes, None)
        if stands(first[0]):
            continue
        sections: dict[tuple[str, ...], int] = {}
        if second is None:
            yield _Version(first[0], sections, tuple(_rows((first,), sections)), is_large=False)
        else:
            every = chain((first, second), volumes)
            yield _Version(first[0], sections, _rows(every, sections), is_large=True)


def _batches(versions: Iterable[_Version]) -> Iterator[list[_Version]]:
    """Those that are written in one transaction; of a large file none behind it."""
    batch = []
    for each in versions:
        batch.append(each)
        if each.is_large or len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(volumes: Iterable[Indexed], sections: dict[tuple[str, ...], int]) -> Iterator[Row]:
    """The paragraphs of a document, of those with the same words the first."""
    seen: set[int] = set()
    for document, passages in volumes:
        numbers: dict[int, int] = {}
        for passage in passages:
            if passage.section and passage.paragraph not in numbers:
                path = headings(passage.section, document)
                numbers[passage.paragraph] = sections.setdefault(path, len(sections))
        line, at = document.volume.lines + 1, 0
        for paragraph in document.paragraphs:
            line, at = line + document.text.count("\n", at, paragraph.start), paragraph.start
            text = document.text[paragraph.start : paragraph.end]
            key = paragraph_key(document, paragraph)
            if key not in seen:
                seen.add(key)
                # 0 stands for a file without lines, or pages.
                own = line if document.origin.has_lines else 0
                page = document.origin.page_at(paragraph.start) or 0
                section = numbers.get(paragraph.number)
                yield key, paragraph.number, own, page, section, _storable(text) or ""


def _replace(database: sqlite3.Connection, root: str, version: _Version, now: float) -> int:
    """Write `version` over what stood at its place; the paragraphs that it lacks stay behind. How
    many it has."""
    document, work = version.document, work_of(version.document)
    place = (root, document.path)
    database.execute(history_db.GONE, (now, *place))
    day = work.issued_on.isoformat() if work.issued_on else None
    stated = (work.title, work.author, work.source, work.document_number, day, work.url)
    row = (*place, document.sha256, *map(_storable, stated), "[]", now, now)
    [[number]] = database.execute(history_db.WRITE_VERSION, row).fetchall()
    older = {key: (old, seen) for key, old, seen in database.execute(history_db.OLDER, place)}
    kept: list[int] = []

    def rows() -> Iterator[tuple[object, ...]]:
        for key, paragraph, line, page, section, text in version.paragraphs:
            old, seen = older.get(key, (None, now))
            kept.extend(() if old is None else (old,))
            yield key, number, paragraph, line, page, section, seen, text

    count = database.executemany(history_db.WRITE_PARAGRAPH, rows()).rowcount
    database.executemany(history_db.DROP_PARAGRAPH, ((old,) for old in kept))
    sections = json.dumps([*version.sections], ensure_ascii=False)
    database.execute(history_db.WRITE_SECTIONS, (_storable(sections), number))
    database.execute(history_db.DROP_EMPTY, place)
    return max(count, 0)


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
