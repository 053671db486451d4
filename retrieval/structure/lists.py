"""The lists of a document: what announces each of them, and where its items stand.

Every item begins a passage, so the passages tell the lists: numbered items, 一是…二是…, sections
side by side under one heading, and the bullets of Markdown.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from retrieval.models import Kind, Passage, Section, Span
from retrieval.structure import numbering
from retrieval.text.patterns import lazy
from retrieval.text.sentences import sentences

_PREFIX = lazy(r"(?:#{1,6}\s+)?(?:\*\*)?")
_STYLES = numbering.STYLES | numbering.RUNNING_STYLES
# The first style that a mark can be of; `_3` is the third one.
_NAMES = {f"_{number}": style for number, style in enumerate(_STYLES)}
_MARK = lazy("|".join(f"(?P<{name}>{_STYLES[style]})" for name, style in _NAMES.items()))
_NUMERAL = lazy(r"首先|其次|再次|最后|[①-⑳]|[一二三四五六七八九十百零〇]+|\d+")
_BULLET = lazy(r"([-*+•·●◆■▪])\s+")
# A sentence in the paragraph above announces a list in these words, or by a colon.
_ANNOUNCES = lazy(r"[：:]$|如下|以下|下列")
# So does a short line without a full stop.
_LINE = lazy(r"[^。；;！!？?]{1,40}")


Row = tuple[int, int, int, int]
Mark = tuple[str, int] | None
"""The style and the number of an item or heading."""


class Enumeration(NamedTuple):
    """A list of at least two items.

    `lead` is where the sentence or heading that announces it begins, or else its first item;
    `start` is where an excerpt of it begins: there too, unless the items are sections, and so does
    what announces it right above (`above`). `items` and `ends` are where the items begin and end,
    in order; `first` is the passage that the first one begins.
    """

    lead: int
    start: int
    above: int
    items: tuple[int, ...]
    ends: tuple[int, ...]
    first: Passage

    @property
    def subject(self) -> str:
        """What it is about: the heading above it and the sentence that announces it."""
        around, document = _around(self.first), self.first.document
        heading = around.path(document)[-1] if around else ""
        return f"{heading} {document.text[self.above : self.first.start]}".strip()

    def left(self, end: int) -> int:
        """How many items a slice from `start` to `end` shows nothing of."""
        return len(self.items) - bisect_left(self.items, end)


def find(passages: Sequence[Passage]) -> tuple[Enumeration, ...]:
    """The lists of a document with these `passages`, in the order in which they are announced.

    Lists that nothing announces, not even a heading, are left out: nobody could ask for them. So
    are sections of which the first is only divided further: there is nothing to show.
    """
    marks = [*map(_mark, passages)]
    runs = [run for run in (*_numbered(passages, marks), *_bulleted(passages)) if len(run) > 1]
    found = [_enumeration(passages, marks, run) for run in runs if _has_text(passages, run[0])]
    return tuple(sorted((each for each in found if each.subject), key=lambda each: each.start))


def as_tables(lists: Sequence[Enumeration]) -> tuple[list[Row], list[Span]]:
    """Lists as two tables of numbers: of each its lead, its start, what is above it and how many
    items it has; and where the items of all begin and end. See `of_tables`."""
    items = [span for each in lists for span in zip(each.items, each.ends, strict=True)]
    return [(e.lead, e.start, e.above, len(e.items)) for e in lists], items


def of_tables(
    rows: Iterable[Row], items: Iterable[Span], passages: Sequence[Passage]
) -> Iterator[Enumeration]:
    """The lists of a document with these `passages`, that `as_tables` made tables of."""
    rest = iter(items)
    for lead, start, above, count in rows:
        begins, ends = zip(*islice(rest, count), strict=True)
        first = passages[bisect_left(passages, begins[0], key=lambda passage: passage.start)]
        yield Enumeration(lead, start, above, begins, ends, first)


def _numbered(passages: Sequence[Passage], marks: Sequence[Mark]) -> list[list[int]]:
    """The numbers of the passages that begin the items 1, 2, 3, … of one list."""
    runs: list[list[int]] = []
    growing: dict[tuple[str, Kind, Section | None], list[int]] = {}
    for number, (passage, mark) in enumerate(zip(passages, marks, strict=True)):
        if mark:
            style, ordinal = mark
            key = (style, passage.kind, _around(passage))
            if ordinal == 1:
                growing[key] = []
                runs.append(growing[key])
            begun = growing.get(key)
            if begun is not None and ordinal in (numbering.LAST, len(begun) + 1):
                begun.append(number)
    return runs


def _mark(passage: Passage) -> Mark:
    """What the item or heading is marked with that begins with `passage`."""
    text = passage.document.text
    if passage.kind not in (Kind.BODY, Kind.HEADING):
        return None
    prefix = _PREFIX.match(text, passage.start, passage.end)
    match = _MARK.match(text, prefix.end() if prefix else passage.start, passage.end)
    if match is None or match.lastgroup is None:
        return None
    numeral = _NUMERAL.search(match[0])
    return (_NAMES[match.lastgroup], numbering.ordinal(numeral[0])) if numeral else None


def _around(passage: Passage) -> Section | None:
    """The section that holds the passage; of a heading, the one that holds its own."""
    if passage.kind is Kind.HEADING and passage.section:
        return passage.section.parent
    return passage.section


def _bulleted(passages: Sequence[Passage]) -> list[list[int]]:
    """The numbers of the passages that begin the items of one bullet list.

    Lines that are indented further belong to the item above them.
    """
    runs: list[list[int]] = []
    growing: dict[int, tuple[str, Section | None, list[int]]] = {}
    for number in _lines(passages):
        passage = passages[number]
        text = passage.document.text
        indent = passage.start - text.rfind("\n", 0, passage.start)
        for deeper in [deep for deep in growing if deep > indent]:
            del growing[deeper]
        style, section, run = growing.pop(indent, ("", None, []))
        if bullet := _BULLET.match(text, passage.start, passage.end):
            if (style, section) != (bullet[1], passage.section):
                run = []
                runs.append(run)
            run.append(number)
            growing[indent] = bullet[1], passage.section, run
    return runs


def _lines(passages: Sequence[Passage]) -> Iterator[int]:
    """The numbers of the passages that begin a paragraph of body text or a heading."""
    above = 0
    for number, passage in enumerate(passages):
        if passage.paragraph != above and passage.kind in (Kind.BODY, Kind.HEADING):
            yield number
        above = passage.paragraph


def _has_text(passages: Sequence[Passage], number: int) -> bool:
    """Whether the passage is body text, or a heading with body text right under it."""
    return any(passage.kind is Kind.BODY for passage in passages[number : number + 2])


def _enumeration(passages: Sequence[Passage], marks: Sequence[Mark], run: list[int]) -> Enumeration:
    first, around = passages[run[0]], _around(passages[run[0]])
    lead = _lead(passages, run[0])
    ends = [passages[number - 1].end for number in run[1:]]
    sections = first.kind is Kind.HEADING
    return Enumeration(
        around.start if sections and around else lead,
        _start_of_sections(passages, run[0], lead) if sections else lead,
        lead,
        tuple(passages[number].start for number in run),
        (*ends, _end(passages, marks, run)),
        first,
    )


def _start_of_sections(passages: Sequence[Passage], number: int, lead: int) -> int:
    """Where the excerpt for sections side by side begins: no excerpt holds more than one of them.

    With the heading above them, when words of its own stand under it that say more than that a list
    follows; otherwise with the first section, whose citation names that heading.
    """
    first, around = passages[number], _around(passages[number])
    above = passages[max(number - 1, 0)]
    has_words = above.kind is Kind.BODY and above.section is around
    return around.start if around and has_words and lead == first.start else first.start


def _lead(passages: Sequence[Passage], number: int) -> int:
    """Where the sentence or the heading above the first item begins, if it announces the list."""
    first, above = passages[number], passages[max(number - 1, 0)]
    if above is first or above.section is not _around(first):
        return first.start
    if above.kind is Kind.HEADING:
        return above.start
    if above.kind is not Kind.BODY:
        return first.start
    text = first.document.text
    start, end = sentences(text, above.start, above.end)[-1]
    sentence = text[start:end]
    announces = _ANNOUNCES.search(sentence) or _LINE.fullmatch(sentence)
    return start if announces or above.paragraph == first.paragraph else first.start


def _end(passages: Sequence[Passage], marks: Sequence[Mark], run: list[int]) -> int:
    """Where the last item ends: with its paragraph, or its section where items span several.

    Numbered like the list, another one begins.
    """
    last, mark = passages[run[-1]], marks[run[-1]]
    goes_on = last.kind is Kind.HEADING or (mark is not None and _span_paragraphs(passages, run))
    end = last.end
    for number in range(run[-1] + 1, len(passages)):
        passage = passages[number]
        inside = goes_on or passage.paragraph == last.paragraph
        if passage.section is not last.section or not inside:
            break
        another = marks[number]
        if another and mark and another[0] == mark[0]:
            break
        end = passage.end
    return end


def _span_paragraphs(passages: Sequence[Passage], run: list[int]) -> bool:
    """Whether an item before the last goes on in a paragraph of its own."""
    return any(
        passages[after - 1].paragraph > passages[number].paragraph
        for number, after in pairwise(run)
    )
