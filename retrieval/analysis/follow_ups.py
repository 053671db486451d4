"""Questions that go on from the one before: 那2022年呢 after 2021年的旅游收入是多少.

What a follow-up names takes the place of what is of the same kind in the former question: a year
that of a year, 一年期 that of 五年期, a city that of a city. A list item, a year or a place where
the former question names none is added. Anything else is no follow-up, and is asked alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from retrieval.analysis.analyzer import segmenter
from retrieval.analysis.segmenter import tags
from retrieval.models import Span
from retrieval.text.dates import HAN_YEAR, NUMBER, YEAR
from retrieval.text.folding import data, fold
from retrieval.text.numerals import UP_TO_9999
from retrieval.text.patterns import lazy

# Characters; what goes on from a question is short.
_LONGEST = 24
_OPENING = lazy(
    "(?:(?:那么?|那就|哪(?=.*呢)|换成|改成|改为|换作|如果(?:是|换成)|要是|还有|再看看?"
    "|what about|how about|and)"
    r"[\s,，:：]*)+"
)
_ENDING = lazy(
    r"(?:的(?:话|情况)?)?(?:又?(?:呢|嘞|咧)|(?:又|是|会)*(?:怎么样|怎样|如何|咋样|多少|什么|几)(?:呢|啊|呀)?)?"
    r"[\s?？。.!！~～]*"
)
# What may stand between two things that are named, and says nothing.
_JOINT = lazy(r"[\s,，、的]")
_FILLER = lazy(r"[\s,，、的是在到]")
_NUMERAL = rf"(?:{UP_TO_9999}|\d+(?:\.\d+)?)"
_REACH = "(?:(?:及|或)?(?:以上|以下|以内|以外|以前|以后))?"


class Mention(NamedTuple):
    """Something that a question names: its place, its kind, and where it goes in a question that
    names none of its kind: "before" it, "after" it, behind another "kind", or "" for nowhere."""

    span: Span
    kind: str
    otherwise: str


_KINDS = (
    ("title", "", lazy("《[^《》]{1,60}》")),
    (
        "year",
        "before",
        lazy(
            rf"(?<![\d.]){YEAR}(?:年度?(?![期代级])|(?![\d.年]))"
            rf"|{HAN_YEAR}年度?|[今去前明]年(?!级)|[本上]年度?(?!级)"
        ),
    ),
    (
        "part of a year",
        "year",
        lazy(rf"[上下]半年|第?[一二三四1-4]季度|全年|(?:{NUMBER}月份?)(?!饼|球|亮|薪)"),
    ),
    ("day", "", lazy(rf"{NUMBER}[日号](?!线|楼|文|令)")),
    ("part", "after", lazy(rf"第\s*{_NUMERAL}\s*(?:编|部分|章|节|条)|附件\s*{_NUMERAL}")),
    ("item", "after", lazy(rf"第\s*{_NUMERAL}\s*(?:点|项|步|个?方面)")),
    ("clause", "part", lazy(rf"第\s*{_NUMERAL}\s*款")),
)
# From the outside in: another 条 has a 款 and a 项 of its own, or none.
_NESTED = ("part", "clause", "item")
# What these mean, only the order of the document says: 下一条, 上一个.
_RELATIVE = lazy("[上下前后]一")
# 一年期, 3号楼, 第二批: a number and what it counts, which says the kind.
_COUNTED = lazy(
    rf"第?{_NUMERAL}(?P<counts>年期|个月|[a-z]+|[\u4e00-\u9fff]{{1,3}}?)(?={_REACH}$){_REACH}"
)
_MODEL = lazy(r"(?<![a-z0-9])[a-z]{1,4}-?\d{0,4}(?P<counts>型|号|款|类|级|座|栋|区)(?![a-z0-9])")
# Tags of jieba's dictionary of which a word takes the place of another: places, bodies, people.
_NAMES = {"ns": "place", "nt": "body", "nr": "person", "nrt": "person", "nrfg": "person"}
_PLACE = lazy(r"[\u4e00-\u9fff]{1,6}[省市县区州盟旗镇乡村]")


def follow_up(question: str, former: str) -> str | None:
    """What `question` asks if it goes on from `former`, in the words of both; None if it does not.

    Whatever script it is in; never raises.
    """
    said, own = _core(question), _core(former)
    before = former[slice(*own)] if own else former.rstrip("?？。.!！~～ \t\n呢")
    if said is None or not before.strip():
        return None
    core = question[slice(*said)]
    changes = [*_changes(core, fold(core), fold(before))]
    found = sorted(change for change in changes if change)
    apart = all(one.span[1] <= other.span[0] for one, other in pairwise(found))
    if not found or None in changes or not apart:
        return None
    return _changed(before, found)


def _core(question: str) -> Span | None:
    """Where what a follow-up names stands in it: between 那 and 呢, of which one must be there."""
    folded = fold(question)
    blank = len(folded) - len(folded.lstrip())
    opening = _OPENING.match(folded, blank)
    start = opening.end() if opening else blank
    ends = (at for at in range(start + 1, len(folded) + 1) if _ENDING.fullmatch(folded, at))
    end = next(ends, len(folded))
    marked = opening is not None or "呢" in folded[end:]
    if not marked or not 0 < end - start <= _LONGEST:
        return None
    return start, end


class _Change(NamedTuple):
    """`text` in place of what stands at `span` of the former question."""

    span: Span
    text: str


def _changes(core: str, folded: str, former: str) -> Iterator[_Change | None]:
    """What each thing that a follow-up names changes in the former question; None for one of which
    nobody can tell."""
    named = [*_reaching(_named(folded))]
    rest = _rest(folded, named)
    if rest:
        said = folded[slice(*rest)]
        span = _counterpart(said, former) if not named or len(said) > 1 else None
        yield _Change(span, core[slice(*rest)]) if span else None
    there = [*_named(former)]
    for part in named:
        text = core[slice(*part.span)]
        same = [other.span for other in _reaching(there, part.kind) if other.kind == part.kind]
        if same:
            yield _Change(same[-1], text)
        else:
            at = _room(part.otherwise, there, len(former))
            yield None if at is None else _Change((at, at), text)


def _room(where: str, there: Sequence[Mention], length: int) -> int | None:
    """Where a part goes of whose kind a question of that length names none."""
    if where == "after":
        return length
    if where == "year":
        return next((part.span[1] for part in there if part.kind == where), 0)
    if where == "before":
        return 0
    return next((part.span[1] for part in there if part.kind == where), None)


def _reaching(mentions: Iterable[Mention], kind: str = "") -> Iterator[Mention]:
    """`mentions`, those of a 条 or 款 with the 款 and 项 right behind them; with `kind`, only
    those of that kind reach on."""
    found: list[Mention] = []
    for part in mentions:
        last = found[-1] if found else None
        reaches = last is not None and kind in ("", last.kind) and _inside(part, last)
        if last and reaches and last.span[1] == part.span[0]:
            found[-1] = last._replace(span=(last.span[0], part.span[1]))
        else:
            found.append(part)
    yield from found


def _inside(part: Mention, outer: Mention) -> bool:
    """Whether one is a 款 of a 条, or a 项 of either."""
    return outer.kind in _NESTED and part.kind in _NESTED[_NESTED.index(outer.kind) + 1 :]


def _rest(folded: str, named: Sequence[Mention]) -> Span | None:
    """From the first to the last word of a follow-up that it does not name by form; None if there
    is none."""
    if not named:
        return 0, len(folded)
    names = {at for part in named for at in range(*part.span)}
    left = [at for at in range(len(folded)) if at not in names and not _JOINT.match(folded, at)]
    says = any(not _FILLER.match(folded, at) for at in left)
    return (left[0], left[-1] + 1) if says else None


def _named(folded: str) -> Iterator[Mention]:
    """The parts that a text names by their form, in order."""
    at = 0
    while at < len(folded):
        if part := _part_at(folded, at):
            yield part
            at = part.span[1]
        else:
            at += 1


def _part_at(folded: str, at: int) -> Mention | None:
    for kind, otherwise, pattern in _KINDS:
        if match := pattern.match(folded, at):
            return Mention(match.span(), kind, otherwise)
    return None


def _counterpart(core: str, former: str) -> Span | None:
    """What of `former` is of the same kind as `core`: counted in the same unit, in contrast with
    it, a name of the same sort, or a word that ends like it."""
    words = _words(former)
    return (
        _counted_alike(core, former)
        or _contrasting(core, words, former)
        or _of_one_sort(core, words, former)
        or _ending_alike(core, words, former)
    )


def _counted_alike(core: str, former: str) -> Span | None:
    """五年期以上 for 一年期, B型 for A型."""
    if match := _COUNTED.fullmatch(core):
        unit = re.escape(match["counts"])
        found = [*re.finditer(rf"第?{_NUMERAL}{unit}{_REACH}", former)]
    elif match := _MODEL.fullmatch(core):
        found = [each for each in _MODEL.finditer(former) if each["counts"] == match["counts"]]
    else:
        return None
    return found[-1].span() if found else None


@cache
def _contrasts() -> Sequence[frozenset[str]]:
    return [frozenset(line.split()) for line in data("contrasts.txt")]


def _contrasting(core: str, words: Sequence[Span], former: str) -> Span | None:
    """出口 for 进口, 女 for 男: words of one line of `data/contrasts.txt`, the longest first."""
    lines = [line for line in _contrasts() if core in line]
    others = sorted(frozenset().union(*lines) - {core}, key=len, reverse=True)
    for start, _ in words:
        # 男 of 男职工 and 出口 of 出口额 too, which are one word.
        if other := next((each for each in others if former.startswith(each, start)), None):
            return start, start + len(other)
    return None


def _of_one_sort(core: str, words: Sequence[Span], former: str) -> Span | None:
    """A place for a place, a person for a person, as jieba's dictionary tags them."""
    texts = [former[slice(*word)] for word in words]
    known = tags([name for text in (core, *texts) for name in _full(text)])
    sort = _sort(core, known)
    if sort is None:
        return None
    same = [w for w, text in zip(words, texts, strict=True) if _sort(text, known) == sort]
    if same:
        return same[-1]
    return (0, 0) if sort == "place" else None


def _full(name: str) -> list[str]:
    """`name`, and as it would be called in full: 包头 is 包头市."""
    return [name, *(name + ending for ending in "省市县区州")]


def _sort(word: str, known: Mapping[str, str]) -> str | None:
    if _PLACE.fullmatch(word) and len(word) > 2:
        return "place"
    found = (_NAMES.get(known.get(name, "")) for name in _full(word))
    return next(filter(None, found), None)


def _ending_alike(core: str, words: Sequence[Span], former: str) -> Span | None:
    """婚假 for 产假, 农村居民 for 城镇居民: what ends in most of the same characters."""
    if len(core) < 2 or len(_words(core)) > 2 or _RELATIVE.match(core):
        return None
    alike = [(_common_ending(core, former[:end]), start, end) for start, end in words]
    best = max(alike, default=(0, 0, 0))
    if not best[0] or best[0] == len(core) or best[2] - best[1] < 2:
        return None
    _, start, end = best
    earlier = [a for a, _ in words if end - len(core) <= a < start]
    return min(earlier, default=start), end


def _common_ending(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _words(folded: str) -> list[Span]:
    cut = segmenter("").cut(folded)
    return [(a, b) for a, b in pairwise([0, *accumulate(map(len, cut))]) if folded[a:b].strip()]


def _changed(former: str, changes: Sequence[_Change]) -> str:
    """`former` with what the changes say, which are in order; what is added before or behind all of
    it stands apart."""
    text = former
    for (start, end), said in reversed(changes):
        if start == end == 0:
            said = f"{said} "
        elif start == end == len(former):
            said = f" {said}"
        text = text[:start] + said + text[end:]
    return text
