"""The index on disk: immutable segments, a table of files, and one manifest that names them.

A folder of its own, outside the library. Whatever is written gets a name of its own, and then the
manifest is replaced in one step: whoever reads has the state before or the state after, and a
writer that is killed leaves nothing but files that nobody names. What is read is checked: manifest
and heads by their checksums, a record by its own when it is read, and the whole of every file whose
size or time is not what it was when it was written.

Each analyzer has a manifest, so that another user dictionary does not undo the work of the last.
"""

import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from retrieval.errors import (
    EngineError,
    IndexBusy,
    IndexDamaged,
    IndexForeign,
    IndexUnreadable,
    IndexUnwritable,
)
from retrieval.index.arrays import (
    MODE,
    Array,
    Arrays,
    Chunks,
    is_whole,
    open_arrays,
    read_whole,
    write_arrays,
)
from retrieval.index.file_table import FileTable
from retrieval.index.locks import locked
from retrieval.index.segments import Segment
from retrieval.paths import replace_file
from retrieval.reading import VERSION
from retrieval.text.patterns import lazy

FORMAT = 21
"""What records and segments are like. With another number, all is made anew."""

_SEGMENT, _FILES = ".segment", ".files"
_LOCK = "writer.lock"
# The names of what is written here; nothing else is ever removed.
_TABLE = lazy(r"[0-9a-f]{16}\.files")
_MANIFEST = lazy(r"manifest-([0-9a-f]{16})\.json")
_OURS = lazy(r"[0-9a-f]{16}\.(segment|files)|manifest-[0-9a-f]{16}\.json(\.[0-9]+\.new)?")
# Analyzers whose segments are kept.
_KEPT = 2
# What this process has open: most segments of a state are those of the state before.
_opened: WeakValueDictionary[Path, Segment] = WeakValueDictionary()


class IndexState(NamedTuple):
    """All that is indexed. `files` refers to the `segments` by their numbers; `mark` is the same
    for a state that was saved as often as it is loaded, and "" for one that was not saved.
    `complete` unless it was saved on the way to the first that held all there was."""

    segments: tuple[Segment, ...] = ()
    files: FileTable = FileTable.of({})
    mark: str = ""
    complete: bool = False

    def used(self, number: int) -> list[int]:
        """The documents of a segment, by its number, that are in use, ascending."""
        return sorted(self.files.documents(number).tolist())

    def used_passages(self, number: int) -> int:
        """How many passages these have."""
        firsts, documents = self.segments[number].firsts, self.files.documents(number)
        return int((firsts[documents + 1] - firsts[documents]).sum())

    @property
    def passages(self) -> int:
        """How many all have."""
        return sum(map(self.used_passages, range(len(self.segments))))


class Checked(NamedTuple):
    """A state without the files of which something is gone from where texts are kept, so that they
    are indexed again; and whether there is something besides, of `strays` that nobody needs."""

    state: IndexState
    strays: bool = False


class IndexStore:
    """Reads and writes the index in `folder` for one `analysis`: what `Analyzer.version` says.

    With other readers of files (`retrieval.reading.VERSION`) it is another index.

    Any number of processes may read while one writes.
    """

    is_here = True
    """Whether texts and postings are in segments, as those are that are in memory."""

    def __init__(self, folder: Path, analysis: str) -> None:
        self.folder = folder
        told = f"{FORMAT} {VERSION} {analysis}".encode()
        self.form = blake2b(told, digest_size=8).hexdigest()
        """Of the indices in one folder, each has another."""
        self._manifest = folder / f"manifest-{self.form}.json"

    def load(self) -> IndexState | None:
        """The last state that was saved; None if there is none. IndexDamaged if it is not whole."""
        before = None
        while (content := self._content()) is not None:
            try:
                return self._state(content)
            except (IndexDamaged, OSError, LookupError, TypeError, ValueError) as error:
                # A writer may have replaced the manifest since, and removed what it named.
                if content == before:
                    raise IndexDamaged(getattr(error, "path", self._manifest)) from error
                before = content
        return None

    def checked(self, state: IndexState) -> Checked:
        """What of `state` is there, for whoever has time: segments say it when they are read."""
        return Checked(state)

    def clear(self, state: IndexState) -> None:
        """Remove texts that are not those of `state`, which was saved. Only while writing."""

    def compact(self, begin: Callable[[int], None]) -> None:
        """Merge what was saved, where it is elsewhere, for whoever has time: nothing else is found
        then, and faster. `begin` is told first of how many indices."""

    def forget(self, forms: Iterable[str]) -> None:
        """Remove what is elsewhere of indices of other forms, which go."""

    def is_last(self, state: IndexState) -> bool:
        """Whether nobody has saved another since `state` was."""
        with suppress(IndexDamaged):
            content = self._content()
            return content is not None and _mark(content) == state.mark
        return False

    def save(self, state: IndexState) -> IndexState:
        """Make `state` the one that is loaded. Gives it back with all its segments in files.

        IndexUnwritable if the system refuses; then the state before stays.
        """
        try:
            segments = tuple(map(self._stored, state.segments))
            files = state.files.arrays()
            table = self._write(files, files.facts, _FILES)
            rows = [self._row(segment.name, segment.arrays) for segment in segments]
            body = {"format": FORMAT, "segments": rows, "files": self._row(*table)}
            body["complete"] = state.complete
            content = _sealed(body)
            replace_file(self._manifest, content, MODE)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        self._tidy(_TABLE)
        return IndexState(segments, state.files, _mark(content), state.complete)

    def add(self, arrays: Arrays) -> Segment:
        """Write a segment; it is part of no state yet. IndexUnwritable if the system refuses."""
        return self.write(arrays, arrays.facts)

    def write(self, arrays: Mapping[str, Array | Chunks], facts: Mapping[str, Any]) -> Segment:
        """The same with arrays that are made while they are written, and what is said of them."""
        try:
            _, written = self._write(arrays, facts, _SEGMENT)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return self._opening(written)

    def segment(self, name: str) -> Segment:
        """A segment that was written, in another process perhaps. IndexDamaged if it is not."""
        return self._opening(open_arrays(self.folder / name))

    def discard(self) -> None:
        """Let go of a state that is damaged: the next one starts from nothing."""
        with suppress(OSError):
            self._manifest.unlink()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else writes meanwhile. IndexBusy if somebody does; IndexUnwritable if nothing can
        be written; IndexForeign if the folder is not for us."""
        with ExitStack() as stack:
            try:
                self._claim()
                held = stack.enter_context(locked(self.folder / _LOCK))
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            if not held:
                raise IndexBusy(self.folder)
            stack.callback(self._tidy, _OURS)
            self._tidy(_OURS)  # what a writer that was killed has left
            yield

    def _claim(self) -> None:
        """Make the folder, or see that it is one of ours."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = [entry.name for entry in os.scandir(self.folder)]
        if names and _LOCK not in names and not any(map(_OURS.fullmatch, names)):
            raise IndexForeign(self.folder)

    def _content(self) -> bytes | None:
        """The manifest, if there is one that can be trusted."""
        return read_whole(self._manifest)

    def _state(self, content: bytes) -> IndexState:
        """What a manifest names."""
        body = _unsealed(content)
        if body is None:
            raise IndexDamaged(self._manifest)
        segments = tuple(self._known(*row) for row in body["segments"])
        files = self._open(*body["files"], whole=True)
        complete = body.get("complete", True)
        return IndexState(segments, FileTable.read(files), _mark(content), complete)

    def _known(self, name: str, size: int, changed: int, digest: str) -> Segment:
        """The segment in a file that a manifest names, as it says."""
        known = _opened.get(self.folder / name)
        if known and known.arrays.digest == digest and self._looks(name) == (size, changed):
            return known
        return self._opening(self._open(name, size, changed, digest))

    def _open(
        self, name: str, size: int, changed: int, digest: str, *, whole: bool = False
    ) -> Arrays:
        """The arrays in a file, which is read as a `whole` too if it looks other than it should."""
        path = self.folder / name
        looks_same = self._looks(name) == (size, changed)
        if (whole or not looks_same) and not is_whole(path):
            raise IndexDamaged(path)
        arrays = open_arrays(path)
        if arrays.digest != digest:
            raise IndexDamaged(path)
        if not looks_same:
            # It was copied. Who opens it next need not read all of it.
            with suppress(OSError):
                os.utime(path, ns=(changed, changed))
        return arrays

    def _opening(self, arrays: Arrays) -> Segment:
        """A segment in a file that has just been opened."""
        segment = self.reading(arrays)
        if arrays.path is not None:
            _opened[arrays.path] = segment
        return segment

    def reading(self, arrays: Arrays) -> Segment:
        """What reads a segment of these arrays."""
        return Segment(arrays)

    def _looks(self, name: str) -> tuple[int, int]:
        """Size and time of a file."""
        found = (self.folder / name).stat()
        return found.st_size, found.st_mtime_ns

    def _stored(self, segment: Segment) -> Segment:
        """The segment in a file of this index."""
        path = segment.arrays.path
        return segment if path and path.parent == self.folder else self.add(segment.arrays)

    def _write(
        self, arrays: Mapping[str, Array | Chunks], facts: Mapping[str, Any], suffix: str
    ) -> tuple[str, Arrays]:
        """Write a file under a name of its own: the name, and the arrays in the file."""
        name = os.urandom(8).hex() + suffix
        write_arrays(self.folder / name, arrays, facts)
        return name, open_arrays(self.folder / name)

    def _row(self, name: str, arrays: Arrays) -> tuple[str, int, int, str]:
        """How a manifest names a file."""
        return name, *self._looks(name), arrays.digest

    def _tidy(self, names: re.Pattern[str]) -> None:
        """Remove what is called so and what neither this manifest nor the newest others name.

        Only while writing. Other processes' segments stay until writing ends: no manifest names
        them yet. Where what is elsewhere cannot be removed, all stays for another time.
        """
        with suppress(OSError, IndexUnreadable, EngineError):
            kept = self._kept()
            ours = [path for path in self.folder.iterdir() if names.fullmatch(path.name)]
            gone = [path for path in ours if path.name not in kept]
            self.forget(found[1] for path in gone if (found := _MANIFEST.fullmatch(path.name)))
            for path in gone:
                with suppress(OSError):  # a system that does not remove what somebody has open
                    path.unlink()

    def _kept(self) -> set[str]:
        """The names of the manifests that are kept, and of all the files that they name."""
        others = {*self.folder.glob("manifest-*.json")} - {self._manifest}
        named = map(_named, sorted(others, key=_time, reverse=True))
        own = {self._manifest.name} | _named(self._manifest)
        return own.union(*list(filter(None, named))[: _KEPT - 1])


def _unwritable(folder: Path, error: Exception) -> IndexUnwritable:
    # What could not be put in the place of something else says what that is.
    path = Path(getattr(error, "filename2", None) or folder)
    return IndexUnwritable(path, getattr(error, "strerror", None) or type(error).__name__)


def _sealed(body: Any) -> bytes:
    """As JSON, behind its checksum."""
    content = json.dumps(body).encode()
    return b"%08x\n" % zlib.crc32(content) + content


def _time(path: Path) -> int:
    """When the file was changed; long ago if it is gone."""
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _named(path: Path) -> set[str]:
    """The names of a manifest and of all that it names; none if it is damaged, or an older one."""
    with suppress(IndexDamaged, LookupError, TypeError, ValueError):
        body = _unsealed(read_whole(path) or b"")
        if body["format"] == FORMAT:
            return {path.name, body["files"][0], *(row[0] for row in body["segments"])}
    return set()


def _mark(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _unsealed(content: bytes) -> Any:
    """What `_sealed` wrote; None if it did not."""
    head, _, body = content.partition(b"\n")
    return json.loads(body) if head == b"%08x" % zlib.crc32(body) else None
