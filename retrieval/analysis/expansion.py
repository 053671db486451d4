"""What a passage implies: words that it does not hold, and that a search is to find it by.

A line such as 文:某某委员会 answers 作者是谁 without a word in common: its field says what it is.
A passage that says 指挥部 speaks of what its document calls so, and a row of a table of what its
header names. The table of fields tells also
which of them a question asks for.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from retrieval.analysis.abbreviations import Abbreviation, abbreviations, other_forms
from retrieval.models import Document, Kind, Passage, folded
from retrieval.structure.kept import kept
from retrieval.text.patterns import lazy

_WHEN = r"(?:什么时[候间]|何时|几时|[哪几何](?:一)?[天日年月]|几号|日期|时间|when)"
_WHO = r"(?:谁|何人|哪[位个些家]|什么人|叫什么|who)"


class Asked(NamedTuple):
    """A way to ask for something: a folded question holds one of `words`, and `also` is in it."""

    words: tuple[str, ...]
    also: re.Pattern[str] | None = None


def _asked(words: str, also: str | None = None) -> Asked:
    return Asked(tuple(words.split()), None if also is None else lazy(also))


def _at_once(*parts: str) -> Asked:
    """All of `parts` in one text: of each the first alternative anywhere, the others at its
    beginning."""
    together = "".join(f"(?=.*{part})" for part in parts)
    return Asked(tuple(parts[0].split("|")), lazy(rf"\A{together}", re.DOTALL))


class Fact(NamedTuple):
    """A field of metadata: `words` are what people ask for it with, `asked` the ways to ask.

    Words, which are folded, are searched for like words of the line.
    """

    words: str
    asked: tuple[Asked, ...]


_ISSUING = "发文 发布 发表 印发 成文 公布 刊登 刊发 刊载 出台 下发 published issued"
_DATED = _asked(_ISSUING, _WHEN)
_ISSUER = _asked(_ISSUING, f"{_WHO}|哪里|单位|机[关构]|部门")
FACTS = {
    "title": Fact("标题 题目 名称", (_asked("标题 题目"),)),
    "written_on": Fact("成文 日期 时间", (_DATED,)),
    "sent_on": Fact("发文 发布 日期 时间", (_DATED,)),
    "printed_on": Fact("印发 日期 时间", (_DATED,)),
    "published_on": Fact("发布 发表 日期 时间", (_DATED,)),
    "issuer": Fact("发文 发布 机关 机构 单位 部门", (_ISSUER,)),
    "source": Fact(
        "来源 出处 出自 文章 资料 发布 单位 部门",
        (_asked("来源 出处 出自 转自 来自哪"), _ISSUER),
    ),
    "document_number": Fact("文号 发文字号 编号", (_asked("文号 字号 文件编号 几号文 多少号文"),)),
    "author": Fact(
        "作者 撰写 撰稿 写 文章",
        (
            _asked("作者 撰写 撰稿 撰文 执笔"),
            _asked("写", f"{_WHO}.{{0,2}}写|写.*{_WHO}"),
        ),
    ),
    "editor": Fact("编辑 责任编辑 责编 文章", (_asked("编辑 责编"),)),
    "credits": Fact("制作 摄影 校对 审核", (_asked("流程制作 摄影 校对 审核"),)),
    "passed_on": Fact(
        "会议 通过 公布 日期 时间",
        (_at_once("通过|公布|制定|修订", f"{_WHO}|哪次|什么会|会议|会上|{_WHEN}"),),
    ),
    "occasion": Fact(
        "会议 日期 报告人 作 报告",
        (_at_once("报告|讲话|发言", f"{_WHO}|哪次|什么会|会议|会上|{_WHEN}"),),
    ),
    "speaker": Fact("报告人 作 报告 讲话 发言", (_at_once("报告|讲话|发言|讲", _WHO),)),
    "validity": Fact(
        "有效期 施行 生效",
        (_at_once("有效|施行|生效|实施|失效", f"{_WHEN}|期|多久"),),
    ),
}


def facts_in(passage: Passage) -> tuple[str, ...]:
    """The names of the facts that `passage` states; none if it is no metadata."""
    if passage.kind is not Kind.METADATA:
        return ()
    return _facts_by_start(passage.document).get(passage.start, ())


@kept
def _facts_by_start(document: Document) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for field in document.metadata.fields:
        found[field.start] = (*found.get(field.start, ()), field.name)
    return found


def facts_asked(question: str) -> frozenset[str]:
    """The names of the facts that a folded question asks for, if it asks for any."""
    return frozenset(
        name for name, fact in FACTS.items() if any(_is_asked(question, way) for way in fact.asked)
    )


def _is_asked(question: str, way: Asked) -> bool:
    said = any(map(question.__contains__, way.words))
    return said and (way.also is None or way.also.search(question) is not None)


def asked_as(passage: Passage) -> str:
    """The words, folded, that people ask for what `passage` states with."""
    return " ".join(FACTS[name].words for name in facts_in(passage) if name in FACTS)


@kept
def short_forms(document: Document) -> tuple[Abbreviation, ...]:
    """What `document` abbreviates."""
    return abbreviations(folded(document))


def implied(passages: Iterable[Passage]) -> Iterator[list[str]]:
    """The phrases of each of `passages`, folded. Quickest with those of a document together."""
    for document, own in groupby(passages, key=lambda passage: passage.document):
        pairs = short_forms(document)
        for passage in own:
            words = folded(document)[passage.start : passage.end] if pairs else ""
            phrases = other_forms(words, pairs) if pairs else []
            asked = asked_as(passage) or headed(passage)
            yield [*phrases, asked] if asked else phrases


def headed(passage: Passage) -> str:
    """The header above a row, folded; "" without one."""
    document, above = passage.document, passage.above
    return document.volume.folded(folded(document), above) if above else ""
