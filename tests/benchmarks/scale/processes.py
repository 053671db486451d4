"""Whole processes, seen from outside: how long they take, and how much memory they hold."""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# A process slower than this is started this often only.
SLOW, SLOW_RUNS = 5.0, 2
_INTERVAL = 0.002


@dataclass(frozen=True)
class Memory:
    """The highest that was seen, in bytes: what no other process shares (Private_Clean and
    Private_Dirty), and how much of that are pages of the index's own files, mapped, which the
    system can take back."""

    private: int
    mapped: int


@dataclass(frozen=True)
class Run:
    """Seconds from start to end, and the last line that was printed."""

    seconds: float
    said: str


def environment(cache: Path) -> dict[str, str]:
    """That of a user, whose installed modules are compiled; what we keep is in `cache`."""
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"WENJU_CACHE": str(cache), "WENJU_STATE": str(cache / "state")}


def walls(
    commands: Mapping[str, Sequence[str]], env: Mapping[str, str], runs: int
) -> dict[str, list[Run]]:
    """`runs` runs of every command, by turns, after one that does not count."""
    first = {name: _run(command, env) for name, command in commands.items()}
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            if number < SLOW_RUNS or first[name].seconds < SLOW:
                found[name].append(_run(command, env))
    return found


def median(runs: Sequence[Run]) -> float:
    """The median of the seconds."""
    return statistics.median(run.seconds for run in runs)


def memory(
    command: Sequence[str], env: Mapping[str, str], data: Sequence[Path], runs: int
) -> Memory:
    """The most that a command held in any of `runs` runs; `data` are folders of files of ours."""
    seen = [_watched(command, env, [str(folder) for folder in data]) for _ in range(runs)]
    return max(seen, key=lambda found: found.private)


def _run(command: Sequence[str], env: Mapping[str, str]) -> Run:
    began = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return Run(seconds, done.stdout.strip().rpartition("\n")[2])


def _watched(command: Sequence[str], env: Mapping[str, str], data: list[str]) -> Memory:
    best = Memory(0, 0)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) as process:
        while process.poll() is None:
            began = time.perf_counter()
            with suppress(FileNotFoundError, ProcessLookupError):
                seen = held(process.pid, data)
                best = max(best, seen, key=lambda memory: memory.private)
            # A look holds the process up, the longer the more memory it has.
            time.sleep(max(_INTERVAL, 3 * (time.perf_counter() - began)))
    return best


def held(pid: int, data: Sequence[str]) -> Memory:
    """What a process holds now: the sums that smaps_rollup gives, with the part of mapped files."""
    private = mapped = 0
    is_data = False
    for line in Path(f"/proc/{pid}/smaps").read_text("utf-8").splitlines():
        head, *fields = line.split(None, 5)
        if not head.endswith(":"):
            is_data = len(fields) == 5 and any(fields[4].startswith(folder) for folder in data)
        elif head in ("Private_Clean:", "Private_Dirty:"):
            size = int(fields[0]) * 1024
            private += size
            mapped += size if is_data else 0
    return Memory(private, mapped)
