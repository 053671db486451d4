"""How fast raw text is cut into words: jieba's own pool beside ours, on the same cores."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from statistics import median

from scale.building import in_child
from scale.corpus import words_of

RUNS = 3


def throughput(texts: Sequence[str], cores: int) -> dict[str, float]:
    """Megabytes of UTF-8 a second, medians of runs by turns, dictionaries loaded before."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    ways: dict[str, Callable[..., float]] = {
        f"jieba.enable_parallel({cores})": _jieba_pool,
        f"retrieval.analysis, a pool of {cores}": _our_pool,
        "jieba, one process": _jieba,
        "retrieval.analysis, one process": _ours,
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            taken[name].append(in_child(way, texts, cores))
    return {name: size / median(seconds) for name, seconds in taken.items()}


def _jieba_pool(texts: Sequence[str], cores: int) -> float:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    jieba.enable_parallel(cores)
    # It hands lines to its processes.
    whole = "\n".join(texts)
    began = time.perf_counter()
    for _ in jieba.cut(whole):
        pass
    seconds = time.perf_counter() - began
    jieba.disable_parallel()
    return seconds


def _jieba(texts: Sequence[str], _cores: int) -> float:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    began = time.perf_counter()
    for text in texts:
        jieba.lcut(text)
    return time.perf_counter() - began


def _our_pool(texts: Sequence[str], cores: int) -> float:
    words_of("打开词典")
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        began = time.perf_counter()
        pool.map(words_of, texts)
        return time.perf_counter() - began


def _ours(texts: Sequence[str], _cores: int) -> float:
    words_of("打开词典")
    began = time.perf_counter()
    for text in texts:
        words_of(text)
    return time.perf_counter() - began


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
