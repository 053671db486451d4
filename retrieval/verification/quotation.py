"""A quotation, taken apart at its ellipses: its parts, their words, and where they stand in a text.

Parts are of one quotation where a text has them in order, close together, and words between them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from retrieval.models import Span
from retrieval.verification.wording import form, wording

MIN_QUOTATION, MAX_QUOTATION = 4, 5000
MAX_PARTS = 20
# Words as few as these stand in many documents.
FEW = 16
# Characters from a part that is shorter than a quotation to its neighbours: about a sentence.
NEARBY = 100

_MAY_BE_CUT = re.compile(r"^[^\W\u2e80-\U0003ffff]+|[^\W\u2e80-\U0003ffff]+$")
_DOTS = r"(?:…+|⋯+|\.{3,}|．{3,}|。{3,}|·{3,}|・{3,})"
_PAIRS = (("［", "］"), ("[", "]"), ("（", "）"), ("(", ")"), ("【", "】"))
_ELLIPSIS = re.compile(
    "|".join([*(rf"\{left}\s*{_DOTS}\s*\{right}" for left, right in _PAIRS), _DOTS])
)
# An ellipsis of a source holds one of these; so many characters beside a quotation are looked at.
_DOT = ("…", "⋯", "..", "。。", "··")
_EDGE = 12


@dataclass(frozen=True)
class Quotation:
    """A quotation and its parts, as offsets into it."""

    text: str
    parts: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> "Quotation":
        """The quotation in `text`, which has a word in it."""
        return cls(text, tuple(parts(text)))

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The parts as they are written."""
        return tuple(self.text[start:end] for start, end in self.parts)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of each part."""
        return tuple(wording(piece).letters for piece in self.pieces)

    @cached_property
    def inner(self) -> tuple[str, ...]:
        """The parts without the letters and digits that they begin and end in: a cut may have gone
        through a word there."""
        return tuple(_MAY_BE_CUT.sub(" ", piece) for piece in self.pieces)

    @property
    def is_cut(self) -> bool:
        """Whether there is hardly a word in it that is surely whole."""
        return len(wording("\n".join(self.inner)).letters) < 2

    @property
    def length(self) -> int:
        return sum(map(len, self.words))

    @property
    def is_few(self) -> bool:
        return self.length <= FEW

    def joined_in(self, text: str) -> list[Span] | None:
        """Where the parts stand together in `text`, letter for letter.

        An ellipsis that leaves out no word is punctuation: `text` must have it too.
        """
        spans = in_order(text, self.pieces)
        if spans and leaves_out_words(text, spans, self.text, self.parts):
            return spans
        return None

    @cached_property
    def loose(self) -> re.Pattern[str]:
        """Finds the words of the first part with anything but words between them."""
        each = (re.escape(c) if c == form(c) else f"[{c}{form(c)}]" for c in self.bare[0])
        return re.compile(r"[\W_]*".join(each))

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The parts as they are written, without what is not of their words."""
        return tuple("".join(p[at] for at in wording(p).offsets) for p in self.pieces)


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
