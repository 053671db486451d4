"""Whose turn it is to speak: the bot's messages, paced in each chat and overall.

Telegram lets a bot say about 30 messages a second, one a second in a chat and 20 a minute in a
group. The windows are `transport.window.SlidingWindow`; `admission` says why not `aiolimiter`.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.telegram.transport.window import MINUTE, SlidingWindow

# Messages that may come at once in a chat that was quiet.
BURST = 3
# Windows are a little wider than Telegram's, since requests do not all take equally long there.
SPREAD = 1.02
# A wait above this is long. In seconds.
PATIENCE = 5.0
# What is done besides answering waits no longer than this, in seconds, takes no more than this part
# of a group's minute, and does not queue behind more than so many.
ASIDE_PATIENCE, ASIDE_PART, ASIDE_WAITING = 3.0, 0.5, 2
# Requests that wait for their chat without keeping a worker from others; the others do keep one, so
# that no more updates are taken than can be held.
HELD = 200
# Requests that wait at most.
WAITING = 256
# Nothing waits longer than this: a group's whole minute. In seconds.
LONGEST_WAIT = MINUTE * SPREAD + 1
# The shortest sleep; below it, a clock may not move at all. In seconds.
TICK = 0.001

# The chat of messages that name no chat.
NO_CHAT = "none"

# A chat's id, an inline message's, or the @name of a public chat.
Key = int | str


class TooBusy(TelegramError):
    """The request was not made: too many are waiting already, or the wait would be too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How fast the bot may speak, and how many requests may wait to.

    `waiting_long` bounds those that wait for more than a few seconds.
    """

    per_second: int = 30
    chat_per_second: float = 1.0
    group_per_minute: int = 20
    waiting_per_chat: int = 8
    waiting_long: int = 8
    waiting: int = WAITING


class _Chat:
    """What is known of one chat: its windows, until when it is closed, how many wait."""

    __slots__ = ("asides", "closed_until", "lock", "used", "waiting", "windows")

    def __init__(self, windows: tuple[SlidingWindow, ...], asides: SlidingWindow | None) -> None:
        self.windows = windows
        self.asides = asides
        # First come, first served: whoever waits for the windows holds the lock.
        self.lock = asyncio.Lock()
        self.closed_until = self.used = 0.0
        self.waiting = 0

    def wait(self, now: float) -> float:
        """Seconds from `now` until the bot may speak in the chat."""
        return max(self.closed_until - now, *(window.wait(now) for window in self.windows))


class ChatQueue:
    """Gives requests their turn. `clock` never goes back; `sleep` waits; both are in seconds.

    `on_wait` is called by a request that is about to wait for its chat.
    """

    def __init__(
        self,
        rates: Rates,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_wait: Callable[[], None] = lambda: None,
    ) -> None:
        self._rates = rates
        self._on_wait = on_wait
        self._clock, self._sleep = clock, sleep
        self._overall = SlidingWindow(rates.per_second, SPREAD)
        self._lock = asyncio.Lock()
        self._closed_until = 0.0
        self._waiting = self._waiting_long = 0
        self._chats: OrderedDict[Key, _Chat] = OrderedDict()

    @property
    def chats(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    def closed(self, key: Key | None) -> float:
        """Seconds until the chat, or the whole bot, may be heard again after a 429."""
        return self._closed(None if key is None else self._chats.get(key))

    async def until_open(self, key: Key | None) -> None:
        """Wait while the chat, or the whole bot, is closed. Raises TooBusy."""
        chat = None if key is None else self._chats.get(key)
        if (wait := self._closed(chat)) > 0:
            with self._queued(chat, wait):
                await self._until(lambda _: self._closed(chat))

    async def speak(self, key: Key | None, *, aside: bool = False, always: bool = False) -> float:
        """Wait until a message may go to the chat `key`, and count it; when that was.

        First for the chat, then for the bot as a whole; in order in both. Raises TooBusy: for an
        `aside`, which answers no question, rather than keeping answers waiting; for what is
        `always` to be said only if the wait would be too long.
        """
        chat = self._chat(key)
        now = self._clock()
        wait = max(self._closed(chat), chat.wait(now))
        if aside:
            self._take_aside(chat, wait, now)
        with self._queued(chat, wait, always=always):
            if (wait > 0 or chat.waiting > 1) and self._waiting <= HELD:
                self._on_wait()
            async with chat.lock:
                await self._until(chat.wait)
                async with self._lock:
                    await self._until(self._overall_wait)
                    now = self._clock()
                    for window in (*chat.windows, self._overall):
                        window.take(now)
                    chat.used = now
                    return now

    def _take_aside(self, chat: _Chat, wait: float, now: float) -> None:
        late = wait > ASIDE_PATIENCE or chat.waiting > ASIDE_WAITING
        if late or (chat.asides and chat.asides.wait(now) > 0):
            raise TooBusy("answers come first")
        if chat.asides:
            chat.asides.take(now)

    def spoken(self, key: Key | None, at: float) -> None:
        """The message counted at `at` has arrived by now, or never will.

        It arrived at some time in between. Only if it counts from the end of that can no two
        messages get closer to each other on an uneven way than their windows allow.
        """
        now = self._clock()
        chat = self._chat(key)
        for window in (*chat.windows, self._overall):
            window.move(at, now)

    def close(self, key: Key | None, seconds: float) -> None:
        """Say nothing in the chat, or anywhere if there is none, for `seconds`."""
        until = self._clock() + seconds
        if key is None:
            self._closed_until = max(self._closed_until, until)
        else:
            chat = self._chat(key)
            chat.closed_until = max(chat.closed_until, until)

    def _closed(self, chat: _Chat | None) -> float:
        """Seconds until Telegram wants to hear from us again."""
        until = max(self._closed_until, chat.closed_until if chat else 0.0)
        return until - self._clock()

    def _overall_wait(self, now: float) -> float:
        return max(self._closed_until - now, self._overall.wait(now))

    @contextmanager
    def _queued(self, chat: _Chat | None, wait: float, *, always: bool = False) -> Iterator[None]:
        """Count a request that waits for about `wait` seconds; TooBusy if there are too many."""
        rates, long = self._rates, wait > PATIENCE
        in_chat = chat.waiting if chat else 0
        if not always and (
            self._waiting >= rates.waiting
            or in_chat >= rates.waiting_per_chat
            or (long and self._waiting_long >= rates.waiting_long)
        ):
            raise TooBusy("too many messages are waiting")
        self._count(chat, 1, long=long)
        try:
            yield
        finally:
            self._count(chat, -1, long=long)

    def _count(self, chat: _Chat | None, change: int, *, long: bool) -> None:
        self._waiting += change
        self._waiting_long += change if long else 0
        if chat:
            chat.waiting += change

    async def _until(self, wait: Callable[[float], float]) -> None:
        """Sleep until `wait`, which gives the seconds left, gives none."""
        while (seconds := wait(self._clock())) > 0:
            if seconds > LONGEST_WAIT:
                raise TooBusy(f"the next message may be sent in {seconds:.0f} seconds")
            await self._sleep(max(seconds, TICK))

    def _chat(self, key: Key | None) -> _Chat:
        """What is known of a chat. Chats that are idle are dropped."""
        now = self._clock()
        key = NO_CHAT if key is None else key
        chat = self._chats.pop(key, None) or _Chat(self._windows(key), self._asides(key))
        self._chats[key] = chat
        chat.used = now
        self._drop_idle(now)
        return chat

    def _windows(self, key: Key) -> tuple[SlidingWindow, ...]:
        rates = self._rates
        burst = max(BURST, math.ceil(rates.chat_per_second))
        seconds = SlidingWindow(burst, SPREAD * burst / rates.chat_per_second)
        minute = SlidingWindow(rates.group_per_minute, SPREAD * MINUTE)
        return (seconds, minute) if _is_group(key) else (seconds,)

    def _asides(self, key: Key) -> SlidingWindow | None:
        count = max(1, int(ASIDE_PART * self._rates.group_per_minute))
        return SlidingWindow(count, SPREAD * MINUTE) if _is_group(key) else None

    def _drop_idle(self, now: float) -> None:
        idle = max(LONGEST_WAIT, 2 * BURST / self._rates.chat_per_second)
        while True:
            key, oldest = next(iter(self._chats.items()))
            if oldest.used > now - idle:
                return
            if oldest.waiting or oldest.closed_until > now:
                oldest.used = now
                self._chats.move_to_end(key)
            else:
                del self._chats[key]


def _is_group(key: Key) -> bool:
    return key < 0 if isinstance(key, int) else key.startswith("@")
