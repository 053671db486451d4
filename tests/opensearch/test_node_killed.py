"""A library in three nodes, one of which is killed while questions run: no answer is another."""

import threading
from itertools import product

from opensearch.test_same_answers import DONE, PLACES, THINGS, fill, said

from retrieval import Library

# Askers; questions, when a node is killed and when it is back.
THREADS, BEFORE, AFTER = 4, 20, 80
QUESTIONS = [f"{place}{thing}何时{DONE[0]}" for place, thing in product(PLACES, THINGS)]


class Askers:
    """Threads that ask until they are stopped; `asked` is what came of each question."""

    def __init__(self, library, expected):
        self.asked, self.wrong, self._stop = [], [], threading.Event()
        self._library, self._expected = library, expected
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number):
        while not self._stop.is_set():
            question = QUESTIONS[number % len(QUESTIONS)]
            number += THREADS
            try:
                found = said(self._library, question)
            except Exception as error:  # noqa: BLE001 - whatever it is, the question is lost
                found = error
            if found != self._expected[question]:
                self.wrong.append((question, found))
            self.asked.append(question)

    def reach(self, count):
        """Wait until so many questions more are answered."""
        count += len(self.asked)
        while len(self.asked) < count:
            self._stop.wait(0.05)

    def end(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def test_a_node_killed_while_questions_are_asked_costs_none_and_changes_none(
    nodes, tmp_path, monkeypatch
):
    fill(tmp_path / "library", range(40))
    here = Library.open(tmp_path / "library", index=tmp_path / "here")
    expected = {question: said(here, question) for question in QUESTIONS}
    monkeypatch.setenv("WENJU_ENGINE", "opensearch")
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", ",".join(nodes.urls))
    monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "30")
    monkeypatch.setenv("WENJU_OPENSEARCH_SHARDS", "3")
    there = Library.open(tmp_path / "library", index=tmp_path / "there")
    nodes.wait("green")
    askers = Askers(there, expected)
    askers.reach(BEFORE)
    nodes.kill(0)
    askers.reach(AFTER)
    nodes.start(0)
    nodes.wait("green")
    askers.reach(BEFORE)
    askers.end()
    assert askers.wrong == []
