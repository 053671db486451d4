"""The nodes themselves: that they are what tests of a cluster need."""

import time

import pytest

SETTINGS = {"number_of_shards": 3, "number_of_replicas": 1}


def found(cluster, index, number=0):
    asked = {"query": {"match": {"words": "水库"}}, "sort": "_id"}
    answer = cluster.call("POST", f"/{index}/_search", asked, number)
    assert answer["_shards"]["failed"] == 0
    return [hit["_id"] for hit in answer["hits"]["hits"]]


@pytest.fixture
def held(nodes):
    """Three nodes with an index of twelve documents, each document on two of them."""
    with_words = {"properties": {"words": {"type": "text", "analyzer": "whitespace"}}}
    nodes.call("PUT", "/held", {"settings": SETTINGS, "mappings": with_words})
    for number in range(12):
        nodes.call("PUT", f"/held/_doc/{number:02}", {"words": f"水库 {number}"})
    nodes.call("POST", "/held/_refresh")
    nodes.wait("green")
    yield nodes
    nodes.call("DELETE", "/held")


def test_a_node_answers_as_the_version_of_the_pom(node):
    assert node.call("GET", "/")["version"]["number"].startswith("2.19.")


def test_what_a_killed_node_held_is_found_on_the_others_and_it_comes_back(held):
    everything = [f"{number:02}" for number in range(10)]
    assert found(held, "held") == everything
    held.kill(1)
    assert not held.answers(1)
    until = time.monotonic() + 60
    while True:
        try:
            assert found(held, "held") == everything
            break
        except (OSError, AssertionError):  # until the others have noticed
            assert time.monotonic() < until
            time.sleep(0.1)
    held.start(1)
    held.wait("green")
    assert found(held, "held", number=1) == everything
