"""What replies say about filters, and the button that takes them off. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages.texts import Texts
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import clipped, escaped
from retrieval import Answer, Filter

# `rendering.answers` leaves room for so much, and one entity, under the excerpts of a message.
MAX_UNDERSTOOD = 90


def filtered(
    reply: Reply,
    filters: Sequence[Filter],
    unfiltered: str | None,
    texts: Texts,
    followed: str | None = None,
) -> Reply:
    """`reply` with what was understood, and the button to the answer `unfiltered` if there is one.

    `followed` is the whole of a question that went on from another, which says its filters too. A
    page that is turned to knows the answer but not the question: it has the button alone.
    """
    said = texts.filters.understood(filters) if filters else ""
    if followed:
        said = texts.answers.followed.format(question=followed)
    note = f"\n\n<i>{escaped(clipped(said, MAX_UNDERSTOOD))}</i>" if said else ""
    rows = reply.keyboard.inline_keyboard if reply.keyboard else ()
    off = _off(unfiltered, texts)
    keyboard = InlineKeyboardMarkup([*rows, *off]) if rows or off else None
    return replace(reply, html=reply.html + note, keyboard=keyboard)


def nothing_left(answer: Answer, unfiltered: str | None, texts: Texts) -> Reply:
    """That nothing answers within the filters, and the button to the answer without them."""
    own = texts.filters
    said = clipped(own.understood(answer.filters), MAX_UNDERSTOOD)
    rows = _off(unfiltered, texts)
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return Reply(escaped(f"{own.nothing_left}\n{said}"), keyboard)


def _off(unfiltered: str | None, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """The row with the button; it opens the first page of a stored answer, as ◀ does."""
    if unfiltered is None:
        return []
    label = texts.filters.button_off
    return [[InlineKeyboardButton(label, callback_data=f"p:{unfiltered}:0")]]
