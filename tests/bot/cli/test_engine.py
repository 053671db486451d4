"""`wenju engine` where no cluster is needed."""

import json
from urllib.parse import unquote

import pytest
from opensearch.faults import INFO, FaultServer, says, status
from shell import wenju

import retrieval
from bot.messages.index import EN
from bot.messages.texts import texts_in

NODE = {
    "name": "search1",
    "heap.percent": "9",
    "cpu": "5",
    "disk.used_percent": "7",
    "disk.avail": "1",
}
COUNTED = {"docs": {"count": 1, "deleted": 0}, "store": {"size_in_bytes": 1}}
LOST = status(503, "search_phase_execution_exception", "all shards failed")
NOTHING = says(
    {"timed_out": False, "_shards": {"failed": 0}, "aggregations": {"held": {"buckets": []}}}
)


@pytest.fixture
def server(monkeypatch):
    with FaultServer() as server:
        monkeypatch.setenv("WENJU_ENGINE", "opensearch")
        monkeypatch.setenv("WENJU_OPENSEARCH_URL", server.url)
        monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "1")
        server.info = says(INFO | {"cluster_name": "laws"})
        yield server


def is_in(server, state, search, others="green"):
    """Has the indices of the library be in that state, and each search answered so."""

    def answer(handler):
        path = unquote(handler.path.partition("?")[0]).strip("/")
        if path.endswith("/_search"):
            search(handler)
        elif path == "_cat/nodes":
            handler.answer(200, [NODE])
        elif path.startswith("_cluster/health"):
            health = {"active_primary_shards": 1, "unassigned_shards": 0}
            worst = others if path == "_cluster/health" else state
            handler.answer(200, health | {"status": worst})
        elif path.endswith("-*"):
            alias = path.removesuffix("-*")
            handler.answer(200, {f"{alias}-000001": {"aliases": {alias: {}}, "mappings": {}}})
        else:
            handler.answer(200, {"_all": {"primaries": COUNTED, "total": COUNTED}})

    server.always = answer


def asked(tmp_path, *more):
    (tmp_path / "library").mkdir(exist_ok=True)
    return wenju("engine", "--library", tmp_path / "library", "--index", tmp_path / "index", *more)


def test_a_rebuilding_that_is_interrupted_says_what_that_means(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(retrieval, "rebuild_engine", interrupted)
    ran = wenju("engine", "--rebuild", "--lang", "en")
    assert (ran.code, ran.out, ran.complaint) == (130, "", f"wenju: {EN.interrupted}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cluster_that_cannot_be_searched_still_tells_how_it_is(language, server, tmp_path):
    texts = texts_in(language)
    is_in(server, "red", LOST, others="red")
    ran = asked(tmp_path, "--lang", language)
    assert (ran.code, ran.err) == (1, "")
    assert texts.health.states["red"] in ran.out
    assert "search1" in ran.out
    *_, last = ran.out.splitlines()
    assert last.startswith(texts.health.lacking_unknown.format(reason=""))
    assert "127.0.0.1" in last
    told = json.loads(asked(tmp_path, "--json", "--lang", language).out)
    assert (told["well"], told["health"], told["nodes"][0]["name"]) == (False, "red", "search1")
    assert told["indices"]["passages"]["answering"]["health"] == "red"
    assert (told["missing"], told["strays"]) == (None, None)
    assert last.endswith(told["error"])


@pytest.mark.parametrize(
    ("state", "others", "code", "end"),
    [
        ("red", "red", 1, None),
        ("yellow", "yellow", 0, "behind, but for copies that are on no node."),
        ("green", "green", 0, "Nothing of this library is missing or behind."),
        # As it is for a moment whenever somebody makes an index.
        ("green", "red", 0, "Nothing of this library is missing or behind."),
    ],
)
def test_a_library_is_well_with_all_its_parts_and_says_if_copies_are_missing(
    state, others, code, end, server, tmp_path
):
    is_in(server, state, NOTHING, others)
    ran = asked(tmp_path, "--lang", "en")
    assert ran.code == code
    *_, last = ran.out.splitlines()
    assert last.endswith(end) if end else "behind" not in ran.out
