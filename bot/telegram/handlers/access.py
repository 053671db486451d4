"""Who may ask, how fast, and in which language they are spoken to."""

from telegram import CallbackQuery, Message

from bot.messages.answers import Texts
from bot.telegram.addressing import GROUPS
from bot.telegram.admission import Verdict
from bot.telegram.handlers.sending import reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Desk


def texts_of(desk: Desk, message: Message) -> Texts:
    """The sentences for whoever reads the replies to `message`."""
    return desk.texts(message.chat, message.from_user)


def asker_of(message: Message) -> int:
    """Who asked: the person, or the group or channel that an anonymous person writes as."""
    sender = message.sender_chat or message.from_user
    return sender.id if sender else message.chat_id


async def admits(desk: Desk, message: Message, *, unasked: bool = False) -> bool:
    """Whether `message` may be answered now; if not, that is said once, kindly.

    `unasked`: it was not said to the bot, which then does not speak of it.
    """
    in_group = message.chat.type in GROUPS
    allowed = desk.allows(message.chat, message.from_user)
    if not allowed and in_group:
        return False
    texts = texts_of(desk, message)
    verdict = desk.admission.admit(asker_of(message), message.chat_id, in_group)
    if unasked:
        return allowed and verdict is Verdict.ADMIT
    if verdict is Verdict.NOTICE:
        await reply_to(message, Reply(texts.slow_down))
    elif verdict is Verdict.ADMIT and not allowed:
        await reply_to(message, Reply(texts.not_allowed))
    return allowed and verdict is Verdict.ADMIT


def refusal(desk: Desk, query: CallbackQuery, texts: Texts) -> str | None:
    """Why a press of a button is not followed, or None when it is."""
    chat = query.message.chat if query.message else None
    if not desk.allows(chat, query.from_user):
        return texts.not_allowed
    return None if desk.admission.admit_aside(query.from_user.id) else texts.slow_down
