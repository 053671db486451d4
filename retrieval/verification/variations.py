"""In what a quotation is written differently from its source, and where."""

from collections.abc import Iterable

from retrieval.models import Excerpt
from retrieval.verification.alignment import edits
from retrieval.verification.models import Difference, Variation
from retrieval.verification.wording import form, width, wording


def differences(quotation: str, start: int, end: int, excerpt: Excerpt) -> tuple[Difference, ...]:
    """Where `quotation[start:end]` is not what `excerpt` says, in words or in punctuation.

    Width, script, case and white space are passed over.
    """
    one, other = quotation[start:end], excerpt.text
    return tuple(
        Difference(
            start + edit.start,
            start + edit.end,
            excerpt.start + edit.other_start,
            excerpt.start + edit.other_end,
        )
        for edit in edits(form(one), form(other))
        if (one[edit.start : edit.end] + other[edit.other_start : edit.other_end]).strip()
    )


def variations(pairs: Iterable[tuple[str, str]]) -> tuple[Variation, ...]:
    """In what the two texts of each pair differ, the same words in both."""
    found = {kind for one, other in pairs for kind in _variations(one, other)}
    return tuple(kind for kind in Variation if kind in found)


def _variations(one: str, other: str) -> Iterable[Variation]:
    if _spacing(one) != _spacing(other):
        yield Variation.SPACE
    marks, others = _marks(one), _marks(other)
    if width(marks) != width(others):
        yield Variation.PUNCTUATION
    elif marks != others:
        yield Variation.WIDTH
    for a, b in {*zip(_letters(one), _letters(other), strict=True)}:
        if width(a) != a or width(b) != b:
            if a != b:
                yield Variation.WIDTH
            a, b = width(a), width(b)
        if a != b:
            yield Variation.CASE if a.lower() == b.lower() else Variation.SCRIPT


def _letters(text: str) -> str:
    """The characters of `text` that count, as they are written."""
    return "".join(text[at] for at in wording(text).offsets)


def _spacing(text: str) -> str:
    """The words of `text` with its white space as it is, and nothing else."""
    kept = wording(text).kept
    return "".join(
        c if c.isspace() else k for c, k in zip(text, kept, strict=True) if c.isspace() or k != "\0"
    )


def _marks(text: str) -> str:
    """The words of `text` with its punctuation as it is, and nothing else."""
    kept = wording(text).kept
    return "".join(
        k if k != "\0" else c for c, k in zip(text, kept, strict=True) if not c.isspace()
    )
