"""Finding files to download."""

from __future__ import annotations

from fake_telegram.errors import ApiError
from fake_telegram.wire import Json

from .ask import Ask, Method

__all__ = ["METHODS"]


async def get_file(ask: Ask) -> Json:
    """Tell the path from which a file can be downloaded."""
    file = ask.world.files.get(ask.params.text("file_id"))
    if len(file.content) > ask.world.files.max_download:
        raise ApiError.bad_request("file is too big")
    return {**file.to_json(), "file_path": file.path}


METHODS: dict[str, Method] = {"getFile": get_file}
