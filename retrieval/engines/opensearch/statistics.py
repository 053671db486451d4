"""In how many texts terms stand, in all shards of an index in the engine."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.mapping import KINDS
from retrieval.engines.opensearch.scores import TextStatistics
from retrieval.engines.opensearch.tokens import SIZE

# Tokens that are asked for in one request; those that are remembered.
_AT_ONCE = 4000
_REMEMBERED = 1 << 16
# A value of every shard is found among so many, or the engine routes otherwise than we know.
_ROUTES = 1 << 12
_TOLD = "docs.error,docs.term_vectors.*.field_statistics,docs.term_vectors.*.terms.*.doc_freq"


class Statistics:
    """Those of one index, whose texts do not change meanwhile. Threads may share them.

    Texts that were deleted count until the engine has merged what held them, as they do in its
    scores.
    """

    def __init__(self, client: Client, index: str, kind: str) -> None:
        self._client = client
        self._index = index
        self._kind = kind
        self._routes: list[str] | None = None
        self._known: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def texts(self) -> dict[str, TextStatistics]:
        """How many texts each field has, and how long they are on average, as the engine sees
        them."""
        # Of a field of which no term is asked for, nothing is told.
        asked = {name: ["-" * SIZE] for name in KINDS[self._kind]}
        counts: dict[str, tuple[int, int]] = dict.fromkeys(asked, (0, 0))
        for shard in self._ask(asked):
            for name, told in shard.items():
                found = told["field_statistics"]
                texts, terms = counts[name]
                counts[name] = texts + found["doc_count"], terms + found["sum_ttf"]
        return {name: TextStatistics(n, terms / max(n, 1)) for name, (n, terms) in counts.items()}

    def frequencies(self, tokens: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
        """In how many texts each of some tokens stands, by the names of fields."""
        wanted = [(name, token) for name, own in tokens.items() for token in own]
        missing = [each for each in dict.fromkeys(wanted) if each not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            self._look_up(missing[start : start + _AT_ONCE])
        return {each: self._known[each] for each in wanted}

    def _look_up(self, missing: Sequence[tuple[str, str]]) -> None:
        asked: dict[str, list[str]] = {}
        for name, token in missing:
            asked.setdefault(name, []).append(token)
        found = dict.fromkeys(missing, 0)
        for shard in self._ask(asked):
            for name, told in shard.items():
                for token, own in told.get("terms", {}).items():
                    found[name, token] += own.get("doc_freq", 0)
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known = {}
            self._known |= found

    def _ask(self, asked: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        """What each shard says of a text that holds these tokens, and is nowhere."""
        one = {
            "doc": {name: " ".join(own) for name, own in asked.items()},
            "fields": [*asked],
            "term_statistics": True,
            "field_statistics": True,
            **dict.fromkeys(("positions", "offsets", "payloads"), False),
        }
        body = {"docs": [{**one, "routing": route} for route in self._shards()]}
        answer = self._client.ask(
            "POST", f"/{self._index}/_mtermvectors", body, {"filter_path": _TOLD}
        )
        return [each.get("term_vectors", {}) for each in answer.get("docs", ())]

    def _shards(self) -> list[str]:
        """A value for each shard that routes a text to it."""
        if self._routes is None:
            shards = self._client.ask("GET", f"/{self._index}/_search_shards")["shards"]
            found: dict[int, str] = {}
            for number in range(_ROUTES):
                if len(found) == len(shards):
                    break
                params = {"routing": str(number)}
                told = self._client.ask("GET", f"/{self._index}/_search_shards", params=params)
                found.setdefault(told["shards"][0][0]["shard"], str(number))
            self._routes = [*found.values()]
        return self._routes
