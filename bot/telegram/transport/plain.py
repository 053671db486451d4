"""What python-telegram-bot 22.8 does not read, put in words that it does.

Rich messages (Bot API 10.1) have blocks in place of a text: they get their plain text, with what
in it are commands, mentions and links. A reply to a message of another chat has no such message,
only where that is from and what of it is quoted: it becomes the message replied to. A command in
the caption of a file is found in a text only: the caption becomes one. Where a Chinese keyboard
types / and @ full-width (／help, ／cite＠bot), Telegram sees no command: it becomes one.
"""

import re
from typing import Any

Json = dict[str, Any]

# A command that Telegram finds none in; each character stands for one of the same length.
_FULL_WIDTH = re.compile(r"／([a-z][a-z0-9_]{0,31}(?:[@＠][a-z0-9_]{4,32})?)(?!\S)", re.IGNORECASE)

# Rich text that is an entity of a plain text too, and what that takes over.
_ENTITIES = {
    "bot_command": ("bot_command", None),
    "mention": ("mention", None),
    "text_mention": ("text_mention", "user"),
    "url": ("text_link", "url"),
}
# What a block, an item of a list or a piece of text can hold, in the order it is read in.
_INNER = ("label", "summary", "text", "alternative_text", "expression", "blocks", "items", "cells")
_BELOW = ("caption", "credit")


def plain_update(update: Json) -> Json:
    """`update` with its message in plain words; raises TypeError and the like for nonsense."""
    kinds = [kind for kind in ("message", "edited_message") if _differs(update.get(kind))]
    return {**update, **{kind: _plain(update[kind]) for kind in kinds}} if kinds else update


def _differs(message: object) -> bool:
    if not isinstance(message, dict):
        return False
    unread = "rich_message" in message or "external_reply" in message
    unread = unread or _commands(message) or bool(_FULL_WIDTH.match(_words(message)))
    return unread or _differs(message.get("reply_to_message"))


def _words(message: Json) -> str:
    return message.get("text") or message.get("caption") or ""


def _commands(message: Json) -> bool:
    """Whether a caption begins with a command."""
    first = (message.get("caption_entities") or [{}])[0]
    return bool(first.get("type") == "bot_command" and not first.get("offset"))


def _plain(message: Json) -> Json:
    told: Json = {}
    if message.get("rich_message") and not message.get("text"):
        told = _told(message["rich_message"])
    elif _commands(message) and not message.get("text"):
        told = {"text": message["caption"], "entities": message["caption_entities"]}
    elif found := _FULL_WIDTH.match(_words(message)):
        told = _half_width(message, found)
    reply = message.get("reply_to_message")
    if reply:
        told["reply_to_message"] = _plain(reply)
    elif message.get("external_reply"):
        told["reply_to_message"] = _elsewhere(message)
    return {**message, **told}


def _half_width(message: Json, command: re.Match[str]) -> Json:
    """The fields of a message that begins with the `command`."""
    entity = {"type": "bot_command", "offset": 0, "length": command.end()}
    entities = message.get("entities") or message.get("caption_entities") or []
    rest = [other for other in entities if other["offset"] >= command.end()]
    name = command[1].replace("＠", "@")
    text = f"/{name}{_words(message)[command.end() :]}"
    return {"text": text, "entities": [entity, *rest]}


def _elsewhere(message: Json) -> Json:
    """The message of another chat that `message` replies to, as far as it is known."""
    external, quote = message["external_reply"], message.get("quote") or {}
    origin = external["origin"]
    original = {
        "message_id": external.get("message_id", 0),
        "date": origin["date"],
        "chat": external.get("chat") or message["chat"],
        "text": quote.get("text", ""),
        "entities": quote.get("entities", []),
    }
    if "sender_user" in origin:
        original["from"] = origin["sender_user"]
    if external.get("rich_message"):
        original |= _told(external["rich_message"])
    return original


def _told(rich: Json) -> Json:
    """The fields of a plain message that say what a rich one says; none for one without words."""
    writer = _Writer()
    writer.write(rich["blocks"])
    return {"text": writer.text, "entities": writer.entities} if writer.text.strip() else {}


class _Writer:
    """Writes rich text down; `entities` count UTF-16 units, as Telegram does."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Json] = []

    def write(self, blocks: list[Any]) -> None:
        """Each block, item and row on a line of its own."""
        for block in blocks:
            self._end_line()
            if isinstance(block, list):  # a row of cells
                self._row(block)
            else:
                self._block(block)

    def _block(self, block: Json) -> None:
        for name in (*_INNER, *_BELOW):
            inner = block.get(name)
            if name in ("blocks", "items", "cells"):
                self.write(inner or [])
            elif name in _BELOW and inner:
                self._end_line()
                self._below(inner)
            elif inner:
                self._say(inner)
                if name == "label":
                    self.text += " "

    def _below(self, caption: Any) -> None:
        """A caption is rich text, or that with whom it is from."""
        self._say(caption)
        if isinstance(caption, dict) and caption.get("credit"):
            self._end_line()
            self._say(caption["credit"])

    def _row(self, cells: list[Json]) -> None:
        for number, cell in enumerate(cells):
            self.text += "\t" if number else ""
            self._say(cell)

    def _say(self, text: Any) -> None:
        if isinstance(text, str):
            self.text += text
            return
        if isinstance(text, list):
            for piece in text:
                self._say(piece)
            return
        start = self._units()
        for name in _INNER[2:5]:
            if text.get(name):
                self._say(text[name])
        kind, taken = _ENTITIES.get(text.get("type", ""), ("", None))
        if kind and self._units() > start:
            more = {taken: text[taken]} if taken else {}
            length = self._units() - start
            self.entities.append({"type": kind, "offset": start, "length": length, **more})

    def _units(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2

    def _end_line(self) -> None:
        # After the label of an item, what it is the label of.
        if self.text and not self.text.endswith(("\n", " ")):
            self.text += "\n"
