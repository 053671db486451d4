"""How a cluster is, and what it holds of a library."""

from dataclasses import dataclass
from typing import NamedTuple

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.rebuilding import Index, building_of, indices


class NodeStatus(NamedTuple):
    """One node: the share of its heap, of its processors and of its disk that is used, in percent,
    and the bytes of its disk that are free."""

    name: str
    heap: int
    cpu: int
    disk: float
    free: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What answers for a library, or is going to: its state, its documents that can be found, those
    that were deleted and still take room, its bytes without and with copies, its shards without
    copies, and those that are on no node, copies too.
    """

    index: Index
    health: str
    documents: int
    deleted: int
    size: int
    whole_size: int
    shards: int
    unassigned: int


class Status(NamedTuple):
    """A cluster: its name and version, the worst of its states (green, yellow, red), its nodes;
    what answers for the library, and what is being built; None if there is none."""

    cluster: str
    version: str
    health: str
    nodes: tuple[NodeStatus, ...]
    answering: IndexStatus | None
    building: IndexStatus | None


def status(client: Client, alias: str) -> Status:
    """How the cluster is, and what answers for `alias`. Raises EngineError."""
    about = client.ask("GET", "/")
    health = client.ask("GET", "/_cluster/health")
    found: dict[str, IndexStatus] = {}
    for index in indices(client, alias):
        for name in index.aliases & {alias, building_of(alias)}:
            found[name] = _index(client, index)
    return Status(
        about["cluster_name"],
        about["version"]["number"],
        health["status"],
        _nodes(client),
        found.get(alias),
        found.get(building_of(alias)),
    )


def _nodes(client: Client) -> tuple[NodeStatus, ...]:
    asked = "name,heap.percent,cpu,disk.used_percent,disk.avail"
    rows = client.ask("GET", "/_cat/nodes", params={"format": "json", "bytes": "b", "h": asked})
    nodes = (
        NodeStatus(
            row["name"],
            int(row["heap.percent"] or 0),
            int(row["cpu"] or 0),
            float(row["disk.used_percent"] or 0),
            int(row["disk.avail"] or 0),
        )
        for row in rows
    )
    return tuple(sorted(nodes))


def _index(client: Client, index: Index) -> IndexStatus:
    counted = client.ask("GET", f"/{index.name}/_stats/docs,store")["_all"]
    health = client.ask("GET", f"/_cluster/health/{index.name}")
    return IndexStatus(
        index,
        health["status"],
        counted["primaries"].get("docs", {}).get("count", 0),
        counted["primaries"].get("docs", {}).get("deleted", 0),
        counted["primaries"].get("store", {}).get("size_in_bytes", 0),
        counted["total"].get("store", {}).get("size_in_bytes", 0),
        health["active_primary_shards"],
        health["unassigned_shards"],
    )
