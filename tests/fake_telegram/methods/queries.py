"""Answering buttons and inline queries."""

from __future__ import annotations

import re

from fake_telegram.errors import ApiError
from fake_telegram.formatting import read_caption, read_text
from fake_telegram.inline import CallbackAnswer, InlineAnswer, InlineQuery, InlineResult
from fake_telegram.keyboards import read_inline_keyboard
from fake_telegram.wire import Json, Params
from fake_telegram.world import World

from .ask import Ask, Method

__all__ = ["METHODS"]

_MAX_RESULTS = 50
_MAX_ID = 64
_MAX_OFFSET = 64
_MAX_ANSWER = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_callback_query(ask: Ask) -> bool:
    """Tell the person who pressed a button what came of it."""
    params = ask.params
    if len(params.text("text")) > _MAX_ANSWER:
        raise ApiError.bad_request("MESSAGE_TOO_LONG")
    press = ask.world.presses.get(params.text("callback_query_id"))
    if press is None or press.bot is not ask.bot:
        raise ApiError.bad_request(_TOO_OLD)
    press.check()
    answer = CallbackAnswer(params.text("text"), params.flag("show_alert"), params.text("url"))
    press.settle(answer)
    return True


async def answer_inline_query(ask: Ask) -> bool:
    """Show results to the person who typed a query."""
    params = ask.params
    results = params.array("results")
    if len(results) > _MAX_RESULTS:
        raise ApiError.bad_request("RESULTS_TOO_MUCH")
    _check_ids([str(result.get("id", "")) for result in results])
    if len(params.text("next_offset").encode()) > _MAX_OFFSET:
        raise ApiError.bad_request("NEXT_OFFSET_INVALID")
    _check_button(params.object("button"))
    contents = [_content(ask.world, result) for result in results]
    query = ask.world.inline_queries.get(params.text("inline_query_id"))
    if query is None or query.bot is not ask.bot:
        raise ApiError.bad_request(_TOO_OLD)
    query.check()
    query.settle(_answer(query, params, results, contents))
    return True


def _answer(
    query: InlineQuery, params: Params, results: list[Json], contents: list[Json]
) -> InlineAnswer:
    shown = [
        InlineResult(query, result, content)
        for result, content in zip(results, contents, strict=True)
    ]
    return InlineAnswer(
        shown,
        params.text("next_offset"),
        params.integer("cache_time", 300),
        params.flag("is_personal"),
        params.object("button"),
    )


def _check_ids(identifiers: list[str]) -> None:
    if any(not 1 <= len(identifier.encode()) <= _MAX_ID for identifier in identifiers):
        raise ApiError.bad_request("RESULT_ID_INVALID")
    if len(set(identifiers)) < len(identifiers):
        raise ApiError.bad_request("RESULT_ID_DUPLICATE")


def _check_button(button: Json) -> None:
    if not button:
        return
    if not button.get("text"):
        raise ApiError.bad_request("BUTTON_TEXT_INVALID")
    start = button.get("start_parameter", "")
    if "web_app" not in button and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise ApiError.bad_request("START_PARAM_INVALID")


def _content(world: World, result: Json) -> Json:
    """Return the message that an article or a cached document would become."""
    source = result.get("input_message_content")
    if result.get("type") == "article":
        if not result.get("title"):
            raise _unreadable("title")
        if not source:
            raise _unreadable("input_message_content")
    elif "document_file_id" not in result:
        kind = result.get("type")
        raise ApiError(501, f"Not Implemented: this server knows no inline results of type {kind}")
    if source:
        content = read_text(world, Params(source), "message_text")
    else:
        document = world.files.get(result["document_file_id"]).to_document()
        content = {"document": document, **read_caption(world, Params(result))}
    keyboard = read_inline_keyboard(result.get("reply_markup") or {})
    return {**content, **({"reply_markup": keyboard} if keyboard else {})}


def _unreadable(name: str) -> ApiError:
    return ApiError.bad_request(f"can't parse inline query result: Can't find field \"{name}\"")


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
