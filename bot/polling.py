"""A bot that notices when receiving has no future: a refused token, a second poller."""

import time
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import ExtBot

# A restart may overlap with the process before it; a second poller does not go away.
CONFLICT_FOR = 60.0


class PollingBot(ExtBot[None]):
    """An `ExtBot` that calls `on_lost` with the error once receiving is lost for good.

    That is a refused token, or another program receiving with the same token for over a minute.
    """

    __slots__ = ("_clock", "_conflict_since", "_on_lost")

    def __init__(
        self,
        *args: Any,
        on_lost: Callable[[Exception], None],
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._on_lost = on_lost
        self._clock = clock
        self._conflict_since: float | None = None

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        try:
            updates = await super().get_updates(*args, **kwargs)
        except InvalidToken as error:
            self._on_lost(error)
            raise
        except Conflict as error:
            now = self._clock()
            self._conflict_since = self._conflict_since or now
            if now - self._conflict_since > CONFLICT_FOR:
                self._on_lost(error)
            raise
        self._conflict_since = None
        return updates
