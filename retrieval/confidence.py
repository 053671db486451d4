"""How sure it is that a library holds the answer, from 0 to 1; one threshold for every library.

    confidence = 1 / (1 + exp(−(BIAS + STRENGTH · strength + LEAD · lead + HELD · held
                                + UNKNOWN · unknown + LACKING · lacking + SIZE · ln(passages))))

Everything is measured on the best hits and the idf of the query, which the search has at hand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from retrieval.analysis import Query, fold
from retrieval.index import Index
from retrieval.models import Document, Hit, Passage

# Logistic regression over libraries of 1 to 1,000 documents, drawn from policy documents and from
# encyclopedia paragraphs, with questions whose document was drawn, was not, or is of the other
# kind: `tests/benchmarks/fit_confidence.py`, which prints the weights and what each is worth.
BIAS = 2.44
STRENGTH = 6.64
LEAD = 13.53
HELD = 5.02
UNKNOWN = -4.12
LACKING = -0.87
SIZE = -0.59

MIN_CONFIDENCE = 0.5
"""From here on hits are an answer. BIAS and SIZE are set so that this keeps 95 of 100 questions
that have an answer and refuses 97 of 100 about something else, whatever the size of the library."""

_PROVINCES = frozenset(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾".split()
)
_PLACE = re.compile("(..+)[省市县区州盟旗]")
_NUMBER = re.compile(r"[0-9a-z.]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer.

    `strength`: the best hit's score as a share of `Index.ideal`. `lead`: the same share for what
    it is ahead of the best hit in a document that says something else; little if many fit alike.
    `held`: the share of the query's terms, weighed by idf, in the best passage, its title and its
    headings. `unknown`: the share of those that no passage of the library holds. `lacking`: whether
    the query names a place or number that the best document does not have. `passages`: the size of
    the library; the larger, the more it holds by chance.
    """

    strength: float
    lead: float
    held: float
    unknown: float
    lacking: bool
    passages: int


def confidence(evidence: Evidence) -> float:
    """The formula above, at least 0 and at most 1; 0 if nothing was found at all."""
    if evidence.strength <= 0:
        return 0.0
    log_odds = (
        BIAS
        + STRENGTH * evidence.strength
        + LEAD * evidence.lead
        + HELD * evidence.held
        + UNKNOWN * evidence.unknown
        + LACKING * evidence.lacking
        + SIZE * log(evidence.passages)
    )
    return 1 / (1 + exp(-log_odds))


def weigh(query: Query, hits: Sequence[Hit], limit: int, index: Index) -> Evidence:
    """The evidence in `hits`: what `index.search(query, limit)` found."""
    ideal = index.ideal(query)
    if not hits or ideal <= 0:
        return Evidence(0.0, 0.0, 0.0, 1.0, False, len(index))
    best = hits[0]
    context = _context(best.passage)
    weights = np.concatenate(index.weights(query))
    held = np.array([term in context for term in (*query.words, *query.bigrams)])
    return Evidence(
        strength=best.score / ideal,
        lead=(best.score - _rival(hits, limit)) / ideal,
        held=float(weights[held].sum() / weights.sum()),
        unknown=float(weights[weights >= index.highest_idf].sum() / weights.sum()),
        lacking=_lacks_a_name(query, best.passage.document),
        passages=len(index),
    )


def _rival(hits: Sequence[Hit], limit: int) -> float:
    """The best score in a document without the words of the first hit, or a bound of it."""
    words = hits[0].passage.text
    # The same notice from two places is one answer, not two that are in doubt.
    others = (hit.score for hit in hits if words not in hit.passage.document.text)
    # A long document can fill all the places; then the last of them bounds the others.
    return next(others, hits[-1].score if len(hits) == limit else 0.0)


def _context(passage: Passage) -> str:
    """The passage below its document's title and its headings, folded."""
    document = passage.document
    headings = passage.section.path(document) if passage.section else ()
    return fold("\n".join((document.title, *headings, passage.text)))


def _lacks_a_name(query: Query, document: Document) -> bool:
    """Whether `query` names a place, a number or a Latin word that `document` nowhere has."""
    names = [name for word in query.words if (name := _name(word))]
    return bool(names) and not all(map(fold(document.text).__contains__, names))


def _name(word: str) -> str | None:
    """`word` if it is a number or Latin, the place without 省, 市, … if it names one, or None."""
    place = _PLACE.fullmatch(word)
    name = place[1] if place else word
    return name if place or name in _PROVINCES or _NUMBER.fullmatch(word) else None
