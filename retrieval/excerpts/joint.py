"""The answers to the parts of one question, as one; and what else is said with an answer."""

from collections.abc import Sequence
from itertools import chain, zip_longest

from retrieval.models import Answer, Excerpt, Standing
from retrieval.text.languages import ENGLISH, language_of


def together(parts: Sequence[Answer], limit: int) -> Answer:
    """The answers to the parts of one question as one: the best of each, then the second of each.

    An answer if every part has one, and perhaps one if any has.
    """
    shown = [
        [each._replace(part=number) for each in own.excerpts or own.nearest]
        for number, own in enumerate(parts, 1)
    ]
    by_turns = filter(None, chain.from_iterable(zip_longest(*shown)))
    apart: dict[tuple[str, int, int], Excerpt] = {}
    for each in by_turns:
        apart.setdefault((each.document.path, each.start, each.end), each)
    excerpts = tuple(apart.values())[:limit]
    if all(own.found for own in parts):
        standing = Standing.ANSWER
    else:
        standing = Standing.PERHAPS if excerpts else Standing.NONE
    missing = dict.fromkeys(chain.from_iterable(own.missing for own in parts))
    matched = dict.fromkeys(chain.from_iterable(own.matched for own in parts))
    filters = dict.fromkeys(chain.from_iterable(own.filters for own in parts))
    return Answer(
        parts[0].question,
        standing,
        min(own.confidence for own in parts),
        tuple(word for word in matched if word not in missing),
        tuple(missing),
        excerpts if standing is Standing.ANSWER else (),
        excerpts if standing is Standing.PERHAPS else (),
        tuple(filters),
        tuple(dict.fromkeys(chain.from_iterable(own.looked_for for own in parts))),
    )


def told_language(answer: Answer, language: str | None) -> Answer:
    """`answer` with the `language` of the library, where the question is in another; one word of
    letters is in any."""
    asked = language_of(answer.question)
    other = asked != language and (asked != ENGLISH or len(answer.question.split()) > 1)
    return answer._replace(language=language) if other else answer
