"""The lines of a web page: all text that is seen, in its order, and where each line stands.

The parser mends a page and writes it out again: then each element that begins ends in its turn,
and "<" and ">" stand around tags alone. Going through what is written, tag by tag, takes half as
long as asking each node of the tree what it is and what is around it.
"""

import re
from html import unescape
from typing import NamedTuple

_BLOCKS = (
    "address article aside blockquote center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul caption ucapcontent"
).split()
# What tags do to a line: all but a link end it, where they stand.
_LINK, _UNLINK, _BREAK, _BEGIN, _END = range(1, 6)
_DOES = {
    **dict.fromkeys(("br", "hr", "body", "/body", "frameset", "/frameset"), _BREAK),
    **dict.fromkeys(_BLOCKS, _BEGIN),
    **dict.fromkeys((f"/{name}" for name in _BLOCKS), _END),
    "a": _LINK,
    "/a": _UNLINK,
}
_TAG = re.compile(r"<(?:!--.*?--|(/?[^ >]++)([^>]*+))>", re.DOTALL)
_COUNTED = frozenset(("tr", "td", "th", "pre"))
_ASIDE = frozenset(("footer", "nav", "aside"))
# What surrounds the main part, by the names that its makers give to it. That "nav" begins a word is
# asked after its first letter: letters that begin none of these are passed over quickly.
_SURROUNDS = re.compile(
    r' (?:class|id)="[^"]*?(?:comment|pinglun|reply|recommend|relat|sidebar|side-|footer|foot\b'
    r"|copyright|breadcrumb|n(?<!\wn)av|menu|share|hot-?list|rank)"
)
_WHITE = re.compile(r"[ \t\r\n\f\u200b\ufeff]+")
# A line of the source that ends between two Chinese characters parts nothing.
_CHINESE = r"[\u3000-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_CHINESE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_CHINESE})")


class Piece(NamedTuple):
    """A stretch of text on a line of its own.

    `linked` is how many of its characters are links, `tag` what the innermost element around it is
    that begins a line, `depth` how many such elements there are, and `least` how many of them the
    piece before stands in as well. `aside` tells whether one of them says that it is none of the
    main part. Pieces that follow each other in one row of a table have the same `row`, those in one
    of its cells the same `cell`; so have all between two rows, as if they stood in one cell. From
    one cell to the next it grows by two; `first` is what it is in front of the row's first one, -1
    where none is known.
    """

    text: str
    linked: int
    tag: str
    depth: int
    least: int
    aside: bool
    row: int
    cell: int
    first: int


def pieces_of(page: str) -> list[Piece]:
    """The lines of a page, as its parser wrote it without what is not seen."""
    lines = _Lines()
    words = lines.words
    parts = _TAG.split(page)
    for text, name, attributes in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        if text and (words or not text.isspace()):
            lines.add(unescape(text))
        does = _DOES.get(name)
        if does is None:
            continue
        if does >= _BREAK and words:
            lines.end_line()
        if does == _BEGIN:
            lines.begin(name, attributes)
        elif does == _END:
            lines.end()
        elif does != _BREAK:
            lines.links += 1 if does == _LINK else -1
    return lines.pieces


def clean(text: str) -> str:
    """Without white space that a browser does not show."""
    text = text.strip()
    # True of most, and told in a third of the time.
    if text.isprintable() and "  " not in text:
        return text
    return _WHITE.sub(" ", _WRAPPED.sub("", text) if "\n" in text else text).strip()


class _Lines:
    """The lines so far, the `words` of the one that has begun, and how many `links` are open.

    Elements are told by how deep they are: what one of them says holds until the text is less deep.
    """

    __slots__ = (
        *("_aside", "_cell", "_first", "_least", "_linked", "_path", "_row", "_verbatim"),
        *("links", "pieces", "words"),
    )

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.words: list[str] = []
        self.links = self._linked = 0
        self._path: list[str] = []
        # How deep the text stood least since the last piece; from where on it is aside.
        self._least = self._aside = 0
        # How many <pre> are around it, how many rows and cells have begun or ended.
        self._verbatim = self._row = self._cell = 0
        self._first = -1

    def add(self, text: str) -> None:
        """Go on with the line; in <pre>, lines end where they do in the source."""
        if self._verbatim and "\n" in text:
            *ended, text = text.split("\n")
            for line in ended:
                self.add(line)
                self.end_line()
        self.words.append(text)
        if self.links:
            self._linked += len(text.strip())

    def end_line(self) -> None:
        """End the line, which has begun."""
        if text := clean("".join(self.words)):
            path, least = self._path, self._least
            depth = self._least = len(path)
            tag, aside = path[-1] if path else "", self._aside > 0
            place = tag, depth, least, aside, self._row, self._cell, self._first
            self.pieces.append(Piece(text, self._linked, *place))
        self.words.clear()
        self._linked = 0

    def begin(self, name: str, attributes: str) -> None:
        """Go into an element."""
        path = self._path
        path.append(name)
        if not self._aside and (name in _ASIDE or _says_aside(attributes)):
            self._aside = len(path)
        if name in _COUNTED:
            self._count(name, 1)

    def end(self) -> None:
        """Leave an element."""
        name = self._path.pop()
        depth = len(self._path)
        if self._least > depth:
            self._least = depth
        if self._aside > depth:
            self._aside = 0
        if name in _COUNTED:
            self._count(name, -1)

    def _count(self, name: str, more: int) -> None:
        if name == "tr":
            self._row += 1
            self._first = self._cell if more > 0 else -1
        elif name == "pre":
            self._verbatim += more
        else:
            self._cell += 1


def _says_aside(attributes: str) -> bool:
    """Whether an element is named like what surrounds a main part."""
    named = 'class="' in attributes or 'id="' in attributes
    return named and _SURROUNDS.search(attributes.lower()) is not None
