"""Keeps the library as its folder is while the bot runs.

The system says when something in the folder changes. Where it cannot, and in case it does not (a
drive on the network), the folder is looked at now and then.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from bot.messages.texts import Texts
from bot.telegram.services import Services
from retrieval.errors import IndexBusy, WenjuError

log = logging.getLogger(__name__)

# Seconds between looks at a folder that cannot be watched, at one that is watched, and at one whose
# index another process writes.
UNWATCHED, WATCHED, BUSY = 60.0, 600.0, 5.0
# Milliseconds: a change is read when none has followed for so long (a file may be half copied), or
# when they have gone on for so long; how often it is made sure that the folder is still the same.
QUIET, AT_LAST, CHECKED = 500, 10_000, 5_000
# Times in a row that watching begins anew at once when it fails.
AGAIN = 5
# The hidden folder that matters: the library's own words.
VOCABULARY = ".wenju"
# Parts of the path of one of the files with these words.
_OWN = 2


async def keep_current(services: Services, texts: Texts) -> None:
    """Refresh the library whenever its folder changes, until cancelled.

    When it cannot be refreshed, the last library goes on answering and one line is logged.
    """
    loop, changed, ended = asyncio.get_running_loop(), asyncio.Event(), Event()

    def tell() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(changed.set)

    watcher = (Path(os.path.abspath(services.settings.library)), texts, tell, ended)  # noqa: PTH100
    Thread(target=_watch, args=watcher, name="watch", daemon=True).start()
    said = ""
    try:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), _pause(services))
            changed.clear()
            said = await _refresh(services, texts, said)
    finally:
        ended.set()


def _pause(services: Services) -> float | None:
    """When to look again though nothing changes, in seconds: what is newer than the index may find
    a way into it by then."""
    if isinstance(services.library.trouble, IndexBusy):
        return BUSY
    return UNWATCHED if services.library.newer else None


async def _refresh(services: Services, texts: Texts, said: str) -> str:
    """Refresh and log what came of it; what is wrong, which is not logged if it was `said`."""
    begun, before = time.monotonic(), services.library
    try:
        await services.refresh()
    except WenjuError as error:
        wrong = texts.error(error)
    else:
        library = services.library
        wrong = texts.error(library.trouble, library.newer) if library.trouble else ""
        if library is not before:
            count, seconds = len(library.documents), time.monotonic() - begun
            line = texts.index.changed.format(documents=count, seconds=seconds)
            log.info("%s", line)
            if library.unread and dict(library.unread) != dict(before.unread):
                unread = texts.files.not_read(library.unread, len(library.skipped))
                log.warning("%s", unread)
            known = set(map(str, (*before.skipped, *before.damaged)))
            for skipped in (*library.skipped, *library.damaged):
                if str(skipped) not in known:
                    log.warning("%s", _as_text(texts.error(skipped)))
    if wrong and wrong != said:
        log.warning("%s", _as_text(wrong))
    return wrong


def _as_text(line: str) -> str:
    """A line without what is no text in it: names of files are bytes in any encoding."""
    return line.encode("utf-8", "replace").decode("utf-8")


def _watch(root: Path, texts: Texts, tell: Callable[[], None], ended: Event) -> None:
    """Call `tell` when something in `root` may have changed, until `ended`."""
    said, failed = False, 0
    while not ended.is_set():
        begun = time.monotonic()
        try:
            _watch_this(root, tell, ended)
            said = False
        except FileNotFoundError:
            ended.wait(CHECKED / 1000)
        except (OSError, RuntimeError) as error:
            # A file whose name is no text ends it too: then it begins again at once. Else there are
            # no more watches to be had, or none in this file system.
            failed = failed + 1 if time.monotonic() - begun < CHECKED / 1000 else 1
            if failed > AGAIN:
                if not said:
                    log.warning("%s", texts.index.unwatched.format(path=root, reason=error))
                said = True
                ended.wait(UNWATCHED)
        tell()


def _watch_this(root: Path, tell: Callable[[], None], ended: Event) -> None:
    """The same, until what is called `root` is another folder, or none."""
    from watchfiles import watch

    folder, told = _identity(root), 0.0
    for changes in watch(
        root,
        watch_filter=lambda _, path: _matters(root, path),
        step=QUIET,
        debounce=AT_LAST,
        rust_timeout=CHECKED,
        yield_on_timeout=True,
        stop_event=ended,
    ):
        # Told at first too: something may have changed before the watching began.
        if changes or time.monotonic() - told > WATCHED:
            told = time.monotonic()
            tell()
        if _identity(root) != folder:
            return


def _identity(root: Path) -> tuple[int, int] | None:
    """What tells one folder from another that is put in its place."""
    try:
        found = root.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _matters(root: Path, path: str) -> bool:
    """Whether documents or the library's own words depend on what is there."""
    parts = Path(path).parts[len(root.parts) :]
    hidden = [part for part in parts if part.startswith(".")]
    # Below its folders lies what came and what was removed (`retrieval.indexing.folder`).
    return not hidden or (hidden == [VOCABULARY] == list(parts[:1]) and len(parts) <= _OWN)
