"""The buttons under an answer: pages, context, source, copy, votes.

Callback data is `action:token:number`; the token leads to the stored page, which outlives a
restart, the number is a page or an excerpt, both from 0.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from bot.messages.texts import Texts
from bot.telegram.addressing import GROUPS
from bot.telegram.handlers.access import follow_press, is_own
from bot.telegram.handlers.documents import bring_source
from bot.telegram.handlers.pictures import show_page
from bot.telegram.handlers.questions import exactly
from bot.telegram.handlers.sending import edit, reply_to
from bot.telegram.rendering.answers import answer_page, context, copy_block
from bot.telegram.rendering.filters import filtered
from bot.telegram.services import Context, Services
from bot.telegram.store import Page
from retrieval import Excerpt


@dataclass(frozen=True, slots=True)
class _Press:
    """One press of a button under an answer that is still good."""

    services: Services
    message: Message
    page: Page
    excerpts: list[Excerpt]
    number: int
    person: int
    texts: Texts


async def on_button(services: Services, update: Update, _: Context) -> None:
    """Do what the pressed button says, or say kindly why not; always stop its spinner."""
    await follow_press(services, update, _follow)


async def _follow(
    services: Services, query: CallbackQuery, message: Message | None, texts: Texts
) -> str | None:
    """Do what the button says; what to tell the person, if anything."""
    action, token, number = _parse(query.data or "")
    page = services.store.page(token) if action else None
    excerpts = await services.excerpts(page) if page else None
    if not message or not page or not excerpts or number >= len(excerpts):
        return texts.chat.expired
    if page.chat_id != message.chat_id or not is_own(query):
        return texts.chat.expired
    act, for_asker = _ACTIONS[action]
    # Whoever asks in the name of a group or a channel presses in their own.
    others = page.asker_id > 0 and query.from_user.id != page.asker_id
    if for_asker and others and message.chat.type in GROUPS:
        return texts.chat.only_asker
    return await act(_Press(services, message, page, excerpts, number, query.from_user.id, texts))


def _parse(data: str) -> tuple[str, str, int]:
    """Action, token and number; an action of "" for what no button of ours holds."""
    action, _, rest = data.partition(":")
    token, _, number = rest.partition(":")
    known = action in _ACTIONS and number.isascii() and number.isdecimal()
    return (action, token, int(number)) if known else ("", "", 0)


async def _turn(press: _Press) -> None:
    size = press.services.settings.page_size
    uncertain, token = press.page.uncertain, press.page.token
    reply = answer_page(press.excerpts, press.number, size, token, press.texts, uncertain=uncertain)
    reply = filtered(reply, (), press.page.unfiltered, press.texts)
    await edit(press.message, reply)


async def _exact(press: _Press) -> str | None:
    """Answer by the question's own words alone, as long as the question is remembered."""
    reply = await exactly(press.services, press.page, press.message, press.texts)
    if reply is None:
        return press.texts.answers.ask_again
    await edit(press.message, reply)
    return None


async def _context(press: _Press) -> None:
    place = _headed(press.excerpts[press.number])
    around = await press.services.read(lambda library: library.neighbours(place))
    size, token = press.services.settings.page_size, press.page.token
    reply = context(press.excerpts, press.number, around, size, token, press.texts)
    await edit(press.message, reply)


def _headed(excerpt: Excerpt) -> Excerpt:
    """With the heading that opens its paragraph, if only that stands before it in there.

    The citation names it already: what comes before is the paragraph above.
    """
    text = excerpt.document.text
    start = excerpt.document.paragraph(excerpt.citation.paragraph).start
    named = text[start : excerpt.start].strip("#* \t\u3000") in excerpt.citation.section[-1:]
    return excerpt._replace(start=start) if named else excerpt


async def _source(press: _Press) -> str | None:
    """The page that the words stand on, with a button for the file; else the file itself."""
    button = (press.page.token, press.number)
    excerpt = press.excerpts[press.number]
    if await show_page(press.services, press.message, excerpt, button, press.texts):
        return None
    return await _file(press)


async def _file(press: _Press) -> str | None:
    document = press.excerpts[press.number].document
    sent = await bring_source(press.services, press.message, document, press.texts)
    return None if sent else press.texts.chat.source_gone


async def _copy(press: _Press) -> None:
    excerpt = press.excerpts[press.number]
    await reply_to(press.message, copy_block(excerpt, press.texts))


async def _praise(press: _Press) -> str:
    press.services.store.vote(press.page.token, press.person, True)
    return press.texts.chat.thanks_vote


async def _blame(press: _Press) -> str:
    press.services.store.vote(press.page.token, press.person, False)
    return press.texts.chat.thanks_vote


# What each button does, and whether it is the asker's alone: turning a page changes what all see.
_ACTIONS: dict[str, tuple[Callable[[_Press], Awaitable[str | None]], bool]] = {
    "p": (_turn, True),
    "e": (_exact, True),
    "c": (_context, True),
    "s": (_source, False),
    "f": (_file, False),
    "q": (_copy, False),
    "u": (_praise, False),
    "d": (_blame, False),
}
