"""One large file: what indexing it takes, and a question, a quotation and a search of it.

    python tests/benchmarks/large.py 5 12 50 --news FILE.jsonl.gz [--shapes articles line]

The sizes are millions of bytes. The texts are made of the shuffled sentences of news: `paragraphs`
of a few, `articles` under chapters, or all in one `line`. Each command runs in a process of its
own, with nothing in memory: seconds of the processor and by the clock, and the most memory that the
process held at a time, mapped files included. What is quoted and looked for is a sentence from the
middle of the file; the question is made of it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from scale.corpus import read_news

NUMERALS = "〇一二三四五六七八九"
SHAPES = ("paragraphs", "articles", "line")
COMMAND = (sys.executable, "-c", "import sys; from bot.cli.main import main; sys.exit(main())")


def shuffled(sentences: list[str], chance: random.Random) -> Iterator[str]:
    """The sentences over and over, each time in another order."""
    while True:
        yield from chance.sample(sentences, len(sentences))


def numeral(number: int) -> str:
    """A number by its digits: 一〇二."""
    return "".join(NUMERALS[int(digit)] for digit in str(number))


def lines(shape: str, sentences: Iterator[str], chance: random.Random) -> Iterator[str]:
    """The text, piece by piece."""
    for number in count(1):
        if shape == "line":
            yield next(sentences)
        elif shape == "paragraphs":
            yield "".join(next(sentences) for _ in range(chance.randint(1, 6))) + "\n"
        else:
            if number % 12 == 1:
                yield f"\n第{number // 12 + 1}章 {next(sentences)[:8]}\n\n"
            yield f"第{number}条 {next(sentences)}\n"
            for item in range(1, chance.randint(1, 5)):
                yield f"（{numeral(item)}）{next(sentences)}\n"


def write(path: Path, shape: str, size: int, sentences: list[str]) -> str:
    """Write a file of about `size` bytes; a sentence from its middle."""
    chance = random.Random(1)
    every = shuffled(sentences, chance)
    written, middle = 0, ""
    with path.open("w", encoding="utf-8") as file:
        for piece in lines(shape, every, chance):
            if written < size / 2:
                middle = piece
            file.write(piece)
            written += len(piece.encode())
            if written >= size:
                break
    longest = max(middle.strip().split("。"), key=len)
    return longest.partition(" ")[2] or longest


def run(environment: dict[str, str], *words: str) -> tuple[float, float, float]:
    """Seconds of the processor, seconds by the clock and MiB that a command takes."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024


def measure(shape: str, size: int, sentences: list[str]) -> None:
    """One row for each command."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "library"
        root.mkdir()
        said = write(root / "large.txt", shape, size * 1_000_000, sentences)
        environment = os.environ | {
            "WENJU_CACHE": f"{folder}/cache",
            "WENJU_STATE": f"{folder}/state",
            "WENJU_LIBRARY": str(root),
        }
        commands = {
            "index": ("index",),
            "ask": ("ask", f"{said[:12]}是怎么说的"),
            "verify": ("verify", said),
            "find": ("find", said[:6]),
        }
        for name, words in commands.items():
            processor, clock, memory = run(environment, *words)
            print(
                f"{shape:10} {size:4} MB  {name:7} {processor:7.2f} s of the processor "
                f"{clock:7.2f} s by the clock {memory:6.0f} MiB",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--news", type=Path, required=True, metavar="FILE")
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES)
    args = parser.parse_args()
    sentences = read_news(args.news)
    for size in args.sizes:
        for shape in args.shapes:
            measure(shape, size, sentences)


if __name__ == "__main__":
    main()
