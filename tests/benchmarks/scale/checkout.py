"""wenju as a checkout of it ranks, each in a process of its own: this one, and an earlier one.

A search is timed in that process, so that what lies between processes counts for neither.
"""

import json
import subprocess
import sys
from pathlib import Path

from scale.engines import Engine

_SERVED = Path(__file__).with_name("served.py")


class Apart(Engine):
    """This checkout, on the index that is built for `ours.Recipe`."""

    name = "**wenju**, as it ranks, in a process of its own"
    is_alike = False
    starts_alone = False
    checkout = Path(__file__).parents[3]
    python = sys.executable

    def load(self, folder):
        library = str(Path(folder).with_name("library"))
        command = [self.python, str(_SERVED), str(self.checkout), library, folder]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def query(self, question):
        self._told("query", question.text)
        return question.text

    def search(self, query, k):
        return self._told("search", query, k), ()

    def timed(self, query, k):
        return self._told("search", query, k)

    def first(self, question):
        """The id of the first excerpt of the answer, or None."""
        return self._told("ask", question.text)

    def close(self):
        with self._process:
            self._process.stdin.close()

    def _told(self, what, text, k=0):
        print(json.dumps([what, text, k]), file=self._process.stdin, flush=True)
        if line := self._process.stdout.readline():
            return json.loads(line)
        raise RuntimeError(f"{self.name}: its process ended")


class Before(Apart):
    """An earlier checkout, with its Python in `.venv`, on an index that its own program makes."""

    @classmethod
    def at(cls, checkout):
        """That of the folder `checkout`."""
        said = ["git", "-C", str(checkout), "describe", "--always", "--dirty", "--exclude", "*"]
        commit = subprocess.run(said, check=True, capture_output=True, text=True).stdout.strip()
        about = {
            "name": f"wenju of {commit}, as it ranks, in a process of its own",
            "checkout": checkout.resolve(),
            "python": str(checkout.resolve() / ".venv/bin/python"),
        }
        return type("Before", (cls,), about)

    def build(self, corpus, folder):
        from scale import ours
        from scale.building import Corpus
        from scale.processes import environment
        from scale.throughput import cores

        env = environment(Path(folder).parent.with_name("cache"))
        ours.index(Corpus(corpus.library, Path(folder)), self.python, cores(), env)


def alike(one, other, questions):
    """The share of the questions for which both show the same first excerpt, or none."""
    same = sum(one.first(question) == other.first(question) for question in questions)
    return same / len(questions)
