"""The trigger table: what is a question, where, and where its answer goes."""

from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, Group, User

from bot.messages.texts import texts_in

ZH = texts_in("zh")

QUESTION = "满都拉口岸的过货量是多少?"
ANSWER = "满都拉口岸过货量突破662万吨"
# Answered on several pages.
BROAD = "民族团结进步"
NAME = "wenju_bot"


@pytest.fixture
def nosy(telegram: FakeTelegram) -> Bot:
    """A bot that reads all messages of its groups."""
    return telegram.bot(NAME, can_read_all_group_messages=True, supports_inline_queries=True)


ASKED = [
    QUESTION,
    f"/ask {QUESTION}",
    f"/ask@{NAME} {QUESTION}",
    f"/ASK@Wenju_Bot {QUESTION}",
    f"/ask{QUESTION}",
    f"/Ask@{NAME}{QUESTION}",
    f"/ask\n{QUESTION}",
    f"@{NAME} {QUESTION}",
    f"@{NAME}{QUESTION}",
    f"👨‍👩‍👧𠮷 @{NAME} {QUESTION}",
    f"{QUESTION} @WENJU_BOT",
    f"请问@{NAME} {QUESTION}",
]
TO_NOBODY = [
    "hello everybody",
    QUESTION,
    f"/ask@other_bot {QUESTION}",
    f"/ask@{NAME}x {QUESTION}",
    f"/asking {QUESTION}",
    f"/say@{NAME} {QUESTION}",
    f"@{NAME}2 {QUESTION}",
    f"mail me at ada@{NAME}.example about it",
    f"see t.me/@{NAME}",
    f"{QUESTION} /ask@{NAME}",
]


async def test_private_chat(start: Any, ada: User) -> None:
    async with start() as bot:
        for text in ASKED:
            answer = await bot.answer(await ada.says(text))
            assert ANSWER in answer.text, text
            assert answer.reply_to is None
            assert answer.json["link_preview_options"] == {"is_disabled": True}
        await bot.silence(await ada.says(f"/ask@other_bot {QUESTION}"))


async def test_answers_to_many_questions_at_once_show_which_is_whose(start: Any, ada: User) -> None:
    async with start() as bot:
        asked = [await ada.says(text) for text in (QUESTION, "杂志的传真是多少", QUESTION)]
        await bot.me.replies(count=3)
        told = {m.reply_to: m.text for m in asked[0].chat.messages.values() if m.bot is bot.me}
        assert ANSWER in told[asked[0].id]
        assert "010-84504624" in told[asked[1].id]
        assert ANSWER in told[None]
        assert (await bot.answer(await ada.says(QUESTION))).reply_to is None


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_group_seen_whole(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, kind: str
) -> None:
    room = getattr(telegram, kind)("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        for text in ASKED[1:]:
            question = await ada.says(text, in_=room)
            answer = await bot.answer(question)
            assert ANSWER in answer.text, text
            assert answer.reply_to == question.id
        for text in TO_NOBODY:
            await bot.silence(await ada.says(text, in_=room))
        named = await ada.says("Vera 满都拉口岸的过货量是多少", in_=room, mentions=[_as_user(nosy)])
        assert ANSWER in (await bot.answer(named)).text


def _as_user(bot: Bot) -> Any:
    """The bot as a text mention names it."""
    return User(bot.world, bot.id, "Vera")


@pytest.mark.parametrize("admin", [False, True])
async def test_privacy_mode(start: Any, telegram: FakeTelegram, ada: User, admin: bool) -> None:
    me = telegram.bot(NAME)
    members = {"members": [ada], "admins": [me]} if admin else {"members": [ada, me]}
    room = telegram.supergroup("Room", **members)
    async with start(me) as bot:
        answer = await bot.answer(await ada.says(f"/ask@{NAME} {QUESTION}", in_=room))
        bare = await bot.answer(await ada.says(f"/ask {QUESTION}", in_=room))
        followed = await bot.answer(await ada.says(QUESTION, in_=room, reply_to=answer))
        assert all(ANSWER in message.text for message in (answer, bare, followed))
        mention = await ada.says(f"@{NAME} {QUESTION}", in_=room)
        if admin:
            assert ANSWER in (await bot.answer(mention)).text
        else:
            assert not me.sees(mention)
            await bot.silence(mention)
        await bot.silence(await ada.says(QUESTION, in_=room))


async def test_who_else_is_named_is_no_part_of_a_question(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        for text in (f"@vera_w @{NAME} {QUESTION}", f"/ask@{NAME} {QUESTION} @vera_w @other_bot"):
            assert ANSWER in (await bot.answer(await ada.says(text, in_=room))).text


@pytest.mark.parametrize("called", [f"@{NAME} {QUESTION}", f"/ask@{NAME} {QUESTION} @vera_w"])
async def test_a_call_in_a_reply_to_a_call_asks_the_same(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, bob: User, called: str
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, nosy])
    async with start(nosy) as bot:
        first = await ada.says(called, in_=room)
        assert ANSWER in (await bot.answer(first)).text
        for again in (f"@{NAME}", f"/ask@{NAME}"):
            reply = await bot.answer(await bob.says(again, in_=room, reply_to=first))
            assert ANSWER in reply.text


@pytest.mark.parametrize(
    "pointing", ["看看这个", "帮忙查一下", "这条是真的吗？", "求出处", "這個有依據嗎"]
)
async def test_what_only_points_to_a_message_asks_that(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, bob: User, pointing: str
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, nosy])
    async with start(nosy) as bot:
        talk = await bob.says(QUESTION, in_=room)
        call = await ada.says(f"@{NAME} {pointing}", in_=room, reply_to=talk)
        answer = await bot.answer(call)
        assert ANSWER in answer.text
        # What says something of its own is asked itself, and what bots said is not asked again.
        other = await ada.says(f"@{NAME} 量子计算机的温度呢", in_=room, reply_to=talk)
        assert ANSWER not in (await bot.answer(other)).text
        await bot.silence(await ada.says("这条是真的吗？", in_=room, reply_to=answer))
        mine = await ada.says(QUESTION)
        await bot.answer(mine)
        assert ANSWER in (await bot.answer(await ada.says(pointing, reply_to=mine))).text


async def test_answers_go_to_their_topic(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    forum = telegram.supergroup("Forum", members=[ada, nosy], forum=True)
    async with start(nosy) as bot:
        for place in (forum.topic("Ports"), forum.topic("Fish"), forum.general, forum):
            question = await ada.says(f"/ask {QUESTION}", in_=place)
            answer = await bot.answer(question)
            assert ANSWER in answer.text
            assert (answer.thread, answer.reply_to) == (question.thread, question.id)
            again = await ada.says(QUESTION, in_=place, reply_to=answer)
            assert (await bot.answer(again)).thread == question.thread
            # What opened the topic is no message that is replied to.
            await bot.silence(await ada.says(QUESTION, in_=place))


async def test_the_opening_of_a_topic_is_no_reply_to_the_bot(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    forum = telegram.supergroup("Forum", members=[ada, nosy], forum=True)
    topic = forum.topic("Ports")
    assert topic.opening is not None
    topic.opening.json["from"] = nosy.to_json()
    async with start(nosy) as bot:
        await bot.silence(await ada.says(QUESTION, in_=topic))
        usage = await bot.answer(await ada.says("/ask", in_=topic))
        assert usage.text.startswith(ZH.chat.usage_ask[:5])


async def test_threads_outside_forums_are_no_topics(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        first = await ada.says("who knows?", in_=room)
        question = await ada.says(f"@{NAME} {QUESTION}", in_=room, reply_to=first)
        assert question.json["message_thread_id"]
        assert (await bot.answer(question)).reply_to == question.id


@pytest.mark.parametrize("call", ["/ask", f"/ask@{NAME}", f"@{NAME}"])
async def test_somebody_elses_message_is_the_question(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, call: str
) -> None:
    bob = telegram.user("Bob")
    room = telegram.supergroup("Room", members=[ada, bob, nosy])
    async with start(nosy) as bot:
        asked = await bob.says(QUESTION, in_=room)
        call_up = await ada.says(call, in_=room, reply_to=asked)
        answer = await bot.answer(call_up)
        assert ANSWER in answer.text
        assert answer.reply_to == call_up.id
        long = await bob.says(f"今天吃什么。{QUESTION}谢谢大家", in_=room)
        part = await ada.says(call, in_=room, reply_to=long, quote=QUESTION)
        assert (await bot.answer(part)).text == answer.text
        photo = await bob.sends("photo", in_=room, caption=QUESTION)
        assert (await bot.answer(await ada.says(call, reply_to=photo))).text == answer.text
        for nothing in (answer, await bob.sends("sticker", in_=room, name="🦜")):
            usage = await bot.answer(await ada.says(call, in_=room, reply_to=nothing))
            assert usage.text.startswith(ZH.chat.usage_ask[:5])


async def test_private_reply_with_the_command_alone(start: Any, ada: User) -> None:
    async with start() as bot:
        asked = await ada.says(QUESTION)
        answer = await bot.answer(asked)
        for call in ("/ask", f"@{NAME}"):
            again = await ada.says(call, reply_to=asked)
            assert (await bot.answer(again)).text == answer.text


async def test_bots_and_channels_are_not_answered(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[nosy], admins=[ada])
    channel = telegram.channel("News", admins=[ada, nosy])
    async with start(nosy) as bot:
        await bot.silence(await channel.posts(f"/ask@{NAME} {QUESTION}"))
        channel.links(room)
        await bot.silence(await channel.posts(f"/ask@{NAME} {QUESTION}"))
        card = (await ada.asks_inline(QUESTION)).results[0]
        await bot.silence(await ada.chooses(card, in_=room))
        await bot.silence(await ada.chooses(card, in_=nosy))


async def test_people_without_names_are_answered(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[nosy], admins=[ada])
    channel = telegram.channel("News", admins=[ada])
    async with start(nosy) as bot:
        for how in ({"anonymously": True}, {"as_": channel}):
            question = await ada.says(f"/ask@{NAME} {BROAD}", in_=room, **how)
            answer = await bot.answer(question)
            assert answer.reply_to == question.id
            # They press buttons in their own name, and are not kept from their answer.
            press = await ada.presses(answer, "▶")
            assert (await press.answered()).text == ""
            assert (await bot.me.edits(answer)).text.count("\n4. 《") == 1


async def test_captions(start: Any, telegram: FakeTelegram, nosy: Bot, ada: User) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        for kind in ("photo", "document", "voice"):
            assert ANSWER in (await bot.answer(await ada.sends(kind, caption=QUESTION))).text
            asked = await ada.sends(kind, in_=room, caption=f"𠮷 @{NAME} {QUESTION}")
            assert ANSWER in (await bot.answer(asked)).text
            command = await ada.sends(kind, in_=room, caption=f"/ask@{NAME} {QUESTION}")
            assert ANSWER in (await bot.answer(command)).text
            await bot.silence(await ada.sends(kind, in_=room, caption=QUESTION))


SMALLTALK = {
    "你好": ZH.chat.greeting,
    "您好!": ZH.chat.greeting,
    "Hello 👋": ZH.chat.greeting,
    "谢谢": ZH.chat.thanks,
    "多谢啦~": ZH.chat.thanks,
    "thanks!": ZH.chat.thanks,
}


async def test_smalltalk(start: Any, telegram: FakeTelegram, nosy: Bot, ada: User) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        for text, kind_line in SMALLTALK.items():
            assert (await bot.answer(await ada.says(text))).text == kind_line
        for kind in ("sticker", "voice", "photo", "document"):
            assert (await bot.answer(await ada.sends(kind))).text == ZH.chat.only_text
            await bot.silence(await ada.sends(kind, in_=room))
        assert (await bot.answer(await ada.sends_contact("+1"))).text == ZH.chat.only_text
        answer = await bot.answer(await ada.says(f"/ask {QUESTION}", in_=room))
        for text in ("谢谢", "👍", "。。。"):
            await bot.silence(await ada.says(text, in_=room, reply_to=answer))
            await bot.silence(await ada.says(f"@{NAME} {text}", in_=room))


async def test_nothing_to_look_for(start: Any, ada: User) -> None:
    async with start() as bot:
        assert (await bot.answer(await ada.says("???"))).text == ZH.answers.question_empty
        assert (await bot.answer(await ada.says("/ask"))).text.startswith(ZH.chat.usage_ask[:5])
        too_long = await bot.answer(await ada.says("问" * 300 + "?"))
        assert too_long.text == ZH.answers.question_too_long.format(length=301, limit=300)


UNKNOWN = "量子计算机的冷却温度是多少"


async def test_not_found(start: Any, telegram: FakeTelegram, nosy: Bot, ada: User) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        hint = await bot.answer(await ada.says(UNKNOWN))
        assert hint.text.startswith(ZH.answers.not_found)
        assert ZH.chat.not_found_hint in hint.text
        assert "量子" in hint.text
        assert not hint.buttons
        line = await bot.answer(await ada.says(f"@{NAME} {UNKNOWN}", in_=room))
        assert line.text == ZH.answers.not_found


async def test_every_place_gives_the_same_excerpts(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    group: Group = telegram.group("Group", members=[ada, nosy])
    async with start(nosy) as bot:
        for text in (QUESTION, BROAD):
            private = await bot.answer(await ada.says(text))
            in_group = await bot.answer(await ada.says(f"/ask {text}", in_=group))
            assert private.html == in_group.html
