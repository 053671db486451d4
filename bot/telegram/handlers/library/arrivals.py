"""Files that owners send to the bot: fetched, read, and shown as they would be in the library.

All that is said of one stands in one message, which is edited. What is being fetched or read when
the program ends is fetched and read again at the next start (`handlers.library.changes.go_on`).
"""

import asyncio
import mimetypes
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import cast

from telegram import Bot, Document, Message, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import filters

from bot.messages.texts import Texts, texts_in
from bot.telegram.addressing import question_in
from bot.telegram.albums import SETTLED
from bot.telegram.handlers import questions
from bot.telegram.handlers.access import texts_of
from bot.telegram.handlers.sending import NO_PREVIEW, edit_in, reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.changes import album_preview, lines_of, preview, told
from bot.telegram.services import Context, Services, in_background
from bot.telegram.store import CHANGE_LIFE, Change
from bot.telegram.transport.errors import StrictRequest
from bot.telegram.transport.rate_limiter import in_any_case
from bot.telegram.transport.update_queue import step_aside
from retrieval import LibraryFolder, is_question, is_readable, safe_name
from retrieval.errors import DocumentUnknown, FolderError
from retrieval.evaluation.file_checks import FileCheck
from retrieval.evaluation.new_files import check_file

MEGABYTE = 1 << 20
# Seconds between two words on how much of a scan has been recognised.
TOLD_EVERY = 3.0
# Seconds that a file may take, and how often it is asked for.
FETCHING, ATTEMPTS = 120.0, 3
# What stands before Telegram's name for an album that is coming.
COMING = "coming:"
# In Telegram's refusal to give a file.
TOO_BIG = "too big"


class _NotTaken(Exception):
    """A file is not taken; the argument is what to say of it."""


def from_owner(services: Services) -> filters.BaseFilter:
    """Files that owners send in private."""
    owners = filters.User(services.settings.owners)
    return filters.ChatType.PRIVATE & filters.Document.ALL & owners


async def on_file(services: Services, update: Update, context: Context) -> None:
    """Show what the file would be in the library, and ask whether it is to be added.

    A caption that asks something is answered too. Of the files of an album there is one message.
    """
    message = update.message
    if message is None or message.document is None:
        return
    change = _change(message, message.document, texts_of(services, message))
    # A message that was being handled when the program ended comes again.
    begun = services.store.begin_change(change)
    asked = question_in(message, services.me)
    try:
        if asked and is_question(asked):
            await questions.on_message(services, update, context)
    finally:
        if begun:
            step_aside()
            await _receive_all(services, message.get_bot(), change, message.document.file_size or 0)


def _change(message: Message, file: Document, texts: Texts) -> Change:
    named = file.file_name or f"file{mimetypes.guess_extension(file.mime_type or '') or ''}"
    return Change(
        token_hex(8),
        message.chat_id,
        message.message_id,
        texts.language,
        "add",
        "coming",
        safe_name(named),
        file_id=file.file_id,
        album=f"{COMING}{message.media_group_id}" if message.media_group_id else "",
    )


async def _receive_all(services: Services, bot: Bot, change: Change, size: int) -> None:
    """Receive the file that came; of an album, with the first of them those that come with it."""
    if not change.album:
        await receive(services, bot, change, size)
    elif (place := (change.chat_id, change.album)) not in services.gathering:
        services.gathering.add(place)
        try:
            await asyncio.sleep(SETTLED)
        finally:
            services.gathering.discard(place)
        await receive_album(services, bot, services.store.album(*place))


async def receive(services: Services, bot: Bot, change: Change, size: int = 0) -> None:
    """Fetch the file, read it, and ask; `size` in bytes, 0 if that is not known."""
    texts = texts_in(change.language)
    try:
        _check(services, change, size, texts)
        change = await show(
            services, bot, change, told(texts.changes.coming.format(name=change.name))
        )
        async with services.receiving:
            await _fetch(services, bot, change, texts)
            await ask(services, bot, change)
    except (_NotTaken, FolderError) as error:
        await show(services, bot, change, told(_why(error, texts)))
        services.store.drop_change(change.token)


async def receive_album(services: Services, bot: Bot, changes: Sequence[Change]) -> None:
    """The same for files that belong together: one message is about all of them."""
    if not changes:
        return
    texts = texts_in(changes[0].language)
    # What comes later is an album of its own.
    changes = [replace(each, album=changes[0].token) for each in changes]
    for each in changes:
        services.store.save_change(each)
    names = texts.files.joiner.join(each.name for each in changes)
    changes = await show_all(services, bot, changes, told(texts.changes.coming.format(name=names)))
    taken, said = [], []
    async with services.receiving:
        for change in changes:
            try:
                _check(services, change, 0, texts)
                await _fetch(services, bot, change, texts)
                taken.append(change)
            except (_NotTaken, FolderError) as error:
                services.store.drop_change(change.token)
                said.append(_why(error, texts))
        await ask_album(services, bot, taken or changes, taken, said)


async def ask(services: Services, bot: Bot, change: Change, note: str = "") -> None:
    """Read the file that came and ask what is to become of it; the `note` stands above.

    Raises FolderError when it cannot be had any more.
    """
    texts = texts_in(change.language)
    change, found = await _looked_at(services, bot, change)
    if found.error:
        await show(services, bot, change, told(texts.changes.not_taken, lines_of(found, texts)))
    else:
        await show(services, bot, change, preview(change, found, texts, note))


async def ask_album(
    services: Services,
    bot: Bot,
    shown: Sequence[Change],
    changes: Sequence[Change],
    said: Sequence[str] = (),
) -> None:
    """Read the files of an album and ask what is to become of them, in the message about `shown`;
    above it stands what is `said` of others."""
    texts = texts_in(shown[0].language)
    asked, lines = [], [*said]
    for change in changes:
        try:
            looked_at, found = await _looked_at(services, bot, change)
        except FolderError as error:
            services.store.drop_change(change.token)
            lines.append(_why(error, texts))
            continue
        lines.append(lines_of(found, texts, len(changes)))
        if not found.error:
            asked.append(looked_at)
    if asked:
        # A press names the first of those that are asked about.
        asked = [replace(each, album=asked[0].token) for each in asked]
        await show_all(services, bot, asked, album_preview(asked, lines, texts))
    else:
        await show(services, bot, shown[0], told(texts.changes.not_taken, "\n".join(lines)))


async def _looked_at(services: Services, bot: Bot, change: Change) -> tuple[Change, FileCheck]:
    """Read the file that came, which is dropped if it is no document: the change as it is to be
    asked about, which is saved. Raises FolderError when the file cannot be had any more."""
    file = await services.change_folder(lambda folder: folder.received(change.token))
    found = await _read(services, bot, change, file)
    if found.error:
        await services.change_folder(partial(LibraryFolder.drop, token=change.token))
        services.store.drop_change(change.token)
        return change, found
    path = await services.change_folder(lambda folder: folder.named(change.name))
    change = replace(change, kind="replace" if path else "add", stage="asked", path=path or "")
    services.store.save_change(change)
    return change, found


async def show_all(
    services: Services, bot: Bot, changes: Sequence[Change], reply: Reply
) -> list[Change]:
    """Say what there is to say of an album, in place of what was said of it before."""
    first = await show(services, bot, changes[0], reply)
    changes = [replace(each, shown=first.shown) for each in changes]
    for each in changes:
        if services.store.change(each.token):
            services.store.save_change(each)
    return changes


async def show(services: Services, bot: Bot, change: Change, reply: Reply) -> Change:
    """Say what there is to say of a change, in place of what was said of it before."""
    with in_any_case():
        if change.shown and await _edited(bot, change, reply):
            return change
        sent = await bot.send_message(
            change.chat_id,
            reply.html,
            parse_mode=ParseMode.HTML,
            reply_parameters=ReplyParameters(change.asked, allow_sending_without_reply=True),
            reply_markup=reply.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    change = replace(change, shown=sent.message_id)
    if services.store.change(change.token):
        services.store.save_change(change)
    return change


async def _edited(bot: Bot, change: Change, reply: Reply) -> bool:
    """Whether what was said of a change is there to be edited, and now is."""
    try:
        await edit_in(bot, change.chat_id, change.shown, reply)
    except BadRequest as error:
        if "to edit" not in error.message.lower():
            raise
        return False
    return True


async def forget(services: Services, chat_id: int) -> None:
    """Delete the files that came in a chat and are not decided upon."""
    for change in services.store.changes_of(chat_id):
        with suppress(FolderError):  # what cannot be written now is deleted in a day
            await services.change_folder(partial(LibraryFolder.drop, token=change.token))


async def refuse(services: Services, message: Message) -> bool:
    """Whether the library is one file, which is said: nothing in it can be changed."""
    if services.is_folder:
        return False
    await reply_to(message, Reply(texts_of(services, message).changes.one_file))
    return True


def _check(services: Services, change: Change, size: int, texts: Texts) -> None:
    """Raises _NotTaken for a file that is of no kind that is taken, or too large."""
    own, settings, name = texts.changes, services.settings, change.name
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    if not services.is_folder:
        raise _NotTaken(own.one_file)
    if not is_readable(name):
        found = FileCheck(name, DocumentUnknown(Path(name), kind))
        raise _NotTaken(f"{lines_of(found, texts)}\n{own.not_taken}")
    if settings.file_kinds and kind not in settings.file_kinds:
        kinds = texts.files.joiner.join(sorted(settings.file_kinds))
        raise _NotTaken(own.kinds.format(name=name, kinds=kinds))
    if size > settings.max_file * MEGABYTE:
        limit = settings.max_file
        raise _NotTaken(own.too_large.format(name=name, size=_megabytes(size), limit=limit))


async def _fetch(services: Services, bot: Bot, change: Change, texts: Texts) -> None:
    """Have the file in the library's folder, if it is not there yet. Raises FolderError, and
    _NotTaken when there is no fetching it."""
    # A bot that runs for months keeps nothing that nobody decides upon.
    await services.change_folder(lambda folder: folder.drop_older(CHANGE_LIFE))
    if not await services.change_folder(lambda folder: folder.is_received(change.token)):
        await _come(services, bot, change, texts)
        await services.change_folder(lambda folder: folder.receive(change.token, change.name))


async def _come(services: Services, bot: Bot, change: Change, texts: Texts) -> None:
    """Write the file to the library's folder as it comes. Raises as `_fetch` does."""
    own = texts.changes
    for attempt in range(ATTEMPTS):
        try:
            file = await bot.get_file(change.file_id)
            _check(services, change, file.file_size or 0, texts)
            await _download(services, bot, change, file.file_path or "")
        except BadRequest as error:
            if TOO_BIG in error.message.lower():
                raise _NotTaken(own.telegram_limit.format(name=change.name)) from error
            break
        except NetworkError:
            if attempt + 1 == ATTEMPTS:
                break
        except TelegramError:
            break
        else:
            return
    raise _NotTaken(own.not_fetched.format(name=change.name))


async def _download(services: Services, bot: Bot, change: Change, place: str) -> None:
    """Write what lies at `place`, an address, or a path where the server is on this machine."""
    folder = services.folder
    if "://" not in place:
        await in_background(partial(folder.copy, change.token, Path(place)))
        return
    request = cast(StrictRequest, bot.request)
    with folder.coming(change.token) as file:
        await request.fetch(place, file.write, FETCHING)


async def _read(services: Services, bot: Bot, change: Change, file: Path) -> FileCheck:
    """What the file would be in the library. How much of it has been recognised is shown
    meanwhile."""
    own, done = texts_in(change.language).changes, 0.0

    def tell(share: float) -> None:
        nonlocal done
        done += share

    work = partial(check_file, file, told=tell)
    reading = asyncio.create_task(services.read_long(lambda library: work(library)))
    try:
        while not (await asyncio.wait([reading], timeout=TOLD_EVERY))[0]:
            if done:
                said = own.recognising.format(name=change.name, percent=int(100 * done))
                await show(services, bot, change, told(said))
        return reading.result()
    finally:
        reading.cancel()


def _why(error: Exception, texts: Texts) -> str:
    """Why a file is not taken."""
    return texts.error(error) if isinstance(error, FolderError) else str(error)


def _megabytes(size: int) -> str:
    """So many bytes, rounded up so that what is too large does not look as if it were not."""
    return f"{-(-size * 10 // MEGABYTE) / 10:.1f}"
