"""A bot's queue of updates: pushed once, kept until confirmed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import islice

from .errors import ApiError
from .waiting import Signal
from .wire import Json

__all__ = ["UpdateQueue"]

_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class UpdateQueue:
    """Updates in order; `confirmed` is the id of the last one that the bot has taken."""

    def __init__(self, signal: Signal, first_id: int) -> None:
        self.pending: deque[Json] = deque()
        self.confirmed = first_id - 1
        self.allowed: frozenset[str] = frozenset()
        self._next = first_id
        self._signal = signal
        self._waiter: asyncio.Future[None] | None = None
        self._arrival = asyncio.Event()

    def push(self, kind: str, payload: Json) -> int | None:
        """Queue an update and return its id, or None when the bot does not want its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _ON_REQUEST
        return self.inject({kind: payload}) if wanted else None

    def inject(self, raw: Json) -> int:
        """Queue an update that says `raw`, whatever that is, under the next id, which it returns.

        As other servers than this one may send it: nothing of it is checked.
        """
        update_id = self._next
        self._next += 1
        self.pending.append({**raw, "update_id": update_id})
        self._arrival.set()
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
        return update_id

    def allow(self, kinds: Iterable[str]) -> None:
        """Want only `kinds` from now on; none at all means Telegram's default."""
        self.allowed = frozenset(kinds)

    def confirm_before(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps that many from the end."""
        if offset < 0:
            offset = self._next + offset
        while self.pending and self.pending[0]["update_id"] < offset:
            self.confirmed = self.pending.popleft()["update_id"]
        self._signal.notify(self)

    def drop(self) -> None:
        """Forget all updates."""
        self.confirm_before(self._next)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Return the updates from `offset`, waiting up to `timeout` seconds for the first.

        Another poll meanwhile ends this one with a 409.
        """
        self.interrupt(_OTHER_POLLER)
        self.confirm_before(offset)
        if not self.pending and timeout > 0:
            waiter = self._waiter = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(waiter, timeout)
            except TimeoutError:
                pass
            finally:
                self._waiter = None if self._waiter is waiter else self._waiter
        return list(islice(self.pending, limit))

    def interrupt(self, why: str) -> None:
        """End a poll that is under way with a 409."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ApiError.titled(409, why))

    async def next(self) -> Json:
        """Wait for the oldest update and return it; it stays until confirmed."""
        while not self.pending:
            self._arrival.clear()
            await self._arrival.wait()
        return self.pending[0]
