"""Kill indexing over and over: what is asked then is answered rightly, nothing has to be mended.

    python tests/benchmarks/crash.py --rounds 200

In each round the files of a small library change at random, a process that indexes them, every
third time with two more for the work, is killed (SIGKILL) at a random moment, and the library is
opened and asked. Every document must be found, by the words that it alone has and as it is now,
what is gone must not be, and the system's processes must be as many as before. Prints one line.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from retrieval.library import Library

DOCUMENTS = 120
SENTENCE = "乌兰察布是距离首都北京最近的边境边疆城市，口岸货运稳步增长，各项工作扎实推进。"
MARK = "WENJU_CRASH"
# Small batches, so that there is more to interrupt; a line when work begins.
CHILD = """
import sys
from pathlib import Path
from retrieval.indexing import writing
from retrieval.library import Library
from retrieval import IndexOptions
class Told:
    def begin(self, *what): print(flush=True)
    def advance(self, *what): pass
writing.BATCH = 1 << 15
root, index, workers = sys.argv[1:]
Library.open(root, index=Path(index), options=IndexOptions(Told(), int(workers), patient=True))
"""


class Folder:
    """A library that changes; `words` are what each document alone has."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.words: dict[str, str] = {}
        self._chance = chance
        self._made = 0
        for _ in range(DOCUMENTS):
            self._write(f"{self._made}.txt")

    def change(self) -> None:
        """Some files come, some go, some change, some move."""
        for _ in range(self._chance.randint(1, 30)):
            name = self._chance.choice(sorted(self.words))
            match self._chance.randrange(5):
                case 0 if len(self.words) > DOCUMENTS // 2:
                    (self.root / name).unlink()
                    del self.words[name]
                case 1:
                    self._write(name)
                case 2:
                    (self.root / name).rename(self.root / f"moved{self._made}.txt")
                    self.words[f"moved{self._made}.txt"] = self.words.pop(name)
                    self._made += 1
                case _ if len(self.words) < DOCUMENTS * 2:
                    self._write(f"{self._made}.txt")

    def _write(self, name: str) -> None:
        self._made += 1
        self.words[name] = f"q{self._made}z"
        body = "\n".join([SENTENCE] * self._chance.randint(1, 60))
        text = f"第{self._made}号\n\n{body}\n代号{self.words[name]}的数量为{self._made}吨。\n"
        (self.root / name).write_text(text, encoding="utf-8")


def interrupted(root: Path, index: Path, workers: int, chance: random.Random) -> bool:
    """Index in a process of its own and kill it; whether it was still at it."""
    command = [sys.executable, "-c", CHILD, str(root), str(index), str(workers)]
    # What helpers of Python's own say of a parent that vanished is theirs.
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, MARK: str(index)},
    )
    assert child.stdout
    child.stdout.readline()
    time.sleep(chance.uniform(0, chance.choice([0.01, 0.1, 0.5, 2.0 if workers > 1 else 0.5])))
    killed = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    return killed


def orphans(index: Path) -> int:
    """How many processes that began to index are still there after a second."""
    wanted = f"{MARK}={index}\0".encode()
    for _ in range(20):
        found = 0
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                found += wanted in (process / "environ").read_bytes()
        if not found:
            return 0
        time.sleep(0.05)
    return found


def wrong(folder: Folder, library: Library) -> list[str]:
    """What the library says that is not so."""
    found = []
    if [document.path for document in library.documents] != sorted(folder.words):
        found.append("other documents than files")
    if library.newer or library.skipped:
        found.append(f"{library.newer} newer, {len(library.skipped)} skipped")
    for name, word in folder.words.items():
        answer = library.ask(f"代号{word}的数量", limit=1, min_confidence=0)
        text = (folder.root / name).read_text("utf-8")
        (best,) = answer.excerpts or [None]
        if best is None or best.document.path != name or word not in best.text:
            found.append(f"{name} is not found")
        elif text[best.start : best.end] != best.text:
            found.append(f"{name} says something else")
    return found


def main() -> None:
    """Run the rounds; exit with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    killed = anew = left = 0
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        root, index = Path(place) / "library", Path(place) / "index"
        root.mkdir()
        folder = Folder(root, chance)
        for number in range(args.rounds):
            folder.change()
            killed += interrupted(root, index, 2 if number % 3 == 2 else 1, chance)
            left += orphans(index)
            # Half of the time the next process finds what this one left.
            if chance.random() < 0.5:
                library = Library.open(root, index=index)
                anew += library.trouble is not None
                problems += [f"round {number}: {each}" for each in wrong(folder, library)]
        Library.open(root, index=index)
        files = len(list(index.iterdir()))
    for each in problems[:20]:
        print(each)
    print(
        f"{args.rounds} rounds, {killed} killed at work: {len(problems)} wrong answers, "
        f"{anew} times made anew, {left} processes left, {files} files in the index at the end"
    )
    sys.exit(bool(problems or anew or left))


if __name__ == "__main__":
    main()
