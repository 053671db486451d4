"""Bodies that issue documents, as questions name them: 教育部, 包头市, 包头市教育局."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from retrieval.models import Span
from retrieval.text.folding import data
from retrieval.text.patterns import lazy

# Asked before the patterns, which most questions need none of.
_PLACES = tuple("省 市 县 州 盟 旗 区".split())
_ORGANS = tuple("政府 检察院 法院 党委".split())
_PLACE = lazy("..+(?:[省市县州盟旗]|自治区|特别行政区)")
# 城市, 超市, 贫困县, 联盟 and 红旗 end like places.
_NO_PLACE = lazy(
    r".*(?:(?:[城都股集超上黑门楼夜辖级治]|单列)市|[联同结非]盟|[红军国]旗|升旗|[大同]州"
    r"|(?:贫困|示范|模范|小康|试点|农业|先进|重点|边境|试验|产粮|[市辖郊级管区])县|[辖主]省)"
)
_DISTRICT = lazy("..+区")
_OWN = frozenset("省 市 县 区 旗 盟 州 自治区 自治州".split())
_SUFFIXES = frozenset("省 市 县 旗 盟 州".split())
_ORGAN = lazy(r".*(?:局|厅|委|委员会|办公室|政府|党委|法院|检察院|人大|人大常委会|政协)")
# One word to the dictionary, as 湖北省人民政府.
_WHOLE = lazy("..+[省市县区州旗盟](?:人民)?(?:政府|检察院|法院|党委)")
# The words that may stand between a place and the end of an organ's name.
_LONGEST = 6
_NOT_INSIDE = frozenset(
    "的 了 在 对 将 把 由 向 给 是 有 于 为 等 从 被 让 要 要求 如何 怎么 怎样 哪些".split()
)


def find(tokens: Sequence[str]) -> Iterator[Span]:
    """Where the words of a folded text name bodies or places, in order and apart."""
    starts = [0, *accumulate(map(len, tokens))]
    at = 0
    while at < len(tokens):
        past = _national(tokens, at) or _local(tokens, at)
        if past:
            yield starts[at], starts[past]
        at = past or at + 1


def names_of(name: str) -> tuple[str, ...]:
    """All names of the body that is called `name`, which is folded; for others itself."""
    return _names().get(name, (name,))


def _national(tokens: Sequence[str], at: int) -> int | None:
    """Behind the words that are a body of the centre, with its office, the most that are one."""
    text = ""
    found = None
    for past, token in enumerate(tokens[at : at + _LONGEST + 1], start=at + 1):
        text += token
        body = text.removesuffix("办公厅").removesuffix("办公室")
        if text in _names() or (body != text and body in _names()):
            found = past
    return found


def _local(tokens: Sequence[str], at: int) -> int | None:
    """Behind the words that are a place, or an organ of one."""
    past = at
    while past < len(tokens) and (size := _place(tokens, past, inside=past > at)):
        past += size
    if past == at and tokens[at] not in _OWN:
        if not (tokens[at].endswith(_ORGANS) and _WHOLE.fullmatch(tokens[at])):
            return None
        past = at + 1
    organ = max(past, at + 1)
    for end, token in enumerate(tokens[organ : organ + _LONGEST], start=organ + 1):
        if not _is_chinese(token) or token in _NOT_INSIDE:
            break
        if _ORGAN.fullmatch(token) and len("".join(tokens[organ:end])) > 1:
            past = end
    return past if past > at else None


def _place(tokens: Sequence[str], at: int, *, inside: bool) -> int:
    """How many words from `at` on name a place; `inside`: after one, as 通州区 after 北京市."""
    token = tokens[at]
    if token.endswith(_PLACES) and _PLACE.fullmatch(token) and not _NO_PLACE.fullmatch(token):
        return 1
    if inside and token.endswith("区") and _DISTRICT.fullmatch(token):
        return 1
    # A long name that the dictionary does not have, as 乌兰察布 市.
    ends = tokens[at + 1 : at + 2]
    foreign = ends and ends[0] in _SUFFIXES and len(token) > 2 and _is_chinese(token)
    return 2 if foreign else 0


def _is_chinese(token: str) -> bool:
    return min(token) >= "\u4e00" and max(token) <= "\u9fff"


@cache
def _names() -> dict[str, tuple[str, ...]]:
    groups = (tuple(line.split()) for line in data("issuers.txt"))
    return {name: group for group in groups for name in group}
