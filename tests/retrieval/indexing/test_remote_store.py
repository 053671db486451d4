"""What a library in a cluster is called there."""

import pytest

from retrieval.engines.opensearch.cluster import Amount
from retrieval.index import store
from retrieval.indexing import remote_store
from retrieval.indexing.remote_store import RemoteStore

KEPT = [(store, "FORMAT"), (store, "VERSION"), (remote_store, "LAYOUT")]
SCORED = [(remote_store, "K1"), (remote_store, "B"), (remote_store, "DOCUMENT_B")]


@pytest.mark.parametrize("part", KEPT + SCORED, ids=lambda part: part[1])
def test_what_was_kept_or_scored_otherwise_is_another_index(tmp_path, monkeypatch, part):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    before = RemoteStore(tmp_path, "words").cluster.name
    assert RemoteStore(tmp_path, "words").cluster.name == before
    monkeypatch.setattr(*part, 0.123)
    assert RemoteStore(tmp_path, "words").cluster.name != before


def test_each_folder_and_each_analysis_has_an_index_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    places = [(tmp_path / "a", "words"), (tmp_path / "b", "words"), (tmp_path / "a", "others")]
    names = {RemoteStore(*place).cluster.name for place in places}
    monkeypatch.setenv("WENJU_OPENSEARCH_PREFIX", "archive")
    assert len(names | {RemoteStore(*place).cluster.name for place in places}) == 6


@pytest.mark.parametrize(
    ("loaded", "few", "is_merged"), [(50, 20, False), (51, 20, True), (51, 60, False)]
)
def test_much_that_was_loaded_for_the_most_part_is_merged_once(
    tmp_path, monkeypatch, loaded, few, is_merged
):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    own = RemoteStore(tmp_path, "words")
    merged, told = [], []
    monkeypatch.setattr(remote_store, "_FEW", few)
    monkeypatch.setattr(own.cluster, "amount", lambda: Amount(10, 100))
    monkeypatch.setattr(own.cluster, "merge", lambda: merged.append(list(told)))
    own._loaded = loaded
    for _ in range(2):
        own.compact(told.append)
    assert merged == [[2]] * is_merged


def test_what_was_saved_is_not_lost_to_a_cluster_that_cannot_merge(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    own = RemoteStore(tmp_path, "words")
    own._loaded = 1 << 30
    own.compact(lambda _: None)
