"""Rich Text Format 1.9.1 (.rtf): control words and groups, the text in bytes of many encodings.

What Word shows is what is read: numbers of lists that were written beside them, results of fields;
what is hidden or deleted is left out. Text boxes and notes come behind the body, headers and
footers as furniture.
"""

import re
from contextlib import suppress
from typing import NamedTuple

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import Block, Extracted, Limits
from retrieval.reading.formats.word.blocks import MAX_HEADING, as_edges, as_paragraph, as_row
from retrieval.reading.formats.word.counting import joined

# A word with its number, a byte, a sign, a group, or text; the rest of a line is none.
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
)
_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "emspace": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "enspace": " ",
}
_SYMBOLS = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
# Of a table in a table, cells are read as paragraphs of the cell around it.
_ENDS = frozenset(("par", "sect", "page", "column", "nestcell", "nestrow"))
# What is read apart, and as what.
_APART = {
    **dict.fromkeys(("footnote", "shptxt"), Kind.NOTE),
    **dict.fromkeys(
        "header headerl headerr headerf footer footerl footerr footerf".split(), Kind.FURNITURE
    ),
}
_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict fldinst annotation atnid atnauthor bkmkstart bkmkend "
    "xe tc tcn rxe txe private shprslt objdata listtable listoverridetable revtbl rsidtbl "
    "generator themedata colorschememapping datastore latentstyles ftnsep ftnsepc aftnsep "
    "aftnsepc footnotesep nonesttables pntxta pntxtb fchars lchars docvar upr".split()
)
# Destinations that programs may pass over, and that hold text.
_SPOKEN = frozenset(("shpinst", "ud", "shptxt", "listtext", "pntext", "nesttableprops"))
_LABELS = ("listtext", "pntext")
_PAGES = {134: "gb18030", 136: "cp950", 128: "cp932", 129: "cp949", 204: "cp1251"}
_NAMED_PAGES = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_DEEPEST, _NO_LEVEL = 10_000, 9


class _State(NamedTuple):
    """What holds inside a group."""

    destination: str = ""
    kind: Kind = Kind.BODY
    font: int = -1
    skipped: int = 1
    hidden: bool = False
    deleted: bool = False

    @property
    def silent(self) -> bool:
        return self.destination in _SILENT


def read(data: bytes, limits: Limits) -> Extracted:  # noqa: ARG001 - as every reader
    """The text of an RTF document."""
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    hidden = ((WarningCode.HIDDEN, reader.hidden), (WarningCode.COMMENTS, reader.comments))
    title = "".join(reader.titles)
    return Extracted(
        blocks=(
            *reader.blocks[Kind.BODY],
            *reader.blocks[Kind.NOTE],
            *as_edges(reader.blocks[Kind.FURNITURE]),
        ),
        properties={"title": title} if title else {},
        warnings=tuple(ReadingWarning(code, amount=count) for code, count in hidden if count),
    )


class _Flow:
    """What was read so far of one text: of its paragraph, of its row."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.label: list[str] = []
        self.cells: list[list[Block]] = []
        self.cell: list[Block] = []
        self.in_table = False
        self.level = 0
        self.style = 0

    def row(self, kind: Kind) -> list[Block]:
        """The blocks of the row that ends here."""
        cells, self.cells, self.cell = [*self.cells, self.cell], [], []
        return as_row(cells, kind)


class _Reader:
    """Reads the tokens of a document and gathers `blocks` by their kinds."""

    def __init__(self) -> None:
        self.blocks: dict[Kind, list[Block]] = {Kind.BODY: [], Kind.NOTE: [], Kind.FURNITURE: []}
        self.titles: list[str] = []
        self.hidden = self.comments = 0
        self._state, self._stack = _State(), [_State()]
        self._flows = {kind: _Flow() for kind in self.blocks}
        self._bytes = bytearray()
        self._page, self._fonts, self._usual = "cp1252", dict[int, str](), -1
        self._levels, self._title_styles = dict[int, int](), set[int]()
        self._left_out, self._starred = 0, False
        self._entry = -1
        self._name: list[str] = []

    def read(self, text: str) -> None:
        """Read a whole document, a character for each of its bytes."""
        at = 0
        while token := _TOKEN.search(text, at):
            word, number, *_ = token.groups()
            # Behind this stand bytes that are no text.
            at = token.end() + (max(int(number or 0), 0) if word == "bin" else 0)
            self._token(token)
        self._group(opens=False)
        for kind, flow in self._flows.items():
            flow.in_table = False
            self._end_paragraph(kind)

    def _token(self, token: re.Match[str]) -> None:
        word, number, byte, sign, brace, plain = token.groups()
        if word:
            self._word(word, int(number) if number else None)
        elif byte:
            self._add(bytes([int(byte, 16)]))
        elif brace:
            self._group(opens=brace == "{")
        elif sign == "*":
            self._starred = True
        elif sign in ("\n", "\r"):
            self._word("par", None)
        elif sign:
            self._say(_SYMBOLS.get(sign, ""))
        else:
            self._add(plain.encode("latin-1"))

    def _group(self, *, opens: bool) -> None:
        self._flush()
        if opens:
            if len(self._stack) < _DEEPEST:
                self._stack.append(self._state)
            self._starred = False
        elif len(self._stack) > 1:
            ended = self._state
            self._state = self._stack.pop()
            if ended.kind is not self._state.kind:
                self._end_paragraph(ended.kind)

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        self._flush()
        if starred and word not in _SPOKEN and word not in _SILENT:
            self._state = self._state._replace(destination="private")
        elif word in _SILENT or word in _LABELS:
            self.comments += word == "annotation"
            if not self._state.silent or word in ("fonttbl", "stylesheet"):
                self._state = self._state._replace(destination=word)
        elif word == "ud":
            self._state = self._state._replace(destination="")
        elif word in _APART and not self._state.silent:
            self._state = self._state._replace(kind=_APART[word], destination="")
        elif self._state.destination in ("fonttbl", "stylesheet"):
            self._define(word, number)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        else:
            self._look(word, number)

    def _define(self, word: str, number: int | None) -> None:
        """A font's encoding; a style's level."""
        if word in ("f", "s"):
            self._entry = number or 0
        elif word == "fcharset" and number in _PAGES:
            self._fonts[self._entry] = _PAGES[number]
        elif word == "cpg" and number in _NAMED_PAGES:
            self._fonts[self._entry] = _NAMED_PAGES[number]
        elif word == "outlinelevel" and number is not None and 0 <= number < _NO_LEVEL:
            self._levels[self._entry] = number + 1

    def _look(self, word: str, number: int | None) -> None:
        """What a word does to the text behind it."""
        if word in _ENDS or word in ("cell", "row"):
            if not self._state.silent:
                self._end(word)
        elif word == "v":
            self._state = self._state._replace(hidden=number != 0)
        elif word == "deleted":
            self._state = self._state._replace(deleted=number != 0)
        elif word in ("pard", "intbl", "outlinelevel", "s"):
            self._lay_out(word, number or 0)
        else:
            self._write(word, number or 0)

    def _lay_out(self, word: str, number: int) -> None:
        """What a word says of a paragraph."""
        flow = self._flows[self._state.kind]
        if word == "pard":
            flow.in_table, flow.level, flow.style = False, 0, 0
        elif word == "intbl":
            flow.in_table = True
        elif word == "outlinelevel":
            flow.level = number + 1 if 0 <= number < _NO_LEVEL else 0
        else:
            flow.style = number

    def _write(self, word: str, number: int) -> None:
        """What a word says of characters and their bytes."""
        if word == "u":
            self._say(chr(number % 0x10000))
            self._left_out = self._state.skipped
        elif word == "uc":
            self._state = self._state._replace(skipped=max(number, 0))
        elif word == "f":
            self._state = self._state._replace(font=number)
        elif word == "plain":
            self._state = self._state._replace(hidden=False, deleted=False, font=self._usual)
        elif word == "ansicpg":
            self._page = _NAMED_PAGES.get(number, f"cp{number}")
        elif word == "deff":
            self._usual = number

    def _add(self, held: bytes) -> None:
        """Add bytes of text, but those that stand for a character already said."""
        if self._state.silent and self._state.destination != "stylesheet":
            return
        self._bytes += held[self._left_out :]
        self._left_out = max(self._left_out - len(held), 0)

    def _flush(self) -> None:
        """Say what the bytes so far are."""
        self._left_out = 0
        if self._bytes:
            held, self._bytes = bytes(self._bytes), bytearray()
            font = self._state.font if self._state.font >= 0 else self._usual
            self._say(_decoded(held, self._fonts.get(font, self._page)))

    def _say(self, text: str) -> None:
        if self._bytes:
            self._flush()
        state = self._state
        if state.destination == "stylesheet":
            self._name_style(text)
        elif state.silent or not text:
            return
        elif state.destination in _LABELS:
            self._flows[state.kind].label.append(text)
        elif state.hidden or state.deleted:
            self.hidden += len(text)
        else:
            self._flows[state.kind].words.append(text)

    def _name_style(self, text: str) -> None:
        """Know the styles of headings and titles by their names."""
        name = text.strip(" ;").lower()
        heading = re.fullmatch(r"(?:heading|标题)\s*([1-9])", name)
        if heading:
            self._levels.setdefault(self._entry, int(heading[1]))
        elif name in ("title", "标题"):
            self._title_styles.add(self._entry)

    def _end(self, word: str) -> None:
        """End a paragraph, a cell or a row."""
        kind = self._state.kind
        flow = self._flows[kind]
        if word in _ENDS:
            self._end_paragraph(kind)
            return
        flow.in_table = True
        self._end_paragraph(kind)
        if word == "cell":
            flow.cells.append(flow.cell)
            flow.cell = []
        else:
            self.blocks[kind] += flow.row(kind)

    def _end_paragraph(self, kind: Kind) -> None:
        flow = self._flows[kind]
        if not flow.in_table and (flow.cells or flow.cell):
            # The end of the row is lost.
            self.blocks[kind] += flow.row(kind)
        text = _whole("".join(flow.words))
        label = _whole("".join(flow.label)).strip() if text.strip() else ""
        if text.strip():
            flow.label = []
        flow.words = []
        level = flow.level or self._levels.get(flow.style, 0)
        held = flow.cell if flow.in_table else self.blocks[kind]
        for line in text.split("\n"):
            if words := line.strip():
                block = as_paragraph(joined(label, words), kind, 0 if flow.in_table else level)
                held.append(block)
                label = ""
                is_title = flow.style in self._title_styles and len(words) <= MAX_HEADING
                if is_title and kind is Kind.BODY:
                    self.titles.append(words)


def _decoded(held: bytes, page: str) -> str:
    # Fonts do not always say which encoding theirs is.
    for encoding in (page, "gb18030", "cp1252"):
        with suppress(LookupError, UnicodeDecodeError):
            return held.decode(encoding)
    return held.decode("cp1252", "replace")


def _whole(text: str) -> str:
    """Text whose characters of two units are put together."""
    if re.search("[\ud800-\udfff]", text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
