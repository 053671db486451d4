"""What stays here of documents that are in the engine: small arrays, and what each says of itself.

A segment whose texts are there is like any other to whoever reads documents: what is missing is
fetched.
"""

from base64 import b64decode
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from threading import Lock

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.faults import check_each
from retrieval.engines.opensearch.mapping import content_id
from retrieval.errors import EngineNotLoaded
from retrieval.index.arrays import Arrays
from retrieval.index.records import facts_of
from retrieval.index.segments import Segment

# Records that are kept in memory, and fetched at a time.
_KEPT = 256
_AT_ONCE = 32


class Records:
    """The records of documents in the engine, by their content ids. Threads may share them."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._expected: Iterator[str] = iter(())
        self._lock = Lock()

    def expect(self, ids: Iterator[str]) -> None:
        """These are read next."""
        with self._lock:
            self._expected = ids

    def of(self, document: str, facts: memoryview | None = None) -> bytes | None:
        """The record of a document; None if the engine has not got it. One that is kept is fetched
        again unless its `facts` are these (`index.records.facts_of`): the id stays when the title
        or the date of a document changes."""
        with self._lock:
            found = self._kept.get(document)
            if found is not None and (facts is None or facts_of(found) == facts):
                self._kept.move_to_end(document)
                return found
            wanted = [
                document,
                *(x for x in islice(self._expected, _AT_ONCE) if x not in self._kept),
            ]
        fetched = self._fetch([*dict.fromkeys(wanted)])
        with self._lock:
            self._kept |= fetched
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return fetched.get(document)

    def _fetch(self, ids: Sequence[str]) -> dict[str, bytes]:
        told = {"filter_path": "docs._id,docs._source,docs.error"}
        path, check = f"/{self._index}/_mget", lambda answer: check_each(answer["docs"])
        answer = self._client.ask("POST", path, {"ids": ids}, told, check=check)
        found = ((each["_id"], each.get("_source")) for each in answer["docs"])
        return {name: b64decode(source["record"]) for name, source in found if source}


class RemoteSegment(Segment):
    """A segment that has no texts and no postings: those are in the engine."""

    def __init__(self, arrays: Arrays, records: Records) -> None:
        super().__init__(arrays)
        self._records = records

    def content(self, document: int) -> memoryview:
        """See `Segment.content`: fetched. EngineNotLoaded if the engine has not got it."""
        content = self._records.of(self.id(document), self.held(document))
        if content is None:
            raise EngineNotLoaded("", self.facts(document).facts["path"])
        return memoryview(content)

    def id(self, document: int) -> str:
        """The content id of a document."""
        stored = self.facts(document)
        return content_id(stored.facts["path"], stored.volume.number, self.sha256(document))
