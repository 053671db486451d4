"""What a library in a cluster is called there."""

import pytest

from retrieval.engines.opensearch.cluster import Amount
from retrieval.indexing import remote_store
from retrieval.indexing.remote_store import RemoteStore


@pytest.mark.parametrize("part", ["FORMAT", "LAYOUT", "VERSION", "K1", "B", "DOCUMENT_B"])
def test_what_was_kept_or_scored_otherwise_is_another_index(tmp_path, monkeypatch, part):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    before = RemoteStore(tmp_path, "words").cluster.name
    assert RemoteStore(tmp_path, "words").cluster.name == before
    monkeypatch.setattr(remote_store, part, 0.123)
    assert RemoteStore(tmp_path, "words").cluster.name != before


def test_each_folder_and_each_analysis_has_an_index_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    places = [(tmp_path / "a", "words"), (tmp_path / "b", "words"), (tmp_path / "a", "others")]
    assert len({RemoteStore(*place).cluster.name for place in places}) == len(places)


@pytest.mark.parametrize(
    ("loaded", "few", "is_merged"), [(50, 20, False), (51, 20, True), (51, 60, False)]
)
def test_much_that_was_loaded_for_the_most_part_is_merged_once(
    tmp_path, monkeypatch, loaded, few, is_merged
):
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    store = RemoteStore(tmp_path, "words")
    merged, told = [], []
    monkeypatch.setattr(remote_store, "_FEW", few)
    monkeypatch.setattr(store.cluster, "amount", lambda: Amount(10, 100))
    monkeypatch.setattr(store.cluster, "merge", lambda: merged.append(list(told)))
    store._loaded = loaded
    for _ in range(2):
        store.compact(told.append)
    assert merged == [[2]] * is_merged
