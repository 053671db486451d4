"""What is shown of a part that a question names: its beginning, or what is asked of it."""

from collections.abc import Iterable, Iterator, Sequence

from retrieval.analysis.questions import Question
from retrieval.excerpts.windows import Window
from retrieval.filters.filters import parts_in, without_filters
from retrieval.filters.parts import AS_A_WHOLE, located
from retrieval.models import Filter, Passage, Section, Span
from retrieval.text.folding import fold
from retrieval.text.sentences import sentences


def of_parts(
    passages: Sequence[Passage],
    filters: Sequence[Filter],
    windows: Iterable[Window],
    budget: int,
    question: Question,
) -> Iterator[Window]:
    """Of a document's `windows`, best first, those in the parts that `filters` name.

    First the beginning of each part, unless it is longer than `budget` and something of it is
    asked.
    """
    every = list(windows)
    for part in parts_in(filters):
        place = located(passages, part)
        if place is None:
            continue
        section, (start, end) = place
        beginning = _beginning(passages, section, (start, end), budget)
        inside = [w for w in every if start <= w.start and w.end <= end]
        if inside and end - start > budget and _asks_more(question, filters, passages):
            yield from inside
        else:
            yield beginning
            yield from inside


def _asks_more(question: Question, filters: Sequence[Filter], passages: Sequence[Passage]) -> bool:
    """Whether the question has words besides those that name the part and the document."""
    document = passages[0].document
    named = fold(f"{document.title} {document.metadata.source or ''}")
    rest = without_filters(question.text, filters)
    words = (word for word in question.words if word in rest and word not in AS_A_WHOLE)
    return any(not any(form in named for form in question.forms(word)) for word in words)


def _beginning(passages: Sequence[Passage], section: Section, span: Span, budget: int) -> Window:
    """The heading and the whole sentences behind it that fit; one that is longer is cut."""
    document, (start, end) = passages[0].document, span
    last = min(end, start + budget)
    fitting = [e for _, e in sentences(document.text, start, end) if e <= last]
    # A heading alone says nothing: then a part of the first sentence is better.
    whole = fitting[-1] if fitting and fitting[-1] > section.end else last
    return Window(document, section, start, whole, 0.0)
