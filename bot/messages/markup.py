"""What a reader sees of a Markdown document: its words, without the marks around them.

Offsets and JSON keep to the text of the file; only what is shown is changed.
"""

import re

from retrieval import Document, Excerpt

MARKDOWN = "md"
# What parts the header of a table from its rows.
_RULE = r"^(?=[^\n]*[|+])(?=[^\n]*-{%s})[|+:= \t-]+(?:\n|\Z)"
_TYPED = re.compile(_RULE % 3, re.MULTILINE)
# Comments; the rule of a table; marks of quotations and headings; of strong words, at their edges
# alone: 年__月 and ____ are blanks to fill in. Images and links, whose words stay.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|{_RULE % 1}"
    r"|^[ ]{0,3}(?:>[ \t]?)+"
    r"|^[ ]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$|\*\*|(?<!\w)__(?=[^\s_])|(?<=[^\s_])__(?!\w)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")


def header_of(excerpt: Excerpt) -> str:
    """The header above the rows of an excerpt, as it is meant to be read; "" without one."""
    return unmarked(excerpt.header_text or "", excerpt.document).strip("\n")


def unmarked(text: str, document: Document) -> str:
    """`text`, a piece of the document, as it is meant to be read; of other formats as it is, but
    for the rules of tables."""
    if document.origin.format != MARKDOWN:
        return _TYPED.sub("", text) if document.origin.has_lines else text
    return _UNSEEN.sub("", _LINK.sub(r"\g<words>", text))
