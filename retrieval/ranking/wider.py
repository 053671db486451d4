"""A question made wider where its own words find little: with neighbours of its words."""

from retrieval.analysis.other_words import neighbours
from retrieval.analysis.questions import Near, Question
from retrieval.analysis.stop_words import is_stop_word
from retrieval.ranking.searcher import Searcher


def wider(question: Question, searcher: Searcher) -> Question:
    """`question` with the neighbours of its words that passages hold.

    One counts the square of its cosine.
    """
    near = dict(question.near)
    for word in question.words:
        known = () if is_stop_word(word) else neighbours(word)
        held = searcher.counted("words", [each.word for each in known]) if known else ()
        found = [
            Near(each.word, word, each.cosine**2)
            for each, count in zip(known, held, strict=True)
            if count
        ]
        if found:
            near[word] = (*near.get(word, ()), *found)
    return question._replace(near=near, narrow=question)
