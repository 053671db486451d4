"""Who is spoken to, and what is asked: the trigger table, pure.

In private chats every text is a question. In groups the bot speaks when spoken to: `/ask`, a
mention, a reply to it. Bots, channels and automatic forwards are never answered.
"""

import re
from dataclasses import dataclass
from enum import Enum

from telegram import Message, MessageEntity
from telegram.constants import ChatID, ChatType

from bot.telegram.chatter import points
from retrieval import is_question

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
COMMAND, VERIFY, FIND = "/ask", "/verify", "/find"
# A character of a word that is not ASCII. Telegram sees no command and no mention where one touches
# it, and that is how Chinese is typed: /ask问题, @bot问题, 请问@bot 问题.
_WORD = r"[^\W\x00-\x7f]"
_LABEL = re.compile(r"^(?:提?问|问题)\s*[:：]\s*")
_MENTIONS = (MessageEntity.MENTION, MessageEntity.TEXT_MENTION)
# People who write as their group or as a channel arrive with these bots as senders.
_STAND_INS = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL)


class Hearing(Enum):
    """How a message reaches the bot, from the clearest to none at all."""

    CALLED = "by a command or a mention, or in private"
    REPLY = "as a reply to the bot in a group"
    OVERHEARD = "in a group that wants every question answered"


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


def asker_of(message: Message) -> int:
    """Who asked: the person, or the group or channel that an anonymous person writes as."""
    sender = message.sender_chat or message.from_user
    return sender.id if sender else message.chat_id


def question_in(message: Message, me: Me, *, answer_all: bool = False) -> str | None:
    """What `message` asks the bot; "" when it speaks to the bot but asks nothing; None otherwise.

    `answer_all`: in groups, a message that looks like a question counts as one.
    """
    if not is_person(message):
        return None
    command = _command(message)
    if command and not _is(COMMAND, message, me, command):
        return None
    text, called = _said(message, me, COMMAND)
    in_group = message.chat.type in GROUPS
    if called or (text and (not in_group or _replies_to(message, me))):
        return _meant(_unlabelled(text), message, me)
    if not answer_all or not in_group or _original(message) or _names(message):
        return None
    return text if is_question(text) else None


def _meant(asked: str, message: Message, me: Me) -> str:
    """`asked`, or what is quoted or replied to where it only points to what somebody else said."""
    only_points = points(asked) and not _replies_to(message, me)
    elsewhere = _quoted(message, me, COMMAND) if only_points or not asked else ""
    return elsewhere or asked


def _said(message: Message, me: Me, wanted: str) -> tuple[str, bool]:
    """What `message` says beside who it is for, and whether it calls the bot by `wanted` or name.

    Who else is named in a group is no part of it either.
    """
    command, own = _command(message), _mentions(message, me)
    others = [entity for entity in _names(message) if entity not in own]
    said = _without(message, [*([command] if command else []), *own, *others])
    text, unspaced = _unspaced(said, me, wanted)
    given = command is not None and _is(wanted, message, me, command)
    return text, given or bool(own) or unspaced


def _names(message: Message) -> list[MessageEntity]:
    """The entities that name somebody by @username, in a group."""
    entities = message.entities or message.caption_entities
    in_group = message.chat.type in GROUPS
    return [e for e in entities if in_group and e.type == MessageEntity.MENTION]


def _unlabelled(question: str) -> str:
    """`question` without the 问： that some put before it."""
    return _LABEL.sub("", question)


def hearing_of(message: Message, me: Me) -> Hearing:
    """How a `message` of which `question_in` makes a question reaches the bot."""
    if message.chat.type not in GROUPS:
        return Hearing.CALLED
    if _said(message, me, COMMAND)[1]:
        return Hearing.CALLED
    return Hearing.REPLY if _replies_to(message, me) else Hearing.OVERHEARD


def quotation_in(message: Message, me: Me) -> str | None:
    """What `message` has the bot verify; "" for nothing, None when it is no such command.

    The text behind `/verify`, else what is quoted of the message replied to, else all of that.
    """
    return _behind(VERIFY, message, me)


def words_in(message: Message, me: Me) -> str | None:
    """What `message` has the bot find every place of; as `quotation_in`, for `/find`."""
    return _behind(FIND, message, me)


def _behind(wanted: str, message: Message, me: Me) -> str | None:
    """What stands behind a command, else is quoted; None where it is not given."""
    if not is_person(message):
        return None
    if command := _command(message):
        text, given = _without(message, [command]), _is(wanted, message, me, command)
    else:
        text, unspaced = _unspaced(_without(message, []), me, wanted)
        given = unspaced and not text.lower().startswith(wanted)
    return (text or _quoted(message, me)) if given else None


def awaits_answer(message: Message, me: Me) -> bool:
    """Whether a person expects the bot to say something to `message`."""
    if message.chat.type not in GROUPS:
        return is_person(message)
    heard = (question_in, quotation_in, words_in)
    return _is_named(message, me) or any(each(message, me) is not None for each in heard)


def _is_named(message: Message, me: Me) -> bool:
    """Whether a person gives a command to this bot by name."""
    command = _command(message)
    told = _parsed(message, command).partition("@")[2] if command else ""
    return told == me.username.lower() and is_person(message)


def _command(message: Message) -> MessageEntity | None:
    """The command that the message begins with."""
    entities = message.entities or message.caption_entities
    commands = (e for e in entities if e.type == MessageEntity.BOT_COMMAND and not e.offset)
    return next(commands, None)


def _is(wanted: str, message: Message, me: Me, entity: MessageEntity) -> bool:
    """Whether `entity` is the command `wanted`, to this bot."""
    command, _, username = _parsed(message, entity).partition("@")
    return command == wanted and username in ("", me.username.lower())


def _parsed(message: Message, entity: MessageEntity) -> str:
    """The text of an entity of the text or the caption, in small letters."""
    parse = message.parse_entity if message.text else message.parse_caption_entity
    return parse(entity).lower()


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


def _unspaced(text: str, me: Me, command: str) -> tuple[str, bool]:
    """`text` without the command or mention that Telegram found none in, and whether it had one.

    Nor does it find any where / or @ is full-width, as a Chinese keyboard types them.
    """
    username = re.escape(me.username)
    name = f"[@＠]{username}"
    left, count = re.subn(
        rf"^[/／]{command[1:]}(?:{name})?(?={_WORD})"
        rf"|(?<={_WORD}){name}(?![A-Za-z0-9_])|(?<![A-Za-z0-9_./]){name}(?={_WORD})"
        rf"|(?<![A-Za-z0-9_./])＠{username}(?![A-Za-z0-9_])",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    return left.strip(), count > 0


def _quoted(message: Message, me: Me, command: str = "") -> str:
    """The part that the asker quoted, else the whole message replied to if it is another's.

    Of one that had called the bot by `command` too, what it asked.
    """
    if message.quote:
        return message.quote.text.strip()
    original = _original(message)
    if original is None or _wrote(original, me):
        return ""
    if command:
        return _unlabelled(_said(original, me, command)[0])
    return (original.text or original.caption or "").strip()


def _replies_to(message: Message, me: Me) -> bool:
    original = _original(message)
    return original is not None and _wrote(original, me)


def _original(message: Message) -> Message | None:
    """What `message` replies to: in a topic all "reply" to the note that opened the topic."""
    original = message.reply_to_message
    return None if original is None or original.forum_topic_created else original


def _wrote(message: Message, me: Me) -> bool:
    return message.from_user is not None and message.from_user.id == me.id
