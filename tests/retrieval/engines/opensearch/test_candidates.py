"""The best passages by the sum of two parts, each of which a cluster ranks by itself."""

from unittest.mock import patch
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engines.opensearch import candidates
from retrieval.engines.opensearch.candidates import Parts, Seen
from retrieval.engines.opensearch.scores import SearchedTerm

WINDOW, NAMED = 10_000, 100
TERM = [[SearchedTerm("words", "t", 1.0)]]


class Index:
    """Passages of documents with these scores, which it knows but roughly, as a cluster does.

    `documents` has what each document scores, and what its passages do.
    """

    def __init__(self, documents, off=0.0):
        self._documents = {f"d{number:05}": own for number, own in enumerate(documents)}
        self._off = off
        self.sizes = []

    def _rough(self, name, score):
        """What the engine has for a score."""
        return score * (1 + self._off * (crc32(repr(name).encode()) % 3 - 1))

    def __call__(self, searches, _):
        return [self._found(kind, body) for kind, body in searches]

    def _found(self, kind, body):
        query, size = body["query"]["bool"], body["size"]
        self.sizes.append(size)
        named = {
            name for each in query.get("filter", ()) for name in each["terms"]["document"]
        } or self._documents.keys()
        more = {
            each["constant_score"]["filter"]["term"]["document"]: each["constant_score"]["boost"]
            for each in query.get("should", ())
            if "constant_score" in each
        }
        assert len(more) <= NAMED
        texts = []
        for name in named:
            whole, passages = self._documents[name]
            if kind == "documents":
                texts.append((self._rough(name, whole), whole, name, "0:a"))
                continue
            for number, score in enumerate(passages):
                there = self._rough((name, number), score) + more.get(name, 0.0)
                texts.append((there, score, name, number))
        least = body.get("min_score", 0.0)
        texts = sorted((t for t in texts if t[0] >= least), key=lambda text: -text[0])[:size]
        lowest = texts[-1][0] if len(texts) >= size else 0.0
        _, scores, names, places = zip(*texts, strict=True) if texts else ((),) * 4
        return Seen(names, places, scores, lowest)

    def best(self, limit):
        """What the best passages score."""
        every = [whole + own for whole, passages in self._documents.values() for own in passages]
        return sorted(every, reverse=True)[:limit]


def found(index, limit):
    parts = Parts({"passages": TERM, "documents": TERM}, lambda kind: kind, None)
    return [each.score for each in parts.best(index, limit)]


SCORE = st.floats(0.1, 60.0, allow_nan=False)
DOCUMENTS = st.lists(
    st.tuples(SCORE, st.lists(SCORE, min_size=1, max_size=9)), min_size=1, max_size=60
)


@given(DOCUMENTS, st.integers(1, 10), st.sampled_from([0.0, 0.01]))
def test_they_are_those_of_all_passages(documents, limit, off):
    index = Index(documents, off)
    # So that a part is seen, and not all.
    with patch.object(candidates, "_AT_FIRST", {"passages": 0, "documents": 0}):
        assert found(index, limit)[:limit] == pytest.approx(index.best(limit))


def test_they_are_looked_for_deeper_where_neither_part_tells():
    flat = [(30.0 + number % 7 / 100, [20.0 + number % 11 / 100] * 3) for number in range(400)]
    hidden = (29.9, [*[1.0] * 5, 21.0])
    index = Index([*flat, hidden])
    assert found(index, 10)[:10] == pytest.approx(index.best(10))
    assert max(index.sizes) > max(index.sizes[:2])


def test_no_search_asks_for_more_than_one_can_give():
    index = Index([(30.0, [20.0])] * 12_000)
    assert len(found(index, 50)) >= 50
    assert max(index.sizes) <= WINDOW
