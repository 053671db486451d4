"""What is counted of an index that was built, before it answers."""

import numpy as np
from opensearch.faults import says

from retrieval.engines.opensearch import rebuilding


def counted(count, failed=0):
    return says({"count": count, "_shards": {"total": 2, "failed": failed}})


def test_documents_are_counted_in_all_shards(server, client):
    server.faults += [counted(3, failed=1), counted(5)]
    rebuilding._settle(client, "laws.building", np.arange(5, dtype=np.uint64))
    assert not server.faults
