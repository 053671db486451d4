"""Waiting for another process that indexes the same folder, and saying how far it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from retrieval.errors import IndexBusy, IndexDamaged
from retrieval.index.store import IndexState, IndexStore
from retrieval.indexing.progress import IndexOptions, Stage

# Seconds between two looks.
_PAUSE = 0.1
# Seconds without anything saved, after which whoever has a question waits no longer: that process
# may have been stopped. A large file may take a minute.
LONGEST = 600.0


@contextmanager
def turn(
    store: IndexStore,
    options: IndexOptions,
    state: IndexState | None,
    left: Callable[[IndexState | None], tuple[int, int]],
) -> Iterator[None]:
    """Nobody else writes the index meanwhile; who does is waited for, if somebody is patient or
    there is no complete `state` that could answer.

    IndexBusy for who does not wait: for whom `state` will do, or what has been saved meanwhile, or
    when nothing more is. `left` says how many files a state lacks, of how many.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(store.writing())
        except IndexBusy:
            if not options.patient and state and state.complete:
                raise
            _wait(stack, store, options, left)
        yield


def _wait(
    stack: ExitStack,
    store: IndexStore,
    options: IndexOptions,
    left: Callable[[IndexState | None], tuple[int, int]],
) -> None:
    """Enter `stack` into the writing as soon as that can be done."""
    state = _loaded(store)
    missing, of = left(state)
    options.progress.begin(Stage.WAITING, of, 0)
    options.progress.advance(of - missing, 0)
    since = time.monotonic()
    while True:
        time.sleep(_PAUSE)
        try:
            stack.enter_context(store.writing())
        except IndexBusy:
            before = missing
            if (state is None or not store.is_last(state)) and (saved := _loaded(store)):
                state, since = saved, time.monotonic()
                missing, _ = left(state)
            # Told though there is no news: that is when what waits may be given up.
            options.progress.advance(max(before - missing, 0), 0)
            stopped = time.monotonic() - since > LONGEST
            if not options.patient and (stopped or (state and state.complete)):
                raise
        else:
            return


def _loaded(store: IndexStore) -> IndexState | None:
    try:
        return store.load()
    except IndexDamaged:
        return None
