"""Loading real nodes: nothing twice, nothing lost, and no question in a gap."""

import threading
import uuid

import pytest

from retrieval import errors
from retrieval.engines.opensearch import loading, rebuilding
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.loading import Loaded, add, merge, refresh, remove
from retrieval.engines.opensearch.rebuilding import Definition, kind_of, rebuild

WORDS = {"words": {"type": "text", "analyzer": "whitespace"}}
MAPPINGS = {"properties": WORDS, "dynamic": "strict"}
PLAIN = Definition({"number_of_shards": 2, "number_of_replicas": 0}, MAPPINGS)
OTHER = Definition({"number_of_shards": 3, "number_of_replicas": 0}, MAPPINGS)


def documents(*numbers):
    return [(f"d{number:03}", {"words": f"水库 {number}"}) for number in numbers]


@pytest.fixture
def client(node, monkeypatch):
    monkeypatch.setattr(rebuilding, "_grace", lambda _: 0.5)
    client = Client(Access((*node.urls,), timeout=60))
    yield client
    client.close()


@pytest.fixture
def alias(client):
    name = f"laws-{uuid.uuid4().hex}"
    yield name
    for found in client.ask("GET", f"/{name}-*"):
        client.ask("DELETE", f"/{found}")


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(loading, "_DOCUMENTS", 10)


def found(client, alias):
    """All ids that a question finds."""
    asked = {"query": {"match": {"words": "水库"}}, "size": 1000, "sort": ["_id"]}
    return [hit["_id"] for hit in client.search(alias, asked)["hits"]["hits"]]


def names(numbers):
    return [name for name, _ in documents(*numbers)]


def segments(client, alias):
    """How many of them each shard has."""
    [index] = client.ask("GET", f"/{alias}/_segments")["indices"].values()
    return [len(copy["segments"]) for copies in index["shards"].values() for copy in copies]


def built(client, alias):
    """The indices there are for an alias, each with its aliases."""
    return {name: [*each["aliases"]] for name, each in client.ask("GET", f"/{alias}-*").items()}


def interrupted(items, after):
    """As many of them, then Ctrl-C."""
    for number, item in enumerate(items):
        if number == after:
            raise KeyboardInterrupt
        yield item


def test_what_is_built_answers_as_it_was_defined(client, alias, small):
    told = []
    done = rebuild(client, alias, PLAIN, documents(*range(35)), lambda *now: told.append(now))
    assert done == Loaded(written=35, known=0)
    assert found(client, alias) == names(range(35))
    assert sum(count for count, _ in told) == 35
    assert len(told) == 4
    assert kind_of(client, alias) == PLAIN.kind != OTHER.kind
    [index] = client.ask("GET", f"/{alias}").values()
    assert index["settings"]["index"]["number_of_shards"] == "2"
    assert "refresh_interval" not in index["settings"]["index"]
    assert index["mappings"]["properties"] == WORDS


def test_what_bulks_have_left_in_pieces_becomes_one(client, alias, monkeypatch):
    monkeypatch.setattr(loading, "_SETTLING", 0.0)
    rebuild(client, alias, PLAIN, [])
    for first in range(0, 100, 20):
        add(client, alias, documents(*range(first, first + 20)))
        refresh(client, alias)
    assert segments(client, alias) != [1, 1]
    merge(client, alias)
    assert segments(client, alias) == [1, 1]
    assert found(client, alias) == names(range(100))


def test_a_library_that_was_never_built(client, alias):
    assert kind_of(client, alias) is None
    with pytest.raises(errors.EngineNotLoaded):
        add(client, alias, documents(1))
    with pytest.raises(errors.EngineNotLoaded):
        remove(client, alias, names([1]))
    assert built(client, alias) == {}


def test_nothing_is_written_twice_and_what_is_gone_is_no_fault(client, alias, small):
    rebuild(client, alias, PLAIN, documents(*range(20)))
    assert add(client, alias, documents(*range(15, 40))) == Loaded(written=20, known=5)
    assert remove(client, alias, names(range(5, 100))) == Loaded(written=35, known=60)
    refresh(client, alias)
    assert found(client, alias) == names(range(5))
    # Each may have its last version in the index's history, and is written anew all the same.
    assert add(client, alias, documents(7)) == Loaded(written=1, known=0)


def test_the_same_id_twice_is_one_document(client, alias):
    assert rebuild(client, alias, PLAIN, documents(1, 2, 1)) == Loaded(written=2, known=1)
    assert found(client, alias) == names([1, 2])


def test_another_kind_of_index_takes_over_without_a_gap(client, alias, small):
    rebuild(client, alias, PLAIN, documents(*range(30)))
    stop, seen, wrong = threading.Event(), [], []

    def ask():
        while not stop.is_set():
            try:
                seen.append(tuple(found(client, alias)))
            except errors.EngineError as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        rebuild(client, alias, OTHER, documents(*range(10, 40)))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert set(seen) <= {tuple(names(range(30))), tuple(names(range(10, 40)))}
    assert built(client, alias) == {f"{alias}-000002": [alias]}
    assert kind_of(client, alias) == OTHER.kind


def test_what_was_interrupted_is_gone_on_with(client, alias, small):
    with pytest.raises(KeyboardInterrupt):
        rebuild(client, alias, PLAIN, interrupted(documents(*range(40)), after=25))
    assert built(client, alias) == {f"{alias}-000001": [f"{alias}.building"]}
    with pytest.raises(errors.EngineNotLoaded):
        found(client, alias)
    assert rebuild(client, alias, PLAIN, documents(*range(40))) == Loaded(written=20, known=20)
    assert built(client, alias) == {f"{alias}-000001": [alias]}
    assert found(client, alias) == names(range(40))


def test_what_an_interrupted_run_left_and_nobody_wants_any_more_is_removed(
    client, alias, small, monkeypatch
):
    monkeypatch.setattr(rebuilding, "_PAGE", 7)
    with pytest.raises(KeyboardInterrupt):
        rebuild(client, alias, PLAIN, interrupted(documents(*range(40)), after=35))
    assert rebuild(client, alias, PLAIN, documents(*range(20, 50))) == Loaded(written=20, known=10)
    assert found(client, alias) == names(range(20, 50))


def test_what_was_interrupted_and_is_of_another_kind_now_begins_anew(client, alias, small):
    rebuild(client, alias, PLAIN, documents(*range(5)))
    with pytest.raises(KeyboardInterrupt):
        rebuild(client, alias, PLAIN, interrupted(documents(*range(40)), after=25))
    assert found(client, alias) == names(range(5))
    assert rebuild(client, alias, OTHER, documents(*range(40))) == Loaded(written=40, known=0)
    assert built(client, alias) == {f"{alias}-000003": [alias]}


def test_a_document_of_another_mapping_ends_it_and_what_answered_goes_on(client, alias):
    rebuild(client, alias, PLAIN, documents(*range(5)))
    with pytest.raises(errors.EngineMismatched):
        rebuild(client, alias, PLAIN, [("x", {"title": "水库"})])
    assert found(client, alias) == names(range(5))


def test_a_full_disk_ends_it_at_once(client, alias):
    rebuild(client, alias, PLAIN, documents(*range(5)))
    block = "index.blocks.read_only_allow_delete"
    client.ask("PUT", f"/{alias}/_settings", {block: True})
    with pytest.raises(errors.EngineFull):
        add(client, alias, documents(7))
    assert found(client, alias) == names(range(5))
    client.ask("PUT", f"/{alias}/_settings", {block: None})


def test_only_its_own_indices_are_deleted(client, alias):
    other = f"{alias}-old"
    rebuild(client, other, PLAIN, documents(1))
    rebuild(client, alias, PLAIN, documents(2))
    rebuild(client, alias, PLAIN, documents(3))
    assert found(client, other) == names([1])
    assert found(client, alias) == names([3])


def test_lines_of_json_are_sent_as_they_are(client, alias):
    rebuild(client, alias, PLAIN, [("a", '{"words":"水库 一"}'.encode())])
    assert found(client, alias) == ["a"]


def test_a_node_killed_while_it_loads_loses_nothing(nodes):
    client = Client(Access((*nodes.urls,), timeout=30))
    copied = Definition({"number_of_shards": 3, "number_of_replicas": 1}, MAPPINGS)
    rebuild(client, "loaded", copied, documents(*range(10)))
    nodes.wait("green")

    def stream():
        for number, document in enumerate(documents(*range(10, 900))):
            if number == 400:
                nodes.kill(1)
            yield document

    done = add(client, "loaded", stream())
    assert done.written + done.known == 890
    nodes.start(1)
    nodes.wait("green")
    refresh(client, "loaded")
    assert found(client, "loaded") == names(range(900))
    client.ask("DELETE", "/loaded-000001")
    client.close()
