"""The places where some words stand, as lines for a terminal or as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.messages.concordance import context
from bot.messages.texts import Texts
from bot.output.answers import MARK, PLAIN, Terminal, citation_shape, one_line, visible_line

if TYPE_CHECKING:
    from retrieval import DocumentOccurrences, Excerpt


@dataclass(slots=True)
class OccurrenceWriter:
    """Writes places in one language, `characters` of context on either side; counts them."""

    terminal: Terminal
    texts: Texts
    characters: int
    places: int = 0
    documents: int = 0

    def counting(self, found: "Iterable[DocumentOccurrences]") -> "Iterator[DocumentOccurrences]":
        """What was found, counted on its way."""
        for each in found:
            self.places += len(each.places)
            self.documents += 1
            yield each

    def lines(self, found: "Iterable[DocumentOccurrences]") -> Iterator[str]:
        """Each document, then a line a place; in the end how many there were."""
        for each in self.counting(found):
            if self.documents > 1:
                yield "\n"
            yield f"{self._document(each)}\n"
            for excerpt in each.excerpts():
                yield f"   {self._place(excerpt)}\n"
        if self.places:
            yield "\n"
        yield f"{self.texts.finding.counted(self.places, self.documents)}\n"

    def counts(self, found: "Iterable[DocumentOccurrences]") -> Iterator[str]:
        """A line a document with the number of its places, then all together."""
        for each in self.counting(found):
            yield f"{self._document(each)}\n"
        yield f"{self.texts.finding.counted(self.places, self.documents)}\n"

    def json(self, found: "Iterable[DocumentOccurrences]", encoding: str) -> Iterator[str]:
        """A line of JSON for each place."""
        for each in self.counting(found):
            for excerpt in each.excerpts():
                yield f"{one_line(self._shape(excerpt), encoding)}\n"

    def json_counts(self, found: "Iterable[DocumentOccurrences]", encoding: str) -> Iterator[str]:
        """A line of JSON for each document."""
        for each in self.counting(found):
            shape = {"title": each.title, "path": each.path, "places": len(each.places)}
            yield f"{one_line(shape, encoding)}\n"

    def _document(self, each: "DocumentOccurrences") -> str:
        metadata = each.metadata
        facts = (
            self.texts.citations.titled(each.title),
            metadata.document_number,
            metadata.source,
            metadata.issued_on and str(metadata.issued_on),
            self.texts.finding.places.format(count=len(each.places)),
        )
        said = visible_line(" · ".join(fact for fact in facts if fact))
        return f"{said}  {self.terminal.dim(visible_line(each.path))}"

    def _place(self, excerpt: "Excerpt") -> str:
        around, citation = context(excerpt, self.characters), excerpt.citation
        where = self.terminal.dim(visible_line(self.texts.citations.place(citation)))
        before = f"{'…' * around.cut_before}{around.before}"
        after = f"{around.after}{'…' * around.cut_after}"
        words = f"{_in_line(before)}{self._marked(excerpt)}{_in_line(after)}"
        return f"{where}  {words}  {self.terminal.dim(f'[{citation.id}]')}"

    def _marked(self, excerpt: "Excerpt") -> str:
        text, at, parts = excerpt.document.text, excerpt.start, []
        for start, end in excerpt.highlights:
            parts += [_in_line(text[at:start]), self._bold(_in_line(text[start:end]))]
            at = end
        return "".join([*parts, _in_line(text[at : excerpt.end])])

    def _bold(self, words: str) -> str:
        return f"{MARK}{words}{PLAIN}" if self.terminal.colour else words

    def _shape(self, excerpt: "Excerpt") -> dict[str, Any]:
        around = context(excerpt, self.characters)
        return {
            "words": excerpt.text,
            "marks": [[a - excerpt.start, b - excerpt.start] for a, b in excerpt.highlights],
            "before": around.before,
            "after": around.after,
            "citation": citation_shape(excerpt.citation),
        }


def _in_line(text: str) -> str:
    return visible_line(text.replace("\n", " ").replace("\t", " "))
