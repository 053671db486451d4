"""Marks of Markdown (CommonMark, GFM) in a text, and the text as it is read: without them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from retrieval.text.patterns import lazy

# What parts the header of a table from its rows, with so many hyphens.
TABLE_RULE = r"^(?=[^\n]*[|+])(?=[^\n]*-{%s})[|+:= \t-]+(?:\n|\Z)"
_TAGS = (
    "a abbr article aside b big blockquote body br center code dd del details div dl dt em "
    "figcaption figure font footer h[1-6] header hr html i img ins kbd li main mark nav ol p pre s "
    "section small span strike strong sub summary sup table tbody td tfoot th thead tr u ul video"
)
TAG = rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>\n]*)?/?>"
_MARK = lazy(
    # Code keeps what stands in it; lines that fence it off, underline a heading, or part a table.
    r"(?P<tick>`+)(?P<code>[^`\n](?:[^\n]{0,500}?[^`\n])?)(?P=tick)(?!`)"
    r"|^[ ]{0,3}(?:`{3,}|~{3,})[^`\n]*(?:\n|\Z)|^[ ]{0,3}(?:={2,}|-{2,})[ \t]*(?:\n|\Z)"
    rf"|{TABLE_RULE % 1}"
    # Comments, quotations, headings.
    r"|<!--.*?(?:-->|\Z)|^[ ]{0,3}(?:>[ \t]?)+|^[ ]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$"
    # Images and links, whose words stay; with one pair of brackets in their target.
    r"|!?\[(?P<linked>[^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+\"[^\"\n]*\")?\)"
    # Words that are strong, struck out, in italics; 年__月 and ____ are blanks, 2*3*4 is a product.
    r"|\*{2,3}|(?<!\w)__(?=[^\s_])|(?<=[^\s_])__(?!\w)|~~(?=\S)(?P<struck>[^~\n]+)(?<=\S)~~"
    r"|(?<![a-zA-Z\d*\\])\*(?=[^\s*])(?P<star>[^*\n]+)(?<=\S)\*(?![a-zA-Z\d*])"
    r"|(?<![\w\\])_(?=[^\s_])(?P<line>[^_\n]+)(?<=[^\s_])_(?!\w)"
    rf"|(?P<tag>{TAG})|(?P<entity>&(?:amp|lt|gt|nbsp|quot|\#\d{{2,6}});)"
    r"|\\(?=[!-/:-@\[-`{-~])",
    re.DOTALL | re.MULTILINE,
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": '"'}
_INSIDE = ("linked", "struck", "star", "line")


class Markup(NamedTuple):
    """A mark in a text, and what is read in its place."""

    start: int
    end: int
    read: str = ""


def marks(text: str, start: int, end: int) -> Iterator[Markup]:
    """The marks in `text[start:end]`, in order and apart."""
    for match in _MARK.finditer(text, start, end):
        inside = "code" if match["code"] else next(filter(match.group, _INSIDE), None)
        if inside:
            first, past = match.span(inside)
            yield Markup(match.start(), first)
            yield from () if inside == "code" else marks(text, first, past)
            yield Markup(past, match.end())
        else:
            yield Markup(*match.span(), _read(match))


def _read(match: re.Match[str]) -> str:
    if entity := match["entity"]:
        return chr(int(entity[2:-1]) % 0x110000) if entity[1] == "#" else _ENTITIES[entity[1:-1]]
    return " " if match["tag"] and match["tag"].startswith("<br") else ""


def without(text: str, found: Iterable[Markup], start: int, end: int) -> str:
    """`text[start:end]` with what is read in place of the marks that are `found`."""
    parts, place = [], start
    for mark in found:
        if mark.end > start and mark.start < end:
            read = mark.read if mark.start >= start else ""
            parts += [text[place : max(mark.start, place)], read]
            place = max(mark.end, place)
    return "".join([*parts, text[place : max(end, place)]])


def unmarked(text: str) -> str:
    """All of `text` as it is read."""
    return without(text, marks(text, 0, len(text)), 0, len(text))
