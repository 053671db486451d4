"""Sending messages, files, actions and reactions."""

from __future__ import annotations

from fake_telegram.access import check_may_write, find_chat, find_message, writable_chat
from fake_telegram.chats import Chat, Group
from fake_telegram.contents import file_content, reply_content
from fake_telegram.errors import ApiError
from fake_telegram.files import MAX_PHOTO, MAX_UPLOAD, StoredFile
from fake_telegram.formatting import read_caption, read_text
from fake_telegram.keyboards import read_reply_markup
from fake_telegram.messages import Message
from fake_telegram.reactions import REACTIONS
from fake_telegram.wire import Json, Upload

from .ask import Ask, Method

__all__ = ["METHODS"]

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note".split()
)
# How pictures begin that Telegram takes: PNG and JPEG.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


async def send_message(ask: Ask) -> Json:
    """Send a text."""
    chat = writable_chat(ask.world, ask.bot, ask.params)
    return _send(ask, chat, read_text(ask.world, ask.params))


async def send_document(ask: Ask) -> Json:
    """Send a file, uploaded with the call or known by its id."""
    chat = writable_chat(ask.world, ask.bot, ask.params, "can_send_documents")
    caption = read_caption(ask.world, ask.params)
    return _send(ask, chat, {"document": _document(ask).to_document(), **caption})


async def send_photo(ask: Ask) -> Json:
    """Send a picture, uploaded with the call."""
    chat = writable_chat(ask.world, ask.bot, ask.params, "can_send_photos")
    caption = read_caption(ask.world, ask.params)
    upload = _upload(ask, "photo")
    if upload is None or not upload.content.startswith(_PICTURES):
        raise ApiError.bad_request("IMAGE_PROCESS_FAILED")
    if len(upload.content) > MAX_PHOTO:
        raise ApiError(413, "Request Entity Too Large")
    photo = file_content(ask.world, "photo", upload.name, upload.content, upload.mime_type)
    return _send(ask, chat, {**photo, **caption})


def _send(ask: Ask, chat: Chat, content: Json) -> Json:
    if keyboard := read_reply_markup(ask.params):
        content["reply_markup"] = keyboard
    if preview := ask.params.object("link_preview_options"):
        content["link_preview_options"] = preview
    target = _reply_target(ask, chat)
    thread = _thread(ask, chat, target)
    if target:
        quote = ask.params.object("reply_parameters").get("quote")
        if quote is not None and quote not in target.text:
            raise ApiError.bad_request("QUOTE_TEXT_INVALID")
        content |= reply_content(chat, target, quote)
    ask.count(chat)
    return ask.world.post(chat, ask.author_in(chat), content, thread=thread).json


def _reply_target(ask: Ask, chat: Chat) -> Message | None:
    reply = ask.params.object("reply_parameters")
    message_id = int(reply.get("message_id") or ask.params.integer("reply_to_message_id"))
    if not message_id:
        return None
    elsewhere = reply.get("chat_id") not in (None, chat.id, f"@{chat.username}")
    source = ask.world.chats.get(reply["chat_id"]) if elsewhere else chat
    target = source.messages.get(message_id) if source else None
    lenient = reply.get("allow_sending_without_reply")
    if target is None and not lenient and not ask.params.flag("allow_sending_without_reply"):
        raise ApiError.bad_request("message to be replied not found")
    return target


def _thread(ask: Ask, chat: Chat, target: Message | None) -> int | None:
    """Return the topic to write in: the one asked for, or else that of the message replied to."""
    thread = ask.params.integer("message_thread_id")
    if not isinstance(chat, Group) or not chat.is_forum:
        if thread:
            raise ApiError.bad_request("message thread not found")
        return None
    if not thread and target and target.chat is chat:
        thread = target.thread or 0
    if thread and thread not in chat.topics:
        raise ApiError.bad_request("message thread not found")
    topic = chat.topics.get(thread, chat.general)
    member = chat.member(ask.bot)
    if topic.closed and not (member.powerful and member.may("can_manage_topics", frozenset())):
        raise ApiError.bad_request("TOPIC_CLOSED")
    return topic.id


def _document(ask: Ask) -> StoredFile:
    upload = _upload(ask, "document")
    if upload is None:
        if not ask.params.text("document"):
            raise ApiError.bad_request("there is no document in the request")
        return ask.world.files.get(ask.params.text("document"))
    if not upload.content:
        raise ApiError.bad_request("file must be non-empty")
    if len(upload.content) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    return ask.world.files.add("documents", upload.name, upload.content, upload.mime_type)


def _upload(ask: Ask, name: str) -> Upload | None:
    attached = ask.params.text(name).removeprefix("attach://")
    return ask.params.files.get(name) or ask.params.files.get(attached)


async def send_chat_action(ask: Ask) -> bool:
    """Show that the bot is at work."""
    chat = writable_chat(ask.world, ask.bot, ask.params)
    if ask.params.text("action") not in _ACTIONS:
        raise ApiError.bad_request("wrong parameter action in request")
    _thread(ask, chat, None)
    return True


async def set_message_reaction(ask: Ask) -> bool:
    """Set the bot's one reaction to a message."""
    chat = find_chat(ask.world, ask.bot, ask.params)
    check_may_write(chat, ask.bot, "can_send_messages")
    message = find_message(chat, ask.params, "react")
    emoji = [one.get("emoji") for one in ask.params.array("reaction")]
    if len(emoji) > 1:
        raise ApiError.bad_request("REACTIONS_TOO_MANY")
    if any(one not in REACTIONS for one in emoji):
        raise ApiError.bad_request("REACTION_INVALID")
    message.reactions = emoji
    ask.world.signal.notify(chat, ask.world)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
