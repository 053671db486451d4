"""The names in what a document says of its authors: 本报记者 张　三、John Smith 著 is two people.

What is said around a name (a title, a trade, how it is known) is none; what is done besides writing
(编, 译) is kept apart. A body is left as it is written.
"""

import re
from typing import NamedTuple

from retrieval.text.patterns import lazy

_HAN = r"[\u3400-\u9fff\uf900-\ufaff·•]"
_LATIN = r"[A-Za-zÀ-ɏ]"
_GROUPS = lazy(r"[;；|\n]+")
_APART = lazy(rf"[、/，]+|(?:(?<={_HAN})|(?<={_HAN}\s)),")
_AND = lazy(r"\s+(?:and|&)\s+|,\s*and\s+")
_PICTURES = lazy(r"\s*(?:图|摄影|摄)\s*[/:：].*$")
_COMMA = lazy(r"\s*,\s*")
_PRESS = r"(?:本报|本刊|本网|新华社|人民日报|中新社|特约|见习|首席|驻\S{1,6})"
_BEFORE = lazy(
    rf"^(?:(?:文|图|撰文|作者|{_PRESS}*(?:记者|通讯员|评论员|特派员|实习生|讯))\s*[/:：]?\s*|by\s+)",
    re.IGNORECASE,
)
_BRACKETED = lazy(r"^[\[［【〔（(][^\]］】〕）)]{1,6}[\]］】〕）)]\s*|[（(][^（）()]*[）)]$")
_TITLES = (
    "助理研究员 副研究员 研究员 副教授 教授 讲师 博士后 博士 硕士 院士 工程师 高级工程师 律师 医师 "
    "主任 记者 通讯员 先生 女士 同志 老师"
)
_AFTER = lazy(rf"\s*(?:{'|'.join(_TITLES.split())})$")
_ROLE = lazy(
    r"(?:\s+|(?<=..))(?P<role>编著|主编|编译|译著|选编|编纂|整理|点校|校注|撰文|撰|著|译|编)$"
)
_WRITES = frozenset("著 撰 撰文 编著 译著".split())
_TRANSLATES = frozenset("译 编译".split())
_OTHERS = lazy(r"\s*(?:等人|等)$|,?\s*et\s+al\.?$", re.IGNORECASE)
_SPREAD = lazy(rf"(?<={_HAN})\s+(?={_HAN})")
# Words of bodies, which have no family name.
_BODY = lazy(
    r"\b(?:of|for|the|University|Institute|Department|Ministry|Association|Organi[sz]ation|Agency|"
    r"Bank|Press|Committee|Commission|Council|Cent(?:er|re)|Society|Group|Office|Library|Company|"
    r"Inc|Ltd|Co|Corporation|Foundation|Federation|Bureau|Union|Nations)\b"
)
_OFFICE = lazy("[局部委室会厅院所处校学社司心府团队组科办]$")
_PERSON = lazy(rf"{_LATIN}[\w'’.-]*(?:\s+{_LATIN}[\w'’.-]*){{1,4}}")
_PARTICLES = frozenset("van von der den de la le da di du del dos ter ten".split())
_SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV"))
_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?(?:[iu]ang|iong|[aeio]ng|ia[no]|ua[in]|[ae]i|[ao]o|ou|[aeiu]n|"
    "i[aeu]|u[aeio]|er|ü?e|[aoiuüv])"
)
_PINYIN = lazy(rf"{_SYLLABLE}(?:['’-]?{_SYLLABLE}){{0,2}}", re.IGNORECASE)


class Name(NamedTuple):
    """A person or a body. `family` and `given` are the parts of a Western name, else "" and the
    whole is `text`."""

    text: str
    family: str = ""
    given: str = ""


class Credits(NamedTuple):
    """Who made a work: its authors; who did something else with it, as (what, who); `more`: the
    list says itself that it is not whole."""

    authors: tuple[Name, ...] = ()
    others: tuple[tuple[str, tuple[Name, ...]], ...] = ()
    more: bool = False


def credits_of(said: str) -> Credits:
    """The names in what is said of the authors of a work.

    What stands behind the last of several, 主编 or 译, is said of all of them. Editors are authors
    where nobody else is.
    """
    done: dict[str, dict[str, Name]] = {}
    more = False
    for group in _GROUPS.split(_PICTURES.sub("", said)):
        pieces = [_bare(piece) for piece in _pieces(group)]
        last = pieces[-1].role if pieces else ""
        for piece in pieces:
            more |= piece.more
            if piece.name:
                found = named(piece.name)
                done.setdefault(piece.role or last, {})[found.text] = found
    authors: dict[str, Name] = {}
    for role in [each for each in done if not each or each in _WRITES]:
        authors |= done.pop(role)
    if not authors and (role := next((each for each in done if each not in _TRANSLATES), "")):
        authors = done.pop(role)
    others = tuple((role, tuple(own.values())) for role, own in done.items())
    return Credits(tuple(authors.values()), others, more)


def named(name: str) -> Name:
    """A name, and of a Western one its parts: the last word is the family's, unless it comes first
    before a comma. Chinese names in pinyin stay as they are written: which is which, nobody says.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and given:
        return Name(f"{given} {family}", family, given)
    if not _PERSON.fullmatch(name) or _BODY.search(name):
        return Name(name)
    words = name.split()
    if all(_PINYIN.fullmatch(word) for word in words):
        return Name(name)
    suffix = words.pop() if words[-1].rstrip(".") in _SUFFIXES and len(words) > 2 else ""
    first = len(words) - 1
    while first > 1 and words[first - 1] in _PARTICLES:
        first -= 1
    given = " ".join([*words[:first], *([suffix] if suffix else [])])
    return Name(name, " ".join(words[first:]), given)


class _Piece(NamedTuple):
    """A name, what it did, and whether others are said to be there."""

    name: str
    role: str
    more: bool


def _pieces(said: str) -> list[str]:
    """What is said, name by name."""
    found: list[str] = []
    apart = [said] if _BODY.search(said) else _AND.split(said)
    for part in filter(None, map(str.strip, (p for each in apart for p in _APART.split(each)))):
        inner = _COMMA.split(part)
        # Smith, John is one name; John Smith, Mary Jones are two.
        is_one = len(inner) == 2 and " " not in inner[0] and bool(re.match(_LATIN, inner[0]))
        found += [part] if is_one else [each for each in inner if each]
    return [each for piece in found for each in _spread(_BEFORE.sub("", piece).strip())]


def _spread(piece: str) -> list[str]:
    """张　三 and 欧阳　修 are one name each, 张三 李四 two; a body with blanks in it is one."""
    words = _SPREAD.split(piece)
    if len(words) < 2 or any(map(_OFFICE.search, words)):
        return [piece]
    if _ROLE.search(piece) or _AFTER.search(piece):
        *names, last = words
        return [*_spread(" ".join(names))[:-1], f"{_spread(' '.join(names))[-1]} {last}"]
    if len(words) == 2 and min(map(len, words)) == 1 and max(map(len, words)) <= 2:
        return ["".join(words)]
    return words if all(2 <= len(word) <= 4 for word in words) else [piece]


def _bare(piece: str) -> _Piece:
    """A name without what is said around it."""
    piece, more = _OTHERS.subn("", piece)
    role = ""
    before = None
    while piece != before:
        before = piece
        piece = _BRACKETED.sub("", _BEFORE.sub("", piece).strip()).strip()
        if found := _ROLE.search(piece):
            role, piece = role or found["role"], piece[: found.start()].strip()
        piece = _AFTER.sub("", piece).strip(" ·:：")
    if piece in _WRITES or piece in ("编", "译", "主编"):
        return _Piece("", piece, bool(more))
    return _Piece(" ".join(piece.split()), role, bool(more))
