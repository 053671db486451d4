"""The buttons under an answer: pages, context, source, copy, votes.

Callback data is `action:token:number`; the token leads to the stored page, which outlives a
restart, the number is a page or an excerpt, both from 0.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot.addressing import GROUPS
from bot.desk import Context, Desk
from bot.handlers.access import refusal
from bot.handlers.documents import send_source
from bot.handlers.sending import edit, reply_to
from bot.replies import answer_page, context, copy_block
from bot.store import Page
from bot.texts import Texts
from retrieval import Excerpt


@dataclass(frozen=True, slots=True)
class _Press:
    """One press of a button under an answer that is still good."""

    desk: Desk
    message: Message
    page: Page
    excerpts: list[Excerpt]
    number: int
    person: int
    texts: Texts


async def on_button(desk: Desk, update: Update, _: Context) -> None:
    """Do what the pressed button says, or say kindly why not; always stop its spinner."""
    query = update.callback_query
    if query is None:
        return
    message = query.message if isinstance(query.message, Message) else None
    texts = desk.texts(message.chat if message else None, query.from_user)
    action, token, number = _parse(query.data or "")
    notice = refusal(desk, query, texts)
    page = desk.store.page(token) if action else None
    excerpts = desk.excerpts(page) if page else None
    if notice is None and message and page and excerpts and number < len(excerpts):
        act, for_asker = _ACTIONS[action]
        if for_asker and message.chat.type in GROUPS and query.from_user.id != page.asker_id:
            notice = texts.only_asker
        else:
            person = query.from_user.id
            press = _Press(desk, message, page, excerpts, number, person, texts)
            notice = await act(press)
    elif notice is None:
        notice = texts.expired
    await _stop_spinner(query, notice)


def _parse(data: str) -> tuple[str, str, int]:
    """Action, token and number; an action of "" for what no button of ours holds."""
    action, _, rest = data.partition(":")
    token, _, number = rest.partition(":")
    known = action in _ACTIONS and number.isascii() and number.isdecimal()
    return (action, token, int(number)) if known else ("", "", 0)


async def _turn(press: _Press) -> None:
    size = press.desk.settings.page_size
    page = min(press.number, (len(press.excerpts) - 1) // size)
    reply = answer_page(press.excerpts, page, size, press.page.token, press.texts)
    await edit(press.message, reply)


async def _context(press: _Press) -> None:
    excerpt = press.excerpts[press.number]
    before, after = press.desk.library.neighbours(excerpt)
    page = press.number // press.desk.settings.page_size
    token = press.page.token
    reply = context(excerpt, before, after, token, press.number, page, press.texts)
    await edit(press.message, reply)


async def _source(press: _Press) -> str | None:
    document = press.excerpts[press.number].document
    sent = await send_source(press.desk, press.message, document)
    return None if sent else press.texts.source_gone


async def _copy(press: _Press) -> None:
    excerpt = press.excerpts[press.number]
    await reply_to(press.message, copy_block(excerpt, press.texts))


async def _praise(press: _Press) -> str:
    press.desk.store.vote(press.page.token, press.person, True)
    return press.texts.thanks_vote


async def _blame(press: _Press) -> str:
    press.desk.store.vote(press.page.token, press.person, False)
    return press.texts.thanks_vote


# What each button does, and whether it is the asker's alone: turning a page changes what all see.
_ACTIONS: dict[str, tuple[Callable[[_Press], Awaitable[str | None]], bool]] = {
    "p": (_turn, True),
    "c": (_context, True),
    "s": (_source, False),
    "q": (_copy, False),
    "u": (_praise, False),
    "d": (_blame, False),
}


async def _stop_spinner(query: CallbackQuery, notice: str | None) -> None:
    try:
        await query.answer(notice, show_alert=bool(notice and len(notice) > 20))
    except BadRequest as error:
        # Telegram forgets a press after a while; nobody is waiting any more.
        if "too old" not in error.message and "invalid" not in error.message:
            raise
