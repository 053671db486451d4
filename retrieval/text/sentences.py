"""Where sentences and clauses end."""

import re

from retrieval.text.numerals import UP_TO_99, UP_TO_9999
from retrieval.text.patterns import lazy

# A sentence mark takes the closing quotes and brackets behind it along. An ASCII full stop counts
# only after a letter or a Chinese character and before white space: 3.5, 1. and wenju.org are none,
# nor are U.S. and Dr. or the mark of a picture in Markdown. As it begins with a set, `re` skips to
# the next of these characters: five times as fast as with the alternatives first.
SENTENCE_END = lazy(
    r"[。！？；?;…!.\n]"
    r"(?:(?:(?<=[。！？；?;…])|(?<=!)(?!\[[^\[\]\n]*\]\())"
    r"(?:[。！？；?;…]|!(?!\[[^\[\]\n]*\]\())*"
    r"[”’」』》）)\]\"'】]*(?:\*\*(?=\s|\Z))?"
    r"|(?<=[^\W\d_]\.)(?=\s)(?<!\b[A-Z]\.)(?<!\b(?:Dr|Mr|Ms)\.)(?<!\bMrs\.)[”’」』》）)\]\"'】]*"
    r"|(?<=\n)\n*)",
    re.UNICODE,
)
# 1,000 and 10:30 are one thing each.
CLAUSE_END = lazy(
    r"[，、：,:](?:(?<=[，、：])|(?<!\d[,:])|(?!\d))"
    r"(?:[，、：]|(?<!\d)[,:]|[,:](?!\d))*[”’」』》）)\]\"'】]*"
)
# At the beginning of a line, the number of an article, which heads its first sentence.
_ARTICLE = lazy(
    rf"[\s*•·+#-]*第\s*(?:{UP_TO_9999}|\d{{1,4}})\s*条(?:之{UP_TO_99})?[\s*:：、．.]*"
    r"(?:[【（(][^】）)]{1,20}[】）)][\s*]*)?"
)
_MARKS, _CLOSING = tuple("。！？；!?;…"), "”’」』》）)]\"'】*"
# The pieces of what has no marks: an excerpt must be able to begin near what it is shown for.
_PIECE = 60
_PLACE = lazy(
    r"(?<=\s)\S|(?:到了|然后|后来|但是|所以|因为|如果|那么|而且|还有|于是|接着|不过|这个时候|那个时候)"
)
# What is looked at on either side of a place: no more marks or blanks stand there in a row.
_NEAR = 32


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets, without the white space around them."""
    return _split(text, start, end, SENTENCE_END)


def ends_sentence(text: str, end: int) -> bool:
    """Whether a sentence of `text` ends at `end`, or a line of it."""
    near = text[max(end - _NEAR, 0) : end].rstrip(_CLOSING)
    if near.endswith(_MARKS):
        return True
    behind = text[end : end + _NEAR]
    gap = behind[: len(behind) - len(behind.lstrip())]
    stopped = near[-1:] == "." and near[-2:-1].isalpha()
    return gap == behind or "\n" in gap or (stopped and gap != "")


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence of `text` begins at `start`, or a line of it; behind 第三条 too."""
    near = text[max(start - _NEAR, 0) : start]
    place = start - len(near) + len(near.rstrip())
    if place == start - len(near) or ends_sentence(text, place):
        return True
    line = near[near.rfind("\n") + 1 :]
    return (len(line) < len(near) or len(near) == start) and bool(_ARTICLE.fullmatch(line))


def asks(sentence: str) -> bool:
    """Whether a sentence ends in a question mark, whatever closes behind it."""
    return sentence.rstrip(_CLOSING).endswith(("?", "？"))


def ends_with_full_stop(sentence: str) -> bool:
    """Whether it ends in a mark that makes it a sentence that says something."""
    return sentence.rstrip(_CLOSING).endswith(("。", "！", "!", "；", ";"))


def units(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Sentences; one longer than `limit` is cut into clauses, and those, if need be, hard."""
    found: list[tuple[int, int]] = []
    for sentence in sentences(text, start, end):
        if sentence[1] - sentence[0] <= limit:
            found.append(sentence)
            continue
        found += clauses(text, *sentence, limit)
    return found


def clauses(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """The clauses of `text[start:end]`; one longer than `limit` is cut into pieces."""
    found: list[tuple[int, int]] = []
    for clause in _split(text, start, end, CLAUSE_END):
        if clause[1] - clause[0] <= limit:
            found.append(clause)
            continue
        found += _pieces(text, *clause, min(limit, _PIECE))
    return found


def _pieces(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """A stretch without marks in pieces: cut at the ends of lines and at blanks or before words
    that go on telling where there are any, never in numbers and Latin words that fit."""
    found: list[tuple[int, int]] = []
    while end - start > limit:
        cut = start + limit
        places = [m.start() for m in _PLACE.finditer(text, start + max(limit // 3, 1), cut + 1)]
        inside = cut - start
        while (
            inside > 1
            and text[start + inside - 1 : start + inside + 1].isalnum()
            and (text[start + inside - 1 : start + inside + 1].isascii())
        ):
            inside -= 1
        cut = places[-1] if places else start + inside if inside > 1 else cut
        found += _stripped(text, start, cut)
        start = cut
    return found + _stripped(text, start, end)


def _split(text: str, start: int, end: int, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in ends.finditer(text, start, end):
        found += _stripped(text, start, match.end())
        start = match.end()
    return found + _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without the white space around it; nothing if there is nothing else."""
    if start >= end:
        return []
    if text[start].isspace() or text[end - 1].isspace():
        piece = text[start:end]
        end = start + len(piece.rstrip())
        start += len(piece) - len(piece.lstrip())
    return [(start, end)] if start < end else []
