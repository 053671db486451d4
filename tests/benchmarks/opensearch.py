"""A library in an OpenSearch cluster beside the same here: loading, size, speed, and the answers.

    python tests/benchmarks/opensearch.py FOLDER --url http://127.0.0.1:9200 \\
        --passages 100000 --news FILE.jsonl.gz [--questions 200] [--shards 1]

Grows a library in FOLDER from the sentences of news (a file of JSON objects with a "text", one a
line, compressed by gzip), as `scale.py` does, indexes it here, and in the cluster. Prints

- bulk: bodies that are made while they are sent, and the same ones ready made, through the same
  client, by turns: passages a second of each, and the median of their ratio;
- what the cluster keeps, and what stays here, beside the text;
- milliseconds of a search for the fifty candidates of an answer, of all that an answer takes, of
  bare `match` queries (the tokens of the passages alone, ten hits; and all the tokens that the
  search has, those of documents too, fifty hits of each kind with what names them, both at once),
  and of the search and the answer here, each question with all of them by turns;
- how often the first passage and the best ten are those of the index here.

`tests/opensearch/nodes.py FOLDER` starts a node.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from scale.corpus import grow, read_news
from scale.questions import made

from retrieval import IndexOptions, Library, cores
from retrieval.analysis.questions import Question, understand
from retrieval.engines.opensearch.client import Client, encoded
from retrieval.engines.opensearch.cluster import Cluster
from retrieval.engines.opensearch.loading import place, refresh
from retrieval.engines.opensearch.mapping import KINDS, Bodies
from retrieval.engines.opensearch.tokens import token
from retrieval.excerpts.finder import CANDIDATES
from retrieval.index.terms import pair_key, term_key
from retrieval.indexing.bodies import bodies

SEED = 7
BEST = 10
# Passages that are loaded for a rate, how often, and what a request of ready-made ones holds.
LOADED, PAIRS, REQUEST = 20_000, 5, 2000
LIMIT = 120.0


def opened(engine: str, library: Path, index: Path) -> tuple[Library, float]:
    """The library, served by that engine, and the seconds it took."""
    os.environ["WENJU_ENGINE"] = engine
    start = time.perf_counter()
    found = Library.open(library, index=index, options=IndexOptions(workers=cores(), patient=True))
    return found, time.perf_counter() - start


def size(path: Path) -> int:
    """The bytes of the files in a folder."""
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def every_body(library: Library) -> Iterator[Bodies]:
    """The bodies of a library that is here."""
    for number, segment in enumerate(library._state.segments):
        yield from bodies(segment, library._state.files.documents(number).tolist())


def few(library: Library) -> Iterator[Bodies]:
    """Those of about `LOADED` of its passages."""
    left = LOADED
    for own in every_body(library):
        yield own
        left -= len(own.passages)
        if left <= 0:
            return


def loading(client: Client, library: Library, shards: int) -> None:
    """Print how fast bodies are loaded that are made meanwhile, beside ready-made ones."""
    rates: list[tuple[float, float]] = []
    for turn in range(PAIRS):
        own = []
        for ready in (False, True) if turn % 2 else (True, False):
            cluster = Cluster(client, f"bench-{time.time_ns()}", shards, 0)
            cluster.prepare()
            whole = list(few(library)) if ready else ()
            requests = raw_requests(cluster, whole)
            start = time.perf_counter()
            if ready:
                with ThreadPoolExecutor(2) as pool:
                    ask = lambda body: client.ask("POST", "/_bulk", body, timeout=LIMIT)  # noqa: E731
                    list(pool.map(ask, requests))
            else:
                place(client, cluster._placed(few(library)))
            own.append((ready, time.perf_counter() - start))
            for kind in KINDS:
                refresh(client, cluster.alias(kind))
                for name in client.ask("GET", f"/{cluster.alias(kind)}-*"):
                    client.ask("DELETE", f"/{name}", timeout=LIMIT)
        by = dict(own)
        rates.append((by[False], by[True]))
        print(f"  made meanwhile {by[False]:.1f} s, ready made {by[True]:.1f} s", flush=True)
    ratio = statistics.median(raw / ours for ours, raw in rates)
    print(f"bulk: {ratio:.2f} of the rate of ready-made bodies (median of {PAIRS} pairs)")


def raw_requests(cluster: Cluster, whole: Sequence[Bodies]) -> list[bytes]:
    """All bodies as requests, ready to be sent."""
    lines = (
        encoded({"create": {"_index": alias, "_id": name}}) + b"\n" + encoded(body) + b"\n"
        for alias, name, body in cluster._placed(whole)
    )
    found = []
    while chunk := b"".join(islice(lines, REQUEST)):
        found.append(chunk)
    return found


def bare(question: Question, kind: str, size: int) -> dict[str, Any]:
    """The terms of a question for that kind of texts as match queries of the engine's own."""
    terms = {"words": question.words, "bigrams": question.bigrams, "pairs": question.pairs}
    said = {
        name: " ".join(token((pair_key if name == "pairs" else term_key)(t)) for t in terms[name])
        for name in KINDS[kind]
    }
    return {
        "size": size,
        "_source": False,
        "query": {"bool": {"should": [{"match": {n: text}} for n, text in said.items() if text]}},
    }


def named(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """The same, with what names the hits."""
    columns = ["document", "at"] if kind == "documents" else ["columns"]
    return {**body, "stored_fields": "_none_", "docvalue_fields": columns}


def timed(times: list[float], what: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    found = what()
    times.append(time.perf_counter() - start)
    return found


def compare(here: Library, there: Library, cluster: Cluster, texts: list[str]) -> None:
    """Print how fast both are, and whether they find the same."""
    columns = ("search", "answer", "bare ten", "bare", "search here", "answer here")
    client = cluster.client
    times: dict[str, list[float]] = {name: [] for name in columns}
    first = best = 0.0
    for number, text in enumerate(texts):
        asked = understand(text, here._analyzer)
        ten = bare(asked, "passages", BEST)
        both = {kind: named(bare(asked, kind, CANDIDATES), kind) for kind in KINDS}
        requests = [partial(client.search, cluster.alias(k), query) for k, query in both.items()]

        def ranked(library: Library, asked: Question = asked) -> list[tuple[str, int]]:
            searcher = library._finder.searcher
            hits = searcher.search(asked, CANDIDATES)
            return [(searcher.documents.path(h.document), h.passage) for h in hits[:BEST]]

        runs: dict[str, Callable[[], Any]] = {
            "bare ten": partial(client.search, cluster.alias("passages"), ten),
            "bare": partial(client.at_once, requests),
            "search": lambda: ranked(there),
            "search here": lambda: ranked(here),
            "answer": lambda t=text: there.ask(t),
            "answer here": lambda t=text: here.ask(t),
        }
        order = [*runs]
        order = order[number % len(order) :] + order[: number % len(order)]
        found = {name: timed(times[name], runs[name]) for name in order}
        own, others = found["search here"], found["search"]
        first += own[:1] == others[:1]
        best += len({*own} & {*others}) / max(len(own), 1)
    for name, own in times.items():
        cut = statistics.quantiles(own, n=20)
        print(f"{name}: p50 {1e3 * statistics.median(own):.1f} ms, p95 {1e3 * cut[18]:.1f} ms")
    for name in ("bare ten", "bare"):
        beside = statistics.median(times["search"]) / statistics.median(times[name])
        print(f"search / {name}: {beside:.2f}")
    print(f"the same first {first / len(texts):.3f}, of the best ten {best / len(texts):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--shards", type=int, default=1)
    args = parser.parse_args()
    os.environ["WENJU_OPENSEARCH_URL"] = args.url
    os.environ["WENJU_OPENSEARCH_SHARDS"] = str(args.shards)
    os.environ["WENJU_OPENSEARCH_REPLICAS"] = "0"
    os.environ["WENJU_OPENSEARCH_TIMEOUT"] = "60"
    source = read_news(args.news)
    folder = args.folder / str(args.passages)
    grow(source, args.passages, folder / "library", SEED)
    text = size(folder / "library")
    here, seconds = opened("embedded", folder / "library", folder / "here")
    print(f"{here.searched} passages, {len(here.documents)} documents, {text / 1e6:.1f} MB of text")
    print(f"indexed here: {seconds:.0f} s, {size(folder / 'here') / text:.2f} × the text")
    there, seconds = opened("opensearch", folder / "library", folder / f"there-{args.shards}")
    cluster: Cluster = there._finder.searcher.engine._cluster  # type: ignore[attr-defined]
    client = cluster.client
    print(f"indexed and loaded: {seconds:.0f} s")
    for kind in KINDS:
        told = client.ask("GET", f"/{cluster.alias(kind)}/_stats/store")
        kept = told["_all"]["primaries"]["store"]["size_in_bytes"]
        print(f"{kind}: {kept / 1e6:.1f} MB, {kept / text:.2f} × the text")
    left = size(folder / f"there-{args.shards}")
    print(f"here besides: {left / 1e6:.1f} MB, {left / text:.2f} × the text", flush=True)
    texts = [each.text for each in made(source, args.questions, SEED)]
    compare(here, there, cluster, texts)
    loading(client, here, args.shards)


if __name__ == "__main__":
    main()
