"""The page that an excerpt stands on, as a picture with the words marked."""

import logging

from telegram import Message
from telegram.error import BadRequest

from bot.messages.texts import Texts
from bot.telegram.handlers.sending import FORBIDDEN, point_to, send_photo
from bot.telegram.rendering.citations import page_reply
from bot.telegram.services import Services
from bot.telegram.transport.rate_limiter import TooBusy, is_besides
from retrieval import DocumentError, Excerpt, Picture

log = logging.getLogger(__name__)


async def show_page(
    services: Services, message: Message, excerpt: Excerpt, button: tuple[str, int], texts: Texts
) -> bool:
    """Send the page of `excerpt` as a reply to `message`; False where there is none to be sent.

    Its `button`, by the token and the number that lead to the excerpt, brings the file. A chat gets
    one copy an hour, and after that a word that shows where it is. Raises TooBusy for a press while
    the picture is on its way.
    """
    document = excerpt.document
    key = f"{document.path}#{excerpt.start}-{excerpt.end}"
    lock = services.copying(message.chat_id, key)
    if lock.locked() and is_besides():
        raise TooBusy("the picture is on its way")
    async with lock:
        thread = message.message_thread_id if message.is_topic_message else None
        place = (message.chat_id, thread or 0, key, document.sha256)
        if await _shown_before(services.store.copy_in(*place), message, texts):
            return True
        picture = await _picture(services, excerpt, texts)
        if picture is None:
            return False
        reply = page_reply(excerpt, picture, *button, texts)
        try:
            sent = await send_photo(message, picture.png, reply)
        except BadRequest as error:
            if not FORBIDDEN.search(error.message):
                raise
            return False
        services.store.save_copy(*place, sent.message_id)
        return True


async def _shown_before(held: int | None, message: Message, texts: Texts) -> bool:
    """Whether the message with the number `held` still shows it: point there."""
    if held is None:
        return False
    try:
        await point_to(message, held, texts.chat.page_here)
    except BadRequest as error:
        # It was deleted.
        if "message" not in error.message.lower():
            raise
        return False
    return True


async def _picture(services: Services, excerpt: Excerpt, texts: Texts) -> Picture | None:
    try:
        return await services.read(lambda library: library.picture(excerpt))
    except DocumentError as error:
        log.warning("%s", texts.error(error))
        return None
