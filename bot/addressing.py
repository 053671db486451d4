"""Who is spoken to, and what is asked: the trigger table, pure.

In private chats every text is a question. In groups the bot speaks when spoken to: `/ask`, a
mention, a reply to it. Bots, channels and automatic forwards are never answered.
"""

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import ChatID, ChatType

from retrieval import is_question

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
COMMAND = "/ask"
# Telegram sees no command where a Chinese character follows at once: /ask问题.
_UNSPACED_COMMAND = re.compile(rf"^{COMMAND}(?:@\w+)?\s*(?![A-Za-z])", re.ASCII)
_MENTIONS = (MessageEntity.MENTION, MessageEntity.TEXT_MENTION)
# People who write as their group or as a channel arrive with these bots as senders.
_STAND_INS = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself. `reads_groups`: privacy mode is off, so it sees all messages of groups."""

    id: int
    username: str
    reads_groups: bool


def is_person(message: Message) -> bool:
    """Whether a person wrote `message`, as themselves, as their group or as a channel of theirs."""
    if message.is_automatic_forward or message.via_bot or message.chat.type == ChatType.CHANNEL:
        return False
    sender = message.from_user
    return sender is not None and (not sender.is_bot or sender.id in _STAND_INS)


def question_in(message: Message, me: Me, *, answer_all: bool = False) -> str | None:
    """What `message` asks the bot; "" when it speaks to the bot but asks nothing; None otherwise.

    `answer_all`: in groups, a message that looks like a question counts as one.
    """
    if not is_person(message):
        return None
    if command := _command(message):
        return _after_command(message, me, command)
    text = (message.text or message.caption or "").strip()
    if message.chat.type not in GROUPS:
        return _UNSPACED_COMMAND.sub("", text) or None
    mentions = _mentions(message, me)
    if mentions:
        return _without(message, mentions) or _quoted(message)
    if _replies_to(message, me):
        return text or None
    loud = answer_all and not message.reply_to_message and is_question(text)
    return text if loud else None


def _command(message: Message) -> MessageEntity | None:
    """The command that the message begins with."""
    entities = message.entities or message.caption_entities
    first = entities[0] if entities else None
    return first if first and first.type == MessageEntity.BOT_COMMAND and not first.offset else None


def _after_command(message: Message, me: Me, entity: MessageEntity) -> str | None:
    parse = message.parse_entity if message.text else message.parse_caption_entity
    command, _, username = parse(entity).lower().partition("@")
    if command != COMMAND or username not in ("", me.username.lower()):
        return None
    return _without(message, [entity, *_mentions(message, me)]) or _quoted(message)


def _mentions(message: Message, me: Me) -> list[MessageEntity]:
    """The entities that mention the bot, by name or, for bots without one in reach, by id."""
    if message.text:
        found = message.parse_entities(list(_MENTIONS))
    else:
        found = message.parse_caption_entities(list(_MENTIONS))
    return [
        entity
        for entity, text in found.items()
        if text.lower() == f"@{me.username.lower()}" or (entity.user and entity.user.id == me.id)
    ]


def _without(message: Message, entities: list[MessageEntity]) -> str:
    """The text with `entities` cut out; their offsets count UTF-16 units."""
    units = (message.text or message.caption or "").encode("utf-16-le")
    for entity in sorted(entities, key=lambda entity: -entity.offset):
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        units = units[:start] + " ".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "replace").strip()


def _quoted(message: Message) -> str:
    """The part that the asker quoted, else the whole message replied to."""
    if message.quote:
        return message.quote.text.strip()
    original = message.reply_to_message
    return ((original.text or original.caption or "") if original else "").strip()


def _replies_to(message: Message, me: Me) -> bool:
    """In a topic every message "replies" to the service message that opened the topic."""
    original = message.reply_to_message
    if original is None or original.from_user is None or original.forum_topic_created:
        return False
    return original.from_user.id == me.id
