"""Messages, as everybody in the chat sees them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .entities import Entity
from .errors import ScriptError
from .tags import to_html
from .wire import Json

if TYPE_CHECKING:
    from .bots import Bot
    from .chats import Chat

__all__ = ["Button", "Message", "entities_from"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; only the field of what it does is filled."""

    label: str
    data: str | None = None
    url: str | None = None
    copies: str | None = None
    json: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, json: Json) -> Button:
        """Return the button of an InlineKeyboardButton object."""
        copies = (json.get("copy_text") or {}).get("text")
        return cls(json["text"], json.get("callback_data"), json.get("url"), copies, json)


class Message:
    """A message and its fate: `text` and the like follow edits, `versions` keeps them all.

    `order` grows with everything that happens on the whole server. `seen` and `returned` are
    how far the script has followed: the versions and the message it was given.
    """

    def __init__(self, chat: Chat, json: Json, order: int, bot: Bot | None) -> None:
        self.chat = chat
        self.bot = bot
        self.order = order
        self.versions = [json]
        self.seen = 1
        self.returned = False
        self.deleted = False
        self.reactions: list[str] = []
        self.inline_message_id: str | None = None
        self.sent_to: dict[int, int] = {}

    def __repr__(self) -> str:
        gone = " deleted" if self.deleted else ""
        return f"<Message {self.id} in {self.chat.title!r}{gone}: {self.text[:60]!r}>"

    @property
    def json(self) -> Json:
        """The Message object as it is now."""
        return self.versions[-1]

    @property
    def id(self) -> int:
        """The id of the message in its chat."""
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file, or nothing."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def entities(self) -> list[Entity]:
        """The entities of `text`."""
        return entities_from(self.json.get("entities") or self.json.get("caption_entities") or [])

    @property
    def html(self) -> str:
        """The text as Telegram HTML: every `<` in it that is no tag is escaped."""
        return to_html(self.text, self.entities)

    @property
    def rows(self) -> list[list[Button]]:
        """The buttons under the message, by rows."""
        keyboard = (self.json.get("reply_markup") or {}).get("inline_keyboard", [])
        return [[Button.read(button) for button in row] for row in keyboard]

    @property
    def buttons(self) -> list[Button]:
        """The buttons under the message, in reading order."""
        return [button for row in self.rows for button in row]

    def button(self, label: str) -> Button:
        """Return the button labelled `label`, or the only one whose label contains it."""
        exact = [button for button in self.buttons if button.label == label]
        found = exact or [button for button in self.buttons if label in button.label]
        if len(found) != 1:
            labels = [button.label for button in self.buttons]
            raise ScriptError(f"{len(found)} buttons are like {label!r}; there are {labels}")
        return found[0]

    @property
    def document(self) -> Json | None:
        """The Document object, if the message carries a file."""
        return self.json.get("document")

    @property
    def reply_to(self) -> int | None:
        """The id of the message that this one answers."""
        target = self.json.get("reply_to_message") or {}
        return None if "forum_topic_created" in target else target.get("message_id")

    @property
    def thread(self) -> int | None:
        """The id of the forum topic, None in the General topic and outside forums."""
        return self.json.get("message_thread_id") if self.json.get("is_topic_message") else None

    @property
    def edited(self) -> bool:
        """Whether the message was edited."""
        return "edit_date" in self.json

    @property
    def is_service(self) -> bool:
        """Whether this is a note of Telegram's about the chat itself."""
        return bool(self.json.keys() & SERVICE_FIELDS)

    def as_reply_target(self) -> Json:
        """Return the object that stands in `reply_to_message` of an answer."""
        return {name: value for name, value in self.json.items() if name != "reply_to_message"}


SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "group_chat_created",
        "supergroup_chat_created",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "new_chat_title",
        "pinned_message",
    }
)


def entities_from(objects: list[Json]) -> list[Entity]:
    """Return the entities of MessageEntity objects."""
    return [
        Entity(
            one["type"],
            int(one["offset"]),
            int(one["length"]),
            one.get("url"),
            (one.get("user") or {}).get("id"),
            one.get("language"),
            one.get("custom_emoji_id"),
        )
        for one in objects
    ]
