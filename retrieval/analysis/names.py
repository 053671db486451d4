"""The names in a question that a document must hold to be the one that is meant."""

from collections.abc import Sequence

from retrieval.analysis.analyzer import Query
from retrieval.text.patterns import lazy

_PROVINCES = frozenset(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾".split()
)
_ENDINGS = tuple("省市县区州盟旗")
_NUMBER = lazy(r"[0-9a-z.]+")


def named(query: Query) -> tuple[tuple[str, ...], ...]:
    """The places of `query`, without 省, 市, …, and its numbers and Latin words; folded.

    Each in all its forms, of which one is enough.
    """
    forms = (query.forms(word) for word in query.words)
    return tuple(
        tuple(_name(form) or form for form in every) for every in forms if any(map(_name, every))
    )


def holds(names: Sequence[Sequence[str]], text: str) -> bool:
    """Whether `text`, which is folded, holds every one of `names`."""
    return all(any(form in text for form in forms) for forms in names)


def _name(word: str) -> str | None:
    """`word` if it is a number or Latin, the place without 省, 市, … if it names one, or None."""
    place = len(word) > 2 and word.endswith(_ENDINGS)
    name = word[:-1] if place else word
    return name if place or name in _PROVINCES or _NUMBER.fullmatch(word) else None
