"""A library in a cluster: what searches there."""

from collections.abc import Sequence
from typing import cast

from retrieval.engines.opensearch.cluster import Amount
from retrieval.engines.opensearch.engine import OpenSearchEngine
from retrieval.engines.opensearch.segments import RemoteSegment
from retrieval.index.file_table import FileTable
from retrieval.index.segments import Segment
from retrieval.indexing.remote_store import RemoteStore
from retrieval.ranking.embedded import searcher_of as embedded
from retrieval.ranking.searcher import Searcher

__all__ = ["RemoteStore", "searcher_of"]


def searcher_of(store: RemoteStore, segments: Sequence[Segment], files: FileTable) -> Searcher:
    """A searcher of these segments, all of whose texts the cluster has; or of which it has none,
    where nothing could be saved: here then."""
    if not all(isinstance(each, RemoteSegment) for each in segments):
        return embedded(segments, files)

    def saved() -> Amount:
        state = store.load()
        return store.amount(state) if state else Amount(0, 0)

    remote = cast("Sequence[RemoteSegment]", segments)
    return Searcher(segments, files, OpenSearchEngine(store.cluster, remote, files, saved))
