"""A library that changes, and a large one: what a refresh costs, and what a process holds.

    python tests/benchmarks/scale.py --news FILE.jsonl.gz --passages 1M --work DIR
    python tests/benchmarks/live.py --news FILE.jsonl.gz --library DIR/1000000/library \\
        --index DIR/1000000/recipe

The second adds a document to the library that the first has left, and takes it away again; to the
index nothing is done. Prints a table in Markdown.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scale.corpus import lines, plan, read_news
from scale.processes import environment, held
from scale.questions import made

from retrieval import IndexOptions, Library, cores

FILES = 10_000
FILES_IN_A_FOLDER = 1000
RUNS = 7
ADDED = 50
QUESTIONS = 100
MIB = 2**20


def unchanged(source: list[str], work: Path) -> tuple[float, float]:
    """Seconds of a refresh among FILES files, and of opening them, when nothing has changed."""
    folder, index = work / "files", work / "files-index"
    paragraphs = (line for document in plan(source, FILES, 7) for line in lines(source, document))
    for number, paragraph in enumerate(paragraphs):
        path = folder / str(number // FILES_IN_A_FOLDER) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(paragraph + "\n", "utf-8")
    options = IndexOptions(workers=cores(), patient=True)
    library = Library.open(folder, index=index, options=options)
    time.sleep(2)  # a time that is as good as now is not trusted
    library = library.refresh()
    refreshing = statistics.median(_timed(library.refresh) for _ in range(RUNS))
    opening = statistics.median(
        _timed(lambda: Library.open(folder, index=index)) for _ in range(RUNS)
    )
    assert library.refresh() is library
    return refreshing, opening


def added(source: list[str], library_folder: Path, index: Path) -> tuple[list[float], list[float]]:
    """Seconds from the start of a refresh until a new document of ADDED passages is found, and
    until it is not found any more when it is gone; of RUNS documents."""
    found, gone = [], []
    library = Library.open(library_folder, index=index)
    path = library_folder / "added.txt"
    try:
        for run in range(RUNS):
            paragraphs = [line for d in plan(source, ADDED, 100 + run) for line in lines(source, d)]
            name = f"关于第{run + 7001}号试验田灌溉水量的说明"
            path.write_text("\n".join([name, *paragraphs]), "utf-8")
            began = time.perf_counter()
            library = library.refresh()
            (hit, *_) = library.rank(name, 1)
            found.append(time.perf_counter() - began)
            assert hit.passage.document.path == path.name
            path.unlink()
            began = time.perf_counter()
            library = library.refresh()
            (hit, *_) = library.rank(name, 1)
            gone.append(time.perf_counter() - began)
            assert hit.passage.document.path != path.name
    finally:
        path.unlink(missing_ok=True)
    return found, gone


def asked(source: list[str], library: Path, index: Path) -> Iterator[tuple[int, int]]:
    """Bytes after each of QUESTIONS questions to one `wenju ask`: private ones but for the mapped
    files of the index, and those."""
    program = Path(sys.executable).with_name("wenju")
    command = [program, "ask", "--json", "--library", library, "--index", index]
    env = environment(index.parent / "cache")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        for question in made(source, QUESTIONS, 11):
            process.stdin.write(question.text + "\n")
            process.stdin.flush()
            assert process.stdout.readline()
            memory = held(process.pid, [str(index)])
            yield memory.private - memory.mapped, memory.mapped
        process.stdin.close()


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def linked(index: Path) -> Path:
    """The same index in a folder beside it: its files are never changed, so that links do."""
    copy = index.with_name(f"{index.name}-live")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for path in index.iterdir():
        (copy / path.name).hardlink_to(path)
    return copy


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--news", type=Path, required=True, metavar="FILE")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    args = parser.parse_args()
    source = read_news(args.news)
    print("| | measured | wanted |\n|---|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory() as work:
        refreshing, opening = unchanged(source, Path(work))
    say(f"refresh, nothing changed among {FILES:,} files", f"{refreshing:.3f} s", "≤ 0.3 s")
    say("opening them, nothing changed", f"{opening:.3f} s")
    index = linked(args.index)
    try:
        size = Library.open(args.library, index=index).searched
        memory = list(asked(source, args.library, index))
        found, gone = added(source, args.library, index)
    finally:
        shutil.rmtree(index)
    where = f"{size:,} passages"
    say(f"{where}: {ADDED} passages added until found", _spread(found), "≤ 0.2 s")
    say(f"{where}: removed until not found", _spread(gone))
    own = f"{memory[-1][0] / MIB:.0f} MiB, at most {max(memory)[0] / MIB:.0f}"
    say(f"{where}: private beyond mapped files, {QUESTIONS} questions", own, "≤ 150 MiB")
    say(f"{where}: mapped files in memory then", f"{memory[-1][1] / MIB:.0f} MiB")


def say(what: str, measured: str, wanted: str = "") -> None:
    print(f"| {what} | {measured} | {wanted} |", flush=True)


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.3f} s ({min(seconds):.3f}–{max(seconds):.3f})"


if __name__ == "__main__":
    main()
