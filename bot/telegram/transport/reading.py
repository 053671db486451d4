"""Telegram's JSON → updates, each by itself: one that cannot be read costs no other."""

import logging

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

Read = tuple[Update, object]
"""An update and the JSON that it was read from."""


def update_in(data: object, bot: Bot) -> Update | None:
    """The update that Telegram gave as JSON; None for what has no id.

    Of one that cannot be read only the id is left, so that it is confirmed and no handler hears of
    it; the log names the id, never what the update says.
    """
    number = data.get("update_id") if isinstance(data, dict) else None
    if not isinstance(data, dict) or type(number) is not int or not 0 <= number <= _LARGEST:
        log.warning("Something that is no update is passed over.")
        return None
    try:
        return Update.de_json(plain_update(data), bot)
    except _UNREADABLE as error:
        log.warning(
            "The update %d cannot be read and is passed over: %s", number, type(error).__name__
        )
        return Update(number)
