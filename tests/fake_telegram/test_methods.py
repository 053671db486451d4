"""What Telegram answers to what it does not like, method by method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ClientSession
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import BadRequest

from fake_telegram import FakeTelegram, Member
from fake_telegram.conftest import Client

Params = dict[str, Any]

pytestmark = pytest.mark.asyncio


async def ask(
    telegram: FakeTelegram, method: str, *, token: str | None = None, **params: Any
) -> Mapping[str, Any]:
    """Call a method with a JSON body and return the answer."""
    url = f"{telegram.base_url}{token or telegram.token}/{method}"
    async with ClientSession() as session, session.post(url, json=params) as response:
        body: Mapping[str, Any] = await response.json()
        assert body["ok"] or body["error_code"] == response.status
        return body


async def why(telegram: FakeTelegram, method: str, **params: Any) -> str:
    """Return the description of the error that a method answers with."""
    return str((await ask(telegram, method, **params))["description"])


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🦜" * 2049}, "message is too long"),
        ({"text": "<b>", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag "
         'corresponding to start tag "b"'),
        ({"text": "<br>", "parse_mode": "html"}, "can't parse entities: Unsupported start tag "
         '"br" at byte offset 0'),
        ({"text": "x", "parse_mode": "wiki"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": "nonsense"}, "can't parse reply markup JSON object"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 12}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {"message_id": 1, "quote": "?"}}, "QUOTE_TEXT_INVALID"),
    ],
)  # fmt: skip
async def test_send_message_refuses(
    telegram: FakeTelegram, params: dict[str, Any], complaint: str
) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    await ada.starts(me)
    answer = await ask(telegram, "sendMessage", **{"chat_id": ada.id, **params})
    assert answer["description"] == f"Bad Request: {complaint}"


async def test_lengths_count_after_parsing(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    await ada.starts(me)
    text = f"<b>{'🦜' * 1024}</b>" + "&amp;" * 2048
    sent = await ask(telegram, "sendMessage", chat_id=ada.id, text=text, parse_mode="HTML")
    assert sent["ok"]


async def test_tokens_and_methods(telegram: FakeTelegram) -> None:
    me = telegram.bot()
    unknown = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert await ask(telegram, "noSuchMethod") == unknown
    assert await ask(telegram, "getMe", token="nonsense") == unknown
    wrong = await ask(telegram, "getMe", token=f"{me.id}:{'x' * 35}")
    assert wrong == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await ask(telegram, "GETME"))["result"]["username"] == "test_bot"


async def test_strangers_and_bots(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    telegram.group("Room", members=[ada, me])
    hello: Params = {"chat_id": ada.id, "text": "x"}
    refusal = "Forbidden: bot can't initiate conversation with a user"
    assert await why(telegram, "sendMessage", **hello) == refusal
    refusal = "Forbidden: bots can't send messages to bots"
    assert await why(telegram, "sendMessage", **{**hello, "chat_id": me.id}) == refusal


async def test_rights_in_groups(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada, me])
    hello: Params = {"chat_id": room.id, "text": "x"}
    room.permits("can_send_photos")
    refusal = "Bad Request: not enough rights to send text messages to the chat"
    assert await why(telegram, "sendMessage", **hello) == refusal
    refusal = "Bad Request: not enough rights to send documents to the chat"
    assert await why(telegram, "sendDocument", **hello) == refusal
    await room.promotes(me)
    assert (await ask(telegram, "sendMessage", **hello))["ok"]
    await room.restricts(me, "can_send_photos")
    assert not (await ask(telegram, "sendMessage", **hello))["ok"]
    await room.removes(me)
    refusal = "Forbidden: bot was kicked from the supergroup chat"
    assert await why(telegram, "sendMessage", **hello) == refusal


async def test_leaving(telegram: FakeTelegram) -> None:
    me = telegram.bot()
    room = telegram.group("Room", members=[me])
    assert (await ask(telegram, "leaveChat", chat_id=room.id))["result"]
    refusal = "Forbidden: bot is not a member of the group chat"
    assert await why(telegram, "sendMessage", chat_id=room.id, text="x") == refusal


async def test_topics(telegram: FakeTelegram) -> None:
    me = telegram.bot()
    forum = telegram.supergroup("Forum", members=[me], forum=True)
    topic = forum.topic("Birds")
    hello: Params = {"chat_id": forum.id, "text": "x"}
    refusal = "Bad Request: message thread not found"
    assert await why(telegram, "sendMessage", **hello, message_thread_id=1000) == refusal
    topic.closes()
    in_topic: Params = {**hello, "message_thread_id": topic.id}
    assert await why(telegram, "sendMessage", **in_topic) == "Bad Request: TOPIC_CLOSED"
    await forum.promotes(me)
    assert (await ask(telegram, "sendMessage", **in_topic))["result"]["is_topic_message"]
    topic.reopens()
    await forum.demotes(me)
    assert (await ask(telegram, "sendMessage", **in_topic))["ok"]


async def test_a_group_that_migrated(telegram: FakeTelegram) -> None:
    me = telegram.bot()
    old = telegram.group("Room", members=[me])
    new = await old.migrates()
    answer = await ask(telegram, "sendMessage", chat_id=old.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["description"] == upgraded
    assert (await ask(telegram, "sendMessage", chat_id=new.id, text="x"))["ok"]


async def test_edits(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    sent = await ask(telegram, "sendMessage", chat_id=ada.id, text="<b>x</b>", parse_mode="HTML")
    where: Params = {"chat_id": ada.id, "message_id": sent["result"]["message_id"]}
    again = await why(telegram, "editMessageText", **where, text=" <b>x</b>", parse_mode="HTML")
    assert again.startswith("Bad Request: message is not modified: specified new message content")
    assert (await ask(telegram, "editMessageText", **where, text="x"))["result"]["text"] == "x"
    nowhere: Params = {**where, "message_id": 999}
    missing = "Bad Request: message to edit not found"
    assert await why(telegram, "editMessageText", **nowhere, text="x") == missing
    theirs = {**where, "message_id": start.id}
    refusal = "Bad Request: message can't be edited"
    assert await why(telegram, "editMessageText", **theirs, text="x") == refusal
    assert (await ask(telegram, "deleteMessage", **where))["result"]
    missing = "Bad Request: message to delete not found"
    assert await why(telegram, "deleteMessage", **where) == missing


async def test_reactions_and_actions(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    start = await ada.starts(me)
    where: Params = {"chat_id": ada.id, "message_id": start.id}
    thumb, dragon = {"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🐉"}
    assert (await ask(telegram, "setMessageReaction", **where, reaction=[thumb]))["result"]
    assert start.reactions == ["👍"]
    refusal = "Bad Request: REACTION_INVALID"
    assert await why(telegram, "setMessageReaction", **where, reaction=[dragon]) == refusal
    refusal = "Bad Request: wrong parameter action in request"
    assert await why(telegram, "sendChatAction", chat_id=ada.id, action="dance") == refusal
    assert (await ask(telegram, "sendChatAction", chat_id=ada.id, action="typing"))["result"]


async def test_chats_as_python_telegram_bot_reads_them(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada, bob = telegram.bot(), telegram.user("Ada"), telegram.user("Bob")
    room = telegram.supergroup("Room", members=[bob], admins=[ada, me], username="room")
    telegram.channel("News", admins=[ada]).links(room)
    client = await ptb(me)
    chat = await client.get_chat("@room")
    assert room.linked
    assert (chat.id, chat.linked_chat_id) == (room.id, room.linked.id)
    admins = await client.get_chat_administrators(room.id)
    assert {admin.user.id for admin in admins} == {ada.id, me.id}
    assert (await client.get_chat_member(room.id, bob.id)).status == "member"
    await room.restricts(bob)
    assert (await client.get_chat_member(room.id, bob.id)).status == "restricted"


async def test_commands_and_descriptions(telegram: FakeTelegram, ptb: Client) -> None:
    client = await ptb(telegram.bot())
    groups = BotCommandScopeAllGroupChats()
    commands = [BotCommand("ask", "Ask me")]
    await client.set_my_commands(commands, scope=groups, language_code="zh")
    assert await client.get_my_commands(scope=groups, language_code="zh") == tuple(commands)
    assert await client.get_my_commands() == ()
    await client.delete_my_commands(scope=groups, language_code="zh")
    assert await client.get_my_commands(scope=groups, language_code="zh") == ()
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.set_my_commands(commands, scope=BotCommandScopeChat(12))
    await client.set_my_short_description("short")
    await client.set_my_short_description("短", language_code="zh")
    assert (await client.get_my_short_description("zh")).short_description == "短"
    assert (await client.get_my_short_description("de")).short_description == "short"
    await client.set_my_name("Polly")
    assert (await client.get_me()).first_name == "Polly"
    assert await client.set_my_description("long")


async def test_channels(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    news = telegram.channel("News", admins=[ada, me], username="news")
    post = await news.posts("hello")
    [update] = me.updates.pending
    assert update["channel_post"]["message_id"] == post.id
    sent = await ask(telegram, "sendMessage", chat_id="@news", text="x")
    assert sent["result"]["sender_chat"]["id"] == news.id
    news.members[me.id] = Member("member")
    refusal = "Bad Request: need administrator rights in the channel chat"
    assert await why(telegram, "sendMessage", chat_id="@news", text="x") == refusal


async def test_replies_across_chats(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada, me])
    question = await ada.says("/ask@test_bot", in_=room)
    await ada.starts(me)
    reply = {"message_id": question.id, "chat_id": room.id}
    sent = await ask(telegram, "sendMessage", chat_id=ada.id, text="x", reply_parameters=reply)
    assert sent["result"]["external_reply"]["message_id"] == question.id


async def test_entities_given_by_the_bot(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    await ada.starts(me)
    bold = {"type": "bold", "offset": 2, "length": 1}
    hello: Params = {"chat_id": ada.id, "text": "🦜x"}
    sent = await ask(telegram, "sendMessage", **hello, entities=[bold])
    assert sent["result"]["entities"] == [bold]
    outside = await why(telegram, "sendMessage", **hello, entities=[{**bold, "length": 9}])
    assert outside.startswith("Bad Request: can't parse entities")
    torn = await why(telegram, "sendMessage", **hello, entities=[{**bold, "offset": 1}])
    assert torn.startswith("Bad Request: can't parse entities")
    half = await why(telegram, "sendMessage", **{**hello, "text": "\ud83e"})
    assert half == "Bad Request: strings must be encoded in UTF-8"


async def test_the_journal_can_be_bounded() -> None:
    async with FakeTelegram(journal_size=2) as telegram:
        telegram.bot()
        for method in ("getMe", "getMyName", "getWebhookInfo"):
            await ask(telegram, method)
        assert [call.method for call in telegram.calls()] == ["getMyName", "getWebhookInfo"]
        telegram.forget()
        assert telegram.calls() == []
