"""Our client and real nodes: the faults as they say them, and one that is killed while it asks."""

import threading
import time
import uuid

import pytest
from opensearch.faults import FaultServer, is_silent

from retrieval import errors
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client

WORDS = {"properties": {"words": {"type": "text", "analyzer": "whitespace"}}, "dynamic": "strict"}
ASKED = {"query": {"match": {"words": "水库"}}, "size": 30, "sort": ["_id"]}
NAMES = [f"{number:02}" for number in range(30)]


def fill(client, index, shards=3, replicas=0):
    settings = {"number_of_shards": shards, "number_of_replicas": replicas}
    client.ask("PUT", f"/{index}", {"settings": settings, "mappings": WORDS})
    for name in NAMES:
        client.ask("PUT", f"/{index}/_doc/{name}", {"words": f"水库 {name}"})
    client.ask("POST", f"/{index}/_refresh")


def names(answer):
    return [hit["_id"] for hit in answer["hits"]["hits"]]


@pytest.fixture
def client(node):
    client = Client(Access((*node.urls,), timeout=60))
    yield client
    client.close()


@pytest.fixture
def laws(client):
    name = f"laws-{uuid.uuid4().hex}"
    fill(client, name)
    yield name
    client.ask("DELETE", f"/{name}")


def test_a_search_finds_what_is_in_all_shards(client, laws):
    assert names(client.search(laws, ASKED)) == NAMES


def test_an_index_that_is_not_there(client):
    with pytest.raises(errors.EngineNotLoaded):
        client.search("nowhere", ASKED)


@pytest.mark.parametrize(
    "query",
    [{"term": {"words": {"value": {}}}}, {"nested": {"path": "no", "query": {}}}, {"no": 1}],
)
def test_a_query_that_the_index_does_not_understand(query, client, laws):
    with pytest.raises(errors.EngineMismatched):
        client.search(laws, {"query": query})


def test_a_document_of_another_mapping(client, laws):
    with pytest.raises(errors.EngineMismatched):
        client.ask("PUT", f"/{laws}/_doc/x", {"title": "水库"})


def test_at_the_flood_stage_nothing_is_written_and_all_is_found(client, laws):
    # What the cluster itself sets for every index on a node whose disk is too full.
    block = "index.blocks.read_only_allow_delete"
    client.ask("PUT", f"/{laws}/_settings", {block: True})
    with pytest.raises(errors.EngineFull):
        client.ask("PUT", f"/{laws}/_doc/x", {"words": "水库"})
    assert names(client.search(laws, ASKED)) == NAMES
    client.ask("PUT", f"/{laws}/_settings", {block: None})
    client.ask("PUT", f"/{laws}/_doc/00", {"words": "水库"})


def test_a_node_that_says_nothing_leaves_its_questions_to_the_others(node, laws):
    with FaultServer() as silent:
        silent.always = is_silent
        client = Client(Access((silent.url, *node.urls), timeout=5))
        for _ in range(3):
            assert names(client.search(laws, ASKED)) == NAMES
        client.close()


def test_with_a_part_of_the_index_gone_there_is_no_answer_rather_than_a_part(nodes):
    client = Client(Access((*nodes.urls,), timeout=60))
    fill(client, "single", shards=3)
    nodes.kill(2)
    hasty = Client(Access((*nodes.urls,), timeout=2))
    with pytest.raises((errors.EngineRed, errors.EngineSlow)):
        hasty.search("single", ASKED)
    hasty.close()
    nodes.start(2)
    nodes.wait("yellow")
    for _ in range(600):
        try:
            assert names(client.search("single", ASKED)) == NAMES
            break
        except (
            errors.EngineRed,
            errors.EngineUnreachable,
        ):  # until the shards of that node are ready
            time.sleep(0.1)
    else:
        pytest.fail("it never returned")
    client.ask("DELETE", "/single")
    client.close()


def test_a_node_killed_while_questions_run_costs_no_answer(nodes):
    client = Client(Access((*nodes.urls,), timeout=20))
    fill(client, "held", shards=3, replicas=1)
    nodes.wait("green")
    wrong, asked, halfway, stop = [], [], threading.Event(), threading.Event()

    def ask():
        while not stop.is_set():
            found = names(client.search("held", ASKED))
            asked.append(found)
            if found != NAMES:
                wrong.append(found)
            if len(asked) > 100:
                halfway.set()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert halfway.wait(120)
    nodes.kill(0)
    reached = len(asked)
    while len(asked) < reached + 300 and any(thread.is_alive() for thread in threads):
        stop.wait(0.05)
    assert all(thread.is_alive() for thread in threads), "a question was lost"
    nodes.start(0)
    nodes.wait("green")
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    client.ask("DELETE", "/held")
    client.close()
