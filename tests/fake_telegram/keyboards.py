"""Reply markup, checked as Telegram checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import ApiError
from .tags import checked_url
from .wire import Json, Params

__all__ = ["read_inline_keyboard", "read_reply_markup"]

MAX_BUTTONS = 100
MAX_DATA = 64
MAX_COPIED = 256
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def _check_data(value: Any) -> None:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= MAX_DATA:
        raise ApiError.bad_request("BUTTON_DATA_INVALID")


def _check_url(value: Any) -> None:
    if not isinstance(value, str) or checked_url(value) is None:
        raise ApiError.bad_request("BUTTON_URL_INVALID")


def _check_copy_text(value: Any) -> None:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPIED:
        raise ApiError.bad_request("BUTTON_COPY_TEXT_INVALID")


def _accept(_value: Any) -> None:
    """Take whatever comes: this server has no use for such buttons."""


_ACTIONS: dict[str, Callable[[Any], None]] = {
    "callback_data": _check_data,
    "url": _check_url,
    "copy_text": _check_copy_text,
    "switch_inline_query": _accept,
    "switch_inline_query_current_chat": _accept,
    "switch_inline_query_chosen_chat": _accept,
    "web_app": _accept,
    "login_url": _accept,
    "pay": _accept,
}


def read_reply_markup(params: Params) -> Json | None:
    """Return the inline keyboard among `params`, None for other markup or none at all.

    Raises ApiError for anything that Telegram refuses.
    """
    markup = params.object("reply_markup")
    if not markup:
        return None
    if not any(kind in markup for kind in _KINDS):
        raise ApiError.bad_request("object expected as reply markup")
    return read_inline_keyboard(markup)


def read_inline_keyboard(markup: Json) -> Json | None:
    """Return the checked keyboard of `markup`; rows and buttons without text vanish."""
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        return None
    kept = [[_button(button) for button in row if button.get("text")] for row in rows]
    kept = [row for row in kept if row]
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise ApiError.bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Json) -> Json:
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise ApiError.bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    _ACTIONS[action](button[action])
    return button
