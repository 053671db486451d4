"""The play, with a real bot: who hears what, and where the answers go."""

from __future__ import annotations

import pytest
from telegram import ReplyParameters

from fake_telegram import FakeTelegram, ScriptError
from fake_telegram.conftest import Start

pytestmark = pytest.mark.asyncio


async def test_private_chat(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada", language_code="zh-hans")
    async with parrot(me):
        question = await ada.says("say <it> with 🦜 @parrot_bot")
        [reply] = await me.replies(to=question)
        assert reply.text == "say <it> with 🦜 @parrot_bot"
        assert [(e.type, e.offset, e.length) for e in reply.entities] == [("mention", 17, 11)]
        assert reply.html == "say &lt;it&gt; with 🦜 @parrot_bot"
        assert [button.label for button in reply.buttons] == ["again"]


async def test_privacy_mode_hears_only_what_is_meant_for_it(
    telegram: FakeTelegram, parrot: Start
) -> None:
    me = telegram.bot("parrot_bot")
    ada, bob = telegram.user("Ada"), telegram.user("Bob")
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with parrot(me):
        for unheard in ("hello", "@parrot_bot hello", "/say bare", "/say@other_bot x", "/say猫"):
            message = await ada.says(unheard, in_=room)
            assert not me.sees(message), unheard
            await me.stays_silent(after=message)
        command = await ada.says("/say@Parrot_Bot hi", in_=room)
        [answer] = await me.replies(to=command)
        assert answer.reply_to == command.id
        assert me.sees(await bob.says("and you?", in_=room, reply_to=answer))
        assert me.sees(await bob.says("/say bare, after it spoke", in_=room))
        assert not me.sees(await bob.says("to Ada", in_=room, reply_to=command))
        assert not me.sees(await bob.says("see /say@parrot_bot", in_=room))


async def test_whoever_may_read_all_does(telegram: FakeTelegram) -> None:
    admin, nosy = telegram.bot("admin_bot"), telegram.bot("nosy_bot")
    nosy.can_read_all_group_messages = True
    shy = telegram.bot("shy_bot")
    ada = telegram.user("Ada")
    room = telegram.group("Room", members=[ada, nosy, shy], admins=[admin])
    message = await ada.says("hello", in_=room)
    assert [admin.sees(message), nosy.sees(message), shy.sees(message)] == [True, True, False]
    await room.demotes(admin)
    assert not admin.sees(await ada.says("hello", in_=room))


async def test_bots_never_see_bots(telegram: FakeTelegram, parrot: Start) -> None:
    me, other = telegram.bot("parrot_bot"), telegram.bot("other_bot")
    ada = telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada], admins=[me, other])
    async with parrot(me):
        [reply] = await me.replies(to=await ada.says("hello", in_=room))
        assert not other.sees(reply)


async def test_answers_stay_in_their_topic(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    forum = telegram.supergroup("Forum", members=[ada, me], forum=True)
    birds, fish = forum.topic("Birds"), forum.topic("Fish")
    async with parrot(me):
        for topic in (birds, fish, forum.general):
            question = await ada.says("/say@parrot_bot hi", in_=topic)
            [answer] = await me.replies(to=question)
            assert answer.thread == topic.id
            assert answer.reply_to == question.id


async def test_messages_of_a_topic_answer_its_opening(telegram: FakeTelegram) -> None:
    ada = telegram.user("Ada")
    forum = telegram.supergroup("Forum", members=[ada], forum=True)
    message = await ada.says("hi", in_=forum.topic("Birds"))
    assert message.json["reply_to_message"]["forum_topic_created"]["name"] == "Birds"
    assert message.reply_to is None


async def test_replies_in_a_supergroup_make_threads_that_are_no_topics(
    telegram: FakeTelegram,
) -> None:
    ada = telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada])
    first = await ada.says("first", in_=room)
    second = await ada.says("second", reply_to=first, in_=room)
    assert second.json["message_thread_id"] == first.id
    assert second.thread is None


async def test_people_without_names(telegram: FakeTelegram) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    room = telegram.supergroup("Room", members=[me], admins=[ada])
    channel = telegram.channel("News", admins=[ada])
    anonymous = await ada.says("/say@parrot_bot", in_=room, anonymously=True)
    assert anonymous.json["from"]["id"] == 1087968824
    assert anonymous.json["sender_chat"]["id"] == room.id
    assert me.sees(anonymous)
    as_channel = await ada.says("/say@parrot_bot", in_=room, as_=channel)
    assert as_channel.json["sender_chat"]["id"] == channel.id
    channel.links(room)
    copy = await channel.posts("news")
    assert copy.chat is room
    assert copy.json["is_automatic_forward"]
    assert copy.json["sender_chat"]["id"] == channel.id
    assert not me.sees(copy)


async def test_coming_and_going(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada])
    async with parrot(me):
        arrival = await room.adds(me, by=ada)
        assert me.sees(arrival)
        [answer] = await me.replies(to=await ada.says("/say@parrot_bot hi", in_=room))
        await room.removes(me, by=ada)
        assert not me.sees(await ada.says("/say@parrot_bot hi", in_=room, reply_to=answer))


async def test_migration_tells_both_chats(telegram: FakeTelegram) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    old = telegram.group("Room", members=[ada, me])
    new = await old.migrates()
    notes = [update["message"] for update in me.updates.pending]
    assert notes[0]["chat"]["id"] == old.id
    assert notes[0]["migrate_to_chat_id"] == new.id
    assert notes[1]["chat"]["id"] == new.id
    assert notes[1]["migrate_from_chat_id"] == old.id
    await ada.says("still here", in_=new)


async def test_edits_follow_the_rules_of_messages(telegram: FakeTelegram) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    room = telegram.group("Room", members=[ada, me])
    message = await ada.says("hello", in_=room)
    await ada.edits(message, "/say@parrot_bot hello")
    [update] = me.updates.pending
    assert update["edited_message"]["text"] == "/say@parrot_bot hello"
    assert message.edited


async def test_what_people_send(telegram: FakeTelegram) -> None:
    me = telegram.bot("parrot_bot")
    ada, bob = telegram.user("Ada"), telegram.user("Bob")
    for kind in ("document", "photo", "voice", "sticker"):
        message = await ada.sends(kind, name="🦜", caption="look #bird")
        assert kind in message.json
        assert [e.type for e in message.entities] == ["hashtag"]
    assert (await ada.sends_contact("+1")).json["contact"]["user_id"] == ada.id
    told = await ada.says("I like Bob", mentions=[bob])
    assert told.json["entities"][0]["user"]["id"] == bob.id
    quoted = await ada.says("what?", reply_to=told, quote="Bob")
    assert quoted.json["quote"] == {"text": "Bob", "position": 7, "is_manual": True}
    forwarded = await bob.forwards(told, to=me)
    assert forwarded.json["forward_origin"]["sender_user"]["id"] == ada.id
    assert (await ada.starts(me, "c_b7qk2")).text == "/start c_b7qk2"
    with pytest.raises(ScriptError, match="no link"):
        await ada.starts(me, "c b")


async def test_silence_is_broken_even_by_an_attempt(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    async with parrot(me):
        message = await ada.says("hello")
        with pytest.raises(ScriptError, match="did not stay silent"):
            await me.stays_silent(after=message)
        with pytest.raises(ScriptError, match="1 of 2"):
            await me.replies(to=message, count=2, timeout=0.1)


async def test_who_is_blocked_cannot_write(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    async with parrot(me) as app:
        await me.replies(to=await ada.says("hello"))
        await ada.blocks(me)
        with pytest.raises(Exception, match="bot was blocked by the user"):
            await app.bot.send_message(ada.id, "are you there?")
        await ada.unblocks(me)
        sent = await app.bot.send_message(
            ada.id, "back!", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
        )
        assert sent.reply_to_message is None
