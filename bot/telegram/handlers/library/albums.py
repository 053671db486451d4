"""What becomes of the files of an album that an owner sent: one press adds, drops or undoes all.

Each file is a change of its own; `Change.album` says which belong together.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.messages.texts import texts_in
from bot.telegram.handlers.library.arrivals import ask_album, show, show_all
from bot.telegram.handlers.library.making import (
    document_at,
    make,
    refreshed,
    take_back,
    title_of,
    why_not_read,
)
from bot.telegram.rendering.changes import LINE_OF_MANY, album_outcome, told, what_was_done
from bot.telegram.rendering.html import clipped
from bot.telegram.services import Services
from bot.telegram.store import Change
from retrieval import LibraryFolder
from retrieval.errors import FolderError, FolderUnwritable, NameTaken


async def add(services: Services, bot: Bot, change: Change) -> None:
    """Add the files of the album of `change`; those of which the name is there take its place."""
    await _add(services, bot, _members(services, change))


async def add_beside(services: Services, bot: Bot, change: Change) -> None:
    """Add the files of the album of `change`, none in the place of another."""
    changes = _members(services, change)
    await _add(services, bot, [replace(each, kind="add", path="") for each in changes])


async def drop(services: Services, bot: Bot, change: Change) -> None:
    """Drop the files of the album of `change`."""
    changes, texts = _members(services, change), texts_in(change.language)
    for each in changes:
        with suppress(FolderError):  # what cannot be written now is deleted in a day
            await services.change_folder(partial(LibraryFolder.drop, token=each.token))
        services.store.drop_change(each.token)
    names = texts.files.joiner.join(each.name for each in changes)
    await show(services, bot, change, told(texts.changes.dropped.format(name=names)))


async def make_all(services: Services, bot: Bot, changes: Sequence[Change]) -> None:
    """Make the changes, or what is left of them, and say what came of them.

    What there is no room for is asked about again, in a message of its own if some were made.
    """
    texts = texts_in(changes[0].language)
    with suppress(TelegramError):  # what is done counts, not what is said meanwhile
        names = texts.files.joiner.join(each.name for each in changes)
        doing = told(texts.changes.doing.format(name=names))
        changes = await show_all(services, bot, changes, doing)
    left, said, note = [], [], ""
    for change in changes:
        try:
            services.store.save_change(await _made(services, change))
        except FolderUnwritable as error:
            left.append(replace(change, stage="asked"))
            note = texts.error(error)
        except FolderError as error:
            services.store.drop_change(change.token)
            said.append(f"{change.name}: {texts.error(error)}")
    made = _members(services, replace(changes[0], stage="done"))
    if made:
        await _tell(services, bot, made, said)
        left, said = [replace(each, shown=0) for each in left], []
    if left:
        await ask_album(services, bot, left, left, [*said, note])
    elif not made:
        await show(services, bot, changes[0], told("\n".join(said)))


async def undo(services: Services, bot: Bot, change: Change) -> None:
    """Have everything as it was before the album of `change` was added, the last file first; what
    has changed again since stays as it is."""
    texts = texts_in(change.language)
    left, said = [], []
    for each in reversed(_members(services, change)):
        now = await document_at(services, each.path)
        if each.sha256 and (now is None or now.sha256 != each.sha256):
            services.store.drop_change(each.token)
            said.append(f"{each.path}: {texts.changes.undo_replaced}")
            continue
        try:
            path = await services.change_folder(partial(take_back, each))
            said.append(texts.changes.undone.format(name=path))
        except FolderUnwritable as error:
            left.append(each)
            said.append(texts.error(error))
            continue
        except FolderError as error:
            said.append(f"{each.path}: {texts.error(error)}")
        services.store.drop_change(each.token)
    said.append(await refreshed(services, texts))
    lines = [*filter(None, dict.fromkeys(said))]
    reply = album_outcome(left[-1], lines, texts) if left else told("\n".join(lines))
    await show(services, bot, change, reply)


async def _add(services: Services, bot: Bot, changes: Sequence[Change]) -> None:
    changes = [replace(each, stage="doing") for each in _apart(changes)]
    for each in changes:
        services.store.save_change(each)
    await make_all(services, bot, changes)


def _members(services: Services, change: Change) -> list[Change]:
    """Those of the album of `change` that have come as far as it has."""
    album = services.store.album(change.chat_id, change.album)
    return [replace(each, shown=change.shown) for each in album if each.stage == change.stage]


def _apart(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, of which each replaces another document: of two files of one name the second
    does not take the place of the first."""
    replaced: set[str] = set()
    for each in changes:
        yield replace(each, kind="add", path="") if each.path in replaced else each
        replaced.update(filter(None, [each.path]))


async def _made(services: Services, change: Change) -> Change:
    """The change when it has been made; a file that is to be added gets a name that no other has.

    Raises FolderError.
    """
    if change.path and not await services.change_folder(lambda folder: folder.holds(change.path)):
        change = replace(change, kind="add", path="")
    try:
        return await services.change_folder(partial(make, change))
    except NameTaken:
        name = await services.change_folder(lambda folder: folder.beside(change.token))
        change = replace(change, name=name)
        # Known by that name at the next start, should the program end now.
        services.store.save_change(change)
        return await services.change_folder(partial(make, change))


async def _tell(services: Services, bot: Bot, made: Sequence[Change], said: Sequence[str]) -> None:
    """Answer from the folder as it is now, and say what was made of the album; `said` stands
    above."""
    texts, lines = texts_in(made[0].language), [*said]
    trouble = await refreshed(services, texts)
    for change in made:
        document = await document_at(services, change.path)
        why = "" if document else trouble or why_not_read(services, change.path, texts)
        if document:
            services.store.save_change(replace(change, sha256=document.sha256))
        title = clipped(title_of(document), LINE_OF_MANY)
        lines.append(what_was_done(change, title, texts, why))
    await show(services, bot, made[0], album_outcome(made[0], lines, texts))
