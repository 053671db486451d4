"""A whole index anew, behind the alias by which it is asked: no question falls into a gap.

    laws            the alias that is asked        -> laws-000003
    laws.building   the alias of what is not ready -> laws-000004

What is interrupted stays under the second alias, and is gone on with if it is to become the same
kind of index of the same documents. When all is in it, both aliases change in one step; what they
left is deleted.
"""

import re
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from retrieval.engines.opensearch.client import Client, Json, Param, encoded
from retrieval.engines.opensearch.faults import check_whole
from retrieval.engines.opensearch.loading import (
    Body,
    Loaded,
    Progress,
    add,
    refresh,
    remove,
    silent,
)
from retrieval.errors import EngineMismatched, EngineNotLoaded
from retrieval.index.arrays import Keys

# Under these names the mapping says what kind of index it belongs to, and what that is made of.
_KIND, _SOURCE = "wenju_kind", "wenju_source"
# Seconds for a change of the cluster; after which copies are waited for no longer; between looks.
_LIMIT, _COPIES, _LOOK = 60.0, 900.0, 0.5
# Ids that are looked at in one request.
_PAGE = 10_000


Documents = Iterable[tuple[str, Body]]


class Definition(NamedTuple):
    """What an index is made of: `mappings` as OpenSearch has them, and `settings` without the
    `index.` before their names."""

    settings: Mapping[str, Json]
    mappings: Mapping[str, Json]

    @property
    def kind(self) -> str:
        """The same for the same definition, and for no other."""
        return blake2b(encoded([self.settings, self.mappings]), digest_size=8).hexdigest()


class Index(NamedTuple):
    """An index that is there, its aliases, and the `Definition.kind` and the `Plan.source` that it
    was made by; "" for one that we have not made."""

    name: str
    aliases: frozenset[str]
    kind: str
    source: str


def building_of(alias: str) -> str:
    """The alias of what is to answer for `alias` when it is ready."""
    return f"{alias}.building"


def kind_of(client: Client, alias: str) -> str | None:
    """The kind (`Definition.kind`) of the index that answers for `alias`; None if there is none."""
    return next((each.kind for each in indices(client, alias) if alias in each.aliases), None)


def rebuild(
    client: Client,
    alias: str,
    definition: Definition,
    documents: Documents,
    progress: Progress = silent,
) -> Loaded:
    """Build an index of `documents`, each an id and its body, and let it answer for `alias`.

    Until then the one before answers. An interrupted one is gone on with. Raises EngineError, and
    leaves what was built for the next time.
    """
    return rebuild_together(client, [Plan(alias, definition, documents)], progress)


class Plan(NamedTuple):
    """An index that is to be: see `rebuild`. Those with the same `source` have the same documents:
    of another, an id may be there with another body."""

    alias: str
    definition: Definition
    documents: Documents
    source: str = ""


def rebuild_together(client: Client, plans: Sequence[Plan], progress: Progress = silent) -> Loaded:
    """The same for several, one after the other; all begin to answer in one step."""
    done = [_built(client, plan, progress) for plan in plans]
    _swap(client, [plan.alias for plan in plans])
    return Loaded(*map(sum, zip(*done, strict=True)))


def _built(client: Client, plan: Plan, progress: Progress) -> Loaded:
    """What was written of an index that is ready then."""
    building = building_of(plan.alias)
    names = array("Q")
    _begin(client, plan, indices(client, plan.alias))
    done = add(client, building, _noted(plan.documents, names), progress)
    refresh(client, building)
    _settle(client, building, np.unique(np.frombuffer(names, np.uint64)))
    _restore(client, building, plan.definition)
    return done


def _begin(client: Client, plan: Plan, before: Sequence[Index]) -> None:
    """Finds the index that is to be gone on with, or makes one; deletes what nobody needs."""
    alias, definition, _, source = plan
    building, made_by = building_of(alias), (definition.kind, source)
    of_use = [i for i in before if building in i.aliases and (i.kind, i.source) == made_by][-1:]
    _delete(client, [i.name for i in before if alias not in i.aliases and i not in of_use])
    if of_use:
        return
    number = max((int(each.name.rpartition("-")[2]) for each in before), default=0) + 1
    mappings = {**definition.mappings}
    mappings["_meta"] = {**mappings.get("_meta", {}), _KIND: definition.kind, _SOURCE: source}
    # Copies are made of what is ready, and nobody looks before.
    settings = {"index": {**definition.settings, "number_of_replicas": 0, "refresh_interval": -1}}
    made = {"settings": settings, "mappings": mappings, "aliases": {building: {}}}
    try:
        client.ask("PUT", f"/{alias}-{number:06}", made, timeout=_LIMIT)
    except EngineMismatched as error:
        # One node has made it and gone before it could say so.
        if error.reason != "resource_already_exists_exception":
            raise


def _noted(
    documents: Iterable[tuple[str, Body]], names: "array[int]"
) -> Iterator[tuple[str, Body]]:
    for name, body in documents:
        names.append(_key(name))
        yield name, body


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def _settle(client: Client, building: str, wanted: Keys) -> None:
    """Removes what an interrupted run has left and nobody wants now.

    Raises EngineMismatched when it holds less than was written.
    """
    held = _held(client, building)
    if held > len(wanted):
        remove(client, building, _strays(client, building, wanted))
        refresh(client, building)
        held = _held(client, building)
    if held != len(wanted):
        raise EngineMismatched("", f"{held} / {len(wanted)}")


def _held(client: Client, building: str) -> int:
    """How many documents are in all of its shards."""
    answer = client.ask("GET", f"/{building}/_count", timeout=_LIMIT, check=check_whole)
    count: int = answer["count"]
    return count


def _strays(client: Client, building: str, wanted: Keys) -> list[str]:
    """The ids of documents that are none of those `wanted`."""
    strays: list[str] = []
    asked: dict[str, Json] = {"size": _PAGE, "_source": False, "sort": ["_doc"]}
    told: dict[str, Param] = {"scroll": "5m"}
    answer = client.ask("POST", f"/{building}/_search", asked, told, _LIMIT, check_whole)
    while hits := answer["hits"]["hits"]:
        names = [hit["_id"] for hit in hits]
        known = np.isin(np.array([*map(_key, names)], np.uint64), wanted)
        strays += [name for name, held in zip(names, known, strict=True) if not held]
        on = {"scroll": "5m", "scroll_id": answer["_scroll_id"]}
        answer = client.ask("POST", "/_search/scroll", on, timeout=_LIMIT, check=check_whole)
    client.ask("DELETE", "/_search/scroll", {"scroll_id": [answer["_scroll_id"]]})
    return strays


def _restore(client: Client, building: str, definition: Definition) -> None:
    """Gives the index the settings that it lacked while it was built, and waits for its copies."""
    given = definition.settings
    copies = given.get("number_of_replicas", 1)
    lacked = {"number_of_replicas": copies, "refresh_interval": given.get("refresh_interval")}
    client.ask("PUT", f"/{building}/_settings", {"index": lacked}, timeout=_LIMIT)
    until = time.monotonic() + _COPIES
    while time.monotonic() < until:
        health = client.ask("GET", f"/_cluster/health/{building}", timeout=_LIMIT)
        # No node holds two copies of a shard.
        there = min(copies + 1, health["number_of_data_nodes"])
        if health["active_shards"] >= there * health["active_primary_shards"]:
            return
        time.sleep(_LOOK)


def _swap(client: Client, aliases: Iterable[str]) -> None:
    """Lets what is ready answer, in one step; then deletes what answered before."""
    actions: list[Json] = []
    old: list[str] = []
    for alias in aliases:
        there = indices(client, alias)
        new = next((each.name for each in there if building_of(alias) in each.aliases), None)
        if new is None:  # somebody has deleted it
            raise EngineNotLoaded("", building_of(alias))
        left = [each.name for each in there if alias in each.aliases]
        for name, leaves in [*((name, alias) for name in left), (new, building_of(alias))]:
            told = {"index": name, "alias": leaves, "must_exist": False}
            actions.append({"remove": told})
        actions.append({"add": {"index": new, "alias": alias}})
        old += left
    client.ask("POST", "/_aliases", {"actions": actions}, timeout=_LIMIT)
    if old:
        time.sleep(_grace(client))
        _delete(client, old)


def _grace(client: Client) -> float:
    """Seconds for which whoever asked the moment before may still read what answered then."""
    return client.timeout


def delete(client: Client, alias: str) -> None:
    """All that was ever built for an alias, ready or not."""
    _delete(client, [each.name for each in indices(client, alias)])


def indices(client: Client, alias: str) -> list[Index]:
    """The indices that were ever built for an alias and are there, in the order of their making."""
    found = client.ask("GET", f"/{alias}-*", timeout=_LIMIT)
    ours = [name for name in sorted(found) if re.fullmatch(r"-\d{6,}", name.removeprefix(alias))]
    said = {name: found[name]["mappings"].get("_meta", {}) for name in ours}
    return [
        Index(name, frozenset(found[name]["aliases"]), own.get(_KIND, ""), own.get(_SOURCE, ""))
        for name, own in said.items()
    ]


def _delete(client: Client, names: Iterable[str]) -> None:
    for name in names:
        client.ask("DELETE", f"/{name}", params={"ignore_unavailable": True}, timeout=_LIMIT)
