"""Who may ask, how fast, and in which language they are spoken to."""

from telegram import CallbackQuery, Message

from bot.messages.texts import Texts
from bot.telegram.addressing import GROUPS
from bot.telegram.admission import Decision
from bot.telegram.handlers.sending import reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Services


def texts_of(services: Services, message: Message) -> Texts:
    """The sentences for whoever reads the replies to `message`."""
    return services.texts(message.chat, message.from_user)


def asker_of(message: Message) -> int:
    """Who asked: the person, or the group or channel that an anonymous person writes as."""
    sender = message.sender_chat or message.from_user
    return sender.id if sender else message.chat_id


async def admits(services: Services, message: Message, *, unasked: bool = False) -> bool:
    """Whether `message` may be answered now; if not, that is said once, kindly.

    `unasked`: it was not said to the bot, which then does not speak of it.
    """
    in_group = message.chat.type in GROUPS
    allowed = services.allows(message.chat, message.from_user)
    if not allowed and in_group:
        return False
    texts = texts_of(services, message)
    decision = services.admission.admit(asker_of(message), message.chat_id, in_group)
    if unasked:
        return allowed and decision is Decision.ADMIT
    if decision is Decision.NOTICE:
        await reply_to(message, Reply(texts.chat.slow_down))
    elif decision is Decision.ADMIT and not allowed:
        await reply_to(message, Reply(texts.chat.not_allowed))
    return allowed and decision is Decision.ADMIT


def refusal(services: Services, query: CallbackQuery, texts: Texts) -> str | None:
    """Why a press of a button is not followed, or None when it is."""
    chat = query.message.chat if query.message else None
    if not services.allows(chat, query.from_user):
        return texts.chat.not_allowed
    return None if services.admission.admit_aside(query.from_user.id) else texts.chat.slow_down
