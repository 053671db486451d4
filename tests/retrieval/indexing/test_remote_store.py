"""What a library in a cluster is called there."""

import pytest

from retrieval.indexing import remote_store
from retrieval.indexing.remote_store import RemoteStore


@pytest.mark.parametrize("part", ["FORMAT", "VERSION", "K1", "B", "DOCUMENT_B"])
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
