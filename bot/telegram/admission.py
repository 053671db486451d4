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


class _Counter:
    """The questions of one person or group, and when one was last refused."""

    __slots__ = ("refused", "window")

    def __init__(self, count: int) -> None:
        self.window = SlidingWindow(count, MINUTE)
        self.refused: float | None = None

    def tell(self, now: float) -> bool:
        """Note a refusal at `now`; whether to tell of it.

        Told once, then not again until a whole minute has passed without a refusal: an admitted
        question in between does not count, or a flood would bring a notice every few seconds.
        """
        silent = self.refused is not None and now - self.refused < MINUTE
        self.refused = now
        return not silent


class _Counters:
    """Counters by id. Idle ones are dropped, so memory follows those active this minute."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._used: OrderedDict[int, tuple[float, _Counter]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def get(self, key: int, now: float) -> _Counter:
        """The counter of `key`, which counts as used at `now`."""
        _, counter = self._used.pop(key, (now, None))
        counter = counter or _Counter(self._count)
        self._used[key] = (now, counter)
        while len(self._used) > MOST_KEYS or next(iter(self._used.values()))[0] <= now - MINUTE:
            self._used.popitem(last=False)
        return counter


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

    A person over the limit is told once, a group once for all its members; when the whole bot is
    busy each person is told once, by no more notices a second than answers. `clock` gives seconds
    that never go back.
    """

    def __init__(
        self,
        *,
        per_person: int,
        per_chat: int,
        per_second: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people, self._groups = _Counters(per_person), _Counters(per_chat)
        self._asides = _Counters(ASIDES * per_person)
        self._overall, self._notices = (
            SlidingWindow(per_second, SECOND),
            SlidingWindow(per_second, SECOND),
        )
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
        if asker.window.wait(now):
            return self._refuse(asker, now)
        if group and group.window.wait(now):
            return self._refuse(group, now)
        if self._overall.wait(now):
            return self._refuse(asker, now)
        for window in (asker.window, self._overall, *((group.window,) if group else ())):
            window.take(now)
        return Decision.ADMIT

    def admit_aside(self, person: int) -> bool:
        """Count what `person` does besides asking: a press of a button, a pause in typing.

        It takes nothing from their questions, nor from their groups', and is not told of.
        """
        now = self._clock()
        counter = self._asides.get(person, now)
        if counter.window.wait(now) or self._overall.wait(now):
            return False
        counter.window.take(now)
        self._overall.take(now)
        return True

    def _refuse(self, counter: _Counter, now: float) -> Decision:
        if not counter.tell(now) or self._notices.wait(now):
            return Decision.SILENT
        self._notices.take(now)
        return Decision.NOTICE
