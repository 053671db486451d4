"""In how many texts terms stand, in all shards of an index in the engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.faults import check_each
from retrieval.engines.opensearch.mapping import KINDS
from retrieval.engines.opensearch.scores import TextStatistics
from retrieval.engines.opensearch.tokens import SIZE
from retrieval.errors import EngineNotLoaded, EngineRed

# Tokens that are asked for in one request; those that are remembered.
_AT_ONCE = 4000
_REMEMBERED = 1 << 16
# A value of every shard is found among so many, or the engine routes otherwise than we know.
_ROUTES = 1 << 12
_TOLD = (
    "docs._index,docs.error,docs.term_vectors.*.field_statistics,"
    "docs.term_vectors.*.terms.*.doc_freq"
)
# An index takes the place of another as often as that while a question is answered.
_TIMES = 4

T = TypeVar("T")


class Replaced(Exception):
    """Another index answers than the one whose statistics are known."""


class Statistics:
    """Those of the one index that answers for a kind of texts when it is first asked. Threads may
    share them.

    Texts that were deleted count until the engine has merged what held them, as they do in its
    scores. Raises Replaced when another answers.
    """

    def __init__(self, client: Client, alias: str, kind: str) -> None:
        self._client = client
        self._alias = alias
        self._kind = kind
        self._index = ""
        self._routes: list[str] = []
        self._texts: dict[str, TextStatistics] = {}
        self._known: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def check(self, indices: Iterable[str]) -> None:
        """Raises Replaced unless these, which have answered, are the one whose statistics these
        are."""
        if any(index != self._index for index in indices):
            raise Replaced

    def texts(self) -> Mapping[str, TextStatistics]:
        """How many texts each field has, and how long they are on average, as the engine sees
        them."""
        if not self._texts:
            self._texts = self._asked_texts()
        return self._texts

    def _asked_texts(self) -> dict[str, TextStatistics]:
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
        wanted = dict.fromkeys((name, token) for name, own in tokens.items() for token in own)
        known = self._known
        found = {each: known[each] for each in wanted if each in known}
        missing = [each for each in wanted if each not in found]
        for start in range(0, len(missing), _AT_ONCE):
            found |= self._look_up(missing[start : start + _AT_ONCE])
        return found

    def _look_up(self, missing: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        asked: dict[str, list[str]] = {}
        for name, token in missing:
            asked.setdefault(name, []).append(token)
        found = dict.fromkeys(missing, 0)
        for shard in self._ask(asked):
            for name, told in shard.items():
                for token, own in told.get("terms", {}).items():
                    found[name, token] += own.get("doc_freq", 0)
        with self._lock:
            kept = self._known if len(self._known) <= _REMEMBERED else {}
            self._known = kept | found
        return found

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
        path, told = f"/{self._alias}/_mtermvectors", {"filter_path": _TOLD}
        answer = self._client.ask("POST", path, body, told, check=lambda a: check_each(a["docs"]))
        self.check(each["_index"] for each in answer["docs"])
        return [each.get("term_vectors", {}) for each in answer["docs"]]

    def _shards(self) -> list[str]:
        """A value for each shard that routes a text to it."""
        with self._lock:
            if not self._routes:
                self._find_routes()
            return self._routes

    def _find_routes(self) -> None:
        path = f"/{self._alias}/_search_shards"
        shards = self._client.ask("GET", path, check=_check_shards)["shards"]
        if not shards:
            raise EngineNotLoaded
        self._index = shards[0][0]["index"]
        found: dict[int, str] = {}
        for number in range(_ROUTES):
            if len(found) == len(shards):
                break
            params = {"routing": str(number)}
            told = self._client.ask("GET", path, params=params, check=_check_shards)["shards"]
            shard = told[0][0]
            self.check([shard["index"]])
            found.setdefault(shard["shard"], str(number))
        self._routes = [*found.values()]


def _check_shards(answer: Mapping[str, Any]) -> None:
    """Raises EngineRed where a shard is on no node."""
    if not all(answer["shards"]):
        raise EngineRed


class AllStatistics:
    """The statistics of both kinds of texts, those of the indices that answer now."""

    def __init__(self, client: Client, aliases: Mapping[str, str]) -> None:
        self._client = client
        self._aliases = aliases
        self._lock = Lock()
        self._now = self._anew()

    def _anew(self) -> dict[str, Statistics]:
        return {k: Statistics(self._client, alias, k) for k, alias in self._aliases.items()}

    def forget(self) -> None:
        """Texts have come or gone."""
        self._now = self._anew()

    def lasting(self, work: Callable[[Mapping[str, Statistics]], T]) -> T:
        """What `work` makes of statistics that are the same from its beginning to its end: when an
        index takes the place of another meanwhile, it is done once more."""
        for _ in range(_TIMES):
            used = self._now
            try:
                return work(used)
            except Replaced:
                with self._lock:
                    if self._now is used:
                        self._now = self._anew()
        raise EngineRed
