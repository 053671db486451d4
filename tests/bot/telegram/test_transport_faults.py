"""Every fault that `bot.telegram.transport.errors` lists, end to end: what the asker sees of it."""

import asyncio
import logging
from itertools import count

import pytest
from fake_telegram import PATIENCE, Fault

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
SECOND = "口岸过货量是多少?"
# Answered on several pages.
BROAD = "民族团结进步"


def ticking(seconds):
    """A clock that goes on by `seconds` each time somebody looks at it."""
    return count(0, seconds).__next__


def sent_after(bot, question):
    """The bot's messages after `question`. When it has stopped, there will be no more."""
    messages = question.chat.messages.values()
    return [one for one in messages if one.bot is bot.me and one.order > question.order]


async def answers(bot, question):
    """The bot's messages after `question`, once it has nothing left to do with it."""
    await bot.me.handled(question)
    return sent_after(bot, question)


async def goes_on(bot, asker, **place):
    """Another question is answered, once."""
    question = await asker.says(f"/ask {SECOND}", **place)
    await bot.me.replies(to=question)
    assert len(await answers(bot, question)) == 1


async def test_after_a_429_only_that_chat_waits_and_the_answer_arrives_once(start, telegram):
    async with start() as bot:
        ada, bob = telegram.user("Ada"), telegram.user("Bob")
        telegram.fail("sendMessage", Fault.flood(1))
        flooded = await ada.says(QUESTION)
        await telegram.called("sendMessage")
        [other] = await bot.me.replies(to=await bob.says(QUESTION))
        [answer] = await bot.me.replies(to=flooded)
        assert ANSWER in answer.text
        assert other.order < answer.order
        assert len(await answers(bot, flooded)) == 1


@pytest.mark.parametrize("status", [500, 502])
async def test_after_a_5xx_the_answer_arrives_once(start, telegram, status):
    async with start() as bot:
        ada = telegram.user("Ada")
        telegram.fail("sendMessage", Fault.status(status))
        question = await ada.says(QUESTION)
        [answer] = await bot.me.replies(to=question)
        assert ANSWER in answer.text
        assert len(await answers(bot, question)) == 1


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault.drop(), 0),
        (Fault.drop(processed=True), 1),
        (Fault.garbage(), 0),
        (Fault.garbage(b"{}"), 0),
        (Fault.status(504), 0),
    ],
)
async def test_an_answer_that_may_have_arrived_is_not_sent_again(
    start, telegram, caplog, fault, arrived
):
    async with start() as bot:
        ada = telegram.user("Ada")
        rule = telegram.fail("sendMessage", fault)
        question = await ada.says(QUESTION)
        await telegram.called("sendMessage")
        await goes_on(bot, telegram.user("Bob"))
    assert len(sent_after(bot, question)) == arrived
    assert (rule.used, len(telegram.calls("sendMessage"))) == (1, 2)
    said = [one.getMessage() for one in caplog.records if one.name.startswith("bot")]
    assert [line for line in said if "may or may not" in line]
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_a_question_whose_answer_was_lost_can_be_edited_to_ask_again(start, telegram):
    async with start() as bot:
        ada = telegram.user("Ada")
        telegram.fail("sendMessage", Fault.drop())
        question = await ada.says(QUESTION)
        assert not await answers(bot, question)
        await ada.edits(question, SECOND)
        [answer] = await bot.me.replies(to=question)
        assert "口岸" in answer.text


async def test_while_one_answer_hangs_others_arrive(start, telegram):
    async with start() as bot:
        ada, bob = telegram.user("Ada"), telegram.user("Bob")
        hanging = telegram.fail("sendMessage", Fault.hang())
        stuck = await ada.says(QUESTION)
        await telegram.called("sendMessage")
        await bot.me.replies(to=await bob.says(QUESTION))
        hanging.release()
        [answer] = await bot.me.replies(to=stuck)
        assert ANSWER in answer.text


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(502),
        Fault.drop(),
        Fault.garbage(),
        Fault.garbage(b"{}"),
        Fault.flood(0),
        Fault.conflict(),
        Fault.error(400, "Bad Request: strange"),
    ],
)
async def test_polling_goes_on(start, telegram, caplog, fault):
    async with start() as bot:
        ada = telegram.user("Ada")
        telegram.fail("getUpdates", fault)
        # The poll that is under way brings this one; the next one fails.
        await bot.me.replies(to=await ada.says(QUESTION))
        await goes_on(bot, ada)
        assert not bot.task.done()
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_a_second_poller_for_over_a_minute_ends_the_bot(start, telegram, capfd):
    async with start(clock=ticking(31)) as bot:
        rule = telegram.fail("getUpdates", Fault.conflict(), times=None)
        # The poll that is under way brings this one.
        await telegram.user("Ada").says(QUESTION)
        assert await asyncio.wait_for(bot.task, PATIENCE) == 2
        assert rule.used == 3
    err = capfd.readouterr().err
    assert err.count("另一个程序正在用同一个令牌") == 1
    assert "Traceback" not in err


async def test_a_second_poller_is_noticed_though_polls_in_between_succeed(start, telegram):
    async with start(clock=ticking(31)) as bot:
        ada = telegram.user("Ada")
        for _ in range(3):
            telegram.fail("getUpdates", Fault.conflict())
            await ada.says(QUESTION)
            done, _ = await asyncio.wait([bot.task], timeout=0)
            assert not done
            await bot.me.replies(to=await ada.says(SECOND))
        assert await asyncio.wait_for(bot.task, PATIENCE) == 2


async def test_conflicts_that_are_over_a_minute_apart_are_survived(start, telegram):
    async with start(clock=ticking(61)) as bot:
        ada = telegram.user("Ada")
        for _ in range(2):
            telegram.fail("getUpdates", Fault.conflict())
            await ada.says(QUESTION)
            await bot.me.replies(to=await ada.says(SECOND))
        assert not bot.task.done()


async def test_a_token_revoked_while_running_ends_the_bot(start, telegram, capfd):
    async with start() as bot:
        telegram.fail("getUpdates", Fault.error(401, "Unauthorized"), times=None)
        await telegram.user("Ada").says(QUESTION)
        assert await asyncio.wait_for(bot.task, PATIENCE) == 2
    err = capfd.readouterr().err
    assert err.count("Telegram 拒绝了这个令牌") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("why", ["bot was blocked by the user", "user is deactivated"])
async def test_who_blocks_the_bot_is_left_alone(start, telegram, caplog, why):
    async with start() as bot:
        ada, bob = telegram.user("Ada"), telegram.user("Bob")
        telegram.fail("sendMessage", Fault.forbidden(why))
        question = await ada.says(QUESTION)
        await telegram.called("sendMessage")
        await goes_on(bot, bob)
    assert not sent_after(bot, question)
    assert len(telegram.calls("sendMessage")) == 2
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_kicked_in_mid_answer_it_is_silent(start, telegram):
    async with start() as bot:
        ada = telegram.user("Ada")
        room = telegram.group("Room", members=[ada, bot.me])
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room)
        await telegram.called("sendMessage")
        await room.removes(bot.me, by=ada)
        hanging.release()
        await goes_on(bot, ada)
    assert not sent_after(bot, question)


async def test_without_the_right_to_write_it_is_silent(start, telegram, caplog):
    async with start() as bot:
        ada = telegram.user("Ada")
        room = telegram.supergroup("Room", members=[ada, bot.me])
        await room.restricts(bot.me)
        question = await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room)
        await telegram.called("sendMessage")
        await goes_on(bot, ada)
    assert not sent_after(bot, question)
    assert len(telegram.calls("sendMessage")) == 2
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_a_group_that_migrates_takes_its_settings_and_gets_its_answer(start, telegram):
    async with start() as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        room = telegram.group("Room", members=[bot.me], admins=[ada])
        [panel] = await bot.me.replies(to=await ada.says("/settings@wenju_bot", in_=room))
        await (await ada.presses(panel, panel.buttons[0].label)).answered()
        await (await ada.presses(panel, panel.buttons[0].label)).answered()
        hanging = telegram.fail("sendMessage", Fault.hang())
        await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room)
        await telegram.called("sendMessage", count=2)
        moved = await room.migrates()
        hanging.release()
        again = await ada.says(f"/ask@wenju_bot {SECOND} 外星人", in_=moved)
        await bot.me.replies(to=again)
        await bot.me.rests()
        mine = [one.text for one in moved.messages.values() if one.bot is bot.me]
        assert len(mine) == 2
        assert any(ANSWER in text for text in mine)
        assert any("paragraph" in text or "¶" in text for text in mine)


async def test_a_question_deleted_before_the_answer_is_answered_all_the_same(start, telegram):
    async with start() as bot:
        ada = telegram.user("Ada")
        room = telegram.supergroup("Room", members=[ada, bot.me])
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room)
        await telegram.called("sendMessage")
        room.world.delete(question)
        hanging.release()
        [answer] = await bot.me.replies()
        assert ANSWER in answer.text
        assert answer.reply_to is None


@pytest.mark.parametrize("gone", ["closed", "deleted"])
async def test_a_topic_that_closes_before_the_answer_gets_none(start, telegram, caplog, gone):
    async with start() as bot:
        ada = telegram.user("Ada")
        forum = telegram.supergroup("Forum", members=[ada, bot.me], forum=True)
        topic = forum.topic("Ports")
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await ada.says(f"/ask@wenju_bot {QUESTION}", in_=topic)
        await telegram.called("sendMessage")
        if gone == "closed":
            topic.closes()
        else:
            del forum.topics[topic.id]
        hanging.release()
        await goes_on(bot, ada)
    assert not sent_after(bot, question)
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(start, telegram, caplog):
    async with start() as bot:
        ada = telegram.user("Ada")
        telegram.fail("sendMessage", Fault.error(400, "Bad Request: can't parse entities: odd"))
        question = await ada.says(QUESTION)
        [answer] = await bot.me.replies(to=question)
        assert ANSWER in answer.text
        assert not answer.entities
        assert "<b>" not in answer.text
        assert answer.buttons
        assert len(await answers(bot, question)) == 1


async def test_a_press_that_changes_nothing_is_no_error(start, telegram, caplog):
    async with start() as bot:
        ada = telegram.user("Ada")
        [answer] = await bot.me.replies(to=await ada.says(BROAD))
        unchanged = Fault.error(400, "Bad Request: message is not modified: exactly the same")
        telegram.fail("editMessageText", unchanged)
        press = await ada.presses(answer, "▶")
        assert (await press.answered()).text in (None, "")
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


@pytest.mark.parametrize("fault", [Fault.drop(), Fault.status(502), Fault.garbage()])
async def test_an_edit_is_made_again(start, telegram, fault):
    async with start() as bot:
        ada = telegram.user("Ada")
        [answer] = await bot.me.replies(to=await ada.says(BROAD))
        telegram.fail("editMessageText", fault)
        press = await ada.presses(answer, "▶")
        await press.answered()
        assert len(answer.versions) == 2
