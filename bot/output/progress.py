"""Shows on standard error how far indexing is: a bar at a terminal, else a line now and then."""

import shutil
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from bot.messages.texts import Texts
from retrieval import Progress, Stage

if TYPE_CHECKING:
    from tqdm import tqdm


T = TypeVar("T")

# Columns of a bar.
WIDEST, WIDEST_ASKING = 100, 80
# Seconds between lines.
PAUSE = 10.0
# Bytes that are indexed in about a second.
_MUCH = 1 << 20
# How much the last moments count in the rate that the time left follows from.
SMOOTHING = 0.05
BYTES = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}B/{total_fmt}B [{elapsed}<{remaining}, {rate_fmt}]"
PIECES = "{desc} {percentage:3.0f}%|{bar}| [{elapsed}<{remaining}]"


def progress(texts: Texts) -> "Bar | Lines":
    """What suits standard error."""
    return Bar(texts) if sys.stderr is not None and sys.stderr.isatty() else Lines(texts)


def with_bar(items: Iterable[T], total: int, said: str, delay: float = 0) -> Iterable[T]:
    """`items`, with a bar on standard error while they come if that is a terminal; from so many
    seconds on."""
    if sys.stderr is None or not sys.stderr.isatty():
        return items
    # Left to itself, tqdm draws nothing on a terminal that does not know its own size.
    size = shutil.get_terminal_size()
    columns = min(size.columns, WIDEST_ASKING)
    bar: Iterable[T] = _tqdm()(
        items, said, total, leave=False, ncols=columns, nrows=size.lines, delay=delay
    )
    return bar


class Bar(Progress):
    """A bar that is gone in the end."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._bar: tqdm | None = None
        self._stage = Stage.WAITING
        self._done = self._files = 0

    def begin(self, stage: Stage, files: int, size: int) -> None:
        """Show a new bar, and that we wait, if so: a bar may say nothing for long."""
        self.end()
        if stage is Stage.WAITING:
            _say(self._texts.index.waiting)
        self._stage, self._done, self._files = stage, 0, files
        # Left to itself, tqdm draws nothing on a terminal that does not know its own size.
        terminal = shutil.get_terminal_size()
        self._bar = _tqdm()(
            desc=self._described(),
            total=size or files,
            unit="B" if size else "",
            unit_scale=True,
            leave=False,
            ncols=min(terminal.columns, WIDEST),
            nrows=terminal.lines,
            smoothing=SMOOTHING,
            bar_format=BYTES if size else PIECES,
        )

    def advance(self, files: int, size: int) -> None:
        """Move the bar on."""
        if self._bar is not None:
            self._done += files
            self._bar.set_description_str(self._described(), refresh=False)
            self._bar.update(size if self._stage is Stage.INDEXING else files)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _described(self) -> str:
        return self._texts.index.stages[self._stage].format(done=self._done, files=self._files)


class Lines(Progress):
    """A line when something begins, and one every ten seconds while it lasts."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._stage = Stage.WAITING
        self._files = self._size = self._done = self._done_size = 0
        self._begun = self._told = 0.0

    def begin(self, stage: Stage, files: int, size: int) -> None:
        """Say what begins."""
        self._stage, self._files, self._size = stage, files, size
        self._done = self._done_size = 0
        self._begun = self._told = time.monotonic()
        if stage is Stage.WAITING:
            _say(self._texts.index.waiting)
            return
        _say(self._texts.index.begun[stage].format(files=files, size=sized(size)))

    def advance(self, files: int, size: int) -> None:
        """Say how far it is, if that has not been said just now."""
        self._done += files
        self._done_size += size
        now = time.monotonic()
        counted = self._stage in (Stage.WAITING, Stage.REBUILDING)
        if now - self._told < PAUSE or not (self._done_size or counted):
            return
        self._told = now
        if counted:
            _say(self._described())
            return
        rate = self._done_size / (now - self._begun)
        line = self._texts.index.under_way.format(
            stage=self._described(),
            done_size=sized(self._done_size),
            size=sized(self._size),
            rate=sized(rate),
            left=_tqdm().format_interval((self._size - self._done_size) / rate),
        )
        _say(line)

    def end(self) -> None:
        """Say nothing: what comes next says it."""

    def _described(self) -> str:
        return self._texts.index.stages[self._stage].format(done=self._done, files=self._files)


def sized(size: float) -> str:
    """A number of bytes as people write it, without the B."""
    return str(_tqdm().format_sizeof(size))


def _tqdm() -> Any:
    """A question that finds its index up to date needs none of it: 8 ms."""
    from tqdm import tqdm

    return tqdm


def _say(line: str) -> None:
    print(f"wenju: {line}", file=sys.stderr, flush=True)


class DelayedProgress(Progress):
    """Shows nothing of what is soon done, and the rest as `wenju index` does."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._shown: Bar | Lines | None = None

    def begin(self, stage: Stage, files: int, size: int) -> None:
        """Show how far it is from now on, if this takes long or nobody knows how long."""
        self.end()
        if size >= _MUCH or stage is Stage.WAITING:
            self._shown = progress(self._texts)
            self._shown.begin(stage, files, size)

    def advance(self, files: int, size: int) -> None:
        """Tell it what is shown."""
        if self._shown:
            self._shown.advance(files, size)

    def end(self) -> None:
        """Take away what is shown."""
        if self._shown:
            self._shown.end()
            self._shown = None
