"""How sure it is that a library holds the answer, from 0 to 1; one threshold for every library.

    confidence = 1 / (1 + exp(−(BIAS + STRENGTH · strength + LEAD · lead + HELD · held
                                + UNKNOWN · unknown + LACKING · lacking + SIZE · ln(passages))))

Everything is measured on the best hits and the idf of the query, which the search has at hand.
"""

from collections.abc import Sequence
from itertools import groupby
from math import exp, log
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Query
from retrieval.analysis.expansion import implied
from retrieval.analysis.questions import holds, matched, named
from retrieval.models import Document, Hit, Passage, folded
from retrieval.ranking.searcher import PassageHit, Searcher
from retrieval.text.folding import fold

# Logistic regression over libraries of 1 to 1,000 documents, drawn from policy documents and from
# encyclopedia paragraphs, with questions whose document was drawn, was not, or is of the other
# kind: `tests/benchmarks/fit_confidence.py`, which prints the weights and what each is worth.
BIAS = 2.44
STRENGTH = 6.68
LEAD = 13.51
HELD = 5.17
UNKNOWN = -4.11
LACKING = -0.83
SIZE = -0.6

MIN_CONFIDENCE = 0.5
"""From here on hits are an answer. BIAS and SIZE are set so that this keeps 95 of 100 questions
that have an answer and refuses 97 of 100 about something else, whatever the size of the library."""


class Evidence(NamedTuple):
    """What speaks for and against an answer.

    `strength`: the best hit's score as a share of `Searcher.ideal`. `lead`: the same share for what
    it is ahead of the best hit in a document that says something else; little if many fit alike.
    `held`: the share of the query's terms, weighed by idf, in the best passage, its title and its
    headings. `unknown`: the share of those that no passage of the library holds. `lacking`: whether
    the query names a place or number that the best document does not have. `telling`: whether any
    word worth showing stands there; without one there is nothing to be sure of. `passages`: the
    size of the library; the larger, the more it holds by chance.
    """

    strength: float
    lead: float
    held: float
    unknown: float
    lacking: bool
    telling: bool
    passages: int


def confidence(evidence: Evidence) -> float:
    """The formula above, at least 0 and at most 1; 0 if nothing telling was found at all."""
    if evidence.strength <= 0 or not evidence.telling:
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


def weigh(query: Query, hits: Sequence[PassageHit], limit: int, searcher: Searcher) -> Evidence:
    """The evidence in `hits`: what `searcher.search(query, limit)` found."""
    ideal = searcher.ideal(query)
    if not hits or ideal <= 0:
        return Evidence(0.0, 0.0, 0.0, 1.0, False, False, len(searcher))
    best = searcher.load(hits[0])
    context = _context(best.passage)
    weights = np.concatenate(searcher.weights(query))
    terms = (*query.words, *query.bigrams)
    held = np.array([any(map(context.__contains__, query.forms(term))) for term in terms])
    return Evidence(
        strength=best.score / ideal,
        lead=(best.score - _rival(best, hits, limit, searcher)) / ideal,
        held=float(weights[held].sum() / weights.sum()),
        unknown=float(weights[weights >= searcher.highest_idf].sum() / weights.sum()),
        lacking=_lacks_a_name(query, best.passage.document),
        telling=bool(matched(query, context)[0]),
        passages=len(searcher),
    )


def _rival(best: Hit, hits: Sequence[PassageHit], limit: int, searcher: Searcher) -> float:
    """The best score in a document without the words of the best hit, or a bound of it."""
    words = best.passage.text
    # The same notice from two places is one answer, not two that are in doubt.
    for place, own in groupby(hits, key=lambda hit: hit.document):
        if words not in searcher.documents.at(place).document.text:
            return next(own).score
    # A long document can fill all the places; then the last of them bounds the others.
    return hits[-1].score if len(hits) == limit else 0.0


def _context(passage: Passage) -> str:
    """The passage with its document's title, its headings and what it implies, folded."""
    document = passage.document
    headings = passage.section.path(document) if passage.section else ()
    (meant,) = implied([passage])
    return fold("\n".join((document.title, *headings, passage.text, *meant)))


def _lacks_a_name(query: Query, document: Document) -> bool:
    """Whether `query` names a place, a number or a Latin word that `document` nowhere has."""
    names = named(query)
    return bool(names) and not holds(names, folded(document))
