"""Changes of the library that owners ask for in a chat: confirmed, made, and undone for a day.

A change is saved before it is made. What is under way when the program ends is finished at the next
start, and its message says so.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from secrets import token_hex

from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.messages.texts import Texts, texts_in
from bot.telegram.addressing import GROUPS
from bot.telegram.handlers.access import follow_press, is_own, texts_of
from bot.telegram.handlers.documents import named_by, unnamed
from bot.telegram.handlers.library import albums
from bot.telegram.handlers.library.arrivals import ask, receive, receive_album, refuse, show
from bot.telegram.handlers.library.making import (
    document_at,
    make,
    refreshed,
    take_back,
    title_of,
    why_not_read,
)
from bot.telegram.handlers.sending import reply_to
from bot.telegram.handlers.welcome import is_owners
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.changes import Action, outcome, question, told
from bot.telegram.services import Context, Ended, Services
from bot.telegram.store import Change, ChangeKind, StoreError
from retrieval import LibraryFolder
from retrieval.errors import (
    FileMissing,
    FolderError,
    FolderUnwritable,
    WenjuError,
)

log = logging.getLogger(__name__)
PRESSED = r"k:[0-9a-f]{16}:[ybnu]$"

Act = Callable[[Services, Bot, Change], Awaitable[None]]


async def on_command(services: Services, update: Update, context: Context) -> None:
    """Ask an owner whether a document is to be removed (/remove), or its file to get another name
    (/rename)."""
    message = update.message
    if message is None or not await is_owners(services, update, context):
        return
    if message.chat.type in GROUPS:
        # Other bots have commands of these names.
        if "@" in (message.text or "").split(maxsplit=1)[0]:
            await reply_to(message, Reply(texts_of(services, message).changes.in_private))
        return
    if await refuse(services, message):
        return
    renames = (message.text or "").lower().startswith("/rename")
    kind: ChangeKind = "rename" if renames else "remove"
    texts, words = texts_of(services, message), list(context.args or [])
    document = await named_by(services, message)
    if words and words[0].isdecimal():
        del words[0]
    name = LibraryFolder.renamed(document.path, " ".join(words)) if document and words else ""
    if document is None or (kind == "rename" and not name):
        own = texts.changes
        usage = own.usage_remove if kind == "remove" else own.usage_rename
        told = usage if document else await unnamed(services, message, usage)
        await reply_to(message, Reply(told))
        return
    ids = (token_hex(8), message.chat_id, message.message_id, texts.language)
    change = Change(*ids, kind, "asked", name, document.path, document.sha256)
    if services.store.begin_change(change):
        await show(services, message.get_bot(), change, question(change, document.title, texts))


async def on_press(services: Services, update: Update, context: Context) -> None:
    """Do what the button under a change says, or say kindly why not."""
    due: list[tuple[Change, Act]] = []
    try:
        # The press has its answer first: what is due takes longer than a spinner is shown for.
        await follow_press(services, update, partial(_follow, due))
        for change, act in due:
            await act(services, context.bot, change)
    except Ended:
        log.info("A change of the library is finished at the next start.")
    finally:
        services.changing.difference_update(change.token for change, _ in due)


def unfinished(services: Services) -> list[Change]:
    """What was under way when the program ended; to be asked before updates are handled."""
    try:
        return services.store.changes_under_way()
    except StoreError as error:
        log.error("What owners asked for waits for the next start: %s", error)  # noqa: TRY400
        return []


async def go_on(services: Services, bot: Bot, left: Sequence[Change]) -> None:
    """Finish what is `left`."""
    if not services.is_folder:
        return
    together: dict[tuple[str, str], list[Change]] = {}
    for change in left:
        together.setdefault((change.stage, change.album or change.token), []).append(change)
    for changes in together.values():
        try:
            await _finish(services, bot, changes)
        except (WenjuError, TelegramError) as error:
            log.warning("What an owner asked for waits for the next start: %s", error)


async def _finish(services: Services, bot: Bot, found: Sequence[Change]) -> None:
    """Finish one change, or those of an album."""
    # Not what has gone on meanwhile, with the rest of an album that came now.
    changes = [each for each in found if services.store.change(each.token) == each]
    if not changes:
        return
    is_coming = changes[0].stage == "coming"
    if changes[0].album:
        changes.sort(key=lambda each: each.asked)
        await (receive_album if is_coming else albums.make_all)(services, bot, changes)
    else:
        await (receive if is_coming else _make)(services, bot, changes[0])


async def _follow(
    due: list[tuple[Change, Act]],
    services: Services,
    query: CallbackQuery,
    message: Message | None,
    texts: Texts,
) -> str | None:
    """Find out what the button says; what to tell the person, if anything."""
    _, token, action = (query.data or "").split(":")
    change = services.store.change(token)
    own = texts.changes
    if change is None or message is None or not is_own(query):
        return own.expired
    if message.chat_id != change.chat_id or query.from_user.id not in services.settings.owners:
        return own.expired
    if token in services.changing or change.stage in ("coming", "doing"):
        return own.under_way
    acts = _OF_ALBUMS if change.album else _ACTIONS
    act = acts.get((change.stage, Action(action)))
    if act is None:
        return own.expired
    services.changing.add(token)
    due.append((replace(change, shown=message.message_id), act))
    return None


async def _yes(services: Services, bot: Bot, change: Change) -> None:
    """Make the change that was asked about, unless the document is another by now."""
    document = await document_at(services, change.path)
    if change.sha256 and (document is None or document.sha256 != change.sha256):
        await _end(services, bot, change, texts_in(change.language).changes.expired)
        return
    change = replace(change, stage="doing")
    services.store.save_change(change)
    await _make(services, bot, change)


async def _beside(services: Services, bot: Bot, change: Change) -> None:
    """Add the file that came, under a name that no other has."""
    try:
        name = await services.change_folder(lambda folder: folder.beside(change.token))
    except FolderError as error:
        await _failed(services, bot, change, error)
        return
    await _yes(services, bot, replace(change, kind="add", name=name, path=""))


async def _no(services: Services, bot: Bot, change: Change) -> None:
    own = texts_in(change.language).changes
    if change.kind in ("rename", "remove"):
        await _end(services, bot, change, own.left_alone.format(name=change.path))
        return
    with suppress(FolderError):  # what cannot be written now is deleted in a day
        await services.change_folder(partial(LibraryFolder.drop, token=change.token))
    await _end(services, bot, change, own.dropped.format(name=change.name))


async def _make(services: Services, bot: Bot, change: Change) -> None:
    """Make the change, or what is left of it, and say what came of it."""
    texts = texts_in(change.language)
    with suppress(TelegramError):  # what is done counts, not what is said meanwhile
        said = texts.changes.doing.format(name=change.path or change.name)
        change = await show(services, bot, change, told(said))
    before = await document_at(services, change.path)
    try:
        made = await services.change_folder(partial(make, change))
    except FolderError as error:
        await _failed(services, bot, change, error)
        return
    trouble = await refreshed(services, texts)
    document = await document_at(services, made.path)
    if made.kind == "remove":
        trouble, document = trouble if document else "", before
    elif document:
        trouble, made = "", replace(made, sha256=document.sha256)
    else:
        trouble = trouble or why_not_read(services, made.path, texts)
    services.store.save_change(made)
    await show(services, bot, made, outcome(made, title_of(document), texts, trouble))


async def _failed(services: Services, bot: Bot, change: Change, error: FolderError) -> None:
    """Say why nothing was changed; what may still be done is asked again."""
    texts = texts_in(change.language)
    note = texts.error(error)
    change = replace(change, stage="asked")
    if change.kind in ("add", "replace"):
        try:
            await ask(services, bot, change, note)
        except FileMissing:
            await _end(services, bot, change, texts.changes.expired)
        except FolderError:
            await _end(services, bot, change, note)
    elif isinstance(error, FolderUnwritable):
        services.store.save_change(change)
        title = title_of(await document_at(services, change.path))
        await show(services, bot, change, question(change, title, texts, note))
    else:
        await _end(services, bot, change, note)


async def _undo(services: Services, bot: Bot, change: Change) -> None:
    """Have everything as it was before the change, unless it has changed again since."""
    texts = texts_in(change.language)
    now = await document_at(services, change.path)
    changed = bool(change.sha256) and (now is None or now.sha256 != change.sha256)
    if changed and change.kind != "remove":
        await _end(services, bot, change, texts.changes.undo_replaced)
        return
    try:
        path = await services.change_folder(partial(take_back, change))
    except FolderUnwritable as error:
        trouble = texts.error(error)
        await show(services, bot, change, outcome(change, title_of(now), texts, trouble))
        return
    except FolderError as error:
        await _end(services, bot, change, texts.error(error))
        return
    trouble = await refreshed(services, texts)
    done = texts.changes.undone.format(name=path)
    await _end(services, bot, change, "\n".join(filter(None, [done, trouble])))


async def _end(services: Services, bot: Bot, change: Change, said: str) -> None:
    """Say the last of a change."""
    services.store.drop_change(change.token)
    await show(services, bot, change, told(said))


_ACTIONS: dict[tuple[str, Action], Act] = {
    ("asked", Action.YES): _yes,
    ("asked", Action.BESIDE): _beside,
    ("asked", Action.NO): _no,
    ("done", Action.UNDO): _undo,
}
_OF_ALBUMS: dict[tuple[str, Action], Act] = {
    ("asked", Action.YES): albums.add,
    ("asked", Action.BESIDE): albums.add_beside,
    ("asked", Action.NO): albums.drop,
    ("done", Action.UNDO): albums.undo,
}
