"""Text that bots send: parse mode or entities, checked and measured."""

from __future__ import annotations

import re

from .detect import with_detected
from .entities import Entity, cut, limited, tidy, utf16_length
from .errors import ApiError, ParseError
from .markup import parse_html
from .messages import entities_from
from .wire import Json, Params
from .world import World

__all__ = ["MAX_CAPTION", "MAX_TEXT", "read_caption", "read_text"]

_UNPAIRED = re.compile("[\ud800-\udfff]")

MAX_TEXT = 4096
MAX_CAPTION = 1024


def read_text(world: World, params: Params, name: str = "text") -> Json:
    """Return `text` and `entities` of a message to send, or raise ApiError."""
    source = params.text(name)
    if not source:
        raise ApiError.bad_request("message text is empty")
    text, entities = _formatted(params, source, "entities")
    if not text:
        raise ApiError.bad_request("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise ApiError.bad_request("message is too long")
    found = world.message_json(with_detected(text, entities))
    return {"text": text, **({"entities": found} if found else {})}


def read_caption(world: World, params: Params) -> Json:
    """Return `caption` and `caption_entities`, nothing when there is none, or raise ApiError."""
    text, entities = _formatted(params, params.text("caption"), "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise ApiError.bad_request("message caption is too long")
    found = world.message_json(with_detected(text, entities))
    return {
        **({"caption": text} if text else {}),
        **({"caption_entities": found} if found else {}),
    }


def _formatted(params: Params, source: str, given: str) -> tuple[str, list[Entity]]:
    if _UNPAIRED.search(source):
        raise ApiError.bad_request("strings must be encoded in UTF-8")
    mode = params.text("parse_mode").lower()
    if mode in ("", "none"):
        text, entities = tidy(source, _given(source, params.array(given)))
    elif mode == "html":
        try:
            text, entities = parse_html(source)
        except ParseError as error:
            raise ApiError.bad_request(f"can't parse entities: {error.description}") from None
    elif mode in ("markdown", "markdownv2"):
        raise ApiError(501, f"Not Implemented: this server has no parser for {mode}")
    else:
        raise ApiError.bad_request("unsupported parse_mode")
    return text, limited(entities)


def _given(source: str, objects: list[Json]) -> list[Entity]:
    entities = entities_from(objects)
    length = utf16_length(source)
    if any(one.offset < 0 or one.length < 0 or one.end > length for one in entities):
        raise ApiError.bad_request("can't parse entities: entity is outside of the text")
    try:
        for one in entities:
            cut(source, one.offset, one.length)
    except UnicodeDecodeError:
        why = "can't parse entities: entity begins or ends in a middle of a UTF-16 symbol"
        raise ApiError.bad_request(why) from None
    return entities
