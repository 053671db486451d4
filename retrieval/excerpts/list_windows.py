"""Windows for a question that asks for a list: from what announces it on, or of one item alone."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.questions import WHOLE
from retrieval.excerpts.relevance import Reading
from retrieval.structure.lists import Enumeration
from retrieval.text.folding import fold
from retrieval.weights import ITEM, LIST

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]


class _Choice(NamedTuple):
    """A window that may answer: `sentence` begins it, it ends at `end` at the latest.

    `bonus` is added to the score of the sentence or, if that is higher, of `announced`, the
    sentence that announces the list.
    """

    sentence: int
    announced: int
    end: int
    bonus: float
    listed: Enumeration


def prefer_lists(
    reading: Reading, lists: Sequence[Enumeration], ends: Integers, scores: Floats
) -> Integers:
    """For every sentence, how many items are left behind the window that begins with it.

    Changes `ends` and `scores`, those of the windows, where one answers with a list of `lists`: it
    ends with the list, and scores more the more of the question stands in what announces the list.
    """
    item = reading.question.item
    left = np.zeros(len(ends), np.int_)
    plain = scores.copy()
    for choice in _choices(reading, lists, item):
        score = max(plain[choice.sentence], plain[choice.announced]) + choice.bonus
        if score <= scores[choice.sentence]:
            continue
        scores[choice.sentence] = score
        end = min(int(ends[choice.sentence]), choice.end)
        ends[choice.sentence] = end
        left[choice.sentence] = choice.listed.left(end) if item == WHOLE else 0
    return left


def _choices(reading: Reading, lists: Sequence[Enumeration], item: int | None) -> Iterator[_Choice]:
    """The windows of `lists` that begin in this layout.

    None of a list without that item, or with nothing of the question in what announces it.
    """
    starts = reading.layout.starts[reading.layout.first].tolist()
    sentences = {start: number for number, start in enumerate(starts)}
    for each in lists:
        if item is None or item > len(each.items):
            continue
        sentence = sentences.get(each.start if item == WHOLE else each.items[item - 1])
        share = 0.0 if sentence is None else reading.share(fold(each.subject))
        if sentence is not None and share:
            announced = sentences.get(each.lead, sentence)
            # No item comes before what announces its list for beginning with a mark alone.
            bonus = (LIST + ITEM * (item == WHOLE)) * share
            yield _Choice(sentence, announced, each.ends[item - 1], bonus, each)
