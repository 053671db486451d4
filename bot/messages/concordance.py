"""Words in their context, a place a line; and all places as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.messages.texts import Texts

if TYPE_CHECKING:
    from retrieval import DocumentOccurrences, Excerpt

AROUND = 30
"""Characters of context on either side."""
COUNTED = ("title", "document_number", "source", "issued_on", "count", "path", "url")
# What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Around(NamedTuple):
    """What stands before and after some words in their paragraph, and whether it is cut there."""

    before: str
    after: str
    cut_before: bool
    cut_after: bool


def context(excerpt: "Excerpt", characters: int = AROUND) -> Around:
    """So many characters on either side of an excerpt, as far as its paragraph goes."""
    document, citation = excerpt.document, excerpt.citation
    first = document.paragraph(citation.paragraph).start
    last = document.paragraph(citation.last_paragraph).end
    start, end = max(excerpt.start - characters, first), min(excerpt.end + characters, last)
    start, end = min(start, excerpt.start), max(end, excerpt.end)
    before, after = document.text[start : excerpt.start], document.text[excerpt.end : end]
    return Around(before.lstrip(), after.rstrip(), start > first, end < last)


def table(found: "Iterable[DocumentOccurrences]", texts: Texts, characters: int) -> Iterator[str]:
    """A CSV table of all places, line by line, its headings first; what could be a formula is
    not."""
    names = tuple(name for name in texts.finding.columns if name != "count")
    yield _line(texts.finding.columns[name] for name in names)
    for document in found:
        for excerpt in document.excerpts():
            yield _line(_cells(excerpt, names, texts, characters))


def counts(found: "Iterable[DocumentOccurrences]", texts: Texts) -> Iterator[str]:
    """The same of the documents and how many places each has."""
    yield _line(texts.finding.columns[name] for name in COUNTED)
    for each in found:
        metadata = each.metadata
        yield _line(
            (
                each.title,
                metadata.document_number,
                metadata.source,
                metadata.issued_on,
                len(each.places),
                each.path,
                metadata.url,
            )
        )


def _cells(
    excerpt: "Excerpt", names: Sequence[str], texts: Texts, characters: int
) -> Iterator[object]:
    citation, around = excerpt.citation, context(excerpt, characters)
    own = {
        "section": " > ".join(citation.section),
        "place": texts.citations.place(citation),
        "before": around.before,
        "words": excerpt.text,
        "after": around.after,
    }
    return (own[name] if name in own else getattr(citation, name) for name in names)


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_defused(cell) for cell in cells])
    return written.getvalue()


def _defused(cell: object) -> str:
    """What a cell shows, behind an apostrophe if a spreadsheet would compute it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
