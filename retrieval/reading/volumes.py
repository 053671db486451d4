"""A text that is too long to be one document, in volumes (`text.volumes`).

A volume ends where little is torn apart: before a heading, else behind a whole sentence that ends a
line, else at the end of a line or of a sentence. Together the volumes of a text are all of it; in
formats without lines the end of a line stands between two.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from retrieval.models import Document
from retrieval.reading.formats.frame import Block
from retrieval.structure.volumes import sentences_before
from retrieval.text.ids import key_of
from retrieval.text.sentences import SENTENCE_END, ends_sentence, sentences
from retrieval.text.volumes import WHOLE, Volume

# Code points: of a text that is one document, and of a volume. The longest code of laws has
# 110,000; what a question reads of a library is ten volumes at the most: with volumes twice as long
# it takes a tenth longer and finds no more.
LONGEST = 1 << 19
SIZE = 1 << 15

_STOP = r"[。！？；!?;][”’」』》）)\]\"'】]*[ \t\u3000]*"
_HEADING = r"[ \t\u3000]*(?:第[^\s，。]{1,9}[编章节条]|#|[一二三四五六七八九十]{1,3}、)"
_ENDS = (
    re.compile(rf"{_STOP}\n+(?={_HEADING})"),
    re.compile(rf"{_STOP}\n+"),
    re.compile(r"\n+"),
)
_BLANK = re.compile(r"\s*")
# What is looked at before a place to tell whether a sentence ends there.
_NEAR = 40


def pieces(text: str) -> Iterator[str]:
    """A text in pieces of about `SIZE`, which are all of it; none begins with white space inside a
    line."""
    start = 0
    while len(text) - start > SIZE + SIZE // 2:
        end = _end(text, start)
        yield text[start:end]
        start = end
    yield text[start:]


def groups(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Blocks in groups with texts of about `SIZE` together, or of one."""
    first, filled = 0, 0
    for number, block in enumerate(blocks):
        if filled >= SIZE:
            yield blocks[first:number]
            first, filled = number, 0
        filled += len(block.text) + 1
    yield blocks[first:]


def _end(text: str, start: int) -> int:
    """Where the piece ends that begins at `start`."""
    late, most = start + SIZE * 3 // 4, start + SIZE
    for ends in _ENDS:
        if found := [match.end() for match in ends.finditer(text, late, most)]:
            return found[-1]
    found = [match.end() for match in SENTENCE_END.finditer(text, late, most)]
    behind = _BLANK.match(text, found[-1] if found else most)
    return behind.end() if behind else most


def numbered(documents: Iterable[Document], text: str | None = None) -> Iterator[Document]:
    """The documents of the pieces of one file as its volumes: their paragraphs are numbered through
    the file. `text` is that of a file with lines, in which pieces may end."""
    volume = WHOLE
    for document in documents:
        end = volume.offset + len(document.text)
        key = None if text is None else _cut(text, end, document.text, volume)
        last = document.paragraphs[-1] if document.paragraphs else None
        torn = key is not None and last is not None and "\n" not in document.text[last.end :]
        volume = volume._replace(unended=key if torn else None)
        before = volume.paragraphs
        own = tuple(p._replace(number=before + p.number) for p in document.paragraphs)
        yield (placed := replace(document, paragraphs=own, volume=volume))
        volume = _behind(placed, key, gap=text is None)


def _cut(text: str, end: int, piece: str, volume: Volume) -> int | None:
    """The number of the id of the line of `text` that a `piece` is cut in; None if in none."""
    if end >= len(text) or text[end - 1] == "\n":
        return None
    if volume.begun is not None and "\n" not in piece:
        return volume.begun
    past = text.find("\n", end)
    return key_of(text[text.rfind("\n", 0, end) + 1 : past if past >= 0 else len(text)])


def _behind(document: Document, key: int | None, *, gap: bool) -> Volume:
    """The volume behind that of `document`, which is cut in the line with this key, if in any; in
    the `gap` between them stands the end of a line."""
    volume, text = document.volume, document.text
    paragraphs = document.paragraphs[-1].number if document.paragraphs else volume.paragraphs
    said = 0
    if volume.unended is not None:
        torn = document.paragraphs[-1]
        paragraphs -= 1
        whole = ends_sentence(f"{text[-_NEAR:].rstrip()}\u2060", len(text[-_NEAR:].rstrip()))
        said = len(sentences(text, torn.start, torn.end)) - (not whole)
        said += sentences_before(document, torn)
    return Volume(
        volume.number + 1,
        volume.offset + len(text) + gap,
        paragraphs,
        volume.lines + text.count("\n") + gap,
        said,
        begun=key,
    )
