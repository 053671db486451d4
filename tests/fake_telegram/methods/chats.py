"""Looking at chats and their members, and leaving."""

from __future__ import annotations

from fake_telegram.access import find_chat
from fake_telegram.bots import Bot
from fake_telegram.chats import Channel, Chat, Group, PrivateChat
from fake_telegram.errors import ApiError
from fake_telegram.members import PERMISSIONS, Member
from fake_telegram.people import User
from fake_telegram.wire import Json

from .ask import Ask, Method

__all__ = ["METHODS"]

_GIFTS = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"


async def get_chat(ask: Ask) -> Json:
    """Tell everything about a chat."""
    chat = find_chat(ask.world, ask.bot, ask.params)
    json: Json = {**chat.to_json(), "accent_color_id": 0, "max_reaction_count": 11}
    json["accepted_gift_types"] = dict.fromkeys(_GIFTS.split(), False)
    if isinstance(chat, Group | Channel):
        json["permissions"] = {name: name in chat.permissions for name in sorted(PERMISSIONS)}
        if chat.linked:
            json["linked_chat_id"] = chat.linked.id
    return json


async def get_chat_member(ask: Ask) -> Json:
    """Tell how somebody belongs to a chat."""
    chat = find_chat(ask.world, ask.bot, ask.params)
    user_id = ask.params.integer("user_id")
    who: User | Bot | None = ask.world.users.get(user_id) or ask.world.bots.get(user_id)
    if who is None:
        raise ApiError.bad_request("user not found")
    member = Member("member") if isinstance(chat, PrivateChat) else chat.member(who)
    return member.to_json(who.to_json())


async def get_chat_administrators(ask: Ask) -> list[Json]:
    """List the administrators, without other bots."""
    chat = _shared_chat(ask, "there are no administrators in the private chat")
    users = ask.world.users
    return [
        member.to_json((users.get(one) or ask.bot).to_json())
        for one, member in chat.members.items()
        if member.powerful and (one in users or one == ask.bot.id)
    ]


async def leave_chat(ask: Ask) -> bool:
    """Go away."""
    chat = _shared_chat(ask, "chat member status can't be changed in private chats")
    old = chat.member(ask.bot)
    chat.members[ask.bot.id] = Member("left")
    ask.world.membership(chat, ask.bot, old, ask.bot.to_json())
    return True


def _shared_chat(ask: Ask, complaint: str) -> Chat:
    chat = find_chat(ask.world, ask.bot, ask.params)
    if isinstance(chat, PrivateChat):
        raise ApiError.bad_request(complaint)
    return chat


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}
