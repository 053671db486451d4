"""Documents into an index, and out of it: in bulk, as fast as the cluster takes them.

A document's id is made of its text and of where it lies. So every request may be repeated, and
whatever was interrupted begins again from the start: `add` leaves what is there already, and
`place`, which is for documents of which something else may have changed, their title perhaps, puts
each in the place of what has its id.

Who loads waits for the cluster by himself. So nothing here is guarded by the client's breaker,
which is for those who ask.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from itertools import chain
from threading import Event
from typing import NamedTuple

from retrieval.engines.opensearch.client import Client, Json, Param, encoded
from retrieval.engines.opensearch.faults import fault_of
from retrieval.errors import EngineError, EnginePassing

Body = Mapping[str, Json] | bytes
"""A document: as JSON has it, or JSON in one line."""

Progress = Callable[[int, int], None]
"""Is told how many documents, and bytes of them, have been written since it was told last."""

# What one request holds at most, and how many are under way while the next is made.
_BYTES, _DOCUMENTS = 4 << 20, 4000
_REQUESTS = 2
# Seconds that a request may take; that are waited after a refusal, at first and at most; after
# which without anything written it ends.
_LIMIT = 120.0
# Seconds that a cluster may take to merge: a minute and a half for a million passages.
_MERGING = 6 * 3600.0
# Seconds that are waited until nodes have told each other what they have, which they do twice a
# minute; between two looks.
_SETTLING, _LOOK = 60.0, 1.0
_FIRST, _LONGEST, _PATIENCE = 0.25, 15.0, 300.0
_clock = time.monotonic

# Bytes of a segment. Lucene merges none that is above five GiB by itself, however much of it is
# deleted.
_SEGMENT = 4 << 30

_DONE = range(200, 300)
_ITEMS = "items.*.status,items.*.error.type,items.*.error.reason"


def silent(_: int, __: int) -> None:
    """Tells nobody."""


class Loaded(NamedTuple):
    """How many documents were written, and how many were there."""

    written: int = 0
    known: int = 0


class _Item(NamedTuple):
    """An action of a bulk request; that a document is so already answers with status `settled`."""

    lines: bytes
    settled: int


def add(
    client: Client,
    alias: str,
    documents: Iterable[tuple[str, Body]],
    progress: Progress = silent,
) -> Loaded:
    """Write the documents, each an id and its body, that `alias` does not hold; they are found
    after `refresh`.

    They are taken from the iterable as fast as the cluster takes them. Raises EngineError: what
    passes is waited for, a request and its documents that failed are sent again; EngineNotLoaded
    where there is no such alias.
    """
    items = (
        _Item(_action("create", name) + _line(body), HTTPStatus.CONFLICT)
        for name, body in documents
    )
    return _sent(client, alias, items, progress)


def place(
    client: Client,
    documents: Iterable[tuple[str, str, Body]],
    progress: Progress = silent,
) -> Loaded:
    """Write documents into several indices at once, each document with the alias that is to hold
    it. As `add`, but what is there under an id gives way."""
    items = (
        _Item(_action("index", name, alias) + _line(body), HTTPStatus.CONFLICT)
        for alias, name, body in documents
    )
    return _sent(client, "", items, progress)


def remove(client: Client, alias: str, names: Iterable[str]) -> Loaded:
    """Remove documents by their ids: as many as are `written` were there. As `add`."""
    items = (_Item(_action("delete", name), HTTPStatus.NOT_FOUND) for name in names)
    return _sent(client, alias, items, silent)


def refresh(client: Client, alias: str) -> None:
    """Let all that was added be found, and nothing that was removed."""
    client.ask("POST", f"/{alias}/_refresh", timeout=_LIMIT, guarded=False)


def merge(client: Client, alias: str) -> None:
    """Make few segments of what bulks have left in dozens, among which a question takes longer.
    That is not insisted on: what is found is the same, and Lucene merges in time."""
    with suppress(EngineError):
        client.ask("POST", f"/{alias}/_flush", timeout=_LIMIT, guarded=False)
        until = time.monotonic() + _SETTLING
        while not all(map(_is_settled_for_good, copies := _copies(client, alias))):
            if time.monotonic() >= until:
                break
            time.sleep(_LOOK)
        if not copies:
            return
        largest = max(copy["store"]["size_in_bytes"] for copy in copies)
        few: dict[str, Param] = {"max_num_segments": largest // _SEGMENT + 1}
        path = f"/{alias}/_forcemerge"
        client.ask("POST", path, params=few, timeout=_MERGING, guarded=False)
        refresh(client, alias)


def _copies(client: Client, alias: str) -> list[Json]:
    """What is said of each copy of each shard."""
    params: dict[str, Param] = {"level": "shards"}
    told = client.ask("GET", f"/{alias}/_stats/store", params=params, guarded=False)
    shards = chain.from_iterable(index["shards"].values() for index in told["indices"].values())
    return [*chain.from_iterable(shards)]


def _is_settled_for_good(copy: Json) -> bool:
    """Whether no other copy can ask for what was written: until then a merge takes along what
    documents were sent as, which is three times what they take else."""
    last = copy.get("seq_no", {}).get("max_seq_no", -1)
    leases = copy.get("retention_leases", {}).get("leases", ())
    return all(lease["retaining_seq_no"] > last for lease in leases)


def _action(kind: str, name: str, alias: str = "") -> bytes:
    told = {"_index": alias, "_id": name} if alias else {"_id": name}
    return encoded({kind: told}) + b"\n"


def _line(body: Body) -> bytes:
    return (body if isinstance(body, bytes) else encoded(body)) + b"\n"


def _sent(client: Client, alias: str, items: Iterable[_Item], progress: Progress) -> Loaded:
    """Sends all, some requests at a time; no more than these are held in memory."""
    total, under_way = Loaded(), deque[tuple[list[_Item], Future[Loaded]]]()
    given_up = Event()

    def take() -> None:
        nonlocal total
        chunk, future = under_way.popleft()
        done = future.result()
        total = Loaded(total.written + done.written, total.known + done.known)
        progress(len(chunk), sum(len(item.lines) for item in chunk))

    with ThreadPoolExecutor(_REQUESTS, "bulk") as pool:
        try:
            for chunk in _chunks(items):
                if len(under_way) == _REQUESTS:
                    take()
                future = pool.submit(_persistent, client, alias, chunk, given_up)
                under_way.append((chunk, future))
            while under_way:
                take()
        finally:
            # After Ctrl-C, or a fault of another request, none is sent again.
            given_up.set()
    return total


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """As many items as one request holds; an item that is larger stands alone."""
    chunk: list[_Item] = []
    size = 0
    for item in items:
        if chunk and (size + len(item.lines) > _BYTES or len(chunk) == _DOCUMENTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item.lines)
    if chunk:
        yield chunk


def _persistent(client: Client, alias: str, chunk: list[_Item], given_up: Event) -> Loaded:
    """Sends what a chunk holds until all of it is done, or it is `given_up`, or nothing was written
    for long; with longer and longer pauses."""
    written, known, pause, since = 0, 0, _FIRST, _clock()
    while True:
        left, settled, fault = _once(client, alias, chunk)
        known += settled
        written += len(chunk) - len(left) - settled
        if fault is None:
            return Loaded(written, known)
        if len(left) < len(chunk):
            pause, since = _FIRST, _clock()
        if _clock() - since >= _PATIENCE or _wait(given_up, pause):
            raise fault
        chunk, pause = left, min(2 * pause, _LONGEST)


def _wait(given_up: Event, pause: float) -> bool:
    return given_up.wait(pause)


def _once(
    client: Client, alias: str, chunk: list[_Item]
) -> tuple[list[_Item], int, EngineError | None]:
    """The items that are to be sent again, how many were settled before, and a fault that passes.

    Raises EngineError for an item that no waiting mends.
    """

    def told(answer: Json) -> list[tuple[_Item, int, Json]]:
        results = [said for each in answer["items"] for said in each.values()]
        return [(item, said["status"], said) for item, said in zip(chunk, results, strict=True)]

    body = b"".join(item.lines for item in chunk)
    # Else an index that is gone would be made anew, of whatever mapping.
    params: dict[str, Param] = {"require_alias": True, "filter_path": _ITEMS}
    try:
        path = f"/{alias}/_bulk" if alias else "/_bulk"
        answer = client.ask("POST", path, body, params, _LIMIT, told, guarded=False)
    except EnginePassing as error:
        return chunk, 0, error
    left, settled, passing = [], 0, None
    for item, status, said in told(answer):
        if status in _DONE:
            continue
        if status == item.settled and _is_settled(said):
            settled += 1
            continue
        fault = fault_of(status, said.get("error"), "", _LIMIT)
        if not isinstance(fault, EnginePassing):
            raise fault
        passing = fault
        left.append(item)
    return left, settled, passing


def _is_settled(said: Mapping[str, Json]) -> bool:
    """Whether a document is as it should be, rather than its index gone."""
    return said.get("error", {}).get("type", "") in ("", "version_conflict_engine_exception")
