"""The document that a question names without 《》 where it asks for an article of it.

宪法第三十三条, 住户规约第十七条: the longest title that stands before the article is meant, with or
without 中华人民共和国, else the titles that hold what stands there, else the one that this
abbreviates. A law that is not in the library is named all the same: its article is not another's.
"""

from collections.abc import Iterable
from itertools import accumulate

from retrieval.analysis.analyzer import segmenter
from retrieval.analysis.courtesies import without_courtesies
from retrieval.filters.law_names import COUNTRY, LAW, STATUTE, bare, is_named
from retrieval.models import Filter, FilterKind, Part, Span
from retrieval.structure.numbering import ARTICLE
from retrieval.text.folding import fold, plain
from retrieval.text.patterns import lazy

_BETWEEN = lazy(r"[\s,，、:：]*(?:的|中的?|里的?|之|当中)?[\s,，、:：]*$")
_CLAUSE = lazy(r"[^\s,，。；;：:！!？?“”\"「」]+$")
_WORDING = lazy(
    r"^(?:那么|那(?![个部])|根据|依据|依照|按照?|参照|违反|触犯|对照|现行|最新|新|旧|原|我国|国家|你们?|我们?|他们?|以及|和|与|在|把|将|有关|关于|的)+"
)
# A piece of a law, not its name: 民法典总则编, 民法典婚姻家庭编.
_DIVISION = lazy(r"(?:(?<=法典)|(?<=法)(?!典))(?:(?:[总分]则|附则)编?|[\u4e00-\u9fff]{1,8}编)$")
_POINTS = lazy(r"^(?:本|该|此|这[个部条一]?|那[个部]?|上述|前述|所述|其|贵|哪[个部些]?|什么|几)")
# Shorter pieces of titles stand in too many.
_SHORTEST = 3
# So many characters of a name stand in order in a title by no mere chance.
_LONG = 4


def named_document(
    question: str, filters: Iterable[Filter], titles: Iterable[str], place: Span
) -> Filter | None:
    """The hard filter of the title that is named in that place of the question, at its end: what is
    asked of it stands behind, an article, or since when it is in force.

    `titles` are those of the library, `plain`. None where none is named, or one is in 《》.
    """
    if any(f.kind in (FilterKind.TITLE, FilterKind.SOURCE) for f in filters):
        return None
    first, past = place
    before = " " * first + fold(question)[first:past]
    said = _said(before)
    name = plain(said)
    # 办法第三条 names none.
    if not name or _POINTS.match(name) or LAW.sub("", name) == "":
        return None
    value = _among(name, said, titles)
    if value is None:
        return None
    start = max(before.rfind(value), before.rfind(said))
    return Filter(FilterKind.TITLE, value, True, (start, len(before)))


def article_at(filters: Iterable[Filter]) -> int | None:
    """Where the first article that is asked for stands in the question; None if none is."""
    return next((f.span[0] for f in filters if f.span and _is_article(f.value)), None)


def _is_article(value: object) -> bool:
    return isinstance(value, Part) and any(kind == ARTICLE for kind, _ in value.steps)


def _said(before: str) -> str:
    """What stands right before an article, without what only leads up to it."""
    blanked = without_courtesies(before)
    gap = _BETWEEN.search(blanked)
    run = _CLAUSE.search(blanked, 0, gap.start() if gap else len(blanked))
    return _WORDING.sub("", run[0]) if run else ""


def _among(name: str, said: str, titles: Iterable[str]) -> str | None:
    """The title that `name` ends with, or the piece of titles; a law's own name if it is none of
    these; None if nothing is named."""
    full = _DIVISION.sub("", bare(name))
    known = {bare(title) for title in titles}
    ending = [title for title in known if len(title) > 1 and full.endswith(title)]
    if ending:
        return max(ending, key=len)
    words = segmenter("").cut(said)
    pieces = [plain(said[at:]).removeprefix(COUNTRY) for at in (0, *accumulate(map(len, words)))]
    telling = (piece for piece in pieces if len(piece) >= _SHORTEST and LAW.sub("", piece))
    held = next((p for p in telling if any(is_named(p, title) for title in known)), None)
    if held or not LAW.search(full):
        return held
    meant = [title for title in known if _abbreviates(full, title)]
    # Of several nobody can tell.
    return (meant[0] if len(meant) == 1 else None) if meant else full


def is_title(name: str, titles: Iterable[str]) -> bool:
    """Whether a name is that of a law, or a whole title: no piece of one that says a topic."""
    return LAW.search(plain(name)) is not None or bare(plain(name)) in map(bare, titles)


def _abbreviates(name: str, title: str) -> bool:
    """Whether the characters of `name` stand in order in `title`: 治安处罚法, 个税法.

    A short name that begins it is another law's: 劳动法 is not 劳动合同法, nor is 环境保护法, of
    which one character is missing, 环境保护税法. So is a 法 that does not begin like it.
    """
    at = 0
    for character in name:
        at = title.find(character, at) + 1
        if not at:
            return False
    long = len(name) >= _LONG and len(title) > len(name) + 1
    if STATUTE.search(name) and title[0] != name[0]:
        return False
    return long or not title.startswith(LAW.sub("", name))
