"""Questions for a grown library: pieces of its sentences with a question word; always the same."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.questions import understand

LENGTH = (6, 20)
_CLAUSE = re.compile(rf"[^\W_]{{{LENGTH[0]},}}")
_FORMS = ("{}是什么？", "什么是{}？", "{}有哪些？", "如何{}？", "为什么{}？", "{}是多少？")


@dataclass(frozen=True)
class Question:
    """A question and its words as wenju parses it, which all engines are given."""

    text: str
    words: tuple[str, ...]


def made(source: Sequence[str], count: int, seed: int) -> list[Question]:
    """`count` questions about 6 to 20 characters of a sentence each."""
    rng = random.Random(seed)
    clauses = (clause for sentence in source for clause in _CLAUSE.findall(sentence))
    chosen = rng.sample(sorted(set(clauses)), count)
    return [parsed(rng.choice(_FORMS).format(_span(clause, rng))) for clause in chosen]


def read(path: Path, count: int, seed: int) -> list[Question]:
    """`count` questions of a file of JSON objects with a "question", one a line."""
    texts = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    return [parsed(text) for text in random.Random(seed).sample(texts, min(count, len(texts)))]


def parsed(text: str) -> Question:
    return Question(text, understand(text, Analyzer()).words)


def _span(clause: str, rng: random.Random) -> str:
    length = rng.randint(LENGTH[0], min(LENGTH[1], len(clause)))
    start = rng.randint(0, len(clause) - length)
    return clause[start : start + length]
