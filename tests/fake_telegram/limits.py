"""Flood limits: how often a bot may speak before Telegram answers 429."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from .clock import Clock
from .errors import ApiError

__all__ = ["FloodControl", "Limits"]

EDITS = frozenset({"editmessagetext", "editmessagereplymarkup"})
SENDS = frozenset({"sendmessage", "senddocument"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a bot may send; None lifts a limit.

    Messages and edits count for the whole bot and for a group; only messages count for the
    second of a chat, where `chat_burst` of them may come at once.
    """

    per_second: int | None = 30
    chat_per_second: float | None = 1.0
    chat_burst: int = 5
    group_per_minute: int | None = 20

    @classmethod
    def off(cls) -> Limits:
        """Return limits that are never reached."""
        return cls(per_second=None, chat_per_second=None, group_per_minute=None)


_Window = tuple[tuple[int, ...], int | None, float]
"""Whose calls count, how many there may be, in how many seconds."""


@dataclass(slots=True)
class _Bucket:
    """Fills with the time; `tokens` is how many messages may be sent at `at`."""

    tokens: float
    at: float


@dataclass(slots=True)
class FloodControl:
    """Counts what bots send; the refused call does not count."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    _windows: dict[tuple[int, ...], deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _buckets: dict[tuple[int, int], _Bucket] = field(default_factory=dict)

    def admit(self, bot: int, chat: int, *, is_group: bool, is_edit: bool) -> None:
        """Count one call of `bot` in `chat`, or raise the 429 that Telegram answers with."""
        windows: list[_Window] = [((bot,), self.limits.per_second, 1.0)]
        if is_group:
            windows.append(((bot, chat), self.limits.group_per_minute, 60.0))
        wait = max(self._window_wait(*window) for window in windows)
        bucket = None if is_edit else self._bucket(bot, chat)
        if bucket and bucket.tokens < 1:
            wait = max(wait, (1 - bucket.tokens) / (self.limits.chat_per_second or 1))
        if wait > 0:
            seconds = math.ceil(wait)
            text = f"Too Many Requests: retry after {seconds}"
            raise ApiError(429, text, retry_after=seconds)
        for key, limit, _ in windows:
            if limit is not None:
                self._windows[key].append(self.clock.now())
        if bucket:
            bucket.tokens -= 1

    def _window_wait(self, key: tuple[int, ...], limit: int | None, length: float) -> float:
        if limit is None:
            return 0.0
        window, now = self._windows[key], self.clock.now()
        while window and window[0] <= now - length:
            window.popleft()
        return window[-limit] + length - now if len(window) >= limit else 0.0

    def _bucket(self, bot: int, chat: int) -> _Bucket | None:
        rate = self.limits.chat_per_second
        if rate is None:
            return None
        now, burst = self.clock.now(), float(self.limits.chat_burst)
        bucket = self._buckets.setdefault((bot, chat), _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        return bucket
