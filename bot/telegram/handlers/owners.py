"""/allow and /disallow: the owners let people and groups in without a restart."""

from telegram import Message, Update

from bot.telegram.addressing import GROUPS
from bot.telegram.handlers.access import texts_of
from bot.telegram.handlers.sending import reply_to
from bot.telegram.handlers.welcome import on_unknown
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Context, Services

# Ids of Telegram's have at most 52 significant bits.
MAX_ID = 1 << 52
LISTED = 50


async def on_allow(services: Services, update: Update, context: Context) -> None:
    """Let in whom the command names, and list those let in; to others it is unknown."""
    await _change(services, update, context, allow=True)


async def on_disallow(services: Services, update: Update, context: Context) -> None:
    """Take back what /allow did."""
    await _change(services, update, context, allow=False)


async def _change(services: Services, update: Update, context: Context, *, allow: bool) -> None:
    message = update.message
    if message is None or not message.from_user:
        return
    if message.from_user.id not in services.settings.owners:
        if message.chat.type not in GROUPS:
            await on_unknown(services, update, context)
        return
    own, store = texts_of(services, message).chat, services.store
    named = _named(message, context.args or [])
    if not named:
        lines = [own.allow_usage]
    elif allow:
        store.allow(named)
        lines = []
    else:
        store.disallow(named)
        lines = [own.disallowed]
    ids = ", ".join(f"<code>{number}</code>" for number in sorted(store.allowed())[:LISTED])
    lines.append(own.allowed.format(ids=ids or own.allowed_none))
    if not services.settings.users and not services.settings.chats:
        lines.append(own.open_to_all)
    await reply_to(message, Reply("\n".join(lines)))


def _named(message: Message, words: list[str]) -> set[int]:
    """Whom the command means: those it names, who is replied to, else the group."""
    if words:
        numbers = [word.strip(",，、;") for word in words]
        if not all(number.removeprefix("-").isdecimal() for number in numbers):
            return set()
        return {int(number) for number in numbers if 0 < abs(int(number)) < MAX_ID}
    replied = message.reply_to_message
    if replied and not replied.forum_topic_created:
        sender = replied.from_user
        return {sender.id} if sender and not sender.is_bot else set()
    return {message.chat_id} if message.chat.type in GROUPS else set()
