"""How many questions are let in, from a person, in a group and overall.

`SlidingWindow` is a moving window: never more than `count` events in any `period` seconds. The
libraries were tried first and do not fit. `aiolimiter` is a leaky bucket that lets almost twice the
count through in the first period (its issues 200 and 298) and reads only the event loop's clock;
`limits` reads only the wall clock and starts a thread for each half-busy second.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from bot.telegram.transport.window import MINUTE, SlidingWindow

# The keys of one kind that are remembered at most; the one idle for longest goes first.
MOST_KEYS = 10_000
SECOND = 1.0
# Presses and pauses in typing that a person is allowed for each question.
ASIDES = 3


class Decision(Enum):
    """What to do with a question."""

    ADMIT = "admit"
    NOTICE = "refuse, and say so once"
    SILENT = "refuse; it has been said"


class _Windows:
    """Windows by id. Idle ones are dropped, so memory follows those active this minute."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._used: OrderedDict[int, tuple[float, SlidingWindow]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def get(self, key: int, now: float) -> SlidingWindow:
        """The window of `key`, which counts as used at `now`."""
        _, window = self._used.pop(key, (now, None))
        window = window or SlidingWindow(self._count, MINUTE)
        self._used[key] = (now, window)
        while len(self._used) > MOST_KEYS or next(iter(self._used.values()))[0] <= now - MINUTE:
            self._used.popitem(last=False)
        return window


class Notices:
    """What is said of the same thing once in `period` seconds. Ids that are idle are dropped."""

    def __init__(self, period: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._period, self._clock = period, clock
        self._told: OrderedDict[int, float] = OrderedDict()

    def due(self, key: int) -> bool:
        """Whether it is to be said to `key` now; then it counts as said."""
        now = self._clock()
        while self._told and next(iter(self._told.values())) <= now - self._period:
            self._told.popitem(last=False)
        if key in self._told:
            return False
        self._told[key] = now
        if len(self._told) > MOST_KEYS:
            self._told.popitem(last=False)
        return True


class Admission:
    """Lets questions in: per person and per group in a minute, overall in a second.

    Of what is refused each chat is told once a minute, whosever it was. `clock` gives seconds that
    never go back.
    """

    def __init__(
        self,
        *,
        per_person: int,
        per_chat: int,
        per_second: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people, self._groups = _Windows(per_person), _Windows(per_chat)
        self._asides = _Windows(ASIDES * per_person)
        self._overall = SlidingWindow(per_second, SECOND)
        self._overall_asides = SlidingWindow(per_second, SECOND)
        self._told = Notices(MINUTE, clock)
        self._clock = clock

    @property
    def remembered(self) -> int:
        """How many people and groups are remembered."""
        return len(self._people) + len(self._groups) + len(self._asides)

    def admit(self, person: int, chat: int, is_group: bool) -> Decision:
        """Count a question of `person` in `chat` and say what to do with it.

        Only an admitted question uses up room in a window.
        """
        now = self._clock()
        asker = self._people.get(person, now)
        group = self._groups.get(chat, now) if is_group else None
        windows = (asker, self._overall, *((group,) if group else ()))
        if any(window.wait(now) for window in windows):
            return Decision.NOTICE if self._told.due(chat) else Decision.SILENT
        for window in windows:
            window.take(now)
        return Decision.ADMIT

    def admit_aside(self, person: int) -> bool:
        """Count what `person` does besides asking: a press of a button, a pause in typing.

        It takes nothing from their questions, nor from their groups', and is not told of.
        """
        now = self._clock()
        window = self._asides.get(person, now)
        if window.wait(now) or self._overall_asides.wait(now):
            return False
        window.take(now)
        self._overall_asides.take(now)
        return True
