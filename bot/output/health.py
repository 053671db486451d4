"""What serves a library, as JSON."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from retrieval.errors import EngineError

if TYPE_CHECKING:
    from retrieval.evaluation.engine_checks import EngineCheck, IndexStatus, IndexThere, Lacking


def health_shape(found: "EngineCheck", told: Callable[[EngineError], str]) -> dict[str, Any]:
    """The object of `wenju engine --json`, with an error as it is `told`."""
    shape = {
        "engine": found.engine,
        "well": found.is_well,
        "documents": found.documents,
        "passages": found.passages,
        "newer": found.newer,
    }
    if here := found.here:
        ratio = round(here.size / here.text, 2) if here.text else None
        own = {"index": str(here.folder), "bytes": here.size, "text_bytes": here.text}
        return shape | own | {"ratio": ratio}
    return shape | _there(found.there, told) if found.there else shape


def _there(there: "IndexThere", told: Callable[[EngineError], str]) -> dict[str, Any]:
    whole = there.status["passages"]
    return {
        "cluster": whole.cluster,
        "version": whole.version,
        "health": whole.health,
        "nodes": [node._asdict() for node in whole.nodes],
        "indices": {
            kind: {"answering": _index(one.answering), "building": _index(one.building)}
            for kind, one in there.status.items()
        },
        **_lacking(there.lacking, told),
    }


def _lacking(
    lacking: "Lacking | EngineError", told: Callable[[EngineError], str]
) -> dict[str, Any]:
    """Null is what nobody can say just now."""
    if isinstance(lacking, EngineError):
        return {"missing": None, "strays": None, "error": told(lacking)}
    missing = {"documents": lacking.documents, "passages": lacking.passages}
    return {"missing": missing, "strays": lacking.strays, "error": None}


def _index(index: "IndexStatus | None") -> dict[str, Any] | None:
    if index is None:
        return None
    return {
        "name": index.index.name,
        "health": index.health,
        "documents": index.documents,
        "deleted": index.deleted,
        "bytes": index.size,
        "bytes_with_copies": index.whole_size,
        "shards": index.shards,
        "unassigned": index.unassigned,
    }
