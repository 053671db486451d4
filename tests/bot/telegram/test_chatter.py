"""Chatter in groups: what a line that asks nothing is known by, and that it gets nothing."""

from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, User

from bot.messages.texts import texts_in
from bot.telegram.chatter import about_bot, smalltalk, topic

ZH = texts_in("zh")
NAME = "wenju_bot"
QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "满都拉口岸过货量突破662万吨"
KEYWORDS, PART = "满都拉口岸过货量", "二连浩特口岸的量子过货量是多少?"
UNKNOWN = "量子计算机的冷却温度是多少?"

# What people say to each other while a bot listens: a working group's forty lines.
TALK = """早啊各位
今天谁值班？
我在路上，堵车
哈哈哈哈又堵
你几点到？
大概九点半吧
+1
那会议室先帮我占一下
好的收到
这份材料谁写的？
好像是小王
不对吧
真的假的
他上周不是休假了吗？
666
牛
有人吃早饭吗？
楼下包子铺关门了？
笑死
中午吃什么？
随便，食堂也行
食堂今天有红烧肉吗？
听说有
为什么打印机又坏了？
找老李修一下
老李电话多少？
群文件里有通讯录
谢谢
没毛病
下午的会几点开始？
两点半，三楼
谁带投影仪？
我带
PPT改完了吗？
改完了，发你邮箱
怎么没收到？
看看垃圾箱
找到了，多谢啦
周末去爬山吗？
看天气吧""".splitlines()

REACTIONS = """谢谢 哈哈 牛 666 好的收到 不对吧 +1 真的假的 真的吗？
你确定吗？ 不会吧 为什么？ 什么意思 说得对 这也行？
没毛病 笑死 支持 同意 离谱 有道理 太强了吧 233 就这？
lol really? nice 学到了 👍 可以可以""".split()

ABOUT_BOT = """你是谁 你能做什么？ 帮助 菜单 你好，你是谁？ 你叫什么名字
你都会些什么 怎么用 功能菜单 help 使用说明 你可以帮我做什么 你是机器人吗""".split()


@pytest.fixture
def nosy(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, can_read_all_group_messages=True)


async def _all_on(bot: Any, ada: User, room: Any) -> None:
    panel = await bot.answer(await ada.says(f"/settings@{NAME}", in_=room))
    await (await ada.presses(panel, "所有")).answered()
    await bot.me.edits(panel)


@pytest.mark.parametrize("answering_all", [False, True])
async def test_forty_lines_of_talk_get_no_answer(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User, answering_all: bool
) -> None:
    assert len(TALK) == 40
    room = telegram.supergroup("Room", members=[nosy], admins=[ada])
    async with start(nosy) as bot:
        if answering_all:
            await _all_on(bot, ada, room)
        first = await ada.says(TALK[0], in_=room)
        for line in TALK[1:]:
            last = await ada.says(line, in_=room)
        await bot.me.handled(last)
        await bot.silence(first)
        called = await bot.answer(await ada.says(f"@{NAME} {QUESTION}", in_=room))
        assert ANSWER in called.text


async def test_reactions_to_an_answer_get_none(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        answer = await bot.answer(await ada.says(f"/ask {QUESTION}", in_=room))
        first = await ada.says(REACTIONS[0], in_=room, reply_to=answer)
        for line in REACTIONS[1:]:
            last = await ada.says(line, in_=room, reply_to=answer)
        await bot.me.handled(last)
        await bot.silence(first)


async def test_a_reply_that_asks_is_answered_or_told_that_there_is_none(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        answer = await bot.answer(await ada.says(f"/ask {QUESTION}", in_=room))
        for text, said in ((QUESTION, ANSWER), (KEYWORDS, ANSWER), (UNKNOWN, "没有找到")):
            reply = await bot.answer(await ada.says(text, in_=room, reply_to=answer))
            assert said in reply.text


async def test_answering_all_needs_an_answer_that_leaves_nothing_out(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[nosy], admins=[ada])
    partly = "满都拉口岸今年的煤炭过货量是多少?"
    async with start(nosy) as bot:
        called = await bot.answer(await ada.says(f"/ask {partly}", in_=room))
        assert ZH.answers.missing.partition("{")[0] in called.text
        await _all_on(bot, ada, room)
        await bot.silence(await ada.says(partly, in_=room))
        whole = await bot.answer(await ada.says(QUESTION, in_=room))
        assert ANSWER in whole.text


async def test_who_asks_about_the_bot_gets_the_help(
    start: Any, telegram: FakeTelegram, nosy: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, nosy])
    async with start(nosy) as bot:
        helped = await bot.answer(await ada.says("/help"))
        for text in ABOUT_BOT:
            assert (await bot.answer(await ada.says(text))).text == helped.text
        mention = await bot.answer(await ada.says(f"@{NAME} 你是谁", in_=room))
        reply = await bot.answer(await ada.says("你能做什么", in_=room, reply_to=mention))
        assert mention.text == reply.text == helped.text
        await bot.silence(await ada.says("你是谁", in_=room))


@pytest.mark.parametrize(
    "text", [QUESTION, "怎么用公积金买房", "帮助困难学生的措施", "你能告诉我什么是口岸吗", "你好"]
)
def test_other_questions_are_not_about_the_bot(text: str) -> None:
    assert not about_bot(text)


@pytest.mark.parametrize("text", [QUESTION, "电话呢？", "会议什么时候开", "地址在哪", "谁负责？"])
def test_short_questions_are_about_something(text: str) -> None:
    assert topic(text) >= 2


@pytest.mark.parametrize(
    "line",
    ["早啊各位", "大家晚上好", "各位早", "同志们好", "晚安", "下午好呀！", "你好啊", "大家早安～"],
)
def test_a_greeting_may_name_who_is_greeted_and_the_time_of_day(line):
    assert smalltalk(line) == "greeting"


@pytest.mark.parametrize("line", ["早餐几点", "各位代表", "晚上好几个人值班", "早上谁开门"])
def test_what_only_begins_like_a_greeting_is_none(line):
    assert smalltalk(line) is None
