"""Telegram's JSON → updates, each by itself: one that cannot be read costs no other."""

import logging
from contextlib import suppress

from telegram import Bot, Update

from bot.telegram.transport.plain import plain_update

log = logging.getLogger(__name__)

# What python-telegram-bot raises where a field is missing or is none of what it knows.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
# Of an update's id, in the database too.
_LARGEST = 2**63 - 1
# What a message is about. It says the same without, and so is heard though that cannot be read.
APART = ("reply_to_message", "external_reply", "quote", "pinned_message")

Read = tuple[Update, object]
"""An update and the JSON that it was read from."""


def update_in(data: object, bot: Bot) -> Update | None:
    """The update that Telegram gave as JSON; None for what has no id.

    Of a message that cannot be read what it replies to or pins is left out. If that does not help,
    only the id is left of an update, so that it is confirmed and no handler hears of it. The log
    names the id, never what the update says.
    """
    number = data.get("update_id") if isinstance(data, dict) else None
    if not isinstance(data, dict) or type(number) is not int or not 0 <= number <= _LARGEST:
        log.warning("Something that is no update is passed over.")
        return None
    try:
        return Update.de_json(plain_update(data), bot)
    except _UNREADABLE as error:
        reason = type(error).__name__
    rest = {name: _less(part) for name, part in data.items()}
    if rest != data:
        with suppress(*_UNREADABLE):
            update = Update.de_json(plain_update(rest), bot)
            log.warning("The update %d cannot be read whole, but in part: %s", number, reason)
            return update
    log.warning("The update %d cannot be read and is passed over: %s", number, reason)
    return Update(number)


def _less(part: object) -> object:
    """A message without what it is about."""
    if not isinstance(part, dict):
        return part
    return {name: value for name, value in part.items() if name not in APART}
