"""What is counted of an index that was built, before it answers."""

import numpy as np
import pytest
from opensearch.faults import FaultServer, says

from retrieval.engines.opensearch import rebuilding
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client


@pytest.fixture
def server():
    with FaultServer() as server:
        yield server


@pytest.fixture
def client(server):
    client = Client(Access((server.url,), timeout=30))
    yield client
    client.close()


def counted(count, failed=0):
    return says({"count": count, "_shards": {"total": 2, "failed": failed}})


def test_documents_are_counted_in_all_shards(server, client):
    server.faults += [counted(3, failed=1), counted(5)]
    rebuilding._settle(client, "laws.building", np.arange(5, dtype=np.uint64))
    assert not server.faults
