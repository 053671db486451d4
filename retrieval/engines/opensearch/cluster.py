"""A library in a cluster: an index of its passages, and one of its documents."""

import time
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from retrieval.engines.opensearch.client import Client, Param
from retrieval.engines.opensearch.loading import (
    Body,
    Progress,
    merge,
    place,
    refresh,
    remove,
    silent,
)
from retrieval.engines.opensearch.mapping import KINDS, Bodies, definition, passage_id
from retrieval.engines.opensearch.rebuilding import Plan, delete, kind_of, rebuild_together
from retrieval.engines.opensearch.segments import Records
from retrieval.errors import EngineError, EngineMismatched, EngineNotLoaded

# Documents that are counted, and that are removed, with one request; seconds for that.
_PAGE, _REMOVED = 50_000, 1000
_LIMIT = 120.0
# Seconds between two looks at whether all is there.
_OFTEN = 10.0


class Amount(NamedTuple):
    """So many documents, with so many passages."""

    documents: int
    passages: int

    def covers(self, other: "Amount") -> bool:
        """Whether it is as many, or more."""
        return self.documents >= other.documents and self.passages >= other.passages


class Cluster:
    """Where the passages and the documents of a library are kept: under aliases that begin with
    `name`, in `shards` parts each, of which there are so many `replicas` besides."""

    def __init__(self, client: Client, name: str, shards: int, replicas: int) -> None:
        self.client = client
        self.name = name
        self._definitions = {kind: definition(kind, shards, replicas) for kind in KINDS}
        self.records = Records(client, self.alias("documents"))

    def alias(self, kind: str) -> str:
        """The name by which the index of a kind is asked."""
        return f"{self.name}-{kind}"

    def prepare(self) -> None:
        """Make the indices that are not there, or that we have not made."""
        plans = [
            Plan(self.alias(kind), defined, ())
            for kind, defined in self._definitions.items()
            if not kind_of(self.client, self.alias(kind))
        ]
        if plans:
            rebuild_together(self.client, plans)

    def load(self, every: Iterable[Bodies], progress: Progress = silent) -> None:
        """Put in documents, in the place of what is there of the same; they are found when this
        ends."""
        self.prepare()
        place(self.client, self._placed(every), progress)
        self._refresh()

    def remove(self, documents: Iterable[str], passages: Iterable[tuple[str, range]]) -> None:
        """Take out documents, by their content ids, and passages: of each document those of these
        numbers."""
        names = (passage_id(document, n) for document, numbers in passages for n in numbers)
        remove(self.client, self.alias("passages"), names)
        remove(self.client, self.alias("documents"), documents)
        self._refresh()

    def clear(self, documents: Iterable[str]) -> None:
        """Take out all that there is of documents, by their content ids."""
        told: dict[str, Param] = {"refresh": True, "conflicts": "proceed"}
        gone = [*documents]
        for first in range(0, len(gone), _REMOVED):
            query = {"query": {"terms": {"document": gone[first : first + _REMOVED]}}}
            for kind in KINDS:
                path = f"/{self.alias(kind)}/_delete_by_query"
                self.client.ask("POST", path, query, told, _LIMIT)

    def rebuild(
        self, source: str, every: Callable[[], Iterable[Bodies]], progress: Progress = silent
    ) -> None:
        """Both indices anew, of what `every` gives each time, while those that are there answer.
        For the same `source` it is the same, and what was interrupted is gone on with."""

        def of(kind: str) -> Iterator[tuple[str, Body]]:
            for own in every():
                yield from own.documents if kind == "documents" else own.passages

        plans = [
            Plan(self.alias(kind), defined, of(kind), source)
            for kind, defined in self._definitions.items()
        ]
        rebuild_together(self.client, plans, progress)

    def delete(self) -> None:
        """Both indices, and what was to be one."""
        for kind in KINDS:
            delete(self.client, self.alias(kind))

    def merge(self) -> None:
        """Make few segments of all that is there, as far as the cluster will."""
        for kind in KINDS:
            merge(self.client, self.alias(kind))

    def amount(self) -> Amount:
        """How much it holds. EngineNotLoaded if there is no index."""
        documents, passages = self.client.at_once(
            partial(self._count, kind) for kind in ("documents", "passages")
        )
        return Amount(documents, passages)

    def held(self, kind: str) -> dict[str, int]:
        """How many texts of a kind it holds of each document, by content ids; none if there is no
        index, or one that we have not made."""
        found: dict[str, int] = {}
        pages: dict[str, Any] = {
            "size": _PAGE,
            "sources": [{"document": {"terms": {"field": "document"}}}],
        }
        body = {"size": 0, "track_total_hits": False, "aggs": {"held": {"composite": pages}}}
        while True:
            try:
                page = self.client.search(self.alias(kind), body)["aggregations"]["held"]
            except (EngineNotLoaded, EngineMismatched):
                return {}
            found |= {each["key"]["document"]: each["doc_count"] for each in page["buckets"]}
            if "after_key" not in page:
                return found
            pages["after"] = page["after_key"]

    def _count(self, kind: str) -> int:
        body = {"size": 0, "track_total_hits": True}
        found: int = self.client.search(self.alias(kind), body)["hits"]["total"]["value"]
        return found

    def _placed(self, every: Iterable[Bodies]) -> Iterator[tuple[str, str, Body]]:
        passages, documents = self.alias("passages"), self.alias("documents")
        for own in every:
            yield from ((passages, *each) for each in own.passages)
            yield from ((documents, *each) for each in own.documents)

    def _refresh(self) -> None:
        for kind in KINDS:
            refresh(self.client, self.alias(kind))


class Watch:
    """Sees now and then whether what is there is as much as before, else it has `changed`; and
    whether it is what our `own` state has, or if others have saved one since, what that has `now`.
    Threads may share it."""

    def __init__(
        self,
        there: Callable[[], Amount],
        own: Callable[[], Amount],
        now: Callable[[], Amount],
        changed: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._there, self._own, self._now, self._changed = there, own, now, changed
        self._clock = clock
        self._until = 0.0
        self._before: Amount | None = None
        self._fault: EngineError | None = None
        self._lock = Lock()

    def look(self) -> None:
        """Raises EngineNotLoaded as long as there is too little, and EngineError if the cluster
        does not say. Who waited while another looked takes what that one found."""
        asked_at = self._clock()
        with self._lock:
            if self._fault and asked_at < self._until:
                raise copy(self._fault)
            if self._clock() < self._until:
                return
            try:
                self._see()
            except EngineError as error:
                self._fault, self._until = error, self._clock()
                raise
            self._fault, self._until = None, self._clock() + _OFTEN

    def _see(self) -> None:
        there = self._there()
        if self._before not in (None, there):
            self._changed()
        self._before = there
        if not there.covers(self._own()) and not there.covers(wanted := self._now()):
            raise EngineNotLoaded("", f"{there.documents}/{wanted.documents}")
