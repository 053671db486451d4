"""What became of the words that a citation names, in Chinese and English."""

from collections.abc import Mapping
from typing import NamedTuple

from retrieval import CitationOutcome, CitationStatus, Record

# Places of the same words that are shown.
MAX_PLACES = 10


class HistoryTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    outcomes: Mapping[CitationOutcome, str]
    no_id: str
    no_sentence: str
    moved_from: str
    more: str
    kept: str
    seen: str
    meant: str
    reference: str
    trouble: str
    trouble_in_chat: str
    forgotten: str
    forgotten_none: str
    forgotten_present: str
    others: str
    usage: str
    command: str
    picture: str
    picture_unmarked: str
    picture_none: str
    picture_one_id: str
    picture_unwritable: str
    picture_kind: str

    def outcome(self, status: CitationStatus) -> str:
        """What became of the words, in a sentence, or why there are none."""
        if status.outcome is CitationOutcome.UNKNOWN and status.id:
            # The paragraph is known.
            return self.no_sentence.format(sentence=status.id.partition(".")[2])
        if status.names_none:
            return self.no_id
        return self.outcomes[status.outcome]

    def sighting(self, record: Record) -> str:
        """When a recorded paragraph was first seen, and when and where last."""
        seen = (record.first_seen, record.last_seen)
        first, last = (moment.astimezone().date() for moment in seen)
        page = f"#page={record.page}" if record.page else ""
        return self.seen.format(
            first=first, last=last, path=f"{record.path}{page}", paragraph=record.paragraph
        )


ZH = HistoryTexts(
    outcomes={
        CitationOutcome.UNCHANGED: "未变：原文还在，一字未改。",
        CitationOutcome.MOVED: "已移动：原文一字未改，换了地方。",
        CitationOutcome.CHANGED: "已修改：原文已不在，文档里现在是相近的一段。",
        CitationOutcome.DELETED: "已删除：文档里没有这段原文了。",
        CitationOutcome.ELSEWHERE: "不在这个文件夹里，见于另一个文档库。",
        CitationOutcome.AMBIGUOUS: "编号不完整，可能是：",
        CitationOutcome.UNKNOWN: "本机没有这条引文的记录。",
    },
    no_id="这不是引文编号：编号形如 b7qk2-m4x9d.3，至少要写出前 4 个字符。",
    no_sentence="有这一段，但其中没有第 {sentence} 句。",
    moved_from="原在 {path}",
    more="同样的原文还有 {count} 处。",
    kept="引用的这一句仍在其中，一字未改。",
    seen="{first} 首次记录，{last} 最后见于 {path} 第{paragraph}段",
    meant="{id}　{text}",
    reference="GB/T 7714：{reference}",
    trouble="引文记录用不了，只查现有文档：{path}：{reason}",
    trouble_in_chat="引文记录现在读不到，只查了现有文档。",
    forgotten="已从引文记录中删除：{documents} 份文档，{paragraphs} 个段落。",
    forgotten_none="引文记录里没有：{path}",
    forgotten_present="{path} 还在文件夹里：下次读取文档时会重新记录。要不再记录，请先移走文件。",
    others="还有 {count} 条，请分开查：{ids}",
    usage="请在命令后面写引文编号，例如：<code>/cite {id}</code>；"
    "或者回复一条带编号的消息并发 /cite。",
    command="按编号查引文",
    picture="{path}：第{page}页，已标出引文",
    picture_unmarked="{path}：第{page}页；文件可能改过，页上没有找到引文",
    picture_none="画不了：只有 PDF 里的引文能画出所在的页",
    picture_one_id="--picture 一次只画一条引文，请只写一个编号",
    picture_unwritable="写不了 {path}：{reason}",
    picture_kind="--picture 只画 PNG：请写 {path}",
)

EN = HistoryTexts(
    outcomes={
        CitationOutcome.UNCHANGED: "Unchanged: the words stand as they were.",
        CitationOutcome.MOVED: "Moved: the same words, in another place.",
        CitationOutcome.CHANGED: "Changed: the words are gone; a similar paragraph stands there now.",
        CitationOutcome.DELETED: "Deleted: the words are gone.",
        CitationOutcome.ELSEWHERE: "Not in this folder, but seen in another library.",
        CitationOutcome.AMBIGUOUS: "The id is not complete; it may be:",
        CitationOutcome.UNKNOWN: "There is no record of this citation on this computer.",
    },
    no_id="This is no id of a citation: ids are like b7qk2-m4x9d.3; write at least the first 4 "
    "characters.",
    no_sentence="The paragraph is known, but it has no sentence {sentence}.",
    moved_from="was in {path}",
    more="The same words stand in {count} more places.",
    kept="The sentence cited still stands in it, word for word.",
    seen="first seen on {first}, last seen on {last} in {path}, ¶{paragraph}",
    meant="{id}  {text}",
    reference="GB/T 7714: {reference}",
    trouble="the history of citations cannot be used, only the documents are: {path}: {reason}",
    trouble_in_chat="The history of citations cannot be read now; I looked in the documents only.",
    forgotten="Removed from the history of citations: {documents} documents, {paragraphs} "
    "paragraphs.",
    forgotten_none="Not in the history of citations: {path}",
    forgotten_present="{path} is still in the folder and will be recorded when documents are read "
    "again. Remove the file first if it should not be.",
    others="{count} more, to be looked up apart: {ids}",
    usage="Write the id of a citation behind the command, for example: <code>/cite {id}</code>; "
    "or reply to a message that has one with /cite.",
    command="look up a citation by its id",
    picture="{path}: page {page}, the words marked",
    picture_unmarked="{path}: page {page}; the words are not found on it: the file may have changed",
    picture_none="no picture: only of citations in a PDF can the page be drawn",
    picture_one_id="--picture draws one citation: name one ID",
    picture_unwritable="cannot write {path}: {reason}",
    picture_kind="--picture draws PNG: name it {path}",
)
