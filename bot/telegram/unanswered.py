"""What was asked and is not answered yet: kept until it is, so that no end of the program loses it.

Telegram counts an update as received long before its answer has had its turn in the chat. It is
kept with the bot's memory, but encrypted with the bot's token, which is not: who finds the file
reads no question in it. What is left at the start was being answered when the program ended.
"""

import json
import logging
import secrets
from collections.abc import Iterable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from telegram import Bot, Message, Update

from bot.telegram.addressing import Me, asker_of, awaits_answer
from bot.telegram.store import KeptUpdate, Store, StoreError
from bot.telegram.transport.reading import Read, update_in

log = logging.getLogger(__name__)

# Bytes before what is sealed, drawn anew for each.
_NONCE = 12


class Unanswered:
    """Questions received, from their receipt to what becomes of them.

    `keep` comes before Telegram may take them for received, `begin` when one is answered, `end`
    when it has been. What `left` gives was asked before the start.
    """

    def __init__(self, store: Store, token: str) -> None:
        self._store = store
        # The token has 200 bits that nobody can guess; the words before it keep this key for this.
        self._cipher = AESGCM(sha256(b"wenju: unanswered questions:" + token.encode()).digest())
        if count := store.give_up():
            log.warning("%d unanswered questions are given up: too old, or too often tried.", count)
        self._left = store.left()
        self._kept = {asked.id for asked in self._left}
        self._begun: dict[int, Update] = {}
        # Of what is left: it was let in then.
        self._let_in: set[tuple[int, int]] = set()

    def keep(self, received: Iterable[Read], me: Me) -> None:
        """Keep what has to be answered."""
        due = [
            KeptUpdate(
                update.update_id, asker_of(update.message), self._sealed(update.update_id, raw)
            )
            for update, raw in received
            if update.message and awaits_answer(update.message, me)
        ]
        if not due:
            return
        try:
            self._store.keep(due)
        except StoreError as error:
            log.error("If the bot ends now, questions are lost: %s", error)  # noqa: TRY400
        else:
            self._kept.update(asked.id for asked in due)

    def begin(self, update: Update) -> None:
        """`update`, and no copy of it, is being answered."""
        if update.update_id in self._kept:
            self._begun[update.update_id] = update

    def end(self, update: object) -> None:
        """`update` is answered, or never will be."""
        if not isinstance(update, Update):
            return
        # A copy that comes after the answer is kept by nobody.
        self._kept.discard(update.update_id)
        if self._begun.get(update.update_id) is not update:
            return
        del self._begun[update.update_id]
        try:
            self._store.answered(update.update_id)
        except StoreError as error:
            log.error("An answer may be given twice: %s", error)  # noqa: TRY400

    def left(self, bot: Bot) -> list[Update]:
        """What was not answered when the program ended last, in its order. Raises StoreError."""
        if self._left:
            self._store.tried(asked.id for asked in self._left)
        opened = [self._opened(asked) for asked in self._left]
        if unopened := opened.count(None):
            log.warning("%d unanswered questions are sealed with another token.", unopened)
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

    def _sealed(self, number: int, raw: object) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, json.dumps(raw).encode(), b"%d" % number)

    def _opened(self, asked: KeptUpdate) -> object:
        """What was sealed; None for what was sealed with another token, or changed."""
        nonce, sealed = asked.said[:_NONCE], asked.said[_NONCE:]
        try:
            return json.loads(self._cipher.decrypt(nonce, sealed, b"%d" % asked.id))
        except (InvalidTag, ValueError):
            return None


def _place(message: Message) -> tuple[int, int]:
    return message.chat_id, message.message_id
