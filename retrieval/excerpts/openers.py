"""What opens something: headings, and questions that are answered behind them.

Alone they say nothing, so that no excerpt is one of them, none ends behind one where that can be
helped, and none is marked as the answer. What they open goes with them: an excerpt from a heading
with nothing but headings right under it may span all that stands there.
"""

from collections.abc import Container, Iterable, Sequence

from retrieval.analysis.expansion import facts_in
from retrieval.models import Kind, Passage
from retrieval.text.sentences import asks, ends_with_full_stop

# A question is answered in the sentence behind it, or behind another question.
_ANSWERED = 3
# No more marks close behind a question mark.
_NEAR_END = 8


def is_opener(passage: Passage) -> bool:
    """Whether a passage is a heading or the title; one that is a whole sentence says something."""
    kind = passage.kind
    if kind is Kind.BODY:
        return False
    if kind is Kind.METADATA:
        return "title" in facts_in(passage)
    return kind is Kind.HEADING and not ends_with_full_stop(passage.text)


def contents(
    owners: Sequence[Passage],
    texts: Iterable[str],
    reach: Sequence[int],
    told: Container[int] = frozenset(),
) -> list[int]:
    """For every sentence, the number of the first from it on that says something by itself; the
    number of sentences where none in its `reach` does, and it is a heading.

    `owners` are the passages of the sentences, whose `texts` are folded; those `told` say something
    whatever they are. Where there is nothing but headings, each of them does.
    """
    count = len(owners)
    opens = {n for n, passage in enumerate(owners) if is_opener(passage) and n not in told}
    found = list(range(count + 1))
    if len(opens) == count:
        return found[:-1]
    asking = {n for n, text in enumerate(texts) if "?" in text[-_NEAR_END:] and asks(text)}
    for number in sorted(opens | asking, reverse=True):
        following = found[number + 1]
        if number in opens:
            found[number] = following if following < reach[number] else count
        elif following < min(reach[number], number + _ANSWERED):
            found[number] = following
    return found[:-1]


def ends_under(passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """The headings, by number, each with the number of the passage behind the last one under it;
    captions and rows of tables are in between."""
    return [
        (number, past_under(passages, number))
        for number, passage in enumerate(passages)
        if passage.kind is Kind.HEADING
    ]


def past_under(passages: Sequence[Passage], number: int) -> int:
    """The number of the passage behind the last one under a heading."""
    heading = passages[number].section
    for past in range(number + 1, len(passages)):
        passage, section = passages[past], passages[past].section
        is_text = passage.kind in (Kind.BODY, Kind.HEADING)
        inside = section is heading or (section and heading and section.level > heading.level)
        if not is_text or not inside:
            return past
    return len(passages)
