"""What many tests read: the two real documents, and strategies for made-up ones."""

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.expansion import implied
from retrieval.index.file_table import DocumentRef, FileEntry, FileTable
from retrieval.index.records import SplitDocument, encode
from retrieval.index.segments import Segment
from retrieval.indexing.segment_writer import build
from retrieval.models import Document
from retrieval.ranking.embedded import searcher_of
from retrieval.ranking.searcher import Searcher
from retrieval.reading import TEXTS
from retrieval.reading.reader import read_text
from retrieval.structure.passages import split

SEEDS = Path(__file__).parents[1] / "seeds"
REPORT = "000_421e7eb7bfcbf784.txt"
ARTICLE = "004_fea24cfabab20da6.txt"

# What official documents are made of, and what breaks programs that read them.
_LINES = """
关于印发《工作方案》的通知|政 府 工 作 报 告|# 关于铸牢共同体意识的报告|## 二级标题
### （三）标题|---|***|发文时间:2024-12-11|发布日期：2024年7月31日 来源：新华社
资料来源:市工业和信息化局|文:某某委员会|- pubdate: 2024-01-02|title: 标题|国办发〔2024〕12号
——2024年10月31日在市人大会议上|市长 张 斌|主任、各位委员:|二〇二四年三月一日|市人民政府办公室
一、工作开展情况|二、下一步安排。市里要求抓好落实。|（一）总体要求
(二)主要目标。到2025年，产值达3.5亿元。|1.指导思想|2．基本原则|（1）坚持领导|(2)坚持创新。
３、全角序号|第一章 总则|第一条 为了规范，制定本办法。|第二条　本办法适用于全市。|第三条|附件
附件1：|一是抓学习。开展活动60场。二是抓落实；三是抓督查。
一要加强领导，二要强化保障，三要严格考核。|第一，认识要到位。第二，措施要到位。
首先，要学习。其次，要落实。最后，要总结。|按第三条规定，见附件（二）。|一级响应|3.5万元|2024.
一是甲|提高政治站位|他说：“好！”她答：“行。”（完）|我要打印 关闭窗口|字体：大 中 小
您现在的位置：首页 > 新闻|扫一扫在手机打开当前页|京ICP备12345678号-1|上一篇：无|分享到：微信
图1：示意图|现场照片.jpg|![图](a.png)|▲图为现场|记者:请问为什么?|0200 0042 0900 4613 334
mztjzzs@126.com|wenju.org v1.2. Next one.|𠮷野家在㐀㎡①|| 表 | 头 |\t\t|> 引用|- 列表|* 列表|```
    code|= =
"""
_GAPS = ["", "\n", "\n\n", "\n\n\n", " ", "\u3000", "\u3000\u3000", "\u00a0", "\t", "\r\n", "\r"]
_GAPS += ["\x0c", "\x1c", "\x85", "\u2028", "\ufeff", "\u200b", "\x1b[31m"]
_MARKS = [*"。；，、：！？….;”)（([*#_`<>$\\-—|1２一的é", "……", "**"]
_LONG = "乌兰察布是距离首都北京最近的边境边疆城市，是首都护城河，责任重大，使命光荣。"

_TABLE = _LINES.strip("\n").replace("\n", "|").split("|")
_pieces = st.sampled_from([*_TABLE, *_GAPS, *_MARKS])
_long = st.integers(1, 20).map(lambda times: _LONG * times)
_lines = st.sampled_from(_TABLE)
_paragraphs = st.lists(st.one_of(_lines, _lines, _long), max_size=20).map("\n".join)

# Text as it can stand in a file: no lone surrogates and, since the file is text, no NUL.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
arbitrary = st.text(characters)
realistic = st.one_of(
    st.lists(st.one_of(_pieces, _long, st.text(characters, max_size=3)), max_size=40).map("".join),
    _paragraphs,
)
contents = st.one_of(arbitrary, realistic, realistic)
# Those of files whose text is kept as it stands in them; that of rows is written anew.
formats = st.sampled_from(sorted(TEXTS - {".csv", ".tsv"}))


def normalised(text: str) -> str:
    """`text` with "\\n" for every line end, as reading a file gives it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def document(text: str, suffix: str = ".txt") -> Document:
    """The document that a file with this text becomes."""
    return read_text(normalised(text), f"document{suffix}")


def index_of(documents: list[Document], analyzer: Analyzer | None = None) -> Searcher:
    """An index of these in memory, each with its number for a path."""
    analyzer = analyzer or Analyzer()
    contents, files = [], {}
    for number, each in enumerate(documents):
        named = replace(each, path=f"{number:06}{Path(each.path).suffix}")
        contents.append(recorded(named, analyzer)[1])
        files[named.path] = FileEntry(len(each.text), number, DocumentRef(0, number))
    return searcher_of([Segment(build(contents))], FileTable.of(files))


def recorded(read: Document, analyzer: Analyzer) -> tuple[SplitDocument, bytes]:
    """A document, split, and the record of it that an index keeps."""
    whole = SplitDocument(read, tuple(split(read)))
    return whole, encode(whole, list(implied(whole.searched)), analyzer.tokens)
