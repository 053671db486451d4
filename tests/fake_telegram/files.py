"""Files that people and bots have sent, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from .errors import ApiError
from .wire import Json

__all__ = ["FileStore", "StoredFile"]

MAX_DOWNLOAD = 20 * 2**20
MAX_UPLOAD = 50 * 2**20
MAX_PHOTO = 10 * 2**20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on Telegram's servers."""

    id: str
    unique_id: str
    path: str
    name: str
    content: bytes
    mime_type: str

    def to_json(self) -> Json:
        """Return what every kind of file has in the Bot API."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }

    def to_document(self) -> Json:
        """Return the Document object."""
        named = {"file_name": self.name} if self.name else {}
        return {**self.to_json(), **named, "mime_type": self.mime_type}


class FileStore:
    """Keeps files by id and by download path; bots get those of `max_download` bytes at most."""

    def __init__(self) -> None:
        self.max_download = MAX_DOWNLOAD
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = count()

    def add(self, folder: str, name: str, content: bytes, mime_type: str) -> StoredFile:
        """Keep a file; the same content twice is two files, as on Telegram."""
        number = next(self._numbers)
        path = f"{folder}/file_{number}{PurePosixPath(name).suffix}"
        identifier = f"BQACAgIAAxkBAAI{number:06d}"
        file = StoredFile(identifier, f"AgAD{number:06d}", path, name, content, mime_type)
        self._by_id[file.id] = self._by_path[path] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        """Return the file with this id, or raise ApiError."""
        if file_id not in self._by_id:
            raise ApiError.bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def at(self, path: str) -> StoredFile | None:
        """Return the file to download from `path`, if there is one."""
        return self._by_path.get(path)
