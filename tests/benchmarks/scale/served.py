"""wenju as one checkout ranks, for questions that come as lines: CHECKOUT LIBRARY INDEX.

Run by `scale.checkout` with the Python of that checkout, whose own adapter and whose own package
are loaded. A line read is JSON, [what, text, k]; a line printed answers it: "query" cuts the
question and keeps it, "search" gives the nanoseconds of a search for its best `k`, and "ask" the
id of the first excerpt of an answer, which depends on the words of the excerpt alone, or null.
"""

import gc
import json
import sys
import time
from pathlib import Path

checkout, library_folder, index = sys.argv[1:]
sys.path[0] = f"{checkout}/tests/benchmarks"

from retrieval import Library  # noqa: E402
from scale.questions import parsed  # noqa: E402
from scale.registry import find  # noqa: E402

engine = find("recipe")()
engine.load(index)
library = Library.open(Path(library_folder), index=Path(index))
queries = {}


def query(text, _):
    queries[text] = engine.query(parsed(text))


def search(text, k):
    began = time.perf_counter_ns()
    engine.search(queries[text], k)
    return time.perf_counter_ns() - began


def ask(text, _):
    found = library.ask(text, min_confidence=0).excerpts
    return found[0].citation.id if found else None


gc.collect()
gc.freeze()
gc.disable()
for line in sys.stdin:
    what, *about = json.loads(line)
    print(json.dumps({"query": query, "search": search, "ask": ask}[what](*about)), flush=True)
