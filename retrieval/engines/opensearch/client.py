"""Requests to a cluster, by whichever of its nodes answers."""

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, TypeVar

from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.breaker import Breaker
from retrieval.errors import (
    EngineForeign,
    EngineNeedsLibrary,
    EngineRed,
    EngineSlow,
    EngineUnreachable,
)

try:
    from retrieval.engines.opensearch import transport
except ModuleNotFoundError:
    transport = None  # type: ignore[assignment]

Json = Any
"""What JSON holds."""

Param = str | int | bool
T = TypeVar("T")

# The versions of OpenSearch that are known here: from the first that tells what each named query
# scores, and before the one whose BM25 has another factor (`scores`).
_FIRST, _PAST = (2, 13), (3, 0)
# Requests that are under way at the same time, of all who ask.
_AT_ONCE = 32
# Seconds before all nodes are asked once more: one has gone, and the others are about to know.
_PAUSES = (0.1, 0.4, 1.5)


def _any(_: Json) -> None:
    """Every answer will do."""


class Client:
    """Asks a cluster. Every request may be repeated: none does more when it is done twice.

    What one node fails at is put to another, and what may mend by waiting again after short pauses;
    after faults in a row it fails at once for some seconds (`breaker`). Then it is tried again, so
    that service returns as the cluster does. May be shared by threads.
    """

    def __init__(self, access: Access, breaker: Breaker | None = None) -> None:
        """Asks nothing yet. Raises EngineNeedsLibrary without the extra `opensearch`, and
        EngineMisconfigured for a file without a certificate."""
        if transport is None:
            raise EngineNeedsLibrary
        self._access = access
        self._breaker = breaker or Breaker()
        self._nodes = transport.Nodes(access)
        self._known = False
        self._pool = ThreadPoolExecutor(_AT_ONCE, "opensearch")

    def __repr__(self) -> str:
        return f"Client({', '.join(self._access.urls)})"

    @property
    def timeout(self) -> float:
        """Seconds that a node has for an answer."""
        return self._access.timeout

    def close(self) -> None:
        """Close the connections that are open."""
        self._pool.shutdown()
        self._nodes.close()

    def at_once(self, requests: Iterable[Callable[[], T]]) -> list[T]:
        """What these give, each of which asks something, and none this; raises what one raises."""
        every = [*requests]
        rest = [self._pool.submit(each) for each in every[1:]]
        return [*(each() for each in every[:1]), *(each.result() for each in rest)]

    def soon(self, request: Callable[[], T]) -> Callable[[], T]:
        """Begins a request that gives something, and asks nothing by this; what is returned waits
        for it, and raises what it raises."""
        return self._pool.submit(request).result

    def ask(
        self,
        method: str,
        path: str,
        body: Json = None,
        params: Mapping[str, Param] | None = None,
        timeout: float | None = None,
        check: Callable[[Json], object] = _any,
        guarded: bool = True,
    ) -> Json:
        """The answer to one request, from JSON; bytes are sent as they are, other bodies as JSON.

        A node has `timeout` seconds for it (default: those of the access). An answer for which
        `check` raises an EngineError, or that it cannot read, is as good as none. What is not
        `guarded` is asked of a cluster that is left alone too, and counts for nothing when it
        fails. Raises EngineError.
        """
        sent = body if body is None or isinstance(body, bytes) else encoded(body)
        seconds = timeout or self.timeout

        def once() -> Json:
            return self._nodes.ask(method, path, params or {}, sent, seconds, check)

        with self._breaker if guarded else nullcontext():
            if not self._known:
                self._check_version(seconds)
            return _persistent(once, seconds)

    def search(self, index: str, body: Mapping[str, Json], **params: Param) -> Json:
        """The answer to a search of all of an index, or an error: never that of a part of it."""
        seconds = self.timeout
        whole: dict[str, Param] = {
            "allow_partial_search_results": False,
            # So that what a node says of it comes in time.
            "cancel_after_time_interval": f"{seconds * 900:.0f}ms",
        }

        def check(answer: Json) -> None:
            if answer["timed_out"]:
                raise EngineSlow("", f"{seconds:g}")
            if answer["_shards"]["failed"]:
                raise EngineRed("")

        asked = {**whole, **params}
        return self.ask("POST", f"/{index}/_search", body, asked, seconds, check)

    def _check_version(self, seconds: float) -> None:
        """Raises EngineForeign unless an OpenSearch of a version that is known answers."""
        answer = _persistent(lambda: self._nodes.ask("GET", "/", {}, None, seconds, _any), seconds)
        version = answer.get("version") if isinstance(answer, Mapping) else None
        said = version if isinstance(version, Mapping) else {}
        number = str(said.get("number", ""))
        if said.get("distribution") != "opensearch" or not _is_known(number):
            raise EngineForeign("", number)
        self._known = True


def _is_known(version: str) -> bool:
    found = re.match(r"([0-9]{1,4})\.([0-9]{1,4})(?![0-9])", version)
    return found is not None and _FIRST <= (int(found[1]), int(found[2])) < _PAST


def _persistent(once: Callable[[], Json], seconds: float) -> Json:
    """Asks again where all nodes failed for a moment, as long as there is time for it."""
    until = time.monotonic() + seconds
    for pause in _PAUSES:
        try:
            return once()
        except (EngineUnreachable, EngineRed):
            if time.monotonic() + pause > until:
                raise
        time.sleep(pause)
    return once()


def encoded(body: Json) -> bytes:
    """JSON in as few bytes as it takes, in one line. Half a character becomes `?`."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
