"""Whether a quotation stands in a library: letter for letter, in its words, nearly, or not.

Nothing is called verbatim but what is found as a slice of a document's text. A quotation may leave
words out, marked by an ellipsis; see `retrieval.verification.quotation`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from retrieval.errors import QuotationTooLong, QuotationTooShort
from retrieval.models import Document, Span
from retrieval.text.folding import fold
from retrieval.text.quantities import number_forms
from retrieval.text.sentences import sentences
from retrieval.verification.alignment import locate
from retrieval.verification.attribution import is_named
from retrieval.verification.models import (
    Claim,
    LibraryLike,
    Match,
    SourceCheck,
    Variation,
    Verdict,
    Verification,
)
from retrieval.verification.number_forms import spans_in
from retrieval.verification.quotation import (
    MAX_QUOTATION,
    MIN_QUOTATION,
    Quotation,
    in_order,
    is_passage,
    left_out,
)
from retrieval.verification.variations import differences, variations
from retrieval.verification.wording import form, is_mark, wording

# Other documents that are named beside the first for the same words.
ELSEWHERE = 4
# Documents looked into, those first that hold most of the quotation. Many words tell which it is;
# few stand in so many that more are looked into.
CANDIDATES, MANY, LONG = 32, 1024, 100
# Of these, those compared closely when none holds the words as they are.
CLOSELY, CLOSELY_FEW = 8, 64
# The share of a quotation's words that may be changed; of a brief one, where others come near by
# chance, it is less. One may always be. Sentences of an encyclopedia come no nearer to policy
# documents than 0.44 of their length, however short.
NEAR, NEAR_BRIEF, BRIEF = 1 / 3, 1 / 4, 16
# Sentences that a quotation is taken apart into.
MAX_PIECES = 40
# Documents that come nearer than this need not be compared with others.
CLOSE = 0.05


@dataclass(frozen=True, slots=True)
class _Near:
    """The stretches of a document nearest to the parts of a quotation."""

    document: Document
    spans: tuple[Span, ...]
    distance: int


def verify(library: LibraryLike, text: str, source: str | None = None) -> Verification:
    """How `text`, a quotation, stands in the library; `source` is where it is said to be from.

    White space around it does not count. Raises QuotationTooShort and QuotationTooLong.
    """
    quotation = normalised(text)
    if len(quotation) < MIN_QUOTATION or not wording(quotation).letters:
        raise QuotationTooShort(len(quotation), MIN_QUOTATION)
    if len(quotation) > MAX_QUOTATION:
        raise QuotationTooLong(len(quotation), MAX_QUOTATION)
    named = _named(library, source) if source else ()
    found = _verified(library, quotation, named)
    return replace(found, claim=_claim(found, source, named)) if source else found


def normalised(text: str) -> str:
    """`text` without white space around it, its line ends as a document has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\u200b").strip()


def _verified(
    library: LibraryLike, text: str, named: Sequence[Document] = (), *, part: bool = False
) -> Verification:
    """`part`: of a quotation that was taken apart, and is not to be taken apart further."""
    quotation = Quotation.of(text)
    limit = CLOSELY if quotation.length >= LONG else CANDIDATES
    documents = _distinct([*named, *_candidates(library, quotation, limit)])
    # What the source named has counts, though another document have it letter for letter.
    found = _as_it_is(library, quotation, named)
    if found is None or found.verdict is Verdict.VERBATIM:
        found = _as_it_is(library, quotation, documents)
    many = len(documents) >= CANDIDATES or quotation.is_cut
    if found is None and quotation.is_few and many and not part:
        known = {*_keys(documents)}
        more = _distinct(_candidates(library, quotation, MANY))
        fresh = (d for d in more if d.key not in known)
        found = _as_it_is(library, quotation, [d for d in fresh if quotation.loose.search(d.text)])
    if found is None:
        found = _in_other_numbers(library, quotation, documents)
    if found is None:
        found = _nearly(library, quotation, documents, part=part)
    return found or Verification(text, Verdict.NOT_FOUND)


def _candidates(library: LibraryLike, quotation: Quotation, limit: int) -> list[Document]:
    """The documents that may hold a quotation, best first, some of them twice.

    Pairs of characters may stand apart in the document and together in the quotation, or the other
    way round. Words that may be cut, which no index has the parts of, are then looked for in any
    documents.
    """
    if quotation.is_cut and limit == MANY:
        return [*islice(library.documents, MANY)]
    inner = quotation.pieces if quotation.is_cut else quotation.inner
    found = [*library.holding("\n".join(inner), limit)]
    if quotation.is_few and quotation.bare != quotation.pieces:
        found += library.holding("\n".join(quotation.bare), limit)
    if len(inner) > 1:
        each = max(CLOSELY, limit // len(inner))
        found += (document for piece in inner for document in library.holding(piece, each))
    return found


def _keys(documents: Iterable[Document]) -> list[tuple[str, str, int]]:
    return [document.key for document in documents]


def _distinct(documents: Sequence[Document]) -> list[Document]:
    return [*dict(zip(_keys(documents), documents, strict=True)).values()]


def _as_it_is(
    library: LibraryLike, quotation: Quotation, documents: Sequence[Document]
) -> Verification | None:
    """The quotation where its words stand, letter for letter before all else."""
    return _verbatim(library, quotation, documents) or _in_words(library, quotation, documents)


def _verbatim(
    library: LibraryLike, quotation: Quotation, documents: Iterable[Document]
) -> Verification | None:
    """The quotation as a slice of a document, or its parts as slices of one."""
    whole = ((0, len(quotation.text)),)
    found: list[tuple[Document, Sequence[Span], list[Span]]] = []
    for number, document in enumerate(documents):
        if len(found) > ELSEWHERE or (found and number >= CLOSELY):
            break
        if spans := in_order(document.text, [quotation.text]):
            found.append((document, whole, spans))
        elif spans := quotation.joined_in(document.text):
            found.append((document, quotation.parts, spans))
    if not found:
        return None
    # What a program read in a picture is not sure to be what is written.
    found.sort(key=lambda each: _is_recognised(each[0], each[2]))
    document, taken, spans = found[0]
    matches = tuple(
        Match(*part, library.excerpt(document, *span))
        for part, span in zip(taken, spans, strict=True)
    )
    others = tuple(library.excerpt(other, *spans[0]) for other, _, spans in found[1:])
    verdict, kinds = Verdict.VERBATIM, tuple[Variation, ...]()
    if _is_recognised(document, spans):
        verdict, kinds = Verdict.SAME_WORDS, (Variation.RECOGNISED,)
    return Verification(quotation.text, verdict, matches, kinds, left_out(spans), others)


def _in_words(
    library: LibraryLike, quotation: Quotation, documents: Iterable[Document]
) -> Verification | None:
    """The words of the quotation in a document, written a little differently.

    Not where a mark of its own ends it in the middle of a number.
    """
    for document in documents:
        known = wording(document.text)
        spans = in_order(known.letters, quotation.words)
        cut = spans and any(
            known.number_at(span[1]) and _ends_otherwise(piece, document.text, known.span(*span)[1])
            for span, piece in zip(spans, quotation.pieces, strict=True)
        )
        if spans and not cut:
            near = _Near(document, tuple(known.span(*span) for span in spans), 0)
            matches = _matches(library, quotation, near)
            written = [(quotation.text[m.start : m.end], m.excerpt.text) for m in matches]
            # Where nothing else is different, an ellipsis is that leaves out no word.
            kinds = variations(written) or (Variation.PUNCTUATION,)
            gap = left_out(near.spans)
            if _is_recognised(document, near.spans):
                kinds = (*kinds, Variation.RECOGNISED)
            return Verification(quotation.text, Verdict.SAME_WORDS, matches, kinds, gap)
    return None


def _is_recognised(document: Document, spans: Sequence[Span]) -> bool:
    """Whether some of it was recognised in a picture."""
    at = document.origin.is_recognised
    return any(at(start) or at(max(end - 1, start)) for start, end in spans)


def _ends_otherwise(piece: str, text: str, end: int) -> bool:
    """Whether `piece` puts a mark behind its words that `text` does not have at `end`."""
    marks = len([*takewhile(is_mark, reversed(piece))])
    return marks > 0 and form(text[end : end + 1]) != form(piece[-marks])


def _in_other_numbers(
    library: LibraryLike, quotation: Quotation, documents: Sequence[Document]
) -> Verification | None:
    """The quotation where its words stand with its numbers in other forms: 5% and 百分之五."""
    others = number_forms(fold(quotation.text))[1:] if quotation.is_few else ()
    more = (document for other in others for document in library.holding(other, CLOSELY))
    for document in _distinct([*documents, *more]):
        known = wording(document.text)
        spans = spans_in(known.letters, quotation.pieces)
        if spans and is_passage(spans):
            near = _Near(document, tuple(known.span(*span) for span in spans), 0)
            gap = left_out(near.spans)
            matches = _matches(library, quotation, near)
            return Verification(quotation.text, Verdict.DIFFERING, matches, left_out=gap)
    return None


def _nearly(
    library: LibraryLike, quotation: Quotation, documents: Sequence[Document], *, part: bool
) -> Verification | None:
    """The nearest passage, if it is near; else what becomes of the parts one by one."""
    near = None
    for document in documents[: CLOSELY_FEW if quotation.is_few else CLOSELY]:
        found = _nearest(document, quotation.words)
        if found and (near is None or found.distance < near.distance):
            near = found
            if near.distance <= quotation.length * CLOSE:
                break
    if near and _is_near(quotation.length, near.distance) and is_passage(near.spans):
        matches = _matches(library, quotation, near)
        gap = left_out(near.spans)
        return Verification(quotation.text, Verdict.DIFFERING, matches, left_out=gap)
    if not part and (near or len(quotation.parts) > 1):
        return _one_by_one(library, quotation)
    return None


def _nearest(document: Document, words: Sequence[str]) -> _Near | None:
    """The stretches nearest to `words`, if `document` holds something like any of them."""
    known = wording(document.text)
    found = [locate(part, known.letters) for part in words]
    if not any(found):
        return None
    spans = tuple(
        known.span(one.start, known.number_at(one.end) or one.end) if one else (0, 0)
        for one in found
    )
    pairs = zip(words, found, strict=True)
    return _Near(document, spans, sum(one.distance if one else len(part) for part, one in pairs))


def _is_near(length: int, distance: int) -> bool:
    """Whether words at that distance are the same ones changed, rather than others."""
    return distance <= max(1, length * (NEAR if length >= BRIEF else NEAR_BRIEF))


def _one_by_one(library: LibraryLike, quotation: Quotation) -> Verification | None:
    """What becomes of the parts of a quotation, else of its sentences, each alone.

    None when most of its words are in none that is found.
    """
    pieces = quotation.pieces
    if len(pieces) == 1:
        found = sentences(quotation.text, 0, len(quotation.text))
        pieces = tuple(quotation.text[start:end] for start, end in found)
    # A word or two stand anywhere.
    pieces = tuple(piece for piece in pieces if _words([piece]) >= MIN_QUOTATION)
    if not 1 < len(pieces) <= MAX_PIECES:
        return None
    alone = tuple(_verified(library, piece, part=True) for piece in pieces)
    there = (one.quotation for one in alone if one.verdict is not Verdict.NOT_FOUND)
    if 2 * _words(there) < quotation.length:
        return None
    return Verification(quotation.text, Verdict.DIFFERING, parts=alone)


def _words(texts: Iterable[str]) -> int:
    return sum(len(wording(text).letters) for text in texts)


def _matches(library: LibraryLike, quotation: Quotation, near: _Near) -> tuple[Match, ...]:
    found = []
    for part, piece, span in zip(quotation.parts, quotation.pieces, near.spans, strict=True):
        start, end = _with_marks(piece, near.document.text, *span)
        excerpt = library.excerpt(near.document, start, end)
        found.append(Match(*part, excerpt, differences(quotation.text, *part, excerpt)))
    return tuple(found)


def _with_marks(piece: str, text: str, start: int, end: int) -> Span:
    """A stretch of `text` with the marks that `piece` begins with, if they are there, and as many
    at its end as `piece` has, whichever they are."""
    leading = "".join(takewhile(is_mark, piece))
    if text.endswith(leading, 0, start):
        start -= len(leading)
    for _ in takewhile(is_mark, reversed(piece)):
        end += end < len(text) and is_mark(text[end])
    return start, end


def _named(library: LibraryLike, source: str) -> tuple[Document, ...]:
    """The documents that go by the name of `source`."""
    return tuple(d for d in library.holding(source, CANDIDATES) if is_named(d, source))


def _claim(found: Verification, source: str, named: tuple[Document, ...]) -> Claim:
    places = [match.excerpt for match in found.matches[:1]]
    places += [match.excerpt for part in found.parts for match in part.matches[:1]]
    if any(is_named(place.document, source) for place in places):
        return Claim(source, SourceCheck.THERE, named)
    return Claim(source, SourceCheck.ELSEWHERE if named else SourceCheck.UNKNOWN, named)
