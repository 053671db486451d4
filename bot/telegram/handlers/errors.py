"""What is left of an error that no handler expected: one line for the owner, one for the asker."""

import logging
from contextlib import nullcontext, suppress

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.messages.texts import Texts
from bot.telegram.addressing import awaits_answer
from bot.telegram.handlers.access import texts_of
from bot.telegram.handlers.sending import reply_to
from bot.telegram.rendering.answers import Reply
from bot.telegram.services import Context, Services
from bot.telegram.store import StoreError
from bot.telegram.transport.rate_limiter import TooBusy, in_any_case
from retrieval.errors import EngineError

log = logging.getLogger(__name__)


async def on_error(services: Services, update: object, context: Context) -> None:
    """Log the error, without the update's text; apologise where an answer was due."""
    error = context.error
    if isinstance(error, Forbidden):
        log.info("Not allowed to write: %s", error)
    elif isinstance(error, (RetryAfter, NetworkError)) and not isinstance(error, BadRequest):
        # The rate limiter has done what can be done; saying more would only add to the trouble.
        log.warning("Telegram could not be reached or was busy: %s", error)
    elif isinstance(error, TelegramError):
        log.warning("Telegram refused a request: %s", error)
        if isinstance(error, TooBusy):
            await _say(services, update, error)
    elif isinstance(error, EngineError):
        # What is wrong, and not where it showed.
        services.log_fault(error)
        await _say(services, update, error)
    else:
        log.error("A handler failed.", exc_info=error)
        await _say(services, update, error)


async def _say(services: Services, update: object, error: BaseException | None) -> None:
    """Say that a question is not answered; that the bot is too busy, once a chat and minute."""
    message = update.message if isinstance(update, Update) else None
    if message is None or not awaits_answer(message, services.me):
        return
    busy = isinstance(error, TooBusy)
    if busy and not services.busy.due(message.chat_id):
        return
    # The store may be what failed; it also knows the chat's language.
    with suppress(TelegramError, StoreError), in_any_case() if busy else nullcontext():
        await reply_to(message, Reply(_told(error, texts_of(services, message))))


def _told(error: BaseException | None, texts: Texts) -> str:
    match error:
        case TooBusy():
            return texts.chat.too_busy
        case EngineError():
            return texts.engine.for_asker(error)
        case _:
            return texts.chat.failed
