"""Every sentence about the index that a reader reads, in Chinese and English."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from retrieval import Stage
from retrieval.errors import (
    IndexBusy,
    IndexDamaged,
    IndexForeign,
    IndexUnreadable,
    IndexUnwritable,
    StorageError,
)


class IndexTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    foreign: str
    damaged: str
    unreadable: str
    busy: str
    busy_newer: str
    unwritable: str
    unwritable_now: str
    unwritable_newer: str
    stages: Mapping[Stage, str]
    waiting: str
    begun: Mapping[Stage, str]
    under_way: str
    done: str
    skipped: str
    interrupted: str
    changed: str
    unwatched: str

    def error(
        self, error: StorageError, newer: int | None, told: Callable[[str], str] = str
    ) -> str:
        """What was wrong with the index, and what was done about it, in one line.

        A reason is `told` in the reader's words. `newer` is how many files of the folder are newer than what answers; None if nothing does.
        """
        match error:
            case IndexForeign():
                return self.foreign.format(path=error.path)
            case IndexDamaged():
                return self.damaged.format(path=error.path)
            case IndexUnreadable():
                return self.unreadable.format(path=error.path, reason=told(error.reason))
            case IndexBusy():
                return (self.busy_newer if newer else self.busy).format(newer=newer)
            case IndexUnwritable():
                answers = self.unwritable_newer if newer else self.unwritable_now
                sentence = self.unwritable if newer is None else answers
                return sentence.format(path=error.path, reason=told(error.reason), newer=newer)
            case _:
                return str(error)


ZH = IndexTexts(
    foreign="{path} 里放着别的东西，不能用来存索引。请用 --index 指定一个空文件夹。",
    damaged="索引损坏，已重建：{path}",
    unreadable="索引暂时读不了（{reason}）：{path}",
    busy="另一个进程建立索引，久不见进展，本次在内存中另建。",
    busy_newer="另一个进程正在更新索引，这次用原有的索引回答，另有 {newer} 个文件有变动，尚未收录。",
    unwritable="索引无法写入（{reason}）：{path}",
    unwritable_now="索引无法写入（{reason}），本次在内存中建立：{path}",
    unwritable_newer="索引无法写入（{reason}），另有 {newer} 个文件有变动，尚未收录：{path}",
    stages={
        Stage.WAITING: "等另一个进程，已索引 {done}/{files} 份",
        Stage.INDEXING: "索引 {done}/{files} 份",
        Stage.MERGING: "整理 {done}/{files} 段",
        Stage.REBUILDING: "重建 {done}/{files} 条",
    },
    waiting="另一个进程正在建立索引，等它建好……",
    begun={
        Stage.INDEXING: "索引 {files} 份文件，共 {size}B。",
        Stage.MERGING: "整理索引的 {files} 段。",
        Stage.REBUILDING: "在集群里重建索引，共 {files} 条；其间原有的索引照常回答。",
    },
    under_way="{stage}，{done_size}B/{size}B，每秒 {rate}B，约剩 {left}",
    done="{documents} 份文档，{passages} 个段落；索引在 {path}（{size}B）",
    skipped="；跳过 {count} 份文件",
    interrupted="已中断。索引好的部分已经保存，再次运行时接着做。",
    changed="文档有变动，已更新：{documents} 份文档，{seconds:.1f} 秒。",
    unwatched="无法监视文件夹 {path}（{reason}），改为每分钟查看一次。",
)

EN = IndexTexts(
    foreign="{path} holds something else and cannot be used for the index. "
    "Name an empty folder with --index DIR.",
    damaged="The index was damaged and has been rebuilt: {path}",
    unreadable="The index cannot be read just now ({reason}): {path}",
    busy="Another process is building the index and gets nowhere; this time it is built in memory.",
    busy_newer="Another process is updating the index; the one before it answers, and {newer} "
    "files that changed are not in it yet.",
    unwritable="The index cannot be written ({reason}): {path}",
    unwritable_now="The index cannot be written ({reason}); this time it is built in memory: "
    "{path}",
    unwritable_newer="The index cannot be written ({reason}); {newer} files that changed are "
    "not in it: {path}",
    stages={
        Stage.WAITING: "waiting for another process, {done}/{files} files indexed",
        Stage.INDEXING: "indexing {done}/{files} files",
        Stage.MERGING: "merging {done}/{files} segments",
        Stage.REBUILDING: "{done}/{files} documents and passages",
    },
    waiting="Another process is building the index; waiting for it to be ready.",
    begun={
        Stage.INDEXING: "Indexing {files} files of {size}B.",
        Stage.MERGING: "Merging {files} segments of the index.",
        Stage.REBUILDING: "Building the indices in the cluster anew, of {files} documents and "
        "passages; meanwhile those that are there answer.",
    },
    under_way="{stage}, {done_size}B/{size}B, {rate}B/s, about {left} left",
    done="{documents} documents, {passages} passages; the index is in {path} ({size}B)",
    skipped="; {count} files skipped",
    interrupted="Interrupted. What is indexed is saved; the next run goes on from there.",
    changed="Documents have changed and are read: {documents} documents, {seconds:.1f} s.",
    unwatched="The folder {path} cannot be watched ({reason}); it is looked at every minute.",
)
