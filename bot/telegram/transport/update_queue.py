"""Between receiving and handling updates: a short queue, and workers that can be cut off."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from telegram.error import TelegramError
from telegram.ext import BaseUpdateProcessor

from bot.telegram.transport.errors import Fault, fault_of

# More than could ever be handled at once: the `UpdateQueue` says how many are.
_NO_LIMIT = 1_000_000


class _Place:
    """The place among those that are handled at once, which one update holds.

    `speaking`: a message is on its way to a chat. `spoke`: one was, and may have arrived.
    """

    __slots__ = ("_free", "_held", "speaking", "spoke")

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free, self._held = free, True
        self.speaking = self.spoke = False

    def leave(self) -> None:
        if self._held:
            self._held = False
            self._free.release()


# That of the update which this task handles.
_place: ContextVar[_Place | None] = ContextVar("place", default=None)


def step_aside() -> None:
    """Let the next update be handled while this task waits: for its turn to speak in a chat, or for
    the rest of an album."""
    if place := _place.get():
        place.leave()


@contextmanager
def speaking() -> Iterator[None]:
    """While a message is on its way. What is cut off meanwhile may have been said."""
    place = _place.get()
    if place is None:
        yield
        return
    before, place.speaking, place.spoke = place.spoke, True, True
    try:
        yield
    except TelegramError as error:
        if fault_of(error) in (Fault.FLOOD, Fault.NOT_DONE):
            place.spoke = before
        raise
    finally:
        place.speaking = False


class UpdateQueue(asyncio.Queue[object]):
    """Holds at most `waiting` updates and hands out at most `working` that are not done.

    python-telegram-bot starts a task for every update it takes from its queue, however many are
    running; here it gets the next one only when another is done. A full queue stops the polling,
    and Telegram keeps what is left: it takes a batch for received only when all of it was put in
    here.
    """

    def __init__(self, waiting: int, working: int) -> None:
        super().__init__(waiting)
        self._free = asyncio.Semaphore(working)

    async def get(self) -> object:
        await self._free.acquire()
        try:
            update = await super().get()
        except BaseException:
            self._free.release()
            raise
        # The task that the application starts for this update begins with a copy of it.
        _place.set(_Place(self._free))
        return update

    def task_done(self) -> None:
        step_aside()
        super().task_done()


class Workers(BaseUpdateProcessor):
    """Runs the handlers of each update; how many at once is the business of the `UpdateQueue`.

    `on_done` hears of each update that is done with, not of those that are put off.
    """

    def __init__(self, on_done: Callable[[object], None]) -> None:
        super().__init__(_NO_LIMIT)
        self._tasks: dict[asyncio.Task[Any], _Place | None] = {}
        self._on_done = on_done
        self._ended = False

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def do_process_update(
        self,
        update: object,
        coroutine: Awaitable[Any],
    ) -> None:
        """Run the handlers, unless no more is to be begun."""
        task = asyncio.current_task()
        if self._ended or task is None:
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        self._tasks[task] = place = _place.get()
        try:
            await coroutine
        except asyncio.CancelledError:
            if place and place.spoke:
                self._on_done(update)
            raise
        finally:
            del self._tasks[task]
        self._on_done(update)

    def put_off(self) -> int:
        """End what waits, and begin nothing more; how many that were."""
        self._ended = True
        spoken = {task for task, place in self._tasks.items() if place and place.speaking}
        return self._cancel(self._tasks.keys() - spoken)

    def cut_off(self) -> int:
        """End what is on its way to a chat too; how many that were."""
        self._ended = True
        return self._cancel({*self._tasks})

    def _cancel(self, tasks: set["asyncio.Task[Any]"]) -> int:
        for task in tasks:
            task.cancel()
        return len(tasks)
