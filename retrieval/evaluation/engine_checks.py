"""What serves a library, how it is, and how far behind the folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from retrieval.analysis.vocabulary import read_analyzer
from retrieval.errors import EngineError, EngineNotLoaded
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


class Lacking(NamedTuple):
    """How many documents and passages a cluster has not got of those that the table of files names,
    and how many documents besides, of which nobody knows (`strays`). Each volume of a large file is
    a document there."""

    documents: int
    passages: int
    strays: int


class IndexThere(NamedTuple):
    """A cluster: its `status` for each kind of texts, and what it lacks, or why nobody can say."""

    status: "dict[str, Status]"
    lacking: Lacking | EngineError

    @property
    def states(self) -> frozenset[str]:
        """Those of the indices that answer for the library: others may be worse off."""
        return frozenset(one.answering.health for one in self.status.values() if one.answering)

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing but copies."""
        if "red" in self.states or isinstance(self.lacking, EngineError):
            return False
        return not (self.lacking.documents or self.lacking.passages)


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
    # First: a cluster that cannot be searched still tells how it is.
    there = IndexThere(store.status(), _lacking(store, state))
    return EngineCheck(OPENSEARCH, documents, passages, changed, None, there)


def _lacking(store: "RemoteStore", state: IndexState) -> Lacking | EngineError:
    try:
        presence = store.presence(state)
    except EngineError as error:
        return error
    return Lacking(*presence.missing, len(presence.strays))


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
