"""What was asked last, in memory alone: questions for two minutes, of messages their numbers."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

# How many seconds a question is kept, and how many questions are kept at most.
KEPT, MOST = 120.0, 1000

Later = Callable[[float, Callable[[], None]], object]
"""Calls a function after so many seconds."""


def _later(seconds: float, call: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, call)


class _Asked(NamedTuple):
    at: float
    asker: int
    question: str


class NewestMessages:
    """Which message came last in each of the chats that wrote last."""

    def __init__(self) -> None:
        self._ids: OrderedDict[int, int] = OrderedDict()

    def note(self, chat: int, message: int) -> None:
        """That `message` has come in `chat`."""
        self._ids[chat] = max(message, self._ids.pop(chat, message))
        if len(self._ids) > MOST:
            self._ids.popitem(last=False)

    def is_overtaken(self, chat: int, message: int) -> bool:
        """Whether another message has come since `message` did."""
        return self._ids.get(chat, message) > message


class RecentQuestions:
    """What was asked, by the message that answers it, and of a chat what was asked last.

    Nothing of it reaches the disk, and what is too old is dropped though nobody asks for it.
    Used on the event loop alone.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, later: Later = _later) -> None:
        self._clock, self._later = clock, later
        self._asked: OrderedDict[tuple[int, int], _Asked] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asked)

    def remember(self, chat: int, answer: int, asker: int, question: str) -> None:
        """That the message `answer` in `chat` answers `question`, which `asker` asked."""
        self._drop_old()
        self._asked.pop((chat, answer), None)
        if len(self._asked) >= MOST:
            self._asked.popitem(last=False)
        self._asked[chat, answer] = _Asked(self._clock(), asker, question)
        self._later(KEPT, self._drop_old)

    def answered_by(self, chat: int, answer: int) -> str | None:
        """What the message `answer` answers, if that was asked lately."""
        self._drop_old()
        asked = self._asked.get((chat, answer))
        return asked and asked.question

    def last_in(self, chat: int) -> str | None:
        """What was answered last in `chat`, lately."""
        self._drop_old()
        kept = reversed(self._asked.items())
        return next((asked.question for (where, _), asked in kept if where == chat), None)

    def forget(self, asker: int) -> None:
        """Drop what a person asked."""
        for key in [key for key, asked in self._asked.items() if asked.asker == asker]:
            del self._asked[key]

    def _drop_old(self) -> None:
        before = self._clock() - KEPT
        while self._asked and next(iter(self._asked.values())).at <= before:
            self._asked.popitem(last=False)
