"""What became of quotations, as a Telegram message within Telegram's limits. Pure."""

from collections.abc import Sequence

from bot.messages.quotations import QuotationTexts, laid_beside, shortened
from bot.messages.texts import Texts
from bot.telegram.rendering.answers import MAX_ENTITIES, MAX_FIELD, MAX_UNITS, Reply, reference
from bot.telegram.rendering.html import clipped, clipped_line, escaped, plain, utf16_length
from retrieval import Match, Review, Verdict, Verification

MARKS = {
    Verdict.VERBATIM: "✅",
    Verdict.SAME_WORDS: "☑️",
    Verdict.DIFFERING: "⚠️",
    Verdict.NOT_FOUND: "❌",
}
# Characters of a quotation that name it among others; quotations that one message names.
NAMED, MAX_QUOTATIONS = 24, 30
# What a passage may take of a message: alone, and among several.
ALONE, AMONG = 2000, 400
# Differences that are marked in a passage, and characters shown on either side of one.
MAX_CHANGES, AROUND = 12, 40
MAX_PARTS = 6


def review_reply(review: Review, texts: Texts) -> Reply:
    """The verdicts in short where there are several, then each in detail as far as they fit."""
    own = texts.quotations
    several = len(review.verifications) > 1
    head = [_summary(review, own)] if several else []
    notes = [_line(note) for note in own.passed_over(review.skipped)]
    if not review.verifications:
        head.append(_line(own.nothing))
    elif review.partial:
        notes.append(_line(own.outside))
    tail = [f"<i>{note}</i>" for note in notes]
    blocks = [
        _block(found, f"{number}. " if several else "", texts, AMONG if several else ALONE)
        for number, found in enumerate(review.verifications, start=1)
    ]
    shown = _fitting(blocks, _joined([*head, *tail, own.more]))
    left = len(blocks) - len(shown)
    more = [f"<i>{own.more.format(count=left)}</i>"] if left else []
    return Reply(_joined([*head, *shown, *more, *tail]))


def _summary(review: Review, own: QuotationTexts) -> str:
    """How many there are of each verdict, and a line for each quotation."""
    lines = [f"<b>{_line(own.counts(review))}</b>"]
    for number, found in enumerate(review.verifications, start=1):
        words = own.quoted.format(text=shortened(found.quotation, NAMED))
        lines.append(_line(f"{number}. {_mark(found)} {words}"))
    return "\n".join(lines)


def _block(found: Verification, lead: str, texts: Texts, room: int) -> str:
    """Everything there is to say of a quotation; its passage takes `room` at most."""
    own = texts.quotations
    lines = [f"<b>{_line(f'{lead}{_mark(found)} {own.verdict(found)}')}</b>"]
    if found.matches:
        each = room // len(found.matches)
        passages = "……".join(_beside(found.quotation, match, each) for match in found.matches)
        lines.append(f"<blockquote{' expandable' if lead else ''}>{passages}</blockquote>")
        lines.append(f"——{escaped(reference(found.matches[0].excerpt.citation, texts))}")
    if len(found.matches) > 1:
        lines.append(_line(own.left_out.format(count=found.left_out)))
    if found.elsewhere:
        titles = {e.citation.title for e in found.elsewhere}
        places = own.joiner.join(texts.citations.titled(clipped(t, 60)) for t in sorted(titles))
        lines.append(_line(own.elsewhere.format(places=places)))
    for part in found.parts[:MAX_PARTS]:
        words = own.quoted.format(text=shortened(part.quotation, 2 * NAMED))
        lines.append(_line(f"· {_mark(part)} {own.verdict(part)} {words}"))
        lines += [_line(f"——{reference(m.excerpt.citation, texts)}") for m in part.matches[:1]]
    if found.claim:
        lines.append(_line(own.claim(found.claim)))
    return "\n".join(lines)


def _mark(found: Verification) -> str:
    return MARKS[found.verdict]


def _beside(quotation: str, match: Match, room: int) -> str:
    """The passage of a match, what the quotation has instead struck out, its own underlined."""
    if not match.differences:
        return escaped(clipped(match.excerpt.text, room))
    parts: list[str] = []
    pieces = [*laid_beside(quotation, match)]
    for number, (side, words) in enumerate(pieces[: 3 * MAX_CHANGES]):
        if side == "both":
            last = number == len(pieces) - 1
            parts.append(escaped(_around(words, first=number == 0, last=last)))
        elif words:
            tag = "s" if side == "quotation" else "u"
            parts.append(f"<{tag}>{escaped(clipped(words, MAX_FIELD))}</{tag}>")
        if _units("".join(parts)) > room:
            return "".join([*parts, "…"])
    return "".join([*parts, "…" if len(pieces) > 3 * MAX_CHANGES else ""])


def _around(words: str, *, first: bool, last: bool) -> str:
    """What is the same; of a long stretch, what stands beside a difference."""
    if len(words) <= 2 * AROUND:
        return words
    before = "" if first else words[:AROUND]
    after = "" if last else words[-AROUND:]
    return f"{before}…{after}"


def _fitting(blocks: Sequence[str], rest: str) -> list[str]:
    """As many of `blocks` as a message has room for beside `rest`."""
    units, entities = _units(rest), rest.count("</")
    shown: list[str] = []
    for block in blocks:
        units += _units(block) + 2
        entities += block.count("</")
        if units > MAX_UNITS or entities > MAX_ENTITIES:
            break
        shown.append(block)
    return shown


def _units(html: str) -> int:
    return utf16_length(plain(html))


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks)


def _line(text: str) -> str:
    return escaped(clipped_line(text, MAX_FIELD))
