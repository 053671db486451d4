"""The best passages of a query, found in the cluster: it says which, our scores decide.

A passage's score has two parts, its own and its document's, and the engine has each in an index of
its own. What is best by the sum is found as by Fagin's threshold algorithm (Fagin, Lotem and Naor,
Optimal Aggregation Algorithms for Middleware, 2003): from the best by each part, and deeper where
what was not seen could still be better.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from math import fsum
from typing import Any, NamedTuple, Protocol

from retrieval.engines.opensearch.mapping import KINDS
from retrieval.engines.opensearch.scores import ScoredTerm, SearchedTerm

# Passages and documents that are fetched at first, for each that is wanted; and how much more of
# them each time that it was too few.
_AT_FIRST = 1
_MORE = 4
_MOST = 4000
# What rounded lengths can make of a score that the engine has for less.
_ROUNDED = 1.02
# Documents that one search names with their scores: it may have 1,024 clauses in all.
_NAMED = 100
MOST_TERMS = 900
"""Of a query, for each kind of texts."""

Group = Sequence[SearchedTerm]
"""Terms of which a text scores the best; one alone for itself."""
Scored = Callable[[str], Sequence[ScoredTerm]]
"""What the terms of a kind of texts score, in the order of their groups; waits for the counts."""
Asked = tuple[str, dict[str, Any]]
"""A search: the kind of texts, and its body."""
Found = Mapping[str, float]
"""The scores of some terms, by their numbers in the query, as the engine names them."""


class RunSearches(Protocol):
    """Runs searches, each of a kind of texts, all at once, with the statistics of all shards."""

    def __call__(self, searches: Sequence[Asked]) -> list[dict[str, Any]]: ...


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
        self._terms = {kind: _numbered(own) for kind, own in groups.items()}
        self._looked_into: set[str] = set()
        self.documents: dict[str, float] = {}
        self.passages: dict[tuple[str, int], tuple[float, str]] = {}

    def best(self, search: RunSearches, limit: int) -> list[Candidate]:
        """The `limit` best, and those that are as good as the last of them."""
        if not self._groups["passages"]:
            return []
        size = _AT_FIRST * limit
        while True:
            bounds = self._deeper(search, size, limit)
            found = self._ordered()
            last = found[limit - 1].score if len(found) >= limit else 0.0
            if bounds <= last or size >= _MOST:
                return found
            size *= _MORE

    def _deeper(self, search: RunSearches, size: int, limit: int) -> float:
        """See so many of each part; what no passage that was not seen can be above."""
        first = [(kind, self._body(kind, size)) for kind in KINDS if self._groups[kind]]
        lowest = self._see_all(search, first)
        new = [document for document in self.documents if document not in self._looked_into]
        self._looked_into.update(new)
        then = []
        for start in range(0, len(new), _NAMED):
            named = {document: self.documents[document] for document in new[start : start + _NAMED]}
            then.append(("passages", self._body("passages", limit, named)))
        others = sorted({document for document, _ in self.passages} - self.documents.keys())
        if others and self._groups["documents"]:
            then.append(("documents", self._body("documents", len(others), others)))
        self._see_all(search, then)
        # With all passages seen, there is none that was not.
        has_more = dict(zip((kind for kind, _ in first), lowest, strict=True))["passages"] > 0
        return _ROUNDED * sum(lowest) if has_more else 0.0

    def _see_all(self, search: RunSearches, searches: Sequence[Asked]) -> list[float]:
        """Take in what comes back; of each search the lowest score there, if there may be more."""
        answers = search(searches)
        return [
            self._see(kind, answer, body["size"])
            for (kind, body), answer in zip(searches, answers, strict=True)
        ]

    def _ordered(self) -> list[Candidate]:
        found = [
            Candidate(document, at, number, score + self.documents.get(document, 0.0))
            for (document, number), (score, at) in self.passages.items()
        ]
        return sorted(found, key=lambda each: -each.score)

    def _body(
        self, kind: str, size: int, named: Sequence[str] | Mapping[str, float] | None = None
    ) -> dict[str, Any]:
        groups = self._groups[kind]
        numbers = iter(range(sum(map(len, groups))))
        own = {"bool": {"should": [_clause(group, numbers) for group in groups]}}
        query: dict[str, Any] = {"must": own}
        filters = [self._among] if self._among else []
        if named is not None:
            filters.append({"terms": {"document": [*named]}})
        if isinstance(named, Mapping):
            query["should"] = [
                {"constant_score": {"filter": {"term": {"document": name}}, "boost": score}}
                for name, score in named.items()
                if score > 0
            ]
        if filters:
            query["filter"] = filters
        columns = ["document", "at", *(["number"] if kind == "passages" else [])]
        names = dict.fromkeys(each.field for each in chain.from_iterable(groups))
        columns += [f"{name}_{told}" for name in names for told in ("length", "sent")]
        return {
            "size": size,
            "query": {"bool": query},
            "docvalue_fields": columns,
            "_source": False,
            "stored_fields": "_none_",
            "track_total_hits": False,
        }

    def _see(self, kind: str, response: Mapping[str, Any], size: int) -> float:
        """Take in what came back; the lowest score if there may be more, 0 if there are none."""
        hits = response.get("hits", {}).get("hits", ())
        for hit in hits:
            columns = {name: values[0] for name, values in hit["fields"].items()}
            score = self._score(kind, hit.get("matched_queries", {}), columns)
            if kind == "documents":
                self.documents[columns["document"]] = score
            else:
                place = columns["document"], columns["number"]
                self.passages[place] = score, columns["at"]
        return hits[-1]["_score"] if len(hits) >= size else 0.0

    def _score(self, kind: str, found: Found, columns: Mapping[str, Any]) -> float:
        """What the terms score here that scored so much there."""
        weighed: dict[str, tuple[float, float]] = {}
        best: dict[int, float] = {}
        terms, every = self._terms[kind], self._scored(kind)
        for name, theirs in found.items():
            group, field = terms[int(name)]
            scored = every[int(name)]
            if field not in weighed:
                length = columns[f"{field}_length"]
                sent = columns.get(f"{field}_sent", length)
                weighed[field] = scored.field.weighed(length, sent)
            score = scored.score(theirs, weighed[field])
            best[group] = max(score, best.get(group, 0.0))
        # In whatever order they come.
        return fsum(best.values())


def _numbered(groups: Sequence[Group]) -> list[tuple[int, str]]:
    """The number of the group and the field of each term; what it is searched under is its own."""
    return [(number, term.field) for number, group in enumerate(groups) for term in group]


def _clause(group: Group, numbers: Iterator[int]) -> dict[str, Any]:
    terms = [
        {"term": {t.field: {"value": t.token, "boost": t.weight, "_name": str(next(numbers))}}}
        for t in group
    ]
    return terms[0] if len(terms) == 1 else {"dis_max": {"queries": terms}}


def at(told: str) -> tuple[str, int]:
    """The path and the volume of a document, from how the engine has them."""
    volume, _, path = told.partition(":")
    return path, int(volume)
