"""What the cluster has lost is said and loaded again; an index takes another's place unnoticed."""

import os
from datetime import date

import numpy as np
import pytest
from opensearch.test_same_answers import QUESTIONS, compare, fill, said, text
from shell import wenju, wenju_process

from retrieval import IndexOptions, Library, Progress, errors
from retrieval.analysis.vocabulary import FOLDER, USER_DICTIONARY
from retrieval.engines.opensearch import engine as engine_module
from retrieval.engines.opensearch import rebuilding, statistics
from retrieval.engines.opensearch.cluster import Cluster
from retrieval.engines.opensearch.mapping import KINDS
from retrieval.engines.opensearch.rebuilding import kind_of
from retrieval.indexing.bodies import bodies
from retrieval.indexing.remote_store import RemoteStore
from retrieval.indexing.segment_merger import merge_segments
from retrieval.ranking.home import home
from retrieval.structure import passages

QUESTION = "青河水库什么时候改建"
PATIENT = IndexOptions(patient=True)


@pytest.fixture
def served(node, monkeypatch):
    """Every library is served by the node."""
    monkeypatch.setenv("WENJU_ENGINE", "opensearch")
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", node.urls[0])
    monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "60")
    monkeypatch.setattr(rebuilding, "_grace", lambda _: 0.5)
    return monkeypatch


@pytest.fixture
def folder(tmp_path):
    fill(tmp_path / "library", range(20))
    for path in (tmp_path / "library").iterdir():  # else they are read again, in case they change
        os.utime(path, (1e9, 1e9))
    return tmp_path / "library"


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def here(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_ENGINE", "embedded")
    return Library.open(folder, index=tmp_path / "here")


def opened(folder, index, options=PATIENT):
    return Library.open(folder, index=index, options=options)


def store_of(library) -> RemoteStore:
    return home(library.index, library._analyzer.version).store


def forget(library, count):
    """Take so many documents out of the cluster behind the library's back; their ids."""
    store = store_of(library)
    lost = sorted(store.presence(store.load()).wanted)[:count]
    store.cluster.clear(lost)
    return lost


def commands(folder, index):
    return "--library", folder, "--index", index, "--lang", "en"


@pytest.mark.parametrize("gone", ["index", "documents", "passages"])
def test_what_the_cluster_has_lost_is_said_and_loaded_again(gone, here, folder, index, served):
    library = opened(folder, index)
    cluster = store_of(library).cluster
    if gone == "index":
        for kind in ("passages", "documents"):
            cluster.client.ask("DELETE", f"/{cluster.alias(kind)}-000001")
    elif gone == "documents":
        forget(library, 5)
    else:
        path = f"/{cluster.alias('passages')}/_delete_by_query"
        query = {"query": {"terms": {"document": [*cluster.held("passages")][:3]}}}
        cluster.client.ask("POST", path, query, {"refresh": True})
    for asked in (library, Library.open(folder, index=index)):
        with pytest.raises(errors.EngineNotLoaded):
            asked.ask(QUESTION)
    ran = wenju("ask", QUESTION, *commands(folder, index))
    assert (ran.code, ran.out) == (2, "")
    assert "Run wenju index" in ran.complaint
    assert wenju("index", *commands(folder, index)).code == 0
    # One was open all the time. Until the cluster has merged it, what was removed counts a little.
    for left in (library, Library.open(folder, index=index)):
        assert said(here, QUESTION)[2] == said(left, QUESTION)[2]
    store = store_of(library)
    assert store.presence(store.load()).lost == []


def test_what_is_said_beside_a_document_takes_its_place(folder, index, served, monkeypatch):
    notice, beside = folder / "003.txt", folder / "003.txt.toml"
    notice.write_text(text(3) + "\n" + "青石桥图书馆开放。" * 200, "utf-8")
    before = opened(folder, index)
    beside.write_text('title = "珊瑚标本名录"\nissued_on = 2021-03-04\n', "utf-8")
    monkeypatch.setattr(passages, "TARGET", 3000)  # of the same text there are fewer then
    library = opened(folder, index)
    assert library.searched < before.searched
    [found] = library.rank("珊瑚标本名录 青石桥", 1)
    document = found.passage.document
    assert (document.path, document.title) == ("003.txt", "珊瑚标本名录")
    assert document.metadata.issued_on == date(2021, 3, 4)
    assert document.text == notice.read_text("utf-8")
    presence = store_of(library).presence(library._state)
    assert (presence.lost, presence.strays) == ([], set())


def title_answer(library, folder, title):
    """Give what answers another title."""
    answer = library.ask(QUESTION)
    [best, *_] = answer.excerpts or answer.nearest
    (folder / f"{best.document.path}.toml").write_text(f'title = "{title}"\n', "utf-8")


def cited(folder, index):
    """What a fresh process answers."""
    return wenju_process("ask", QUESTION, *map(str, commands(folder, index))).out


def test_a_title_is_the_new_one_in_the_process_that_sends_it(folder, index, served):
    # By the old record it is seen that the text is the same.
    title_answer(opened(folder, index), folder, "珊瑚标本名录")
    assert "珊瑚标本名录" in cited(folder, index)


class Interrupting(Progress):
    """Interrupts when the second of both indices is written."""

    def __init__(self):
        self._told = []

    def advance(self, files, size):
        self._told.append(files)
        if len(self._told) == len(KINDS):
            raise KeyboardInterrupt


def test_an_index_of_other_documents_that_was_interrupted_is_not_gone_on_with(
    folder, index, served
):
    library = opened(folder, index)
    store = store_of(library)
    with pytest.raises(KeyboardInterrupt):
        store.rebuild(store.load(), Interrupting())
    title_answer(library, folder, "珊瑚标本名录")
    opened(folder, index)
    assert wenju("engine", "--rebuild", *commands(folder, index)).code == 0
    assert "珊瑚标本名录" in cited(folder, index)


def test_an_index_that_somebody_else_has_made_gives_way(here, folder, index, served):
    library = opened(folder, index)
    cluster = store_of(library).cluster
    for kind in KINDS:
        alias = cluster.alias(kind)
        cluster.client.ask("DELETE", f"/{alias}-000001")
        cluster.client.ask("PUT", f"/{alias}-000001", {"aliases": {alias: {}}})
        cluster.client.ask("PUT", f"/{alias}/_doc/a?refresh", {"document": "a", "words": "水库"})
    ran = wenju("ask", QUESTION, *commands(folder, index))
    assert ran.code == 2
    assert wenju("index", *commands(folder, index)).code == 0
    compare(here, opened(folder, index))


def test_texts_that_the_cluster_has_merged_away_count_no_more(here, folder, index, served):
    (folder / "more.txt").write_text("\n".join(text(n) for n in range(40)), "utf-8")
    library = opened(folder, index)
    (folder / "more.txt").unlink()
    left = opened(folder, index)
    for question in QUESTIONS:
        said(left, question)
    cluster = store_of(library).cluster
    cluster.merge()
    served.setattr(statistics, "_FRESH", 0.0)
    compare(here, left)


def test_what_nobody_needs_is_removed(folder, index, served):
    library = opened(folder, index)
    store = store_of(library)
    state = store.load()
    [first, *_] = bodies(_whole(folder, served)[0], state.used(0))
    strange = [
        body._replace(id=body.id.replace(document.id, "strange"), fields=body.fields | own)
        for document in first.documents[:1]
        for own in [{"document": "strange"}]
        for body in [document, *(p for p in first.passages if p.id.startswith(document.id))]
    ]
    document, *passages = strange
    # As of a process that was killed: some passages, no document; and of one whose removal failed.
    store.cluster.load([first._replace(documents=[document], passages=passages[1:])])
    assert store.presence(state).strays == {"strange"}
    assert wenju("index", *commands(folder, index)).code == 0
    presence = store.presence(store.load())
    assert (presence.strays, presence.lost) == (set(), [])
    assert "strange" not in store.cluster.held("passages")


def _whole(folder, served):
    """The segments of an index here."""
    served.setenv("WENJU_ENGINE", "embedded")
    library = Library.open(folder, index=folder.parent / "whole")
    served.setenv("WENJU_ENGINE", "opensearch")
    return library._state.segments


def test_as_many_strangers_hide_nothing(here, folder, index, served):
    """An old snapshot has as many documents, and others."""
    library = opened(folder, index)
    (folder / "003.txt").write_text("另一份", "utf-8")
    other = opened(folder, index)
    store = store_of(other)
    before, now = library._state, store.load()
    lost = store.presence(now).wanted.keys() - store.presence(before).wanted.keys()
    store.cluster.clear(lost)
    assert wenju("index", *commands(folder, index)).code == 0
    assert store.presence(store.load()).lost == []


class Told(Progress):
    def __init__(self, told):
        self._told = told

    def advance(self, files, size):
        self._told.append(files)


@pytest.mark.parametrize("shards", ["1", "3"])
def test_an_index_anew_changes_no_answer(shards, here, folder, index, served):
    served.setenv("WENJU_OPENSEARCH_SHARDS", "2")
    library = opened(folder, index)
    assert said(here, QUESTION) == said(library, QUESTION)
    served.setenv("WENJU_OPENSEARCH_SHARDS", shards)
    store = store_of(library)
    told = []
    store.rebuild(store.load(), Told(told))
    # What was open all the time finds that another index answers, and counts terms in its shards.
    compare(here, library)
    for kind in ("passages", "documents"):
        name = f"{store.cluster.alias(kind)}-000002"
        found = store.cluster.client.ask("GET", f"/{name}/_settings")[name]
        assert found["settings"]["index"]["number_of_shards"] == shards
    assert sum(told) == library.searched + len(library.documents)
    pairs = ["水库", "与监"]
    flags = [each._finder.searcher.having(pairs) for each in (here, library)]
    assert sum(own.sum() for own in flags[0]) == sum(own.sum() for own in flags[1]) > 0


def test_processes_index_for_the_cluster_and_not_for_an_index_here(here, folder, tmp_path, served):
    # Both homes in one folder: whoever changes from one to the other has that.
    index = tmp_path / "here"
    for number in range(20):
        path = folder / f"{number:03}.txt"
        path.write_text(path.read_text("utf-8") + "\n青石桥图书馆开放。" * 700, "utf-8")
    there = wenju_process("index", "--workers", "2", *map(str, commands(folder, index)))
    assert there.code == 0, there.err
    served.setenv("WENJU_ENGINE", "embedded")
    again = Library.open(folder, index=tmp_path / "again")
    served.setenv("WENJU_ENGINE", "opensearch")
    library = Library.open(folder, index=index)
    assert library.searched == again.searched
    assert said(again, QUESTION) == said(library, QUESTION)


def test_what_cannot_be_loaded_leaves_the_state_before(here, folder, index, served):
    library = opened(folder, index)
    cluster = store_of(library).cluster
    block = {"index.blocks.read_only_allow_delete": True}
    path = f"/{cluster.alias('passages')}/_settings"
    cluster.client.ask("PUT", path, block)
    fill(folder, [20])
    with pytest.raises(errors.EngineFull):
        opened(folder, index)
    left = Library.open(folder, index=index)
    assert isinstance(left.trouble, errors.EngineFull)
    assert left.newer == 1
    # What came of the file before it failed counts a little.
    assert said(here, QUESTION)[2] == said(left, QUESTION)[2]
    ran = wenju("ask", QUESTION, *commands(folder, index))
    assert ran.code == 0
    assert "1 files that changed" in ran.complaint
    cluster.client.ask("PUT", path, dict.fromkeys(block))
    assert len(opened(folder, index).documents) == 21


def indexed_with(word, folder, index):
    """What the cluster has of a library with this word in its dictionary."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / USER_DICTIONARY).write_text(word, "utf-8")
    return store_of(opened(folder, index)).cluster


def are_there(clusters):
    """Of each, whether all, or none, of what it has is there."""
    kinds = [{kind_of(each.client, each.alias(k)) is not None for k in KINDS} for each in clusters]
    return [own for [own] in kinds]


def test_of_the_own_words_of_a_library_the_last_two_keep_their_index(folder, index, served):
    clusters = [indexed_with(word, folder, index) for word in ("青河镇", "白水镇", "东岭镇")]
    assert are_there(clusters) == [False, True, True]
    assert indexed_with("白水镇", folder, index).name == clusters[1].name
    assert are_there(clusters) == [False, True, True]
    assert len(list(index.glob("manifest-*.json"))) == 2


def test_what_cannot_be_removed_from_the_cluster_is_removed_another_time(folder, index, served):
    def fail(_):
        raise errors.EngineRed("http://one:9200", "no master")

    with served.context() as failing:
        failing.setattr(Cluster, "delete", fail)
        clusters = [indexed_with(word, folder, index) for word in ("青河镇", "白水镇", "东岭镇")]
        assert are_there(clusters) == [True, True, True]
    fill(folder, [20])
    assert wenju("index", *commands(folder, index)).code == 0
    assert are_there(clusters) == [False, True, True]


def test_each_prefix_has_an_index_of_its_own(folder, index, served):
    first = store_of(opened(folder, index)).cluster
    served.setenv("WENJU_OPENSEARCH_PREFIX", "archive")
    other = store_of(opened(folder, index)).cluster
    assert other.alias("passages").startswith("archive-")
    other.delete()
    assert are_there([first, other]) == [True, False]


def test_pieces_are_merged_as_they_are_here(folder, index, served):
    library = opened(folder, index)
    [segment] = library._state.segments
    merged = store_of(library).write(*merge_segments([(segment, [0, 2, 5])]))
    assert [merged.id(n) for n in range(3)] == [segment.id(n) for n in (0, 2, 5)]
    assert merged.split(1).document.text == segment.split(2).document.text


@pytest.mark.parametrize("most", [2, 1 << 20])
def test_most_documents_are_named_by_the_few_that_are_left_out(folder, index, served, most):
    served.setattr(engine_module, "MOST_NAMED", most)
    engine = opened(folder, index)._finder.searcher.engine
    [segment] = engine._segments
    for kept in (3, 17):
        flags = np.arange(segment.documents) < kept
        asked = {"size": 50, "query": {"bool": {"filter": engine._filter([flags])}}}
        found = {each["document"] for each in engine._columns("documents", asked)}
        assert found == {segment.id(number) for number in range(kept)}
        assert len(str(engine._filter([flags]))) < 400
