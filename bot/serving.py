"""Starting the bot, keeping it running, and ending it in good order."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application
from telegram.request import HTTPXRequest

from bot.addressing import Me
from bot.app import UPDATES, build_application
from bot.desk import Desk
from bot.limits import Admission
from bot.pacing import Pacer, Rates
from bot.polling import PollingBot
from bot.settings import Settings
from bot.store import Store
from bot.texts import TEXTS, Texts
from retrieval import Library

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]

ENDED, FAILED = 0, 2
# Seconds: what being stopped leaves for answers under way; pauses between attempts to start.
GRACE = 10.0
FIRST_PAUSE, LAST_PAUSE = 1.0, 30.0
LIBRARY_THREADS = 2


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates, and where we listen for them."""

    url: str
    listen: str
    port: int
    secret: str


async def serve_until_signalled(
    settings: Settings, library: Library, texts: Texts, webhook: Webhook | None = None
) -> int:
    """Run the bot until SIGTERM or SIGINT; the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return await serve(settings, library, texts, stop, webhook)


async def serve(
    settings: Settings,
    library: Library,
    texts: Texts,
    stop: asyncio.Event,
    webhook: Webhook | None = None,
) -> int:
    """Run the bot until `stop` is set; the exit code. `texts` are for whoever runs it."""
    code = ENDED

    def lose(error: Exception) -> None:
        nonlocal code
        code = FAILED
        _say(texts.second_poller if isinstance(error, Conflict) else texts.token_refused)
        stop.set()

    async with _desk(settings, library) as desk:
        application = build_application(desk, _bot(desk, lose))
        started = await _initialize(application, settings, texts, stop)
        if started:
            desk.me = _me(application)
            await _run(application, webhook, stop)
        await application.shutdown()
        return code if started else FAILED


@asynccontextmanager
async def _desk(settings: Settings, library: Library) -> AsyncIterator[Desk]:
    store = Store(settings.state)
    admission = Admission(
        per_person=settings.questions_per_person,
        per_chat=settings.questions_per_chat,
        per_second=settings.answers_per_second,
    )
    executor = ThreadPoolExecutor(LIBRARY_THREADS, "library")
    try:
        yield Desk(settings, library, store, admission, executor, Me(0, "", False))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        store.close()


def _bot(desk: Desk, on_lost: Callable[[Exception], None]) -> PollingBot:
    settings = desk.settings
    pool = settings.concurrent_updates + 4
    return PollingBot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=pool, proxy=settings.proxy),
        get_updates_request=HTTPXRequest(connection_pool_size=1, proxy=settings.proxy),
        rate_limiter=Pacer(_rates(settings), on_migrated=desk.store.move_chat),
        on_lost=on_lost,
    )


def _rates(settings: Settings) -> Rates:
    return Rates(
        per_second=settings.messages_per_second,
        chat_per_second=settings.chat_messages_per_second,
        group_per_minute=settings.group_messages_per_minute,
    )


async def _initialize(
    application: App, settings: Settings, texts: Texts, stop: asyncio.Event
) -> bool:
    """Log in, however long the server is out of reach; False if the token is refused or we stop."""
    pause, told = FIRST_PAUSE, False
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            _say(texts.token_refused)
            return False
        except NetworkError as error:
            if not told:
                _say(texts.unreachable.format(url=settings.api_url, reason=error.message))
            told = True
        else:
            return True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, LAST_PAUSE)
    return False


async def _run(application: App, webhook: Webhook | None, stop: asyncio.Event) -> None:
    """Receive and answer until `stop`; then finish what is being answered, within the grace."""
    updater = application.updater
    if updater is None:
        raise RuntimeError("the application was built without an updater")
    await application.start()
    if webhook:
        await updater.start_webhook(
            webhook.listen,
            webhook.port,
            url_path=urlsplit(webhook.url).path.lstrip("/"),
            webhook_url=webhook.url,
            secret_token=webhook.secret,
            allowed_updates=UPDATES,
            bootstrap_retries=-1,
        )
    else:
        await updater.start_polling(
            allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=_log_briefly
        )
    introduction = asyncio.create_task(_introduce(application))
    await stop.wait()
    introduction.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await updater.stop()
            await application.stop()


def _me(application: App) -> Me:
    bot = application.bot
    return Me(bot.id, bot.username, bool(bot.can_read_all_group_messages))


async def _introduce(application: App) -> None:
    """Tell Telegram the commands, by kind of chat and language, and what the bot is for."""
    bot = application.bot
    try:
        for code, texts in ((None, TEXTS["en"]), ("zh", TEXTS["zh"])):
            await bot.set_my_short_description(texts.short_description, language_code=code)
            for scope, commands in _commands(texts):
                await bot.set_my_commands(commands, scope, language_code=code)
    except TelegramError as error:
        log.warning("The list of commands was not updated: %s", error)


def _commands(texts: Texts) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    named = {
        "ask": texts.command_ask,
        "docs": texts.command_docs,
        "source": texts.command_source,
        "help": texts.command_help,
        "settings": texts.command_settings,
        "privacy": texts.command_privacy,
        "forget": texts.command_forget,
    }
    commands = [BotCommand(name, description) for name, description in named.items()]
    return [
        (BotCommandScopeAllPrivateChats(), commands),
        (BotCommandScopeAllGroupChats(), commands[:4]),
        (BotCommandScopeAllChatAdministrators(), commands[:5]),
    ]


def _log_briefly(error: TelegramError) -> None:
    """Receiving failed and is tried again; a traceback a second would help nobody."""
    log.warning("No updates: %s", error)


def _say(message: str) -> None:
    print(f"wenju: {message}", file=sys.stderr, flush=True)
