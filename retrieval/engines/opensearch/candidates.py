"""The best passages of a query, found in the cluster: it says which, our scores decide.

A passage's score has two parts, its own and its document's, and the engine has each in an index of
its own. What is best by the sum is found as by Fagin's threshold algorithm (Fagin, Lotem and Naor,
Optimal Aggregation Algorithms for Middleware, 2003): from the best by each part, and deeper where
what was not seen could still be better.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import count
from typing import Any, NamedTuple, Protocol

from retrieval.engines.opensearch.mapping import KINDS, unpacked
from retrieval.engines.opensearch.scores import Group, ScoredTerms

# So many more passages and documents than are wanted are fetched at first. Among a million passages
# half of the questions then take 11.8 ms; 13.0 with 40 documents, 11.6 with 80, 12.4 with 120, and
# 15.5 with 10 passages, when more of them need a second look. Where it was too few, so many times
# as much.
_AT_FIRST = {"passages": 40, "documents": 60}
_MORE = 4
# No search gives more.
_WINDOW = 10_000
# Of a document that was not seen; no score is less.
_UNKNOWN = (0.0, "")
# What rounded lengths can make of a score that the engine has for less.
_ROUNDED = 1.02
# Documents that one search names with their scores: it may have 1,024 clauses in all.
_NAMED = 100
MOST_TERMS = 900
"""Of a query, for each kind of texts."""

Scored = Callable[[str], ScoredTerms]
"""What the terms of a kind of texts score; waits for their counts."""
Asked = tuple[str, dict[str, Any]]
"""A search: the kind of texts, and its body."""


class Seen(NamedTuple):
    """What a search found: of each text its document, its number in that or, of a document, where
    it is, and its score here; the score there of the last if there may be more texts, else 0."""

    documents: Sequence[str]
    places: Sequence[Any]
    scores: Sequence[float]
    lowest: float


class RunSearches(Protocol):
    """Runs searches, each of a kind of texts, all at once, with the statistics of all shards.

    Each answer is read as soon as it is there, with its kind and the size that was asked for.
    """

    def __call__(
        self, searches: Sequence[Asked], read: Callable[[str, int, dict[str, Any]], Seen]
    ) -> list[Seen]: ...


class Candidate(NamedTuple):
    """A passage: its document as the engine knows it, its number in it, and its score."""

    document: str
    at: str
    number: int
    score: float


class Parts:
    """What has been seen for one query: scores of documents and of passages."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[Group]],
        scored: Scored,
        among: dict[str, Any] | None,
    ) -> None:
        self._groups = groups
        self._scored = scored
        self._among = among
        self._looked_into: set[str] = set()
        self._documents: dict[str, tuple[float, str]] = {}
        self._passages: dict[tuple[str, int], float] = {}

    def best(self, search: RunSearches, limit: int) -> list[Candidate]:
        """The `limit` best, and those that are as good as the last of them."""
        if not self._groups["passages"]:
            return []
        sizes = {kind: min(limit + more, _WINDOW) for kind, more in _AT_FIRST.items()}
        while True:
            unseen = self._deeper(search, sizes, limit)
            if unseen <= self._reached(limit) or min(sizes.values()) >= _WINDOW:
                return sorted(self._known(), key=lambda each: -each.score)
            sizes = {kind: min(_MORE * size, _WINDOW) for kind, size in sizes.items()}

    def _deeper(self, search: RunSearches, sizes: Mapping[str, int], limit: int) -> float:
        """See so many of each part, and what may be among the best of what goes with them; what no
        passage that was not seen can be above."""
        kinds = [kind for kind in KINDS if self._groups[kind]]
        found = self._see(search, [(kind, self._best(kind, sizes[kind])) for kind in kinds])
        lowest = dict.fromkeys(KINDS, 0.0)
        lowest |= {kind: _ROUNDED * score for kind, score in zip(kinds, found, strict=True)}
        reached = self._reached(limit)
        near = [
            (document, score)
            for document, (score, _) in self._documents.items()
            if document not in self._looked_into
            and lowest["passages"]
            and score + lowest["passages"] >= reached
        ]
        self._looked_into.update(document for document, _ in near)
        then = [
            ("passages", self._within(dict(near[n : n + _NAMED]), limit, reached))
            for n in range(0, len(near), _NAMED)
        ]
        others = {
            document
            for (document, _), score in self._passages.items()
            if document not in self._documents and score + lowest["documents"] >= reached
        }
        if others:
            then.append(("documents", self._of(sorted(others))))
        self._see(search, then)
        # With all passages seen, there is none that was not.
        return sum(lowest.values()) if lowest["passages"] else 0.0

    def _reached(self, limit: int) -> float:
        """What the last of the best passages scores, or more; 0 if there are fewer."""
        known = self._documents
        sums = (score + known.get(name, _UNKNOWN)[0] for (name, _), score in self._passages.items())
        best = nlargest(limit, sums)
        return best[-1] if len(best) >= limit else 0.0

    def _known(self) -> Iterator[Candidate]:
        """The passages of documents that were seen too."""
        for (document, number), score in self._passages.items():
            if document in self._documents:
                whole, at = self._documents[document]
                yield Candidate(document, at, number, score + whole)

    def _best(self, kind: str, size: int) -> dict[str, Any]:
        """A search for the best of a kind."""
        return self._body(kind, size, {"must": self._sought(kind)})

    def _within(self, named: Mapping[str, float], size: int, reached: float) -> dict[str, Any]:
        """A search for the best passages of documents with these scores, together with which they
        score no less than what is `reached`."""
        scores = [
            {"constant_score": {"filter": {"term": {"document": name}}, "boost": score}}
            for name, score in named.items()
            if score > 0
        ]
        filters = [{"terms": {"document": [*named]}}]
        query = {"must": self._sought("passages"), "should": scores, "filter": filters}
        body = self._body("passages", size, query)
        return {**body, "min_score": reached / _ROUNDED} if reached else body

    def _of(self, named: Sequence[str]) -> dict[str, Any]:
        """A search for documents, whatever they score."""
        filters = [{"terms": {"document": named}}]
        query = {"should": self._sought("documents"), "filter": filters}
        return self._body("documents", len(named), query)

    def _sought(self, kind: str) -> dict[str, Any]:
        numbers = count()
        return {"bool": {"should": [_clause(group, numbers) for group in self._groups[kind]]}}

    def _body(self, kind: str, size: int, query: dict[str, Any]) -> dict[str, Any]:
        if self._among:
            query = {**query, "filter": [*query.get("filter", ()), self._among]}
        return {
            "size": size,
            "query": {"bool": query},
            "docvalue_fields": ["columns", "at"] if kind == "documents" else ["columns"],
            "_source": False,
            "stored_fields": "_none_",
            "track_total_hits": False,
        }

    def _see(self, search: RunSearches, searches: Sequence[Asked]) -> list[float]:
        """Take in what is found; of each search the lowest score there, if there may be more."""
        every = search(searches, self._read)
        for (kind, _), (documents, places, scores, _) in zip(searches, every, strict=True):
            if kind == "documents":
                told = zip(scores, places, strict=True)
                self._documents.update(zip(documents, told, strict=True))
            else:
                named = zip(documents, places, strict=True)
                self._passages.update(zip(named, scores, strict=True))
        return [seen.lowest for seen in every]

    def _read(self, kind: str, size: int, answer: Mapping[str, Any]) -> Seen:
        hits = answer.get("hits", {}).get("hits", ())
        terms = self._scored(kind)
        columns = unpacked(kind, [hit["fields"]["columns"][0] for hit in hits])
        rows = [KINDS[kind].index(name) for name in terms.fields]
        found = [hit.get("matched_queries", {}) for hit in hits]
        scores = terms.scores(found, columns.lengths[rows], columns.sent[rows]).tolist()
        places: Sequence[Any] = columns.numbers
        if kind == "documents":
            places = [hit["fields"]["at"][0] for hit in hits]
        lowest = hits[-1]["_score"] if len(hits) >= size else 0.0
        return Seen(columns.documents, places, scores, lowest)


def _clause(group: Group, numbers: Iterator[int]) -> dict[str, Any]:
    terms = [
        {"term": {t.field: {"value": t.token, "boost": t.weight, "_name": str(next(numbers))}}}
        for t in group
    ]
    return terms[0] if len(terms) == 1 else {"dis_max": {"queries": terms}}
