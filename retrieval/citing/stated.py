"""What a document states about itself as a publication: labelled lines and front matter.

刊名：铁道学报　页码：102-111, or `journal: 铁道学报` between two lines of `---`, lists as YAML
writes them. Read in the head and at the end of a text, where such lines stand.
"""

import re
from collections.abc import Iterator, Mapping

from retrieval.models import Document
from retrieval.text.patterns import lazy

_LABELS = {
    "type": "文献类型 文献类型标识 资料类型 type",
    "authors": "作者 著者 责任者 作者姓名 论文作者 撰稿 撰文 发明人 记者 author authors",
    "translators": "译者 翻译 translator translators",
    "editors": "编者 主编 编著者 editor editors",
    "journal": "刊名 期刊 期刊名 期刊名称 刊物 杂志 journal",
    "newspaper": "报纸 报名 报纸名称 newspaper",
    "issue_line": "刊期 年卷期 卷期 期次 出处 发表于 原载 原文出处 刊载 来源 文章来源 source",
    "volume": "卷 卷号 卷次 volume",
    "issue": "期 期号 issue",
    "pages": "页码 页次 起止页码 起讫页码 页 pages",
    "sheet": "版面 版号",
    "publisher": "出版社 出版者 出版单位 publisher",
    "place": "出版地 出版地点 address place",
    "year": "出版年 出版年份 出版日期 出版时间 year",
    "edition": "版次 版本 edition",
    "school": "学位授予单位 授予单位 授予学校 毕业院校 培养单位 school",
    "degree": "学位 学位类型 学位级别 学位类别 论文类型 degree",
    "school_place": "授予单位所在地 学位授予单位所在地",
    "granted": "学位授予年 学位年度 授予年份 答辩日期 论文提交日期",
    "conference": "会议名称 会议 conference",
    "book": "论文集 会议录 文集 书名 booktitle",
    "met": "会议年份 会议时间 会议日期",
    "report_number": "报告编号 报告号",
    "standard_number": "标准号 标准编号",
    "patent_number": "申请号 专利申请号 专利号",
    "holder": "专利权人 申请人 申请（专利权）人 申请(专利权)人 专利申请人",
    "announced": "公告日 公开日 公告日期 公开日期 授权公告日 公开（公告）日 公开(公告)日",
    "isbn": "ISBN 书号 国际标准书号",
    "doi": "DOI",
    "url": "原文链接 原文网址 网址 链接 URL",
}
_NAMES = {label.lower(): name for name, own in _LABELS.items() for label in own.split()}
_SORTED = sorted(_NAMES, key=len, reverse=True)
_LABEL = lazy(
    r"(?:^|(?<=[\s|；;　]))(?:[-*>]\s+)?("
    + "|".join(r"[ \t\u3000]*".join(map(re.escape, label)) for label in _SORTED)
    + r")\s*[:：]\s*",
    re.IGNORECASE,
)
_ISBN = lazy(r"ISBN(?:-1[03])?[:：]?\s*([\d-]{10,17}[\dXx]?)")
_DOI = lazy(r"(?:DOI[:：]?\s*|doi\.org/)(10\.\d{4,9}/[^\s，。；]+)", re.IGNORECASE)
_ENTRY = lazy(r"([A-Za-z_-]+)\s*:\s*(.*)")
_ITEM = lazy(r"\s*-\s+(.+)")
# Lines that are looked at, and the longest one.
HEAD, TAIL, LONGEST = 40, 12, 400
_TALK = lazy("[。？?！!]")


def stated(document: Document) -> Mapping[str, str]:
    """Facts by their names (`_LABELS`), the first statement of each; several authors are parted by
    semicolons."""
    found: dict[str, str] = {}
    lines = [document.text[p.start : p.end] for p in document.paragraphs]
    for name, value in _front_matter(lines[: 2 * HEAD]):
        found.setdefault(name, value)
    for line in [*lines[:HEAD], *lines[HEAD:][-TAIL:]]:
        for name, value in _labelled(line):
            found.setdefault(name, value)
        if isbn := _ISBN.search(line):
            found.setdefault("isbn", isbn[1])
        if doi := _DOI.search(line):
            found.setdefault("doi", doi[1].rstrip(".,;)）"))
    return found


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """The facts of a line that is labels and values from its start."""
    labels = list(_LABEL.finditer(line)) if len(line) <= LONGEST else []
    if not labels or labels[0].start() > 2:
        return
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=True):
        name = _NAMES["".join(label[1].split()).lower()]
        value = (
            line[label.end() : end].strip(" \t\u3000|").strip("；;")
            if name != "url"
            else (line[label.end() : end].split() or [""])[0]
        )
        if value and (name == "url" or not _TALK.search(value)):
            yield name, value.strip("\"'")


def _front_matter(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The facts of a head that stands between two lines of ---, as YAML has them."""
    if lines[:1] != ["---"] or "---" not in lines[1:]:
        return
    head = lines[1 : lines.index("---", 1)]
    for number, line in enumerate(head):
        entry = _ENTRY.fullmatch(line)
        name = _NAMES.get(entry[1].lower()) if entry else None
        if entry is None or name is None:
            continue
        value = entry[2].strip()
        if not value:
            items = [item[1] for each in head[number + 1 :] if (item := _ITEM.fullmatch(each))]
            run = next(
                (n for n, each in enumerate(head[number + 1 :]) if not _ITEM.fullmatch(each)), None
            )
            values = items[:run]
        else:
            values = value.strip("[]").split(",") if value.startswith("[") else [value]
        cleaned = [each.strip().strip("\"'") for each in values]
        if any(cleaned):
            yield name, "; ".join(filter(None, cleaned))
