"""Work of minutes at the command line, which may be interrupted."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.options import fail
from bot.messages.texts import Texts
from bot.output.progress import progress

if TYPE_CHECKING:
    from retrieval import Progress


@contextmanager
def interruptible(texts: Texts) -> "Iterator[Progress]":
    """What is told how far the work is. Who ends it, by Ctrl-C or otherwise, reads that what is
    done is kept; KeyboardInterrupt goes on to `main`."""
    shown = progress(texts)
    # Who ends it in another way than Ctrl-C is told the same.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield shown
    except KeyboardInterrupt:
        shown.end()
        fail(texts.index.interrupted)
        raise
    finally:
        shown.end()
