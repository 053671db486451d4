"""What stands in a report on the quotations of an article, in Chinese and English."""

from typing import NamedTuple


class ReportTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    title: str
    article: str
    library: str
    day: str
    item: str
    said: str
    compared: str
    source: str
    reference: str
    place: str
    elsewhere: str
    legend: str
    written: str
    unwritable: str
    ending: str


ZH = ReportTexts(
    title="引文核对报告",
    article="文稿：{name}",
    library="文档库：{name}（{documents:,} 份文档）",
    day="核对日期：{day}",
    item="{number}. {verdict}",
    said="文稿",
    compared="对照",
    source="出处",
    reference="GB/T 7714",
    place="位置",
    elsewhere="另见",
    legend="对照：删除线是文稿写的，下划线是原文写的。",
    written="报告已写到 {path}",
    unwritable="写不了 {path}：{reason}",
    ending="--report：文件名要以 .html 或 .md 结尾：{path}",
)

EN = ReportTexts(
    title="Report on quotations",
    article="Article: {name}",
    library="Library: {name} (documents: {documents:,})",
    day="Checked on {day}",
    item="{number}. {verdict}",
    said="Article",
    compared="Compared",
    source="Source",
    reference="GB/T 7714",
    place="Place",
    elsewhere="Also in",
    legend="Compared: struck out is what the article says, underlined what is written.",
    written="the report is in {path}",
    unwritable="cannot write {path}: {reason}",
    ending="--report: the file name must end in .html or .md: {path}",
)
