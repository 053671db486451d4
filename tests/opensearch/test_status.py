"""What is told of a real cluster, and of what it holds."""

import uuid

import pytest

from retrieval.engines.opensearch import rebuilding
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.rebuilding import Definition, rebuild
from retrieval.engines.opensearch.status import status

COPIED = Definition({"number_of_shards": 2, "number_of_replicas": 1}, {})


def documents(count):
    return ((f"d{number}", {"words": "水库"}) for number in range(count))


def interrupted():
    yield from documents(2)
    raise KeyboardInterrupt


@pytest.fixture
def client(node):
    client = Client(Access((*node.urls,), timeout=60))
    yield client
    client.close()


def test_what_a_cluster_holds_and_how_it_is(client, node):
    alias = f"laws-{uuid.uuid4().hex}"
    before = status(client, alias)
    assert (before.answering, before.building) == (None, None)
    rebuild(client, alias, COPIED, documents(5))
    with pytest.raises(KeyboardInterrupt):
        rebuild(client, alias, Definition({"number_of_shards": 1}, {}), interrupted())
    now = status(client, alias)
    assert now.cluster == node.folder.name
    assert now.version.startswith("2.19.")
    assert now.health == "yellow"
    [one] = now.nodes
    assert one.name == "node0"
    assert 0 < one.heap < 100
    assert one.free > 0
    answering = now.answering
    assert answering.index == (f"{alias}-000001", {alias}, COPIED.kind, "")
    assert answering.health == "yellow"
    assert (answering.documents, answering.shards, answering.unassigned) == (5, 2, 2)
    assert 0 < answering.size <= answering.whole_size
    assert now.building.index.name == f"{alias}-000002"
    assert now.building.index.aliases == {rebuilding.building_of(alias)}
    for name in (f"{alias}-000001", f"{alias}-000002"):
        client.ask("DELETE", f"/{name}")
