"""What is seen of what is there: too little, another index, a part that has just gone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from opensearch.faults import says

from retrieval.engines.opensearch import statistics
from retrieval.engines.opensearch.cluster import Amount, Watch
from retrieval.engines.opensearch.scores import (
    Replaced,
    ScoredField,
    ScoredTerms,
    SearchedTerm,
    TextStatistics,
)
from retrieval.engines.opensearch.segments import Records
from retrieval.engines.opensearch.statistics import AllStatistics, Statistics
from retrieval.errors import EngineMismatched, EngineNotLoaded, EngineRed
from retrieval.weights import K1

GONE = {"type": "no_shard_available_action_exception", "reason": "none"}
RECORD = {"_id": "a", "_source": {"record": "eA=="}}


def shards(index):
    return says({"shards": [[{"index": index, "shard": 0}]]})


def vectors(index, count, **more):
    terms = {"terms": {"t": {"doc_freq": count}}}
    return says({"docs": [{"_index": index, "term_vectors": {"words": terms}, **more}]})


def test_a_record_whose_shard_has_just_gone_is_asked_for_again(server, client):
    server.faults += [says({"docs": [{"_id": "a", "error": GONE}]}), says({"docs": [RECORD]})]
    assert Records(client, "laws").of("a") == b"x"


def test_a_record_that_is_not_there_is_none_and_an_index_that_is_not_there_is_said(server, client):
    server.faults += [says({"docs": [{"_id": "a"}]})]
    assert Records(client, "laws").of("a") is None
    error = {"type": "index_not_found_exception", "reason": "no such index"}
    server.faults += [says({"docs": [{"_id": "a", "error": error}]})]
    with pytest.raises(EngineNotLoaded):
        Records(client, "laws").of("a")


def test_no_term_is_counted_without_a_shard_that_has_just_gone(server, client):
    lost = says({"docs": [{"_index": "laws-1", "error": GONE}]})
    server.faults += [shards("laws-1"), shards("laws-1"), lost, vectors("laws-1", 7)]
    statistics = Statistics(client, "laws", "passages")
    assert statistics.frequencies({"words": ["t"]}) == {("words", "t"): 7}


def test_with_another_index_it_is_begun_again_with_its_statistics(server, client):
    server.faults += [shards("laws-1"), shards("laws-1"), vectors("laws-1", 7)]
    every = AllStatistics(client, {"passages": "laws"})
    asked = []

    def work(known):
        asked.append(known["passages"].frequencies({"words": ["t"]})["words", "t"])
        known["passages"].check(["laws-2"])
        return asked[-1]

    server.faults += [shards("laws-2"), shards("laws-2"), vectors("laws-2", 3)]
    assert every.lasting(work) == 3
    assert asked == [7, 3]


def test_statistics_say_it_themselves_when_another_index_answers(server, client):
    server.faults += [shards("laws-1"), shards("laws-1"), vectors("laws-2", 7)]
    with pytest.raises(Replaced):
        Statistics(client, "laws", "passages").frequencies({"words": ["t"]})


def test_shards_to_which_nothing_is_routed_are_no_index_of_ours(server, client, monkeypatch):
    monkeypatch.setattr(statistics, "_ROUTES", 3)
    two = says({"shards": [[{"index": "laws-1", "shard": n}] for n in range(2)]})
    server.faults += [two, *[shards("laws-1")] * 3]
    with pytest.raises(EngineMismatched, match="1 / 2"):
        Statistics(client, "laws", "passages").frequencies({"words": ["t"]})


def scored(asked, known, *, doubted):
    """What a text scores, by the statistics `known`, for which the engine scored it so much by
    those that it has `asked`."""
    ours = TextStatistics(100, 20.0)
    [there, here] = [{"words": ScoredField(each, ours)} for each in (asked, known)]
    terms = [[SearchedTerm("words", "t", 1.0)]]
    counts = {("words", "t"): 3}
    lengths = np.array([[20]])
    [most] = ScoredTerms.of("passages", there, terms, counts).theirs
    told = most * 5 / (5 + K1)  # five times, in a text of average length
    of_known = ScoredTerms.of("passages", here, terms, counts, doubted=doubted)
    [found] = of_known.scores([{"0": told}], lengths, lengths)
    return found


def test_a_frequency_that_is_no_number_tells_that_the_engine_has_merged():
    before, after = TextStatistics(1000, 20.0), TextStatistics(700, 20.0)
    right = scored(after, after, doubted=True)
    assert right == pytest.approx(TextStatistics(100, 20.0).idf(3) * (K1 + 1) * 5 / (5 + K1))
    with pytest.raises(Replaced):
        scored(after, before, doubted=True)
    # What was asked just now is the best that there is.
    assert scored(after, before, doubted=False) != right


def test_statistics_are_doubted_when_they_are_old(client):
    now = [0.0]
    known = Statistics(client, "laws", "passages", lambda: now[0])
    assert not known.is_old
    now[0] = 60.0
    assert known.is_old


def test_an_index_that_changes_again_and_again_is_a_fault_that_passes(server, client):
    every = AllStatistics(client, {"passages": "laws"})
    with pytest.raises(EngineRed):
        every.lasting(lambda known: known["passages"].check(["another"]))


class Seen:
    """A watch with a clock of its own: what is `there`, and what there should be `now`."""

    def __init__(self, there):
        self.there, self.now = there, Amount(2, 20)
        self.time, self.changes, self.looks, self.times = 0.0, 0, 0, 0
        self.watch = Watch(
            self.look, lambda: Amount(2, 20), lambda: self.now, self.change, self.clock
        )

    def look(self):
        self.looks += 1
        return self.there

    def change(self):
        self.changes += 1

    def clock(self):
        self.times += 1
        return self.time


@pytest.mark.parametrize("there", [Amount(1, 20), Amount(2, 19)])
def test_too_little_is_said_every_time_until_it_is_there(there):
    seen = Seen(there)
    for _ in range(2):
        with pytest.raises(EngineNotLoaded, match=f"{there.documents}/2"):
            seen.watch.look()
    seen.there = Amount(2, 20)
    seen.watch.look()
    assert (seen.looks, seen.changes) == (3, 1)


def test_it_is_looked_for_now_and_then():
    seen = Seen(Amount(2, 20))
    for _ in range(3):
        seen.watch.look()
    assert seen.looks == 1
    seen.time, seen.there = 60.0, Amount(3, 30)
    seen.watch.look()
    assert (seen.looks, seen.changes) == (2, 1)


def test_who_waited_while_another_looked_takes_what_that_found():
    seen = Seen(Amount(1, 10))
    looking, waiting = threading.Event(), threading.Event()

    def look():
        seen.looks += 1
        looking.set()
        waiting.wait(60)
        seen.time += 1.0
        raise EngineRed

    seen.watch._there = look
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(seen.watch.look)
        assert looking.wait(60)
        before = seen.times
        others = [pool.submit(seen.watch.look) for _ in range(3)]
        while seen.times < before + len(others):
            time.sleep(0.001)
        waiting.set()
        for each in (first, *others):
            with pytest.raises(EngineRed):
                each.result()
    assert seen.looks == 1


def test_what_others_have_removed_is_not_missing():
    seen = Seen(Amount(1, 10))
    seen.now = Amount(1, 10)
    seen.watch.look()
