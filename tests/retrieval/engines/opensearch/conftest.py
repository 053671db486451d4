"""A server that fails as it is told, and a client of it."""

import pytest
from opensearch.faults import FaultServer

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
