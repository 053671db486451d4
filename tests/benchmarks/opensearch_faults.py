"""Kill a node of three while questions run: each is answered, as it is without a cluster.

    python tests/benchmarks/opensearch_faults.py FOLDER --questions 1000 [--threads 4]

Indexes the library in FOLDER here, and in three nodes of its own with three shards and a copy of
each. Questions are sentences of its documents, the same every time. While threads ask them, a node
is killed (SIGKILL) after a quarter of them and started again after half.
Prints one line: how many questions were asked, how many of the answers are other than here (which
documents, from where to where, what stands out, how sure), and how many of these are so with all
nodes there too; how many were lost, how many requests were put to another node or again, and the
longest that a question took, in seconds.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "opensearch"))

from nodes import Cluster

from retrieval import IndexOptions, Library, WenjuError, cores
from retrieval.engines.opensearch import transport

SEED = 7
SHORTEST, LONGEST = 8, 40
TIMEOUT = "30"


def opened(engine: str, library: Path, index: Path) -> Library:
    """The library, served by that engine."""
    os.environ["WENJU_ENGINE"] = engine
    return Library.open(library, index=index, options=IndexOptions(workers=cores(), patient=True))


def questions(library: Library, count: int) -> list[str]:
    """Sentences of the documents, at random, so many."""
    chance = random.Random(SEED)
    found: list[str] = []
    while len(found) < count:
        document = library.documents[chance.randrange(len(library.documents))]
        sentences = [s for s in document.text.split("。") if SHORTEST < len(s) < LONGEST]
        if sentences:
            found.append(chance.choice(sentences).strip())
    return found


def said(library: Library, question: str) -> Any:
    """What an answer says, with what is only nearly the same rounded."""
    answer = library.ask(question)
    shown = [
        (e.document.path, e.start, e.end, e.answer) for e in (*answer.excerpts, *answer.nearest)
    ]
    return answer.standing, round(answer.confidence, 6), shown


class Run:
    """What came of the questions."""

    def __init__(self, library: Library, expected: dict[str, Any]) -> None:
        self.answered = self.again = 0
        self.wrong: list[str] = []
        self.lost: list[WenjuError] = []
        self.longest = 0.0
        self._library, self._expected = library, expected
        self._lock = threading.Lock()
        self._count_faults()

    def ask(self, question: str) -> None:
        """One question."""
        begun = time.perf_counter()
        try:
            found = said(self._library, question)
        except WenjuError as error:
            self.lost.append(error)
            return
        with self._lock:
            self.longest = max(self.longest, time.perf_counter() - begun)
            self.answered += 1
            if found != self._expected[question]:
                self.wrong.append(question)

    def differing(self) -> int:
        """How many of those that were other are other once more."""
        return sum(said(self._library, each) != self._expected[each] for each in self.wrong)

    def _count_faults(self) -> None:
        once = transport._Connection.perform_request

        def counted(node: Any, *given: Any, **more: Any) -> Any:
            try:
                return once(node, *given, **more)
            except transport.TransportError:
                with self._lock:
                    self.again += 1
                raise

        transport._Connection.perform_request = counted  # type: ignore[method-assign]


def run(folder: Path, cluster: Cluster, count: int, threads: int, work: Path) -> Run:
    """Ask while a node goes and comes."""
    here = opened("embedded", folder, work / "here")
    asked = questions(here, count)
    expected = {question: said(here, question) for question in asked}
    there = opened("opensearch", folder, work / "there")
    cluster.wait("green")
    done = Run(there, expected)
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(partial(done.ask, question)) for question in asked]
        _until(done, tasks, count // 4)
        cluster.kill(0)
        _until(done, tasks, count // 2)
        cluster.start(0)
    cluster.wait("green")
    return done


def _until(done: Run, tasks: Sequence[Any], count: int) -> None:
    while done.answered + len(done.lost) < count and not all(task.done() for task in tasks):
        time.sleep(0.02)


def main() -> None:
    """Run it, and print the line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "nodes").mkdir()
        cluster = Cluster(work / "nodes", 3, "512m", soon=False)
        os.environ |= {
            "WENJU_OPENSEARCH_URL": ",".join(cluster.urls),
            "WENJU_OPENSEARCH_SHARDS": "3",
            "WENJU_OPENSEARCH_REPLICAS": "1",
            "WENJU_OPENSEARCH_TIMEOUT": TIMEOUT,
        }
        try:
            done = run(options.folder, cluster, options.questions, options.threads, work)
            differing = done.differing()
        finally:
            cluster.leave()
            time.sleep(2)  # until they have gone from their folder
    print(
        f"{options.questions} questions, {len(done.wrong)} other than here, {differing} of them "
        f"with all nodes too, {len(done.lost)} lost, {done.again} requests again, "
        f"longest {done.longest:.1f} s",
        *map(repr, done.lost[:5]),
        sep="\n",
    )


if __name__ == "__main__":
    main()
