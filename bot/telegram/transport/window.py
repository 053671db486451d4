"""A sliding window: how many of something within so many seconds."""

from collections import deque
from contextlib import suppress

# In seconds.
MINUTE = 60.0


class SlidingWindow:
    """At most `count` events in any `period` seconds; times come from the caller's clock."""

    __slots__ = ("_count", "_period", "_times")

    def __init__(self, count: int, period: float) -> None:
        if count < 1 or period <= 0:
            raise ValueError(f"{count} events in {period} seconds is no window")
        self._count, self._period = count, period
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds from `now` until an event is allowed; 0 if it is allowed at once."""
        while self._times and self._times[0] <= now - self._period:
            self._times.popleft()
        if len(self._times) < self._count:
            return 0.0
        return self._times[-self._count] + self._period - now

    def take(self, now: float) -> None:
        """Count an event at `now`; it is the caller who has asked `wait` before."""
        self._times.append(now)

    def move(self, then: float, now: float) -> None:
        """The event counted at `then` turned out to last until `now`, and counts from there."""
        with suppress(ValueError):
            self._times.remove(then)
        self._times.append(now)
