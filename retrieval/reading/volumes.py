"""A text that is too long to be one document, in volumes (`text.volumes`).

A volume ends where little is torn apart: before a heading, else behind a whole sentence that ends a
line, else at the end of a line or of a sentence. Together the volumes of a text are all of it; in
formats without lines the end of a line stands between two.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

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


class TextPart(NamedTuple):
    """A part of a text; `cut` is the number of the id (`retrieval.text.ids`) of the line in which
    it ends, None if it ends with one."""

    text: str
    cut: int | None


def parts(text: str) -> Iterator[TextPart]:
    """A text in parts of about `SIZE`, which are all of it; none begins with white space inside a
    line."""
    start, cut = 0, None
    while len(text) - start > SIZE + SIZE // 2:
        end = _end(text, start)
        cut = _cut(text, start, end, cut)
        yield TextPart(text[start:end], cut)
        start = end
    yield TextPart(text[start:], None)


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
    """Where the part ends that begins at `start`."""
    late, most = start + SIZE * 3 // 4, start + SIZE
    for ends in _ENDS:
        if found := [match.end() for match in ends.finditer(text, late, most)]:
            return found[-1]
    found = [match.end() for match in SENTENCE_END.finditer(text, late, most)]
    behind = _BLANK.match(text, found[-1] if found else most)
    return behind.end() if behind else most


def _cut(text: str, start: int, end: int, begun: int | None) -> int | None:
    """What `TextPart.cut` is of the part of `text` from `start` to `end`; `begun` is that of the
    one before."""
    if end >= len(text) or text[end - 1] == "\n":
        return None
    behind = text.rfind("\n", start, end)
    if begun is not None and behind < 0:
        return begun
    past = text.find("\n", end)
    return key_of(text[max(behind + 1, start) : past if past >= 0 else len(text)])


def numbered(
    documents: Iterable[Document], cuts: Iterable[int | None], *, gap: bool
) -> Iterator[Document]:
    """The documents of the parts of one file as its volumes: their paragraphs are numbered through
    the file. `cuts` say where it is cut (`TextPart.cut`). In the `gap` between two parts, if
    there is one, stands the end of a line."""
    volume = WHOLE
    for document, key in zip(documents, cuts, strict=False):
        last = document.paragraphs[-1] if document.paragraphs else None
        torn = key is not None and last is not None and "\n" not in document.text[last.end :]
        volume = volume._replace(unended=key if torn else None)
        before = volume.paragraphs
        own = tuple(p._replace(number=before + p.number) for p in document.paragraphs)
        yield (placed := replace(document, paragraphs=own, volume=volume))
        volume = _behind(placed, key, gap=gap)


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
