"""Where an excerpt stands: its lasting id and its place.

An id is that of the paragraph's words (`retrieval.text.ids`), then the sentence: `b7qk2-m4x9d.3`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.models import Citation, Document, Paragraph, Section
from retrieval.structure.volumes import paragraph_key, sentences_before
from retrieval.text.ids import key_of, written
from retrieval.text.patterns import lazy
from retrieval.text.sentences import sentences

if TYPE_CHECKING:
    from retrieval.index.arrays import Keys

# Characters of what a paragraph begins with; it ends with a clause, if one of some length does.
_OPENING = 16
_CLAUSE = lazy(r".{8,}[，。；：！？、](?=.)")


def paragraph_id(text: str) -> str:
    """The id of a paragraph: 50 bits of the hash of its words, as `b7qk2-m4x9d`."""
    return written(key_of(text))


def cite(
    document: Document,
    section: Section | None,
    start: int,
    end: int,
    keys: "Sequence[int] | Keys | None" = None,
) -> Citation:
    """The citation of `document.text[start:end]`, which stands in `section`.

    `keys` are the numbers of the ids of its paragraphs, if they are known.
    """
    first, last = paragraph_at(document, start), paragraph_at(document, max(start, end - 1))
    metadata = document.metadata
    if keys is None:
        words = written(paragraph_key(document, first))
    else:
        words = written(int(keys[first.number - 1 - document.volume.paragraphs]))
    before = document.volume.offset
    line, page = document.line_at(start), document.origin.page_at(start)
    row = document.row_at(start)
    return Citation(
        id=f"{words}.{_sentence(document, first, start)}",
        title=document.title,
        issued_on=metadata.issued_on,
        source=metadata.source,
        document_number=metadata.document_number,
        section=headings(section, document) if section else (),
        paragraph=first.number,
        last_paragraph=last.number,
        path=document.path,
        line=line,
        page=page,
        start=before + start,
        end=before + end,
        sha256=document.sha256,
        url=metadata.url,
        opening=opening(document, first) if line is page is row is None else None,
        recognised=document.origin.is_recognised(start),
        row=row,
        last_row=document.row_at(max(start, end - 1)) if row else None,
    )


def opening(document: Document, paragraph: Paragraph) -> str:
    """What a paragraph begins with, to find it by: up to a clause of the first few characters."""
    text = document.text[paragraph.start : min(paragraph.end, paragraph.start + _OPENING)]
    clause = _CLAUSE.match(text)
    return clause[0] if clause else text


def paragraph_at(document: Document, offset: int) -> Paragraph:
    """The paragraph that holds `offset`, or the last one above it."""
    index = bisect_right(document.paragraphs, offset, key=lambda paragraph: paragraph.start)
    return document.paragraphs[max(index - 1, 0)]


def neighbours(document: Document, start: int, end: int) -> tuple[str, str]:
    """The text of the paragraph around that slice, or of the next one, on either side."""
    first, last = paragraph_at(document, start), paragraph_at(document, end - 1)
    before, after = first.start, last.end
    if before == start:
        before = document.paragraph(max(first.number - 1, document.paragraphs[0].number)).start
    if after == end:
        after = document.paragraph(min(last.number + 1, document.paragraphs[-1].number)).end
    return document.text[before:start].strip(), document.text[end:after].strip()


def _sentence(document: Document, paragraph: Paragraph, offset: int) -> int:
    """The number, from 1, of the sentence of `paragraph` that holds `offset`."""
    # What comes behind it makes no difference.
    said = sentences(document.text, paragraph.start, min(offset + 1, paragraph.end))
    return sentences_before(document, paragraph) + max(1, len(said))


def headings(section: Section, document: Document) -> tuple[str, ...]:
    """The headings from the top down to `section`'s, without the document's title."""
    path = section.path(document)
    return path[1:] if path[:1] == (document.title,) else path
