"""Indexing what changed, and saving it: batch by batch, so that what is done stays done."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.analysis.analyzer import Analyzer
from retrieval.citing.history import History
from retrieval.errors import DocumentUnreadable, HistoryError, IndexUnwritable
from retrieval.index.file_table import DocumentRef
from retrieval.index.records import SplitDocument
from retrieval.index.segments import Segment
from retrieval.index.store import IndexState, IndexStore
from retrieval.indexing.indexer import (
    Batch,
    Indexer,
    batches,
    in_memory,
    is_long_text,
    joined,
    newer,
    without,
)
from retrieval.indexing.merge_policy import Made, due, due_in_passing, merge
from retrieval.indexing.progress import IndexOptions, Stage
from retrieval.indexing.scan import Changes, File, Scan, compare
from retrieval.indexing.segment_merger import Pieces, merge_segments
from retrieval.reading.formats.workers import reading_process, recognising_process

if TYPE_CHECKING:
    from retrieval.indexing.workers import Make, WorkerPool

# Bytes of files that become a segment at first: several of those fill one to the brim.
BATCH = 2 << 20

# Passages that are merged while somebody waits, unless more than that had to be indexed anyway;
# more is left to those who have time. It takes less time than to find the files that changed.
_IN_PASSING = 1 << 10


@dataclass(frozen=True, slots=True)
class Written:
    """A state of the index, what the system would not let us read for it, and why it could not be
    saved, if it could not."""

    state: IndexState
    unread: tuple[DocumentUnreadable, ...]
    trouble: IndexUnwritable | HistoryError | None = None


@dataclass(frozen=True, slots=True)
class IndexWriter:
    """Brings states of the index of `root` up to date, as the `options` say.

    `place` is `root`, or the one file in it that is indexed: the library that the history knows.
    `with` it, nothing that reads files is left at the end.
    """

    root: Path
    analyzer: Analyzer
    store: IndexStore
    options: IndexOptions
    place: Path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        reading_process.end()
        recognising_process.end()

    def behind(self, state: IndexState, changes: Changes) -> int:
        """How many files are other than `state` has them, or gone, where nothing can be written."""
        return newer(state, changes)

    def write(self, state: IndexState, changes: Changes) -> Written:
        """`state` brought up to date with the `changes` since, and saved.

        What the disk has no room for stays in memory, unless the other texts are elsewhere, or
        somebody is patient, who indexes for later: IndexUnwritable then. Only while nobody else
        writes.
        """
        found, patient = changes.found, self.options.patient
        unread: list[DocumentUnreadable] = []
        trouble = None
        indexed = 0
        try:
            state = without(state, changes.gone)
            planned = self._planned(changes)
            for left, batch in zip(_down(planned), self._batches(state, planned), strict=True):
                unread += batch.unread.values()
                indexed += sum(segment.passages for segment in batch.segments)
                known = state.files.keys() & batch.unread.keys()
                if batch.indexed or batch.touched or known:
                    state = joined(state, batch)._replace(complete=state.complete or not left)
                    trouble = self._remember(state, found)
                    state = self.store.save(state)
            if not state.complete:
                state = state._replace(complete=True, mark="")
            if not state.mark or patient:
                trouble = self._remember(state, found)
            groups = due(state) if patient else due_in_passing(state, max(indexed, _IN_PASSING))
            if groups:
                self.options.progress.begin(Stage.MERGING, sum(map(len, groups)), 0)
                state = merge(state, groups, self._merged)
            if not state.mark:
                state = self.store.save(state)
            if patient:
                self.store.compact(
                    lambda count: self.options.progress.begin(Stage.MERGING, count, 0)
                )
        except IndexUnwritable as error:
            if patient or not self.store.is_here:
                raise
            written = self.in_memory(state, found)
            return Written(written.state, written.unread, error)
        return Written(state, tuple(unread), trouble)

    def in_memory(self, state: IndexState, found: Scan) -> Written:
        """`state` brought up to date with what was `found`, in memory."""
        changes = compare(state.files, found)
        self._announce(changes)
        indexer = Indexer(state, self.analyzer, in_memory)
        batch = indexer.index(changes.changed, self.options.progress.advance)
        state = joined(without(state, changes.gone), batch)
        trouble = self._remember(state, found)
        return Written(state, tuple(batch.unread.values()), trouble)

    def _planned(self, changes: Changes) -> list[dict[str, File]]:
        """The changed files, batch by batch."""
        size = self._announce(changes)
        # Who has time to merge them makes more and smaller ones: what is being made is lost if
        # killed.
        shares = self.options.workers * (8 if self.options.patient else 1)
        share = max(min(BATCH, size // shares + 1), BATCH // 16)
        return list(batches(changes.changed, share))

    def _batches(self, state: IndexState, planned: Sequence[dict[str, File]]) -> Iterator[Batch]:
        """What comes of each of those that are planned, in any order."""
        alone = [*planned]
        if self.options.workers > 1 and len(planned) > 1:
            # One process would take half as long again for the only long text, and several at a
            # time several times the memory.
            alone = [files for files in planned if any(map(is_long_text, files.values()))]
            yield from self._pool().index([files for files in planned if files not in alone])
        apart = self._apart if self.options.workers > 1 else None
        indexer = Indexer(state, self.analyzer, self.store.write, apart)
        for files in alone:
            yield indexer.index(files, self.options.progress.advance)

    def _merged(self, planned: Sequence[Pieces]) -> Made:
        """The segments that are made of others."""
        if self.options.workers > 1 and len(planned) > 1:
            yield from self._pool().merge(planned)
            return
        for number, pieces in enumerate(planned):
            yield number, self.store.write(*merge_segments(pieces))
            self.options.progress.advance(len(pieces), 0)

    def _apart(self, groups: Iterable[Sequence[SplitDocument]], make: "Make") -> Iterator[Segment]:
        """The segments of the volumes of a huge file, made in several processes."""
        return self._pool().volumes(groups, make)

    def _pool(self) -> "WorkerPool":
        # Most changes are too few for several processes, which take 15 ms to import.
        from retrieval.indexing.workers import WorkerPool

        return WorkerPool(self.root, self.analyzer, self.store, self.options)

    def _announce(self, changes: Changes) -> int:
        """Say what is to be done; its size in bytes."""
        size = sum(file.size for file in changes.changed.values())
        self.options.progress.begin(Stage.INDEXING, len(changes.changed), size)
        return size

    def _remember(self, state: IndexState, found: Scan) -> HistoryError | None:
        """Before a state is saved: if this ends in between, the next run does it again."""
        history = self.options.history
        return remember(history, self.place, state, found.paths) if history else None


def _down(planned: Sequence[object]) -> Iterator[int]:
    """How many are left after each of those that are planned."""
    return reversed(range(len(planned)))


def remember(
    folder: Path, root: Path, state: IndexState, there: Collection[str]
) -> HistoryError | None:
    """Bring the history in `folder` up to date with `state`; the error if it cannot be.

    Documents of files that are not `there` any more are gone.
    """
    history = History.open(folder)
    try:
        known = history.standing(root)
        hashes = [segment.hashes for segment in state.segments]
        new = [
            ref
            for name, ref in state.files.volumes()
            if known.get(name) != hashes[ref.segment][ref.document]
        ]
        gone = [name for name in known if name not in there]
        if new or gone:
            splits = (_split(state, ref) for ref in new)
            history.record(root, ((each.document, each.passages) for each in splits), gone)
    except HistoryError as error:
        return error
    return None


def _split(state: IndexState, ref: DocumentRef) -> SplitDocument:
    segment = state.segments[ref.segment]
    found = segment.split(ref.document)
    segment.arrays.release()
    return found
