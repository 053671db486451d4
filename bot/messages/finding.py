"""What a person reads about the places where some words stand, in Chinese and English."""

from collections.abc import Mapping
from typing import NamedTuple

from retrieval import ExpressionInvalid, ExpressionsMissing


class FindingTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `columns` are the headings of a table of places, in its order.
    """

    places: str
    total: str
    none: str
    looking: str
    expression_invalid: str
    expressions_missing: str
    columns: Mapping[str, str]
    command: str
    usage: str
    list_name: str
    list_caption: str
    button_list: str
    button_places: str
    button_documents: str
    inline_places: str

    def error(self, error: ExpressionInvalid | ExpressionsMissing) -> str:
        """Why an expression cannot be looked for, in one line."""
        if isinstance(error, ExpressionInvalid):
            return self.expression_invalid.format(pattern=error.pattern, reason=error.reason)
        return self.expressions_missing

    def counted(self, places: int, documents: int) -> str:
        """How many places in how many documents, or that there is none."""
        return self.total.format(places=places, documents=documents) if places else self.none


ZH = FindingTexts(
    places="{count:,} 处",
    total="共 {places:,} 处，在 {documents:,} 份文档里。",
    none="没有找到这些字。",
    looking="查找",
    expression_invalid="“{pattern}”不是正则表达式（RE2 的写法）：{reason}",
    expressions_missing="缺少正则表达式用的程序库，请在本项目的文件夹里运行：pip install -e '.[regex]'",
    columns={
        "title": "标题",
        "document_number": "文号",
        "source": "来源",
        "issued_on": "日期",
        "section": "层级",
        "place": "位置",
        "before": "前文",
        "words": "原文",
        "after": "后文",
        "id": "引文编号",
        "path": "文件",
        "line": "行",
        "page": "页",
        "url": "网址",
        "count": "处数",
    },
    command="找出每一处",
    usage="请在命令后面写要找的字，例如：<code>{command} 过货量</code>；几个词用空格分开，"
    "找它们挨着的地方；带空格的整句放在引号里。",
    list_name="查找结果.csv",
    list_caption="{words}：共 {places:,} 处，在 {documents:,} 份文档里。",
    button_list="📄 全部（CSV）",
    button_places="逐处看",
    button_documents="↩ 各份处数",
    inline_places="共 {places:,} 处，在 {documents:,} 份文档里",
)

EN = FindingTexts(
    places="places: {count:,}",
    total="Places: {places:,}, in documents: {documents:,}.",
    none="These words stand nowhere.",
    looking="looking",
    expression_invalid="“{pattern}” is no regular expression as RE2 writes them: {reason}",
    expressions_missing="The library of regular expressions is missing; in this project's folder, "
    "run: pip install -e '.[regex]'",
    columns={
        "title": "title",
        "document_number": "number",
        "source": "source",
        "issued_on": "date",
        "section": "headings",
        "place": "place",
        "before": "before",
        "words": "words",
        "after": "after",
        "id": "citation",
        "path": "file",
        "line": "line",
        "page": "page",
        "url": "URL",
        "count": "places",
    },
    command="every place of some words",
    usage="Write what to find behind the command, for example: <code>{command} 过货量</code>; "
    "several words, parted by blanks, are found where they are near each other; words with blanks "
    "between them go in quotation marks.",
    list_name="places.csv",
    list_caption="{words}: places: {places:,}, in documents: {documents:,}.",
    button_list="📄 All (CSV)",
    button_places="Place by place",
    button_documents="↩ By document",
    inline_places="places: {places:,}, in documents: {documents:,}",
)
