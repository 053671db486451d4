"""Questions that a document asks and answers itself: Q：/A：, 问：/答：, in bold, numbered.

A question that is answered below it heads its answer, as a heading does.
"""

from retrieval.models import Document, Kind
from retrieval.text.patterns import lazy

MAX_QUESTION = 80
"""Longer ones, in characters, head nothing."""
# Where a document asks without labels, at least so many lines of it, and one in so many, ask: a
# novel has questions too.
_LEAST, _ONE_IN = 2, 5

_EDGE = r"(?<![^\s。；;！!？?”’」』》）)*>-])"
_LABEL = r"\s*\d{0,3}\s*(?:\*\*)?\s*[：:．.、]"
_ASKED = lazy(rf"{_EDGE}(?:\*\*)?(?:Q|q|问|提问|问题|Question){_LABEL}")
_ANSWERED = rf"(?:\*\*)?(?:A|a|答|回答|解答|答复|回复|Answer){_LABEL}"
_ANSWER = lazy(rf"{_EDGE}{_ANSWERED}")
_ANSWER_BELOW = lazy(rf"\s*(?:[-*+>]\s+)?{_ANSWERED}")
_CLOSED = r"[？?]+[”’」』》）)\"'】]*(?:\*\*)?"
# Questions one behind the other.
_QUESTIONS = lazy(rf"[^？?\n]*{_CLOSED}(?:[^？?。！；\n]*{_CLOSED})*")
_BOLD = lazy(r"(?:[-*+>][ \t]+)?\*\*[^*\n]+[？?]\s*\*\*")
_LINE = lazy(r"[^。；;！!？?：:“”\"「」『』|\n]{3,}[？?]")


def labelled(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where questions with a label, and as far as they ask, stand in the line `text[start:end]`.

    A label counts where a question mark or the label of an answer follows.
    """
    marks = [match.span() for match in _ASKED.finditer(text, start, end)]
    limits = [*(begin for begin, _ in marks), end][1:]
    found = []
    for (begin, behind), limit in zip(marks, limits, strict=True):
        past = _past(text, behind, limit)
        if past is not None and past - begin <= MAX_QUESTION:
            found.append((begin, past))
    return found


def _past(text: str, start: int, limit: int) -> int | None:
    """Where the question ends that begins behind its label."""
    answer = _ANSWER.search(text, start, limit)
    if answer:
        return start + len(text[start : answer.start()].rstrip())
    if asked := _QUESTIONS.match(text, start, limit):
        return asked.end()
    whole = start + len(text[start:limit].rstrip())
    return whole if _ANSWER_BELOW.match(text, limit) else None


def bold(text: str, start: int, end: int) -> int | None:
    """Where the bold question ends that a line begins with; None if it begins with none."""
    match = _BOLD.match(text, start, end)
    return match.end() if match and match.end() - start <= MAX_QUESTION else None


def lines(document: Document) -> frozenset[int]:
    """Where the lines begin that are nothing but a question, in a document that goes by them."""
    body = [each for each in document.paragraphs if each.kind is Kind.BODY]
    found = frozenset(each.start for each in body if _is_line(document.text, each.start, each.end))
    return found if len(found) >= _LEAST and len(found) * _ONE_IN >= len(body) else frozenset()


def _is_line(text: str, start: int, end: int) -> bool:
    short = end - start <= MAX_QUESTION and text[end - 1] in "？?"
    return short and _LINE.fullmatch(text, start, end) is not None
