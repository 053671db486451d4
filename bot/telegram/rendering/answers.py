"""Answers as Telegram messages: HTML within Telegram's limits, and the buttons under it. Pure.

A notification and a folded quote show what comes first, so the words come before their origin, and
the sentence that answers before them where they do not begin with it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit
from telegram.helpers import create_deep_linked_url

from bot.messages.answers import cut_signs, header_of, items_behind, seen
from bot.messages.texts import Texts
from bot.telegram.rendering.html import clipped, clipped_front, escaped, plain, utf16_length
from bot.telegram.rendering.links import source_url
from retrieval import Answer, Citation, Excerpt, as_read, validity

MAX_UNITS = MessageLimit.MAX_TEXT_LENGTH
MAX_ENTITIES = MessageLimit.MESSAGE_ENTITIES
# What one excerpt and the sentence above it may take of a message, so that its citation always fits
# beside them.
MAX_EXCERPT, MAX_LEAD = 2700, 300
# A sentence that begins so many characters behind the beginning of its excerpt is in sight there.
IN_SIGHT = 20
# Headings are shown whole up to here, so that no heading path pushes an excerpt out of a message.
MAX_HEADING = 60
MAX_FIELD, CLOSING = 200, 300
# The items of a list that stand behind an excerpt, each and together.
MAX_ITEM, MAX_ITEMS = 80, 400


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send: `html` for Telegram's parser, and its buttons."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """An excerpt in a message: the HTML of its parts, their length together in UTF-16 units, and
    the number of their entities."""

    lead: str
    words: str
    items: str
    origin: str
    units: int
    entities: int

    @property
    def html(self) -> str:
        return "\n".join(filter(None, (self.lead, self.words, self.items, self.origin)))


def answer_page(
    excerpts: Sequence[Excerpt],
    page: int,
    page_size: int,
    token: str,
    texts: Texts,
    missing: Sequence[str] = (),
    *,
    uncertain: bool = False,
    looked_for: Sequence[str] = (),
) -> Reply:
    """One page of an answer, `page` from 0 (the last one if there are fewer).

    `token` leads the buttons back to the answer; `uncertain` is said above it. `looked_for` is
    what was looked for beside the question's own words: a button asks for those alone.
    Promises a message that Telegram accepts: an excerpt that does not fit begins the next page
    rather than being cut.
    """
    starts = page_starts(excerpts, page_size, texts)
    page = min(page, len(starts) - 1)
    first, past = [*starts, len(excerpts)][page : page + 2]
    shown = excerpts[first:past]
    lines = [escaped(texts.answers.perhaps)] if uncertain else []
    lines += [block.html for block in _blocks(shown, first, texts)]
    notes = [texts.answers.looked_for(looked_for)] if looked_for else []
    if missing:
        notes.append(texts.answers.missing.format(terms=texts.answers.joiner.join(missing)))
    if len(starts) > 1:
        notes.append(texts.chat.page.format(page=page + 1, pages=len(starts)))
    if notes:
        room = (MAX_FIELD - 40) // max(len(notes) - 1, 1)
        note = " · ".join([*(clipped(n, room) for n in notes[:-1]), *notes[-1:]])
        lines.append(f"<i>{escaped(clipped(note, MAX_FIELD))}</i>")
    keyboard = _keyboard(shown, first, token, texts, page, len(starts))
    if looked_for:
        exact = _button(texts.answers.button_exact, "e", token, 0)
        keyboard = InlineKeyboardMarkup([*keyboard.inline_keyboard, [exact]])
    return Reply("\n\n".join(lines), keyboard)


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
    lines = [own.not_found, *filter(None, [own.language(answer)])]
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
    """An excerpt between its neighbours, each cut to half of what is left, and its origin."""
    block = _block(excerpts[number], number, texts, alone=True, same=False, leads=False)
    room = (MAX_UNITS - block.units - 20) // 2
    before, after = clipped_front(around[0], room), clipped(around[1], room)
    parts = (escaped(before), block.words, escaped(after), block.origin)
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
    lead = _lead(excerpt)
    lines = (
        f"<i>{texts.answers.perhaps_short}</i>" if uncertain else "",
        lead,
        _quoted(excerpt, folded=bool(lead)),
        escaped(_items(excerpt)),
        f"——{origin}{own.comma}{place}",
    )
    return "\n".join(filter(None, lines))


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


def _block(
    excerpt: Excerpt, number: int, texts: Texts, *, alone: bool, same: bool, leads: bool = True
) -> _Block:
    """`alone`: at the top of its message, where it stands open for all to read at once, unless the
    sentence that answers stands above it; `leads`: where it may."""
    citation = excerpt.citation
    title = f"{number + 1}. {texts.citations.same_title if same else _title(citation, texts)}"
    known = (citation.document_number, citation.source, citation.issued_on)
    copies = len(excerpt.also) + excerpt.also_left
    facts = (
        texts.answers.planned if excerpt.planned else "",
        *("" if same else clipped(str(fact or ""), MAX_HEADING) for fact in known),
        _headings(citation),
        texts.citations.place(citation),
        texts.answers.items_left.format(count=excerpt.items_left) if excerpt.items_left else "",
        texts.answers.also.format(count=copies) if copies else "",
    )
    valid = "" if same else _validity(excerpt, texts)
    origin = "\n".join(filter(None, (title, " · ".join(filter(None, facts)), valid)))
    lead = _lead(excerpt) if leads else ""
    words = _quoted(excerpt, folded=not alone or bool(lead))
    items = _items(excerpt)
    units = utf16_length("\n".join((plain(lead), plain(words), items, origin)))
    return _Block(lead, words, escaped(items), escaped(origin), units, 3)


def _items(excerpt: Excerpt) -> str:
    """The items of a list that stand behind the excerpt, one a line, as many as fit."""
    document, lines, room = excerpt.document, [], MAX_ITEMS
    for start, end in items_behind(excerpt):
        line = clipped(seen(document, start, end), MAX_ITEM)
        room -= utf16_length(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def _validity(excerpt: Excerpt, texts: Texts) -> str:
    """Until when the document says that it holds, if it does."""
    said = validity(excerpt.document, date.today())
    return clipped(texts.citations.validity(said, excerpt.document.text), MAX_FIELD)


def _lead(excerpt: Excerpt) -> str:
    """The sentence that answers, bold, where it is out of sight in its excerpt; else nothing."""
    start, end = excerpt.answer or (excerpt.start, excerpt.start)
    sentence = seen(excerpt.document, start, end)
    if start <= excerpt.start + IN_SIGHT or utf16_length(sentence) > MAX_LEAD:
        return ""
    return f"<b>{escaped(sentence)}</b>"


def _quoted(excerpt: Excerpt, *, folded: bool) -> str:
    """The excerpt word for word between the signs of its cuts, what answers in it bold; above it
    the header of its rows."""
    document, shown = excerpt.document, clipped(excerpt.text, MAX_EXCERPT)
    whole = shown == excerpt.text
    past = excerpt.end if whole else excerpt.start + len(shown) - 1
    start, end = excerpt.answer or (past, past)
    if end > past:
        start = end = past
    before, marked, after = map(escaped, as_read(document, excerpt.start, start, end, past))
    words = f"{before}<b>{marked}</b>{after}" if marked else before
    begins, ends = cut_signs(excerpt)
    words = f"{begins}{words}{ends if whole else '…'}"
    if header := clipped(header_of(excerpt), MAX_LEAD):
        words = f"{escaped(header)}\n{words}"
    return f"<blockquote{' expandable' if folded else ''}>{words}</blockquote>"


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
    return texts.citations.titled(clipped(citation.title, MAX_FIELD))


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
