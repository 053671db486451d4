"""What serves a library, how it is, and how far behind the folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from retrieval.analysis.vocabulary import read_analyzer
from retrieval.errors import EngineNotLoaded
from retrieval.index.records import StoredDocument
from retrieval.index.store import IndexState
from retrieval.indexing.indexer import newer
from retrieval.indexing.progress import Progress
from retrieval.indexing.scan import compare, scan
from retrieval.paths import index_folder, located
from retrieval.ranking.home import EMBEDDED, OPENSEARCH, Home, home

if TYPE_CHECKING:
    from retrieval.engines.opensearch.status import IndexStatus as IndexStatus
    from retrieval.engines.opensearch.status import Status as Status
    from retrieval.indexing.remote_store import RemoteStore


class IndexHere(NamedTuple):
    """The bytes of the index in this folder, and those of the text in it as UTF-8."""

    folder: Path
    size: int
    text: int


class IndexThere(NamedTuple):
    """A cluster: its `status` for each kind of texts; how many `documents` and `passages` it has
    not got of those that the table of files names, and how many documents besides, of which nobody
    knows (`strays`). Each volume of a large file is a document there."""

    status: "dict[str, Status]"
    documents: int
    passages: int
    strays: int

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing."""
        return not (self.documents or self.passages)


class EngineCheck(NamedTuple):
    """What serves a library: the name of the engine, how many documents and passages the table of
    files names, and how many files of the folder are `newer`: other than it has them, or gone."""

    engine: str
    documents: int
    passages: int
    newer: int
    here: IndexHere | None
    there: IndexThere | None

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing or behind."""
        return not self.newer and (self.there is None or self.there.is_well)


def check_engine(place: Path, index: Path | None = None) -> EngineCheck:
    """How what serves the library in `place` is; nothing is indexed. `place` and `index` as in
    `Library.open`, which raises the same, but for a library that is empty."""
    root, only = located(place)
    kept = _home(place, root, index)
    state = kept.store.load() or IndexState()
    changed = newer(state, compare(state.files, scan(root, only)))
    documents, passages = sum(1 for _ in state.files.refs()), state.passages
    if kept.store.is_here:
        text = sum(_text_sizes(state))
        size = sum(path.stat().st_size for path in kept.store.folder.glob("*"))
        here = IndexHere(kept.store.folder, size, text)
        return EngineCheck(EMBEDDED, documents, passages, changed, here, None)
    store = cast("RemoteStore", kept.store)
    presence = store.presence(state)
    there = IndexThere(store.status(), *presence.missing, len(presence.strays))
    return EngineCheck(OPENSEARCH, documents, passages, changed, None, there)


def rebuild_engine(place: Path, index: Path | None, progress: Progress) -> bool:
    """Make anew what a cluster holds of the library, while that answers; False where none serves
    it. Raises what `check_engine` does, IndexBusy, and EngineNotLoaded if the cluster lacks
    something of it."""
    root, _ = located(place)
    kept = _home(place, root, index)
    if kept.store.is_here:
        return False
    store = cast("RemoteStore", kept.store)
    with store.writing():
        state = store.load()
        if state is None:
            raise EngineNotLoaded
        store.rebuild(state, progress)
    return True


def _home(place: Path, root: Path, index: Path | None) -> Home:
    return home(index or index_folder(place), read_analyzer(root).version)


def _text_sizes(state: IndexState) -> Iterator[int]:
    for number, segment in enumerate(state.segments):
        for document in state.used(number):
            text = StoredDocument(segment.content(document)).text
            yield len(text.encode("utf-8", "surrogatepass"))
