"""A quotation whose numbers are written otherwise than in the text: 5% for 百分之五."""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.models import Span
from retrieval.text.folding import fold
from retrieval.text.quantities import forms_of, quantities
from retrieval.verification.wording import wording

# A piece with more numbers is a table, copied and not retold; 1000 took a second to look for.
_MOST = 200
_DIGIT, _NUMERAL = "[0-9\ue0a0]", "[〇零一二两三四五六七八九十百千万亿]"


def spans_in(letters: str, pieces: Sequence[str]) -> list[Span] | None:
    """Where `pieces` stand one after another in `letters`, the words of a text, their numbers in
    any form; None if they do not, or have no number."""
    patterns = [_pattern(piece) for piece in pieces]
    if not any(more for _, more in patterns):
        return None
    found: list[Span] = []
    at = 0
    for pattern, _ in patterns:
        match = re.compile(pattern).search(letters, at)
        if match is None:
            return None
        found.append(match.span())
        at = match.end()
    return found


@lru_cache(maxsize=256)
def _pattern(piece: str) -> tuple[str, bool]:
    """What finds the words of a piece of a quotation, and whether a number in it has more forms: of
    more than _MOST numbers none has."""
    folded = fold(piece)
    parts, past, more = [], 0, False
    numbers = list(quantities(folded))
    for each in numbers if len(numbers) <= _MOST else ():
        written = (folded[each.start : each.end], *forms_of(each))
        forms = dict.fromkeys(wording(form).letters for form in written)
        more = more or len(forms) > 1
        parts += [_escaped(piece[past : each.start]), f"(?:{'|'.join(map(_whole, forms))})"]
        past = each.end
    return "".join([*parts, _escaped(piece[past:])]), more


def _escaped(text: str) -> str:
    return re.escape(wording(text).letters)


def _whole(form: str) -> str:
    """What finds the form of a number that is not a part of a longer one."""
    first, last = (_DIGIT if c.isdigit() else _NUMERAL for c in (form[0], form[-1]))
    before = f"(?<!{first})" if re.match(first, form) else ""
    behind = f"(?!{last})" if re.match(last, form[-1]) else ""
    return before + re.escape(form) + behind
