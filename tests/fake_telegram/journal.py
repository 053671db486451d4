"""What was asked of the server, and what it answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bots import Bot

__all__ = ["Call", "Journal"]


@dataclass(slots=True)
class Call:
    """One call of a bot; `status` and `answer` are None as long as there is no answer.

    `order` compares with that of messages. `answer` is the result, or the description of the
    error, even when a fault kept it from the bot.
    """

    method: str
    bot: Bot
    at: float
    order: int
    params: Mapping[str, Any] = field(default_factory=dict)
    status: int | None = None
    answer: Any = None

    @property
    def ok(self) -> bool:
        """Whether the bot was told that the call succeeded."""
        return self.status == 200


class Journal:
    """The calls so far, oldest first, and how busy the bots are."""

    def __init__(self, size: int | None = None) -> None:
        self._calls: deque[Call] = deque(maxlen=size)
        self._polls = frozenset({"getupdates"})
        self._in_flight = 0
        self._last = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def open(self, call: Call) -> None:
        """Write down a call that has just come in."""
        self._calls.append(call)
        self.count += 1
        self._touch(call, +1)

    def close(self, call: Call) -> None:
        """The call is over, answered or not."""
        self._touch(call, -1)

    def _touch(self, call: Call, change: int) -> None:
        if call.method.lower() not in self._polls:
            self._in_flight += change
            self._last = asyncio.get_running_loop().time()

    def quiet_for(self) -> float:
        """Return the seconds since a bot last did anything but poll; 0 while it is at it."""
        return 0.0 if self._in_flight else asyncio.get_running_loop().time() - self._last

    def clear(self) -> None:
        """Forget the calls."""
        self._calls.clear()
