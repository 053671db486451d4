"""What memory allows: a compiled loop that adds every posting of a query into an array.

A posting is the number of a text and a small code for its share of the score, as in wenju's own;
none is left out.
"""

from pathlib import Path

import numpy as np

from scale.engines import K1, B, Engine

_ARRAYS = ("starts", "ids", "codes", "table", "idf")


class Scatter(Engine):
    """The best are kept in a compiled loop too."""

    name = "compiled scatter"
    libraries = ("numba",)
    idf = "nonnegative"
    starts_alone = False

    def build(self, corpus, folder):
        numbers = {}
        for words in corpus.words:
            for word in words:
                numbers.setdefault(word, len(numbers))
        arrays = _postings(corpus.words, numbers)
        for name in _ARRAYS:
            np.save(Path(folder, f"{name}.npy"), arrays[name])
        with Path(folder, "words.txt").open("w", encoding="utf-8") as file:
            file.writelines(f"{word}\n" for word in numbers)
            file.write(f"{len(corpus.words)}\n")

    def load(self, folder):
        self._arrays = [np.load(Path(folder, f"{name}.npy")) for name in _ARRAYS]
        *words, size = Path(folder, "words.txt").read_text("utf-8").splitlines()
        self._numbers, self._size = {word: n for n, word in enumerate(words)}, int(size)
        self._add, self._top = _compiled()

    def search(self, query, k):
        return self._best(self._scores(query), k)

    def _scores(self, query):
        numbers = [self._numbers[word] for word in query if word in self._numbers]
        return self._add(*self._arrays, np.array(numbers, np.int64), self._size)

    def _best(self, scores, k):
        ids = self._top(scores, k)
        return ids, scores[ids]


class ScatterPartition(Scatter):
    """The best are found by numpy's partition."""

    name = "compiled scatter, np.argpartition"

    def _best(self, scores, k):
        best = np.argpartition(scores, len(scores) - k)[-k:]
        best = best[np.argsort(-scores[best], kind="stable")]
        return best, scores[best]


def _postings(texts, numbers):
    """Ids and codes by word, where those of each word begin, and the share that a code means."""
    size = len(texts)
    lengths = np.fromiter(map(len, texts), np.int64, size)
    words = np.fromiter((numbers[word] for text in texts for word in text), np.int64)
    words *= size
    words += np.repeat(np.arange(size), lengths)
    words.sort()
    keys, frequencies = np.unique(words, return_counts=True)
    ids = keys % size
    starts = np.searchsorted(keys, np.arange(len(numbers) + 1) * size)
    stride = int(lengths.max()) + 1
    pairs = frequencies * stride + lengths[ids]
    distinct, codes = np.unique(pairs, return_inverse=True)
    frequency, length = distinct // stride, distinct % stride
    found = np.diff(starts)
    return {
        "starts": starts,
        "ids": ids.astype(np.uint16 if size <= 1 << 16 else np.uint32),
        "codes": codes.astype(np.uint16 if len(distinct) <= 1 << 16 else np.uint32),
        "table": frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / lengths.mean())),
        "idf": np.log1p((size - found + 0.5) / (found + 0.5)),
    }


def _compiled():
    """The loops, compiled at their first call."""
    from numba import njit

    return njit(_add), njit(_top)


def _add(starts, ids, codes, table, idf, numbers, size):
    scores = np.zeros(size)
    for number in numbers:
        weight = idf[number]
        for place in range(starts[number], starts[number + 1]):
            scores[ids[place]] += weight * table[codes[place]]
    return scores


def _top(scores, k):
    """The numbers of the k highest scores, best first, ties in order: an insertion sort."""
    best = np.zeros(k, np.int64)
    held = 0
    for number in range(len(scores)):
        score = scores[number]
        if held == k and score <= scores[best[k - 1]]:
            continue
        place = held if held < k else k - 1
        held = place + 1
        while place > 0 and scores[best[place - 1]] < score:
            best[place] = best[place - 1]
            place -= 1
        best[place] = number
    return best[:held]
