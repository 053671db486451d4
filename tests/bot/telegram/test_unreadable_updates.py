"""An update that cannot be read costs nobody else an answer, and is named by its id alone."""

import asyncio
import logging

import pytest
from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import free_port
from telegram import Bot as Client

from bot.settings.settings import Webhook
from bot.telegram.transport.reading import update_in

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
SECRET = "s3cret-s3cret-s3cret"
PRIVATE = "不可外传"

CHAT = {"id": -1001, "type": "supergroup", "title": PRIVATE}
USER = {"id": 5, "is_bot": False, "first_name": PRIVATE}
FILE = {"file_id": "a", "file_unique_id": "b"}
PICTURE = {**FILE, "width": 1, "height": 1}
POLL = {
    "id": "1",
    "question": PRIVATE,
    "options": [{"persistent_id": "0", "text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
RIGHTS = """can_be_edited is_anonymous can_manage_chat can_delete_messages
    can_manage_video_chats can_restrict_members can_promote_members can_change_info
    can_invite_users can_post_stories can_edit_stories can_delete_stories""".split()
# Of each kind of message, what it carries, and a field without which it cannot be read.
CONTENTS = {
    "animation": ({**PICTURE, "duration": 1}, "duration"),
    "audio": ({**FILE, "duration": 1}, "duration"),
    "document": (FILE, "file_unique_id"),
    "photo": ([PICTURE], "width"),
    "sticker": (
        {**PICTURE, "type": "regular", "is_animated": False, "is_video": False},
        "is_animated",
    ),
    "story": ({"id": 1, "chat": CHAT}, "chat.type"),
    "video": ({**PICTURE, "duration": 1}, "height"),
    "video_note": ({**FILE, "length": 1, "duration": 1}, "length"),
    "voice": ({**FILE, "duration": 1}, "file_id"),
    "contact": ({"phone_number": "1", "first_name": PRIVATE}, "phone_number"),
    "dice": ({"emoji": "🎲", "value": 1}, "value"),
    "game": ({"title": "a", "description": "b", "photo": [PICTURE]}, "description"),
    "poll": (POLL, "allows_revoting"),
    "venue": (
        {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "a", "address": "b"},
        "address",
    ),
    "location": ({"latitude": 1.0, "longitude": 1.0}, "longitude"),
    "invoice": (
        {
            "title": "a",
            "description": "b",
            "start_parameter": "c",
            "currency": "EUR",
            "total_amount": 1,
        },
        "currency",
    ),
    "successful_payment": (
        {
            "currency": "EUR",
            "total_amount": 1,
            "invoice_payload": "a",
            "telegram_payment_charge_id": "b",
            "provider_payment_charge_id": "c",
        },
        "total_amount",
    ),
    "new_chat_members": ([USER], "first_name"),
    "left_chat_member": (USER, "is_bot"),
    "new_chat_photo": ([PICTURE], "height"),
    "message_auto_delete_timer_changed": (
        {"message_auto_delete_time": 1},
        "message_auto_delete_time",
    ),
    "users_shared": ({"request_id": 1, "users": []}, "request_id"),
    "chat_shared": ({"request_id": 1, "chat_id": 1}, "chat_id"),
    "proximity_alert_triggered": ({"traveler": USER, "watcher": USER, "distance": 1}, "distance"),
    "forum_topic_created": ({"name": "a", "icon_color": 1}, "icon_color"),
    "giveaway": ({"chats": [CHAT], "winners_selection_date": 1, "winner_count": 1}, "winner_count"),
    "checklist": ({"title": PRIVATE, "tasks": [{"id": 1, "text": "a"}]}, "title"),
    "web_app_data": ({"data": "a", "button_text": "b"}, "button_text"),
    "entities": ([{"type": "bold", "offset": 0, "length": 1}], "offset"),
    "reply_to_message": ({"message_id": 1, "date": 1, "chat": CHAT}, "message_id"),
    "quote": ({"text": "a", "position": 0}, "position"),
    "external_reply": (
        {
            "origin": {"type": "user", "date": 1, "sender_user": USER},
            "dice": {"emoji": "🎲", "value": 1},
        },
        "dice.value",
    ),
}


def without(content, field):
    """`content` without one field, in it or in the first thing that it has."""
    if isinstance(content, list):
        return [without(content[0], field)]
    name, _, inner = field.partition(".")
    rest = {key: value for key, value in content.items() if key != name}
    return {**rest, name: without(content[name], inner)} if inner else rest


def message(**fields):
    return {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": PRIVATE} | fields


def membership(*left_out):
    rights = {name: False for name in RIGHTS if name not in left_out}
    old = {"user": USER, "status": "member"}
    new = {"user": USER, "status": "administrator", **rights}
    return {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": old, "new_chat_member": new}


WHOLE = [{"message": message(**{kind: content})} for kind, (content, _) in CONTENTS.items()]
PRESS = {"id": "1", "from": USER, "chat_instance": "1", "data": "a"}
WHOLE += [
    {"message": message()},
    {"callback_query": PRESS},
    {"my_chat_member": membership()},
]
BROKEN = [
    {"message": message(**{kind: without(content, field)})}
    for kind, (content, field) in CONTENTS.items()
]
BROKEN += [
    {"message": without(message(), "message_id")},
    {"callback_query": without(PRESS, "chat_instance")},
    {"my_chat_member": membership("can_post_stories")},
]

FIELDS = """message chat from id text type date message_id entities reply_to_message external_reply
    rich_message blocks origin quote"""
NOBODY = Client("1:a")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS.split()) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
KINDS = "message edited_message callback_query inline_query my_chat_member poll update_id"
OBJECTS = st.dictionaries(st.sampled_from(KINDS.split()) | st.text(max_size=5), JSON, max_size=3)


def test_there_are_thirty_five_and_each_lacks_what_it_cannot_be_read_without():
    assert len(BROKEN) == 35
    for broken, whole in zip(BROKEN, WHOLE, strict=True):
        assert len(update_in({"update_id": 1, **whole}, NOBODY).to_dict()) == 2, whole
        assert update_in({"update_id": 1, **broken}, NOBODY).to_dict() == {"update_id": 1}, broken


async def test_all_of_them_are_passed_over_and_named_by_their_ids(start, telegram, caplog):
    async with start() as bot:
        numbers = [bot.me.updates.inject(broken) for broken in BROKEN]
        [answer] = await bot.me.replies(to=await telegram.user("Ada").says(QUESTION))
        await bot.me.rests()
    assert ANSWER in answer.text
    lines = [line for line in caplog.messages if "cannot be read" in line]
    assert [int(line.split()[2]) for line in lines] == numbers
    assert PRIVATE not in caplog.text


async def test_one_that_comes_alone_is_confirmed_and_passed_over_after_a_restart(
    start, telegram, caplog
):
    me = telegram.bot("wenju_bot")
    caplog.set_level(logging.WARNING)
    async with start(me) as bot:
        number = me.updates.inject({"message": message(poll={})})
        await telegram.called("getUpdates", count=3)
        await bot.me.rests()
        assert me.updates.confirmed == number
    last = me.updates.inject({"message": message(poll={})})
    async with start(me) as bot:
        await bot.answer(await telegram.user("Ada").says(QUESTION))
    assert [str(number) in caplog.text for number in (number, last)] == [True, True]


@pytest.mark.parametrize("raw", [{"message": message(poll={})}, {"message": 3}, {"message": {}}])
async def test_by_webhook_it_is_taken_with_200(start, telegram, raw):
    port = free_port()
    hook = Webhook(f"http://127.0.0.1:{port}/hook", "127.0.0.1", port, SECRET)
    proof = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with start(webhook=hook) as bot, ClientSession() as session:
        bot.me.updates.inject(raw)
        await bot.answer(await telegram.user("Ada").says(QUESTION))
        async with session.post(hook.url, json={**raw, "update_id": 5}, headers=proof) as response:
            assert response.status == 200
        async with session.post(hook.url, data=b"{", headers=proof) as response:
            assert response.status == 400


@settings(max_examples=150, deadline=None)
@given(st.lists(OBJECTS, min_size=1, max_size=3))
def test_whatever_stands_in_place_of_an_update_it_keeps_its_id(objects):
    for number, raw in enumerate(objects):
        assert update_in({**raw, "update_id": number}, NOBODY).update_id == number


@pytest.mark.parametrize("number", [None, "1", 1.0, True, -1, 2**63])
def test_what_has_no_id_is_no_update(number):
    assert update_in({"update_id": number}, NOBODY) is None


@given(st.lists(OBJECTS, min_size=1, max_size=30))
@settings(max_examples=10, deadline=None)
def test_whatever_stands_in_place_of_an_update_the_next_one_is_answered(scene, objects):
    async def play():
        async with scene() as bot:
            for raw in objects:
                bot.me.updates.inject(raw)
            question = await bot.telegram.user("Ada").says(QUESTION)
            assert ANSWER in (await bot.answer(question)).text

    asyncio.run(play())
