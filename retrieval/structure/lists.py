"""The lists of a document: what announces each of them, and where its items stand.

Every item begins a passage, so the passages tell the lists: numbered items, 一是…二是…, sections
side by side under one heading, and the bullets of Markdown.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.models import Kind, Passage, Section
from retrieval.structure import numbering
from retrieval.text.sentences import sentences

_PREFIX = re.compile(r"(?:#{1,6}\s+)?(?:\*\*)?")
_STYLES = tuple(
    (style, re.compile(pattern))
    for style, pattern in (numbering.STYLES | numbering.RUNNING_STYLES).items()
)
_NUMERAL = re.compile(r"首先|其次|再次|最后|[①-⑳]|[一二三四五六七八九十百零〇]+|\d+")
_BULLET = re.compile(r"([-*+•·●◆■▪])\s+")
# A sentence in the paragraph above announces a list in these words, or by a colon.
_ANNOUNCES = re.compile(r"[：:]$|如下|以下|下列")
# So does a short line without a full stop.
_LINE = re.compile(r"[^。；;！!？?]{1,40}")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of at least two items.

    `lead` is where the sentence or heading that announces it begins, or else its first item;
    `start` is where an excerpt of it begins: there too, unless the items are sections. `items`
    and `ends` are where the items begin and end, in order. `subject` is what the list is about: the
    heading above it and the sentence that announces it.
    """

    lead: int
    start: int
    items: tuple[int, ...]
    ends: tuple[int, ...]
    subject: str

    def left(self, end: int) -> int:
        """How many items a slice from `start` to `end` shows nothing of."""
        return len(self.items) - bisect_left(self.items, end)


def find(passages: Sequence[Passage]) -> tuple[Enumeration, ...]:
    """The lists of a document with these `passages`, in the order in which they are announced.

    Lists that nothing announces, not even a heading, are left out: nobody could ask for them. So
    are sections of which the first is only divided further: there is nothing to show.
    """
    runs = [run for run in (*_numbered(passages), *_bulleted(passages)) if len(run) > 1]
    found = [_enumeration(passages, run) for run in runs if _has_text(passages, run[0])]
    return tuple(sorted((each for each in found if each.subject), key=lambda each: each.start))


def _numbered(passages: Sequence[Passage]) -> list[list[int]]:
    """The numbers of the passages that begin the items 1, 2, 3, … of one list."""
    runs: list[list[int]] = []
    growing: dict[tuple[str, Kind, Section | None], list[int]] = {}
    for number, passage in enumerate(passages):
        if mark := _mark(passage):
            style, ordinal = mark
            key = (style, passage.kind, _around(passage))
            if ordinal == 1:
                growing[key] = []
                runs.append(growing[key])
            begun = growing.get(key)
            if begun is not None and ordinal in (numbering.LAST, len(begun) + 1):
                begun.append(number)
    return runs


def _mark(passage: Passage) -> tuple[str, int] | None:
    """The style and the number of the item or heading that begins with `passage`."""
    text = passage.document.text
    if passage.kind not in (Kind.BODY, Kind.HEADING):
        return None
    prefix = _PREFIX.match(text, passage.start, passage.end)
    start = prefix.end() if prefix else passage.start
    for style, pattern in _STYLES:
        if match := pattern.match(text, start, passage.end):
            numeral = _NUMERAL.search(match[0])
            return (style, numbering.ordinal(numeral[0])) if numeral else None
    return None


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


def _enumeration(passages: Sequence[Passage], run: list[int]) -> Enumeration:
    first, around = passages[run[0]], _around(passages[run[0]])
    lead = _lead(passages, run[0])
    heading = around.path(first.document)[-1] if around else ""
    ends = [passages[number - 1].end for number in run[1:]]
    sections = first.kind is Kind.HEADING
    return Enumeration(
        around.start if sections and around else lead,
        _start_of_sections(passages, run[0], lead) if sections else lead,
        tuple(passages[number].start for number in run),
        (*ends, _end(passages, run)),
        f"{heading} {first.document.text[lead : first.start]}".strip(),
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


def _end(passages: Sequence[Passage], run: list[int]) -> int:
    """Where the last item ends: with its paragraph, or its section where items span several.

    Numbered like the list, another one begins.
    """
    last, mark = passages[run[-1]], _mark(passages[run[-1]])
    goes_on = last.kind is Kind.HEADING or (mark is not None and _span_paragraphs(passages, run))
    end = last.end
    for number in range(run[-1] + 1, len(passages)):
        passage = passages[number]
        inside = goes_on or passage.paragraph == last.paragraph
        if passage.section is not last.section or not inside:
            break
        another = _mark(passage)
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
