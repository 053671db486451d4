"""An index of which the texts and the postings are in a cluster: what is saved is sent there first.

Here stay the table of files and small arrays (`segments`). Whoever is killed on the way has sent
what nobody asks for yet; who begins again sends it once more, under the same ids.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from retrieval.engines.opensearch.cluster import Cluster
from retrieval.engines.opensearch.mapping import Bodies
from retrieval.engines.opensearch.segments import RemoteSegment
from retrieval.index.arrays import Arrays
from retrieval.index.postings import edges
from retrieval.index.records import facts_of
from retrieval.index.segments import ELSEWHERE, FIELDS, Segment
from retrieval.index.store import IndexState, IndexStore
from retrieval.index.topic import topic_parts
from retrieval.indexing.bodies import bodies
from retrieval.indexing.segment_writer import build


class RemoteStore(IndexStore):
    """See `IndexStore`. Also raises EngineError where something is saved, or texts are read."""

    def __init__(self, folder: Path, analysis: str, cluster: Cluster) -> None:
        super().__init__(folder, f"{analysis} {cluster.name}")
        self.cluster = cluster

    def reading(self, arrays: Arrays) -> Segment:
        """What reads a segment of these arrays."""
        if arrays.facts.get(ELSEWHERE):
            return RemoteSegment(arrays, self.cluster.records)
        return Segment(arrays)

    def save(self, state: IndexState) -> IndexState:
        """See `IndexStore.save`: once its texts are in the cluster, and can be found there."""
        before = self.load()
        new = [n for n, s in enumerate(state.segments) if not isinstance(s, RemoteSegment)]
        segments = list(state.segments)
        if new:
            self.cluster.load(chain.from_iterable(self._bodies(state, n) for n in new))
            for number in new:
                segments[number] = self.add(without_texts(segments[number]))
        saved = super().save(state._replace(segments=tuple(segments)))
        if before is not None:
            self._remove(before, saved)
        return saved

    def _bodies(self, state: IndexState, number: int) -> Iterator[Bodies]:
        used = sorted(state.files.documents(number).tolist())
        return bodies(state.segments[number], used)

    def _remove(self, before: IndexState, now: IndexState) -> None:
        """Take out of the cluster what was there of files that are gone or say something else."""
        names = before.files.names
        told = [state.files.look(names) for state in (before, now)]
        same = np.logical_and(
            *(old == new for old, new in zip(*(t[1:] for t in told), strict=True))
        )
        changed = [names[row] for row in np.flatnonzero(~same).tolist()]
        old, new = ({*_ids(state, changed)} for state in (before, now))
        if old - new:
            self.cluster.remove(old - new)


def _ids(state: IndexState, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The content ids of the documents of these files, and how many passages each has."""
    for name in names:
        entry = state.files.get(name)
        for ref in entry.refs if entry else ():
            segment = state.segments[ref.segment]
            if isinstance(segment, RemoteSegment):
                first, past = segment.firsts[ref.document : ref.document + 2].tolist()
                yield segment.id(ref.document), past - first


def without_texts(segment: Segment) -> Arrays:
    """What stays here of a segment whose texts are in the engine."""
    facts = [facts_of(segment.content(n)) for n in range(segment.documents)]
    arrays = {
        **segment.arrays,
        **{name: empty for name, empty in build([]).items() if _is_of_terms(name)},
        "record_starts": edges([len(own) for own in facts]).astype(np.uint64),
        "records": np.frombuffer(b"".join(facts), np.uint8),
    }
    return Arrays(arrays, {**segment.arrays.facts, ELSEWHERE: topic_parts(segment)})


def _is_of_terms(array: str) -> bool:
    """Whether an array of a segment says which terms there are, or where they stand."""
    field, _, part = array.partition(".")
    return field == "joints" or (field in FIELDS and part not in ("rows", "lengths"))
