"""How changes of the library that owners ask for are made in its folder, and taken back."""

from dataclasses import replace
from pathlib import PurePosixPath
from secrets import token_hex

from bot.messages.texts import Texts
from bot.telegram.services import Services
from bot.telegram.store import Change
from retrieval import Document, LibraryFolder
from retrieval.errors import EngineError, LibraryError, StorageError


def make(change: Change, folder: LibraryFolder) -> Change:
    """`change` when it has been made; if that was done before the program ended, as it is.

    Raises FolderError.
    """
    token, path, done = change.token, change.path, replace(change, stage="done")
    match change.kind:
        case "rename":
            new = PurePosixPath(path).with_name(change.name).as_posix()
            if folder.holds(path) or not folder.holds(new):
                new = folder.rename(path, change.name)
            return replace(done, path=new, name=PurePosixPath(path).name)
        case "remove":
            if folder.holds(path):
                folder.remove(token, path)
            return done
        case "replace":
            if folder.is_received(token):
                folder.replace(token, path)
            return done
        case "add":
            path = folder.add(token) if folder.is_received(token) else change.name
            return replace(done, path=path)


def take_back(change: Change, folder: LibraryFolder) -> str:
    """Take the change back; the path that it was about. Raises FolderError."""
    match change.kind:
        case "rename":
            return folder.rename(change.path, change.name)
        case "add":
            folder.remove(token_hex(8), change.path)
            return change.path
        case _:
            return folder.restore(change.token, over=change.kind == "replace")


async def refreshed(services: Services, texts: Texts) -> str:
    """Answer from the folder as it is now; what was wrong with that, if anything."""
    try:
        await services.refresh()
    except (EngineError, LibraryError, StorageError) as error:
        return texts.error(error)
    library = services.library
    return texts.error(library.trouble, library.newer) if library.trouble else ""


def why_not_read(services: Services, path: str, texts: Texts) -> str:
    """Why a file of the library is no document."""
    library = services.library
    why = [e for e in library.skipped if e.path == library.root / path]
    return texts.files.why(why[0]) if why else texts.changes.missing


async def document_at(services: Services, path: str) -> Document | None:
    """The document at `path`, as it was read last."""
    found = await services.read(lambda library: library.documents.find(path))
    return found.document if found else None


def title_of(document: Document | None) -> str:
    return document.title if document else ""
