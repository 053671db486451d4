"""In how many texts terms stand, in all shards of an index in the engine."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from threading import Lock
from typing import Any, TypeVar

from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.faults import check_each
from retrieval.engines.opensearch.mapping import KINDS
from retrieval.engines.opensearch.scores import Replaced, TextStatistics
from retrieval.engines.opensearch.tokens import SIZE
from retrieval.errors import EngineMismatched, EngineNotLoaded, EngineRed

# Tokens that are asked for in one request; those that are remembered.
_AT_ONCE = 4000
_REMEMBERED = 1 << 16
# A value of every shard is found among so many, or the engine routes otherwise than we know.
_ROUTES = 1 << 12
_TOLD = (
    "docs._index,docs.error,docs.term_vectors.*.field_statistics,"
    "docs.term_vectors.*.terms.*.doc_freq"
)
# Seconds for which statistics are believed: copies of one shard may differ for good.
_FRESH = 2.0
# An index takes the place of another as often as that while a question is answered.
_TIMES = 4

T = TypeVar("T")

Tokens = Mapping[str, Iterable[str]]
"""Tokens by the names of fields."""
Frequencies = dict[tuple[str, str], int]
"""Of the token in the field of that name."""


class Statistics:
    """Those of the one index that answers for a kind of texts when it is first asked. Threads may
    share them.

    Texts that were deleted count until the engine has merged what held them, as they do in its
    scores. Raises Replaced when another answers.
    """

    def __init__(
        self,
        client: Client,
        alias: str,
        kind: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._clock, self._begun = clock, clock()
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

    @property
    def is_old(self) -> bool:
        """Whether the engine may have merged since."""
        return self._clock() - self._begun > _FRESH

    @property
    def is_parted(self) -> bool:
        """Whether the index has several shards, each with statistics of its own."""
        return len(self._shards()) > 1

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
        for shard in self._vectors(_ask(self.client, self._texts_with(asked))):
            for name, told in shard.items():
                found = told["field_statistics"]
                texts, terms = counts[name]
                counts[name] = texts + found["doc_count"], terms + found["sum_ttf"]
        return {name: TextStatistics(n, terms / max(n, 1)) for name, (n, terms) in counts.items()}

    def frequencies(self, tokens: Tokens) -> Frequencies:
        """In how many texts each of some tokens stands."""
        return frequencies([(self, tokens)])[0]

    def remembered(self, tokens: Tokens) -> tuple[Frequencies, list[tuple[str, str]]]:
        """The same as far as it is known, and which are not."""
        wanted = dict.fromkeys((name, token) for name, own in tokens.items() for token in own)
        known = self._known
        found = {each: known[each] for each in wanted if each in known}
        return found, [each for each in wanted if each not in found]

    def asked(self, missing: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        """What is to be asked for tokens by the names of their fields: one text for each shard."""
        tokens: dict[str, list[str]] = {}
        for name, token in missing:
            tokens.setdefault(name, []).append(token)
        return self._texts_with(tokens) if tokens else []

    def learn(
        self, missing: Sequence[tuple[str, str]], shards: Sequence[Mapping[str, Any]]
    ) -> Frequencies:
        """Remembers what was answered to that."""
        found = dict.fromkeys(missing, 0)
        for shard in self._vectors(shards):
            for name, told in shard.items():
                for token, own in told.get("terms", {}).items():
                    found[name, token] += own.get("doc_freq", 0)
        with self._lock:
            kept = self._known if len(self._known) <= _REMEMBERED else {}
            self._known = kept | found
        return found

    def _texts_with(self, tokens: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        """For each shard a text that holds these tokens, and is nowhere."""
        one = {
            "_index": self._alias,
            "doc": {name: " ".join(own) for name, own in tokens.items()},
            "fields": [*tokens],
            "term_statistics": True,
            "field_statistics": True,
            **dict.fromkeys(("positions", "offsets", "payloads"), False),
        }
        return [{**one, "routing": route} for route in self._shards()]

    def _vectors(self, shards: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        self.check(each["_index"] for each in shards)
        return [each.get("term_vectors", {}) for each in shards]

    def _shards(self) -> list[str]:
        """A value for each shard that routes a text to it."""
        with self._lock:
            if not self._routes:
                self._find_routes()
            return self._routes

    def _find_routes(self) -> None:
        path = f"/{self._alias}/_search_shards"
        shards = self.client.ask("GET", path, check=_check_shards)["shards"]
        if not shards:
            raise EngineNotLoaded
        self._index = shards[0][0]["index"]
        found: dict[int, str] = {}
        for number in range(_ROUTES):
            if len(found) == len(shards):
                break
            params = {"routing": str(number)}
            told = self.client.ask("GET", path, params=params, check=_check_shards)["shards"]
            shard = told[0][0]
            self.check([shard["index"]])
            found.setdefault(shard["shard"], str(number))
        if len(found) < len(shards):
            raise EngineMismatched("", f"{len(found)} / {len(shards)}")
        self._routes = [*found.values()]


def frequencies(every: Sequence[tuple[Statistics, Tokens]]) -> list[Frequencies]:
    """In how many texts of each of some kinds the tokens stand, with one request for those that are
    not known, unless they are very many."""
    found, missing = map(list, zip(*(own.remembered(tokens) for own, tokens in every), strict=True))
    for start in range(0, max(map(len, missing)), _AT_ONCE):
        parts = [own[start : start + _AT_ONCE] for own in missing]
        asked = [own.asked(part) for (own, _), part in zip(every, parts, strict=True)]
        answers = iter(_ask(every[0][0].client, [*chain.from_iterable(asked)]))
        for number, (own, _) in enumerate(every):
            shards = [*islice(answers, len(asked[number]))]
            found[number] |= own.learn(parts[number], shards)
    return found


def _ask(client: Client, texts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    told = {"filter_path": _TOLD}
    check: Callable[[Any], None] = lambda answer: check_each(answer["docs"])  # noqa: E731
    answer = client.ask("POST", "/_mtermvectors", {"docs": [*texts]}, told, check=check)
    found: list[dict[str, Any]] = answer["docs"]
    return found


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
        index takes the place of another meanwhile, or is found to have merged, it is done once
        more."""
        for _ in range(_TIMES):
            used = self._now
            try:
                return work(used)
            except Replaced:
                with self._lock:
                    if self._now is used:
                        self._now = self._anew()
        raise EngineRed
