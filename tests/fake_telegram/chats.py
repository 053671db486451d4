"""Chats: private ones, groups and their topics, channels; and what happens to groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from .contents import text_content
from .errors import ScriptError
from .members import PERMISSIONS, Member
from .messages import Message
from .wire import Json
from .world import Author, World

if TYPE_CHECKING:
    from .bots import Bot
    from .people import User

__all__ = ["Channel", "Chat", "Group", "PrivateChat", "Topic"]

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
_OUTSIDE = Member("left")
_OWN_IDS = ("supergroup", "channel")


class Chat:
    """What all chats have in common."""

    def __init__(self, world: World, chat_id: int, kind: str, title: str) -> None:
        self.world = world
        self.id = chat_id
        self.type = kind
        self.title = title
        self.username: str | None = None
        self.messages: dict[int, Message] = {}
        self.members: dict[int, Member] = {}
        self.permissions = PERMISSIONS
        self.last_speaker: int | None = None
        self.message_ids: Iterator[int] | None = count(1) if kind in _OWN_IDS else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title!r} {self.id}>"

    def to_json(self) -> Json:
        """Return the Chat object."""
        json: Json = {"id": self.id, "type": self.type, "title": self.title}
        return {**json, **({"username": self.username} if self.username else {})}

    def member(self, who: User | Bot) -> Member:
        """Return how `who` belongs to this chat."""
        return self.members.get(who.id, _OUTSIDE)

    def bots(self) -> list[Bot]:
        """Return the bots that are in this chat."""
        bots = self.world.bots
        return [bots[one] for one, how in self.members.items() if one in bots and how.inside]

    def threading(self, message: Json, thread: int | None) -> Json:
        """Return the fields that tell the thread of a new `message`."""
        return {}


class PrivateChat(Chat):
    """One person's chat with one bot; it begins when the person first writes."""

    def __init__(self, world: World, user: User, bot: Bot) -> None:
        super().__init__(world, user.id, "private", user.first_name)
        self.user = user
        self.bot = bot
        self.started = False
        self.blocked = False

    def to_json(self) -> Json:
        """Return the Chat object, which shows the person."""
        user = self.user.to_json()
        names = ("first_name", "last_name", "username")
        shown = {name: user[name] for name in names if name in user}
        return {"id": self.id, "type": "private", **shown}

    def bots(self) -> list[Bot]:
        """Return the bot, unless it is blocked."""
        return [] if self.blocked else [self.bot]


class Topic:
    """A topic of a forum."""

    def __init__(self, group: Group, name: str, opening: Message | None) -> None:
        self.group = group
        self.name = name
        self.opening = opening
        self.closed = False

    @property
    def id(self) -> int | None:
        """The thread id; None for the General topic."""
        return self.opening.id if self.opening else None

    def closes(self) -> Message:
        """Close the topic: only administrators who manage topics may write in it."""
        self.closed = True
        return self._service({"forum_topic_closed": {}})

    def reopens(self) -> Message:
        """Open the topic again."""
        self.closed = False
        return self._service({"forum_topic_reopened": {}})

    def _service(self, content: Json) -> Message:
        author = Author(ANONYMOUS_ADMIN, self.group.to_json())
        return self.group.world.post(self.group, author, content, thread=self.id)


class Group(Chat):
    """A basic group or a supergroup, with or without topics."""

    def __init__(self, world: World, chat_id: int, kind: str, title: str) -> None:
        super().__init__(world, chat_id, kind, title)
        self.is_forum = False
        self.topics: dict[int, Topic] = {}
        self.general = Topic(self, "General", None)
        self.migrated_to: int | None = None
        self.linked: Channel | None = None

    def to_json(self) -> Json:
        """Return the Chat object."""
        return {**super().to_json(), **({"is_forum": True} if self.is_forum else {})}

    def topic(self, name: str) -> Topic:
        """Open a topic in this forum."""
        if not self.is_forum:
            raise ScriptError(f"{self} is no forum; say supergroup(…, forum=True)")
        created = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        author = Author(ANONYMOUS_ADMIN, self.to_json())
        opening = self.world.post(self, author, created)
        topic = self.topics[opening.id] = Topic(self, name, opening)
        return topic

    def threading(self, message: Json, thread: int | None) -> Json:
        """In a topic, all is a thread and answers its opening; elsewhere replies make threads."""
        reply_to = message.get("reply_to_message")
        if "forum_topic_created" in message:
            return {"message_thread_id": message["message_id"], "is_topic_message": True}
        if thread is not None:
            opening = self.topics[thread].opening if thread in self.topics else None
            fields: Json = {"message_thread_id": thread, "is_topic_message": True}
            if reply_to is None and opening:
                fields["reply_to_message"] = opening.as_reply_target()
            return fields
        if reply_to is None or self.type != "supergroup":
            return {}
        return {"message_thread_id": reply_to.get("message_thread_id", reply_to["message_id"])}

    async def adds(self, who: User | Bot, *, by: User | None = None) -> Message:
        """Let `who` join, brought by `by`; return the service message."""
        return self._change(who, Member("member"), by, {"new_chat_members": [who.to_json()]})

    async def removes(self, who: User | Bot, *, by: User | None = None) -> Message:
        """Kick `who` out; return the service message, which `who` gets no more."""
        return self._change(who, Member("kicked"), by, {"left_chat_member": who.to_json()})

    async def promotes(self, who: User | Bot, *rights: str, by: User | None = None) -> None:
        """Make `who` an administrator, with the usual rights unless others are named."""
        self._set(who, Member.administrator(*rights), by)

    async def demotes(self, who: User | Bot, *, by: User | None = None) -> None:
        """Make an administrator a plain member again."""
        self._set(who, Member("member"), by)

    async def restricts(self, who: User | Bot, *permissions: str, by: User | None = None) -> None:
        """Leave `who` only `permissions`."""
        self._set(who, Member("restricted", frozenset(permissions)), by)

    def permits(self, *permissions: str) -> None:
        """Leave all members only `permissions`; administrators may do as before."""
        self.permissions = frozenset(permissions)

    async def migrates(self) -> Group:
        """Become a supergroup; return it. The old id is good for nothing from now on."""
        world = self.world
        new = Group(world, -1_002_000_000_000 - world.number(), "supergroup", self.title)
        new.members = dict(self.members)
        new.permissions = self.permissions
        world.chats[new.id] = new
        author = Author(ANONYMOUS_ADMIN, self.to_json())
        world.post(self, author, {"migrate_to_chat_id": new.id})
        self.migrated_to = new.id
        world.post(new, Author(ANONYMOUS_ADMIN, new.to_json()), {"migrate_from_chat_id": self.id})
        return new

    def _change(self, who: User | Bot, to: Member, by: User | None, note: Json) -> Message:
        self._set(who, to, by)
        return self.world.post(self, Author((by or who).to_json()), note)

    def _set(self, who: User | Bot, to: Member, by: User | None) -> None:
        old = self.member(who)
        self.members[who.id] = to
        self.world.membership(self, who, old, by.to_json() if by else ANONYMOUS_ADMIN)


class Channel(Chat):
    """A channel; its posts appear in the group that is linked with it."""

    def __init__(self, world: World, chat_id: int, title: str) -> None:
        super().__init__(world, chat_id, "channel", title)
        self.linked: Group | None = None

    def links(self, group: Group) -> None:
        """Make `group` the discussion group of this channel."""
        self.linked = group
        group.linked = self

    async def posts(self, text: str) -> Message:
        """Post `text`; return the post, or its copy in the linked group when there is one."""
        content = text_content(self.world, text)
        post = self.world.post(self, Author({}, self.to_json()), content)
        if self.linked is None:
            return post
        origin = {"type": "channel", "date": post.json["date"]}
        origin |= {"chat": self.to_json(), "message_id": post.id}
        content |= {"is_automatic_forward": True, "forward_origin": origin}
        return self.world.post(self.linked, Author(TELEGRAM, self.to_json()), content)
