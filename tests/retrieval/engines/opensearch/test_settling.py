"""What is counted of an index that was built, before it answers."""

import numpy as np
from opensearch.faults import says, status

from retrieval.engines.opensearch import rebuilding


def counted(count, failed=0):
    return says({"count": count, "_shards": {"total": 2, "failed": failed}})


def test_an_index_is_ready_though_the_cluster_will_not_merge_it(server, client):
    server.faults += [status(400, "illegal_argument_exception", "unrecognized parameter")]
    rebuilding._merge(client, "laws.building")
    assert not server.faults


def test_documents_are_counted_in_all_shards(server, client):
    server.faults += [counted(3, failed=1), counted(5)]
    rebuilding._settle(client, "laws.building", np.arange(5, dtype=np.uint64))
    assert not server.faults
