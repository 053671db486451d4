"""What was asked and is not answered yet: kept until it is, so that no end of the program loses it.

Telegram counts an update as received long before its answer has had its turn in the chat. It is
kept with the bot's memory, but sealed with the bot's token, which is not: who finds the file reads
no question in it. What is left at the start was being answered when the program ended.
"""

import json
import logging
import secrets
from collections.abc import Iterable
from hashlib import shake_256

from telegram import Bot, Message, Update

from bot.telegram.addressing import Me, awaits_answer
from bot.telegram.store import Store, StoreError
from bot.telegram.transport.reading import Read, update_in

log = logging.getLogger(__name__)

# Bytes before what is sealed, which make each seal another.
_SALT = 16


class Unanswered:
    """Questions received, from their receipt to what becomes of them.

    `keep` comes before Telegram may take them for received, `begin` when one is answered, `end`
    when it has been. What `left` gives was asked before the start.
    """

    def __init__(self, store: Store, token: str) -> None:
        self._store, self._token = store, token.encode()
        self._left = dict(store.left())
        self._kept = {*self._left}
        self._begun: dict[int, Update] = {}
        # Of what is left: it was let in then.
        self._let_in: set[tuple[int, int]] = set()

    def keep(self, received: Iterable[Read], me: Me) -> None:
        """Keep what has to be answered."""
        due = [
            (update.update_id, raw)
            for update, raw in received
            if update.message and awaits_answer(update.message, me)
        ]
        if not due:
            return
        try:
            self._store.keep((number, self._sealed(raw)) for number, raw in due)
        except StoreError as error:
            log.error("If the bot ends now, questions are lost: %s", error)  # noqa: TRY400
        else:
            self._kept.update(number for number, _ in due)

    def begin(self, update: Update) -> None:
        """`update`, and no copy of it, is being answered."""
        if update.update_id in self._kept:
            self._begun[update.update_id] = update

    def end(self, update: object) -> None:
        """`update` is answered, or never will be."""
        if not isinstance(update, Update) or self._begun.get(update.update_id) is not update:
            return
        del self._begun[update.update_id]
        self._kept.discard(update.update_id)
        try:
            self._store.answered(update.update_id)
        except StoreError as error:
            log.error("An answer may be given twice: %s", error)  # noqa: TRY400

    def left(self, bot: Bot) -> list[Update]:
        """What was not answered when the program ended last, in its order. Raises StoreError."""
        if self._left:
            self._store.tried(self._left)
        opened = [self._opened(sealed) for _, sealed in sorted(self._left.items())]
        self._left.clear()
        updates = [update for raw in opened if raw and (update := update_in(raw, bot))]
        self._let_in = {_place(update.message) for update in updates if update.message}
        return updates

    def was_let_in(self, message: Message) -> bool:
        """Whether `message` was let in before the start; true once."""
        place = _place(message)
        known = place in self._let_in
        self._let_in.discard(place)
        return known

    def _sealed(self, raw: object) -> bytes:
        salt = secrets.token_bytes(_SALT)
        return salt + self._mixed(json.dumps(raw).encode(), salt)

    def _opened(self, sealed: bytes) -> object:
        """What was sealed; None for what was sealed with another token."""
        try:
            return json.loads(self._mixed(sealed[_SALT:], sealed[:_SALT]))
        except ValueError:
            return None

    def _mixed(self, text: bytes, salt: bytes) -> bytes:
        """`text` and a stream that only the token gives, bit by bit; mixed again, it is `text`."""
        stream = shake_256(self._token + salt).digest(len(text))
        return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text))


def _place(message: Message) -> tuple[int, int]:
    return message.chat_id, message.message_id
