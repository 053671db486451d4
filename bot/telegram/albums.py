"""Albums come as a message for each picture: one of these speaks for all of them."""

import asyncio
from collections import OrderedDict

from telegram import Message

from bot.telegram.transport.update_queue import step_aside

# Seconds in which the other messages of an album have come, and albums that are remembered.
SETTLED = 1.0
KEPT = 1000

_Key = tuple[int, str]


class Albums:
    """Which albums have come lately: whether one was spoken of, and whether it has words."""

    def __init__(self) -> None:
        self._spoken: OrderedDict[_Key, None] = OrderedDict()
        self._worded: OrderedDict[_Key, None] = OrderedDict()

    def note(self, message: Message | None) -> None:
        """Take note of a message as soon as it comes."""
        key = _key(message) if message else None
        if message and key and message.caption:
            _keep(self._worded, key)

    async def is_due(self, message: Message) -> bool:
        """Whether to speak of `message`, which says nothing: once for an album without words."""
        key = _key(message)
        if key is None:
            return True
        if key in self._spoken:
            return False
        _keep(self._spoken, key)
        step_aside()
        await asyncio.sleep(SETTLED)
        return key not in self._worded


def _key(message: Message) -> _Key | None:
    group = message.media_group_id
    return None if group is None else (message.chat_id, group)


def _keep(keys: OrderedDict[_Key, None], key: _Key) -> None:
    keys[key] = None
    if len(keys) > KEPT:
        keys.popitem(last=False)
