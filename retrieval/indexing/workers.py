"""Indexing in several processes: each reads, cuts, merges and writes segments of its own."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from threading import Thread
from typing import Any

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.vocabulary import read_analyzer
from retrieval.errors import IndexDamaged
from retrieval.index.records import SplitDocument
from retrieval.index.segments import Segment
from retrieval.index.store import IndexState, IndexStore
from retrieval.indexing.indexer import Batch, Done, Indexer
from retrieval.indexing.progress import IndexOptions
from retrieval.indexing.scan import File
from retrieval.indexing.segment_merger import Pieces, merge_segments

# How often the progress of all is told, in seconds.
_TOLD = 0.2

Task = Callable[["_Worker", Any], Any]
"""What a process does with a piece of the work."""
Make = Callable[[Sequence[SplitDocument]], Segment]
"""Makes the segment of some volumes of a file."""


@dataclass(frozen=True, slots=True)
class WorkerPool:
    """Processes that index and merge the documents in `root`, as many as the `options` say.

    They end at once when what they give is left early, and when this process is killed.
    """

    root: Path
    analyzer: Analyzer
    store: IndexStore
    options: IndexOptions

    def index(self, planned: Sequence[dict[str, File]]) -> Iterator[Batch]:
        """What comes of the `planned` files, in the order in which they are done."""
        for _, (names, batch) in self._each(_Worker.index, planned):
            yield replace(batch, segments=tuple(map(self.store.segment, names)))

    def merge(self, planned: Sequence[Pieces]) -> Iterator[tuple[int, Segment]]:
        """The new segments, in the order in which they are done, each with its number in
        `planned`."""
        named = [[(segment.name, own) for segment, own in pieces] for pieces in planned]
        for number, name in self._each(_Worker.merge, named):
            yield number, self.store.segment(name)

    def volumes(self, groups: Iterable[Sequence[SplitDocument]], make: Make) -> Iterator[Segment]:
        """The segments of groups of volumes, in order. This process, which reads them, is one of
        those that make them, by `make`; for each of the others a group is in memory, and one more.
        """
        waiting: deque[tuple[Sequence[SplitDocument], Future[str] | Segment]] = deque()
        with self._others() as pool:
            for group in groups:
                given = sum(len(each) > 0 for each, _ in waiting)
                if given < self.options.workers and (future := _given(pool, group)):
                    waiting.append((group, future))
                else:
                    waiting.append(((), make(group)))
                while waiting and _is_done(waiting[0][1]):
                    yield self._made(*waiting.popleft(), make)
            while waiting:
                yield self._made(*waiting.popleft(), make)

    def _made(
        self, group: Sequence[SplitDocument], made: "Future[str] | Segment", make: Make
    ) -> Segment:
        """The segment of some volumes; made by this process if no other can."""
        if isinstance(made, Segment):
            return made
        try:
            return self.store.segment(made.result())
        except (BrokenProcessPool, OSError):
            return make(group)

    @contextmanager
    def _others(self) -> Iterator[ProcessPoolExecutor | None]:
        """Processes beside this one, where the system has any to give."""
        with ExitStack() as stack:
            try:
                pool, _ = stack.enter_context(self._processes(self.options.workers - 1))
            except OSError:
                yield None
            else:
                yield pool

    @property
    def _alone(self) -> "_Worker":
        """What this process does where the others cannot go on: the system ended one, for want of
        memory most likely, or it has no memory to share, or the library's words have changed."""
        return _Worker(self.analyzer, self.store, self.options.progress.advance)

    def _each(self, task: Task, planned: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """What `task` makes of each of `planned`, with its number."""
        left = dict(enumerate(planned))
        try:
            for number, made in self._in_parallel(task, left):
                del left[number]
                yield number, made
        except (BrokenProcessPool, OSError):
            worker = self._alone
            for number, what in left.items():
                yield number, task(worker, what)

    def _in_parallel(self, task: Task, planned: Mapping[int, Any]) -> Iterator[tuple[int, Any]]:
        with self._processes(self.options.workers) as (pool, counts):
            shown = (0, 0)
            left = {_submitted(pool, task, each): n for n, each in planned.items()}
            while left:
                done = wait(left, _TOLD, FIRST_COMPLETED).done
                files, size = (count.value for count in counts)
                self.options.progress.advance(files - shown[0], size - shown[1])
                shown = files, size
                for future in done:
                    yield left.pop(future), future.result()

    @contextmanager
    def _processes(self, count: int) -> Iterator[tuple[ProcessPoolExecutor, tuple[Any, Any]]]:
        """So many processes, and the counts of files and bytes that they have done."""
        context = get_context("spawn")  # a copy of a process with threads may hold locks for ever
        counts = (context.Value("q", 0), context.Value("q", 0))
        hold, held = context.Pipe(duplex=False)
        what = (hold, counts, self.root, self.analyzer.version, self.store)
        with ProcessPoolExecutor(count, context, _begin, what) as pool:
            try:
                yield pool, counts
            finally:
                held.close()
                # Waits for those that are only starting: they need what is given up here.
                pool.shutdown(cancel_futures=True)
                hold.close()


def _submitted(pool: ProcessPoolExecutor, task: Task, what: Any) -> "Future[Any]":
    """What `task` is going to make; a process may be begun for it."""
    with _deaf_to_ctrl_c():
        return pool.submit(_do, task, what)


def _given(
    pool: ProcessPoolExecutor | None, group: Sequence[SplitDocument]
) -> "Future[str] | None":
    """The name of the segment of some volumes, if another process can make it."""
    try:
        return _submitted(pool, _Worker.volumes, group) if pool else None
    except (BrokenProcessPool, OSError):
        return None


def _is_done(made: "Future[str] | Segment") -> bool:
    return isinstance(made, Segment) or made.done()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that are begun meanwhile never hear Ctrl-C; this one hears it a little later.

    A terminal tells all of them at once, and each would end with a traceback. Where signals cannot
    be held back, they are deaf from the moment on that they have begun (`_begin`).
    """
    if sys.platform == "win32" or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """What a process keeps from one batch to the next."""

    def __init__(self, analyzer: Analyzer, store: IndexStore, done: Done) -> None:
        self.store = store
        try:
            state = store.load() or IndexState()
        except IndexDamaged:
            state = IndexState()
        self.indexer = Indexer(state, analyzer, store.write)
        self.done = done

    def index(self, files: dict[str, File]) -> tuple[list[str], Batch]:
        """What comes of some files, with the names of its segments in their place."""
        batch = self.indexer.index(files, self.done)
        return [segment.name for segment in batch.segments], replace(batch, segments=())

    def volumes(self, group: Sequence[SplitDocument]) -> str:
        """The name of the segment of some volumes of a file."""
        return self.indexer.segment(group).name

    def merge(self, pieces: Sequence[tuple[str, Sequence[int]]]) -> str:
        """The name of the segment that is made of documents of these segments."""
        made = merge_segments([(self.store.segment(name), own) for name, own in pieces])
        name = self.store.write(*made).name
        self.done(len(pieces), 0)
        return name


_worker: _Worker


def _begin(
    hold: Any, counts: tuple[Any, Any], root: Path, analysis: str, store: IndexStore
) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(hold,), daemon=True).start()
    analyzer = read_analyzer(root)
    if analyzer.version != analysis:
        # What it cut would be taken for the work of another analyzer.
        os._exit(1)

    def done(files: int, size: int) -> None:
        for count, more in zip(counts, (files, size), strict=True):
            with count.get_lock():
                count.value += more

    _worker = _Worker(analyzer, store, done)


def _do(task: Task, what: Any) -> Any:
    return task(_worker, what)


def _end_with(hold: Any) -> None:
    """End when the other end is closed: by whoever needs us no more, or by the system for it."""
    wait_for([hold])
    os._exit(1)
