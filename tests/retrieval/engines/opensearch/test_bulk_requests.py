"""Bulk requests: how large, how many at once, what is sent again, and when it ends."""

import json
import threading

import pytest
from opensearch.faults import FLOOD_STAGE, FOUND, FaultServer, drops, says, status

from retrieval import errors
from retrieval.engines.opensearch import loading
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.breaker import LIMIT, Breaker
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.loading import Loaded, add, merge, refresh, remove


@pytest.fixture
def server():
    with FaultServer() as server:
        server.always = takes_all
        yield server


@pytest.fixture
def client(server):
    client = Client(Access((server.url,), timeout=30), Breaker(lambda: 0.0))
    yield client
    client.close()


@pytest.fixture
def paused(monkeypatch):
    """How long was waited each time, without the waiting."""
    pauses = []
    monkeypatch.setattr(loading, "_wait", lambda _, pause: pauses.append(pause))
    monkeypatch.setattr(loading, "_clock", lambda: sum(pauses))
    monkeypatch.setattr("retrieval.engines.opensearch.client._PAUSES", ())
    return pauses


@pytest.fixture
def taken(monkeypatch, paused):
    """How long the server took for each answer, without the taking; time is this and the pauses."""
    seconds = []
    monkeypatch.setattr(loading, "_clock", lambda: sum(seconds) + sum(paused))
    return seconds


def documents(count, words="水库"):
    return ((f"d{number}", {"words": words}) for number in range(count))


def sent_to(server):
    """The ids in each bulk request that arrived."""
    return [
        [json.loads(line)["create"]["_id"] for line in body.splitlines()[::2]]
        for _, path, _, body in server.asked
        if path.startswith("/laws/_bulk")
    ]


def takes(*statuses, kind="rejected_execution_exception", reason=""):
    """Answers the first items of a request with these, the rest with 201."""

    def handle(handler):
        body = handler.server.owner.asked[-1][3]
        count = len(body.splitlines()) // 2
        given = [*statuses, *[201] * count][:count]
        error = {"type": kind, "reason": reason}
        items = [{"create": {"status": s} | ({"error": error} if s > 299 else {})} for s in given]
        handler.answer(200, {"items": items})

    return handle


takes_all = takes()


def test_no_request_is_larger_than_it_may_be(server, client, monkeypatch):
    monkeypatch.setattr(loading, "_DOCUMENTS", 3)
    monkeypatch.setattr(loading, "_BYTES", 200)
    stream = [*documents(7), ("large", {"words": "水" * 300}), *documents(2, words="水" * 40)]
    assert add(client, "laws", stream) == Loaded(10, 0)
    sizes = [len(body) for _, path, _, body in server.asked if "_bulk" in path]
    sent = sorted(sent_to(server), key=lambda names: ("large" in names, len(names), names))
    assert sent == [["d0"], ["d1"], ["d6"], ["d0", "d1", "d2"], ["d3", "d4", "d5"], ["large"]]
    assert [size for size in sizes if size > 200] == [max(sizes)]


def test_no_more_is_taken_than_is_sent(server, client, monkeypatch):
    monkeypatch.setattr(loading, "_DOCUMENTS", 1)
    go, taken = threading.Event(), []

    def waits(handler):
        go.wait(60)
        takes_all(handler)

    def stream():
        for document in documents(20):
            taken.append(document)
            if len(taken) == 5:
                # Two are under way, one is ready, one is looked at: nobody came for a fifth before.
                pytest.fail("taken before anything was written") if not go.is_set() else None
            yield document

    server.always = waits
    timer = threading.Timer(0.5, go.set)
    timer.start()
    assert add(client, "laws", stream()).written == 20
    timer.join()


def test_only_what_failed_is_sent_again_and_later_each_time(server, client, paused):
    server.faults += [takes(201, 429, 201, 503), takes(429, 429), takes(201, 429)]
    assert add(client, "laws", documents(4)) == Loaded(4, 0)
    assert sent_to(server) == [["d0", "d1", "d2", "d3"], ["d1", "d3"], ["d1", "d3"], ["d3"]]
    first = loading._FIRST
    # It begins anew when something was written.
    assert paused == [first, first * 2, first]


def of_another_shape(*items):
    return says({"items": [*items]})


@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(503),
        drops,
        says(b"{"),
        says({}),
        of_another_shape(),
        of_another_shape({"create": {"status": 201}}),
        of_another_shape({"create": {"status": 201}}, {"create": {}}),
        of_another_shape(201, 201),
    ],
)
def test_a_request_that_failed_is_sent_again(fault, server, client, paused):
    server.faults += [fault] * 6
    assert add(client, "laws", documents(2)) == Loaded(2, 0)
    assert sent_to(server)[-1] == ["d0", "d1"]


def test_it_ends_when_nothing_is_written_for_long(server, client, paused):
    server.always = takes(429, 429)
    with pytest.raises(errors.EngineBusy):
        add(client, "laws", documents(2))
    assert loading._PATIENCE <= sum(paused) <= loading._PATIENCE + loading._LONGEST
    assert max(paused) == loading._LONGEST
    assert paused == sorted(paused)


def late(fault, taken, seconds):
    """The same after so many seconds."""

    def handle(handler):
        taken.append(seconds)
        fault(handler)

    return handle


def test_it_ends_as_soon_when_the_cluster_takes_its_time_to_write_nothing(
    server, client, taken, paused
):
    server.always = late(status(408), taken, loading._LIMIT)
    with pytest.raises(errors.EngineSlow):
        add(client, "laws", documents(2))
    over = sum(taken) + sum(paused) - loading._PATIENCE
    assert 0 <= over <= loading._LIMIT + loading._LONGEST


def test_it_goes_on_as_long_as_anything_is_written(server, client, taken):
    server.always = late(takes(201, *[429] * 9), taken, loading._LIMIT)
    assert add(client, "laws", documents(10)) == Loaded(10, 0)
    assert sum(taken) > 2 * loading._PATIENCE


def busy(part):
    """Rejects what is asked under a path with this in it; finds nothing where else it is asked."""

    def handle(handler):
        fault = status(429) if part in handler.path else says(FOUND)
        fault(handler)

    return handle


def test_who_asks_is_answered_though_nothing_can_be_written(server, client, paused):
    server.always = busy("_bulk")
    with pytest.raises(errors.EngineBusy):
        add(client, "laws", documents(2))
    assert len(sent_to(server)) > LIMIT
    assert client.search("laws", {}) == FOUND


def test_who_loads_goes_on_though_whoever_asks_is_turned_away(server, client, paused):
    server.always = busy("_search")
    for _ in range(LIMIT):
        with pytest.raises(errors.EngineBusy):
            client.search("laws", {})
    server.always = takes_all
    with pytest.raises(errors.EngineBusy):
        client.search("laws", {})
    assert add(client, "laws", documents(2)) == Loaded(2, 0)
    refresh(client, "laws")
    assert not paused


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (takes(201, 429, kind="cluster_block_exception", reason=FLOOD_STAGE), errors.EngineFull),
        (takes(201, 400, kind="strict_dynamic_mapping_exception"), errors.EngineMismatched),
        (takes(404, kind="index_not_found_exception"), errors.EngineNotLoaded),
        (takes(403, kind="security_exception"), errors.EngineForbidden),
        (status(401), errors.EngineRefused),
    ],
)
def test_what_waiting_does_not_mend_ends_it_at_once(fault, expected, server, client, paused):
    server.faults.append(fault)
    with pytest.raises(expected):
        add(client, "laws", documents(2))
    assert len(sent_to(server)) == 1
    assert not paused


def test_what_is_there_already_is_known(server, client):
    server.faults.append(takes(409, 201, 409, kind="version_conflict_engine_exception"))
    assert add(client, "laws", documents(3)) == Loaded(1, 2)


def test_what_is_gone_already_is_known(server, client):
    items = [{"delete": {"status": 404}}, {"delete": {"status": 200}}]
    server.faults.append(says({"items": items}))
    assert remove(client, "laws", ["a", "b"]) == Loaded(1, 1)


def test_nothing_at_all_asks_nothing(server, client):
    assert add(client, "laws", []) == Loaded()
    assert not server.asked


def test_progress_is_told_of_all(server, client, monkeypatch):
    monkeypatch.setattr(loading, "_DOCUMENTS", 4)
    told = []
    add(client, "laws", documents(10), lambda *done: told.append(done))
    assert [count for count, _ in told] == [4, 4, 2]
    bodies = [len(body) for _, path, _, body in server.asked if "_bulk" in path]
    assert sum(size for _, size in told) == sum(bodies)


def test_who_interrupts_it_does_not_wait_for_the_cluster(server, client, monkeypatch):
    monkeypatch.setattr(loading, "_DOCUMENTS", 1)
    monkeypatch.setattr(loading, "_PATIENCE", 1)
    server.always = status(429)
    waiting = threading.Event()

    def wait(given_up, _):
        waiting.set()
        return given_up.wait(60)

    def stream():
        yield from documents(2)
        assert waiting.wait(60)
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_wait", wait)
    with pytest.raises(KeyboardInterrupt):
        add(client, "laws", stream())
    assert sent_to(server) == [["d0"]]


@pytest.mark.parametrize(("gib", "few"), [(1, "1"), (9, "3")])
def test_no_segment_becomes_so_large_that_it_would_never_be_merged_again(server, client, gib, few):
    sizes = [{"store": {"size_in_bytes": size << 30}} for size in (0, gib)]
    shards = {str(number): [each] for number, each in enumerate(sizes)}
    told = says({"indices": {"laws-000001": {"shards": shards}}})
    server.faults += [says({}), told, says({}), says({})]
    merge(client, "laws")
    assert server.asked[-4][1] == "/laws/_flush"
    paths = [path for _, path, _, _ in server.asked[-2:]]
    assert paths == [f"/laws/_forcemerge?max_num_segments={few}", "/laws/_refresh"]


def test_nothing_is_merged_where_no_copy_has_begun(server, client):
    server.faults += [says({}), says({"indices": {}})]
    merge(client, "laws")
    assert [path.partition("?")[0] for _, path, _, _ in server.asked[-2:]] == [
        "/laws/_flush",
        "/laws/_stats/store",
    ]


def test_what_is_loaded_is_there_though_the_cluster_will_not_merge_it(server, client):
    server.faults += [status(400, "illegal_argument_exception", "unrecognized parameter")]
    merge(client, "laws")
    assert not server.faults


def test_nothing_is_merged_as_long_as_another_copy_may_ask_for_it(server, client, monkeypatch):
    monkeypatch.setattr(loading, "_LOOK", 0.0)

    def copy(retaining):
        leases = {"leases": [{"retaining_seq_no": retaining}]}
        told = {"store": {"size_in_bytes": 1}, "seq_no": {"max_seq_no": 9}}
        shards = {"0": [told | {"retention_leases": leases}]}
        return says({"indices": {"laws-000001": {"shards": shards}}})

    server.faults += [says({}), copy(0), copy(9), copy(10), says({}), says({})]
    merge(client, "laws")
    assert not server.faults
    assert "_forcemerge" in server.asked[-2][1]
