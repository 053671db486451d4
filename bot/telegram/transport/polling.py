"""A bot that notices when receiving has no future: a refused token, a second poller."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.telegram.transport.errors import GARBAGE
from bot.telegram.transport.reading import Read, update_in

# A restart may overlap with the process before it; a second poller does not go away.
CONFLICT_FOR = 60.0


class PollingBot(ExtBot[None]):
    """An `ExtBot` that calls `on_lost` once with the error when receiving is lost for good.

    That is a refused token, or another program receiving with the same token for over a minute.
    Two pollers interrupt each other, so that each now and then succeeds: only a minute without a
    conflict ends one.

    What was received goes to `keep`, and is confirmed to Telegram when `ready` says that it can be
    handled.
    """

    __slots__ = ("_clock", "_conflicts", "_ended", "_keep", "_on_lost", "_ready")

    def __init__(
        self,
        *args: Any,
        on_lost: Callable[[Exception], None],
        keep: Callable[[Sequence[Read]], None],
        ready: Callable[[], Awaitable[bool]],
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._on_lost = on_lost
        self._keep = keep
        self._ready = ready
        self._clock = clock
        self._conflicts: tuple[float, float] | None = None
        self._ended = False

    def end_receiving(self) -> None:
        """Ask for no more updates.

        The library would ask once more, to have the last ones counted as received. Unasked,
        Telegram gives them again at the next start: those that were handled are known by then,
        and the others are not lost.
        """
        self._ended = True

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        # An offset confirms what came before it.
        if self._ended or (kwargs.get("offset") and not await self._ready()):
            return ()
        try:
            return await self._fetch(*args, **kwargs)
        except InvalidToken as error:
            return await self._lose(error)
        except Conflict as error:
            if self._lasts():
                return await self._lose(error)
            raise

    async def _fetch(
        self,
        offset: int | None = None,
        limit: int | None = None,
        timeout: int | timedelta | None = None,
        allowed_updates: Sequence[str] | None = None,
    ) -> tuple[Update, ...]:
        """What the base class does, but for an update that cannot be read: it would raise, for all
        of them, and be given the same ones again.
        """
        wait = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout or 0
        asked = {
            "offset": offset,
            "limit": limit,
            "timeout": timeout,
            "allowed_updates": allowed_updates,
        }
        # The connection may be gone without a word, so a long poll ends a little after its time.
        longest = (self._request[0].read_timeout or 0) + wait
        found = await self._post("getUpdates", asked, read_timeout=longest)
        if not isinstance(found, list):
            raise TelegramError(GARBAGE)
        read = [(update, data) for data in found if (update := update_in(data, self))]
        if found and not read:
            # The same would be asked for again at once, without end.
            raise TelegramError("updates without an id")
        self._keep(read)
        return tuple(update for update, _ in read)

    async def delete_webhook(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return await super().delete_webhook(*args, **kwargs)
        except InvalidToken as error:
            await self._lose(error)
            return False

    def _lasts(self) -> bool:
        """Note a conflict; whether the first of its kind was over a minute ago."""
        now = self._clock()
        first, last = self._conflicts or (now, now)
        if now - last > CONFLICT_FOR:
            first = now
        self._conflicts = first, now
        return now - first > CONFLICT_FOR

    async def _lose(self, error: Exception) -> tuple[Update, ...]:
        """Say so and receive nothing until the polling is cancelled."""
        self._ended = True
        self._on_lost(error)
        await asyncio.Event().wait()
        return ()
