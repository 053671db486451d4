"""The documents themselves: their list, their files, and citations opened by a link."""

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest

from bot.desk import Context, Desk
from bot.handlers.access import admits, refusal, texts_of
from bot.handlers.sending import edit, reply_to, send_file
from bot.replies import Reply, clipped
from bot.texts import Texts
from retrieval import Document

LISTED = 15
MAX_TITLE = 120


async def on_docs(desk: Desk, update: Update, _: Context) -> None:
    """List the library, its first page."""
    message = update.message
    if message and await admits(desk, message):
        await reply_to(message, _listing(desk, 0, texts_of(desk, message)))


async def on_turn(desk: Desk, update: Update, _: Context) -> None:
    """Another page of the list; callback data is `l:` and the page from 0."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts = desk.texts(query.message.chat, query.from_user)
    notice = refusal(desk, query, texts)
    if notice is None:
        page = int((query.data or "").partition(":")[2])
        await edit(query.message, _listing(desk, page, texts))
    await query.answer(notice)


async def on_source(desk: Desk, update: Update, _: Context) -> None:
    """Send the file of the document with that number, or of the answer replied to."""
    message = update.message
    if message is None or not await admits(desk, message):
        return
    document = _numbered(desk, message) or _answered(desk, message)
    texts = texts_of(desk, message)
    if document is None:
        await reply_to(message, Reply(texts.usage_source))
    elif not await send_source(desk, message, document):
        await reply_to(message, Reply(texts.source_gone))


async def send_source(desk: Desk, message: Message, document: Document) -> bool:
    """Send the document's file as a reply to `message`; False when there is no sending it.

    A file is uploaded once; after that Telegram sends its own copy.
    """
    known = desk.store.file_id(document.path, document.sha256)
    if known:
        try:
            await send_file(message, known)
        except BadRequest:
            # Telegram no longer knows the copy: upload it again.
            return await _upload(desk, message, document)
        return True
    return await _upload(desk, message, document)


async def _upload(desk: Desk, message: Message, document: Document) -> bool:
    path = desk.library.root / document.path
    try:
        if path.stat().st_size > FileSizeLimit.FILESIZE_UPLOAD:
            return False
        data = path.read_bytes()
    except OSError:
        return False
    sent = await send_file(message, InputFile(data, filename=path.name))
    if sent.document:
        desk.store.save_file_id(document.path, document.sha256, sent.document.file_id)
    return True


def _numbered(desk: Desk, message: Message) -> Document | None:
    """The document whose number stands behind the command."""
    words = (message.text or "").split()
    number = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    documents = desk.library.documents
    return documents[number - 1] if 1 <= number <= len(documents) else None


def _answered(desk: Desk, message: Message) -> Document | None:
    """The document of the first excerpt in the answer that `message` replies to.

    The answer's own buttons carry the token of its page.
    """
    answer = message.reply_to_message
    rows = answer.reply_markup.inline_keyboard if answer and answer.reply_markup else ()
    data = (button.callback_data for row in rows for button in row)
    tokens = (str(given).split(":")[1] for given in data if str(given).count(":") == 2)
    page = desk.store.page(next(tokens, ""))
    excerpts = desk.excerpts(page) if page else None
    return excerpts[0].document if excerpts else None


def _listing(desk: Desk, page: int, texts: Texts) -> Reply:
    documents = desk.library.documents
    first = page * LISTED
    lines = [texts.docs_heading.format(documents=len(documents)), ""]
    for number, document in enumerate(documents[first : first + LISTED], start=first + 1):
        title = texts.title.format(title=clipped(document.title, MAX_TITLE))
        date = f" · {document.metadata.issued_on}" if document.metadata.issued_on else ""
        lines.append(f"{number}. {title}{date}")
    turn = []
    if page > 0:
        turn.append(InlineKeyboardButton("◀", callback_data=f"l:{page - 1}"))
    if first + LISTED < len(documents):
        turn.append(InlineKeyboardButton("▶", callback_data=f"l:{page + 1}"))
    html = escape("\n".join(lines), quote=False)
    return Reply(html, InlineKeyboardMarkup([turn]) if turn else None)
