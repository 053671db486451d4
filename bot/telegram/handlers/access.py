"""Who may ask and press, how fast, and in which language they are spoken to."""

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update

from bot.messages.texts import Texts
from bot.telegram.addressing import GROUPS, asker_of
from bot.telegram.admission import Decision
from bot.telegram.handlers.sending import reply_to, stop_spinner
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import plain
from bot.telegram.services import Services
from bot.telegram.transport.rate_limiter import TooBusy, besides_answers
from retrieval.errors import EngineError

Follow = Callable[[Services, CallbackQuery, Message | None, Texts], Awaitable[str | None]]
"""Does what a pressed button says; what to tell the person, if anything."""


def texts_of(services: Services, message: Message) -> Texts:
    """The sentences for whoever reads the replies to `message`."""
    return services.texts(message.chat, message.from_user)


async def admits(services: Services, message: Message, *, unasked: bool = False) -> bool:
    """Whether `message` may be answered now; if not, that is said once, kindly.

    `unasked`: it was not said to the bot, which then does not speak of it.
    """
    in_group = message.chat.type in GROUPS
    allowed = services.allows(message.chat, message.from_user)
    if not allowed and in_group and (unasked or not services.refused.due(message.chat_id)):
        return False
    texts = texts_of(services, message)
    if allowed and services.unanswered.was_let_in(message):
        return True
    decision = services.admission.admit(asker_of(message), message.chat_id, in_group)
    if unasked:
        return allowed and decision is Decision.ADMIT
    if decision is Decision.NOTICE:
        await reply_to(message, Reply(texts.chat.slow_down))
    elif decision is Decision.ADMIT and not allowed:
        await reply_to(message, Reply(_not_allowed(message, texts)))
    return allowed and decision is Decision.ADMIT


def _not_allowed(message: Message, texts: Texts) -> str:
    """That the bot is not open here, with the numbers that would open it."""
    own, sender = texts.chat, message.from_user
    lines = [own.not_allowed]
    # Behind those who write as a group or a channel stands nobody who could be let in.
    if sender and not message.sender_chat:
        lines.append(own.not_allowed_person.format(person=sender.id))
    if message.chat.type in GROUPS:
        lines.append(own.not_allowed_chat.format(chat=message.chat_id))
    return "\n".join(lines)


def is_own(query: CallbackQuery) -> bool:
    """Whether the message has a button like the one pressed: a client may send any data.

    Like it are those of the same answer, list or panel: the buttons change under a double press.
    """
    message = query.message if isinstance(query.message, Message) else None
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else ()
    shown = {_subject(str(button.callback_data)) for row in rows for button in row}
    return _subject(query.data or "") in shown


def _subject(data: str) -> str:
    """The token of the answer in callback data, else the action."""
    action, _, rest = data.partition(":")
    token, _, number = rest.partition(":")
    return token if number else f"{action}:"


async def follow_press(services: Services, update: Update, follow: Follow) -> None:
    """Do what the pressed button says, or say kindly why not; always stop its spinner."""
    query = update.callback_query
    if query is None:
        return
    message = query.message if isinstance(query.message, Message) else None
    texts = services.texts(message.chat if message else None, query.from_user)
    notice: str | None = texts.chat.failed
    try:
        with besides_answers():
            refused = _refusal(services, query, texts)
            notice = refused or await follow(services, query, message, texts)
    except TooBusy:
        notice = texts.chat.slow_down
    except EngineError as error:
        notice = services.excuse(error, texts)
    finally:
        await stop_spinner(query, notice)


def _refusal(services: Services, query: CallbackQuery, texts: Texts) -> str | None:
    """Why a press of a button is not followed, or None when it is."""
    chat = query.message.chat if query.message else None
    if not services.allows(chat, query.from_user):
        own = texts.chat
        return plain(f"{own.not_allowed}{own.not_allowed_person}".format(person=query.from_user.id))
    return None if services.admission.admit_aside(query.from_user.id) else texts.chat.slow_down


def nothing_yet(services: Services, message: Message) -> str:
    """What to say where the library has no document yet; "" where it has some."""
    if len(services.library.documents):
        return ""
    own, person = texts_of(services, message).chat, message.from_user
    adds = person is not None and person.id in services.settings.owners and services.is_folder
    return own.nothing_yet_owner if adds else own.nothing_yet
