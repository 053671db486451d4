"""Groups of words that mean the same: where they stand in a text, and the term each group is.

A group takes the place of its words before a text is cut into words and bigrams, in questions as in
documents. So it is one term in every field, with frequencies summed and the document frequency of
the union, by construction; and which of its words somebody wrote changes no score: neither its
bigrams, nor its length, nor those across its edges are left to differ.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property

# No term of a text begins with it, so that a group is never taken for a bigram of the same letters.
_MARK = "="
# Words of three characters and more are found wherever they stand. Two characters meet by chance,
# as 口岸 does in 出口|岸线, and must not lie across words; inside one they count, as 社保 does in
# 社保费. One character says little inside a word (猫 in 熊猫) and must be one.
_PAIR = 2
# A letter or digit of a script that writes spaces between words: gdp does not stand in gdpr.
_SPACED = r"[^\W_\u3040-\u30ff\u3400-\u9fff]"


class Synonyms:
    """Groups of folded words without white space. No word is in two groups. Immutable."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._forms = {_MARK + group[0]: tuple(group) for group in groups}
        self._terms = {form: term for term, group in self._forms.items() for form in group}

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups as they were given."""
        return tuple(self._forms.values())

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all groups."""
        return tuple(self._terms)

    def forms(self, term: str, said: str = "") -> tuple[str, ...]:
        """The words of the group that is this term, first the longest that is in `said`.

        Another term stands for itself.
        """
        forms = self._forms.get(term, (term,))
        first = max((form for form in forms if form in said), key=len, default=forms[0])
        return (first, *(form for form in forms if form != first))

    def split(
        self, folded: str, edges: Callable[[], Collection[int]]
    ) -> Iterator[tuple[str, str | None]]:
        """`folded` in pieces: the words of groups with their terms, what is between with None.

        Of words that overlap the first counts, and of those the longest. `edges` gives the offsets
        at which words begin and end; it is called only when there is a short word to judge.
        """
        place = 0
        for start, word in self._found(folded, edges):
            if place < start:
                yield folded[place:start], None
            yield word, self._terms[word]
            place = start + len(word)
        if place < len(folded):
            yield folded[place:], None

    def _found(
        self, folded: str, edges: Callable[[], Collection[int]]
    ) -> Iterator[tuple[int, str]]:
        """Where the words of groups stand, in order, none overlapping another."""
        place = 0
        for match in self._beginning.finditer(folded) if self._terms else ():
            start = match.start()
            for word in self._by_beginning[match[0]] if start >= place else ():
                if folded.startswith(word, start) and _stands(folded, start, word, edges):
                    yield start, word
                    place = start + len(word)
                    break

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        """First character -> the words that begin with it, the longest first."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._terms, key=len, reverse=True):
            found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        return re.compile("[" + re.escape("".join(self._by_beginning)) + "]")


def _spaced(character: str) -> bool:
    return re.match(_SPACED, character) is not None


def _stands(folded: str, start: int, word: str, edges: Callable[[], Collection[int]]) -> bool:
    """Whether `word` stands at `start` as a word, not as a part of others."""
    end = start + len(word)
    for inner, outer in ((word[0], folded[start - 1 : start]), (word[-1], folded[end : end + 1])):
        if _spaced(inner) and _spaced(outer) and inner.isdigit() == outer.isdigit():
            return False
    if len(word) > _PAIR:
        return True
    cuts = edges()
    return (start in cuts and end in cuts) or (len(word) == _PAIR and start + 1 not in cuts)
