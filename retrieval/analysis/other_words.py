"""Words that stand for others: words for the same thing, from a list, of the same language or the
other, and neighbours, from a table.

年假 is 年休假 too, 工信部 has a full name, and hotline is 热线. Neighbours are of similar meaning:
their table is mapped and searched in place, so that a question that needs none pays nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from typing import NamedTuple

from retrieval.text.folding import data, data_file
from retrieval.text.patterns import lazy
from retrieval.weights import SAME

_LETTER = lazy("[a-z]")
# What one calls an offence and what rules call it are the same: 酒驾 is 饮酒后驾驶.
_WHOLLY = "offences.txt"
_FILES = ("same_words.txt", _WHOLLY, "issuers.txt")
# Behind it stand words that are looked for and not asked with.
_WRITTEN = " | "

Others = Mapping[str, float]
"""Words that stand for another, each with what it counts beside that, above 0 to 1."""


def same_words(folded: str, tokens: Sequence[str]) -> Iterator[tuple[int, int, Others]]:
    """Where words of groups stand in a folded text that is cut into `tokens`, and the other words
    of their groups. In order, apart, of those that overlap the longest."""
    return _standing(folded, tokens, *_groups())


def translations(
    folded: str, tokens: Sequence[str], *, into_english: bool
) -> Iterator[tuple[int, int, Others]]:
    """The same with words of the other language: Chinese ones for those in English and, where it is
    wished, the reverse."""
    # The list is not even read for what has no letters.
    if not (into_english or _LETTER.search(folded)):
        return
    for start, end, others in _standing(folded, tokens, *_both_languages()):
        if into_english or folded[start].isascii():
            yield start, end, others


def _standing(
    folded: str, tokens: Sequence[str], groups: "Groups", longest: int
) -> Iterator[tuple[int, int, Others]]:
    edges = [*accumulate(map(len, tokens), initial=0)]
    past = 0
    for n, start in enumerate(edges):
        if start < past:
            continue
        for end in reversed(edges[n + 1 : bisect_right(edges, start + longest)]):
            if found := groups.get(word := folded[start:end]):
                others = {o: 1.0 if wholly else SAME for o, wholly in _others(word, found)}
                yield start, end, others
                past = end
                break


def _others(word: str, groups: Sequence[tuple[Sequence[str], bool]]) -> Iterator[tuple[str, bool]]:
    return ((other, wholly) for every, wholly in groups for other in every if other != word)


Groups = Mapping[str, Sequence[tuple[Sequence[str], bool]]]
"""The words of groups, each with the words of its own, and whether they count as much."""


@cache
def _groups() -> tuple[Groups, int]:
    """All groups, and how long their longest word is."""
    found: dict[str, list[tuple[list[str], bool]]] = {}
    for file in _FILES:
        for line in data(file):
            asked, _, written = line.partition(_WRITTEN)
            group = [*(words := asked.split()), *written.split()]
            for word in words:
                found.setdefault(word, []).append((group, file == _WHOLLY))
    return found, max(map(len, found))


@cache
def _both_languages() -> tuple[Groups, int]:
    """The words of both languages with those of the other, and how long the longest is."""
    found: dict[str, list[tuple[list[str], bool]]] = {}
    for line in data("both_languages.txt"):
        own: tuple[list[str], list[str]] = [], []
        for word in line.split():
            own[word.isascii()].append(word.replace("_", " "))
        for words, others in (own, own[::-1]):
            for word in words:
                found.setdefault(word, []).append((others, False))
    return found, max(map(len, found))


class Neighbour(NamedTuple):
    """A word, and how near it is: a cosine, above 0 to 1."""

    word: str
    cosine: float


def neighbours(word: str) -> tuple[Neighbour, ...]:
    """The words near a folded one, the nearest first; none of one that the table has not got."""
    # Comments begin with it.
    line = "" if word.startswith("#") else _line(word)
    return tuple(Neighbour(name, int(cosine) / 100) for name, cosine in _pairs(line))


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    fields = line.split(" ")[1:]
    return zip(fields[::2], fields[1::2], strict=True)


def _line(word: str) -> str:
    """The line of the table that begins with a word; "" if there is none."""
    table, wanted = _table(), f"{word} ".encode()
    low, high = 0, len(table)
    while low < high:
        start = table.rfind(b"\n", low, (low + high) // 2) + 1 or low
        past = table.find(b"\n", start) + 1 or len(table)
        found = table[start : past - 1]
        if found.startswith(wanted):
            return found.decode()
        # In UTF-8, bytes are in the order of the code points.
        low, high = (past, high) if found < wanted else (low, start)
    return ""


@cache
def _table() -> mmap:
    with data_file("neighbours.txt").open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
