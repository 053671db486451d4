"""A library in a cluster: what the environment says of it, and what searches there."""

import os
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import cast

from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.cluster import Cluster
from retrieval.engines.opensearch.engine import OpenSearchEngine
from retrieval.engines.opensearch.segments import RemoteSegment
from retrieval.index.file_table import FileTable
from retrieval.index.segments import Segment
from retrieval.index.store import FORMAT
from retrieval.indexing.remote_store import RemoteStore
from retrieval.ranking.searcher import Searcher
from retrieval.reading import VERSION

__all__ = ["RemoteStore", "cluster_of", "searcher_of"]


def searcher_of(cluster: Cluster, segments: Sequence[Segment], files: FileTable) -> Searcher:
    """A searcher of these segments, all of whose texts the cluster has."""
    remote = cast("Sequence[RemoteSegment]", segments)
    return Searcher(segments, files, OpenSearchEngine(cluster, remote, files))


def cluster_of(folder: Path, analysis: str) -> Cluster:
    """What the cluster that the environment names holds of the library with the index in `folder`,
    for one analysis. Raises EngineError where it says too little."""
    # With other readers, cut otherwise or kept otherwise, it is another index.
    told = f"{folder.resolve()}\0{FORMAT} {VERSION} {analysis}".encode("utf-8", "surrogatepass")
    name = f"wenju-{blake2b(told, digest_size=8).hexdigest()}"
    access = Access.from_environment(os.environ)
    return Cluster(_client(access), name, access.shards, access.replicas)


@cache
def _client(access: Access) -> Client:
    """One for all libraries: it keeps connections, and knows which nodes answer."""
    return Client(access)
