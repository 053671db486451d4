"""What a reader sees of a Markdown document: its words, without the marks around them.

Offsets and JSON keep to the text of the file; only what is shown is changed.
"""

import re

from retrieval import Document

MARKDOWN = "md"
# Comments; the rule of a table; marks of quotations and headings; of strong words, at their edges
# alone: 年__月 and ____ are blanks to fill in. Images and links, whose words stay.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|^(?=[^\n]*\|)(?=[^\n]*-)[|: \t-]+(?:\n|\Z)"
    r"|^[ ]{0,3}(?:>[ \t]?)+"
    r"|^[ ]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$|\*\*|(?<!\w)__(?=[^\s_])|(?<=[^\s_])__(?!\w)",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")


def unmarked(text: str, document: Document) -> str:
    """`text`, a piece of the document, as it is meant to be read; of other formats as it is."""
    if document.origin.format != MARKDOWN:
        return text
    return _UNSEEN.sub("", _LINK.sub(r"\g<words>", text))
