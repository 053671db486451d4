"""What `wenju engine` says of what serves a library, in Chinese and English."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import EngineError

if TYPE_CHECKING:
    from retrieval.evaluation.engine_checks import (
        EngineCheck,
        IndexHere,
        IndexStatus,
        IndexThere,
        Lacking,
        Status,
    )


class HealthTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `states` stand under OpenSearch's words for them, `kinds` under the kinds of texts. `missing` to
    `well_but_copies` are what it comes to.
    """

    here: str
    held: str
    ratio: str
    cluster: str
    states: Mapping[str, str]
    node: str
    indexed: str
    unassigned: str
    no_index: str
    building: str
    kinds: Mapping[str, str]
    table: str
    missing: str
    strays: str
    lacking_unknown: str
    newer: str
    well: str
    well_but_copies: str
    rebuilt: str
    nothing_to_rebuild: str

    def lines(
        self,
        found: "EngineCheck",
        sized: Callable[[float], str],
        told: Callable[[EngineError], str],
    ) -> Iterator[str]:
        """A few lines; `sized` writes a number of bytes, without the B, and `told` an error."""
        if found.here:
            yield from self._here(found, found.here, sized)
        if found.there:
            yield from self._there(found, found.there, sized)
            yield from self._lacking(found.there.lacking, told)
        if found.newer:
            yield self.newer.format(newer=found.newer)
        if found.is_well:
            only_copies = found.there and "yellow" in found.there.states
            yield self.well_but_copies if only_copies else self.well

    def _here(
        self, found: "EngineCheck", here: "IndexHere", sized: Callable[[float], str]
    ) -> Iterator[str]:
        yield self.here.format(path=here.folder)
        yield self.held.format(documents=found.documents, passages=found.passages)
        if here.text:
            ratio = here.size / here.text
            yield self.ratio.format(size=sized(here.size), text=sized(here.text), ratio=ratio)

    def _there(
        self, found: "EngineCheck", there: "IndexThere", sized: Callable[[float], str]
    ) -> Iterator[str]:
        whole = there.status["passages"]
        state = self.states.get(whole.health, whole.health)
        yield self.cluster.format(name=whole.cluster, version=whole.version, state=state)
        for node in whole.nodes:
            yield "   " + self.node.format(**node._asdict() | {"free": sized(node.free)})
        for kind, name in self.kinds.items():
            yield from self._index(name, there.status[kind], sized)
        yield self.table.format(documents=found.documents, passages=found.passages)

    def _lacking(
        self, lacking: "Lacking | EngineError", told: Callable[[EngineError], str]
    ) -> Iterator[str]:
        if isinstance(lacking, EngineError):
            yield self.lacking_unknown.format(reason=told(lacking))
            return
        if lacking.documents or lacking.passages:
            yield self.missing.format(documents=lacking.documents, passages=lacking.passages)
        if lacking.strays:
            yield self.strays.format(count=lacking.strays)

    def _index(self, name: str, status: "Status", sized: Callable[[float], str]) -> Iterator[str]:
        if status.answering is None:
            yield self.no_index.format(name=name)
        else:
            yield self._told(self.indexed, name, status.answering, sized)
        if status.building:
            yield self._told(self.building, name, status.building, sized)

    def _told(
        self, sentence: str, name: str, index: "IndexStatus", sized: Callable[[float], str]
    ) -> str:
        said = sentence.format(
            name=name,
            index=index.index.name,
            shards=index.shards,
            documents=index.documents,
            deleted=index.deleted,
            size=sized(index.whole_size),
        )
        lost = self.unassigned.format(count=index.unassigned) if index.unassigned else ""
        return said + lost


ZH = HealthTexts(
    here="索引在本机：{path}",
    held="{documents} 份文档，{passages} 个段落",
    ratio="索引 {size}B，文字 {text}B，索引是文字的 {ratio:.1f} 倍",
    cluster="OpenSearch 集群 {name}，版本 {version}，{state}",
    states={
        "green": "一切正常（green）",
        "yellow": "有副本没有放下，内容齐全（yellow）",
        "red": "有分片不在任何节点上（red）",
    },
    node="{name}：堆内存用了 {heap}%，处理器 {cpu}%，磁盘 {disk:.0f}%（还有 {free}B）",
    indexed="{name}：{index}，{shards} 个分片，{documents} 条，已删除未清理 {deleted} 条，{size}B（连副本）",
    unassigned="，{count} 个分片或副本没有节点可放",
    no_index="{name}：集群里没有",
    building="{name}：正在重建 {index}，已有 {documents} 条，{size}B",
    kinds={"passages": "段落", "documents": "文档"},
    table="文件表里有 {documents} 份文档，{passages} 个段落",
    missing="集群里缺 {documents} 份文档、{passages} 个段落。请运行 wenju index 补齐。",
    strays="集群里多出 {count} 份没有人用的文档，下次 wenju index 时清除。",
    lacking_unknown="现在无法得知缺什么。{reason}",
    newer="{newer} 个文件有变动，索引尚未收录。请运行 wenju index。",
    well="这个文档库齐全，没有落后。",
    well_but_copies="这个文档库内容齐全，没有落后，只是有副本没有放下。",
    rebuilt="已重建。",
    nothing_to_rebuild="--rebuild 只用于集群（WENJU_ENGINE=opensearch）；这个文档库的索引在本机。",
)

EN = HealthTexts(
    here="The index is on this machine: {path}",
    held="{documents} documents, {passages} passages",
    ratio="{size}B of index for {text}B of text: {ratio:.1f} times the text",
    cluster="OpenSearch cluster {name}, version {version}, {state}",
    states={
        "green": "all well (green)",
        "yellow": "complete, with copies that are on no node (yellow)",
        "red": "with parts that are on no node (red)",
    },
    node="{name}: {heap}% of the heap used, {cpu}% of the processors, {disk:.0f}% of the disk ({free}B free)",
    indexed="{name}: {index}, {shards} shards, {documents} held, {deleted} deleted and not cleared, {size}B with copies",
    unassigned=", {count} shards or copies on no node",
    no_index="{name}: the cluster has none",
    building="{name}: {index} is being built, {documents} so far, {size}B",
    kinds={"passages": "Passages", "documents": "Documents"},
    table="The table of files names {documents} documents with {passages} passages",
    missing="The cluster lacks {documents} documents and {passages} passages. Run wenju index to load them.",
    strays="The cluster holds {count} documents that nobody needs; wenju index removes them.",
    lacking_unknown="What the cluster lacks cannot be said just now. {reason}",
    newer="{newer} files changed and are not in the index yet. Run wenju index.",
    well="Nothing of this library is missing or behind.",
    well_but_copies="Nothing of this library is missing or behind, but for copies that are on no node.",
    rebuilt="Built anew.",
    nothing_to_rebuild="--rebuild is for a cluster (WENJU_ENGINE=opensearch); the index of this library is on this machine.",
)
