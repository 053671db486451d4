"""Waiting for something to become as somebody wants it, without polling."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["PATIENCE", "Signal"]

# Seconds until a wait has failed: no measure of the bot, which may share a busy machine.
PATIENCE = 60.0

T = TypeVar("T")

_Waiter = tuple[Callable[[], Any], asyncio.Future[None]]


class Signal:
    """Wakes each waiter as soon as what it waits for is there.

    Everybody says what the wait or the news is about, so that one chat's news do not bother
    those who wait in two hundred others.
    """

    def __init__(self) -> None:
        self._waiters: defaultdict[int, list[_Waiter]] = defaultdict(list)

    def notify(self, *about: object) -> None:
        """These things have changed: wake those who now find what they want."""
        for thing in about:
            for wanted, waiter in self._waiters.get(id(thing), ()):
                if not waiter.done() and wanted():
                    waiter.set_result(None)

    async def until(self, wanted: Callable[[], T], timeout: float, *, about: object) -> T:
        """Return the first true value of `wanted()`, or its last one after `timeout` seconds."""
        if (value := wanted()) or timeout <= 0:
            return value
        waiters = self._waiters[id(about)]
        entry = (wanted, asyncio.get_running_loop().create_future())
        waiters.append(entry)
        try:
            await asyncio.wait_for(entry[1], timeout)
        except TimeoutError:
            pass
        finally:
            waiters.remove(entry)
            if not waiters:
                self._waiters.pop(id(about), None)
        return wanted()
