"""Indexing in several processes: each reads, cuts, merges and writes segments of its own."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from threading import Thread
from typing import Any

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.vocabulary import read_analyzer
from retrieval.errors import DocumentUnreadable, IndexDamaged
from retrieval.index.file_table import FileEntry
from retrieval.index.store import SegmentPart, State, Storage
from retrieval.indexing.indexer import Batch, Done, Indexer
from retrieval.indexing.merge_policy import Pieces, merged
from retrieval.indexing.progress import Progress
from retrieval.indexing.scan import File

# How often the progress of all is told, in seconds.
_TOLD = 0.2

Made = tuple[
    list[str], Mapping[str, FileEntry], Mapping[str, FileEntry], Mapping[str, DocumentUnreadable]
]
"""A batch, with the names of its parts."""


def in_parallel(
    root: Path,
    analyzer: Analyzer,
    storage: Storage,
    planned: Sequence[dict[str, File]],
    workers: int,
    told: Progress,
) -> Iterator[Batch]:
    """What comes of the `planned` batches, in the order in which they are done.

    The processes end at once when this is left early, and when this process is killed.
    """
    for _, made in _each(_Worker.index, root, analyzer, storage, planned, workers, told):
        names, filed, touched, unread = made
        yield Batch(tuple(map(storage.part, names)), filed, touched, unread)


def merged_in_parallel(
    root: Path,
    analyzer: Analyzer,
    storage: Storage,
    planned: Sequence[Pieces],
    workers: int,
    told: Progress,
) -> Iterator[tuple[int, SegmentPart]]:
    """The new parts, in the order in which they are done, each with its number in `planned`."""
    named = [[(part.name, own) for part, own in pieces] for pieces in planned]
    for number, name in _each(_Worker.merge, root, analyzer, storage, named, workers, told):
        yield number, storage.part(name)


def _each(
    task: Callable[["_Worker", Any], Any],
    root: Path,
    analyzer: Analyzer,
    storage: Storage,
    planned: Sequence[Any],
    workers: int,
    told: Progress,
) -> Iterator[tuple[int, Any]]:
    """What `task` makes of each of `planned`, with its number."""
    left = dict(enumerate(planned))
    try:
        begun = (root, analyzer.version, storage.folder)
        for number, made in _in_parallel(task, begun, left, workers, told):
            del left[number]
            yield number, made
    except (BrokenProcessPool, OSError):
        # The system ended a process, for want of memory most likely, or it has no memory to share,
        # or the library's words have changed since: this process goes on alone.
        worker = _Worker(analyzer, storage.folder, told.advance)
        for number, what in left.items():
            yield number, task(worker, what)


def _in_parallel(
    task: Callable[["_Worker", Any], Any],
    begun: tuple[Path, str, Path],
    planned: Mapping[int, Any],
    workers: int,
    told: Progress,
) -> Iterator[tuple[int, Any]]:
    context = get_context("spawn")  # a copy of a process with threads may hold locks for ever
    counts = (context.Value("q", 0), context.Value("q", 0))
    hold, held = context.Pipe(duplex=False)
    what = (hold, counts, *begun)
    with ProcessPoolExecutor(workers, context, _begin, what) as pool:
        shown = (0, 0)
        try:
            with _deaf_to_ctrl_c():
                left = {pool.submit(_do, task, each): number for number, each in planned.items()}
            while left:
                done = wait(left, _TOLD, FIRST_COMPLETED).done
                files, size = (count.value for count in counts)
                told.advance(files - shown[0], size - shown[1])
                shown = files, size
                for future in done:
                    yield left.pop(future), future.result()
        finally:
            held.close()
            # Waits for those that are only starting: they need what is given up here.
            pool.shutdown(cancel_futures=True)
            hold.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that are begun meanwhile never hear Ctrl-C; this one hears it a little later.

    A terminal tells all of them at once, and each would end with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """What a process keeps from one batch to the next."""

    def __init__(self, analyzer: Analyzer, folder: Path, done: Done) -> None:
        self.storage = Storage(folder, analyzer.version)
        try:
            state = self.storage.load() or State()
        except IndexDamaged:
            state = State()
        self.indexer = Indexer(state, analyzer, self.storage.store)
        self.done = done

    def index(self, files: dict[str, File]) -> Made:
        """What comes of a batch, with the names of its segments."""
        batch = self.indexer.index(files, self.done)
        return [part.name for part in batch.parts], batch.filed, batch.touched, batch.unread

    def merge(self, pieces: Sequence[tuple[str, Sequence[int]]]) -> str:
        """The name of the segment that is made of documents of these parts."""
        made = merged([(self.storage.part(name), own) for name, own in pieces])
        name = self.storage.write(*made).name
        self.done(len(pieces), 0)
        return name


_worker: _Worker


def _begin(
    hold: Connection, counts: tuple[Any, Any], root: Path, analysis: str, folder: Path
) -> None:
    global _worker
    Thread(target=_end_with, args=(hold,), daemon=True).start()
    analyzer = read_analyzer(root)
    if analyzer.version != analysis:
        # What it cut would be taken for the work of another analyzer.
        os._exit(1)

    def done(files: int, size: int) -> None:
        for count, more in zip(counts, (files, size), strict=True):
            with count.get_lock():
                count.value += more

    _worker = _Worker(analyzer, folder, done)


def _do(task: Callable[[_Worker, Any], Any], what: Any) -> Any:
    return task(_worker, what)


def _end_with(hold: Connection) -> None:
    """End when the other end is closed: by whoever needs us no more, or by the system for it."""
    wait_for([hold])
    os._exit(1)
