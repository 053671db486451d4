"""Brings an index up to date with a folder: what opening and refreshing a library do first.

Where nothing can be written, or somebody else is writing, the last good state answers; without one,
all is indexed in memory.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import (
    DocumentError,
    DocumentNotText,
    DocumentUnreadable,
    HistoryError,
    IndexBusy,
    IndexDamaged,
    IndexUnwritable,
    RecordDamaged,
    StorageError,
)
from retrieval.index.store import State, Storage
from retrieval.indexing.progress import IndexOptions, Stage
from retrieval.indexing.scan import Changes, compare, scan

Trouble = StorageError | HistoryError | None


class Indexed(NamedTuple):
    """A state of the index.

    `skipped` are files that could not be read; `newer` is how many are other, or gone, than the
    state has them, where it could not be brought up to date; `trouble` is what was wrong with the
    index on disk, or else with the history.
    """

    state: State
    skipped: tuple[DocumentError, ...] = ()
    newer: int = 0
    trouble: Trouble = None


def bring_up_to_date(
    root: Path, analyzer: Analyzer, storage: Storage, options: IndexOptions
) -> Indexed:
    """The documents in `root`, indexed.

    IndexForeign if the index's folder holds something else, IndexUnreadable if the system lacks
    what it takes to read it; IndexUnwritable for somebody patient, who indexes for later.
    """
    # Loaded first: whatever another process has indexed by then is there to be found.
    state, trouble = _load(storage)
    changes = _changes(root, state)
    if state is not None and not changes.any and not _is_to_merge(state, options):
        return _indexed(root, changes, state, trouble=trouble)
    # What reads and cuts documents is imported where there is something to do: 25 ms of a question.
    from retrieval.indexing.indexer import newer
    from retrieval.indexing.writing import in_memory, write

    try:
        with _writing(storage, options):
            if state is None or not storage.is_last(state):
                state, trouble = _load(storage)
                changes = _changes(root, state)
            try:
                written = write(root, changes, state or _anew(storage), analyzer, storage, options)
            except (RecordDamaged, IndexDamaged):
                trouble, state = IndexDamaged(storage.folder), _anew(storage)
                changes = compare(state.files, changes.found)
                written = write(root, changes, state, analyzer, storage, options)
            trouble = written.trouble or trouble
            return _indexed(root, changes, written.state, written.unread, trouble=trouble)
    except (IndexBusy, IndexUnwritable) as error:
        if options.patient:
            raise
        if state is not None:
            behind = newer(state, changes)
            told = error if behind else None
            return _indexed(root, changes, state, newer=behind, trouble=told)
        written = in_memory(root, changes.found, State(), analyzer, options)
        return _indexed(root, changes, written.state, written.unread, trouble=error)


def _changes(root: Path, state: State | None) -> Changes:
    """What is in `root` now that `state` does not have, or has otherwise."""
    return compare((state or State()).files, scan(root))


def _anew(storage: Storage) -> State:
    """Nothing, in place of what cannot be used."""
    storage.discard()
    return State()


@contextmanager
def _writing(storage: Storage, options: IndexOptions) -> Iterator[None]:
    """Nobody else writes meanwhile. Who is patient waits for that, and says so."""
    with ExitStack() as stack:
        try:
            stack.enter_context(storage.writing(wait=False))
        except IndexBusy:
            if not options.patient:
                raise
            options.progress.begin(Stage.WAITING, 0, 0)
            stack.enter_context(storage.writing(wait=True))
        yield


def _is_to_merge(state: State, options: IndexOptions) -> bool:
    """Whether there are segments that those in a hurry have left."""
    if not options.patient:
        return False
    from retrieval.indexing.merge_policy import due

    return bool(due(state))


def _load(storage: Storage) -> tuple[State | None, Trouble]:
    try:
        return storage.load(), None
    except IndexDamaged as error:
        return None, error


def _indexed(
    root: Path,
    changes: Changes,
    state: State,
    unread: tuple[DocumentUnreadable, ...] = (),
    *,
    newer: int = 0,
    trouble: Trouble = None,
) -> Indexed:
    no_documents = (_no_document(root / name, why) for name, why in state.files.refused.items())
    skipped = sorted((*changes.found.refused, *unread, *no_documents), key=lambda error: error.path)
    for error in (*unread, *filter(None, [trouble])):
        _forget_frames(error)
    return Indexed(state, tuple(skipped), newer, trouble)


def _forget_frames(error: BaseException | None) -> None:
    """Let go of the frames that an error came through: they hold the states before this one."""
    if error is not None:
        error.__traceback__ = None
        _forget_frames(error.__cause__ or error.__context__)


def _no_document(path: Path, reason: str) -> DocumentError:
    """What was said when the file was read."""
    known = DocumentNotText(path)
    return known if known.reason == reason else DocumentError(path, reason)
