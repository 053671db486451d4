"""Reads files of binary formats in a process of its own, which is used again for the next one.

A file that makes a library hang, crash or take all memory costs that process, and the file is
refused; the next one gets a new process. It is begun with the first such file and ended by `end`,
or when this process ends, in whatever way.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import IO, Self, TypeVar

from retrieval.reading.formats.frame import (
    DAMAGED,
    MEMORY,
    SECONDS,
    UNRECOGNISED,
    Drawn,
    Limits,
    Recognised,
    Refused,
    Sought,
    past,
)
from retrieval.reading.formats.wire import (
    Found,
    Garbled,
    Request,
    sent,
    unpacked,
    unpacked_picture,
    unpacked_recognised,
)

# How often the memory of the process is looked at where the system sets no limit, in seconds.
_LOOK = 0.05
_BEGIN = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"
_WINDOWS = sys.platform == "win32"
# Of the memory that a process may take, what its answer may be: it holds what it read, what it made
# of that, and this as text and as bytes.
_ANSWER = 4

T = TypeVar("T")


class _Ended(Refused):
    """The process has been ended, and not for want of time."""


class ReadingProcess:
    """One such process. Threads may share it: they take turns.

    `with` it, it is ended at the end: it comes again when it is needed.
    """

    def __init__(self, module: str = "retrieval.reading.formats.worker") -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def extract(
        self,
        path: Path,
        name: str,
        limits: Limits,
        recognised: Mapping[int, Recognised] = UNRECOGNISED,
    ) -> Found:
        """What the file at `path` holds, to be known as `name`, with what was `recognised` on its
        pages.

        Raises Refused, Unknown and LibraryMissing; OSError if no process can be begun.
        """
        request = Request(os.fspath(path), name, limits, recognised=recognised)
        return self._asked(request, unpacked)

    def recognise(self, path: Path, name: str, limits: Limits, page: int) -> Recognised:
        """What stands on a page of the file at `path`. Raises as `extract`."""
        request = Request(os.fspath(path), name, limits, page=page)
        return self._asked(request, unpacked_recognised)

    def draw(self, path: Path, name: str, limits: Limits, sought: Sought) -> Drawn:
        """A page of the file at `path` with what is `sought` marked on it. Raises as `extract`."""
        return self._asked(Request(os.fspath(path), name, limits, sought), unpacked_picture)

    def _asked(self, request: Request, unpack: Callable[[bytes], T]) -> T:
        """What the process answers. A file at which it ends may not be what was too much for it:
        what it has read before may have been, so that a new one has a try."""
        with self._lock:
            used = self._process is not None
            try:
                return self._once(request, unpack)
            except _Ended:
                if not used:
                    raise
            return self._once(request, unpack)

    def _once(self, request: Request, unpack: Callable[[bytes], T]) -> T:
        process, limits = self._begun(), request.limits
        watch = _Watch(process, limits)
        try:
            answer = self._answer(process, sent(request), limits.memory // _ANSWER)
        except BaseException:
            # Whoever asks next must not get the answer to this.
            self._end()
            raise
        finally:
            watch.end()
        if answer is None:
            self._end()
            raise watch.reason or _Ended(DAMAGED)
        try:
            return unpack(answer)
        except Refused as error:
            if error.reason == past(MEMORY, limits.memory).reason:
                self._end()
                raise _Ended(error.reason) from error
            raise
        except Garbled as error:
            self._end()
            raise _Ended(DAMAGED) from error

    def end(self) -> None:
        """End the process, if there is one; another file begins another."""
        with self._lock:
            self._end()

    def _begun(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [
                    sys.executable,
                    "-P",
                    "-c",
                    _BEGIN.format(path=[*map(str, sys.path)], module=self._module),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for this process alone.
                start_new_session=not _WINDOWS,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
                | getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _answer(self, process: "subprocess.Popen[bytes]", asked: bytes, most: int) -> bytes | None:
        """What the process answers; None if it ends instead, or has more to say than `most`."""
        if process.stdin is None or process.stdout is None:
            return None
        with suppress(OSError):
            process.stdin.write(asked)
            process.stdin.flush()
            told = _read(process.stdout, 8)
            size = int.from_bytes(told or b"", "little")
            return _read(process.stdout, size) if 0 < size <= most else None
        return None

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._process.wait()
            self._process = None


def _read(pipe: IO[bytes], size: int) -> bytes | None:
    found = pipe.read(size)
    return found if len(found) == size else None


class _Watch:
    """Kills a process that takes too long, or too much memory where the system does not see to it;
    `reason` says which it was."""

    def __init__(self, process: "subprocess.Popen[bytes]", limits: Limits) -> None:
        self.reason: Refused | None = None
        self._process = process
        self._limits = limits
        self._done = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        end = monotonic() + self._limits.seconds
        while (left := end - monotonic()) > 0:
            if self._done.wait(min(left, _LOOK) if _WINDOWS else left):
                return
            if _WINDOWS and _memory(self._process) > self._limits.memory:
                self.reason = past(MEMORY, self._limits.memory)
                break
        else:
            self.reason = past(SECONDS, self._limits.seconds)
        self._process.kill()


def _memory(process: "subprocess.Popen[bytes]") -> int:
    """Bytes of memory that a process has on Windows; 0 if that cannot be told."""

    if sys.platform != "win32":
        return 0

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS"""

        _fields_ = (
            ("size", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((f"bytes_{number}", ctypes.c_size_t) for number in range(8)),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    try:
        look = ctypes.WinDLL("psapi").GetProcessMemoryInfo
        handle = ctypes.c_void_p(int(vars(process)["_handle"]))
    except (AttributeError, KeyError, OSError, TypeError):
        return 0
    # The last of them is PagefileUsage: what is committed.
    return int(counters.bytes_6) if look(handle, ctypes.byref(counters), counters.size) else 0


reading_process = ReadingProcess()
"""The process of this one."""
recognising_process = ReadingProcess("retrieval.reading.formats.scans.recogniser")
"""The one that recognises pages for it."""
