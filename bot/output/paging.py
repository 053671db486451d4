"""Long output at a terminal goes through the reader's pager, as git's does."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress


def show(lines: Iterable[str]) -> None:
    """Print lines as they come, each ending as it does; at a terminal page by page.

    $PAGER is what pages, else `less`; where there is none, or the terminal is dumb, they are just
    printed. Whoever leaves the pager has seen enough.
    """
    pager = _pager()
    if pager is None:
        for line in lines:
            print(line, end="")
        return
    # As git sets it: leave at once where all is on one screen, show colours, keep the screen.
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=environment)  # noqa: S603
    with suppress(BrokenPipeError), process.stdin or open(os.devnull, "wb") as stream:  # noqa: PTH123
        for line in lines:
            stream.write(line.encode("utf-8", "replace"))
            stream.flush()
    while True:
        # Ctrl-C is the pager's.
        with suppress(KeyboardInterrupt):
            process.wait()
            return


def _pager() -> list[str] | None:
    """The command that pages; None if nothing is to."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    if not terminal or os.environ.get("TERM", "dumb") == "dumb":
        return None
    chosen = os.environ.get("PAGER", "less").strip()
    command = shlex.split(chosen) if chosen and chosen != "cat" else []
    return command if command and shutil.which(command[0]) else None
