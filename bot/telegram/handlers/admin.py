"""The chat's settings, joining and leaving groups, migration; and the owners' commands to let in
people and groups, and to read the documents again."""

from dataclasses import replace

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatID

from bot.messages.texts import LANGUAGES, Texts, as_language, texts_in
from bot.telegram.addressing import GROUPS, asker_of
from bot.telegram.handlers.access import admits, follow_press, is_own, texts_of
from bot.telegram.handlers.sending import edit, reply_to, typing
from bot.telegram.handlers.welcome import is_owners
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import clipped, escaped
from bot.telegram.services import Context, Services
from bot.telegram.store import ChatSettings
from retrieval.errors import EngineError, LibraryError, StorageError

ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
PRESENT = (*ADMINS, ChatMember.MEMBER, ChatMember.RESTRICTED)
# UTF-16 units of the report on a refresh, which names every file that was skipped.
MAX_REPORT = 1000
CHOICES = (None, *LANGUAGES)
# Ids of Telegram's have at most 52 significant bits.
MAX_ID = 1 << 52
LISTED = 50


async def on_settings(services: Services, update: Update, _: Context) -> None:
    """Show the chat's settings with buttons to change them; in groups to administrators only."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    texts = texts_of(services, message)
    speaker = message.sender_chat
    if speaker:
        allowed = speaker.id == message.chat_id
    else:
        allowed = await _may_change(message.chat, asker_of(message))
    if allowed:
        await reply_to(message, _panel(services.store.chat(message.chat_id), message.chat, texts))
    else:
        await reply_to(message, Reply(texts.chat.settings_admins_only))


async def on_change(services: Services, update: Update, _: Context) -> None:
    """Change one setting; callback data is `t:` and the name of the setting."""
    await follow_press(services, update, _follow)


async def _follow(
    services: Services, query: CallbackQuery, message: Message | None, texts: Texts
) -> str | None:
    """Change what the button says and show it; what to tell the person, if anything."""
    if message is None or not is_own(query):
        return texts.chat.expired
    chat = message.chat
    if not await _may_change(chat, query.from_user.id):
        return texts.chat.settings_admins_only
    notice = await _change(services, chat, (query.data or "").partition(":")[2], texts)
    texts = services.texts(chat, query.from_user)
    await edit(message, _panel(services.store.chat(chat.id), chat, texts))
    return notice


async def _may_change(chat: Chat, person: int) -> bool:
    """In private everybody, in groups their administrators, anonymous ones included."""
    if chat.type not in GROUPS or person == ChatID.ANONYMOUS_ADMIN:
        return True
    return (await chat.get_member(person)).status in ADMINS


async def _change(services: Services, chat: Chat, name: str, texts: Texts) -> str | None:
    settings = services.store.chat(chat.id)
    if name == "language":
        at = (CHOICES.index(as_language(settings.language)) + 1) % len(CHOICES)
        settings = replace(settings, language=CHOICES[at])
    elif name == "quiet":
        settings = replace(settings, quiet=not settings.quiet)
    elif name != "all" or chat.type not in GROUPS:
        return texts.chat.expired
    elif settings.answer_all or await _sees_all(services, chat):
        settings = replace(settings, answer_all=not settings.answer_all)
    else:
        return texts.chat.settings_answer_all_refused
    services.store.save_chat(chat.id, settings)
    return None


async def _sees_all(services: Services, chat: Chat) -> bool:
    """Whether ordinary messages of the group reach the bot."""
    return services.me.reads_groups or (await chat.get_member(services.me.id)).status in ADMINS


def _panel(settings: ChatSettings, chat: Chat, texts: Texts) -> Reply:
    own, chosen = texts.chat, as_language(settings.language)
    language = texts_in(chosen).chat.language_name if chosen else own.language_auto
    rows = [("language", own.settings_language.format(value=language))]
    if chat.type in GROUPS:
        state = {True: own.on, False: own.off}
        rows.append(("quiet", own.settings_quiet.format(value=state[settings.quiet])))
        rows.append(("all", own.settings_answer_all.format(value=state[settings.answer_all])))
    buttons = [[InlineKeyboardButton(label, callback_data=f"t:{name}")] for name, label in rows]
    return Reply(own.settings_heading, InlineKeyboardMarkup(buttons))


async def on_membership(services: Services, update: Update, context: Context) -> None:
    """When added to a group, say once how to ask, and what privacy mode keeps from the bot."""
    change = update.my_chat_member
    if change is None or change.chat.type not in GROUPS:
        return
    joined = change.old_chat_member.status not in PRESENT
    settings = services.store.chat(change.chat.id)
    if not joined or change.new_chat_member.status not in PRESENT or settings.greeted:
        return
    if not services.allows(change.chat, change.from_user):
        return
    services.store.save_chat(change.chat.id, replace(settings, greeted=True))
    texts = services.texts(change.chat, change.from_user)
    sees = services.me.reads_groups or change.new_chat_member.status in ADMINS
    text = texts.chat.joined if sees else texts.chat.joined_private_mode
    html = text.format(username=services.me.username)
    await context.bot.send_message(change.chat.id, html, parse_mode="HTML")


async def on_migrated(services: Services, update: Update, _: Context) -> None:
    """A group became a supergroup: its settings and answers move to the new id."""
    message = update.message
    if message and message.migrate_to_chat_id:
        services.store.move_chat(message.chat_id, message.migrate_to_chat_id)


async def on_refresh(services: Services, update: Update, context: Context) -> None:
    """The owners' command: read the documents again. To others it is a command like any unknown."""
    message = update.message
    if message is None or not await is_owners(services, update, context):
        return
    texts = texts_of(services, message)
    try:
        async with typing(message):
            await services.refresh()
            # A cluster that is away, or has lost its indices, is known by a question alone.
            for example in await services.examples(1):
                await services.ask(example, limit=1)
    except (EngineError, LibraryError, StorageError) as error:
        await reply_to(message, Reply(escaped(texts.error(error))))
        return
    library = services.library
    lines = [texts.chat.refreshed.format(documents=len(library.documents))]
    lines += [texts.error(library.trouble, library.newer)] if library.trouble else []
    lines += [texts.error(skipped) for skipped in (*library.skipped, *library.damaged)]
    await reply_to(message, Reply(escaped(clipped("\n".join(lines), MAX_REPORT))))


async def on_allow(services: Services, update: Update, context: Context) -> None:
    """Let in whom the command names, and list those let in; to others it is unknown."""
    await _allow(services, update, context, allow=True)


async def on_disallow(services: Services, update: Update, context: Context) -> None:
    """Take back what /allow did."""
    await _allow(services, update, context, allow=False)


async def _allow(services: Services, update: Update, context: Context, *, allow: bool) -> None:
    message = update.message
    if message is None or not await is_owners(services, update, context):
        return
    own, store = texts_of(services, message).chat, services.store
    named = _named(message, context.args or [])
    if not named:
        lines = [own.allow_usage]
    elif allow:
        store.allow(named)
        lines = []
    else:
        lines = [own.disallowed if named & store.allowed() else own.disallowed_none]
        store.disallow(named)
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
