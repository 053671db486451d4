"""People, whose verbs make the script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .chats import ANONYMOUS_ADMIN, CHANNEL_BOT, Channel, Chat, PrivateChat, Topic
from .contents import caption_content, file_content, reply_content, text_content
from .entities import Entity
from .errors import ScriptError
from .inline import InlineAnswer, InlineQuery, InlineResult, Press
from .members import Member
from .messages import Message
from .waiting import PATIENCE
from .wire import Json
from .world import Author, World

if TYPE_CHECKING:
    from .bots import Bot

__all__ = ["User"]

Place: TypeAlias = "Chat | Topic | Bot | None"


class User:
    """A person. Where it says `in_`: a bot stands for the private chat with it (and that of
    the only bot is meant when nothing is said), a forum for its General topic."""

    def __init__(self, world: World, user_id: int, first_name: str) -> None:
        self.world = world
        self.id = user_id
        self.first_name = first_name
        self.last_name: str | None = None
        self.username: str | None = None
        self.language_code: str | None = None

    def __repr__(self) -> str:
        return f"<User {self.first_name!r} {self.id}>"

    def to_json(self) -> Json:
        """Return the User object."""
        json: Json = {"id": self.id, "is_bot": False}
        names = ("first_name", "last_name", "username", "language_code")
        return json | {name: value for name in names if (value := getattr(self, name))}

    async def says(
        self,
        text: str,
        *,
        in_: Place = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        mentions: Sequence[User] = (),
        entities: Iterable[Entity] = (),
        anonymously: bool = False,
        as_: Channel | None = None,
    ) -> Message:
        """Write `text`; commands, mentions and links in it become entities.

        `mentions` are people without a username, named in the text by their first name.
        `anonymously` is for administrators of groups, `as_` for owners of a channel.
        """
        content = text_content(self.world, text, entities=entities, mentions=mentions)
        return self._post(in_, content, reply_to, quote, self._author(anonymously, as_, in_))

    async def says_richly(
        self, *blocks: Json, in_: Place = None, reply_to: Message | None = None
    ) -> Message:
        """Write a rich message of these blocks, each a RichBlock object: it has no text."""
        content: Json = {"rich_message": {"blocks": list(blocks)}}
        return self._post(in_, content, reply_to)

    async def starts(self, bot: Bot | None = None, payload: str = "") -> Message:
        """Press Start in the private chat with `bot`, or open its link with a `payload`."""
        if not _PAYLOAD.fullmatch(payload):
            raise ScriptError(f"no link of Telegram's can carry {payload!r}")
        return await self.says(f"/start {payload}".strip(), in_=bot)

    async def edits(self, message: Message, text: str) -> Message:
        """Change the text of one's own message."""
        if (message.json.get("from") or {}).get("id") != self.id:
            raise ScriptError(f"{self} cannot edit {message}, which somebody else wrote")
        content = text_content(self.world, text)
        self.world.edit(message, {"entities": None, **content})
        return message

    async def sends(
        self,
        kind: str,
        *,
        in_: Place = None,
        name: str = "file",
        content: bytes = b"content",
        mime_type: str = "application/octet-stream",
        caption: str = "",
        reply_to: Message | None = None,
    ) -> Message:
        """Send a `document`, `photo`, `voice` or `sticker` (its `name` is the emoji)."""
        json = file_content(self.world, kind, name, content, mime_type)
        json |= caption_content(self.world, caption)
        return self._post(in_, json, reply_to)

    async def sends_album(self, *captions: str, in_: Place = None) -> list[Message]:
        """Send pictures that belong together, one for each caption; they come as messages."""
        album = {"media_group_id": str(self.world.number())}
        return [
            self._post(
                in_,
                file_content(self.world, "photo", "file", b"content", "image/jpeg")
                | caption_content(self.world, caption)
                | album,
            )
            for caption in captions
        ]

    async def sends_files(
        self, files: Mapping[str, bytes], *, caption: str = "", in_: Place = None
    ) -> list[Message]:
        """Send files that belong together by their names, with a caption under the last."""
        album = {"media_group_id": str(self.world.number())}
        captions = [""] * (len(files) - 1) + [caption]
        return [
            self._post(
                in_,
                file_content(self.world, "document", name, content, "application/octet-stream")
                | caption_content(self.world, said)
                | album,
            )
            for (name, content), said in zip(files.items(), captions, strict=True)
        ]

    async def sends_contact(self, phone_number: str, *, in_: Place = None) -> Message:
        """Send one's own contact."""
        contact = {"phone_number": phone_number, "first_name": self.first_name}
        return self._post(in_, {"contact": {**contact, "user_id": self.id}})

    async def forwards(self, message: Message, *, to: Place = None) -> Message:
        """Send a copy of `message` that says where it is from."""
        source = message.json
        origin: Json = {"type": "user", "sender_user": source.get("from"), "date": source["date"]}
        if message.chat.type == "channel":
            origin = {"type": "channel", "chat": source["chat"], "date": source["date"]}
            origin["message_id"] = message.id
        kept = {name: source[name] for name in _FORWARDED if name in source}
        return self._post(to, {**kept, "forward_origin": origin})

    async def presses(self, message: Message, label: str) -> Press:
        """Press the button labelled `label` (or the only one whose label contains it)."""
        button = message.button(label)
        if button.data is None:
            raise ScriptError(f"{button} calls nobody back")
        return await self.forges_press(message, button.data)

    async def forges_press(self, message: Message, data: str) -> Press:
        """Send `data` as if `message` had such a button, as a changed client can."""
        bot = message.bot or self.world.bots[message.json["via_bot"]["id"]]
        press = Press(str(self.world.number() + 10**15), bot, self.world)
        self.world.presses[press.id] = press
        json: Json = {"id": press.id, "from": self.to_json(), "data": data}
        json["chat_instance"] = str(hash(message.chat.id))
        if message.inline_message_id:
            json["inline_message_id"] = message.inline_message_id
        else:
            json["message"] = message.json
        press.update_id = bot.updates.push("callback_query", json)
        return press

    async def asks_inline(
        self,
        query: str,
        *,
        bot: Bot | None = None,
        offset: str = "",
        chat_type: str = "supergroup",
        timeout: float = PATIENCE,
    ) -> InlineAnswer:
        """Type `@bot query` somewhere and wait for the answer."""
        asked = await self.types_inline(query, bot=bot, offset=offset, chat_type=chat_type)
        return await asked.answered(timeout)

    async def types_inline(
        self, query: str, *, bot: Bot | None = None, offset: str = "", chat_type: str = "supergroup"
    ) -> InlineQuery:
        """Type `@bot query` somewhere; return what may be answered later."""
        asked = bot or self.world.only_bot()
        if not asked.supports_inline_queries:
            raise ScriptError(f"{asked} has no inline mode")
        inline = InlineQuery(str(self.world.number() + 2 * 10**15), asked, self.world, query)
        self.world.inline_queries[inline.id] = inline
        json: Json = {"id": inline.id, "from": self.to_json(), "query": query, "offset": offset}
        inline.update_id = asked.updates.push("inline_query", {**json, "chat_type": chat_type})
        return inline

    async def chooses(self, result: InlineResult, *, in_: Place) -> Message:
        """Send an inline result into a chat."""
        bot = result.query.bot
        content: Json = {**result.content, "via_bot": bot.to_json()}
        message = self._post(in_, content)
        chosen: Json = {"result_id": result.id, "from": self.to_json()}
        chosen["query"] = result.query.text
        if "reply_markup" in content:
            message.inline_message_id = f"AgAAA{self.world.number():08d}"
            self.world.inline_messages[message.inline_message_id] = message
            chosen["inline_message_id"] = message.inline_message_id
        if bot.inline_feedback:
            bot.updates.push("chosen_inline_result", chosen)
        return message

    async def blocks(self, bot: Bot | None = None) -> None:
        """Stop `bot` from writing here."""
        self._block(bot, blocked=True)

    async def unblocks(self, bot: Bot | None = None) -> None:
        """Let `bot` write here again."""
        self._block(bot, blocked=False)

    def _block(self, bot: Bot | None, *, blocked: bool) -> None:
        chat = self.world.private_chat(self, bot or self.world.only_bot())
        chat.blocked = blocked
        old, new = Member("member"), Member("kicked")
        chat.members[chat.bot.id] = new if blocked else old
        self.world.membership(chat, chat.bot, old if blocked else new, self.to_json())

    def _post(
        self,
        in_: Place,
        content: Json,
        reply_to: Message | None = None,
        quote: str | None = None,
        author: Author | None = None,
    ) -> Message:
        chat, thread = self._place(in_, reply_to)
        if isinstance(chat, PrivateChat):
            chat.started, chat.blocked = True, False
            chat.members[chat.bot.id] = Member("member")
        elif not chat.member(self).inside and author is None:
            raise ScriptError(f"{self} is not in {chat}")
        if reply_to is not None:
            content = {**content, **reply_content(chat, reply_to, quote)}
        return self.world.post(chat, author or Author(self.to_json()), content, thread=thread)

    def _place(self, in_: Place, reply_to: Message | None) -> tuple[Chat, int | None]:
        if in_ is None and reply_to is not None:
            return reply_to.chat, reply_to.thread
        if isinstance(in_, Topic):
            return in_.group, in_.id
        if isinstance(in_, Chat):
            return in_, reply_to.thread if reply_to and reply_to.chat is in_ else None
        return self.world.private_chat(self, in_ or self.world.only_bot()), None

    def _author(self, anonymously: bool, as_: Channel | None, in_: Place) -> Author | None:
        if as_ is not None:
            return Author(CHANNEL_BOT, as_.to_json())
        if not anonymously:
            return None
        chat, _ = self._place(in_, None)
        if not chat.member(self).powerful:
            raise ScriptError(f"{self} is no administrator of {chat}")
        return Author(ANONYMOUS_ADMIN, chat.to_json())


_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_FORWARDED = "text entities caption caption_entities document photo voice sticker contact".split()
