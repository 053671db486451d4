"""Where the index of a library is kept, and what searches in it: what the environment says."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import EngineMisconfigured
from retrieval.index.file_table import FileTable
from retrieval.index.segments import Segment
from retrieval.index.store import IndexStore
from retrieval.ranking.embedded import searcher_of
from retrieval.ranking.searcher import Searcher

ENGINE = "WENJU_ENGINE"
EMBEDDED, OPENSEARCH = "embedded", "opensearch"


class Home(NamedTuple):
    """Where an index is kept, and what searches in a state of it."""

    store: IndexStore
    searcher: Callable[[Sequence[Segment], FileTable], Searcher]


def home(folder: Path, analysis: str) -> Home:
    """The home of the index in `folder`, for one analysis: the one that the environment names.

    Raises EngineError where it names one that there is not, or says too little of it.
    """
    named = os.environ.get(ENGINE, "").strip() or EMBEDDED
    if named == EMBEDDED:
        return Home(IndexStore(folder, analysis), searcher_of)
    if named != OPENSEARCH:
        raise EngineMisconfigured(ENGINE, "value", f"{named} ({EMBEDDED}, {OPENSEARCH})")
    # Who ranks here needs none of it.
    from retrieval.ranking import remote

    store = remote.RemoteStore(folder, analysis)
    return Home(store, partial(remote.searcher_of, store))
