"""The items of a list that an excerpt begins to show and has no room for: a sentence of each."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.excerpts.openers import past_under
from retrieval.models import Kind, Passage, Span
from retrieval.structure.lists import Enumeration, find
from retrieval.text.sentences import sentences

# Of a longer list the first so many are given: nobody reads more of them one below the other.
MOST = 20
# Passages of which a list may have some that begins where no heading says how far it goes.
_LOOKED_THROUGH = 256


class Items(NamedTuple):
    """`sentences` are where the first sentences of items stand, of the first MOST; `left` is how
    many items stand behind the excerpt."""

    sentences: tuple[Span, ...] = ()
    left: int = 0


NO_ITEMS = Items()


def items_of(passages: Sequence[Passage], start: int, end: int, *, listed: bool = False) -> Items:
    """The items of the list that the slice from `start` to `end` of a document with these
    `passages` begins to show; none where it shows all of them.

    The slice begins with the heading above the list; or it is one that answers with a list, which
    `listed` says.
    """
    first = max(bisect_right(passages, start, key=lambda passage: passage.start) - 1, 0)
    if passages[first].kind is not Kind.HEADING and not listed:
        return NO_ITEMS
    past = first + _LOOKED_THROUGH if listed else past_under(passages, first)
    lists = find(passages[first:past])
    shown = next((each for each in lists if _is_begun(each, start, end)), None)
    if shown is None:
        return NO_ITEMS
    text = passages[first].document.text
    spans = zip(shown.items[:MOST], shown.ends, strict=False)
    return Items(tuple(sentences(text, a, b)[0] for a, b in spans), shown.left(end))


def _is_begun(each: Enumeration, start: int, end: int) -> bool:
    begins = start <= each.lead or start == each.start
    return begins and each.lead < end < each.ends[-1]
