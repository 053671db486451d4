"""A text that quotes, reviewed: its quotations are found and verified one by one."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.verification.extract import TITLE, Quoted, quoted, unfit
from retrieval.verification.models import (
    LibraryLike,
    Reason,
    Review,
    Skipped,
    Verdict,
    Verification,
)
from retrieval.verification.verify import normalised, verify
from retrieval.verification.wording import wording

# A text is a quotation with marks of its own, rather than one that quotes, when at least this share
# of the words outside the marks stand in its source too.
_ITS_OWN = 0.5
_FOUND = (Verdict.VERBATIM, Verdict.SAME_WORDS)


def review(
    library: LibraryLike,
    text: str,
    source: str | None = None,
    *,
    by_line: bool = False,
    limit: int | None = None,
) -> Review:
    """The quotations of `text`, verified; `source` is where those are from that name none.

    A text that is in its source, marks and all, is one quotation. Else what it puts in quotation
    marks is verified, and the rest is not; without any, it is one quotation, or one a line.
    `by_line`: each line is a quotation, whatever is in it. Those beyond `limit` are skipped. Raises
    QuotationTooShort and QuotationTooLong where the whole text is one.
    """
    text = normalised(text)
    if by_line:
        return _lines(library, text, source, limit)
    found, skipped = quoted(text)
    if found:
        if whole := _as_one(library, text, 0, found, source):
            return Review((whole,))
        skipped += _beyond(limit, [text[one.start : one.end] for one in found])
        each = _marked(library, text, found[:limit], source)
        return Review(tuple(each), tuple(skipped), partial=True)
    if "\n" not in text:
        return Review((verify(library, text, source),))
    whole = _verified(library, text, source)
    if whole and whole.verdict in _FOUND:
        return Review((whole,))
    return _lines(library, text, source, limit)


def _lines(library: LibraryLike, text: str, source: str | None, limit: int | None) -> Review:
    """Each line as a quotation."""
    lines = [line for line in map(normalised, text.split("\n")) if line]
    fit = [line for line in lines if unfit(line) is None]
    skipped = [Skipped(line, reason) for line in lines if (reason := unfit(line))]
    skipped += _beyond(limit, fit)
    return Review(tuple(verify(library, line, source) for line in fit[:limit]), tuple(skipped))


def _beyond(limit: int | None, texts: Sequence[str]) -> list[Skipped]:
    return [] if limit is None else [Skipped(text, Reason.MANY) for text in texts[limit:]]


def _marked(
    library: LibraryLike, text: str, found: Sequence[Quoted], source: str | None
) -> Iterator[Verification]:
    """What is quoted, line by line; a line that is a quotation as a whole is one."""
    for line, inside in groupby(found, key=lambda one: one.line):
        own = [*inside]
        if whole := _as_one(library, text[slice(*line)], line[0], own, source):
            yield whole
            continue
        for one in own:
            yield verify(library, text[one.start : one.end], one.source or source)


def _as_one(
    library: LibraryLike, text: str, offset: int, found: Sequence[Quoted], source: str | None
) -> Verification | None:
    """`text` verified as one quotation, if it is one; `found`, offset by `offset`, is in marks."""
    outside = _outside(text, offset, found)
    whole = _verified(library, text, source) if outside else None
    if whole is None or len(whole.matches) == 0:
        return None
    changes = (change for match in whole.matches for change in match.differences)
    changed = {at for change in changes for at in range(change.start, change.end)}
    own = sum(at not in changed for at in outside)
    return whole if own >= _ITS_OWN * len(outside) else None


def _outside(text: str, offset: int, found: Sequence[Quoted]) -> list[int]:
    """Where words of `text` stand that are neither in quotation marks nor a title."""
    blanked = re.sub(TITLE, lambda title: " " * len(title[0]), text)
    for one in found:
        start, end = one.start - offset, one.end - offset
        blanked = blanked[:start] + " " * (end - start) + blanked[end:]
    return [int(at) for at in wording(blanked).offsets]


def _verified(library: LibraryLike, text: str, source: str | None) -> Verification | None:
    return None if unfit(text) else verify(library, text, source)
