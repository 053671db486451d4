"""The questions that were answered last: in memory alone, for two minutes."""

import time
from collections import OrderedDict
from collections.abc import Callable

# Seconds; questions of which each is kept no longer, and there are no more.
KEPT, MOST = 120.0, 1000


class RecentQuestions:
    """What was asked, by the message that answers it, and of a chat what was asked last.

    Nothing of it reaches the disk.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: OrderedDict[tuple[int, int], tuple[float, str]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asked)

    def remember(self, chat: int, answer: int, question: str) -> None:
        """That the message `answer` in `chat` answers `question`."""
        self._forget()
        self._asked.pop((chat, answer), None)
        if len(self._asked) >= MOST:
            self._asked.popitem(last=False)
        self._asked[chat, answer] = self._clock(), question

    def answered_by(self, chat: int, answer: int) -> str | None:
        """What the message `answer` answers, if that was asked lately."""
        self._forget()
        _, question = self._asked.get((chat, answer), (0.0, None))
        return question

    def last_in(self, chat: int) -> str | None:
        """What was answered last in `chat`, lately."""
        self._forget()
        own = (asked for (where, _), (_, asked) in reversed(self._asked.items()) if where == chat)
        return next(own, None)

    def _forget(self) -> None:
        """What is too old."""
        before = self._clock() - KEPT
        while self._asked and next(iter(self._asked.values()))[0] <= before:
            self._asked.popitem(last=False)
