"""A question by every way there is: the same excerpts, word for word."""

import json
from typing import Any

import pytest
from fake_telegram import FakeTelegram, Message
from fake_telegram.entities import cut, tidy
from samples import SEEDS
from shell import wenju

# One excerpt answers some of them, several or more than a page the others.
QUESTIONS = [
    "满都拉口岸的过货量是多少?",
    "民族团结进步",
    "《中国民族》杂志的联系电话是多少",
    "乌兰察布有哪些举措",
    "这份报告是哪一天发文的",
]
# Excerpts that the command line prints and a page of the bot's shows.
PAGE = 3
QUOTES = ("blockquote", "expandable_blockquote")


def _quoted(message: Message) -> list[str]:
    quotes = (entity for entity in message.entities if entity.type in QUOTES)
    return [cut(message.text, entity.offset, entity.length).strip() for entity in quotes]


@pytest.fixture(scope="module")
def printed() -> dict[str, list[str]]:
    """What the command line prints of each question's excerpts."""
    ran = wenju("ask", "--json", stdin="\n".join(QUESTIONS), WENJU_LIBRARY=str(SEEDS))
    answers = [json.loads(line) for line in ran.out.splitlines()]
    excerpts = {
        answer["question"]: [tidy(found["excerpt"])[0] for found in answer["answers"]]
        for answer in answers
    }
    assert {1, PAGE} <= {len(found) for found in excerpts.values()}
    return excerpts


@pytest.mark.parametrize("text", QUESTIONS)
async def test_the_same_excerpts_everywhere(
    start: Any, telegram: FakeTelegram, printed: dict[str, list[str]], text: str
) -> None:
    ada = telegram.user("Ada", language_code="zh-hans")
    async with start() as bot:
        room = telegram.supergroup("Room", members=[ada, bot.me], forum=True)
        private = await bot.answer(await ada.says(text))
        in_topic = await ada.says(f"/ask@wenju_bot {text}", in_=room.topic("Ports"))
        cards = (await ada.asks_inline(text)).results[:PAGE]
        assert _quoted(private) == printed[text]
        assert _quoted(await bot.answer(in_topic)) == printed[text]
        for card, excerpt in zip(cards, printed[text], strict=True):
            assert excerpt in card.text


async def test_many_ask_at_once(
    start: Any, telegram: FakeTelegram, printed: dict[str, list[str]]
) -> None:
    people = [telegram.user(f"Person {n}", language_code="zh-hans") for n in range(20)]
    async with start() as bot:
        texts = QUESTIONS * 4
        asked = [(await p.says(text), text) for p, text in zip(people, texts, strict=True)]
        for question, text in asked:
            assert _quoted(await bot.answer(question)) == printed[text]
        await bot.me.rests()
        assert len(telegram.calls("sendMessage")) == len(asked)
