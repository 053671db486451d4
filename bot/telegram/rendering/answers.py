"""Answers as Telegram messages: HTML within Telegram's limits, and the buttons under it. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit
from telegram.helpers import create_deep_linked_url

from bot.messages.texts import Texts
from bot.telegram.rendering.html import clipped, clipped_front, escaped, utf16_length
from bot.telegram.rendering.links import source_url
from retrieval import Answer, Citation, Excerpt, validity

MAX_UNITS = MessageLimit.MAX_TEXT_LENGTH
MAX_ENTITIES = MessageLimit.MESSAGE_ENTITIES
# Of the 100 entities of a message, what one excerpt may spend on marking matched terms.
MAX_MARKS = 25
# What one excerpt may take of a message, so that its citation always fits beside it.
MAX_EXCERPT = 3000
# Headings are shown whole up to here, so that no heading path pushes an excerpt out of a message.
MAX_HEADING = 60
MAX_FIELD, CLOSING = 200, 300


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send: `html` for Telegram's parser, and its buttons."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of a message: its HTML, its length in UTF-16 units and its number of entities."""

    html: str
    units: int
    entities: int


def answer_page(
    excerpts: Sequence[Excerpt],
    page: int,
    page_size: int,
    token: str,
    texts: Texts,
    missing: Sequence[str] = (),
    *,
    uncertain: bool = False,
) -> Reply:
    """One page of an answer, `page` from 0 (the last one if there are fewer).

    `token` leads the buttons back to the answer; `uncertain` is said above it.
    Promises a message that Telegram accepts: an excerpt that does not fit begins the next page
    rather than being cut.
    """
    starts = page_starts(excerpts, page_size, texts)
    page = min(page, len(starts) - 1)
    first, past = [*starts, len(excerpts)][page : page + 2]
    shown = excerpts[first:past]
    lines = [escaped(texts.answers.perhaps)] if uncertain else []
    lines += [block.html for block in _blocks(shown, first, texts)]
    notes = []
    if missing:
        notes.append(texts.answers.missing.format(terms=texts.answers.joiner.join(missing)))
    if len(starts) > 1:
        notes.append(texts.chat.page.format(page=page + 1, pages=len(starts)))
    if notes:
        note = " · ".join([*(clipped(n, MAX_FIELD - 40) for n in notes[:-1]), *notes[-1:]])
        lines.append(f"<i>{escaped(clipped(note, MAX_FIELD))}</i>")
    return Reply("\n\n".join(lines), _keyboard(shown, first, token, texts, page, len(starts)))


def page_starts(excerpts: Sequence[Excerpt], page_size: int, texts: Texts) -> list[int]:
    """The number of the first excerpt of each page: up to `page_size`, as many as fit."""
    starts = [0]
    while True:
        first = starts[-1]
        fit = _fitting(_blocks(excerpts[first:][:page_size], first, texts))
        if first + len(fit) >= len(excerpts):
            return starts
        starts.append(first + len(fit))


def not_found(answer: Answer, texts: Texts, *, short: bool) -> Reply:
    """That nothing answers; unless `short`, what was missing and what may help."""
    own, chat = texts.answers, texts.chat
    lines = [own.not_found]
    if answer.missing and not short:
        missing = own.missing.format(terms=own.joiner.join(answer.missing))
        lines.append(clipped(missing, MAX_FIELD))
    if not short:
        lines += ["", chat.not_found_hint]
    return Reply(escaped("\n".join(lines)))


def cited(excerpts: Sequence[Excerpt], texts: Texts) -> Reply:
    """The places where a cited passage stands."""
    return Reply("\n\n".join(block.html for block in _fitting(_blocks(excerpts, 0, texts))))


def opened(excerpt: Excerpt, around: tuple[str, str], texts: Texts) -> Reply:
    """A cited passage between its neighbours."""
    return Reply(_in_context([excerpt], 0, around, texts))


def context(
    excerpts: Sequence[Excerpt],
    number: int,
    around: tuple[str, str],
    page_size: int,
    token: str,
    texts: Texts,
) -> Reply:
    """An excerpt of an answer between its neighbours; a button leads back to its page."""
    page = bisect_right(page_starts(excerpts, page_size, texts), number) - 1
    back = _button(texts.chat.button_back, "p", token, page)
    html = _in_context(excerpts, number, around, texts)
    return Reply(html, InlineKeyboardMarkup([[back]]))


def _in_context(
    excerpts: Sequence[Excerpt], number: int, around: tuple[str, str], texts: Texts
) -> str:
    """An excerpt between its neighbours, each cut to half of what is left."""
    [block] = _blocks(excerpts[number : number + 1], number, texts)
    room = (MAX_UNITS - block.units - 20) // 2
    before, after = clipped_front(around[0], room), clipped(around[1], room)
    parts = (escaped(before), block.html, escaped(after))
    return "\n\n".join(part for part in parts if part.strip())


def copy_text(excerpt: Excerpt, texts: Texts) -> str:
    """The excerpt word for word and its citation, ready to paste."""
    return _copied(excerpt.text, excerpt.citation, texts)


def copy_block(excerpt: Excerpt, texts: Texts) -> Reply:
    """The same in a block that a tap copies, for what no button can hold."""
    text = _copied(clipped(excerpt.text, MAX_EXCERPT), excerpt.citation, texts)
    return Reply(f"<pre>{escaped(text)}</pre>")


def _copied(words: str, citation: Citation, texts: Texts) -> str:
    return texts.citations.copied.format(text=words, reference=reference(citation, texts))


def reference(citation: Citation, texts: Texts) -> str:
    """The citation in one line: title, number, source, date, headings, paragraph, id."""
    own = texts.citations
    return own.comma.join([*_origin(citation, texts), own.place(citation), citation.id])


def inline_message(
    excerpt: Excerpt, username: str, texts: Texts, *, uncertain: bool = False
) -> str:
    """The HTML that an inline result sends: the excerpt and its citation, marked if `uncertain`.

    A tap on the paragraph's number opens the passage in a private chat with the bot `username`.
    """
    citation = excerpt.citation
    own = texts.citations
    origin = escaped(own.comma.join(_origin(citation, texts)))
    link = create_deep_linked_url(username, deep_link(citation))
    place = f'<a href="{link}">{escaped(own.place(citation))}</a>'
    marked, _ = _marked(excerpt)
    lead = f"<i>{texts.answers.perhaps_short}</i>\n" if uncertain else ""
    return f"{lead}<blockquote>{marked}</blockquote>\n——{origin}{own.comma}{place}"


def deep_link(citation: Citation) -> str:
    """The citation's id as a link to the bot carries it."""
    return "c_" + "".join(filter(str.isalnum, citation.id))


def _blocks(excerpts: Sequence[Excerpt], first: int, texts: Texts) -> list[_Block]:
    """The excerpts one below the other; a title that has just been named is not named again."""
    above = [None, *(excerpt.document for excerpt in excerpts)]
    return [
        _block(excerpt, number, texts, alone=number == first, same=excerpt.document is before)
        for number, (excerpt, before) in enumerate(zip(excerpts, above, strict=False), start=first)
    ]


def _block(excerpt: Excerpt, number: int, texts: Texts, *, alone: bool, same: bool) -> _Block:
    """`alone`: at the top of its message, where it stands open for all to read at once."""
    citation = excerpt.citation
    title = f"{number + 1}. {texts.citations.same_title if same else _title(citation, texts)}"
    known = (citation.document_number, citation.source, citation.issued_on)
    facts = (
        *("" if same else clipped(str(fact or ""), MAX_HEADING) for fact in known),
        _headings(citation),
        texts.citations.place(citation),
        texts.answers.items_left.format(count=excerpt.items_left) if excerpt.items_left else "",
    )
    line, (marked, marks) = " · ".join(filter(None, facts)), _marked(excerpt)
    valid = "" if same else _validity(excerpt, texts)
    html = (
        f"<b>{escaped(title)}</b>\n{escaped(line)}\n"
        f"<blockquote{'' if alone else ' expandable'}>{marked}</blockquote>"
    )
    if valid:
        html += f"\n{escaped(valid)}"
    units = utf16_length(title + line + valid) + min(utf16_length(excerpt.text), MAX_EXCERPT) + 3
    return _Block(html, units, marks + 2)


def _validity(excerpt: Excerpt, texts: Texts) -> str:
    """Until when the document says that it holds, if it does."""
    said = validity(excerpt.document, date.today())
    return clipped(texts.citations.validity(said, excerpt.document.text), MAX_FIELD)


def _marked(excerpt: Excerpt) -> tuple[str, int]:
    """The excerpt escaped, its matched terms bold, and how many are."""
    text, at, parts = excerpt.document.text, excerpt.start, []
    shown = clipped(excerpt.text, MAX_EXCERPT)
    whole = shown == excerpt.text
    past = excerpt.end if whole else excerpt.start + len(shown) - 1
    highlights = [mark for mark in excerpt.highlights if mark[1] <= past][:MAX_MARKS]
    for start, end in highlights:
        parts += [
            escaped(text[at:start]),
            "<b>",
            escaped(text[start:end]),
            "</b>",
        ]
        at = end
    parts.append(escaped(text[at:past]))
    return "".join([*parts, "" if whole else "…"]), len(highlights)


def _fitting(blocks: list[_Block]) -> list[_Block]:
    """As many of `blocks` as one message holds, with room for closing lines; at least one."""
    units, entities = CLOSING, 2
    for count, block in enumerate(blocks):
        units += block.units + 2
        entities += block.entities
        if count and (units > MAX_UNITS or entities > MAX_ENTITIES):
            return blocks[:count]
    return blocks


def _keyboard(
    shown: Sequence[Excerpt], first: int, token: str, texts: Texts, page: int, pages: int
) -> InlineKeyboardMarkup:
    numbered = len(shown) > 1 or pages > 1
    rows = [_excerpt_row(e, first + n, token, texts, numbered) for n, e in enumerate(shown)]
    last = [_button("👍", "u", token, 0), _button("👎", "d", token, 0)]
    if page > 0:
        last.insert(0, _button("◀", "p", token, page - 1))
    if page + 1 < pages:
        last.append(_button("▶", "p", token, page + 1))
    return InlineKeyboardMarkup([*rows, last])


def _excerpt_row(
    excerpt: Excerpt, number: int, token: str, texts: Texts, numbered: bool
) -> list[InlineKeyboardButton]:
    lead = f"{number + 1} " if numbered else ""
    source, copy = lead + texts.chat.button_source, lead + texts.chat.button_copy
    url, copied = source_url(excerpt), copy_text(excerpt, texts)
    copies = utf16_length(copied) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT
    return [
        _button(lead + texts.chat.button_context, "c", token, number),
        InlineKeyboardButton(source, url=url) if url else _button(source, "s", token, number),
        InlineKeyboardButton(copy, copy_text=CopyTextButton(copied))
        if copies
        else _button(copy, "q", token, number),
    ]


def _button(text: str, action: str, token: str, number: int) -> InlineKeyboardButton:
    """A button that brings `action`, `token` and `number` back; see `handlers.buttons`."""
    return InlineKeyboardButton(text, callback_data=f"{action}:{token}:{number}")


def _title(citation: Citation, texts: Texts) -> str:
    return texts.citations.title.format(title=clipped(citation.title, MAX_FIELD))


def _origin(citation: Citation, texts: Texts) -> list[str]:
    """Title, number, source, date and headings, as far as there are any."""
    short = citation._replace(
        title=clipped(citation.title, MAX_FIELD),
        document_number=clipped(citation.document_number or "", MAX_HEADING),
        source=clipped(citation.source or "", MAX_HEADING),
    )
    return texts.citations.origin(short, _headings(citation))


def _headings(citation: Citation) -> str:
    return " › ".join(clipped(heading, MAX_HEADING) for heading in citation.section[-4:])
