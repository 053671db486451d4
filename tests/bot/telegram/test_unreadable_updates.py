"""An update that cannot be read costs nobody else an answer, and is named by its id alone."""

import asyncio
import logging

import pytest
from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st
from malformed import BROKEN, PRIVATE, WHOLE, message
from shell import free_port
from telegram import Bot as Client

from bot.settings.settings import Webhook
from bot.telegram.transport.reading import APART, update_in

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
SECRET = "s3cret-s3cret-s3cret"
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


def is_apart(raw):
    return not raw.get("message", {}).keys().isdisjoint(APART)


def test_there_are_thirty_five_and_each_lacks_what_it_cannot_be_read_without():
    assert len(BROKEN) == 35
    for broken, whole in zip(BROKEN, WHOLE, strict=True):
        assert len(update_in({"update_id": 1, **whole}, NOBODY).to_dict()) == 2, whole
        left = {"update_id": 1, **({"message": message()} if is_apart(broken) else {})}
        found = update_in({"update_id": 1, **broken}, NOBODY)
        assert found.to_dict() == update_in(left, NOBODY).to_dict(), broken


@settings(max_examples=60)
@given(st.sampled_from(["message", "edited_message"]), st.data())
def test_what_a_message_is_about_may_be_anything(kind, data):
    parts = data.draw(st.dictionaries(st.sampled_from(APART), JSON, min_size=1))
    update = update_in({"update_id": 1, kind: message(text=QUESTION, **parts)}, NOBODY)
    assert update.effective_message.text == QUESTION


async def test_a_question_about_something_unreadable_is_answered(start, telegram, caplog):
    async with start() as bot:
        asked = (await telegram.user("Ada").says(QUESTION)).json
        await telegram.called("sendMessage")
        for part in APART:
            bot.me.updates.inject({"message": {**asked, part: {"text": PRIVATE}}})
        await telegram.called("sendMessage", count=1 + len(APART))
    assert caplog.text.count("cannot be read whole") == len(APART)
    assert PRIVATE not in caplog.text


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
    async with start(me):
        number = me.updates.inject({"message": message(poll={})})
        while me.updates.confirmed < number:
            await asyncio.sleep(0.01)
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


@settings(max_examples=60, deadline=None)
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
