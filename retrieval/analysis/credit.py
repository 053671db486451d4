"""How much of a word a text holds, where not all of it stands there in one piece.

业委会 stands in 业主委员会, and 早餐时间 in 早餐供应时间. Words and texts are folded.

来水 only seems to stand in 自来水: what no dictionary holds, and begins inside a longer word that
one does hold, is a piece of that word. What begins with it may be short for it (业委 for 业委会),
words that a dictionary holds are parts of others (疫苗 in 流感疫苗), and the ends of two words are
one that people shorten (水价 in 自来水价格).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from retrieval.analysis.analyzer import Script, script, segmenter
from retrieval.analysis.stop_words import is_stop_character, is_stop_word
from retrieval.text.quantities import number_forms, stands_in

Forms = tuple[str, ...]

# Characters from one part of a compound to the next that still make one thing.
_CLOSE = 16
# What a word counts of which not all stands there: its characters in order with gaps of at most
# two (业委会 in 业主委员会), its parts close together, and far apart.
_GAPPED, _TOGETHER, _APART = 0.85, 0.95, 0.7
# A word of two characters: in order with gaps or turned round, both of them, one of them.
_PAIR_GAPPED, _PAIR_BOTH, _PAIR_ONE = 0.6, 0.3, 0.2
# A character of it that stands in none of the parts, beside 1 for one that does.
_CHARACTER = 0.5
# Longer words are looked for so far around one.
_AROUND = 3
# From here on all of a word is said to be there, if it is no pair.
ALL_THERE = _GAPPED


def credit(forms: Forms, splitting: Forms, text: str) -> float:
    """How much of a word, by its forms, stands in a folded text, from 0 to 1.

    1 as it is written, or as another form of its number; less for those of `splitting` of which
    only some stands there.
    """
    for form in forms:
        if stands_in(form, text):
            return 1.0
    best = 0.0
    for form in splitting:
        best = max(best, _partly(form, text))
    return best


def splittable(forms: Forms) -> Forms:
    """Those of `forms` that may be credited by their parts: Chinese words, no numbers."""
    return tuple(
        form
        for form in forms
        if len(form) > 1
        and all(script(c) is Script.HAN for c in form)
        and len(number_forms(form)) == 1
    )


def _partly(form: str, text: str) -> float:
    if len(form) == 2:
        return _of_two(form, text)
    there = [c for c in form if c in text]
    if len(there) == len(form) and _gapped(form).search(text):
        return _GAPPED
    pieces = _pieces(form, text) if len(there) > 1 else []
    if not pieces:
        return 0.0
    got = sum(map(len, pieces))
    rest = sum(not any(c in piece for piece in pieces) for c in there)
    close = _TOGETHER if _are_close(pieces, text) else _APART
    return min(1.0, close * (got + _CHARACTER * rest) / len(form))


def _of_two(form: str, text: str) -> float:
    there = [c for c in form if c in text]
    if len(there) < len(form):
        return _PAIR_ONE if there and not is_stop_character(there[0]) else 0.0
    if form[::-1] in text or _gapped(form).search(text):
        return _PAIR_GAPPED
    return _PAIR_ONE if any(map(is_stop_character, form)) else _PAIR_BOTH


@lru_cache(maxsize=1 << 10)
def _gapped(form: str) -> re.Pattern[str]:
    """The characters of a word in order, with gaps of at most two."""
    return re.compile(r"[^\s,。;，；]{0,2}?".join(map(re.escape, form)))


def _pieces(form: str, text: str) -> list[str]:
    """The longest parts of a word, of two characters and more, that stand in `text`."""
    pieces, start = [], 0
    while start < len(form) - 1:
        end = start + 1
        while end < len(form) and form[start : end + 1] in text:
            end += 1
        if end - start > 1:
            pieces.append(form[start:end])
        start = max(end, start + 1) if end - start > 1 else start + 1
    return pieces


def _are_close(pieces: Sequence[str], text: str) -> bool:
    if len(pieces) < 2:
        return True
    first, *others = pieces
    place = text.find(first)
    while place >= 0:
        around = text[max(place - _CLOSE, 0) : place + len(first) + _CLOSE]
        if all(other in around for other in others):
            return True
        place = text.find(first, place + 1)
    return False


def is_there(forms: Forms, text: str) -> bool:
    """Whether a word stands in a text, or all of a longer one close together."""
    long = tuple(form for form in splittable(forms) if len(form) > 2)
    return credit(forms, long, text) >= ALL_THERE


def strangers(words: Iterable[str]) -> tuple[str, ...]:
    """The Chinese words of two characters and more that no dictionary holds."""
    return tuple(
        word
        for word in words
        if len(word) > 1 and not _is_known(word) and all(script(c) is Script.HAN for c in word)
    )


def without_pieces(strange: Sequence[str], text: str) -> str:
    """A folded text, always as long, with spaces where one of `strange` is a piece of a word."""
    for word in strange:
        for start, end in [found.span() for found in re.finditer(word, text)]:
            if _is_piece(text, start, end):
                text = text[:start] + " " * (end - start) + text[end:]
    return text


def is_debris(word: str) -> bool:
    """Whether a word that no dictionary holds is a piece that cutting left: 长是, 日开."""
    return (
        len(word) < 4 and all(script(c) is Script.HAN for c in word) and telling_part(word) != word
    )


def telling_part(word: str) -> str:
    """The characters of a word that tell something."""
    return "".join(c for c in word if not (is_stop_character(c) or is_stop_word(c)))


def without_debris(word: str, known: Callable[[str], bool]) -> Sequence[str]:
    """What tells something of a word that is none: 期 of 期从, which the HMM made of 供暖期从."""
    if len(word) != 2 or known(word) or not any(map(is_stop_character, word)):
        return (word,)
    return [c for c in word if not is_stop_character(c)] or (word,)


def _is_piece(text: str, start: int, end: int) -> bool:
    before = range(max(start - _AROUND, 0), start)
    behind = range(end, min(end + _AROUND, len(text)) + 1)
    return any(_is_known(text[first:past]) for first in before for past in behind)


@lru_cache(maxsize=1 << 12)
def _is_known(word: str) -> bool:
    return segmenter("").likelihood(word) is not None
