"""Indexes built from terms that are cut already, each build in a process of its own."""

import gc
import multiprocessing
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from scale.ours import passages
from scale.registry import BUILT_BY, find


@dataclass(frozen=True)
class Corpus:
    """The folder of a grown library, that of its index, and the words of every passage."""

    library: Path
    index: Path

    @cached_property
    def words(self) -> list[list[str]]:
        return list(passages(self))


@dataclass(frozen=True)
class Built:
    """What a build took; `problem` says why there is none."""

    seconds: float = 0.0
    bytes: int = 0
    problem: str = ""


def build_all(corpus: Corpus, names: Sequence[str], work: Path, runs: int) -> dict[str, Built]:
    """Build each engine's index `runs` times, by turns; the time is the median.

    In a process of its own, so that the terms are gone when questions are asked.
    """
    return in_child(_build_all, corpus, names, work, runs)


def folder_of(work: Path, name: str) -> Path:
    """Where the index of an engine is."""
    return work / BUILT_BY.get(name, name)


def _build_all(corpus: Corpus, names: Sequence[str], work: Path, runs: int) -> dict[str, Built]:
    makers = list(dict.fromkeys(BUILT_BY.get(name, name) for name in names))
    corpus.words  # noqa: B018 - made once, before the builds share it
    gc.freeze()
    seconds: dict[str, list[float]] = {name: [] for name in makers}
    problems: dict[str, str] = {}
    for _ in range(runs):
        for name in makers:
            try:
                seconds[name].append(in_child(_build, corpus, name, folder_of(work, name)))
            except ChildFailed as error:
                problems[name] = str(error)
            print(f"  built {name}: {seconds[name][-1:]}", file=sys.stderr, flush=True)
    return {name: _built(seconds, problems, work, name) for name in names}


def _built(
    seconds: dict[str, list[float]], problems: dict[str, str], work: Path, name: str
) -> Built:
    maker = BUILT_BY.get(name, name)
    if maker in problems:
        return Built(problem=problems[maker])
    files = (path for path in folder_of(work, name).rglob("*") if path.is_file())
    return Built(median(seconds[maker]), sum(path.stat().st_size for path in files))


def _build(corpus: Corpus, name: str, folder: Path) -> float:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    find(name)().build(corpus, str(folder))
    return time.perf_counter() - began


class ChildFailed(Exception):
    """What a child process raised, as text."""


def in_child(function: Callable[..., Any], *args: Any) -> Any:
    """What the function returns, run in a fork of this process. Raises ChildFailed."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(theirs, function, args))
    child.start()
    theirs.close()
    try:
        is_good, result = ours.recv()
    except EOFError:
        is_good, result = False, "the process was killed: out of memory?"
    child.join()
    if not is_good:
        raise ChildFailed(result)
    return result


def _report(pipe: Any, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        pipe.send((True, function(*args)))
    except Exception as error:  # noqa: BLE001 - one engine's failure is a line of the table
        pipe.send((False, f"{type(error).__name__}: {error}"))
