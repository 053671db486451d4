"""What went wrong with a request to Telegram, and whether asking again is safe.

python-telegram-bot hides the HTTP status: a 5xx is a bare NetworkError whose text is Telegram's
description or "Bad Gateway (502)…", and what the network did is its `__cause__`.

| fault | what it is | send, copy, forward | edit, answer, delete, set, get |
|---|---|---|---|
| FLOOD | 429 | waits, again | waits, again |
| NOT_DONE | 5xx; never sent | again | again |
| MAYBE_DONE | timeout, dropped, garbage, 504 | raised | again |
| MIGRATED | the group has a new id | again, there | raised |
| UNCHANGED | "message is not modified" | – | counts as done |
| FINAL | 403, other 400, 401, 404, 409 | raised | raised |
"""

import os
import re
from datetime import timedelta
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

# Without this, each 429 comes with a deprecation warning; with it, seconds are a timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# No answer in time, at the proxy's or at Telegram's end, says nothing of what became of it.
_NOT_DONE = tuple(
    status.phrase
    for status in HTTPStatus
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.GATEWAY_TIMEOUT
)
_TOO_MANY = re.compile(r"Too Many Requests(?:.*?retry after ([0-9]+))?", re.IGNORECASE)
_UNCHANGED = "message is not modified"
# The text of the error for a body of status 200 that is no JSON.
GARBAGE = "Invalid server response"


class Fault(Enum):
    """The kinds of fault that are told apart."""

    FLOOD = auto()
    NOT_DONE = auto()
    MAYBE_DONE = auto()
    MIGRATED = auto()
    UNCHANGED = auto()
    FINAL = auto()


def fault_of(error: TelegramError) -> Fault:
    """Which kind of fault `error` reports."""
    if retry_after(error) is not None:
        return Fault.FLOOD
    match error:
        case ChatMigrated():
            return Fault.MIGRATED
        case BadRequest() if _UNCHANGED in error.message.lower():
            return Fault.UNCHANGED
        case BadRequest():
            return Fault.FINAL
        case NetworkError():
            return _network(error)
        case _ if error.message == GARBAGE:
            return Fault.MAYBE_DONE
        case _:
            return Fault.FINAL


def _network(error: NetworkError) -> Fault:
    """A fault of the way to Telegram, or an HTTP status without an error of its own."""
    if isinstance(error.__cause__, _NEVER_SENT):
        return Fault.NOT_DONE
    if isinstance(error.__cause__, httpx.HTTPError):
        return Fault.MAYBE_DONE
    if error.message.startswith(_NOT_DONE) or re.match(r"Unknown HTTPError \(5", error.message):
        return Fault.NOT_DONE
    if error.message.startswith(HTTPStatus.GATEWAY_TIMEOUT.phrase):
        return Fault.MAYBE_DONE
    # A status that asking again does not mend, such as 413.
    return Fault.FINAL


def retry_after(error: TelegramError) -> float | None:
    """The seconds that a 429 asks to wait; None for any other error."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    # A 429 without its parameters, as a front server sends it.
    found = _TOO_MANY.match(error.message) if type(error) is NetworkError else None
    return float(found[1] or 1) if found else None


class StrictRequest(HTTPXRequest):
    """Takes a body for garbage unless it is an answer as Telegram gives it.

    python-telegram-bot looks for the result in any JSON; one without it would end the polling
    with a KeyError.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer. Raises TelegramError for anything else."""
        answer: object = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError(GARBAGE)
        return answer
