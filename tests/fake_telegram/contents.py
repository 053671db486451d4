"""What people put into messages: text with the entities that Telegram finds, and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .detect import with_detected
from .entities import Entity, tidy, utf16_length
from .errors import ScriptError
from .wire import Json

if TYPE_CHECKING:
    from .chats import Chat
    from .messages import Message
    from .people import User
    from .world import World

__all__ = ["caption_content", "file_content", "reply_content", "text_content"]


def text_content(
    world: World,
    text: str,
    *,
    entities: Iterable[Entity] = (),
    mentions: Sequence[User] = (),
) -> Json:
    """Return the fields of a text message; `mentions` are found by first name in the text."""
    given = [*entities, *(_text_mention(text, user) for user in mentions)]
    plain, kept = tidy(text, given)
    json: Json = {"text": plain}
    if found := with_detected(plain, kept):
        json["entities"] = world.message_json(found)
    return json


def caption_content(world: World, caption: str) -> Json:
    """Return the fields of a caption, none for an empty one."""
    content = text_content(world, caption)
    renamed = {"text": "caption", "entities": "caption_entities"}
    return {renamed[name]: value for name, value in content.items()} if caption else {}


def _text_mention(text: str, user: User) -> Entity:
    before, found, _ = text.partition(user.first_name)
    if not found:
        raise ScriptError(f"{user.first_name!r} is not in the text that should mention them")
    return Entity(
        "text_mention", utf16_length(before), utf16_length(user.first_name), user_id=user.id
    )


def file_content(world: World, kind: str, name: str, content: bytes, mime_type: str) -> Json:
    """Return the field of a message that carries a file of `kind`."""
    file = world.files.add(f"{kind}s", name, content, mime_type)
    if kind == "photo":
        return {"photo": [{**file.to_json(), "width": 1280, "height": 720}]}
    shapes: dict[str, Json] = {
        "document": file.to_document(),
        "voice": {**file.to_json(), "duration": 3, "mime_type": mime_type},
        "sticker": {
            **file.to_json(),
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": name,
        },
    }
    return {kind: shapes[kind]}


def reply_content(chat: Chat, target: Message, quote: str | None) -> Json:
    """Return the fields that make a message a reply to `target`."""
    fields: Json = {}
    if target.chat is chat:
        fields["reply_to_message"] = target.as_reply_target()
    else:
        origin = {"type": "user", "sender_user": target.json.get("from")}
        origin["date"] = target.json["date"]
        external = {"origin": origin, "chat": target.json["chat"], "message_id": target.id}
        fields["external_reply"] = external
    if quote is not None:
        before, found, _ = target.text.partition(quote)
        if not found:
            raise ScriptError(f"{quote!r} is not in {target}")
        fields["quote"] = {"text": quote, "position": utf16_length(before), "is_manual": True}
    return fields
