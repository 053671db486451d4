"""Which words of a question stand in what was found for it, and which do not."""

from functools import cache

from retrieval.analysis import Query, data


def matched(query: Query, context: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of `query` worth showing that stand in `context`, which is folded; the others.

    In the order of the question. Worth showing are words of two characters and more that are not
    stop words; if there are none, all words. Every word shown is in exactly one of the two.
    """
    telling = tuple(word for word in query.words if len(word) > 1 and word not in _stop_words())
    shown = telling or query.words
    return (
        tuple(word for word in shown if word in context),
        tuple(word for word in shown if word not in context),
    )


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(data("stop_words.txt"))
