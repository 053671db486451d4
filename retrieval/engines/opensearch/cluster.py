"""A library in a cluster: an index of its passages, and one of its documents."""

from collections.abc import Iterable, Iterator

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.loading import Body, Progress, place, refresh, remove, silent
from retrieval.engines.opensearch.mapping import KINDS, Bodies, definition, passage_id
from retrieval.engines.opensearch.rebuilding import kind_of, rebuild
from retrieval.engines.opensearch.segments import Records


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
        """Make the indices that are not there."""
        for kind, defined in self._definitions.items():
            if kind_of(self.client, self.alias(kind)) is None:
                rebuild(self.client, self.alias(kind), defined, ())

    def load(self, every: Iterable[Bodies], progress: Progress = silent) -> None:
        """Put in what is not there; it is found when this ends."""
        self.prepare()
        place(self.client, self._placed(every), progress)
        self._refresh()

    def remove(self, documents: Iterable[tuple[str, int]]) -> None:
        """Take out documents, by their content ids, with their so many passages."""
        gone = [*documents]
        passages = (passage_id(name, n) for name, count in gone for n in range(count))
        remove(self.client, self.alias("passages"), passages)
        remove(self.client, self.alias("documents"), (name for name, _ in gone))
        self._refresh()

    def _placed(self, every: Iterable[Bodies]) -> Iterator[tuple[str, str, Body]]:
        passages, documents = self.alias("passages"), self.alias("documents")
        for own in every:
            yield from ((passages, *each) for each in own.passages)
            yield from ((documents, *each) for each in own.documents)

    def _refresh(self) -> None:
        for kind in KINDS:
            refresh(self.client, self.alias(kind))
