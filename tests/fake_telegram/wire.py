"""Parameters of a call as they come over the wire: query string, form, multipart or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import BodyPartReader, web

from .errors import ApiError

__all__ = ["Json", "Params", "Upload", "read_params"]

Json = dict[str, Any]
"""An object of the Bot API."""

_PLAIN = frozenset(
    "text caption url secret_token parse_mode next_offset inline_query_id callback_query_id "
    "description short_description name language_code file_id document action".split()
)
"""Parameters that are text even when they look like JSON."""

_TRUE = (True, 1, "true", "True", "yes")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of one call; readers return a default for what is missing."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether the parameter was given at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """Return a string, empty when missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a number, or `default` for anything that is none."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return whether the parameter says yes."""
        return self.values.get(name) in _TRUE

    def object(self, name: str) -> Json:
        """Return an object, empty when missing; raise ApiError for anything else."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise ApiError.bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value

    def array(self, name: str) -> list[Any]:
        """Return an array, empty when missing; raise ApiError for anything else."""
        value = self.values.get(name) or []
        if not isinstance(value, list):
            raise ApiError.bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value


async def read_params(request: web.Request) -> Params:
    """Read the query string and the body of `request`, whatever its encoding."""
    values: Json = {name: _decoded(name, value) for name, value in request.query.items()}
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= _json_object(await request.text())
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            part = cast(BodyPartReader, part)
            content = bytes(await part.read(decode=True))
            name = part.name or ""
            if part.filename is None:
                values[name] = _decoded(name, content.decode())
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                files[name] = Upload(part.filename, content, kind)
    else:
        form = await request.post()
        values |= {name: _decoded(name, str(value)) for name, value in form.items()}
    return Params(values, files)


def _json_object(text: str) -> Json:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError.bad_request("can't parse request body as JSON object")
    return value


def _decoded(name: str, value: str) -> Any:
    if name in _PLAIN:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
