"""The facts that documents state about themselves, and how people ask for them.

A line such as 文:某某委员会 answers 作者是谁 without a word in common: its field says what it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from retrieval.analysis.abbreviations import Abbreviation, abbreviations, other_forms
from retrieval.models import Document, Kind, Passage, folded
from retrieval.text.folding import fold
from retrieval.text.patterns import lazy

_WHEN = r"(?:什么时[候间]|何时|几时|[哪几何](?:一)?[天日年月]|几号|日期|时间|when)"
_ISSUING = tuple("发文 发布 发表 印发 成文 公布 刊登 刊发 刊载 出台 下发 published issued".split())
_ISSUED = f"(?:{'|'.join(_ISSUING)})"
_WHO = r"(?:谁|何人|哪[位个些家]|什么人|叫什么|who)"
_FROM = tuple("来源 出处 出自 转自 来自哪".split())


def _together(hints: Sequence[str], *parts: str) -> re.Pattern[str]:
    """Matches a text that holds all of `parts`, in any order, and so one of `hints`."""
    return lazy(r"\A" + "".join(f"(?=.*{part})" for part in parts), re.DOTALL, hints)


def _any_of(words: str) -> re.Pattern[str]:
    """Matches a text that holds one of `words`."""
    return lazy("|".join(words.split()), hints=words.split())


class Fact(NamedTuple):
    """A field of metadata: `words` are what people ask for it with, `asked` the questions for it.

    Words, which are folded, are searched for like words of the line; `asked` matches folded
    questions.
    """

    words: str
    asked: re.Pattern[str]


_DATED = _together(_ISSUING, _WHEN, _ISSUED)
_ISSUER = _together(_ISSUING, rf"(?:{_WHO}|哪里|单位|机[关构]|部门)", _ISSUED)
_SOURCE = lazy("|".join((*_FROM, _ISSUER.pattern)), re.DOTALL, (*_FROM, *_ISSUING))
_AUTHOR = lazy(
    f"作者|撰[写稿文]|执笔|{_WHO}.{{0,2}}写|写.*{_WHO}", hints=("作者", "撰", "执笔", "写")
)
_OCCASION = _together(
    ("报告", "讲话", "发言"), "报告|讲话|发言", rf"{_WHO}|哪次|什么会|会议|会上|{_WHEN}"
)
_SPEAKER = _together(("报告", "发言", "讲"), "报告|讲话|发言|讲", _WHO)
_VALIDITY = _together(
    ("有效", "施行", "生效", "实施", "失效"), "有效|施行|生效|实施|失效", f"{_WHEN}|期|多久"
)
FACTS = {
    "title": Fact("标题 题目 名称", _any_of("标题 题目")),
    "written_on": Fact("成文 日期 时间", _DATED),
    "sent_on": Fact("发文 发布 日期 时间", _DATED),
    "printed_on": Fact("印发 日期 时间", _DATED),
    "published_on": Fact("发布 发表 日期 时间", _DATED),
    "issuer": Fact("发文 发布 机关 机构 单位 部门", _ISSUER),
    "source": Fact("来源 出处 出自 文章 资料 发布 单位 部门", _SOURCE),
    "document_number": Fact("文号 发文字号 编号", _any_of("文号 字号 文件编号 几号文 多少号文")),
    "author": Fact("作者 撰写 撰稿 写 文章", _AUTHOR),
    "editor": Fact("编辑 责任编辑 责编 文章", _any_of("编辑 责编")),
    "credits": Fact("制作 摄影 校对 审核", _any_of("流程制作 摄影 校对 审核")),
    "occasion": Fact("会议 日期 报告人 作 报告", _OCCASION),
    "speaker": Fact("报告人 作 报告 讲话 发言", _SPEAKER),
    "validity": Fact("有效期 施行 生效", _VALIDITY),
}


def facts_in(passage: Passage) -> tuple[str, ...]:
    """The names of the facts that `passage` states; none if it is no metadata."""
    if passage.kind is not Kind.METADATA:
        return ()
    return _facts_by_start(passage.document).get(passage.start, ())


@lru_cache(maxsize=256)
def _facts_by_start(document: Document) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for field in document.metadata.fields:
        found[field.start] = (*found.get(field.start, ()), field.name)
    return found


def facts_asked(question: str) -> frozenset[str]:
    """The names of the facts that a folded question asks for, if it asks for any."""
    return frozenset(name for name, fact in FACTS.items() if fact.asked.search(question))


def asked_as(passage: Passage) -> str:
    """The words, folded, that people ask for what `passage` states with."""
    return " ".join(FACTS[name].words for name in facts_in(passage) if name in FACTS)


@lru_cache(maxsize=1024)
def short_forms(document: Document) -> tuple[Abbreviation, ...]:
    """What `document` abbreviates; of the documents used last it is kept."""
    return abbreviations(folded(document))


def implied(passages: Iterable[Passage]) -> Iterator[list[str]]:
    """The phrases of each of `passages`, folded. Quickest with those of a document together."""
    for document, own in groupby(passages, key=lambda passage: passage.document):
        pairs = short_forms(document)
        for passage in own:
            phrases = other_forms(fold(passage.text), pairs) if pairs else []
            asked = asked_as(passage)
            yield [*phrases, asked] if asked else phrases
