"""The application: which update goes to which handler."""

import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram.addressing import is_person, question_in
from bot.telegram.handlers import (
    admin,
    buttons,
    cite,
    documents,
    errors,
    find,
    inline,
    questions,
    verify,
    welcome,
)
from bot.telegram.handlers.library import arrivals, changes
from bot.telegram.services import Context, Services
from bot.telegram.store import StoreError
from bot.telegram.transport.update_queue import UpdateQueue, Workers

log = logging.getLogger(__name__)
Handler = Callable[[Services, Update, Context], Coroutine[Any, Any, None]]

UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
# Updates fetched but not yet being handled. The rest stays with Telegram, and comes again after a
# restart.
WAITING = 1


class _FromPerson(filters.MessageFilter):
    """Messages that people write, not bots, channels or automatic forwards."""

    def filter(self, message: Message) -> bool:
        return is_person(message)


def build_application(
    services: Services, bot: ExtBot[Any], workers: Workers
) -> "Application[Any, Any, Any, Any, Any, Any]":
    """An application on `bot`, wired and not yet started."""
    working = services.settings.concurrent_updates
    application = (
        Application.builder()
        .bot(bot)
        .update_queue(UpdateQueue(WAITING, working))
        .concurrent_updates(workers)
        .job_queue(None)
        .build()
    )

    application.add_handler(TypeHandler(Update, partial(_claim, services)), group=-1)
    application.add_handlers(_handlers(services))
    application.add_error_handler(partial(errors.on_error, services))
    return application


def _handlers(services: Services) -> list[BaseHandler[Any, Any, Any]]:
    """The wiring table: the first that fits an update gets it."""

    def on(handler: Handler) -> Any:
        return partial(handler, services)

    person = filters.UpdateType.MESSAGE & _FromPerson()
    edited = filters.UpdateType.EDITED_MESSAGE
    private_command = person & filters.COMMAND & filters.ChatType.PRIVATE
    return [
        CommandHandler("start", on(documents.on_link), person & documents.LINKED),
        CommandHandler("start", on(welcome.on_start), person),
        CommandHandler("help", on(welcome.on_help), person),
        CommandHandler("privacy", on(welcome.on_privacy), person),
        CommandHandler("forget", on(welcome.on_forget), person),
        CommandHandler("docs", on(documents.on_docs), person),
        CommandHandler("source", on(documents.on_source), person),
        CommandHandler("cite", on(cite.on_cite), person),
        MessageHandler(person & verify.CALLED, on(verify.replying.on_message)),
        MessageHandler(person & find.CALLED, on(find.replying.on_message)),
        CommandHandler("settings", on(admin.on_settings), person),
        CommandHandler("refresh", on(admin.on_refresh), person),
        CommandHandler("allow", on(admin.on_allow), person),
        CommandHandler("disallow", on(admin.on_disallow), person),
        CommandHandler(("remove", "rename"), on(changes.on_command), person),
        CommandHandler("ask", on(questions.on_message), person),
        MessageHandler(private_command, on(welcome.on_unknown)),
        MessageHandler(filters.StatusUpdate.MIGRATE, on(admin.on_migrated)),
        MessageHandler(person & arrivals.from_owner(services), on(arrivals.on_file)),
        MessageHandler(person, on(questions.on_message)),
        MessageHandler(edited & verify.CALLED, on(verify.replying.on_edited)),
        MessageHandler(edited & find.CALLED, on(find.replying.on_edited)),
        MessageHandler(edited, on(questions.on_edited)),
        CallbackQueryHandler(on(documents.on_turn), documents.TURNED),
        CallbackQueryHandler(on(find.on_press), find.PRESSED),
        CallbackQueryHandler(on(changes.on_press), changes.PRESSED),
        CallbackQueryHandler(on(admin.on_change), r"t:\w+$"),
        CallbackQueryHandler(on(buttons.on_button)),
        InlineQueryHandler(on(inline.on_inline)),
        ChatMemberHandler(on(admin.on_membership), ChatMemberHandler.MY_CHAT_MEMBER),
    ]


async def _claim(services: Services, update: Update, _: Context) -> None:
    """Let each update through once, when the library is open: Telegram repeats those it had no
    word of.

    An update that cannot be claimed is not answered: it might be answered twice.
    """
    services.albums.note(update.message)
    if message := update.message:
        services.newest.note(message.chat_id, message.message_id)
    if not await services.opened():
        raise ApplicationHandlerStop
    try:
        claimed = bool(update.inline_query) or services.store.claim(update.update_id)
    except StoreError as error:
        log.error("An update is not answered: %s", error)  # noqa: TRY400 - one line says it
        claimed = False
    if claimed:
        services.unanswered.begin(update)
    if not claimed or _is_stale(services, update):
        raise ApplicationHandlerStop


def _is_stale(services: Services, update: Update) -> bool:
    """Whether a group asked so long before the start that an answer would only disturb; counted.

    What else has become of the group meanwhile still counts.
    """
    message = update.message or update.edited_message
    if message and (message.text or message.caption) and services.is_stale(message):
        services.passed_over += question_in(message, services.me) is not None
        return True
    if services.passed_over and message:
        log.info("%d old questions of groups were passed over.", services.passed_over)
        services.passed_over = 0
    return False
