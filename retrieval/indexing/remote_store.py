"""An index of which the texts and the postings are in a cluster: what is saved is sent there first.

Here stay the table of files and small arrays (`segments`). Whoever is killed on the way has sent
what nobody asks for yet; who begins again sends it once more, under the same ids.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.cluster import Amount, Cluster
from retrieval.engines.opensearch.mapping import KINDS, LAYOUT, Bodies
from retrieval.engines.opensearch.segments import RemoteSegment
from retrieval.engines.opensearch.status import Status, status
from retrieval.errors import EngineError, EngineNotLoaded
from retrieval.index.arrays import Arrays
from retrieval.index.postings import edges
from retrieval.index.records import facts_of
from retrieval.index.segments import ELSEWHERE, FIELDS, TOPIC, Segment
from retrieval.index.store import Checked, IndexState, IndexStore
from retrieval.indexing.bodies import bodies
from retrieval.indexing.progress import Progress, Stage
from retrieval.indexing.segment_writer import build
from retrieval.weights import DOCUMENT_B, K1, B

# Passages for which nobody is to wait until they are merged.
_FEW = 50_000


class RemoteStore(IndexStore):
    """See `IndexStore`. Also raises EngineError where something is saved or looked after, or texts
    are read."""

    is_here = False

    def __init__(self, folder: Path, analysis: str) -> None:
        """Asks nothing yet. EngineError where the environment says too little of the cluster."""
        # Kept or scored otherwise, or asked for from elsewhere, it is another index.
        made = f"{analysis} {LAYOUT} {K1} {B} {DOCUMENT_B} {_library(folder)}"
        super().__init__(folder, made)
        self.cluster = self._cluster(self.form)
        self._analysis = analysis
        self._loaded = 0

    def __reduce__(self) -> tuple[type["RemoteStore"], tuple[Path, str]]:
        """In another process it is opened anew."""
        return RemoteStore, (self.folder, self._analysis)

    def _cluster(self, form: str) -> Cluster:
        """What the cluster that the environment names holds of the library, for an index of that
        form."""
        access = Access.from_environment(os.environ)
        name = f"{access.prefix}-{_library(self.folder)}-{form}"
        return Cluster(_client(access), name, access.shards, access.replicas)

    def forget(self, forms: Iterable[str]) -> None:
        """See `IndexStore.forget`."""
        for form in forms:
            self._cluster(form).delete()

    def checked(self, state: IndexState) -> Checked:
        """See `IndexStore.checked`."""
        presence = self.presence(state)
        lost = {presence.wanted[each].name for each in presence.lost}
        kept = state._replace(files=state.files.replaced(lost, {}), mark="") if lost else state
        return Checked(kept, bool(presence.strays))

    def clear(self, state: IndexState) -> None:
        """See `IndexStore.clear`."""
        self.cluster.clear(sorted(self.presence(state).strays))

    def status(self) -> dict[str, Status]:
        """How the cluster is, and what answers for each kind of texts."""
        return {kind: status(self.cluster.client, self.cluster.alias(kind)) for kind in KINDS}

    def presence(self, state: IndexState) -> "Presence":
        """What the cluster has of the documents of a state, and besides."""
        every = {each.id: each for each in _documents(state, state.files)}
        return Presence(every, self.cluster.held("documents"), self.cluster.held("passages"))

    def amount(self, state: IndexState) -> Amount:
        """How much of a state is to be in the cluster."""
        return Amount(sum(1 for _ in state.files.volumes()), state.passages)

    def rebuild(self, state: IndexState, progress: Progress) -> None:
        """Both indices anew, as the environment says they are to be, of what the cluster holds.

        Only while nobody else writes. Raises EngineNotLoaded if it holds too little.
        """
        presence = self.presence(state)
        if presence.lost:
            there = len(presence.wanted) - len(presence.lost)
            raise EngineNotLoaded("", f"{there}/{len(presence.wanted)}")
        progress.begin(Stage.REBUILDING, sum(self.amount(state)), 0)

        def every() -> Iterator[Bodies]:
            for number, segment in enumerate(state.segments):
                used = state.used(number)
                if isinstance(segment, RemoteSegment):
                    self.cluster.records.expect(map(segment.id, used))
                yield from bodies(segment, used)

        self.cluster.rebuild(state.mark, every, progress.advance)
        self._loaded = state.passages
        self.compact(lambda count: progress.begin(Stage.MERGING, count, 0))

    def reading(self, arrays: Arrays) -> Segment:
        """What reads a segment of these arrays."""
        if arrays.facts.get(ELSEWHERE):
            return RemoteSegment(arrays, self.cluster.records)
        return Segment(arrays)

    def compact(self, begin: Callable[[int], None]) -> None:
        """See `IndexStore.compact`: if most of what is there, and much, has been saved since. What
        was saved is found without it, so that no fault is raised."""
        loaded, self._loaded = self._loaded, 0
        with suppress(EngineError):
            if loaded > _FEW and 2 * loaded > self.cluster.amount().passages:
                begin(len(KINDS))
                self.cluster.merge()

    def save(self, state: IndexState) -> IndexState:
        """See `IndexStore.save`: once its texts are in the cluster, and can be found there."""
        before = self.load()
        new = [n for n, s in enumerate(state.segments) if not isinstance(s, RemoteSegment)]
        segments = list(state.segments)
        if new:
            every = (bodies(state.segments[n], state.used(n)) for n in new)
            self.cluster.load(chain.from_iterable(every))
            for number in new:
                segments[number] = self.add(without_texts(segments[number]))
                self._loaded += segments[number].passages
        saved = super().save(state._replace(segments=tuple(segments)))
        if before is not None:
            self._remove(before, saved)
        return saved

    def _remove(self, before: IndexState, now: IndexState) -> None:
        """Take out of the cluster what was there of files that are gone or say something else."""
        names = before.files.names
        told = [state.files.look(names) for state in (before, now)]
        same = np.logical_and(
            *(old == new for old, new in zip(*(t[1:] for t in told), strict=True))
        )
        changed = [names[row] for row in np.flatnonzero(~same).tolist()]
        old, new = (
            {own.id: own.passages for own in _documents(state, changed)} for state in (before, now)
        )
        passages = [(each, range(new.get(each, 0), count)) for each, count in old.items()]
        if any(numbers for _, numbers in passages):
            self.cluster.remove(old.keys() - new.keys(), passages)


class WantedDocument(NamedTuple):
    """A document that is to be in the cluster: its content id, its file, its passages."""

    id: str
    name: str
    passages: int


class Presence:
    """What of the documents that are `wanted`, by content ids, the cluster has, which holds so many
    `documents` and `passages` of each."""

    def __init__(
        self,
        wanted: Mapping[str, WantedDocument],
        documents: Mapping[str, int],
        passages: Mapping[str, int],
    ) -> None:
        self.wanted = wanted
        self.lost = [
            each
            for each, own in wanted.items()
            if each not in documents or passages.get(each, 0) != own.passages
        ]
        """Those that it has not got, or not with all their passages."""
        self.strays = (documents.keys() | passages.keys()) - wanted.keys()
        """Those that are not wanted: their files are gone, or nobody saved that they are there."""
        own = (passages.get(each, 0) for each in wanted)
        self.missing = Amount(
            sum(each not in documents for each in wanted),
            sum(each.passages for each in wanted.values()) - sum(own),
        )
        """How much it has not got."""


def _documents(state: IndexState, names: Iterable[str]) -> Iterator[WantedDocument]:
    """The documents of these files."""
    for name in names:
        entry = state.files.get(name)
        for ref in entry.refs if entry else ():
            segment = state.segments[ref.segment]
            if isinstance(segment, RemoteSegment):
                first, past = segment.firsts[ref.document : ref.document + 2].tolist()
                yield WantedDocument(segment.id(ref.document), name, past - first)


def _library(folder: Path) -> str:
    """What the library with its index in `folder` is called in a cluster: after where that is."""
    told = str(folder.resolve()).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=8).hexdigest()


@cache
def _client(access: Access) -> Client:
    """One for all libraries: it keeps connections, and knows which nodes answer."""
    return Client(access)


def without_texts(segment: Segment) -> Arrays:
    """What stays here of a segment whose texts are in the engine."""
    facts = [facts_of(segment.content(n)) for n in range(segment.documents)]
    arrays = {
        **segment.arrays,
        **{name: empty for name, empty in build([]).items() if _is_of_terms(name)},
        "record_starts": edges([len(own) for own in facts]).astype(np.uint64),
        "records": np.frombuffer(b"".join(facts), np.uint8),
    }
    return Arrays(arrays, {**segment.arrays.facts, ELSEWHERE: segment.arrays.facts[TOPIC]})


def _is_of_terms(array: str) -> bool:
    """Whether an array of a segment says which terms there are, or where they stand."""
    field, _, part = array.partition(".")
    return field == "joints" or (field in FIELDS and part not in ("rows", "lengths"))
