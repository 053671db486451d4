"""The filters that a question states in its own words.

2024年, 教育部, 《办法》, 〔2020〕5号 and “双减” are preferences; 只看, 仅限, 在《…》中, an
article and -词 say that nothing else is wanted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise

from retrieval.analysis.analyzer import segmenter
from retrieval.filters import date_ranges, document_numbers, issuers, parts
from retrieval.models import Filter, FilterKind, Span, Value
from retrieval.text.folding import fold
from retrieval.text.patterns import lazy

# Where something was found, and the filter, or None where nothing is to be read.
Found = tuple[Span, Filter | None]

# A title may name another: 《关于修改《办法》的决定》.
_MARKED = lazy("《(?P<title>(?:[^《》]|《[^《》]*》){1,100})》")
_QUOTED = lazy(r"“([^“”]{2,})”|「([^「」]{2,})」|『([^『』]{2,})』|\"([^\"]{2,})\"")
# A minus at the beginning of a word, not of a line: not COVID-19, -5, a dash, an item of a list.
_EXCLUDED = lazy(
    r"(?<!\S)-(?:[“「\"](?P<quoted>[^”」\"]+)[”」\"]|(?P<word>[^\W\d_][^\s，,。；;？?！!、]*))"
)
_WORD = lazy(r"[^\W_]")

# 《中国民族》的主编是谁 asks about the work itself.
_ABOUT_WORK = lazy(
    r"(?:杂志|期刊|月刊|报纸|一书|这[本部]书)?的?(?:全年|每[年期月本]|单[份期])?"
    r"(?:(?:(?:是|由|在|于|什么|哪|何)\w{0,8}?)?(?:主编|总编|主[办管]|出版|发行|订[阅购]|定价|价格|售价"
    r"|邮发|刊号|编辑部|杂志社|电话|地址|邮箱|导演|主演)|是?由?谁|是什么(?:书|刊|杂志|报|样)|多少钱)"
)
_PERIODICAL = lazy(r"(?:杂志|期刊|月刊|周刊|报(?!告)|\d{4}年第?\d+期|第\d+期)")
_WITHIN = lazy(r"(?:[^\s《》，,。？?的]{0,4}?)(?:[中里内](?![国央华容外])|里面|当中|之中)")
_PART_FOLLOWS = lazy(r"\s*(?:[中里]?的|[中里])?\s*")
_MUST_HOLD = lazy(
    r"(?:必须|一定要?|只看|只要|仅限|原文|全文)[里中]?[要带]?"
    r"(?:包?含|有|出现|提到|写)[有着了到过]?\s*\Z"
)
_WORDING = lazy(r"\s*(?:的)?(?:字样|原话)")

# Only at the beginning of a clause: 优惠是否仅限2024年 asks something else.
_CUE = lazy(
    r"(?:(?<=[，,。；;：:！!？?\s(])|^)(?:请|帮我|麻烦|我想|我要|给我)*"
    r"(?P<cue>[只仅](?:[看查找搜]|在)|只要|[仅只]限(?:于|在)?|限[于定])\s*:?\s*"
)
_BETWEEN = lazy(r"(?:[和与及或、的于在自由从]|来自|来源[是为]?|时间[是为]?|发布|印发)*")
_ISSUED = "(?:发布|印发|制定|刊登|发|出)?"
_TAIL = lazy(
    rf"{_ISSUED}(?P<of>的)?(?:文件|文章|材料|资料|文档|内容|通知|报告|政策|规定|部分)?[里中]?"
    r"(?=[，,。；;：:！!？?\s]|$)"
)
_OF = lazy(f"(?:{_ISSUED}的)?")


def read_filters(question: str, today: date) -> tuple[Filter, ...]:
    """What `question` says about where its answer is to come from, in order and apart.

    Never raises. 去年 and its like count from `today`.
    """
    folded = fold(question)
    tokens = segmenter("").cut(folded)
    edges = {0, *accumulate(map(len, tokens))}
    every = chain(
        _excluded(question, folded),
        _works(question, folded),
        _phrases(question, folded),
        _plain(FilterKind.NUMBER, document_numbers.find(folded)),
        _plain(FilterKind.PART, parts.find(folded)),
        _plain(FilterKind.DATES, date_ranges.find(folded, today, edges)),
        _issuers(question, folded, tokens),
    )
    apart: list[Filter] = []
    past = 0
    for (start, end), found in sorted(every, key=lambda each: (each[0][0], -each[0][1])):
        if start >= past:
            past = end
            apart += [found] if found else []
    return tuple(_hardened(folded, apart))


def _plain(kind: FilterKind, found: Iterable[tuple[Span, Value]]) -> Iterator[Found]:
    """An article says by itself that nothing else is wanted; the rest are preferences."""
    hard = kind is FilterKind.PART
    for span, value in found:
        yield span, Filter(kind, value, hard, span)


def _excluded(question: str, folded: str) -> Iterator[Found]:
    """Words with a minus, if anything else is asked."""
    every = _EXCLUDED.finditer(folded) if "-" in folded else ()
    found = [m for m in every if folded[folded.rfind("\n", 0, m.start()) + 1 : m.start()].strip()]
    rest = "".join(folded[a:b] for a, b in _gaps(found, len(folded)))
    if not _WORD.search(rest):
        return
    for match in found:
        word = question[slice(*match.span("quoted" if match["quoted"] else "word"))]
        if _WORD.search(word):
            yield match.span(), Filter(FilterKind.EXCLUDED, word, True, match.span())


def _gaps(matches: Sequence[re.Match[str]], length: int) -> list[Span]:
    return list(pairwise([0, *chain(*(match.span() for match in matches)), length]))[::2]


def _works(question: str, folded: str) -> Iterator[Found]:
    """Titles in 《》. None where the work itself is asked about: it may have nothing of its own."""
    for match in _MARKED.finditer(folded) if "《" in folded else ():
        start, end = match.span()
        title = question[slice(*match.span("title"))].strip()
        if not _WORD.search(title) or _ABOUT_WORK.match(folded, end):
            yield match.span(), None
            continue
        kind = FilterKind.SOURCE if _PERIODICAL.match(folded, end) else FilterKind.TITLE
        inside = folded[:start].endswith(("在", "从")) and _WITHIN.match(folded, end)
        follows = _PART_FOLLOWS.match(folded, end)
        of_part = follows and any(a == 0 for (a, _), _ in parts.find(folded[follows.end() :]))
        span = (start - 1, inside.end()) if inside else (start, end)
        yield span, Filter(kind, title, bool(inside or of_part), span)


def _phrases(question: str, folded: str) -> Iterator[Found]:
    quoted = any(mark in folded for mark in '“「『"')
    for match in _QUOTED.finditer(folded) if quoted else ():
        start, end = match.span()
        phrase = question[start + 1 : end - 1].strip()
        if _WORD.search(phrase):
            must = _MUST_HOLD.search(folded[:start]) or _WORDING.match(folded, end)
            yield match.span(), Filter(FilterKind.PHRASE, phrase, bool(must), match.span())


def _issuers(question: str, folded: str, tokens: Sequence[str]) -> Iterator[Found]:
    for start, end in issuers.find(tokens):
        name = issuers.names_of(folded[start:end])
        value = name[0] if len(name) > 1 else question[start:end]
        yield (start, end), Filter(FilterKind.SOURCE, value, False, (start, end))


def _hardened(folded: str, filters: Sequence[Filter]) -> Iterator[Filter]:
    """`filters`, those hard that stand behind 只看 or the like, with the words that say so."""
    spans = {
        each.span[0]: each
        for each in filters
        if each.span and (not each.hard or each.kind is FilterKind.PART)
    }
    hard: dict[int, Span] = {}
    said = any(mark in folded for mark in "只仅限")
    for cue in _CUE.finditer(folded) if said else ():
        group: list[Span] = []
        at = cue.end()
        while (near := _BETWEEN.match(folded, at)) and near.end() in spans:
            group.append(spans[near.end()].span or (0, 0))
            at = group[-1][1]
        tail = _TAIL.match(folded, at)
        bound = cue["cue"].startswith(("只要", "仅限", "只限", "限"))
        if not group or (bound and not tail) or (cue["cue"] == "只要" and tail and not tail["of"]):
            continue
        end = (tail or _OF.match(folded, at) or cue).end()
        starts = [cue.start("cue"), *(span[1] for span in group[:-1])]
        ends = [*(span[1] for span in group[:-1]), max(end, at)]
        hard |= {s[0]: (a, b) for s, a, b in zip(group, starts, ends, strict=True)}
    for each in filters:
        place = each.span[0] if each.span else -1
        yield each._replace(hard=True, span=hard[place]) if place in hard else each
