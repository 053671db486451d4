"""What is put into a library's folder, replaced, renamed and taken out, and how that is undone.

After a crash or a power cut at any moment each file is as it was before or as it is to be, and one
that is replaced is missing at no moment. Nothing is written outside the folder, and no document is
deleted: what is removed lies in the trash, below the moment of its removal under the path that it
had. Both places are hidden, and so never searched:

    .wenju/incoming/TOKEN/notice.pdf            came, and is not decided upon
    .wenju/trash/20241130-044000-TOKEN/sub/notice.pdf   was sub/notice.pdf

What stands beside a document (`retrieval.reading.sidecar`) goes where the document goes.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EEXIST
from itertools import chain
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import IO

from retrieval.errors import FileMissing, FolderUnwritable, NameTaken
from retrieval.paths import is_inside, new_file
from retrieval.reading import SIDECAR
from retrieval.text.filenames import like, numbered, safe_name

OWN = ".wenju"
INCOMING, TRASH = "incoming", "trash"
_MODE = 0o644
# What a file is called until all of it is there: no safe name begins so.
_COMING = ".coming"


class LibraryFolder:
    """The folder `root` of a library, to be changed; threads may share it.

    Each method raises FolderUnwritable when the system refuses, and then nothing has changed. Paths
    are as documents have them: relative, with forward slashes. A `token`, in hexadecimal digits,
    names one change and what it did: the file that came, or what lies in the trash since.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = Lock()

    @contextmanager
    def coming(self, token: str) -> Iterator[IO[bytes]]:
        """What a file is written to while it comes, for `receive` to keep. If this ends badly,
        nothing is left of it."""
        with self._told():
            place = self._made(INCOMING, token)
            try:
                with open(place / _COMING, "wb", opener=_private) as file:
                    yield file
            except BaseException:
                (place / _COMING).unlink(missing_ok=True)
                self._tidy(place)
                raise

    def copy(self, token: str, file: Path) -> None:
        """Have a file of this machine come."""
        with self.coming(token) as copy, file.open("rb") as source:
            shutil.copyfileobj(source, copy)

    def receive(self, token: str, name: str) -> Path:
        """Keep the file that has come until it is decided upon; where it is. `name` is a safe one.
        If it cannot be kept, nothing is left of it."""
        with self._changing():
            place = self._own(INCOMING, token)
            try:
                with (place / _COMING).open("rb+") as file:
                    os.fsync(file.fileno())
                (place / _COMING).replace(place / name)
            except BaseException:
                (place / _COMING).unlink(missing_ok=True)
                self._tidy(place)
                raise
            _settle(place)
            return place / name

    def received(self, token: str) -> Path:
        """Where the file is that came under that token. Raises FileMissing."""
        place = self._own(INCOMING, token)
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                if entry.name != _COMING and entry.is_file(follow_symlinks=False):
                    return Path(entry.path)
        raise FileMissing(Path(place))

    def drop(self, token: str) -> None:
        """Delete the file that came under that token, if it is there."""
        with self._changing():
            place = self._own(INCOMING, token)
            if place.is_dir():
                shutil.rmtree(place)

    def drop_older(self, seconds: float) -> None:
        """Delete the files that came so long ago and were never decided upon."""
        with self._changing(), suppress(FileNotFoundError):
            for place in self._own(INCOMING).iterdir():
                if place.stat().st_mtime < time.time() - seconds:
                    shutil.rmtree(place)

    def named(self, name: str) -> str | None:
        """The path of the file that has this name, in any case, nearest to the top; None if there
        is none."""
        found: list[str] = []
        for place, folders, files in os.walk(self.root):
            folders[:] = [each for each in folders if not each.startswith(".")]
            own = Path(place).relative_to(self.root)
            found += [(own / each).as_posix() for each in files if like(each) == like(name)]
        return min(found, key=lambda path: (path.count("/"), path), default=None)

    def is_received(self, token: str) -> bool:
        """Whether a file came under that token and is not decided upon."""
        try:
            self.received(token)
        except FileMissing:
            return False
        return True

    def holds(self, path: str) -> bool:
        """Whether there is a file at `path`."""
        try:
            self._at(path)
        except FileMissing:
            return False
        return True

    def beside(self, token: str) -> str:
        """Give the file that came under that token a name that nothing in the folder has, with a
        number if need be; that name. Raises FileMissing."""
        with self._changing():
            file = self.received(token)
            names = chain([file.name], numbered(file.name))
            name = next(each for each in names if not self._taken(each))
            file.rename(file.with_name(name))
            return name

    def add(self, token: str) -> str:
        """Put the file that came under that token into the folder, under its own name; its path.

        Raises NameTaken if there is a file of that name, and FileMissing.
        """
        with self._changing():
            file = self.received(token)
            if taken := self._taken(file.name):
                # Or it was put there before, and then the power went.
                if not _is_same(file, self.root / taken):
                    raise NameTaken(taken)
                file.unlink()
            else:
                _move(file, self.root / file.name)
            _settle(self.root)
            self._tidy(file.parent)
            return taken or file.name

    def replace(self, token: str, path: str) -> None:
        """Put the file that came under that token in the place of the one at `path`, which goes to
        the trash. Raises FileMissing."""
        with self._changing():
            file = self.received(token)
            self._at(path)
            self._discard(path, token, file)
            self._tidy(file.parent)

    def remove(self, token: str, path: str) -> None:
        """Put the file at `path` into the trash. Raises FileMissing."""
        with self._changing():
            self._at(path)
            self._discard(path, token)

    def restore(self, token: str, *, over: bool = False) -> str:
        """Put back what the change of that token put into the trash; its path.

        Raises NameTaken if something else has taken its place, which goes to the trash itself if
        `over`. Raises FileMissing.
        """
        with self._changing():
            top, path = self._discarded(token)
            file, place = top / path, self.root / path
            if not is_inside(place.parent, self.root):
                raise FileMissing(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            taken = self._taken(place.name, _folder(path))
            if taken and not over:
                raise NameTaken(taken)
            if taken == path:
                self._discard(path, secrets.token_hex(8), file)
            else:
                if taken:
                    self._discard(taken, secrets.token_hex(8))
                _move(file, place)
            _follow(file, place)
            _settle(place.parent)
            self._tidy(file.parent)
            return path

    def rename(self, path: str, name: str) -> str:
        """Give the file at `path` another name in its folder; its path then.

        The name is made safe and keeps the ending: what a file is, stays. Raises NameTaken and
        FileMissing.
        """
        with self._changing():
            place = self._at(path)
            new = place.with_name(self.renamed(path, name))
            taken = self._taken(new.name, _folder(path))
            if taken and taken != path:
                raise NameTaken(taken)
            if taken:
                # In other letters, it is the same file to some systems.
                place.rename(new)
            else:
                _move(place, new)
            _follow(place, new)
            _settle(new.parent)
            return new.relative_to(self.root).as_posix()

    @staticmethod
    def renamed(path: str, name: str) -> str:
        """The name that a file at `path` gets when it is to be called `name`."""
        ending = PurePosixPath(path).suffix
        has_it = like(name.rstrip(" .")).endswith(like(ending))
        return safe_name(name if has_it else f"{name}{ending}")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time; what the system says against it is told."""
        with self._lock, self._told():
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the system says against a change is told."""
        try:
            # A drive that is gone is not to be made anew by what would lie on it.
            self.root.stat()
            yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise FolderUnwritable(self.root, reason) from error

    def _at(self, path: str) -> Path:
        """Where the file at `path` is: a file, or a link to one, in the folder and not hidden."""
        place = self.root / path
        hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
        if hidden or not is_inside(place.parent, self.root) or not place.is_file():
            raise FileMissing(place)
        return place

    def _taken(self, name: str, folder: str = "") -> str | None:
        """The path of what has this name in `folder`, in any case."""
        try:
            names = os.listdir(self.root / folder)  # noqa: PTH208 - names are all that is wanted
        except FileNotFoundError:
            return None
        same = [each for each in names if like(each) == like(name)]
        if not same:
            return None
        found = name if name in same else min(same)
        return PurePosixPath(folder, found).as_posix()

    def _own(self, *parts: str) -> Path:
        """A place in the hidden folder; OSError if a link leads out of the library."""
        place = self.root.joinpath(OWN, *parts)
        if not is_inside(place, self.root) or any(set(part) & set("/\\.") for part in parts):
            raise PermissionError(EACCES, "a link out of the folder")
        return place

    def _made(self, *parts: str) -> Path:
        place = self._own(*parts)
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _discard(self, path: str, token: str, by: Path | None = None) -> None:
        """Put the file at `path` into the trash, and the file `by`, if any, in its place in the
        same step."""
        entry = f"{time.strftime('%Y%m%d-%H%M%S')}-{token}"
        place, top = self.root / path, self._own(TRASH, entry)
        grave = top / path
        try:
            grave.parent.mkdir(parents=True)
            if by is None:
                _move(place, grave)
            else:
                _keep(place, grave)
                by.replace(place)
        except OSError:
            # Then the document is where it was; after any other end it may lie here alone.
            shutil.rmtree(top, ignore_errors=True)
            raise
        _follow(place, grave)
        _settle(grave.parent)
        _settle(place.parent)

    def _discarded(self, token: str) -> tuple[Path, str]:
        """Where in the trash the document of that change lies: below which folder, and its path
        there. Raises FileMissing."""
        trash = self._own(TRASH)
        for top in sorted(trash.glob(f"*-{token}"), reverse=True):
            for file in sorted(top.rglob("*")):
                if not file.is_dir() and not file.name.endswith(SIDECAR):
                    return top, file.relative_to(top).as_posix()
        raise FileMissing(trash)

    def _tidy(self, place: Path) -> None:
        """Remove what is empty from there up to the places for what comes and goes."""
        ends = {self.root / OWN / each for each in (INCOMING, TRASH)}
        with suppress(OSError):
            while place not in ends:
                place.rmdir()
                place = place.parent


def _private(path: str, flags: int) -> int:
    """An opener for a file that its owner alone can write, whatever the umask."""
    return os.open(path, flags, _MODE)


def _move(file: Path, place: Path) -> None:
    """Move a file to a place that is free; OSError if it is not, and then nothing has changed."""
    try:
        # Nobody's file is overwritten, even if somebody else puts one there at the same moment.
        os.link(file, place, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # There are file systems where a file has one name only.
        if os.path.lexists(place):
            raise FileExistsError(EEXIST, os.strerror(EEXIST)) from None
        file.rename(place)
        return
    try:
        file.unlink()
    except OSError:
        place.unlink()
        raise


def _keep(file: Path, place: Path) -> None:
    """Have a file at `place` too, which stays what it is when the first is replaced."""
    try:
        os.link(file, place, follow_symlinks=False)
    except (OSError, NotImplementedError):
        with file.open("rb") as source, new_file(place, _MODE) as copy:
            shutil.copyfileobj(source, copy)
        shutil.copystat(file, place)


def _follow(file: Path, place: Path) -> None:
    """Move what stood beside a file to where the file is now."""
    beside = file.with_name(file.name + SIDECAR)
    if os.path.lexists(beside):
        beside.replace(place.with_name(place.name + SIDECAR))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _settle(folder: Path) -> None:
    """Have the names in `folder` on the disk."""
    if os.name == "nt":  # which has no way to ask for that
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
