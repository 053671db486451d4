"""`/verify` in chats: what stands behind it, and somebody's message that it replies to."""

import re
import time
from html import unescape
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, Limits, ManualClock, User

from bot.messages.quotations import EN, ZH
from bot.messages.texts import texts_in
from bot.telegram.rendering.answers import MAX_ENTITIES, MAX_UNITS
from bot.telegram.rendering.html import utf16_length
from bot.telegram.rendering.quotations import review_reply
from retrieval import Library, Verdict

TEXTS = texts_in("zh")

NAME = "wenju_bot"
WRITTEN, CHANGED = "满都拉口岸过货量突破662万吨", "满都拉口岸过货量突破672万吨"
TITLE = "关于铸牢中华民族共同体意识促进各民族广泛交往交流交融工作情况的报告"
ARTICLE = f"据《{TITLE}》，“{WRITTEN}”。\n《公报》称“{CHANGED}”，所谓“奇迹”。"


@pytest.fixture
def bob(telegram: FakeTelegram) -> User:
    return telegram.user("Bob", language_code="en")


@pytest.mark.parametrize("command", ["/verify ", f"/verify@{NAME} ", "/verify", "/verify\n"])
async def test_a_quotation_behind_the_command(start: Any, me: Bot, ada: User, command: str) -> None:
    async with start(me) as bot:
        reply = await bot.answer(await ada.says(f"{command}{WRITTEN}"))
        assert reply.text.startswith("✅ 原文一致\n满都拉口岸")
        assert TITLE in reply.text
        assert "第14段" in reply.text
        assert "1t2cx-zw5cz" in reply.text


async def test_differences_are_marked(start: Any, me: Bot, ada: User) -> None:
    async with start(me) as bot:
        reply = await bot.answer(await ada.says(f"/verify {CHANGED}"))
        assert reply.text.startswith("⚠️ 有出入\n满都拉口岸过货量突破672662万吨")
        marked = {entity["type"]: reply.text for entity in reply.json["entities"]}
        assert {"strikethrough", "underline", "blockquote"} <= {*marked}


async def test_not_found_and_in_english(start: Any, me: Bot, bob: User) -> None:
    async with start(me) as bot:
        reply = await bot.answer(await bob.says("/verify 今天天气很好我们去公园玩吧"))
        assert reply.text == f"❌ {EN.verdicts[Verdict.NOT_FOUND]}"


async def test_the_quotations_of_a_message_replied_to(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        article = await bob.says(ARTICLE, in_=room)
        reply = await bot.answer(await ada.says(f"/verify@{NAME}", in_=room, reply_to=article))
        summary, first, second, *notes = reply.text.split("\n\n")
        assert summary.startswith("共 2 条引文：原文一致 1、有出入 1\n1. ✅ “满都拉")
        assert first.startswith("1. ✅ 原文一致")
        assert "出处相符" in first
        assert second.startswith("2. ⚠️ 有出入")
        assert "文档里没有《公报》" in second
        assert notes == ["不足 4 字，没有核对（1 处）：“奇迹”", ZH.outside]


async def test_a_message_without_quotation_marks_is_checked_as_a_whole(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, bob: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, bob, me])
    async with start(me) as bot:
        said = await bob.says(CHANGED, in_=room)
        reply = await bot.answer(await ada.says(f"/verify@{NAME}", in_=room, reply_to=said))
        assert reply.text.startswith("⚠️ 有出入")
        quoting = await ada.says(
            f"/verify@{NAME}", in_=room, reply_to=said, quote="满都拉口岸过货量"
        )
        assert (await bot.answer(quoting)).text.startswith("✅ 原文一致\n满都拉口岸过货量\n")


async def test_in_groups_only_when_it_is_meant(
    start: Any, telegram: FakeTelegram, ada: User
) -> None:
    me = telegram.bot(NAME, can_read_all_group_messages=True)
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        await bot.silence(await ada.says(f"/verify@other_bot {WRITTEN}", in_=room))
        await bot.silence(await ada.says(f"verify {WRITTEN}", in_=room))
        await bot.silence(await ada.says(f"/verifying {WRITTEN}", in_=room))
        assert await bot.answer(await ada.says(f"/verify {WRITTEN}", in_=room))


async def test_nothing_to_verify(start: Any, me: Bot, ada: User) -> None:
    async with start(me) as bot:
        usage = await bot.answer(await ada.says("/verify"))
        assert usage.text.startswith("请在命令后面写引文")
        short = await bot.answer(await ada.says("/verify 好。"))
        assert short.text == ZH.too_short.format(limit=4)


async def test_a_closed_bot_verifies_for_nobody_else(start: Any, me: Bot, ada: User) -> None:
    async with start(me, users=frozenset({1})) as bot:
        reply = await bot.answer(await ada.says(f"/verify {WRITTEN}"))
        assert reply.text.startswith(TEXTS.chat.not_allowed)


async def test_too_fast(start: Any, me: Bot, ada: User) -> None:
    async with start(me, questions_per_person=1) as bot:
        await bot.answer(await ada.says(f"/verify {WRITTEN}"))
        reply = await bot.answer(await ada.says(f"/verify {WRITTEN}"))
        assert reply.text == TEXTS.chat.slow_down


async def test_markup_in_a_quotation_stays_text(start: Any, me: Bot, ada: User) -> None:
    async with start(me) as bot:
        said = f"/verify “{WRITTEN}<b>&amp;” “</blockquote><i>今天天气很好”"
        reply = await bot.answer(await ada.says(said))
        assert "<b>&amp;" in reply.text
        assert "</blockquote><i>" in reply.text


async def test_an_edited_quotation_takes_its_reply_along(ada_and_clock: Any, start: Any) -> None:
    ada, clock = ada_and_clock
    async with start() as bot:
        said = await ada.says(f"/verify {CHANGED}")
        reply = await bot.answer(said)
        await ada.edits(said, f"/verify {WRITTEN}")
        assert (await bot.me.edits(reply)).text.startswith("✅")
        clock.advance(121)
        await ada.edits(said, f"/verify {CHANGED}")
        await bot.telegram.handled(said)
        assert reply.text.startswith("✅")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(time.time())


@pytest.fixture
def ada_and_clock(telegram: FakeTelegram, clock: ManualClock) -> tuple[User, ManualClock]:
    return telegram.user("Ada", language_code="zh-hans"), clock


@pytest.fixture
async def telegram(clock: ManualClock) -> Any:
    async with FakeTelegram(limits=Limits.off(), clock=clock) as server:
        yield server


@pytest.mark.parametrize("count", [1, 2, 10, 30])
@pytest.mark.parametrize("length", [20, 400, 4000])
def test_every_reply_fits_a_message(seeds: Library, count: int, length: int) -> None:
    texts = [document.text for document in seeds.documents]
    pieces = [texts[n % 2][40 * n : 40 * n + length // count + 8] for n in range(count)]
    changed = [piece.replace("民族", "民囧").replace("。", "！") for piece in pieces]
    for given in (pieces, changed):
        review = seeds.review("\n".join(" ".join(one.split()) for one in given), by_line=True)
        html = review_reply(review, TEXTS).html
        assert utf16_length(unescape(re.sub("<[^>]*>", "", html))) <= MAX_UNITS
        assert html.count("</") <= MAX_ENTITIES
        assert html.count("<blockquote") == html.count("</blockquote>") > 0
