"""The queue between receiving and handling updates, bounded at both ends."""

import asyncio


class Backlog(asyncio.Queue[object]):
    """Holds at most `waiting` updates and hands out at most `working` that are not done.

    python-telegram-bot starts a task for every update it takes from its queue, however many are
    running; here it gets the next one only when another is done. A full queue stops the polling,
    and Telegram keeps what is left.
    """

    def __init__(self, waiting: int, working: int) -> None:
        super().__init__(waiting)
        self._free = asyncio.Semaphore(working)

    async def get(self) -> object:
        await self._free.acquire()
        try:
            return await super().get()
        except BaseException:
            self._free.release()
            raise

    def task_done(self) -> None:
        self._free.release()
        super().task_done()
