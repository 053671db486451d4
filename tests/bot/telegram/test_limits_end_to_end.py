"""The bot's limits as people meet them, and Telegram's own, which it never reaches."""

import pytest
from fake_telegram import Limits

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
SLOWER = "问得太快了"
# Telegram's own limits, as the settings have them by default.
DEFAULTS = {
    "messages_per_second": 30,
    "chat_messages_per_second": 1.0,
    "group_messages_per_minute": 20,
}


async def said(bot, chat):
    """What the bot has said in `chat`, when it has nothing left to do."""
    await bot.me.rests()
    return [one.text for one in chat.messages.values() if one.bot is bot.me]


def kinds(texts):
    """How many answers there are, and how many requests to be slower."""
    slower = sum(SLOWER in text for text in texts)
    return len(texts) - slower, slower


async def test_who_asks_too_much_is_told_once_and_others_are_answered(start, telegram):
    async with start(questions_per_person=3) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        bob = telegram.user("Bob", language_code="zh-hans")
        asked = [await ada.says(QUESTION) for _ in range(8)]
        await bot.me.handled(asked[-1])
        assert kinds(await said(bot, asked[0].chat)) == (3, 1)
        [answer] = await bot.me.replies(to=await bob.says(QUESTION))
        assert ANSWER in answer.text


async def test_a_person_has_one_allowance_in_all_chats(start, telegram):
    async with start(questions_per_person=2) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        room = telegram.supergroup("Room", members=[ada, bot.me])
        first = await ada.says(QUESTION)
        await bot.me.replies(to=first)
        for _ in range(4):
            question = await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room)
            await bot.me.handled(question)
        assert kinds(await said(bot, room)) == (1, 1)


async def test_a_group_that_asks_too_much_is_told_once_for_all(start, telegram):
    async with start(questions_per_chat=4) as bot:
        people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(6)]
        room = telegram.supergroup("Room", members=[*people, bot.me])
        other = telegram.supergroup("Other", members=[*people, bot.me])
        for person in people * 2:
            question = await person.says(f"/ask@wenju_bot {QUESTION}", in_=room)
        await bot.me.handled(question)
        assert kinds(await said(bot, room)) == (4, 1)
        question = await people[0].says(f"/ask@wenju_bot {QUESTION}", in_=other)
        await bot.me.replies(to=question)


async def test_when_the_whole_bot_is_busy_each_is_told_once(start, telegram):
    async with start(answers_per_second=1) as bot:
        people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(30)]
        asked = [await person.says(QUESTION) for person in people]
        await bot.me.handled(asked[-1])
        found = [await said(bot, question.chat) for question in asked[:1]]
        await bot.me.rests()
        found = [kinds([m.text for m in q.chat.messages.values() if m.bot]) for q in asked]
        assert all(pair in {(1, 0), (0, 1), (0, 0)} for pair in found)
        assert (1, 0) in found
        assert (0, 1) in found


async def test_a_question_that_is_too_long_is_told_the_limit(start, telegram):
    async with start(max_question=50) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        [reply] = await bot.me.replies(to=await ada.says("问" * 51))
        assert "50" in reply.text
        [answer] = await bot.me.replies(to=await ada.says(QUESTION + "?" * (50 - len(QUESTION))))
        assert ANSWER in answer.text


async def test_a_flood_costs_little_and_nobody_else_waits(start, telegram):
    async with start(questions_per_person=20) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        bob = telegram.user("Bob", language_code="zh-hans")
        flood = [await ada.says(QUESTION) for _ in range(2_000)]
        [answer] = await bot.me.replies(to=await bob.says(QUESTION))
        assert ANSWER in answer.text
        await bot.me.handled(flood[-1])
        assert kinds(await said(bot, flood[0].chat)) == (20, 1)
        # Telegram keeps what the bot cannot take yet, and is asked for it in batches.
        assert len(telegram.calls("getUpdates")) >= 2_000 / 100


@pytest.mark.parametrize("kind", ["private", "group"])
async def test_telegrams_own_limits_are_never_reached(start, telegram, kind):
    telegram.limits = Limits()
    async with start(**DEFAULTS) as bot:
        people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(20)]
        asked = []
        for n, person in enumerate(people):
            text, room = QUESTION, None
            if kind == "group":
                text = f"/ask@wenju_bot {QUESTION}"
                room = telegram.supergroup(f"G{n}", members=[person, bot.me])
            asked += [await person.says(text, in_=room) for _ in range(3)]
        last = [asked[n] for n in range(2, len(asked), 3)]
        for question in last:
            await telegram.called("sendMessage", count=len(asked))
            assert question.chat.messages
        assert not [call for call in telegram.calls() if call.status == 429]
        answered = [m for q in last for m in q.chat.messages.values() if m.bot is bot.me]
        assert len(answered) == len(asked)


async def test_a_burst_in_one_chat_is_answered_at_the_pace_of_that_chat(start, telegram):
    telegram.limits = Limits()
    async with start(**DEFAULTS) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        asked = [await ada.says(QUESTION) for _ in range(6)]
        await telegram.called("sendMessage", count=6)
        assert kinds(await said(bot, asked[0].chat)) == (6, 0)
        assert not [call for call in telegram.calls() if call.status == 429]


async def test_presses_take_nothing_from_the_questions_of_a_group(start, telegram):
    async with start(questions_per_chat=2) as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        bob = telegram.user("Bob", language_code="zh-hans")
        room = telegram.supergroup("Room", members=[ada, bob, bot.me])
        [answer] = await bot.me.replies(to=await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room))
        for _ in range(5):
            await (await bob.presses(answer, "👍")).answered()
        [again] = await bot.me.replies(to=await ada.says(f"/ask@wenju_bot {QUESTION}", in_=room))
        assert ANSWER in again.text
