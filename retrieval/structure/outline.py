"""The marks of a document -> its tree of sections.

Levels follow GB/T 9704 (一、 → （一） → 1. → （1）) and legal texts (编 章 节 条). Any level may be
skipped, so depth follows the order in which a document uses them. Siblings must follow in
sequence; a numeral that starts again opens a new list.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from retrieval.models import Document, Kind, Paragraph, Section, Span
from retrieval.structure.numbering import ATTACHMENT, Mark, marks

# Styles whose numerals may begin late or skip: a document may be an extract, or misnumbered.
FIRM = ("篇", "编", "分编", "部分", "章", "节", "条", "一、")


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document in order, the offsets at which numbered items begin, and what is
    open at its end."""

    sections: tuple[Section, ...]
    items: tuple[int, ...]
    opened: "Opened"


@dataclass(frozen=True, slots=True)
class _Node:
    """A mark in its place: the nodes above it, outermost first, and the list it belongs to."""

    mark: Mark
    above: "tuple[_Node, ...]"
    run: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open where a volume of a large file ends: the lists and headings that may go on in
    the next, and the `sections` of these, by their starts. `current` is what the text stands in;
    `header` is where that of a table stands which goes on, and `words` are its words."""

    stack: tuple[_Node, ...] = ()
    sections: Mapping[int, Section] = field(default_factory=dict)
    current: Section | None = None
    header: Span | None = None
    words: str = ""

    def before(self, document: Document, behind: Document) -> "Opened":
        """The same as it is seen in the document `behind`, from the one that it was open in."""
        moved = _Moved(document, behind.volume.offset - document.volume.offset)
        return Opened(
            tuple(map(moved.node, self.stack)),
            {start - moved.by: moved.section(own) for start, own in self.sections.items()},
            self.current and moved.section(self.current),
            self.header and (self.header[0] - moved.by, self.header[1] - moved.by),
            document.volume.words(document.text, self.header) if self.header else "",
        )


class _Moved:
    """What is open in a volume as it is seen `by` so many characters further, each once.

    No functions in a function: they would keep the volume until Python looks for circles.
    """

    def __init__(self, document: Document, by: int) -> None:
        self.document = document
        self.by = by
        self._nodes: dict[int, _Node] = {}
        self._sections: dict[Section, Section] = {}

    def node(self, own: _Node) -> _Node:
        mark, nodes = own.mark, self._nodes
        if mark.start not in nodes:
            end = None if mark.end is None else mark.end - self.by
            moved = replace(mark, start=mark.start - self.by, end=end)
            # No list of the document behind has a number like that.
            nodes[mark.start] = _Node(moved, tuple(map(self.node, own.above)), -1 - len(nodes))
        return nodes[mark.start]

    def section(self, own: Section) -> Section:
        if own not in self._sections:
            above = own.parent and self.section(own.parent)
            words = own.words(self.document)
            places = own.start - self.by, own.end - self.by
            self._sections[own] = Section(*places, own.level, above, words)
        return self._sections[own]


NOTHING_OPEN = Opened()


def outline(document: Document, opened: Opened = NOTHING_OPEN) -> Outline:
    """The sections of `document`; a text without headings has none. `opened` is what is open where
    it begins."""
    nodes, stack = _in_sequence(marks(document), opened.stack)
    sections: dict[int, Section] = {}
    around = dict(opened.sections)
    for node in _headings(document, nodes):
        mark = node.mark
        above = [around[n.mark.start] for n in node.above if n.mark.start in around]
        parent = above[-1] if above else None
        section = Section(mark.start, mark.end or mark.start, len(above) + 1, parent)
        sections[mark.start] = around[mark.start] = section
    items = tuple(node.mark.start for node in nodes if node.mark.start not in sections)
    open_nodes = {each.mark.start for node in stack for each in (*node.above, node)}
    left = {start: around[start] for start in open_nodes if start in around}
    current = list(sections.values())[-1] if sections else opened.current
    return Outline(tuple(sections.values()), items, Opened(stack, left, current))


def _in_sequence(
    found: Iterable[Mark], stack: tuple[_Node, ...] = ()
) -> tuple[list[_Node], tuple[_Node, ...]]:
    """The marks that stand where their number may stand, and what is open behind them; `stack` is
    what is open before."""
    nodes: list[_Node] = []
    found = list(found)
    levels = Counter(mark.level for mark in found)
    alone = {level for level, count in levels.items() if level and count == 1}
    for mark in found:
        same = next((node for node in stack if node.mark.style == mark.style), None)
        if not _may_stand(mark, same):
            continue
        above = _above(stack, mark, same, alone)
        continues = same is not None and mark.follows(same.mark)
        node = _Node(mark, above, same.run if same and continues else len(nodes))
        nodes.append(node)
        stack = (*above, node)
    return nodes, stack


def _may_stand(mark: Mark, same: _Node | None) -> bool:
    begins = mark.number <= 1 and not mark.inserted
    if begins or (same and mark.follows(same.mark)):
        return True
    skips = mark.style in FIRM and mark.opens_line and not mark.joined
    return skips and (same is None or mark.place > same.mark.place)


def _above(
    stack: tuple[_Node, ...], mark: Mark, same: _Node | None, alone: Container[int]
) -> tuple[_Node, ...]:
    """The part of `stack` that stays open above `mark`: above an annex the title, which is `alone`
    on its level."""
    if mark.level:
        return tuple(node for node in stack if 0 < node.mark.level < mark.level)
    if mark.style == ATTACHMENT:
        return tuple(node for node in stack if node.mark.level in alone)
    return same.above if same else stack


def _headings(document: Document, nodes: list[_Node]) -> list[_Node]:
    """The nodes that head something.

    "Headings" with nothing under them are lines of a list, and a list of items has none: both are
    decided for the run of siblings, by its majority.
    """
    found = [node for node in nodes if node.mark.end is not None]
    content = [p for p in document.paragraphs if p.kind in (Kind.BODY, Kind.CAPTION, Kind.ROW)]
    heading = {
        node.mark.start
        for node, after in zip_longest(found, found[1:])
        if _has_content(content, node, after)
    }
    total = Counter(node.run for node in nodes)
    kept = Counter(node.run for node in nodes if node.mark.start in heading)
    return [
        node
        for node in found
        if node.mark.start in heading and kept[node.run] * 2 >= total[node.run]
    ]


def _has_content(content: list[Paragraph], node: _Node, after: _Node | None) -> bool:
    """Whether a heading, or some of `content`, stands between `node` and the one after it."""
    if after and node in after.above:
        return True
    first = bisect_right(content, node.mark.end or node.mark.start, key=lambda p: p.end)
    return first < len(content) and (after is None or content[first].start < after.mark.start)
