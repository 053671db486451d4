"""`wenju engine` as a shell sees it."""

import json
import re

import pytest
from opensearch.test_presence import commands, folder, forget, index, opened, served, store_of
from opensearch.test_same_answers import fill
from shell import wenju

__all__ = ["folder", "index", "served"]


def asked(folder, index, *more):
    return wenju("engine", *commands(folder, index), *more)


def test_an_index_here_is_told_with_its_ratio(folder, index, monkeypatch):
    monkeypatch.setenv("WENJU_ENGINE", "embedded")
    behind = asked(folder, index)
    assert (behind.code, behind.err) == (1, "")
    assert "20 files changed" in behind.out
    assert not index.exists()
    library = opened(folder, index)
    told = json.loads(asked(folder, index, "--json").out)
    text = sum(len(document.text.encode()) for document in library.documents)
    size = sum(path.stat().st_size for path in index.iterdir())
    assert told == {
        "engine": "embedded",
        "well": True,
        "documents": 20,
        "passages": library.searched,
        "newer": 0,
        "index": str(index),
        "bytes": size,
        "text_bytes": text,
        "ratio": round(size / text, 2),
    }
    assert asked(folder, index).code == 0
    refused = asked(folder, index, "--rebuild")
    assert refused.code == 2
    assert "WENJU_ENGINE=opensearch" in refused.complaint


def test_a_cluster_is_told_with_what_it_lacks(folder, index, served):
    never = asked(folder, index)
    assert never.code == 1
    assert "Passages: the cluster has none" in never.out
    library = opened(folder, index)
    well = asked(folder, index)
    assert (well.code, well.err) == (0, "")
    assert re.search(
        r"Passages: wenju-\w+-\w+-passages-000001, 1 shards, \d+ held, 0 deleted", well.out
    )
    # One node cannot hold a part and its copy.
    assert "Nothing of this library is missing or behind, but for copies" in well.out
    [lost, _] = forget(library, 2)
    fill(folder, [20])
    told = json.loads(asked(folder, index, "--json").out)
    assert (told["well"], told["newer"], told["documents"]) == (False, 1, 20)
    assert told["missing"]["documents"] == 2
    assert told["missing"]["passages"] > 2
    assert told["indices"]["documents"]["answering"]["documents"] == 18
    behind = asked(folder, index)
    assert behind.code == 1
    assert "The cluster lacks 2 documents" in behind.out
    assert "1 files changed" in behind.out
    # It can give no more than it has.
    refused = asked(folder, index, "--rebuild")
    assert refused.code == 2
    assert "18/20" in refused.complaint
    assert lost not in store_of(library).cluster.held("documents")


def test_rebuilding_takes_the_shards_that_are_set(folder, index, served):
    opened(folder, index)
    served.setenv("WENJU_OPENSEARCH_SHARDS", "3")
    ran = asked(folder, index, "--rebuild")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Built anew.\n")
    assert "documents and passages; meanwhile those that are there answer." in ran.complaint
    assert len(re.findall(r"-000002, 3 shards", ran.out)) == 2
    again = json.loads(asked(folder, index, "--json").out)
    assert again["well"]
    assert again["strays"] == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cluster_that_is_away_is_an_error(language, folder, index, served):
    opened(folder, index)
    served.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    served.setenv("WENJU_OPENSEARCH_TIMEOUT", "1")
    ran = wenju("engine", *commands(folder, index)[:4], "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert "127.0.0.1:9" in ran.complaint
