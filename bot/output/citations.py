"""What became of a citation, as text for a terminal, as a reference, as Markdown or as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.messages.answers import header_of
from bot.messages.history import MAX_PLACES
from bot.messages.texts import Texts
from bot.output.answers import (
    MARK,
    PLAIN,
    Terminal,
    citation_shape,
    one_line,
    validity_shape,
    visible,
    visible_line,
)
from retrieval import (
    CURRENT,
    CitationOutcome,
    CitationStatus,
    Document,
    Edition,
    Excerpt,
    Library,
    Publication,
    Record,
    gbt7714,
    publication_of,
    published,
    validity,
)

# Letters of a document's hash in the key of a reference.
KEY = 10
# Differences without colour, as wdiff and git diff --word-diff write them.
_REMOVED, _ADDED = ("[-", "-]"), ("{+", "+}")
_STRUCK, _GREEN = "\x1b[9;31m", "\x1b[32m"


@dataclass(frozen=True, slots=True)
class CitationWriter:
    """Writes statuses of one library in one language, as of `today`."""

    library: Library
    terminal: Terminal
    texts: Texts
    colour: bool
    today: date

    def status(self, status: CitationStatus) -> str:
        """The id and what became of it, in one line."""
        return f"[{status.id or status.asked}] {self.texts.history.outcome(status)}"

    def text(self, status: CitationStatus) -> str:
        """Everything there is to say, for a person."""
        lines = [visible_line(self.status(status)), *self._text(status)]
        return "".join(f"{line}\n" for line in lines)

    def references(self, status: CitationStatus, edition: Edition = CURRENT) -> list[str]:
        """The works that the words stand in, or stood in last, by an edition of GB/T 7714."""
        found = [gbt7714(of, seen, edition) for of, _, seen in self.publications(status)]
        return [visible_line(reference) for reference in dict.fromkeys(found)]

    def publications(self, status: CitationStatus) -> Iterator[tuple[Publication, str, date]]:
        """The same works, each with a key of its own and the day of access."""
        for place in status.places[:MAX_PLACES]:
            document = place.document
            yield publication_of(document), f"wenju-{document.sha256[:KEY]}", self.today
        for record in status.records[: 0 if status.places else 1]:
            day = record.last_seen.astimezone().date()
            yield published(record.work), f"wenju-{record.sha256[:KEY]}", day

    def markdown(self, status: CitationStatus) -> str:
        """The words as a quotation with its reference; what is not unchanged says so."""
        text = status.places[0].text if status.places else status.was
        if not text:
            return visible_line(self.status(status)) + "\n"
        quoted = "\n".join(f"> {line}" if line else ">" for line in visible(text).split("\n"))
        lines = [quoted, ">", *(f"> —— {line}" for line in self._sources(status))]
        if status.outcome is not CitationOutcome.UNCHANGED:
            lines += ["", f"*{visible_line(self.status(status))}*"]
        return "".join(f"{line}\n" for line in lines)

    def json(self, status: CitationStatus, encoding: str) -> str:
        """The same as one line of JSON; what `encoding` cannot write is escaped."""
        shape = {
            "asked": status.asked,
            "id": status.id or None,
            "outcome": status.outcome,
            "stands": status.stands,
            "places": [self._place_shape(place) for place in status.places],
            "references": self.references(status),
            "records": [_record_shape(record) for record in status.records],
            "kept": status.kept,
            "nearest": status.nearest and self._place_shape(status.nearest),
            "changes": [
                [[edit.start, edit.end], [edit.other_start, edit.other_end]]
                for edit in status.changes
            ],
            "meant": [{"id": meant.id, "text": meant.text} for meant in status.meant],
        }
        return one_line(shape, encoding)

    def _text(self, status: CitationStatus) -> Iterator[str]:
        yield from self._standing(status) if status.places else self._gone(status)
        for meant in status.meant:
            text = visible_line(" ".join(meant.text.split()))
            yield f"   {self.texts.history.meant.format(id=meant.id, text=text[:60])}"
        for reference in self.references(status):
            yield f"   {self.texts.history.reference.format(reference=reference)}"

    def _standing(self, status: CitationStatus) -> Iterator[str]:
        for place in status.places[:MAX_PLACES]:
            yield from self._place(place)
        if len(status.places) > MAX_PLACES:
            yield f"   {self.texts.history.more.format(count=len(status.places) - MAX_PLACES)}"
        if status.outcome is CitationOutcome.MOVED:
            moved = self.texts.history.moved_from.format(path=_first(status).path)
            yield f"   {visible_line(moved)}"

    def _gone(self, status: CitationStatus) -> Iterator[str]:
        """The words as they were, or what they have become, and where they were seen."""
        if status.nearest:
            yield f"   {self._difference(status)}"
            if status.kept:
                yield f"   {self.texts.history.kept}"
            yield from self._origin(status.nearest)
        elif status.was:
            yield f"   {visible(status.was)}"
        for record in status.records[:1]:
            if not status.nearest:
                yield f"   ——{visible_line(self.texts.citations.recorded(record))}"
            yield f"   {visible_line(self.texts.history.sighting(record))}"

    def _place(self, place: Excerpt) -> Iterator[str]:
        """The passage between its neighbours, where it stands, and what its document says."""
        before, after = self.library.neighbours(place)
        if before:
            yield self.terminal.dim(f"   {visible(before)}")
        if header := header_of(place):
            yield self.terminal.dim(f"   {visible(header)}")
        yield f"   {self._bright(visible(place.text))}"
        if after:
            yield self.terminal.dim(f"   {visible(after)}")
        yield from self._origin(place)
        for line in self._validity(place.document):
            yield f"   {line}"

    def _origin(self, place: Excerpt) -> Iterator[str]:
        yield f"   ——{visible_line(self.texts.citations.reference(place.citation))}"
        yield f"   {self.terminal.dim(self.terminal.place(place.citation))}"

    def _validity(self, document: Document) -> list[str]:
        statements, own = validity(document, self.today), self.texts.citations
        return [visible_line(own.statement(said, document.text)) for said in statements]

    def _difference(self, status: CitationStatus) -> str:
        """The recorded paragraph and what it is now in one, word by word."""
        was, now = status.records[0].text, status.nearest.text if status.nearest else ""
        parts, at = [], 0
        for edit in status.changes:
            parts.append(visible(was[at : edit.start]))
            parts.append(self._marked(was[edit.start : edit.end], _REMOVED, _STRUCK))
            parts.append(self._marked(now[edit.other_start : edit.other_end], _ADDED, _GREEN))
            at = edit.end
        return "".join([*parts, visible(was[at:])])

    def _marked(self, text: str, marks: tuple[str, str], colour: str) -> str:
        if not text:
            return ""
        if self.colour:
            return f"{colour}{visible(text)}{PLAIN}"
        return f"{marks[0]}{visible(text)}{marks[1]}"

    def _bright(self, text: str) -> str:
        return f"{MARK}{text}{PLAIN}" if self.colour else text

    def _sources(self, status: CitationStatus) -> Iterator[str]:
        """Where the words stand, or stood, in words; with a link where the document names one."""
        for place in status.places[:MAX_PLACES]:
            citation = place.citation
            name = visible_line(f"{self.texts.citations.reference(citation)} [{citation.id}]")
            yield f"{name} <{citation.url}>" if citation.url else name
        for record in status.records[: 0 if status.places else 1]:
            name = visible_line(f"{self.texts.citations.recorded(record)} [{status.id}]")
            yield f"{name} <{record.work.url}>" if record.work.url else name

    def _place_shape(self, place: Excerpt) -> dict[str, Any]:
        before, after = self.library.neighbours(place)
        return {
            "excerpt": place.text,
            "before": before,
            "after": after,
            "citation": citation_shape(place.citation),
            "validity": validity_shape(place.document, self.today),
        }


def _first(status: CitationStatus) -> Record:
    return min(status.records, key=lambda record: record.first_seen)


def _record_shape(record: Record) -> dict[str, Any]:
    work = record.work
    return {
        "id": record.id,
        "text": record.text,
        "title": work.title,
        "issued_on": work.issued_on and work.issued_on.isoformat(),
        "source": work.source,
        "document_number": work.document_number,
        "section": record.section,
        "paragraph": record.paragraph,
        "root": record.root,
        "path": record.path,
        "line": record.line,
        "page": record.page,
        "sha256": record.sha256,
        "url": work.url,
        "first_seen": record.first_seen.isoformat(),
        "last_seen": record.last_seen.isoformat(),
        "gone": record.gone and record.gone.isoformat(),
    }
