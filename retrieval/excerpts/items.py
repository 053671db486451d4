"""The items of a list, or rows of a table, that an excerpt begins to show and has no room for."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from retrieval.excerpts.openers import past_under
from retrieval.models import Kind, Passage, Span, flowing
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
    `listed` says. The rows of a table are items too.
    """
    first, last = (
        max(bisect_right(passages, place, key=lambda passage: passage.start) - 1, 0)
        for place in (start, end - 1)
    )
    if passages[last].kind is Kind.ROW:
        # Rows that a question names are all that it asks for.
        whole = listed or passages[first].kind is not Kind.ROW or _is_header(passages[first])
        return _rows(passages, first, last) if whole else NO_ITEMS
    if passages[first].kind is not Kind.HEADING and not listed:
        return NO_ITEMS
    past = first + _LOOKED_THROUGH if listed else past_under(passages, first)
    lists = find(passages[first:past])
    shown = next((each for each in lists if _is_begun(each, start, end)), None)
    if shown is None:
        return NO_ITEMS
    text = flowing(passages[first].document)
    spans = zip(shown.items[:MOST], shown.ends, strict=False)
    return Items(tuple(sentences(text, a, b)[0] for a, b in spans), shown.left(end))


def _rows(passages: Sequence[Passage], first: int, last: int) -> Items:
    """The rows of a table, of which the excerpt ends with the `last`, and how many are behind."""
    header = passages[last].header
    while first < last and (passages[first].header != header or _is_header(passages[first])):
        first += 1
    table = takewhile(lambda p: p.kind is Kind.ROW and p.header == header, passages[first:])
    rows = [(each.start, each.end) for each in table]
    left = len(rows) - (last - first + 1)
    return Items(tuple(rows[:MOST]), left) if left else NO_ITEMS


def _is_header(passage: Passage) -> bool:
    return passage.header is not None and passage.above is None


def _is_begun(each: Enumeration, start: int, end: int) -> bool:
    begins = start <= each.lead or start == each.start
    return begins and each.lead < end < each.ends[-1]
