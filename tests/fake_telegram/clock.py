"""Time as the server sees it: flood limits, dates of messages, the age of queries.

Timeouts of long polls and of the script's own waiting stay real, for bots live in real time.
"""

from __future__ import annotations

import time
from typing import Protocol

__all__ = ["Clock", "ManualClock", "SystemClock"]


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> float:
        """Return the seconds since 1970."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()


class ManualClock:
    """A clock that stands still until it is told to advance."""

    def __init__(self, start: float = 1_750_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        """Return the seconds since 1970, as far as this clock knows."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._now += seconds
