"""The documents themselves: their list, their files, and citations opened by a link."""

import re
from functools import partial

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    Update,
)
from telegram.constants import FileSizeLimit, InlineKeyboardButtonLimit
from telegram.error import BadRequest
from telegram.ext import filters
from telegram.helpers import create_deep_linked_url

from bot.messages.texts import Texts
from bot.telegram.handlers.access import admits, follow_press, is_own, nothing_yet, texts_of
from bot.telegram.handlers.cite import named_in, shown_in
from bot.telegram.handlers.sending import (
    FORBIDDEN,
    edit,
    point_to,
    reply_to,
    send_file,
)
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import clipped, escaped
from bot.telegram.services import Context, Services
from bot.telegram.transport.rate_limiter import TooBusy, is_besides
from retrieval import Document, Library

LISTED = 15
# Of a document's sha256 in a link; Telegram lets it carry 64 characters in all.
_DIGITS = 32
_LINK = re.compile(rf"^/start(?:@\w+)? d_([0-9a-f]{{{_DIGITS}}})$")
LINKED = filters.Regex(_LINK)
MAX_TITLE = 120


# Behind `l:`, the words that titles are looked for, if any, and `:`; then the page, from 0.
TURNED = re.compile(r"l:(?:(.*):)?(\d{1,6})$", re.DOTALL)
MAX_WORDS = InlineKeyboardButtonLimit.MAX_CALLBACK_DATA - len("l::999999")


async def on_docs(services: Services, update: Update, context: Context) -> None:
    """List the library, or the documents with the words behind the command in their titles; the
    first page."""
    message = update.message
    if message and await admits(services, message):
        words, texts = " ".join(context.args or []), texts_of(services, message)
        none = nothing_yet(services, message)
        await reply_to(message, Reply(none) if none else await _listing(services, words, 0, texts))


async def on_turn(services: Services, update: Update, _: Context) -> None:
    """Another page of the list."""
    await follow_press(services, update, _follow)


async def _follow(
    services: Services, query: CallbackQuery, message: Message | None, texts: Texts
) -> str | None:
    """Turn to the page that the button says; what to tell the person, if anything."""
    found = TURNED.match(query.data or "")
    if message is None or found is None or not is_own(query):
        return texts.chat.expired
    await edit(message, await _listing(services, found[1] or "", int(found[2]), texts))
    return None


async def on_source(services: Services, update: Update, _: Context) -> None:
    """Send the file of the document with that number, or of the answer replied to."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    document = await named_by(services, message)
    texts = texts_of(services, message)
    if document is None:
        said = await unnamed(services, message, texts.chat.usage_source)
        await reply_to(message, Reply(said))
    elif not await bring_source(services, message, document, texts):
        await reply_to(message, Reply(texts.chat.source_gone))


async def on_link(services: Services, update: Update, _: Context) -> None:
    """Send the file that a group did not allow: its link names the document."""
    message = update.message
    if message is None or not await admits(services, message):
        return
    found = _LINK.search(message.text or "")
    texts = texts_of(services, message)
    digest = found[1] if found else ""

    def find(library: Library) -> Document | None:
        return next((one for one in library.documents if one.sha256.startswith(digest)), None)

    document = await services.read(find)
    if document is None or not await bring_source(services, message, document, texts):
        await reply_to(message, Reply(texts.chat.source_gone))


async def bring_source(
    services: Services, message: Message, document: Document, texts: Texts
) -> bool:
    """Send the document's file as a reply to `message`; where no files may be sent, say so and
    offer the private chat. False when there is no file.
    """
    try:
        return await send_source(services, message, document, texts)
    except BadRequest as error:
        if not FORBIDDEN.search(error.message):
            raise
    link = f"d_{document.sha256[:_DIGITS]}"
    url = create_deep_linked_url(services.me.username, link)
    button = InlineKeyboardButton(texts.chat.open_privately, url=url)
    await reply_to(message, Reply(texts.chat.no_files, InlineKeyboardMarkup([[button]])))
    return True


async def send_source(
    services: Services, message: Message, document: Document, texts: Texts
) -> bool:
    """Send the document's file as a reply to `message`; False when there is no sending it.

    A chat gets one copy an hour, and after that a word that shows where it is. Raises TooBusy for a
    press while the copy is on its way.
    """
    lock = services.copying(message.chat_id, document.path)
    if lock.locked() and is_besides():
        raise TooBusy("the file is on its way")
    async with lock:
        return await _sent_or_shown(services, message, document, texts)


async def _sent_or_shown(
    services: Services, message: Message, document: Document, texts: Texts
) -> bool:
    """Send the file, or show where it is, as long as nobody else does."""
    store, thread = services.store, message.message_thread_id if message.is_topic_message else 0
    place = (message.chat_id, thread or 0, document.path, document.sha256)
    held = store.copy_in(*place)
    if held is not None:
        try:
            await point_to(message, held, texts.chat.source_here)
        except BadRequest as error:
            # The message with the copy was deleted.
            if "message" not in error.message.lower():
                raise
        else:
            return True
    sent = await _copied(services, message, document, texts)
    if sent is None:
        return False
    store.save_copy(*place, sent.message_id)
    return True


async def _copied(
    services: Services, message: Message, document: Document, texts: Texts
) -> Message | None:
    """The message with a copy of the document's file; None when there is no sending it.

    A file is uploaded once; after that Telegram sends its own copy.
    """
    title = texts.citations.titled(clipped(document.title, MAX_TITLE))
    known = services.store.file_id(document.path, document.sha256)
    if known:
        try:
            return await send_file(message, known, title)
        except BadRequest as error:
            # Telegram no longer knows the copy: upload it again.
            if "file" not in error.message.lower():
                raise
    data = await services.read(partial(_contents, document))
    if not data:
        return None
    name = document.path.rpartition("/")[2]
    sent = await send_file(message, InputFile(data, filename=name), title)
    if sent.document:
        services.store.save_file_id(document.path, document.sha256, sent.document.file_id)
    return sent


def _contents(document: Document, library: Library) -> bytes:
    """The bytes of a document's file; none when it cannot be read or is too large to send."""
    try:
        path = library.file(document)
        fits = path is not None and path.stat().st_size <= FileSizeLimit.FILESIZE_UPLOAD
        return path.read_bytes() if path and fits else b""
    except OSError:
        return b""


async def named_by(services: Services, message: Message) -> Document | None:
    """The document that a command means: by the number behind it, or as a reply to an answer."""
    number = _number(message)
    if number is None:
        return await _answered(services, message)

    def find(library: Library) -> Document | None:
        return library.documents[number - 1] if 1 <= number <= len(library.documents) else None

    return await services.read(find)


async def unnamed(services: Services, message: Message, usage: str) -> str:
    """What to say of a command that `named_by` knows no document for; `usage` if it names none."""
    if (number := _number(message)) is None:
        return usage
    count = await services.read(lambda library: len(library.documents))
    own = texts_of(services, message).chat
    return own.docs_no_number.format(number=clipped(str(number), MAX_TITLE), documents=count)


def _number(message: Message) -> int | None:
    """The number behind the command."""
    words = (message.text or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else None


async def _answered(services: Services, message: Message) -> Document | None:
    """The document of the first excerpt in the message that `message` replies to.

    An answer's buttons lead to it; other messages have the citation's id.
    """
    replied = message.reply_to_message
    shown = await shown_in(services, replied, texts_of(services, message))
    ids = named_in(replied)
    places = shown or (await services.cite(ids[0]) if ids else ())
    return places[0].document if places else None


async def _listing(services: Services, words: str, page: int, texts: Texts) -> Reply:
    """A page of the list, the last one if there are fewer."""
    return await services.read(lambda library: _page(library, words, page, texts))


def _page(library: Library, words: str, page: int, texts: Texts) -> Reply:
    documents, own = library.documents, texts.chat
    numbers = documents.named(words) if words else range(len(documents))
    page = min(page, max(len(numbers) - 1, 0) // LISTED)
    shown = numbers[page * LISTED : (page + 1) * LISTED]
    left = len(numbers) - page * LISTED - len(shown)
    lines = _heading(library, words, len(numbers), texts)
    for number in shown:
        document = documents[number]
        title = texts.citations.titled(clipped(document.title, MAX_TITLE))
        date = f" · {document.metadata.issued_on}" if document.metadata.issued_on else ""
        lines.append(f"{number + 1}. {title}{date}")
    turn = []
    if len(words.encode()) <= MAX_WORDS:
        asked = f"l:{words}:" if words else "l:"
        if page > 0:
            turn.append(InlineKeyboardButton("◀", callback_data=f"{asked}{page - 1}"))
        if left:
            turn.append(InlineKeyboardButton("▶", callback_data=f"{asked}{page + 1}"))
    elif left:
        lines += ["", own.docs_left.format(count=left)]
    html = escaped("\n".join(lines))
    return Reply(html, InlineKeyboardMarkup([turn]) if turn else None)


def _heading(library: Library, words: str, count: int, texts: Texts) -> list[str]:
    """What the list is of."""
    own, total = texts.chat, len(library.documents)
    if not words:
        unread = texts.files.counted(library.unread, len(library.skipped))
        return [own.docs_heading.format(documents=total), *filter(None, [unread]), ""]
    heading = own.docs_found if count else own.docs_none
    words = clipped(words, MAX_TITLE)
    return [heading.format(count=count, documents=total, words=words), *([""] if count else [])]
