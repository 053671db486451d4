"""An `Engine` in a cluster: it finds candidates, our scores decide."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import chain
from typing import Any

import numpy as np

from retrieval.analysis.analyzer import bigrams, joined
from retrieval.engines.engine import WEIGHTS, PassageHit, TermQuery, Weights
from retrieval.engines.opensearch.candidates import (
    MOST_TERMS,
    Asked,
    Candidate,
    Parts,
    Scored,
    Seen,
)
from retrieval.engines.opensearch.client import Param
from retrieval.engines.opensearch.cluster import Amount, Cluster, Watch
from retrieval.engines.opensearch.mapping import KINDS, MOST_NAMED, content_id
from retrieval.engines.opensearch.scores import (
    Group,
    ScoredField,
    ScoredTerms,
    SearchedTerm,
    TextStatistics,
)
from retrieval.engines.opensearch.segments import RemoteSegment
from retrieval.engines.opensearch.statistics import AllStatistics, Statistics, frequencies
from retrieval.engines.opensearch.tokens import token
from retrieval.index.arrays import Flags, Floats, Ids
from retrieval.index.file_table import DocumentRef, FileTable
from retrieval.index.records import StoredDocument
from retrieval.index.segments import ELSEWHERE, FIELDS, LEXICONS, is_of_documents
from retrieval.index.terms import pair_key, term_key
from retrieval.index.topic import topic_of
from retrieval.text.folding import fold

# Bigrams of a long text that are looked for, the rarest; documents that are seen for each wanted.
_RAREST = 96
_SEEN = 20
# Documents in which the neighbours of a character are looked for.
_LOOKED_INTO = 50
_PAGE = 5000
# No search gives more.
_WINDOW = 10_000
# A bigram's characters; what is left of a score: what is closer is a tie.
_PAIR = 2
_DIGITS = 9


_Known = Mapping[str, Statistics]


class OpenSearchEngine:
    """See `Engine`. Two searches are in flight at a time for each question.

    `cluster` is to hold what is in use of the `segments`, or what `now` gives, when others have
    changed that: EngineNotLoaded else.
    """

    def __init__(
        self,
        cluster: Cluster,
        segments: Sequence[RemoteSegment],
        files: FileTable,
        now: Callable[[], Amount],
    ) -> None:
        self._cluster = cluster
        self._client = cluster.client
        self._segments = tuple(segments)
        self._files = files
        self._refs: dict[str, DocumentRef | None] = {}
        self._there = [files.documents(n) for n in range(len(self._segments))]
        self._statistics = AllStatistics(cluster.client, {k: cluster.alias(k) for k in KINDS})
        self._watch = Watch(cluster.amount, self._amount, now, self._statistics.forget)

    def __len__(self) -> int:
        """How many passages there are to search."""
        return self._ours["words"].number

    @property
    def highest_idf(self) -> float:
        """The idf of a term that no passage holds, and of no other."""
        return self._ours["words"].idf(0)

    @cached_property
    def topic(self) -> Floats:
        """What the library is about (see `index.topic`)."""
        return topic_of(each.arrays.facts[ELSEWHERE] for each in self._segments)

    def search(
        self, query: TermQuery, limit: int, among: Sequence[Flags] | None = None
    ) -> list[PassageHit]:
        """See `Engine.search`."""
        if not limit or (among is not None and not any(own.any() for own in among)):
            return []
        self._watch.look()
        filters = None if among is None else self._filter(among)

        groups = _groups(query)

        def found(known: _Known) -> Sequence[Candidate]:
            own = {kind: _most_telling(each, known[kind]) for kind, each in groups.items()}
            parts = Parts(own, self._scored(own, known), filters)
            return parts.best(partial(self._searches, known), limit)

        return self._hits(self._statistics.lasting(found), limit)

    def idf(self, field: str, terms: Sequence[str]) -> list[float]:
        """See `Engine.idf`."""
        texts = self._ours[field]
        return [texts.idf(min(count, texts.number)) for count in self.counted(field, terms)]

    def counted(self, field: str, terms: Sequence[str]) -> list[int]:
        """See `Engine.counted`."""
        kind, name = _place(field)
        wanted = [_token(name, term) for term in terms]
        found = self._statistics.lasting(lambda known: known[kind].frequencies({name: wanted}))
        return [found[name, each] for each in wanted]

    def bigrams_with(self, character: str) -> tuple[str, ...]:
        """See `Engine.bigrams_with`: those of the documents that were looked into."""
        body = {"size": _LOOKED_INTO, "query": {"term": {"characters": character}}}
        documents = [columns["document"] for columns in self._columns("documents", body)]
        self._cluster.records.expect(iter(documents))
        beside = Counter[str]()
        for document in documents:
            content = self._cluster.records.of(document)
            text = joined(fold(StoredDocument(content).text)) if content else ""
            beside.update(term for term in set(bigrams(text)) if character in term)
        return tuple(term for term in beside if len(term) == _PAIR)

    def having(self, pairs: Iterable[str]) -> list[Flags]:
        """See `Engine.having`."""
        self._watch.look()
        wanted = [token(term_key(pair)) for pair in dict.fromkeys(pairs)]
        held = [
            {"bool": {"should": [{"term": {name: each}} for name in ("bigrams", "joints")]}}
            for each in wanted
        ]
        flags = [np.zeros(segment.documents, np.bool_) for segment in self._segments]
        for columns in self._all("documents", {"bool": {"filter": held}}):
            if (ref := self._ref(columns["document"], columns["at"])) is not None:
                flags[ref.segment][ref.document] = True
        return flags

    def expect(self, refs: Sequence[DocumentRef]) -> None:
        """See `Engine.expect`."""
        ids = (self._segments[ref.segment].id(ref.document) for ref in refs)
        self._cluster.records.expect(ids)

    def nearest(self, bigrams: Sequence[str], limit: int) -> list[DocumentRef]:
        """See `Engine.nearest`: among the documents that hold most themselves."""
        self._watch.look()
        terms = sorted(set(bigrams))
        idf = dict(zip(terms, self.idf("bigrams", terms), strict=True))
        rarest = sorted(terms, key=lambda term: (-idf[term], term))[:_RAREST]
        should = [
            {
                "constant_score": {
                    "filter": {"term": {"bigrams": token(term_key(t))}},
                    "boost": idf[t],
                }
            }
            for t in rarest
        ]
        body: dict[str, Any] = {
            "size": min(_SEEN * limit, _WINDOW),
            "query": {"bool": {"should": should}},
        }
        scores = {c["document"]: (c["_score"], c) for c in self._columns("documents", body)}
        own = {"must": body["query"], "filter": {"terms": {"document": [*scores]}}}
        within = {**body, "query": {"bool": own}, "collapse": {"field": "document"}}
        best = {c["document"]: c["_score"] for c in self._columns("passages", within)}
        found = []
        for document, (score, columns) in scores.items():
            if (ref := self._ref(columns["document"], columns["at"])) is not None:
                found.append((-score - best.get(document, 0.0), self._files.name(ref), ref))
        return [ref for *_, ref in sorted(found)[:limit]]

    def _scored(self, groups: Mapping[str, Sequence[Group]], known: _Known) -> Scored:
        """What the terms score. In how many texts they stand is asked meanwhile."""
        fields = {
            kind: {
                name: ScoredField(texts, self._ours[_field(kind, name)])
                for name, texts in own.texts().items()
            }
            for kind, own in known.items()
        }
        wanted = [(known[kind], _tokens(own)) for kind, own in groups.items()]
        counting = self._client.soon(partial(frequencies, wanted))

        @cache
        def scored(kind: str) -> ScoredTerms:
            counts = dict(zip(groups, counting(), strict=True))
            of_kind = fields[kind], groups[kind], counts[kind]
            return ScoredTerms.of(kind, *of_kind, doubted=known[kind].is_old)

        return scored

    @cached_property
    def _ours(self) -> dict[str, TextStatistics]:
        """What texts there are, without those of documents that are gone."""
        found = {}
        for field in FIELDS:
            texts = terms = 0
            for segment, documents in zip(self._segments, self._there, strict=True):
                lengths = segment.fields[field].postings.text_lengths
                if len(documents) < segment.documents:
                    kept = documents if is_of_documents(field) else _passages(segment, documents)
                    lengths = lengths[kept]
                texts, terms = texts + len(lengths), terms + int(lengths.sum(dtype=np.int64))
            found[field] = TextStatistics(texts, terms / max(texts, 1))
        return found

    def _amount(self) -> Amount:
        return Amount(sum(map(len, self._there)), len(self))

    def _filter(self, among: Sequence[Flags]) -> dict[str, Any]:
        """Leaves in the documents that may be found, by naming them or else the others."""
        rest = []
        for own, there in zip(among, self._there, strict=True):
            rest.append(np.zeros(len(own), np.bool_))
            rest[-1][there] = ~own[there]
        if sum(map(np.count_nonzero, among)) <= sum(map(np.count_nonzero, rest)):
            return {"bool": {"should": self._named(among)}}
        return {"bool": {"must_not": self._named(rest)}}

    def _named(self, flagged: Sequence[Flags]) -> list[dict[str, Any]]:
        """Clauses of which each document meets one."""
        ids = [
            self._id(DocumentRef(number, document))
            for number, flags in enumerate(flagged)
            for document in np.flatnonzero(flags).tolist()
        ]
        parts = (ids[start : start + MOST_NAMED] for start in range(0, len(ids), MOST_NAMED))
        return [{"terms": {"document": part}} for part in parts]

    def _id(self, ref: DocumentRef) -> str:
        """The content id of a document, which its record says too, and not as soon."""
        path = self._files.name(ref)
        first = self._files[path].ref
        volume = ref.document - first.document if first else 0
        return content_id(path, volume, self._segments[ref.segment].sha256(ref.document))

    def _hits(self, found: Sequence[Candidate], limit: int) -> list[PassageHit]:
        """The first `limit` candidates that are there as hits, in order: the highest first, then by
        path, then by place in the document."""
        hits: list[PassageHit] = []
        for each in found:
            score = round(each.score, _DIGITS)
            if len(hits) >= limit and score < hits[-1].score:
                break
            if (ref := self._ref(each.document, each.at)) is not None:
                hits.append(PassageHit(ref, each.number, score))
        hits.sort(key=lambda h: (-h.score, self._files.name(h.document), h.passage))
        return hits[:limit]

    def _ref(self, document: str, at: str) -> DocumentRef | None:
        """Where a document is, by its id and by where it lay when it was sent; None if it is gone,
        which the engine may have still."""
        if document not in self._refs:
            self._refs[document] = self._found(document, at)
        return self._refs[document]

    def _found(self, document: str, at: str) -> DocumentRef | None:
        volume, _, path = at.partition(":")
        entry = self._files.get(path)
        refs = entry.refs if entry else []
        if int(volume) >= len(refs):
            return None
        ref = refs[int(volume)]
        sha256 = self._segments[ref.segment].sha256(ref.document)
        return ref if content_id(path, int(volume), sha256) == document else None

    def _searches(
        self,
        known: _Known,
        searches: Sequence[Asked],
        read: Callable[[str, int, dict[str, Any]], Seen],
    ) -> list[Seen]:
        """What is read of some searches, all at once, of the indices whose statistics are known."""

        def seen(kind: str, body: Mapping[str, Any]) -> Seen:
            answer = self._search(kind, body, known[kind].is_parted)
            known[kind].check(hit["_index"] for hit in answer.get("hits", {}).get("hits", ()))
            return read(kind, body["size"], answer)

        return self._client.at_once(partial(seen, *each) for each in searches)

    def _search(self, kind: str, body: Mapping[str, Any], is_parted: bool) -> dict[str, Any]:
        # One shard has the statistics of all.
        more: dict[str, Param] = {"search_type": "dfs_query_then_fetch"} if is_parted else {}
        alias = self._cluster.alias(kind)
        answer: dict[str, Any] = self._client.search(
            alias, body, include_named_queries_score=True, **more
        )
        return answer

    def _columns(self, kind: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The columns of what a search finds, with the score."""
        columns = ["document", "at"] if kind == "documents" else ["document"]
        more = {"docvalue_fields": columns, "_source": False, "track_total_hits": False}
        answer = self._search(kind, {**body, **more}, is_parted=False)
        hits = answer.get("hits", {}).get("hits", ())
        return [
            {"_score": hit.get("_score"), **{name: own[0] for name, own in hit["fields"].items()}}
            for hit in hits
        ]

    def _all(self, kind: str, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The columns of all that a query finds, page by page."""
        body: dict[str, Any] = {"size": _PAGE, "query": query, "sort": [{"document": "asc"}]}
        while True:
            page = self._columns(kind, body)
            yield from page
            if len(page) < _PAGE:
                return
            body["search_after"] = [page[-1]["document"]]


def _groups(query: TermQuery) -> dict[str, list[Group]]:
    """The terms of a query for each kind of texts."""
    found: dict[str, list[Group]] = {kind: [] for kind in KINDS}
    for lexicon, fields in LEXICONS.items():
        for field in fields:
            kind, name = _place(field)
            own: list[Weights] = [{t: query.context.get(t, 1.0)} for t in query.terms[lexicon]]
            for group in chain(own, query.near.get(field, ())):
                terms = ((_token(name, t), WEIGHTS[field] * n) for t, n in group.items())
                found[kind].append([SearchedTerm(name, *each) for each in terms])
    return found


def _most_telling(groups: Sequence[Group], known: Statistics) -> Sequence[Group]:
    """As many of them as a search can have, in their order: those that can score most."""
    if sum(map(len, groups)) <= MOST_TERMS:
        return groups
    counts, texts = known.frequencies(_tokens(groups)), known.texts()

    def most(group: Group) -> float:
        held = ((t.weight, texts[t.field], counts[t.field, t.token]) for t in group)
        return max((weight * own.idf(count) for weight, own, count in held if count), default=0.0)

    kept, left = set(), MOST_TERMS
    for number in sorted(range(len(groups)), key=lambda number: -most(groups[number])):
        if (left := left - len(groups[number])) < 0:
            break
        kept.add(number)
    return [group for number, group in enumerate(groups) if number in kept]


def _tokens(groups: Iterable[Group]) -> dict[str, list[str]]:
    """The tokens that are searched for, by the names of fields."""
    found: dict[str, list[str]] = {}
    for term in chain.from_iterable(groups):
        found.setdefault(term.field, []).append(term.token)
    return found


def _field(kind: str, name: str) -> str:
    """The field of that name in that kind of texts."""
    return f"document_{name}" if kind == "documents" else name


def _place(field: str) -> tuple[str, str]:
    """The kind of texts of a field, and its name there."""
    kind = "documents" if is_of_documents(field) else "passages"
    return kind, field.removeprefix("document_")


def _token(name: str, term: str) -> str:
    return token((pair_key if name == "pairs" else term_key)(term))


def _passages(segment: RemoteSegment, documents: Ids) -> Ids:
    return np.flatnonzero(np.isin(segment.owners, documents))
