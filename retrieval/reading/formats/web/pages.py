"""What of a web page is its document: the title, the main part, and what surrounds them.

All text that is seen stays, in the order in which it stands; what is judged here is only which of
it is furniture.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, takewhile

from retrieval.models import Kind
from retrieval.reading.formats.frame import Block
from retrieval.reading.formats.web.lines import Piece

_PUNCTUATED = re.compile(r"[，。；：！？、,;!?].*?[，。；：！？、,;!?]")
_SENTENCE = re.compile(r"[。；！？，]")
# Of a page's prose, how much its main part holds; how much there is on a page that has one.
_SHARE, _LEAST = 0.8, 60
# Of a line without punctuation, against one of prose.
_BARE = 0.1
_LEAST_LINE = 8
# How far above the main part its title may stand, in blocks; into how many it may be broken.
_TITLE_ABOVE, _TITLE_PIECES, _LEAST_TITLE = 40, 5, 4
# Characters of a title that stands inside the <title>: shorter ones may be a site's name.
_LEAST_INSIDE = 10
_SITE = re.compile(r"[_|｜]|\s[-–—]\s|--|——")
_LONGEST_TITLE = 200
_MAX_ROW = 400
_SHORT_LINES, _SHORT_LINE = 4, 12
_LEVELS = {f"h{level}": level for level in range(1, 7)}


def title_of(pieces: Sequence[Piece], told: str, named: str) -> str:
    """The title of a page: what it says it is, in `named`; or else the words of the page that its
    <title>, `told`, begins with; or else its only <h1>; or else the longest words of the page that
    the <title> holds; or else the <title> up to the site's name. "" if it is too long to be one."""
    found = named or _said_title(pieces, told)
    return found if len(found) <= _LONGEST_TITLE else ""


def _said_title(pieces: Sequence[Piece], told: str) -> str:
    whole = _bare(told)
    lines = [_bare(piece.text) for piece in pieces]
    starts = [start for start, line in enumerate(lines) if line in whole]
    said = [words for start in starts for words in _held(lines, start, whole)]
    begins = [words for words in said if len(words) >= _LEAST_TITLE and whole.startswith(words)]
    if begins:
        return max(begins, key=len)
    headings = [piece.text for piece in pieces if piece.tag == "h1"]
    if len(headings) == 1:
        return headings[0]
    holds = [words for words in said if len(words) >= _LEAST_INSIDE]
    return max(holds, key=len) if holds else _SITE.split(told)[0].strip()


def blocks(pieces: Sequence[Piece], title: str) -> tuple[Block, ...]:
    """The blocks of a page, those outside its main part as furniture."""
    own_part = _main(pieces)
    first = own_part.index(True) if any(own_part) else 0
    start = _from_title(pieces, title, first)
    own_part[start:first] = [True] * (first - start)
    return tuple(_laid_out(pieces, own_part))


def whole(pieces: Sequence[Piece]) -> Iterator[Block]:
    """The blocks of a page that is all main part: a chapter of a book."""
    return _laid_out(pieces, [True] * len(pieces))


def _laid_out(pieces: Sequence[Piece], own_part: Sequence[bool]) -> Iterator[Block]:
    parted = zip(pieces, own_part, strict=True)
    for (_, inside), group in groupby(parted, lambda each: (each[0].row, each[1])):
        own = [piece for piece, _ in group]
        line = _row(own)
        if line:
            is_header = inside and all(piece.tag == "th" for piece in own)
            yield Block(line, Kind.ROW if inside else Kind.FURNITURE, int(is_header))
        elif inside:
            yield from map(_block, own)
        else:
            yield from (Block(piece.text, Kind.FURNITURE) for piece in own)


def _block(piece: Piece) -> Block:
    level = _LEVELS.get(piece.tag, 0)
    return Block(piece.text, Kind.HEADING if level else Kind.BODY, level)


def _row(pieces: Sequence[Piece]) -> str:
    """A row of a table in one line, with empty cells in front of others, if its cells are short and
    simple; "" if they are not."""
    first = pieces[0].first if pieces[0].first >= 0 else pieces[0].cell - 1
    if pieces[0].cell == pieces[-1].cell:
        return ""
    cells: list[list[str]] = []
    for cell, own in groupby(pieces, key=lambda piece: piece.cell):
        cells += [[]] * ((cell - first - 1) // 2 - len(cells))
        cells.append([piece.text for piece in own])
    fits = all(
        len(cell) < 2
        or (len(cell) <= _SHORT_LINES and all(len(text) <= _SHORT_LINE for text in cell))
        for cell in cells
    )
    line = "\t".join(" ".join(cell).replace("\t", " ") for cell in cells)
    return line if fits and len(line) <= _MAX_ROW else ""


def _main(pieces: Sequence[Piece]) -> list[bool]:
    """Which pieces are the main part: those in the innermost element that holds most of the prose.
    Of a page that has hardly any, all but what says that it is none.
    """
    held = list(accumulate((_prose(piece) for piece in pieces), initial=0.0))
    whole = held[-1]
    if whole < _LEAST:
        return [not piece.aside for piece in pieces]
    # That element holds the piece in which the prose passes its half. How deep the text stands
    # where it goes on tells what else stands in an element around that one.
    first = bisect_left(held, whole / 2) - 1
    past, depth = first + 1, pieces[first].depth
    least = [-1, *(piece.least for piece in pieces[1:]), -1]
    while True:
        while least[first] >= depth:
            first -= 1
        while least[past] >= depth:
            past += 1
        if held[past] - held[first] >= _SHARE * whole:
            return [first <= number < past for number in range(len(pieces))]
        depth = max(least[first], least[past])


def _prose(piece: Piece) -> float:
    """How many characters of a piece are text that somebody wrote to be read."""
    text, linked = piece.text, piece.linked
    if piece.aside or len(text) - linked < _LEAST_LINE or linked > len(text) / 2:
        return 0.0
    has_sentence = _PUNCTUATED.search(text) and _SENTENCE.search(text)
    return (len(text) - linked) * (1 if has_sentence else _BARE)


def _from_title(pieces: Sequence[Piece], title: str, first: int) -> int:
    """Where the document begins: with its title, if that stands not far above the main part."""
    wanted = _bare(title)
    if len(wanted) < _LEAST_TITLE:
        return first
    highest = max(first - _TITLE_ABOVE, 0)
    lines = [_bare(piece.text) for piece in pieces[highest : first + _TITLE_PIECES]]
    found = first
    for start in range(min(first, len(pieces) - 1), highest - 1, -1):
        near = found == first or found - start <= _TITLE_PIECES
        if near and any(words.startswith(wanted) for words in _joined(lines, start - highest)):
            found = start
    return found


def _held(lines: Sequence[str], start: int, whole: str) -> Iterator[str]:
    """The words of a line, of it and the next one, and so on, as far as they stand in `whole`."""
    return takewhile(whole.__contains__, _joined(lines, start))


def _joined(lines: Sequence[str], start: int) -> Iterator[str]:
    """The words of a line, of it and the next one, and so on, as far as titles go."""
    words = ""
    for line in lines[start : start + _TITLE_PIECES]:
        words += line
        if len(words) > _LONGEST_TITLE:
            return
        yield words


def _bare(text: str) -> str:
    return "".join(text.split())
