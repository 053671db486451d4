"""How fast raw text becomes an index: `wenju index` beside jieba's own pool, which only cuts it."""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from statistics import median

from scale import ours
from scale.building import Corpus, in_child

OURS, JIEBA = "wenju index", "jieba's pool"
# Larger libraries are indexed once.
REPEATED = 20_000


def throughput(corpus: Corpus, env: Mapping[str, str], runs: int) -> dict[str, float]:
    """Megabytes of UTF-8 a second, medians of runs by turns; the index is there afterwards.

    Ours is a process from its start to its end, files read and an index written; jieba's texts are
    in memory, and its dictionary is loaded before.
    """
    files = [path for path in corpus.library.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    texts = [path.read_text("utf-8") for path in files]
    seconds: dict[str, list[float]] = {OURS: [], JIEBA: []}
    for _ in range(runs):
        seconds[JIEBA].append(in_child(_jieba, texts))
        shutil.rmtree(corpus.index, ignore_errors=True)
        began = time.perf_counter()
        ours.index(corpus, sys.executable, cores(), env)
        seconds[OURS].append(time.perf_counter() - began)
    return {name: size / median(each) for name, each in seconds.items()}


def _jieba(texts: list[str]) -> float:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    jieba.enable_parallel(cores())
    # It hands lines to its processes.
    whole = "\n".join(texts)
    began = time.perf_counter()
    for _ in jieba.cut(whole):
        pass
    seconds = time.perf_counter() - began
    jieba.disable_parallel()
    return seconds


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
