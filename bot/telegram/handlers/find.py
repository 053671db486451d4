"""`/find`: every place of some words, counted, by document and place by place, and as a list."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import islice

from telegram import CallbackQuery, InputFile, Message, Update
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest

from bot.messages.concordance import AROUND, table
from bot.messages.texts import Texts
from bot.telegram.addressing import FIND, GROUPS, words_in
from bot.telegram.handlers.access import follow_press, is_own, texts_of
from bot.telegram.handlers.replying import Replying, called
from bot.telegram.handlers.sending import FORBIDDEN, edit, send_file, typing
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import clipped_line
from bot.telegram.rendering.occurrences import (
    PLACED,
    Counted,
    documents_page,
    places_page,
    words_shown,
)
from bot.telegram.services import Context, Services
from retrieval import Excerpt, Library, QuestionError, QuestionTooLong, Words

CALLED = called(FIND)
PRESSED = r"w:[dpc]:\d{1,6}$"
# Words with blanks between them stand in quotation marks; the rest are apart.
_PART = re.compile(r"“([^”]+)”|「([^」]+)」|\"([^\"]+)\"|(\S+)")
# Characters that a message may look for.
MOST = 100
# A list may be no longer than a file may be, less some room.
MAX_LIST = FileSizeLimit.FILESIZE_UPLOAD - (1 << 16)
MAX_CAPTION_WORDS = 100


async def on_press(services: Services, update: Update, _: Context) -> None:
    """Another page, of documents or of places, or the list of all; callback data is `w:`, which of
    them, and the page from 0."""
    await follow_press(services, update, _follow)


async def _follow(
    services: Services, query: CallbackQuery, message: Message | None, texts: Texts
) -> str | None:
    """Do what the button says; what to tell the person, if anything."""
    words = words_shown(message) if message else []
    if message is None or not words or not is_own(query):
        return texts.chat.expired
    _, action, number = (query.data or "").split(":")
    asked = message.reply_to_message
    others = asked and asked.from_user and asked.from_user.id != query.from_user.id
    if action != "c" and others and message.chat.type in GROUPS:
        return texts.chat.only_asker
    if action == "c":
        return await _send_list(services, message, words, texts)
    show = _documents if action == "d" else _places
    work = partial(show, words, int(number), services.me.username, texts)
    await edit(message, await services.read(work))
    return None


async def _reply(services: Services, message: Message, text: str) -> Reply:
    """How many places there are of what is looked for."""
    texts, words = texts_of(services, message), parts(text)
    if not words:
        command = f"{FIND}@{services.me.username}" if message.chat.type in GROUPS else FIND
        return Reply(texts.finding.usage.format(command=command))
    try:
        if len(text) > MOST:
            raise QuestionTooLong(len(text), MOST)
        async with typing(message):
            return await services.read(partial(_documents, words, 0, services.me.username, texts))
    except QuestionError as error:
        return Reply(texts.error(error))


def parts(text: str) -> list[str]:
    """What is looked for, in parts: words, and what stands in quotation marks."""
    found = ("".join(filter(None, match.groups())).strip() for match in _PART.finditer(text))
    return [part for part in dict.fromkeys(found) if part]


def counted(words: Sequence[str], library: Library) -> list[Counted]:
    """The documents that hold the words, and how many places each has. Raises QuestionError."""
    return [Counted.of(each) for each in library.find(Words(words))]


def placed(words: Sequence[str], first: int, count: int, library: Library) -> list[Excerpt]:
    """So many places from a number on."""
    found: list[Excerpt] = []
    left = first
    for document in library.find(Words(words)):
        if left >= len(document.places):
            left -= len(document.places)
            continue
        found += document.excerpts(left, left + count - len(found))
        left = 0
        if len(found) == count:
            break
    return found


def _documents(words: Sequence[str], page: int, _: str, texts: Texts, library: Library) -> Reply:
    return documents_page(counted(words, library), words, page, texts)


def _places(
    words: Sequence[str], page: int, username: str, texts: Texts, library: Library
) -> Reply:
    documents = counted(words, library)
    totals = sum(each.places for each in documents), len(documents)
    page = min(page, max(totals[0] - 1, 0) // PLACED)
    excerpts = placed(words, page * PLACED, PLACED, library)
    return places_page(excerpts, words, page, totals, username, texts)


async def _send_list(
    services: Services, message: Message, words: Sequence[str], texts: Texts
) -> str | None:
    """Send all places as a table; what to tell the person where that cannot be."""
    async with typing(message):
        data, places, documents = await services.read(partial(_list, words, texts))
    named = clipped_line(" ".join(words), MAX_CAPTION_WORDS)
    caption = texts.finding.list_caption.format(words=named, places=places, documents=documents)
    file = InputFile(data, filename=texts.finding.list_name)
    try:
        await send_file(message, file, caption)
    except BadRequest as error:
        if not FORBIDDEN.search(error.message):
            raise
        return texts.chat.no_files
    return None


def _list(words: Sequence[str], texts: Texts, library: Library) -> tuple[bytes, int, int]:
    """The table of all places, as far as a file may be long, and how many in how many documents."""
    places = documents = size = 0
    pieces = [b"\xef\xbb\xbf"]
    for found in library.find(Words(words)):
        heading = 0 if documents == 0 else 1
        lines = islice(table([found], texts, AROUND), heading, None)
        piece = "".join(lines).encode("utf-8", "replace")
        if (size := size + len(piece)) > MAX_LIST:
            break
        pieces.append(piece)
        places, documents = places + len(found.places), documents + 1
    return b"".join(pieces), places, documents


replying = Replying(words_in, _reply)
