"""What happens to each request of the bot on its way to Telegram.

It waits for its turn, so that Telegram need not answer 429, and a fault is met by one rule. The
reference limiter of python-telegram-bot has no limit a second in a chat, and halts all chats when
one is flooded.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from telegram.error import ChatMigrated, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.transport.chat_queue import ChatQueue, Key, Rates, TooBusy
from bot.telegram.transport.errors import Fault, fault_of, retry_after
from bot.telegram.transport.update_queue import speaking, step_aside
from bot.telegram.transport.window import MINUTE

__all__ = ["RateLimiter", "Rates", "TooBusy", "besides_answers", "in_any_case", "is_besides"]

# Added to what a 429 asks for, since its clock and ours differ. In seconds.
SLACK = 0.1
# Pauses before the second, third and fourth attempt, in seconds.
PAUSES = (0.5, 1.0, 2.0)

_SPEAKING = ("send", "edit", "copy", "forward")
_REPEATABLE = ("edit", "answer", "delete", "set", "get")

TYPING = "sendChatAction"
# Who logs in asks again by themselves, and wants to hear of trouble at once.
LOGGING_IN = "getMe"
JSON = bool | dict[str, Any] | list[dict[str, Any]]

_log = logging.getLogger(__name__)
_besides: ContextVar[bool] = ContextVar("besides", default=False)
_in_any_case: ContextVar[bool] = ContextVar("in_any_case", default=False)


@contextmanager
def besides_answers() -> Iterator[None]:
    """What is said within answers no question: rather than keep answers waiting, it is TooBusy."""
    token = _besides.set(True)
    try:
        yield
    finally:
        _besides.reset(token)


@contextmanager
def in_any_case() -> Iterator[None]:
    """What is said within may wait for its turn however many do: for what is said seldom."""
    token = _in_any_case.set(True)
    try:
        yield
    finally:
        _in_any_case.reset(token)


def is_besides() -> bool:
    """Whether what this task says answers no question."""
    return _besides.get()


class RateLimiter(BaseRateLimiter[None]):
    """Every request of the bot but getUpdates passes here.

    Requests that speak in a chat wait for their turn, in order; the others go at once, unless
    Telegram has asked for silence. A fault is met as the table in `transport.errors` says.
    `on_migrated(old, new)` is called when a group turns out to have a new id. `clock` gives
    seconds that never go back, `sleep` waits for some.
    """

    def __init__(
        self,
        rates: Rates | None = None,
        *,
        on_migrated: Callable[[int, int], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._queue = ChatQueue(rates or Rates(), clock=clock, sleep=sleep, on_wait=step_aside)
        self._on_migrated = on_migrated
        self._sleep = sleep

    @property
    def chats(self) -> int:
        """How many chats are remembered. (As `__len__`, a new limiter would count as none.)"""
        return self._queue.chats

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing: who waits is cancelled with its handler."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, JSON]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - the interface has it
    ) -> JSON:
        """Make the request when its turn has come; the result.

        Raises TooBusy when it may not even wait, and the TelegramError that remains in the end.
        An edit that changes nothing gives True, as for an inline message.
        """
        attempt, moved = 0, False
        while True:
            try:
                return await self._in_turn(partial(callback, *args, **kwargs), endpoint, data)
            except ChatMigrated as error:
                data = self._moved(data, error)
                if moved:
                    raise
                args, moved = (endpoint, data), True
            except TelegramError as error:
                if fault_of(error) is Fault.UNCHANGED and endpoint.startswith("edit"):
                    return True
                if attempt == len(PAUSES) or not self._again(error, endpoint, data):
                    raise
                await self._sleep(_pause(error, endpoint, data, attempt))
                attempt += 1

    def _again(self, error: TelegramError, endpoint: str, data: dict[str, Any]) -> bool:
        """Whether to ask again; after a 429 nothing is said in that chat for the time it names."""
        match fault_of(error):
            case Fault.FLOOD:
                seconds = retry_after(error) or 0.0
                if not _is_aside(endpoint, data):
                    self._queue.close(_key(data), seconds + SLACK)
                return seconds <= MINUTE and endpoint != TYPING
            case Fault.NOT_DONE:
                return endpoint != LOGGING_IN
            case Fault.MAYBE_DONE:
                if endpoint.startswith(_REPEATABLE) or endpoint == TYPING:
                    return endpoint != LOGGING_IN
                _log.warning("%s may or may not have been done, not repeated: %s", endpoint, error)
                return False
            case _:
                return False

    def _moved(self, data: dict[str, Any], error: ChatMigrated) -> dict[str, Any]:
        """`data` for the group's new id, or `error` again where there can be none.

        A supergroup numbers its messages anew: none of the old ones can be named in it.
        """
        old, new = _chat(data), error.new_chat_id
        if isinstance(old, int) and self._on_migrated:
            self._on_migrated(old, new)
        if "message_id" in data or "message_ids" in data:
            raise error
        replies = ("reply_parameters", "reply_to_message_id")
        kept = {name: value for name, value in data.items() if name not in replies}
        return kept | {"chat_id": new}

    async def _in_turn(
        self,
        request: Callable[[], Coroutine[Any, Any, JSON]],
        endpoint: str,
        data: dict[str, Any],
    ) -> JSON:
        """Make the request when it may be made, counted if it speaks."""
        key = _key(data)
        if endpoint.startswith(_SPEAKING) and endpoint != TYPING:
            aside, always = _besides.get(), _in_any_case.get()
            at = await self._queue.speak(key, aside=aside and not always, always=always)
            try:
                with speaking():
                    return await request()
            finally:
                self._queue.spoken(key, at)
        if endpoint != TYPING:
            await self._queue.until_open(key)
        elif self._queue.closed(key) > 0:
            raise TooBusy("typing is not worth waiting for")
        return await request()


def _is_aside(endpoint: str, data: dict[str, Any]) -> bool:
    """Whether the request is about the bot itself: a 429 to it says nothing of messages."""
    return _key(data) is None and endpoint.startswith(("set", "get", "delete"))


def _pause(error: TelegramError, endpoint: str, data: dict[str, Any], attempt: int) -> float:
    """Seconds until the request is made again; after a 429 its turn takes care of them."""
    if fault_of(error) is not Fault.FLOOD:
        return PAUSES[attempt]
    return (retry_after(error) or 0.0) + SLACK if _is_aside(endpoint, data) else 0.0


def _chat(data: dict[str, Any]) -> Key | None:
    """The chat that a request names: its id, or the @name of a public one."""
    chat = data.get("chat_id")
    if isinstance(chat, str) and chat.lstrip("-").isdecimal():
        return int(chat)
    return chat if isinstance(chat, int | str) else None


def _key(data: dict[str, Any]) -> Key | None:
    """What is paced together: a chat, or an inline message, whose chat is not known."""
    inline = data.get("inline_message_id")
    return _chat(data) if inline is None else f"inline {inline}"
