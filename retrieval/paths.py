"""The folder for what can be made anew, how a file comes into it, and whether to trust one."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, TypeVar

from retrieval.errors import LibraryNotFound, LibraryUnreadable

T = TypeVar("T")

# Whether a file that somebody has open cannot be replaced, nor opened while it is replaced.
_HINDERS = sys.platform == "win32"
# That there is no such file, nor can be one of that name.
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})
# Seconds that it may take to read a manifest.
_HELD = 1.0


def default_cache() -> Path:
    """``WENJU_CACHE``, or the system's place for what can be made anew."""
    chosen = os.environ.get("WENJU_CACHE", "").strip()
    if chosen:
        return Path(os.path.expanduser(chosen))  # noqa: PTH111 - never raises
    if sys.platform == "linux" and "XDG_CACHE_HOME" not in os.environ:
        # Where platformdirs has it too; importing that takes a twentieth of a question.
        return Path(os.path.expanduser("~/.cache/wenju"))  # noqa: PTH111 - never raises
    from platformdirs import user_cache_path

    return user_cache_path("wenju", appauthor=False)


def index_folder(library: Path) -> Path:
    """Where the index of a library's folder is kept, unless another place is chosen."""
    name = os.fsencode(os.path.realpath(library))
    return default_cache() / "index" / blake2b(name, digest_size=10).hexdigest()


def located(place: Path) -> tuple[Path, str]:
    """The folder of the library at `place`, and the name in it if `place` is one file.

    Raises LibraryNotFound and LibraryUnreadable.
    """
    try:
        # Path would raise something else for some names. A folder that was removed while we stand
        # in it has no name any more.
        mode = os.stat(os.path.realpath(place)).st_mode  # noqa: PTH116
        if stat.S_ISREG(mode):
            # Who names a link means what it leads to.
            file = place.resolve() if place.is_symlink() else place
            return file.parent, file.name
        if stat.S_ISDIR(mode):
            _list(place)
            return place, ""
    except ValueError as error:
        raise LibraryNotFound(place) from error
    except OSError as error:
        if error.errno in _ABSENT:
            raise LibraryNotFound(place) from error
        raise LibraryUnreadable(place, error.strerror or type(error).__name__) from error
    raise LibraryUnreadable(place, "not a regular file")


def _list(folder: Path) -> None:
    """Raise PermissionError unless both the names in the folder and what they name may be read.

    What else is wrong with a folder that is there will pass: a disk or a network that fails.
    """
    try:
        with os.scandir(folder):
            os.stat(os.path.join(folder, "."))  # noqa: PTH116, PTH118 - Path drops the point
    except PermissionError:
        raise
    except OSError:
        pass


def regular(path: str, flags: int) -> int:
    """An opener for `open` that refuses with OSError what is no regular file, and never waits.

    To open a pipe would wait for its other end, and a device need not have an end.
    """
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "not a regular file", path)


@contextmanager
def new_file(path: Path, mode: int) -> Iterator[IO[bytes]]:
    """A file to be written: on the disk when this ends, and not there if it ends badly.

    Only what its owner alone can write is trusted (`is_ours`), whatever the umask: `mode` says so.
    OSError if it cannot be written.
    """
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def replace_file(path: Path, content: bytes, mode: int) -> None:
    """Put a file in place in one step: it is as it was before, or as it is to be, after a power cut
    too. Any number of processes and threads may do so at once. OSError if it cannot be done; then
    nothing is left behind."""
    new = path.with_name(f"{path.name}.{int.from_bytes(os.urandom(8))}.new")
    with new_file(new, mode) as file:
        file.write(content)
    try:
        unhindered(lambda: new.replace(path))
    except BaseException:
        new.unlink()
        raise


def unhindered(work: Callable[[], T]) -> T:
    """What comes of opening or replacing a file that others may be at. Raises what `work` does.

    Where that hinders it for a moment it is tried again, for a second.
    """
    ends = time.monotonic() + _HELD
    while True:
        try:
            return work()
        except PermissionError:
            if not _HINDERS or time.monotonic() > ends:
                raise
        time.sleep(_HELD / 100)


def is_ours(found: os.stat_result) -> bool:
    """Whether nobody but this user, or root, can have written the file."""
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid in (0, os.geteuid()) and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def is_inside(path: Path, root: Path) -> bool:
    """Whether the file that `path` leads to stands below `root`."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
