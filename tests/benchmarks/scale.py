"""Speed and size from 10,000 to a million passages: wenju beside other engines, in one run.

    python tests/benchmarks/scale.py --passages 10k 100k 1M --news FILE.jsonl.gz \\
        --save results.json --plot tests/pictures/latency.svg
    python tests/benchmarks/scale.py --from results.json --plot tests/pictures/latency.svg

Libraries of any size are grown from the sentences of real documents: `--news` is a file of JSON
objects with a "text", one a line, compressed by gzip; `--folder` a folder of documents. Every
engine gets the words that wenju cuts, the same questions, and its turn at each ten of them; "by
turns" is the median where it has its turn at each, and finds the processor's caches full of what
the others left. Engines that are not installed (`pip install -e '.[bench]'`) are named as such.
Prints tables in Markdown.

Every engine has the passages that wenju searches, as it cut them: paragraphs, split where they are
long or hold a list, and titles. Build: from words that are cut already, in memory (the others) or
in the records of an index (wenju), to files on disk. Load and "one question": a fresh process that
loads the index (and jieba, for the others) and answers one question; wenju's is `wenju ask`, which
looks for changed files, reads documents and prints excerpts, too. Memory is the most that no other
process shared, with the mapped pages of index files in brackets.

`--before DIR` adds an earlier checkout of the project, whose Python is in its `.venv`: its own
program makes its index, and it and this checkout rank in processes of their own, by turns with the
others. An excerpt is the same if its words are.
"""

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from scale import ours, report, results
from scale.agreement import agreement
from scale.building import Corpus, build_all, folder_of, in_child
from scale.checkout import alike
from scale.corpus import grow, read_folder, read_news
from scale.latency import latencies
from scale.processes import SLOW, environment, median, memory, walls
from scale.questions import Question, made, read
from scale.registry import APART, BEFORE, ENGINES, compare_with, find
from scale.results import Results, Row, Scale
from scale.throughput import REPEATED, cores, throughput

ONESHOT = str(Path(__file__).with_name("scale") / "oneshot.py")
STARTS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
}
# Builds that are repeated, and sizes whose scores are compared; above, once and not at all.
SMALL = 100_000
MEMORY_RUNS = 3
LOAD = "load "


@dataclass(frozen=True)
class Bench:
    """What all sizes share."""

    source: list[str]
    questions: Sequence[Question]
    work: Path
    args: argparse.Namespace

    def scale(self, passages: int) -> Scale:
        """Everything that is measured at one size."""
        args, work = self.args, self.work / str(passages)
        work.mkdir(parents=True, exist_ok=True)
        say(f"{passages:,} passages: growing")
        busy = os.getloadavg()[0]
        documents = grow(self.source, passages, work / "library", args.seed)
        size = sum(path.stat().st_size for path in (work / "library").rglob("*.txt"))
        scale = Scale(passages, 0, len(documents), size, len(self.questions), busy)
        names = [*(args.engines or ENGINES), *(compare_with(args.before) if args.before else ())]
        scale.rows = {name: Row(find(name).name) for name in names}
        self._mark_missing(scale)
        corpus = Corpus(work / "library", work / "index")
        self._index(scale, corpus)
        self._build(scale, corpus, work)
        self._start(scale, work)
        self._ask(scale, work)
        return scale

    def _mark_missing(self, scale: Scale) -> None:
        for name, row in scale.rows.items():
            missing = [x for x in find(name).libraries if not importlib.util.find_spec(x)]
            if missing:
                row.problem = f"not installed: {', '.join(missing)}"
            elif not self.args.engines and find(name).largest < scale.paragraphs:
                row.problem = "left out: slow"

    def _index(self, scale: Scale, corpus: Corpus) -> None:
        say("indexing")
        env = environment(self.work / "cache")
        if scale.paragraphs <= SMALL:
            runs = self.args.builds if scale.paragraphs <= REPEATED else 1
            scale.throughput = throughput(corpus, env, runs)
        else:
            ours.index(corpus, sys.executable, cores(), env)
        scale.passages = in_child(ours.count, corpus)

    def _build(self, scale: Scale, corpus: Corpus, work: Path) -> None:
        say("building")
        runs = self.args.builds if scale.paragraphs <= SMALL else 1
        for name, built in build_all(corpus, _sound(scale), work, runs).items():
            row = scale.rows[name]
            row.build, row.disk, row.problem = built.seconds, built.bytes, built.problem

    def _start(self, scale: Scale, work: Path) -> None:
        say("starting fresh processes")
        env = environment(self.work / "cache")
        alone = {name: find(name)() for name in _sound(scale) if find(name).starts_alone}
        text, start = self.questions[0].text, (sys.executable, ONESHOT)
        asked = {name: (*start, name, str(folder_of(work, name)), text) for name in alone}
        commands = {name: engine.command(*asked[name]) for name, engine in alone.items()}
        loads = {LOAD + n: asked[n] for n in alone if tuple(commands[n]) != asked[n]}
        times = walls(STARTS | commands | loads, env, self.args.runs)
        scale.starts = {name: median(times[name]) for name in STARTS}
        for name in alone:
            row = scale.rows[name]
            row.start = median(times[name])
            loading = times.get(LOAD + name, times[name])
            row.load = statistics.median(float(run.said.split()[0]) for run in loading)
            data = [work, self.work / "cache"]
            held = memory(commands[name], env, data, 1 if row.start > SLOW else MEMORY_RUNS)
            row.private, row.mapped = held.private, held.mapped

    def _ask(self, scale: Scale, work: Path) -> None:
        say("loading")
        engines = {name: find(name)() for name in _sound(scale)}
        for name, engine in engines.items():
            engine.load(str(folder_of(work, name)))
        say("asking")
        args = self.args
        found = latencies(engines, self.questions, args.rounds, args.budget, args.at_once)
        for name, latency in found.items():
            row = scale.rows[name]
            row.p50, row.p99, row.questions = latency.p50, latency.p99, latency.questions
        say("asking by turns")
        for name, latency in latencies(engines, self.questions, 1, args.budget, 1).items():
            scale.rows[name].by_turns = latency.p50
        if {APART, BEFORE} <= engines.keys():
            scale.rows[BEFORE].alike = alike(engines[APART], engines[BEFORE], self.questions)
        if scale.paragraphs <= SMALL:
            for name, words in agreement(engines, self.questions).items():
                scale.rows[name].agreement = words
        for engine in engines.values():
            engine.close()


def _sound(scale: Scale) -> list[str]:
    return [name for name, row in scale.rows.items() if not row.problem]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def size(text: str) -> int:
    """10k, 1M or a plain number."""
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--news", type=Path, metavar="FILE", help="sentences from a .jsonl.gz")
    given.add_argument("--folder", type=Path, metavar="DIR", help="sentences from documents")
    given.add_argument("--from", dest="made", type=Path, nargs="+", help="results saved before")
    parser.add_argument("--passages", type=size, nargs="+", default=[10_000, SMALL])
    parser.add_argument(
        "--engines", nargs="+", choices=ENGINES, help="(default: all but slow ones)"
    )
    parser.add_argument(
        "--before",
        type=Path,
        metavar="DIR",
        help="an earlier checkout, with .venv, to compare with",
    )
    parser.add_argument("--questions", type=Path, metavar="FILE", help='JSON lines, "question"')
    parser.add_argument("--count", type=int, default=300, help="questions (default: 300)")
    parser.add_argument("--rounds", type=int, default=3, help="of all questions (default: 3)")
    parser.add_argument(
        "--at-once", type=int, default=10, metavar="N", help="questions in a turn (default: 10)"
    )
    parser.add_argument("--budget", type=float, default=60, help="seconds to ask one engine")
    parser.add_argument("--runs", type=int, default=7, help="of a fresh process (default: 7)")
    parser.add_argument("--builds", type=int, default=3, help="of an index (default: 3)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep libraries and indexes here")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the results here")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw latency here, as SVG")
    return parser.parse_args()


def measured(args: argparse.Namespace) -> Results:
    found = Results.begun()
    source = read_news(args.news) if args.news else read_folder(args.folder)
    if args.questions:
        questions = read(args.questions, args.count, args.seed)
    else:
        questions = made(source, args.count, args.seed)
    with ExitStack() as stack:
        temporary = args.work or stack.enter_context(tempfile.TemporaryDirectory())
        bench = Bench(source, questions, Path(temporary).resolve(), args)
        for passages in args.passages:
            found.scales.append(bench.scale(passages))
            if args.save:
                found.save(args.save)
    return found


def main() -> None:
    args = parsed_arguments()
    found = results.read(args.made) if args.made else measured(args)
    for line in report.tables(found):
        print(line)
    if args.plot:
        report.plot(found, args.plot)


if __name__ == "__main__":
    main()
