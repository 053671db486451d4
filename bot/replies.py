"""Answers as Telegram messages: HTML within Telegram's limits, and the buttons under it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.texts import Texts
from retrieval import Answer, Citation, Excerpt

MAX_UNITS = MessageLimit.MAX_TEXT_LENGTH
MAX_ENTITIES = MessageLimit.MESSAGE_ENTITIES
# Of the 100 entities of a message, what one excerpt may spend on marking matched terms.
MAX_MARKS = 25
# Headings are shown whole up to here, so that no heading path pushes an excerpt out of a message.
MAX_HEADING = 60
MAX_FIELD = 200
FRAGMENT = 40


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


def utf16_length(text: str) -> int:
    """The length of `text` as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def answer_page(
    excerpts: Sequence[Excerpt],
    page: int,
    page_size: int,
    token: str,
    texts: Texts,
    missing: Sequence[str] = (),
) -> Reply:
    """One page of an answer, `page` from 0; `token` leads its buttons back to it.

    Promises a message that Telegram accepts: an excerpt that does not fit is left for later rather
    than cut.
    """
    pages = -(-len(excerpts) // page_size)
    first = page * page_size
    blocks = _fitting(
        [
            _excerpt_block(e, first + n + 1, texts)
            for n, e in enumerate(excerpts[first:][:page_size])
        ]
    )
    lines = [block.html for block in blocks]
    notes = []
    if missing:
        notes.append(texts.missing.format(terms=texts.joiner.join(missing)))
    if pages > 1:
        notes.append(texts.page.format(page=page + 1, pages=pages))
    if notes:
        lines.append(f"<i>{escape(' · '.join(notes)[:MAX_FIELD], quote=False)}</i>")
    keyboard = _keyboard(excerpts[first : first + len(blocks)], first, token, texts, page, pages)
    return Reply("\n\n".join(lines), keyboard)


def not_found(answer: Answer, texts: Texts, *, short: bool) -> Reply:
    """That nothing answers; unless `short`, what was missing and the topics that came nearest."""
    lines = [texts.not_found]
    if answer.missing and not short:
        lines.append(
            clipped(texts.missing.format(terms=texts.joiner.join(answer.missing)), MAX_FIELD)
        )
    if short or not answer.nearest:
        return Reply(escape(" ".join(lines), quote=False))
    topics = dict.fromkeys(_topic(excerpt.citation, texts) for excerpt in answer.nearest)
    lines += ["", texts.not_found_hint, *(f"· {topic}" for topic in topics)]
    return Reply(escape("\n".join(lines), quote=False))


def cited(excerpts: Sequence[Excerpt], texts: Texts) -> Reply:
    """The places where a cited passage stands."""
    blocks = _fitting([_excerpt_block(e, n, texts) for n, e in enumerate(excerpts, start=1)])
    return Reply("\n\n".join(block.html for block in blocks))


def context(
    excerpt: Excerpt, before: str, after: str, token: str, number: int, page: int, texts: Texts
) -> Reply:
    """An excerpt between its neighbouring paragraphs, each cut to a third of what is left."""
    block = _excerpt_block(excerpt, number + 1, texts)
    room = max(0, (MAX_UNITS - block.units - 20) // 3)
    parts = [
        escape(_clipped_front(before, room), quote=False),
        block.html,
        escape(clipped(after, room), quote=False),
    ]
    back = _button(texts.button_back, "p", token, page)
    return Reply(
        "\n\n".join(part for part in parts if part.strip()), InlineKeyboardMarkup([[back]])
    )


def copy_text(excerpt: Excerpt, texts: Texts) -> str:
    """The excerpt word for word and its citation, ready to paste."""
    return f"“{excerpt.text}”——{reference(excerpt.citation, texts)}"


def copy_block(excerpt: Excerpt, texts: Texts) -> Reply:
    """The same in a block that a tap copies, for what no button can hold."""
    text = clipped(copy_text(excerpt, texts), MAX_UNITS)
    return Reply(f"<pre>{escape(text, quote=False)}</pre>")


def reference(citation: Citation, texts: Texts) -> str:
    """The citation in one line: title, number, source, date, headings, paragraph, id."""
    parts = (
        texts.title.format(title=clipped(citation.title, MAX_FIELD)),
        citation.document_number and clipped(citation.document_number, MAX_HEADING),
        citation.source and clipped(citation.source, MAX_HEADING),
        citation.issued_on and str(citation.issued_on),
        _headings(citation),
        texts.place(citation),
        citation.id,
    )
    return ", ".join(part for part in parts if part)


def inline_message(excerpt: Excerpt, texts: Texts) -> str:
    """The HTML that an inline result sends: the excerpt and its full reference."""
    marked, _ = _marked(excerpt)
    source = escape(reference(excerpt.citation, texts), quote=False)
    return f"<blockquote expandable>{marked}</blockquote>\n——{source}"


def source_url(excerpt: Excerpt) -> str | None:
    """The page the document came from, scrolled to the excerpt, if the document names one."""
    url = excerpt.citation.url
    if not url or not url.startswith(("http://", "https://")):
        return None
    start = "".join(excerpt.text.split("\n")[0].split("\t")[0][:FRAGMENT])
    fragment = quote(start.strip(), safe="").replace("-", "%2D")
    return f"{url.partition('#')[0]}#:~:text={fragment}"


def _excerpt_block(excerpt: Excerpt, number: int, texts: Texts) -> _Block:
    citation = excerpt.citation
    title = f"{number} {texts.title.format(title=clipped(citation.title, MAX_FIELD))}"
    facts = (
        citation.issued_on and str(citation.issued_on),
        _headings(citation),
        texts.place(citation),
    )
    line = " · ".join(fact for fact in facts if fact)
    marked, marks = _marked(excerpt)
    html = (
        f"<b>{escape(title, quote=False)}</b>\n"
        f"{escape(line, quote=False)} · <code>{citation.id}</code>\n"
        f"<blockquote expandable>{marked}</blockquote>"
    )
    units = sum(map(utf16_length, (title, line, citation.id, excerpt.text))) + 8
    return _Block(html, units, marks + 3)


def _marked(excerpt: Excerpt) -> tuple[str, int]:
    """The excerpt escaped, its matched terms bold, and how many are."""
    text, at, parts = excerpt.document.text, excerpt.start, []
    highlights = excerpt.highlights[:MAX_MARKS]
    for start, end in highlights:
        parts += [
            escape(text[at:start], quote=False),
            "<b>",
            escape(text[start:end], quote=False),
            "</b>",
        ]
        at = end
    return "".join([*parts, escape(text[at : excerpt.end], quote=False)]), len(highlights)


def _fitting(blocks: list[_Block]) -> list[_Block]:
    """As many of `blocks` as one message holds, with room for a closing line; at least one."""
    units, entities = MAX_FIELD, 1
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
    source, copy = lead + texts.button_source, lead + texts.button_copy
    url, copied = source_url(excerpt), copy_text(excerpt, texts)
    copies = utf16_length(copied) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT
    return [
        _button(lead + texts.button_context, "c", token, number),
        InlineKeyboardButton(source, url=url) if url else _button(source, "s", token, number),
        InlineKeyboardButton(copy, copy_text=CopyTextButton(copied))
        if copies
        else _button(copy, "q", token, number),
    ]


def _button(text: str, action: str, token: str, number: int) -> InlineKeyboardButton:
    """A button that brings `action`, `token` and `number` back; see `bot.handlers.paging`."""
    return InlineKeyboardButton(text, callback_data=f"{action}:{token}:{number}")


def _headings(citation: Citation) -> str:
    return " › ".join(clipped(heading, MAX_HEADING) for heading in citation.section[-4:])


def _topic(citation: Citation, texts: Texts) -> str:
    title = texts.title.format(title=clipped(citation.title, MAX_FIELD))
    return f"{title} {_headings(citation)}".strip()


def clipped(text: str, units: int) -> str:
    """`text`, or its beginning with … where it is longer than `units` UTF-16 units."""
    if utf16_length(text) <= units:
        return text
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * max(units - 1, 0)]
    return head.decode("utf-16-le", "ignore") + "…"


def _clipped_front(text: str, units: int) -> str:
    return text if utf16_length(text) <= units else "…" + clipped(text[::-1], units)[-2::-1]
