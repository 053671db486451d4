"""Folders that change, and what a library says of them, to be compared with another's."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import systems

from retrieval.errors import LibraryEmpty, QuestionEmpty
from retrieval.library import Library

QUESTIONS = (
    "满都拉口岸的过货量是多少?",
    "民族团结进步创建有哪些措施",
    "报告是哪一天发文的",
    "标题",
    "第一条规定了什么",
    "乌兰察布 城市 首都",
)
_LONG_AGO = 1_600_000_000_000_000_000
_clock = count(_LONG_AGO, 1_000_000_000)


def age(path: Path) -> None:
    """Give the file a time of its own, long ago: one that tells it from what it was before."""
    moment = next(_clock)
    os.utime(path, ns=(moment, moment))


def put(root: Path, name: str, content: str | bytes) -> Path:
    """Write a file below `root`, as if that had been some time ago."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    age(path)
    return path


@contextmanager
def of_nobody(mode: int) -> Iterator[Path]:
    """A folder with this mode and a document in it, for somebody without the rights of root."""
    systems.needs_posix("file that its owner may not read")
    with tempfile.TemporaryDirectory() as parent:
        folder, user = Path(parent) / "library", os.geteuid()
        put(folder, "a.txt", "满都拉口岸过货量突破662万吨。")
        if user == 0:
            Path(parent).chmod(0o755)
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        folder.chmod(mode)
        try:
            yield folder
        finally:
            folder.chmod(0o700)
            os.seteuid(user)


def opened(root: Path, index: Path, **options) -> Library | None:
    """The library, or None if nothing in it can be read."""
    try:
        return Library.open(root, index=index, **options)
    except LibraryEmpty:
        return None


def fresh(root: Path) -> Library | None:
    """The library with an index made just now."""
    with tempfile.TemporaryDirectory() as folder:
        return opened(root, Path(folder) / "index")


def said(library: Library | None, questions=QUESTIONS) -> list[object]:
    """All that a library says: of itself, and to these questions. Scores as they compare."""
    if library is None:
        return []
    told: list[object] = [
        [document.path for document in library.documents],
        [(type(error), str(error)) for error in library.skipped],
        len(library.documents),
    ]
    for question in questions:
        try:
            answer = library.ask(question, limit=4, min_confidence=0)
        except QuestionEmpty:
            continue
        found = [
            (e.document.path, e.document.sha256, e.start, e.end, round(e.score, 7), e.highlights)
            for e in answer.excerpts
        ]
        cited = (
            [e.citation for e in library.cite(str(answer.excerpts[0].citation.id))] if found else []
        )
        ranked = [
            (hit.passage.document.path, hit.passage.start) for hit in library.rank(question, 9)
        ]
        told += [question, round(answer.confidence, 9), found, cited, ranked]
    return told
