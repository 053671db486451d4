"""Logging to standard error, from which no secret can be read.

Secrets are taken out of the finished text, so it does not matter how they got in: a message, its
arguments, a traceback, an address. The text of a question is never logged, at no level: not by us,
and python-telegram-bot, which logs whole updates at DEBUG, is heard from INFO up.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

HIDDEN = "[hidden]"
CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "tornado", "hpack")
# Logs what people write, at DEBUG; and updates that it cannot read, at CRITICAL.
OUTSPOKEN, UNREAD = "telegram", "eceived data was"
# Says at DEBUG each rule that it enters, for each line of a document.
PARSER = "markdown_it"
# Shorter texts stand in ordinary words too; Telegram's own have 35 characters.
SECRET_LENGTH = 12
# A colon as it is, percent-encoded, or encoded twice.
_COLON = r"(?::|%(?:25)*3[Aa])"
_ANY_TOKEN = rf"[0-9]{{6,}}{_COLON}[A-Za-z0-9_-]{{30,}}"
# In an address even a malformed token is followed by a slash and the method.
_IN_ADDRESS = rf"(?<=/bot)[0-9]+{_COLON}[A-Za-z0-9_-]+"

_log = logging.getLogger(__name__)


class Redactor:
    """Takes bot tokens, and the given secrets in any of their spellings, out of text."""

    def __init__(self, token: str | None = None, secrets: Iterable[str] = ()) -> None:
        hidden = [_ANY_TOKEN, _IN_ADDRESS]
        for secret in filter(None, (token, *secrets)):
            hidden += [re.escape(spelt) for spelt in (secret, quote(secret, safe=""))]
        if token:
            bot, _, key = token.partition(":")
            # A cut token is still its beginning; and the part after the colon is the secret.
            hidden.append(rf"\b{re.escape(bot)}{_COLON}[A-Za-z0-9_-]+")
            if len(key) >= SECRET_LENGTH:
                hidden.append(re.escape(key))
        self._pattern = re.compile("|".join(sorted(hidden, key=len, reverse=True)))

    def __call__(self, text: str) -> str:
        """`text` with HIDDEN in place of each secret."""
        return self._pattern.sub(HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Formats as usual, then redacts the whole."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The finished lines of `record`, traceback included."""
        return self._redact(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to standard error; a record that cannot be formatted is named, not dumped."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, without the text of an update."""
        if record.name.startswith(OUTSPOKEN) and UNREAD in str(record.msg) and record.args:
            record.args = (HIDDEN,)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where the bad call is. The base class would print its arguments unredacted."""
        error = sys.exc_info()[0]
        reason = error.__name__ if error else "error"
        if sys.stderr is not None:
            print(
                f"cannot log ({reason}): {record.name}, {record.filename}:{record.lineno}",
                file=sys.stderr,
            )


def set_up(level: int | str, token: str | None = None, secrets: Iterable[str] = ()) -> None:
    """Log from `level` up to standard error, without `token`, any bot token, or `secrets`.

    Uncaught exceptions of the program, of threads and of finalizers, and warnings, come the same
    way. The libraries below are heard from WARNING up, at DEBUG more. Calling it again replaces
    what it set before. Raises ValueError for an unknown level.
    """
    handler = _Handler(sys.stderr)
    handler.setFormatter(RedactingFormatter(Redactor(token, secrets)))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    debug = logging.getLogger().level <= logging.DEBUG
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET if debug else logging.WARNING)
    if debug:
        for name in (OUTSPOKEN, PARSER):
            logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        _log.critical("a thread was stopped by an error", exc_info=info)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    # Not the object's repr, which may run its code or name its values.
    where = type(args.object).__name__
    if args.exc_value is not None:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        _log.error("an error that nobody could catch, in a %s", where, exc_info=info)
    else:
        _log.error("an error that nobody could catch, in a %s: %s", where, args.err_msg)
