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

What remains in the end, `handlers.errors` notes in one line; nobody is written to again:

- Blocked, kicked, no right to write, topic closed or deleted: silence.
- The question was deleted: answered, not as a reply. Markup refused: the words without markup.
- A 429 makes its chat wait; one about the bot itself (commands, description) only that request.
- A message whose fate is unknown is not sent again: no answer is better than two. Whoever got none
  can edit the question or ask again.

Receiving goes on after any fault. It ends the program, with one line and code 2, when the token is
refused, or when another program takes the updates away for over a minute.

An update is noted as handled before it is, so it is handled once, however often Telegram delivers
it. What it asks is kept until it is answered (`bot.telegram.unanswered`). Ten seconds after SIGTERM
what waits for its turn is put off until the next start; a message on its way then has five more
seconds, and is not said again, since nobody knows whether it arrives. A crash tells nothing of what
was on its way: that is answered at the next start, perhaps for the second time.
"""

import asyncio
import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import httpx
from socksio.exceptions import SOCKSError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest, RequestData

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
NO_SOCKS = "the proxy does not answer as a SOCKS5 proxy does"
# Seconds for all of a request but the wait for its answer, beyond what the library allows for that.
OTHERWISE = 15.0

Response = tuple[int, bytes]


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

    python-telegram-bot looks for the result in whatever JSON comes with status 200; without one,
    a KeyError would end the polling for good. So would a proxy that does not speak SOCKS, and one
    that is silent would be waited for without end.
    """

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> Response:
        """The status and the body. Raises TelegramError for an answer without a result."""
        try:
            async with asyncio.timeout(self._longest(**kwargs)):
                status, body = await super().do_request(url, method, *args, **kwargs)
        except TimeoutError:
            raise TimedOut from httpx.ConnectTimeout("no answer from the proxy")
        except (SOCKSError, AssertionError):
            raise NetworkError(NO_SOCKS) from httpx.ProxyError(NO_SOCKS)
        # A GET is for a file, whose body is its own.
        is_answer = status == HTTPStatus.OK and method == "POST"
        if is_answer and "result" not in self.parse_json_payload(body):
            raise TelegramError(GARBAGE)
        return status, body

    async def fetch(self, url: str, write: Callable[[bytes], object], seconds: float) -> None:
        """Give `write` a file piece by piece as it comes: no more than one is in memory.

        It has so many `seconds`. Raises TelegramError.
        """
        try:
            async with (
                asyncio.timeout(seconds),
                self._client.stream("GET", url, headers={"User-Agent": self.USER_AGENT}) as answer,
            ):
                if answer.status_code != HTTPStatus.OK:
                    raise NetworkError(str(answer.status_code))
                async for piece in answer.aiter_bytes():
                    write(piece)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TimedOut from error
        except (httpx.HTTPError, SOCKSError, AssertionError) as error:
            # Not what it says, which may hold the address with the token in it.
            raise NetworkError(type(error).__name__) from error

    def _longest(
        self, request_data: RequestData | None = None, read_timeout: object = None, **_: object
    ) -> float | None:
        """Seconds that a request may take; None for an upload, of which nobody can know."""
        known = read_timeout if isinstance(read_timeout, (int, float)) else self.read_timeout
        uploads = request_data is not None and request_data.contains_files
        return None if uploads or known is None else known + OTHERWISE

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer. Raises TelegramError for what is no JSON object.

        The library would log such a body, which may hold what people have written.
        """
        try:
            answer: object = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError(GARBAGE)
        return answer
