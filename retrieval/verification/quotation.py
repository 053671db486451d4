"""A quotation, taken apart: its parts between ellipses and their words."""

import re
from dataclasses import dataclass
from functools import cached_property

from retrieval.verification.ellipses import Span, in_order, leaves_out_words, parts
from retrieval.verification.wording import form, wording

# Words as few as these stand in many documents.
FEW = 16

_MAY_BE_CUT = re.compile(r"^[^\W\u2e80-\U0003ffff]+|[^\W\u2e80-\U0003ffff]+$")


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
