"""Writing down in the history what is being indexed, before the index says that it is there."""

from collections.abc import Collection
from pathlib import Path

from retrieval.citing.history import History
from retrieval.errors import HistoryError
from retrieval.index.file_table import Place
from retrieval.index.records import Split
from retrieval.index.store import State


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


def _split(state: State, place: Place) -> Split:
    return state.parts[place.segment].segment.split(place.document)
