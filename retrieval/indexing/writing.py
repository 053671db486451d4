"""Indexing what changed, and saving it: batch by batch, so that what is done stays done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.citing.history import History
from retrieval.errors import (
    DocumentUnreadable,
    HistoryError,
    IndexUnwritable,
)
from retrieval.index.file_table import DocumentRef
from retrieval.index.records import SplitDocument
from retrieval.index.store import SegmentPart, State, Storage
from retrieval.indexing.indexer import Batch, Indexer, batches, joined, without
from retrieval.indexing.merge_policy import Made, Pieces, due, due_in_passing, merge, merged
from retrieval.indexing.progress import IndexOptions, Stage
from retrieval.indexing.scan import Changes, Scan, compare

# Bytes of files that become a segment at first: several of those fill one to the brim.
BATCH = 2 << 20


# Passages that are merged while somebody waits, unless more than that had to be indexed anyway;
# more is left to those who have time. It takes less time than to find the files that changed.
_IN_PASSING = 1 << 10


@dataclass(frozen=True, slots=True)
class Written:
    """A state of the index, what the system would not let us read for it, and why it could not be
    saved, if it could not."""

    state: State
    unread: tuple[DocumentUnreadable, ...]
    trouble: IndexUnwritable | HistoryError | None = None


def write(
    root: Path,
    changes: Changes,
    state: State,
    analyzer: Analyzer,
    storage: Storage,
    options: IndexOptions,
) -> Written:
    """`state` brought up to date with the `changes` since, and saved.

    What the disk has no room for stays in memory, unless somebody is patient, who indexes for
    later: IndexUnwritable then. Only while nobody else writes.
    """
    found = changes.found
    unread: list[DocumentUnreadable] = []
    trouble = None
    indexed = 0
    try:
        state = without(state, changes.gone)
        for batch in _batches(root, state, changes, analyzer, storage, options):
            unread += batch.unread.values()
            indexed += sum(part.segment.passages for part in batch.parts)
            if batch.filed or batch.touched or not state.files.keys().isdisjoint(batch.unread):
                state = joined(state, batch)
                trouble = _remember(root, found, state, options)
                state = storage.save(state)
        if not state.mark or options.patient:
            trouble = _remember(root, found, state, options)
        groups = due(state) if options.patient else due_in_passing(state, max(indexed, _IN_PASSING))
        if groups:
            options.progress.begin(Stage.MERGING, sum(map(len, groups)), 0)
            state = merge(state, groups, partial(_made, root, analyzer, storage, options))
        if not state.mark:
            state = storage.save(state)
    except IndexUnwritable as error:
        if options.patient:
            raise
        written = in_memory(root, found, state, analyzer, options)
        return Written(written.state, written.unread, error)
    return Written(state, tuple(unread), trouble)


def _made(
    root: Path,
    analyzer: Analyzer,
    storage: Storage,
    options: IndexOptions,
    planned: Sequence[Pieces],
) -> Made:
    """The parts that are made of others."""
    if options.workers > 1 and len(planned) > 1:
        from retrieval.indexing.workers import merged_in_parallel

        work = (root, analyzer, storage, planned, options.workers, options.progress)
        yield from merged_in_parallel(*work)
        return
    for number, pieces in enumerate(planned):
        yield number, storage.write(*merged(pieces))
        options.progress.advance(len(pieces), 0)


def in_memory(
    root: Path, found: Scan, state: State, analyzer: Analyzer, options: IndexOptions
) -> Written:
    """`state` brought up to date with what was `found`, in memory."""
    changes = compare(state.files, found)
    _announce(changes, options)
    indexer = Indexer(state, analyzer, SegmentPart)
    batch = indexer.index(changes.changed, options.progress.advance)
    state = joined(without(state, changes.gone), batch)
    trouble = _remember(root, found, state, options)
    return Written(state, tuple(batch.unread.values()), trouble)


def _remember(root: Path, found: Scan, state: State, options: IndexOptions) -> HistoryError | None:
    """Before a state is saved: if this ends in between, the next run does it again."""
    if options.history is None:
        return None

    return remember(options.history, root, state, found.paths)


def _batches(
    root: Path,
    state: State,
    changes: Changes,
    analyzer: Analyzer,
    storage: Storage,
    options: IndexOptions,
) -> Iterator[Batch]:
    """What comes of the changed files, batch by batch."""
    size = _announce(changes, options)
    # Who has time to merge them makes more and smaller ones: what is being made is lost if killed.
    shares = options.workers * (8 if options.patient else 1)
    share = max(min(BATCH, size // shares + 1), BATCH // 16)
    planned = list(batches(changes.changed, share))
    if options.workers > 1 and len(planned) > 1:
        from retrieval.indexing.workers import in_parallel

        work = (root, analyzer, storage, planned, options.workers, options.progress)
        yield from in_parallel(*work)
        return
    indexer = Indexer(state, analyzer, storage.store)
    for files in planned:
        yield indexer.index(files, options.progress.advance)


def _announce(changes: Changes, options: IndexOptions) -> int:
    """Say what is to be done; its size in bytes."""
    size = sum(file.size for file in changes.changed.values())
    options.progress.begin(Stage.INDEXING, len(changes.changed), size)
    return size


def remember(folder: Path, root: Path, state: State, there: Collection[str]) -> HistoryError | None:
    """Bring the history in `folder` up to date with `state`; the error if it cannot be.

    Documents of files that are not `there` any more are gone.
    """
    history = History.open(folder)
    try:
        known = history.standing(root)
        hashes = [segment.hashes for segment in state.segments]
        new = [
            place
            for name, place in state.files.placed()
            if known.get(name) != hashes[place.segment][place.document]
        ]
        gone = [name for name in known if name not in there]
        if new or gone:
            splits = (_split(state, place) for place in new)
            history.record(root, ((each.document, each.passages) for each in splits), gone)
    except HistoryError as error:
        return error
    return None


def _split(state: State, place: DocumentRef) -> SplitDocument:
    return state.parts[place.segment].segment.split(place.document)
