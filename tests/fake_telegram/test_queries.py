"""Buttons and inline mode, with a real bot."""

from __future__ import annotations

import pytest
from telegram import Bot as PtbBot
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedDocument,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from fake_telegram import FakeTelegram, Limits, ManualClock, ScriptError
from fake_telegram.conftest import KEYBOARD, Client, Context, Start

pytestmark = pytest.mark.asyncio


def article(identifier: str = "1", text: str = "<b>a</b>") -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, parse_mode="HTML")
    return InlineQueryResultArticle(identifier, "title", content, reply_markup=KEYBOARD)


async def test_a_press_edits_and_answers(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot")
    ada = telegram.user("Ada")
    async with parrot(me):
        [reply] = await me.replies(to=await ada.says("hello"))
        press = await ada.presses(reply, "again")
        answer = await press.answered()
        assert (answer.text, answer.show_alert) == ("said again", False)
        assert (await me.edits(reply)).text == "again!"
        assert reply.buttons == []
        await telegram.handled(press)


async def test_inline_results_become_messages(telegram: FakeTelegram, parrot: Start) -> None:
    me = telegram.bot("parrot_bot", supports_inline_queries=True, inline_feedback=True)
    ada = telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada])

    async def inline(update: Update, context: Context) -> None:
        assert update.inline_query
        button = InlineQueryResultsButton("more", start_parameter="more")
        results = [article(text=f"<b>{update.inline_query.query}</b>")]
        await update.inline_query.answer(results, next_offset="1", button=button)

    async with parrot(me) as app:
        app.add_handler(InlineQueryHandler(inline))
        answer = await ada.asks_inline("polly")
        assert answer.next_offset == "1"
        assert answer.button["start_parameter"] == "more"
        [result] = answer.results
        assert (result.title, result.html) == ("title", "<b>polly</b>")
        message = await ada.chooses(result, in_=room)
        assert message.json["via_bot"]["id"] == me.id
        await (await ada.presses(message, "again")).answered()
        assert message.text == "again!"


async def test_no_inline_mode_no_query(telegram: FakeTelegram) -> None:
    telegram.bot("parrot_bot")
    with pytest.raises(ScriptError, match="no inline mode"):
        await telegram.user("Ada").asks_inline("x")


@pytest.mark.parametrize(
    ("results", "options", "complaint"),
    [
        ([article(str(n)) for n in range(51)], {}, "Results_too_much"),
        ([article(), article()], {}, "Result_id_duplicate"),
        ([article("x" * 65)], {}, "Result_id_invalid"),
        ([article()], {"next_offset": "x" * 65}, "Next_offset_invalid"),
        ([article(text="<b>")], {}, "Can't parse entities"),
    ],
)
async def test_inline_answers_are_checked(
    telegram: FakeTelegram,
    ptb: Client,
    results: list[InlineQueryResultArticle],
    options: dict[str, str],
    complaint: str,
) -> None:
    me = telegram.bot("parrot_bot", supports_inline_queries=True)
    query = await telegram.user("Ada").types_inline("x")
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await (await ptb(me))._post(
            "answerInlineQuery",
            {"inline_query_id": query.id, "results": results, **options},
        )


async def test_a_known_document_as_a_result(telegram: FakeTelegram, ptb: Client) -> None:
    me = telegram.bot("parrot_bot", supports_inline_queries=True)
    ada = telegram.user("Ada")
    room = telegram.group("Room", members=[ada])
    sent = await ada.sends("document", name="a.txt")
    assert sent.document
    query = await ada.types_inline("x")
    cached = InlineQueryResultCachedDocument(
        "1", "a.txt", sent.document["file_id"], caption="<i>a</i>", parse_mode="HTML"
    )
    await (await ptb(me)).answer_inline_query(query.id, [cached])
    [result] = (await query.answered()).results
    message = await ada.chooses(result, in_=room)
    assert message.document == sent.document
    assert message.html == "<i>a</i>"


async def test_queries_grow_old() -> None:
    clock = ManualClock()
    async with FakeTelegram(clock=clock, limits=Limits.off()) as telegram:
        me = telegram.bot("parrot_bot", supports_inline_queries=True)
        query = await telegram.user("Ada").types_inline("x")
        clock.advance(16)
        async with PtbBot(me.token, base_url=telegram.base_url) as client:
            with pytest.raises(BadRequest, match="Query is too old"):
                await client.answer_inline_query(query.id, [article()])


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"callback_data": "x" * 65}, "Button_data_invalid"),
        ({"callback_data": "中" * 22}, "Button_data_invalid"),
        ({"url": "not a url"}, "Button_url_invalid"),
        ({"copy_text": {"text": "x" * 257}}, "Button_copy_text_invalid"),
        ({}, "Text buttons are unallowed"),
    ],
)
async def test_buttons_are_checked(
    telegram: FakeTelegram,
    ptb: Client,
    button: dict[str, object],
    complaint: str,
) -> None:
    me, ada = telegram.bot("parrot_bot"), telegram.user("Ada")
    await ada.starts(me)
    keyboard = {"inline_keyboard": [[{"text": "x", **button}]]}
    params = {"chat_id": ada.id, "text": "x", "reply_markup": keyboard}
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await (await ptb(me))._post("sendMessage", params)


async def test_what_buttons_do(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot("parrot_bot"), telegram.user("Ada")
    start = await ada.starts(me)
    link = InlineKeyboardButton("go", url="https://example.org/x#:~:text=%E4%B8%AD")
    await (await ptb(me)).send_message(ada.id, "x", reply_markup=InlineKeyboardMarkup([[link]]))
    [message] = await me.replies(to=start)
    assert message.button("go").url == link.url
    with pytest.raises(ScriptError, match="calls nobody back"):
        await ada.presses(message, "go")
    with pytest.raises(ScriptError, match="0 buttons"):
        message.button("stop")
