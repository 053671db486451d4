"""Which words of a question stand in what was found for it, and which do not."""

from functools import cache

from retrieval.analysis.analyzer import Query
from retrieval.text.folding import data


def matched(query: Query, context: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of `query` worth showing that stand in `context`, which is folded; the others.

    A word stands there when a synonym of it does. In the order of the question. Worth showing are
    words of two characters and more that are not stop words; if there are none, all words. Every
    word shown is in exactly one of the two.
    """
    asked = {query.forms(word)[0]: query.forms(word) for word in query.words}
    telling = {w: forms for w, forms in asked.items() if len(w) > 1 and w not in _stop_words()}
    shown = {w: any(map(context.__contains__, f)) for w, f in (telling or asked).items()}
    return tuple(w for w in shown if shown[w]), tuple(w for w in shown if not shown[w])


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(data("stop_words.txt"))
