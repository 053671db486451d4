"""A cluster that fails again and again is left alone for a while, and nobody waits for it."""

import time
from collections.abc import Callable
from copy import copy
from threading import Lock
from types import TracebackType

from retrieval.errors import EngineError, EnginePassing

# So many faults in a row open it; for so many seconds at first, twice as long at each further one.
LIMIT = 5
FIRST, LONGEST = 1.0, 10.0


class Breaker:
    """Passes what is done in it, until faults that may pass have come `LIMIT` times in a row.

    Then it is open, and raises the last of them at once. When its time has gone by, one is let
    through to try: any answer closes it. May be shared by threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._fault: EngineError | None = None
        self._faults = 0
        self._until = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if self._fault is None or self._faults < LIMIT:
                return
            if self._clock() < self._until:
                raise copy(self._fault)
            # The others wait for what this one finds.
            self._wait()

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if isinstance(error, EnginePassing):
                self._fault = error
                self._faults += 1
                self._wait()
            elif error is None or isinstance(error, EngineError):
                self._fault, self._faults = None, 0

    def _wait(self) -> None:
        doubled = max(0, min(self._faults - LIMIT, 10))
        self._until = self._clock() + min(FIRST * 2**doubled, LONGEST)
