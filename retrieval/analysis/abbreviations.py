"""What a document says that it will call something: （以下简称“指挥部”）, 以下称：甲方.

The short form follows the mark, in quotes, in 《》, or up to the end of the bracket. The full form
stands before it, and where it begins nobody marks: at its own quotation mark or 《, else behind the
last word that cannot be part of a name (为, 根据, 印发, …) before the characters that the short
form took from it.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from retrieval.text.patterns import lazy

# Everything here is folded text: brackets and colons are half width, characters Simplified.
_OPENING = "《〈「『“‘\"'【[<"
_CLOSING = "》〉」』”’\"'】]>"
# `re` takes long to compile sets of Chinese characters: these stand for such sets.
_ALIKE = str.maketrans(
    dict.fromkeys(_OPENING, "<")
    | dict.fromkeys(_CLOSING, ">")
    | dict.fromkeys("\"'", "'")
    | {"。": ",", "、": ","}
)
_MARK = lazy(r"以下(?:均|统一|一律)?简?称(?![呼号])(?!谓)[为作]?:?\s*")
_SHORT = lazy(r"[<']{1,2}(?P<quoted>[^\n>']{1,20})[>']{1,2}|(?P<plain>[^\s,;:!?()<>']{1,40})")
_REACH = 40
# What may stand between the full form and the mark: the bracket, and in it or before it a number
# of a document: 《…的通知》（人社部发〔2020〕11号，以下简称《通知》）.
_BETWEEN = lazy(r"\s*(?:\([^()\n]{0,40}\)\s*)?(?:\([^()\n]{0,40}|[,:]?\s*|、\s*)$")
_BREAK = lazy(r"[,;:!?()\s]")
# Words in front of a name, not of it. 的, 和 and 、 may be inside one.
_BEFORE = lazy(
    "根据|按照|依据|依照|遵照|结合|关于|对于|由于|为了|通过|利用|针对|围绕|印发|制定|出台|发布|下发"
    "|转发|公布|实施|落实|贯彻|执行|开展|进行|成立|设立|组建|召开|举办|建立|完善|支持|保障|加强|推进"
    "|做好|切实|进一步|全面|以及|其中|包括|除了|应对|用于|便利|确保|现将|现就|及时|是指|所称|我[省市区县州]|[是在为对向由将把从与及被按经给使]"
)
_LONGEST_NAME = 30
_LONGEST_TITLE = 120
_LONGEST_SHORT = 15
# A document of some hundred pages introduces a few dozen.
_MOST = 100


class Abbreviation(NamedTuple):
    """`full` is called `short` in a document; both folded. `used` is how the short form stands in
    the text: with its 《》 if it has them, for 通知 alone may be any notice."""

    full: str
    short: str
    used: str

    @property
    def is_title(self) -> bool:
        """Whether a text is abbreviated, often the document itself: 《通知》."""
        return self.used != self.short


def abbreviations(folded: str) -> tuple[Abbreviation, ...]:
    """The first hundred that a folded text introduces with 以下简称 or 以下称, each once."""
    if "以下" not in folded:  # most texts, told much faster so
        return ()
    found = (_introduced(folded, mark) for mark in islice(_MARK.finditer(folded), _MOST))
    return tuple(dict.fromkeys(each for each in found if each))


def other_forms(folded: str, pairs: Iterable[Abbreviation]) -> list[str]:
    """The full forms of the short ones that stand in a folded passage, and the other way round."""
    missing: list[str] = []
    for pair in pairs:
        has_full = pair.full in folded
        has_short = pair.used in folded.replace(pair.full, " ") if has_full else pair.used in folded
        if has_full != has_short:
            missing.append(pair.short if has_full else pair.full)
    return list(dict.fromkeys(missing))


def _introduced(text: str, mark: re.Match[str]) -> Abbreviation | None:
    follows = text[mark.end() : mark.end() + _REACH]
    named = _SHORT.match(follows.translate(_ALIKE))
    if not named:
        return None
    short = follows[slice(*named.span(named.lastgroup or 0))].strip(_OPENING + _CLOSING)
    full = _full(text[max(mark.start() - _LONGEST_TITLE - 80, 0) : mark.start()], short)
    if not 2 <= len(short) <= _LONGEST_SHORT or len(full) < 2 or full == short:
        return None
    title = f"《{short}》"
    return Abbreviation(full, short, title if title in follows[: named.end()] else short)


def _full(before: str, short: str) -> str:
    """The full form at the end of the text before the mark; "" where none can be told."""
    between = _BETWEEN.search(before)
    before = before[: between.start()] if between else before
    if before and before[-1] in _CLOSING:
        return _enclosed(before)
    run = _BREAK.split(before.rpartition("。")[2])[-1][-_LONGEST_NAME * 2 :]
    first = _first_taken(run, short)
    starts = [cut.end() for cut in _BEFORE.finditer(run) if cut.end() <= first]
    name = run[max(starts, default=0) :].strip(_OPENING + _CLOSING + "、").lstrip("的")
    return name if len(name) <= _LONGEST_NAME else ""


def _enclosed(before: str) -> str:
    """What stands in the quotation marks, or in the 《》, that end `before`."""
    closing = before[-1]
    opening = _OPENING[_CLOSING.index(closing)]
    depth = 0
    for place in range(len(before) - 1, -1, -1):
        character = before[place]
        depth += (character == closing) - (character == opening and opening != closing)
        opens = character == opening and (depth == 0 or opening == closing)
        if opens and place < len(before) - 1:
            return before[place + 1 : -1]
    return ""


def _first_taken(run: str, short: str) -> int:
    """Where the characters of the short form begin in `run`, read from its end."""
    whole = run.rfind(short)
    if whole >= 0:
        return whole
    place = len(run)
    for character in reversed(short):
        found = run.rfind(character, 0, place)
        place = found if found >= 0 else place
    return place
