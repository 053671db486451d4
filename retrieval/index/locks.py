"""A lock that one process holds at a time, which the system takes back when that process ends.

However it ends: the lock is the system's, not that there is a file. What a crash of the machine
leaves is a file that nobody has locked.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        # Else it is let go of some time after the file is closed.
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


# What the systems say when somebody else has it.
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Whether we hold the lock of the file, which is made when missing and stays.

    False at once if somebody else does, another thread of this process too. OSError if the file
    cannot be made, or the system has no locks there.
    """
    # No link is followed to a file of somebody else's choice.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        held = _taken(handle)
        try:
            yield held
        finally:
            if held:
                with suppress(OSError):
                    _unlock(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
