"""Pieces of a document as they are meant to be read: without the marks of its format.

Offsets keep to the text of the file; only what is shown is another.
"""

from itertools import pairwise

from retrieval.models import Document
from retrieval.text.markup import TABLE_RULE, Markup, marks, without
from retrieval.text.patterns import lazy

_MARKDOWN = "md"
# In texts that are no Markdown only the rules of tables are marks.
_RULE = lazy(f"(?m){TABLE_RULE % 3}")
# So much is looked at on either side of what is shown, for a mark whose other half stands there.
_AROUND = 1000


def as_read(document: Document, *edges: int) -> list[str]:
    """What stands in the document between each two `edges`, as it is meant to be read."""
    text = document.text
    found: list[Markup] = []
    if document.origin.format == _MARKDOWN:
        before, behind = max(edges[0] - _AROUND, 0), min(edges[-1] + _AROUND, len(text))
        start = max(text.rfind("\n", before, edges[0]) + 1, before)
        end = text.find("\n", edges[-1], behind)
        found = list(marks(text, start, behind if end < 0 else end))
    elif document.origin.has_lines:
        found = [Markup(*m.span()) for m in _RULE.finditer(text, edges[0], edges[-1])]
    return [without(text, found, a, b) for a, b in pairwise(edges)]
