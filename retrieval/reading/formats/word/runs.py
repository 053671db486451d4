"""The text of a paragraph in Word, run by run: what is shown of it, and what stands beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from retrieval.reading.formats.word.signs import sign
from retrieval.reading.formats.word.styles import Styles
from retrieval.reading.formats.word.xml import MATH, MC, VML, W, chosen, is_on, value

BREAK = "\n"
"""What stands for the end of a line inside a paragraph."""

# Named once: there are more of these than of all else.
_RUN, _TEXT, _SIGN, _FIELD = f"{W}r", f"{W}t", f"{W}sym", f"{W}fldChar"
_PROPERTIES, _VANISH, _STYLE = f"{W}rPr", f"{W}vanish", f"{W}rStyle"
_CHOICE = f"{MC}AlternateContent"
# What encloses runs is walked through, but for this.
_DROPPED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_SILENT = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "rt", "sdtPr", "sdtEndPr"))
_PICTURES = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_FIXED = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": BREAK,
    f"{W}cr": BREAK,
    f"{W}noBreakHyphen": "-",
}


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False


class Runs:
    """Reads paragraphs in order; what one has begun, a field, the next may end.

    `notes` are the footnotes and endnotes that were referred to; `boxes` are the text boxes, and
    texts drawn as pictures; `hidden` counts the characters that are not shown.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[Element | str] = []
        self.hidden = 0

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is being read that Word has made."""
        return any(each.code.split()[:1] == ["TOC"] for each in self._fields)

    def text(self, paragraph: Element, style: str) -> str:
        """What is shown of a paragraph, with BREAK for the end of a line."""
        parts: list[str] = []
        self._walk(paragraph, parts, self._styles.is_hidden(style))
        # A code that nothing ends would hide the rest of the document.
        while self._fields and not self._fields[-1].shows:
            self._fields.pop()
        return "".join(parts)

    def drop(self, element: Element) -> None:
        """Count the characters of what is not shown."""
        texts = (
            each.text or "" for name in ("t", "delText") for each in element.iter(f"{W}{name}")
        )
        self.hidden += sum(map(len, texts))

    def _walk(self, around: Iterable[Element], parts: list[str], hidden: bool) -> None:
        for each in around:
            if each.tag == _RUN:
                self._run(each, parts, hidden)
            elif each.tag in _DROPPED:
                self.drop(each)
            elif each.tag == f"{MATH}t":
                parts.append(each.text or "")
            elif each.tag == _CHOICE:
                self._walk(chosen(each), parts, hidden)
            elif each.tag not in _SILENT:
                self._walk(each, parts, hidden)

    def _run(self, run: Element, parts: list[str], hidden: bool) -> None:
        """Fields go on inside what is hidden; nothing else of it counts."""
        shown: list[str] = []
        properties = None
        for each in run:
            if each.tag == _PROPERTIES:
                properties = each
            else:
                self._piece(each, shown, hidden)
        if self._is_hidden(properties, hidden):
            self.hidden += sum(map(len, shown))
        else:
            parts += shown

    def _is_hidden(self, properties: Element | None, hidden: bool) -> bool:
        if properties is None:
            return hidden
        own = properties.find(_VANISH)
        if own is not None:
            return is_on(own)
        style = value(properties.find(_STYLE))
        return hidden or (bool(style) and self._styles.is_hidden(style))

    def _piece(self, each: Element, shown: list[str], hidden: bool) -> None:
        if each.tag == _FIELD:
            self._turn(each.get(f"{W}fldCharType", ""))
        elif self._fields and not self._fields[-1].shows:
            if each.tag == f"{W}instrText":
                self._fields[-1].code += each.text or ""
        elif (text := _shown(each)) is not None:
            shown.append(text)
        elif each.tag in _NOTES:
            self.notes.append((_NOTES[each.tag], each.get(f"{W}id", "")))
        elif each.tag in _PICTURES:
            self.boxes += _boxes(each)
        elif each.tag == _CHOICE:
            for inner in chosen(each):
                self._piece(inner, shown, hidden)
        elif each.tag == f"{W}ruby":
            self._walk(each.iterfind(f"{W}rubyBase"), shown, hidden)

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _shown(each: Element) -> str | None:
    """The text of a piece of a run; None if it is something else."""
    if each.tag == _TEXT:
        return (each.text or "").replace("\n", " ")
    return _sign(each) if each.tag == _SIGN else _FIXED.get(each.tag)


def _sign(each: Element) -> str:
    try:
        return sign(each.get(f"{W}font", ""), int(each.get(f"{W}char", ""), 16))
    except ValueError:
        return ""


def _boxes(around: Element) -> Iterator[Element | str]:
    """The text boxes in a drawing, outermost ones, and the words that are drawn."""
    for each in chosen(around) if around.tag == _CHOICE else around:
        if each.tag == f"{W}txbxContent":
            yield each
        elif each.tag == f"{VML}textpath":
            yield each.get("string", "")
        else:
            yield from _boxes(each)
