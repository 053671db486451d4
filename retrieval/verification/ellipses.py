"""Quotations that leave words out: their parts, and where those stand together.

The parts must stand in order within as many characters as a quotation may have at most: what it
abridges is then a passage that could be quoted in full. A part of a word or two, which stands
anywhere, must be near its neighbours.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from retrieval.verification.wording import wording

MIN_QUOTATION, MAX_QUOTATION = 4, 5000
MAX_PARTS = 20
# Characters from a part that is shorter than a quotation to its neighbours: about a sentence.
NEARBY = 100

_DOTS = r"(?:…+|⋯+|\.{3,}|．{3,}|。{3,}|·{3,}|・{3,})"
_PAIRS = (("［", "］"), ("[", "]"), ("（", "）"), ("(", ")"), ("【", "】"))
# Characters beside a quotation among which an ellipsis of the source is looked for.
_EDGE = 12
_DOT = ("…", "⋯", "..", "。。", "··")
_ELLIPSIS = re.compile(
    "|".join([*(rf"\{left}\s*{_DOTS}\s*\{right}" for left, right in _PAIRS), _DOTS])
)

Span = tuple[int, int]


def parts(quotation: str) -> list[Span]:
    """The stretches of a quotation between ellipses; those without a word are left out.

    Of very many ellipses the first count.
    """
    cuts = [0]
    for match in islice(_ELLIPSIS.finditer(quotation), MAX_PARTS):
        cuts += match.span()
    cuts.append(len(quotation))
    spans = [_stripped(quotation, *cuts[n : n + 2]) for n in range(0, len(cuts), 2)]
    return [span for span in spans if wording(quotation[slice(*span)]).letters]


def in_order(text: str, pieces: Sequence[str]) -> list[Span] | None:
    """Where `pieces` stand one after another in `text`, as close together as anywhere."""
    best: list[Span] | None = None
    for start in _occurrences(text, pieces[0]):
        spans = _onwards(text, pieces, start)
        if spans and (best is None or _reach(spans) < _reach(best)):
            best = spans
        if best and len(pieces) == 1:
            break
    return best


def is_passage(spans: Sequence[Span]) -> bool:
    """Whether the parts of a quotation come in order, and close enough together."""
    ordered = all(before[1] <= after[0] for before, after in pairwise(spans))
    return ordered and _reach(spans) <= MAX_QUOTATION


def left_out(spans: Sequence[Span]) -> int:
    """The characters between the parts of a quotation."""
    return sum(after[0] - before[1] for before, after in pairwise(spans))


def leaves_out_words(
    text: str, spans: Sequence[Span], quotation: str, cuts: Sequence[Span]
) -> bool:
    """Whether each ellipsis of `quotation`, of which `cuts` are the parts, stands for words.

    Or stands in `text` itself, as it is. Those at the ends of a quotation stand for words, but
    where one is in `text` in another form, or behind another mark.
    """
    gaps = [text[before[1] : after[0]] for before, after in pairwise(spans)]
    marks = [quotation[before[1] : after[0]] for before, after in pairwise(cuts)]
    if any(g != m and not wording(g).letters for g, m in zip(gaps, marks, strict=True)):
        return False
    first, past = spans[0][0], spans[-1][1]
    opens, closes = quotation[: cuts[0][0]], quotation[cuts[-1][1] :]
    around = (
        (opens, text[max(first - _EDGE, 0) : first][::-1], text.endswith(opens, 0, first)),
        (closes, text[past : past + _EDGE], text.startswith(closes, past)),
    )
    return not any(dots and not same and _has_dots(beside) for dots, beside, same in around)


def _has_dots(text: str) -> bool:
    """Whether there is an ellipsis before the first word of `text`."""
    kept = wording(text).kept
    marks = text[: len(kept) - len(kept.lstrip("\0"))]
    return any(dots in marks for dots in _DOT)


def _onwards(text: str, pieces: Sequence[str], start: int) -> list[Span] | None:
    """The first of `pieces` at `start`, each of the others as soon as it comes."""
    spans = [(start, start + len(pieces[0]))]
    for before, piece in pairwise(pieces):
        end, said = spans[-1][1], min(len(before), len(piece))
        reach = start + MAX_QUOTATION if said >= MIN_QUOTATION else end + NEARBY + len(piece)
        at = text.find(piece, end, reach)
        if at < 0:
            return None
        spans.append((at, at + len(piece)))
    return spans


def _reach(spans: Sequence[Span]) -> int:
    return spans[-1][1] - spans[0][0]


def _occurrences(text: str, piece: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
