"""What was measured, as data: kept in a file, so that tables and plots can be made again."""

import importlib.metadata
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

LIBRARIES = "numpy jieba rank-bm25 rank-bm25-rs bm25s numba tantivy".split()


@dataclass
class Row:
    """One engine at one size: seconds and bytes, but milliseconds of latency; `by_turns` is the
    median where the engines take turns at every question.

    `alike` is the share of the questions for which an earlier checkout shows the same first excerpt
    as this one. None where nothing was measured; `problem` says why there is nothing at all.
    """

    title: str
    p50: float | None = None
    p99: float | None = None
    by_turns: float | None = None
    questions: int | None = None
    build: float | None = None
    disk: int | None = None
    private: int | None = None
    mapped: int | None = None
    load: float | None = None
    start: float | None = None
    alike: float | None = None
    agreement: str = ""
    problem: str = ""

    @property
    def beyond(self) -> int | None:
        """Private memory beside mapped pages, which the system can take back."""
        return None if self.private is None else self.private - (self.mapped or 0)


@dataclass
class Scale:
    """Everything at one size; `starts` are the seconds of bare commands, in the same run.

    `passages` are those that are searched, of `paragraphs` and titles; `throughput` is in megabytes
    a second. `busy` is the load average of the machine before it began: above 0, others were at
    work.
    """

    paragraphs: int
    passages: int
    documents: int
    bytes: int
    questions: int
    busy: float
    rows: dict[str, Row] = field(default_factory=dict)
    starts: dict[str, float] = field(default_factory=dict)
    throughput: dict[str, float] = field(default_factory=dict)


@dataclass
class Results:
    """A whole run."""

    date: str
    machine: str
    versions: str
    command: str
    scales: list[Scale] = field(default_factory=list)

    @classmethod
    def begun(cls) -> "Results":
        """Those of a run that begins now."""
        words = ["python", *sys.argv]
        return cls(time.strftime("%Y-%m-%d"), _machine(), _versions(), " ".join(words))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(paths: Sequence[Path]) -> Results:
    """The results in one file, or in several: the later ones add sizes to the first."""
    found = [_read(path) for path in paths]
    for more in found[1:]:
        found[0].scales += more.scales
    return found[0]


def _read(path: Path) -> Results:
    held = json.loads(path.read_text("utf-8"))
    for scale in held["scales"]:
        scale["rows"] = {name: Row(**row) for name, row in scale["rows"].items()}
    held["scales"] = [Scale(**scale) for scale in held["scales"]]
    return Results(**held)


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((x.partition(": ")[2] for x in lines if x.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores ({model}), {memory:.0f} GiB"


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)
