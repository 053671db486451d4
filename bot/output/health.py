"""What serves a library, as JSON."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.evaluation.engine_checks import EngineCheck, IndexStatus, IndexThere


def health_shape(found: "EngineCheck") -> dict[str, Any]:
    """The object of `wenju engine --json`."""
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
    return shape | _there(found.there) if found.there else shape


def _there(there: "IndexThere") -> dict[str, Any]:
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
        "missing": {"documents": there.documents, "passages": there.passages},
        "strays": there.strays,
    }


def _index(index: "IndexStatus | None") -> dict[str, Any] | None:
    if index is None:
        return None
    return {
        "name": index.index.name,
        "documents": index.documents,
        "deleted": index.deleted,
        "bytes": index.size,
        "bytes_with_copies": index.whole_size,
        "shards": index.shards,
        "unassigned": index.unassigned,
    }
