"""Rich messages, and replies to what stands in another chat, are read like plain ones."""

import pytest

from bot.messages.texts import texts_in
from bot.telegram.transport.plain import plain_update

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
WRITTEN = "满都拉口岸过货量突破662万吨"
NAME = "wenju_bot"


def paragraph(*text):
    return {"type": "paragraph", "text": list(text)}


def bold(*text):
    return {"type": "bold", "text": list(text)}


def command(text):
    return {"type": "bot_command", "text": text, "bot_command": text}


MENTION = {"type": "mention", "text": f"@{NAME}", "username": NAME}


@pytest.fixture
def me(telegram):
    return telegram.bot(NAME, can_read_all_group_messages=True)


@pytest.fixture
def room(telegram, me, ada):
    return telegram.supergroup("Room", members=[ada, me])


async def test_a_rich_question_is_answered(start, me, ada):
    async with start(me) as bot:
        asked = await ada.says_richly(paragraph("满都拉口岸的", bold("过货量"), "是多少?"))
        assert ANSWER in (await bot.answer(asked)).text


@pytest.mark.parametrize("mark", [MENTION, command(f"/ask@{NAME}"), command("/ask")])
async def test_in_a_group_a_rich_mention_or_command_is_one(start, me, ada, room, mark):
    async with start(me) as bot:
        asked = await ada.says_richly(paragraph(mark, " ", QUESTION), in_=room)
        assert ANSWER in (await bot.answer(asked)).text
        await bot.silence(await ada.says_richly(paragraph(QUESTION), in_=room))
        other = command("/ask@other_bot")
        await bot.silence(await ada.says_richly(paragraph(other, QUESTION), in_=room))


async def test_a_rich_message_is_verified(start, me, ada, room):
    async with start(me) as bot:
        own = await ada.says_richly(paragraph(command("/verify"), " ", WRITTEN))
        assert (await bot.answer(own)).text.startswith("✅ 原文一致")
        said = await ada.says_richly(
            {"type": "blockquote", "blocks": [paragraph(WRITTEN)]}, in_=room
        )
        reply = await bot.answer(await ada.says(f"/verify@{NAME}", in_=room, reply_to=said))
        assert reply.text.startswith("✅ 原文一致")


async def test_a_rich_reply_to_the_bot_and_a_rich_message_replied_to_are_asked(
    start, me, ada, room
):
    async with start(me) as bot:
        said = await ada.says_richly(paragraph(QUESTION), in_=room)
        answer = await bot.answer(await ada.says(f"@{NAME}", in_=room, reply_to=said))
        assert ANSWER in answer.text
        again = await ada.says_richly(paragraph(QUESTION), in_=room, reply_to=answer)
        assert ANSWER in (await bot.answer(again)).text


async def test_a_quote_from_another_chat_counts_as_the_message_replied_to(
    start, telegram, me, ada, room
):
    elsewhere = telegram.supergroup("Elsewhere", members=[ada])
    async with start(me) as bot:
        said = await ada.says(f"有人问：{QUESTION}", in_=elsewhere)
        asked = await ada.says(f"/ask@{NAME}", in_=room, reply_to=said, quote=QUESTION)
        assert ANSWER in (await bot.answer(asked)).text
        written = await ada.says(WRITTEN, in_=elsewhere)
        asked = await ada.says(f"/verify@{NAME}", in_=room, reply_to=written, quote=WRITTEN)
        assert (await bot.answer(asked)).text.startswith("✅ 原文一致")


async def test_a_reply_to_what_the_bot_said_in_another_chat_is_one_to_the_bot(start, me, ada, room):
    async with start(me) as bot:
        checked = await bot.answer(await ada.says(f"/verify {WRITTEN}"))
        asked = await ada.says(QUESTION, in_=room, reply_to=checked, quote=WRITTEN)
        assert ANSWER in (await bot.answer(asked)).text
        asked = await ada.says(f"/source@{NAME}", in_=room, reply_to=checked, quote=checked.text)
        assert "document" in (await bot.answer(asked)).json


async def test_one_without_words_is_asked_for_some(start, me, ada):
    async with start(me) as bot:
        said = await ada.says_richly({"type": "divider"})
        assert (await bot.answer(said)).text == texts_in("zh").chat.only_text


def text_of(*blocks):
    message = {"message_id": 1, "rich_message": {"blocks": list(blocks)}}
    return plain_update({"update_id": 1, "message": message})["message"]


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (paragraph("a", bold("b", {"type": "italic", "text": "c"})), "abc"),
        ({"type": "heading", "text": "a", "size": 1}, "a"),
        ({"type": "pre", "text": "a\nb"}, "a\nb"),
        ({"type": "pullquote", "text": "a", "credit": "b"}, "a\nb"),
        ({"type": "blockquote", "blocks": [paragraph("a"), paragraph("b")]}, "a\nb"),
        (
            {
                "type": "list",
                "items": [
                    {"label": "1.", "blocks": [paragraph("a")]},
                    {"label": "2.", "blocks": [paragraph("b")]},
                ],
            },
            "1. a\n2. b",
        ),
        (
            {"type": "table", "cells": [[{"text": "a"}, {"text": "b"}], [{}]], "caption": "c"},
            "a\tb\nc",
        ),
        ({"type": "details", "summary": "a", "blocks": [paragraph("b")]}, "a\nb"),
        ({"type": "photo", "photo": [], "caption": {"text": "a", "credit": "b"}}, "a\nb"),
        ({"type": "mathematical_expression", "expression": "x"}, "x"),
        (
            paragraph({"type": "custom_emoji", "alternative_text": "👍"}),
            "👍",
        ),
    ],
)
def test_the_words_of_each_kind_of_block(block, text):
    assert text_of(block)["text"] == text
    assert text_of(paragraph("-"), block)["text"] == f"-\n{text}"


def test_entities_count_as_telegram_counts():
    link = {"type": "url", "text": "这里", "url": "https://a.example"}
    told = text_of(paragraph("👍", MENTION), {"type": "divider"}, paragraph("见", link))
    assert told["text"] == f"👍@{NAME}\n见这里"
    assert told["entities"] == [
        {"type": "mention", "offset": 2, "length": 10},
        {"type": "text_link", "offset": 14, "length": 2, "url": "https://a.example"},
    ]


def test_one_without_words_has_no_text():
    assert "text" not in text_of({"type": "divider"}, {"type": "photo", "photo": []})
