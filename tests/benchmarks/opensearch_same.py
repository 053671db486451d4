"""Whether a cluster answers question sets as an index here does.

    python tests/benchmarks/opensearch_same.py FOLDER... --url http://127.0.0.1:9200 \\
        [--shards 1 3] [--questions 200]

Each FOLDER has `questions.jsonl` (JSON objects with a "question", one a line) and `library/`, as
`wenju eval` reads them. Prints for each and for each number of shards, in percent of the questions,
drawn at random and the same every time: how many have the same first excerpt, the same standing,
and, of the best ten documents here with the best passage of each, how many are among those there;
and by how much the confidences differ at most.
"""

import argparse
import json
import os
import random
import tempfile
from pathlib import Path

from opensearch_faults import opened

from retrieval import Library

SEED = 7
BEST = 10


def questions(path: Path, count: int) -> list[str]:
    """So many of those in a file."""
    every = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    return random.Random(SEED).sample(every, min(count, len(every)))


def best(library: Library, question: str) -> set[tuple[str, int]]:
    """The best documents, each with where its best passage begins."""
    hits = library.rank(question, BEST)
    return {(hit.passage.document.path, hit.passage.start) for hit in hits}


def line(here: Library, there: Library, asked: list[str]) -> str:
    """What is the same of what both answer."""
    first = standing = 0
    shares: list[float] = []
    off = 0.0
    for question in asked:
        own, other = here.ask(question), there.ask(question)
        shown = [
            [(e.document.path, e.start, e.end) for e in (*a.excerpts, *a.nearest)[:1]]
            for a in (own, other)
        ]
        first += shown[0] == shown[1]
        standing += own.standing == other.standing
        off = max(off, abs(own.confidence - other.confidence))
        wanted = best(here, question)
        if wanted:
            shares.append(len(wanted & best(there, question)) / len(wanted))
    of, among = 100 / len(asked), 100 * sum(shares) / max(len(shares), 1)
    return (
        f"{len(asked)} questions: the same first excerpt {of * first:.1f}, standing "
        f"{of * standing:.1f}, of the best ten {among:.1f}; confidence within {off:.1g}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--url", required=True)
    parser.add_argument("--shards", nargs="+", default=["1", "3"])
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    os.environ |= {
        "WENJU_OPENSEARCH_URL": args.url,
        "WENJU_OPENSEARCH_REPLICAS": "0",
        "WENJU_OPENSEARCH_TIMEOUT": "60",
    }
    for folder in args.folders:
        asked = questions(folder / "questions.jsonl", args.questions)
        with tempfile.TemporaryDirectory() as made:
            here = opened("embedded", folder / "library", Path(made, "here"))
            for shards in args.shards:
                os.environ["WENJU_OPENSEARCH_SHARDS"] = shards
                there = opened("opensearch", folder / "library", Path(made, shards))
                print(f"{folder.name}, {shards} shards, {line(here, there, asked)}", flush=True)


if __name__ == "__main__":
    main()
