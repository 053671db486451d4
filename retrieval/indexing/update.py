"""Brings an index up to date with a folder: what opening and refreshing a library do first.

Where nothing can be written, or somebody else is writing, the last good state answers. Without one
who else is writing is waited for; where nothing can be written all is indexed in memory.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentError,
    DocumentGarbled,
    DocumentNeedsLibrary,
    DocumentNotText,
    DocumentRefused,
    DocumentUnknown,
    DocumentUnreadable,
    EngineError,
    HistoryError,
    IndexBusy,
    IndexDamaged,
    IndexUnwritable,
    RecordDamaged,
    StorageError,
)
from retrieval.index.file_table import FileTable
from retrieval.index.store import IndexState, IndexStore
from retrieval.indexing.progress import ORDINARY, IndexOptions
from retrieval.indexing.scan import Changes, Scan, compare, scan
from retrieval.reading import is_installed

if TYPE_CHECKING:
    from retrieval.indexing.writing import IndexWriter

Trouble = StorageError | HistoryError | EngineError | None


class Indexed(NamedTuple):
    """A state of the index.

    `skipped` are files that could not be read; `newer` is how many are other, or gone, than the
    state has them, where it could not be brought up to date; `trouble` is what was wrong with the
    index on disk, or else with the history; `passed` is as `Scan` has it, with
    those files that turned out to be of a format that no reader knows; `damaged` are the files that
    were read, but not whole.
    """

    state: IndexState
    skipped: tuple[DocumentError, ...] = ()
    newer: int = 0
    trouble: Trouble = None
    passed: Mapping[str, str] = MappingProxyType({})
    damaged: tuple[DocumentDamaged, ...] = ()


def bring_up_to_date(
    root: Path, analyzer: Analyzer, store: IndexStore, options: IndexOptions, only: str = ""
) -> Indexed:
    """The documents in `root`, indexed; with `only`, that one of its files.

    IndexForeign if the index's folder holds something else, IndexUnreadable if the system lacks
    what it takes to read it; IndexUnwritable for somebody patient, who indexes for later;
    EngineError for him too, and for others where there is no state to answer from.
    """
    # Loaded first: whatever another process has indexed by then is there to be found.
    state, trouble, strays = _load(store, options)
    changes = _changes(root, state, only)
    if state and not strays and _is_done(state, changes, options):
        return _indexed(root, state, changes.found, trouble=trouble)
    # What reads and cuts documents is imported where there is something to do: 10 to 25 ms.
    from retrieval.indexing.writing import IndexWriter

    with IndexWriter(root, analyzer, store, options, root / only) as writer:
        return _brought_up(writer, state, trouble, changes, only)


def _brought_up(
    writer: "IndexWriter", state: IndexState | None, trouble: Trouble, changes: Changes, only: str
) -> Indexed:
    """The state that the writer makes, or what there is in its place."""
    from retrieval.indexing.waiting import turn

    root, store, options = writer.root, writer.store, writer.options
    try:
        with turn(store, options, state, partial(_left, root, only)):
            if state is None or not store.is_last(state):
                state, trouble, _ = _load(store, options)
                changes = _changes(root, state, only)
                if state and _is_done(state, changes, options):
                    return _indexed(root, state, changes.found, trouble=trouble)
            try:
                written = writer.write(state or _anew(store), changes)
            except (RecordDamaged, IndexDamaged):
                trouble, state = IndexDamaged(store.folder), _anew(store)
                changes = compare(state.files, changes.found)
                written = writer.write(state, changes)
            trouble = written.trouble or trouble
            if options.patient:
                store.clear(written.state)
    except (IndexBusy, IndexUnwritable, EngineError) as error:
        if options.patient or (state is None and isinstance(error, EngineError)):
            raise
        if isinstance(error, IndexBusy) and not (state and state.complete):  # it was waited for
            state = _completed(store)
            changes = _changes(root, state, only)
        if state is not None:
            behind = writer.behind(state, changes)
            return _indexed(root, state, changes.found, behind, error if behind else None)
        written, trouble = writer.in_memory(IndexState(), changes.found), error
    found = changes.found
    return _indexed(root, written.state, found, trouble=trouble, unread=written.unread)


def _changes(root: Path, state: IndexState | None, only: str) -> Changes:
    """What is in `root` now that `state` does not have, or has otherwise."""
    files = (state or IndexState()).files
    return compare(files, scan(root, only), _readable_now(files))


def _readable_now(files: FileTable) -> list[str]:
    """The files for which a library was missing that has been installed since."""
    there = {*filter(is_installed, {*files.lacking.values()})}
    return [name for name, library in files.lacking.items() if library in there]


def _left(root: Path, only: str, state: IndexState | None) -> tuple[int, int]:
    """How many files in `root` are not in `state` as they are, and how many there are."""
    changes = _changes(root, state, only)
    return len(changes.changed), len(changes.found.paths)


def _is_done(state: IndexState, changes: Changes, options: IndexOptions) -> bool:
    """Whether there is nothing to index, nor, for somebody who has time, to merge."""
    if not changes.any and options.patient:
        from retrieval.indexing.merge_policy import due

        return not due(state)
    return not changes.any


def _anew(store: IndexStore) -> IndexState:
    """Nothing, in place of what cannot be used."""
    store.discard()
    return IndexState()


class _Loaded(NamedTuple):
    state: IndexState | None
    trouble: Trouble = None
    strays: bool = False


def _load(store: IndexStore, options: IndexOptions = ORDINARY) -> _Loaded:
    """The last state that was saved; for somebody patient, as much as there is of it."""
    try:
        state = store.load()
    except IndexDamaged as error:
        return _Loaded(None, error)
    if state is None or not options.patient:
        return _Loaded(state)
    kept, strays = store.checked(state)
    return _Loaded(kept, None, strays)


def _completed(store: IndexStore) -> IndexState | None:
    """The last state that was saved, if that is complete."""
    state = _load(store).state
    return state if state and state.complete else None


def _indexed(
    root: Path,
    state: IndexState,
    found: Scan,
    newer: int = 0,
    trouble: Trouble = None,
    unread: tuple[DocumentUnreadable, ...] = (),
) -> Indexed:
    wrong = state.files.refused.items()
    told = {
        name: _no_document(root / name, why) for name, why in wrong if not state.files[name].ref
    }
    passed = {
        name: error.kind for name, error in told.items() if isinstance(error, DocumentUnknown)
    }
    kept = (error for name, error in told.items() if name not in passed)
    skipped = tuple(sorted((*found.refused, *unread, *kept), key=lambda error: error.path))
    for error in (*skipped, trouble):
        _forget_frames(error)
    damaged = tuple(DocumentDamaged(root / n, why) for n, why in wrong if state.files[n].ref)
    return Indexed(state, skipped, newer, trouble, {**found.passed, **passed}, damaged)


def _forget_frames(error: BaseException | None) -> None:
    """Let go of the frames that an error came through: they hold the states before this one."""
    if error is not None:
        error.__traceback__ = None
        _forget_frames(error.__cause__ or error.__context__)


def _no_document(path: Path, reason: str) -> DocumentError:
    """What was said when the file was read."""
    for known in (DocumentNotText(path), DocumentGarbled(path), DocumentEmpty(path)):
        if known.reason == reason:
            return known
    for kind in (DocumentUnknown, DocumentNeedsLibrary):
        if reason.startswith(kind.REASON):
            return kind(path, reason.removeprefix(kind.REASON))
    return DocumentRefused(path, reason)
