"""Which files of a folder are documents, and how they look from outside."""

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from retrieval.errors import DocumentError, DocumentUnreadable
from retrieval.index.file_table import FileTable
from retrieval.paths import is_inside
from retrieval.reading import SIDECAR, SUFFIXES, is_readable

# Stands for times of which 64 bits do not tell: a time in the future, so that it is not trusted.
_FAR = (1 << 63) - 1
_ENDINGS = tuple(SUFFIXES)
_BESIDE = SIDECAR.removeprefix(".")
_LINK = "a link out of the folder"
LINKED_FOLDER = "/"
"""The kind of a link to a folder, in `Scan.passed`."""
# What programs leave beside the files that people put there.
_NO_FILES = ("~$", "Thumbs.db", "desktop.ini")
_LONGEST_ENDING = 8
# What says that there is no such file, or none for us.
_FOR_GOOD = (FileNotFoundError, NotADirectoryError, PermissionError)


class File(NamedTuple):
    """A file that may be a document: where it is, its size in bytes, and when it was changed, in
    nanoseconds since 1970; both with what stands beside it (`retrieval.reading.sidecar`). A file
    that is read again only if one of these is other than before."""

    path: str
    size: int
    changed: int


class Scan(NamedTuple):
    """What a `File` says of each file of a folder, by the files' names below it, in one order. And
    what was refused.

    `unseen` is the beginning of the names of files of which nothing is known just now: the disk or
    the network failed. `passed` are the files that no reader knows, each with its kind: what its
    name ends in, in lower case and without the point, or LINKED_FOLDER. In columns: an object for
    each of tens of thousands costs more than the comparing does.
    """

    paths: dict[str, str]
    sizes: dict[str, int]
    times: dict[str, int]
    refused: tuple[DocumentError, ...] = ()
    unseen: tuple[str, ...] = ()
    passed: Mapping[str, str] = MappingProxyType({})

    def file(self, name: str) -> File:
        """One of the files."""
        return File(self.paths[name], self.sizes[name], self.times[name])


def scan(root: Path, only: str = "") -> Scan:
    """The files below `root` whose names say that they can be read; with `only`, that one of them.

    A name is the path below `root` with forward slashes, as text in any case. Files and folders
    whose names begin with a dot are left out. Links to folders are not followed, and links to files
    outside `root` are refused: whoever can ask could read them.
    """
    found = Scan({}, {}, {})
    paths, sizes, times = found.paths, found.sizes, found.times
    refused: list[DocumentError] = []
    failed: list[tuple[str, str, OSError]] = []
    passed: dict[str, str] = {}
    folders = [(os.fspath(root), "")]
    while folders:
        folder, name = folders.pop()
        for entry in _entries(folder, name, failed):
            try:
                if only and (name + entry.name) not in (only, only + SIDECAR):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{name}{entry.name}/"))
                elif _is_linked_folder(entry):
                    passed[_told(name + entry.name)] = LINKED_FOLDER
                elif _may_be_document(entry.name):
                    if entry.is_symlink() and not is_inside(Path(entry.path), root):
                        refused.append(DocumentUnreadable(Path(entry.path), _LINK))
                        continue
                    looks, told = entry.stat(), _told(name + entry.name)
                    paths[told] = entry.path
                    sizes[told] = looks.st_size
                    time = looks.st_mtime_ns
                    times[told] = time if -_FAR < time < _FAR else _FAR
                elif not entry.name.startswith(_NO_FILES):
                    passed[_told(name + entry.name)] = _kind(entry.name)
            except OSError as error:
                failed.append((_told(name + entry.name), entry.path, error))
    _look_beside(root, found, passed)
    refused += [_refused(path, error) for _, path, error in failed]
    return found._replace(
        refused=tuple(sorted(refused, key=lambda error: error.path)),
        unseen=tuple(name for name, _, error in failed if not isinstance(error, _FOR_GOOD)),
        passed=passed,
    )


def _may_be_document(name: str) -> bool:
    ends = name.endswith(_ENDINGS) or is_readable(name)
    return ends and not name.startswith(_NO_FILES)


def _look_beside(root: Path, found: Scan, passed: dict[str, str]) -> None:
    """Count what stands beside files about their documents as part of these."""
    for name in [name for name, kind in passed.items() if kind == _BESIDE]:
        own = name.removesuffix(SIDECAR)
        if own in found.paths:
            del passed[name]
            with suppress(OSError):
                looks = Path(root, name).lstat()
                found.sizes[own] += looks.st_size + 1
                found.times[own] = max(found.times[own], min(looks.st_mtime_ns, _FAR))


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _kind(name: str) -> str:
    """What a file's name ends in; "" for nothing that tells a format."""
    stem, _, suffix = name.rpartition(".")
    tells = stem and suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_ENDING
    return suffix.lower() if tells else ""


def _entries(
    folder: str, name: str, failed: list[tuple[str, str, OSError]]
) -> list[os.DirEntry[str]]:
    """What is in `folder` and not hidden; what the system says against it goes to `failed`."""
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)  # noqa: PERF402 - what comes before an error is kept
    except OSError as error:
        failed.append((_told(name), folder, error))
    return [entry for entry in found if not entry.name.startswith(".")]


def _refused(path: str, error: OSError) -> DocumentUnreadable:
    return DocumentUnreadable(Path(path), error.strerror or type(error).__name__)


def _told(name: str) -> str:
    """A name as text. Bytes that are no UTF-8 come as lone surrogates, which nothing can store."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


class Changes(NamedTuple):
    """The files that are new, or not as they were, in the order of their names; the names of those
    that are gone; and all that was `found`."""

    changed: Mapping[str, File]
    gone: frozenset[str]
    found: Scan

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.changed or self.gone)


def compare(files: FileTable, found: Scan, again: Collection[str] = ()) -> Changes:
    """What changed since `files` were read; those to be read `again` count as changed."""
    names, count = [*found.paths], len(found.paths)
    rows, sizes, times = files.look(names)
    is_same = np.fromiter(found.sizes.values(), np.int64, count) == sizes
    is_same &= np.fromiter(found.times.values(), np.int64, count) == times
    changed = sorted(
        {*(names[n] for n in np.flatnonzero(~is_same).tolist()), *found.paths.keys() & {*again}}
    )
    missing = np.delete(np.arange(len(files)), rows[rows >= 0]).tolist()
    gone = (name for row in missing if not (name := files.names[row]).startswith(found.unseen))
    return Changes(
        {name: found.file(name) for name in changed},
        frozenset(gone),
        found,
    )
