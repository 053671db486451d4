"""What is shown of a part that a question names: its beginning, or what is asked of it."""

from collections.abc import Iterable, Iterator, Sequence

from retrieval.analysis.questions import Question
from retrieval.excerpts.windows import Window
from retrieval.filters.apply import asks_more
from retrieval.filters.filters import parts_in
from retrieval.filters.parts import located
from retrieval.models import Filter, Passage, Section, Span, flowing
from retrieval.text.sentences import sentences


def of_parts(
    passages: Sequence[Passage],
    filters: Sequence[Filter],
    windows: Iterable[Window],
    budget: int,
    question: Question,
    highest: float = 0.0,
) -> Iterator[Window]:
    """Of a document's `windows`, best first, those in the parts that `filters` name.

    First the beginning of each part, with the score `highest`, unless it is longer than `budget`
    and something of it is asked.
    """
    every, document = list(windows), passages[0].document
    for part in parts_in(filters):
        place = located(passages, part)
        if place is None:
            continue
        section, (start, end) = place
        beginning = _beginning(passages, section, (start, end), budget)
        inside = [w for w in every if start <= w.start and w.end <= end]
        if inside and end - start > budget and asks_more(question, filters, document):
            yield from inside
        else:
            yield beginning._replace(score=highest)
            yield from inside


def _beginning(passages: Sequence[Passage], section: Section, span: Span, budget: int) -> Window:
    """The heading and the whole sentences behind it that fit; one that is longer is cut."""
    document, (start, end) = passages[0].document, span
    last = min(end, start + budget)
    fitting = [e for _, e in sentences(flowing(document), start, end) if e <= last]
    # A heading alone says nothing: then a part of the first sentence is better.
    whole = fitting[-1] if fitting and fitting[-1] > section.end else last
    return Window(document, section, start, whole, 0.0)
