"""What became of a citation, as a Telegram message within Telegram's limits. Pure."""

from collections.abc import Sequence
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages.history import MAX_PLACES, HistoryTexts
from bot.messages.texts import Texts
from bot.telegram.rendering.answers import (
    MAX_UNITS,
    Reply,
    cited,
    opened,
    page_starts,
    reference,
)
from bot.telegram.rendering.html import clipped, clipped_front, clipped_line, escaped, utf16_length
from retrieval import (
    CitationOutcome,
    CitationStatus,
    Excerpt,
    Library,
    Picture,
    ValidityKind,
    gbt7714,
    publication_of,
    published,
    validity,
)

MAX_CAPTION = MessageLimit.CAPTION_LENGTH
# What the lines around the cited words may take of a message, each and together.
MAX_LINE, MAX_LINES = 200, 900
# What the head of a cited passage takes at most: title, date and headings.
MAX_HEAD = 900
# Characters of an unchanged stretch that are shown before and after a change.
AROUND = 60
# What is said of a document's validity besides its period, which stands beside every excerpt.
SAID = (ValidityKind.EFFECTIVE, ValidityKind.TRIAL, ValidityKind.REPEALS, ValidityKind.PREVAILS)
MAX_SAID = 2
# Changes that are marked: a message has a hundred entities, a change two.
MAX_CHANGES = 40


def status_reply(status: CitationStatus, library: Library, texts: Texts, today: date) -> Reply:
    """The cited words with what became of them, their neighbours and their full reference."""
    own = texts.history
    head = own.outcome(status)
    if status.outcome is CitationOutcome.UNKNOWN:
        return Reply(escaped(own.trouble_in_chat if status.trouble else head))
    if status.outcome is CitationOutcome.AMBIGUOUS:
        return Reply(_fitting([head, *_meant(status, own)]))
    if status.outcome is CitationOutcome.MOVED:
        first = min(status.records, key=lambda record: record.first_seen)
        head = f"{head} {own.moved_from.format(path=first.path)}"
    lines = [f"<i>{_line(head)}</i>"]
    below = _below(status, texts, today)
    if status.places:
        return Reply(_fitting([*lines, _standing(status.places, library, texts), *below]))
    record = status.records[0]
    if status.nearest:
        lines += [f"<blockquote>{_difference(status)}</blockquote>"]
        lines += [_line(own.kept)] if status.kept else []
    else:
        lines += [f"<blockquote>{escaped(clipped(status.was, MAX_UNITS - 1600))}</blockquote>"]
    lines += [f"——{_line(texts.citations.recorded(record))}", _line(own.sighting(record))]
    return Reply(_fitting([*lines, *below]))


def statuses_reply(
    found: Sequence[tuple[str, CitationStatus]], left: Sequence[str], texts: Texts
) -> Reply:
    """The words that several ids name, and of which there are none; `left` are told apart."""
    own = texts.history
    standing = [(asked, status.places[0]) for asked, status in found if status.places]
    places = [place for _, place in standing]
    starts = page_starts(places, len(places), texts) if places else [0]
    fit = starts[1] if len(starts) > 1 else len(places)
    blocks = [cited(places[:fit], texts).html] if places else []
    gone = [(asked, status) for asked, status in found if not status.places]
    blocks += [
        f"<code>{escaped(asked)}</code> {_line(own.outcome(status))}" for asked, status in gone
    ]
    if others := [*(asked for asked, _ in standing[fit:]), *left]:
        blocks.append(_line(own.others.format(count=len(others), ids=" ".join(others))))
    return Reply(_fitting(blocks))


def page_reply(excerpt: Excerpt, picture: Picture, token: str, number: int, texts: Texts) -> Reply:
    """The caption of a page that `excerpt` stands on: its citation, and a button for the file."""
    lines = [reference(excerpt.citation, texts)]
    if not picture.marked:
        lines.append(texts.chat.page_unmarked)
    button = InlineKeyboardButton(texts.chat.button_file, callback_data=f"f:{token}:{number}")
    caption = clipped("\n".join(lines), MAX_CAPTION)
    return Reply(escaped(caption), InlineKeyboardMarkup([[button]]))


def _standing(places: Sequence[Excerpt], library: Library, texts: Texts) -> str:
    """The passage between its neighbours, or the places where the same words stand."""
    if len(places) > 1:
        return cited(places[:MAX_PLACES], texts).html
    [place] = places
    room = max((MAX_UNITS - MAX_LINES - MAX_HEAD - utf16_length(place.text)) // 2, 0)
    before, after = library.neighbours(place)
    around = (clipped_front(before, room), clipped(after, room)) if room else ("", "")
    return opened(place, around, texts).html


def _below(status: CitationStatus, texts: Texts, today: date) -> list[str]:
    """What else the document says about its own validity, and the reference to copy."""
    if not status.places:
        work, day, lines = published(status.records[0].work), _last_seen(status), []
    else:
        document = status.places[0].document
        said = [one for one in validity(document, today) if one.kind in SAID]
        own = texts.citations
        lines = [_line(own.statement(one, document.text)) for one in said[:MAX_SAID]]
        work, day = publication_of(document), today
    return [*lines, f"<code>{_line(gbt7714(work, day))}</code>"]


def _last_seen(status: CitationStatus) -> date:
    return status.records[0].last_seen.astimezone().date()


def _difference(status: CitationStatus) -> str:
    """What was changed, struck out and underlined, with some of what stands around it."""
    was, now = status.records[0].text, status.nearest.text if status.nearest else ""
    parts: list[str] = []
    at, units = 0, 0
    for edit in status.changes[:MAX_CHANGES]:
        parts.append(escaped(_shortened(was[at : edit.start], first=not parts)))
        removed, added = was[edit.start : edit.end], now[edit.other_start : edit.other_end]
        parts.append(f"<s>{escaped(clipped(removed, MAX_LINE))}</s>" if removed else "")
        parts.append(f"<u>{escaped(clipped(added, MAX_LINE))}</u>" if added else "")
        at = edit.end
        units = sum(map(len, parts))
        if units > MAX_UNITS - MAX_LINES - 3 * MAX_LINE:
            return "".join([*parts, "…"])
    left = was[at:]
    parts.append(escaped(left if len(left) <= AROUND else f"{left[:AROUND]}…"))
    return "".join([*parts, "…" if len(status.changes) > MAX_CHANGES else ""])


def _shortened(text: str, *, first: bool) -> str:
    """An unchanged stretch; of a long one, its two ends, or its end if it is the first."""
    if len(text) <= 2 * AROUND:
        return text
    return ("" if first else text[:AROUND]) + "…" + text[-AROUND:]


def _meant(status: CitationStatus, own: HistoryTexts) -> list[str]:
    return [
        f"<code>{meant.id}</code> {_line(own.meant.format(id='', text=meant.text).strip())}"
        for meant in status.meant
    ]


def _fitting(blocks: list[str]) -> str:
    """As many of `blocks`, one below the other, as one message holds; at least one."""
    while len(blocks) > 1 and utf16_length("\n\n".join(blocks)) > MAX_UNITS:
        # The lines above and below give way to the words, from the end.
        blocks = blocks[:-1]
    return "\n\n".join(blocks)


def _line(text: str) -> str:
    return escaped(clipped_line(text, MAX_LINE))
