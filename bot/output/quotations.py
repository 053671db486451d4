"""What became of quotations, as text for a terminal or as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.messages.quotations import QuotationTexts, Side, laid_beside, shortened
from bot.messages.texts import Texts
from bot.output.answers import (
    MARK,
    PLAIN,
    Terminal,
    citation_shape,
    one_line,
    visible,
    visible_line,
)
from retrieval import Difference, Match, Review, Skipped, Verdict, Verification

# Differences as wdiff and git diff --word-diff write them: readable without colour.
_SAID, _WRITTEN = ("[-", "-]"), ("{+", "+}")
_STRUCK, _GREEN = "\x1b[9;31m", "\x1b[32m"
# Characters of a quotation that name it among others.
NAMED = 40


@dataclass(frozen=True, slots=True)
class QuotationWriter:
    """Writes reviews in one language."""

    terminal: Terminal
    texts: Texts

    @property
    def own(self) -> QuotationTexts:
        """The sentences about quotations."""
        return self.texts.quotations

    def text(self, review: Review) -> str:
        """The verdicts, each with what there is to see, then what was not verified."""
        lines = [*self._lines(review)]
        return "".join(f"{line}\n" for line in lines)

    def _lines(self, review: Review) -> Iterator[str]:
        several = len(review.verifications) > 1
        if several:
            yield self.own.counts(review)
        for number, found in enumerate(review.verifications, start=1):
            if several:
                yield ""
            lead = f"{number}. " if several else ""
            named = several or review.partial
            yield from self._verification(found, lead, named=named)
        if not review.verifications:
            yield self.own.nothing
        notes = [*self.own.passed_over(review.skipped)]
        if review.verifications and review.partial:
            notes.append(self.own.outside)
        yield from (self.terminal.dim(visible_line(note)) for note in notes)

    def _verification(self, found: Verification, lead: str, *, named: bool) -> Iterator[str]:
        title = visible_line(f"{lead}{self.own.verdict(found)}")
        if self.terminal.colour:
            title = f"{MARK}{title}{PLAIN}"
        words = self.own.quoted.format(text=shortened(found.quotation, NAMED))
        yield f"{title}  {visible_line(words)}" if named else title
        if found.matches:
            beside = "……".join(self._marked(found.quotation, match) for match in found.matches)
            yield f"   {beside}"
            citation = found.matches[0].excerpt.citation
            yield f"   ——{visible_line(self.texts.citations.reference(citation))}"
            yield f"   {self.terminal.dim(self.terminal.place(citation))}"
        if len(found.matches) > 1:
            yield f"   {self.terminal.dim(self.own.left_out.format(count=found.left_out))}"
        if found.elsewhere:
            places = "  ".join(self.terminal.place(e.citation) for e in found.elsewhere)
            yield f"   {self.terminal.dim(self.own.elsewhere.format(places=places))}"
        for part in found.parts:
            yield from self._verification(part, "   · ", named=True)
        if found.claim:
            yield f"   {visible_line(self.own.claim(found.claim))}"

    def _marked(self, quotation: str, match: Match) -> str:
        return "".join(
            self._side(side, visible(words))
            for side, words in laid_beside(quotation, match)
            if words
        )

    def _side(self, side: Side, words: str) -> str:
        if side == "both":
            return words
        (left, right), colour = (_SAID, _STRUCK) if side == "quotation" else (_WRITTEN, _GREEN)
        marked = f"{left}{words}{right}"
        return f"{colour}{marked}{PLAIN}" if self.terminal.colour else marked


def to_json(review: Review, encoding: str = "utf-8") -> list[str]:
    """A line of JSON for each quotation, then one for each that was not verified."""
    shapes = [_verification(found) for found in review.verifications]
    shapes += [_skipped(skipped) for skipped in review.skipped]
    return [one_line(shape, encoding) for shape in shapes]


def _verification(found: Verification) -> dict[str, Any]:
    claim = found.claim and {
        "source": found.claim.source,
        "standing": found.claim.standing,
        "documents": [document.path for document in found.claim.documents],
    }
    return {
        "quotation": found.quotation,
        "verdict": found.verdict,
        "verbatim": found.verdict is Verdict.VERBATIM,
        "variations": found.variations,
        "matches": [_match(match) for match in found.matches],
        "left_out": found.left_out,
        "elsewhere": [citation_shape(excerpt.citation) for excerpt in found.elsewhere],
        "parts": [_verification(part) for part in found.parts],
        "claim": claim,
    }


def _match(match: Match) -> dict[str, Any]:
    first = match.excerpt.start
    return {
        "start": match.start,
        "end": match.end,
        "excerpt": match.excerpt.text,
        "differences": [_difference(change, first) for change in match.differences],
        "citation": citation_shape(match.excerpt.citation),
    }


def _difference(change: Difference, first: int) -> dict[str, Any]:
    return {
        "quotation": [change.start, change.end],
        "excerpt": [change.source_start - first, change.source_end - first],
    }


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"skipped": skipped.text, "reason": skipped.reason}
