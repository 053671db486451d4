"""Between receiving and handling updates: a short queue, and workers that can be cut off."""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextvars import ContextVar
from typing import Any

from telegram.ext import BaseUpdateProcessor

# More than could ever be handled at once: the `UpdateQueue` says how many are.
_NO_LIMIT = 1_000_000


class _Place:
    """The place among those that are handled at once, which one update holds."""

    __slots__ = ("_free", "_held")

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free, self._held = free, True

    def leave(self) -> None:
        if self._held:
            self._held = False
            self._free.release()


# That of the update which this task handles.
_place: ContextVar[_Place | None] = ContextVar("place", default=None)


def step_aside() -> None:
    """Let the next update be handled, while this task waits for its turn to speak in a chat."""
    if place := _place.get():
        place.leave()


class UpdateQueue(asyncio.Queue[object]):
    """Holds at most `waiting` updates and hands out at most `working` that are not done.

    python-telegram-bot starts a task for every update it takes from its queue, however many are
    running; here it gets the next one only when another is done. A full queue stops the polling,
    and Telegram keeps what is left: it takes a batch for received only when all of it was put in
    here. So `waiting` and `working`, and what has stepped aside, bound what a crash can lose.
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
    """Runs the handlers of each update; how many at once is the business of the `UpdateQueue`."""

    def __init__(self) -> None:
        super().__init__(_NO_LIMIT)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def do_process_update(
        self,
        update: object,  # noqa: ARG002 - the interface has it
        coroutine: Awaitable[Any],
    ) -> None:
        """Run the handlers, unless no more is to be begun."""
        task = asyncio.current_task()
        if self._ended or task is None:
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        self._tasks.add(task)
        try:
            await coroutine
        finally:
            self._tasks.discard(task)

    def cut_off(self) -> int:
        """End what is being handled and begin nothing more; how many that were."""
        self._ended = True
        for task in self._tasks:
            task.cancel()
        return len(self._tasks)
