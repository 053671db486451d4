"""What a cluster says is wrong, as one of our errors.

It says so in an HTTP status and in JSON: an error has a type and a reason, and so have its root
causes, the shards that failed, and what each was caused by. A reason may repeat what was asked, so
none is passed on.
"""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from retrieval.errors import (
    EngineBusy,
    EngineError,
    EngineForbidden,
    EngineFull,
    EngineMismatched,
    EngineNotLoaded,
    EngineRed,
    EngineRefused,
    EngineRejected,
    EngineSlow,
    EngineUnreachable,
)

_MISSING = "index_not_found_exception"
_BUSY = {
    "rejected_execution_exception",
    "opensearch_rejected_execution_exception",
    "es_rejected_execution_exception",
    "circuit_breaking_exception",
}
_CANCELLED = "task_cancelled_exception"
# How it shows, under any status, that a node has just gone and the others have not heard of it yet.
_GONE = {
    "connect_transport_exception",
    "node_closed_exception",
    "node_disconnected_exception",
    "node_not_connected_exception",
    "no_shard_available_action_exception",
    "search_context_missing_exception",
    "shard_not_found_exception",
    "unavailable_shards_exception",
}
# How a disk that is too full shows: newer versions, older ones, and the system's own words.
_FULL = (
    "flood-stage",
    "read-only-allow-delete",
    "read-only / allow delete",
    "create-index blocked",
    "No space left on device",
)


def fault_of(status: int, error: object, node: str, seconds: float) -> EngineError:
    """The error for an answer of `status` whose body says `error`, within so many seconds."""
    said = [*_said(error)]
    kinds = [kind for kind, _ in said]
    if any(full in reason for _, reason in said for full in _FULL):
        return EngineFull(node)
    if status == HTTPStatus.UNAUTHORIZED:
        return EngineRefused(node)
    if status == HTTPStatus.FORBIDDEN:
        return EngineForbidden(node)
    if status == HTTPStatus.TOO_MANY_REQUESTS or _BUSY.intersection(kinds):
        return EngineBusy(node)
    if _MISSING in kinds:
        return EngineNotLoaded(node)
    if _CANCELLED in kinds or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT):
        return EngineSlow(node, f"{seconds:g}")
    if _GONE.intersection(kinds) or status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineRed(node)
    match status:
        case HTTPStatus.BAD_REQUEST:
            # The innermost says most: that a field is of another kind, not that all shards failed.
            return EngineMismatched(node, kinds[-1] if kinds else "")
        case HTTPStatus.BAD_GATEWAY:
            return EngineUnreachable(node, HTTPStatus.BAD_GATEWAY.phrase)
        case _:
            return EngineRejected(node, " ".join((str(status), *kinds[-1:])))


def check_each(documents: Iterable[Mapping[str, Any]]) -> None:
    """Raises EngineError for the first of the documents of an answer that failed for itself: what
    held it has just gone."""
    for each in documents:
        if "error" in each:
            raise fault_of(HTTPStatus.SERVICE_UNAVAILABLE, each["error"], "", 0)


def check_whole(answer: Mapping[str, Any]) -> None:
    """Raises EngineRed where a shard has not answered, and the others have."""
    if answer["_shards"]["failed"]:
        raise EngineRed


def _said(error: object) -> Iterator[tuple[str, str]]:
    """The type and the reason of an error and of all that stand in it, from the outermost."""
    if isinstance(error, str):
        yield "", error
    elif isinstance(error, list):
        for each in error:
            yield from _said(each)
    elif isinstance(error, Mapping):
        kind, reason = error.get("type"), error.get("reason")
        if isinstance(kind, str):
            yield kind, reason if isinstance(reason, str) else ""
        for name in ("reason", "root_cause", "failed_shards", "caused_by"):
            if isinstance(error.get(name), list | Mapping):
                yield from _said(error[name])
