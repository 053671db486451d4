"""Starting the bot, keeping it running, and ending it in good order."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from httpx import InvalidURL, Limits
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Application, Updater

from bot.logs import Redactor
from bot.messages.texts import Texts
from bot.settings.settings import SYSTEM_PROXIES, Settings, SettingsError, Webhook
from bot.telegram.addressing import Me
from bot.telegram.admission import Admission
from bot.telegram.app import UPDATES, build_application
from bot.telegram.handlers.library.changes import go_on, unfinished
from bot.telegram.introduction import introduce
from bot.telegram.services import FIRST_PAUSE, LAST_PAUSE, Opener, Services
from bot.telegram.store import Store, StoreError
from bot.telegram.transport.chat_queue import WAITING
from bot.telegram.transport.errors import StrictRequest
from bot.telegram.transport.polling import PollingBot
from bot.telegram.transport.rate_limiter import RateLimiter, Rates
from bot.telegram.transport.reading import Read
from bot.telegram.transport.update_queue import Workers
from bot.telegram.transport.webhook import Listener
from bot.telegram.unanswered import Unanswered
from bot.telegram.watching import keep_current

log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]

ENDED, FAILED = 0, 2
# What ends the bot: the last one is Ctrl-Break, or a window that is closed, on Windows.
SIGNALS = ("SIGTERM", "SIGINT", "SIGBREAK")
# Seconds that being stopped leaves for answers under way.
GRACE = 10.0
LIBRARY_THREADS = 2
# Notices and presses that may wait in a chat besides the answers to all questions of a minute.
BESIDES = 8
# Seconds that a connection is kept without a request. httpcore asks the system about every idle one
# at each request, which took an eighth of the bot's processor time while they were kept for five.
IDLE = 0.5


async def serve_until_signalled(
    settings: Settings,
    open_library: Opener,
    texts: Texts,
    webhook: Webhook | None = None,
) -> int:
    """Run the bot until one of `SIGNALS`; the exit code."""
    stop = asyncio.Event()
    _on_signals(asyncio.get_running_loop(), stop.set)
    return await serve(settings, open_library, texts, stop, webhook)


def _on_signals(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    """Call `end` in the loop when a signal of `SIGNALS` comes that this system has."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # on Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end))


async def serve(
    settings: Settings,
    open_library: Opener,
    texts: Texts,
    stop: asyncio.Event,
    webhook: Webhook | None = None,
    *,
    grace: float = GRACE,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Run the bot until `stop` is set; the exit code. `texts` are for whoever runs it.

    Updates wait for the library; raises what opening it raises. What is being answered in the end
    has `grace` seconds. `clock` times how long another program polls.
    """
    code = ENDED

    def lose(error: Exception) -> None:
        nonlocal code
        code = FAILED
        _say(texts.chat.second_poller if isinstance(error, Conflict) else texts.chat.token_refused)
        stop.set()

    async with _services(settings) as services:
        bot, workers = _bot(services, lose, clock), Workers(services.unanswered.end)
        application = build_application(services, bot, workers)
        try:
            await _until(stop, _log_in(application, settings, texts, webhook, lose))
            if not stop.is_set():
                services.me = _me(bot)
                await application.start()
                listener = _listener(webhook, application, services) if webhook else None
                try:
                    keep_library = partial(
                        _keep_library, application, services, open_library, texts
                    )
                    await _run(application, listener, stop, lose, keep_library)
                finally:
                    stopping = _stop(application, listener)
                    await _finish(services, stopping, bot, workers, grace)
        finally:
            await application.shutdown()
            await bot.shutdown()  # which the application leaves undone if there was no logging in
    return code


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    store = Store(settings.state)
    admission = Admission(
        per_person=settings.questions_per_person,
        per_chat=settings.questions_per_chat,
        per_second=settings.answers_per_second,
    )
    executor = ThreadPoolExecutor(LIBRARY_THREADS, "library")
    try:
        unanswered = Unanswered(store, settings.token)
        yield Services(settings, store, admission, executor, unanswered, Me(0, "", False))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        store.close()


def _bot(
    services: Services, on_lost: Callable[[Exception], None], clock: Callable[[], float]
) -> PollingBot:
    settings = services.settings
    pool = settings.concurrent_updates + 4
    return PollingBot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=_request(pool, settings),
        get_updates_request=_request(1, settings),
        rate_limiter=RateLimiter(_rates(settings), on_migrated=services.store.move_chat),
        on_lost=on_lost,
        keep=partial(_keep, services),
        ready=services.opened,
        clock=clock,
    )


def _request(connections: int, settings: Settings) -> StrictRequest:
    """Raises SettingsError for a proxy, or a name in NO_PROXY, that is no address after all."""
    limits = Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=IDLE
    )
    try:
        return StrictRequest(proxy=settings.proxy, httpx_kwargs={"limits": limits})
    except (ValueError, InvalidURL) as error:
        # Not what it is: there may be a password in it.
        names = ", ".join(("WENJU_PROXY", *SYSTEM_PROXIES, "NO_PROXY"))
        raise SettingsError(names, None, "not the address of a proxy") from error


def _rates(settings: Settings) -> Rates:
    return Rates(
        per_second=settings.messages_per_second,
        chat_per_second=settings.chat_messages_per_second,
        group_per_minute=settings.group_messages_per_minute,
        # As many as are admitted, and what is said besides.
        waiting_per_chat=max(settings.questions_per_chat, settings.questions_per_person) + BESIDES,
        waiting_long=WAITING,
    )


async def _log_in(
    application: App,
    settings: Settings,
    texts: Texts,
    webhook: Webhook | None,
    lose: Callable[[Exception], None],
) -> None:
    """Log in, however long the server is out of reach; that is said once."""
    pause, told = FIRST_PAUSE, False
    while True:
        try:
            await application.initialize()
            if webhook:
                await _set_webhook(application, webhook)
        except InvalidToken as error:
            lose(error)
        except TelegramError as error:
            if not told:
                _say(texts.chat.unreachable.format(url=settings.api_url, reason=error.message))
            told = True
        else:
            return
        await asyncio.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE)


async def _set_webhook(application: App, webhook: Webhook) -> None:
    """Have updates delivered; raises SettingsError when Telegram takes no such address."""
    try:
        await application.bot.set_webhook(
            webhook.url, secret_token=webhook.secret, allowed_updates=UPDATES
        )
    except BadRequest as error:
        raise SettingsError("--webhook", webhook.url, f"accepted: {error.message}") from error


async def _run(
    application: App,
    listener: Listener | None,
    stop: asyncio.Event,
    lose: Callable[[Exception], None],
    keep_library: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """Receive and answer until `stop`, while the library is kept current."""
    try:
        await _until(stop, _receive(application, listener))
    except InvalidToken as error:
        lose(error)
    if not stop.is_set():
        await _until(stop, keep_library())


async def _keep_library(
    application: App, services: Services, open_library: Opener, texts: Texts
) -> None:
    """Open the library and keep it current, until cancelled. Raises what `open_library` raises.

    What was left unanswered is answered from then on, and what was left undone is done.
    """
    bot, left = application.bot, unfinished(services)
    besides = [asyncio.create_task(introduce(bot, services.settings.owners))]
    try:
        await services.open(open_library)
        await _catch_up(application, services)
        besides.append(asyncio.create_task(go_on(services, bot, left)))
        if services.settings.watch:
            await keep_current(services, texts)
        await asyncio.Event().wait()
    finally:
        for task in besides:
            task.cancel()


async def _receive(application: App, listener: Listener | None) -> None:
    """Begin to receive; raises SettingsError when the webhook cannot listen."""
    if listener is None:
        await _updater(application).start_polling(
            allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=_log_briefly
        )
        return
    try:
        listener.start()
    except OSError as error:
        expected = f"free to listen at: {error.strerror}"
        raise SettingsError("--listen", listener.place, expected) from error


def _updater(application: App) -> Updater:
    if application.updater is None:
        raise RuntimeError("the application was built without an updater")
    return application.updater


async def _finish(
    services: Services,
    stop: Coroutine[Any, Any, None],
    bot: PollingBot,
    workers: Workers,
    grace: float,
) -> None:
    """Receive nothing more, and finish what is being answered, within `grace` seconds.

    Then what waits is put off until the next start. What is on its way has half as long again:
    nobody knows whether it arrives, so it is not said again.
    """
    services.give_up()
    bot.end_receiving()
    stopping = asyncio.create_task(stop)
    await asyncio.wait([stopping], timeout=grace)
    if not stopping.done():
        log.info("%d answers wait for the next start.", workers.put_off())
        await asyncio.wait([stopping], timeout=grace / 2)
    if not stopping.done():
        log.warning("%d answers were cut off.", workers.cut_off())
    await stopping
    if services.passed_over:
        log.info("%d old questions of groups were passed over.", services.passed_over)


async def _catch_up(application: App, services: Services) -> None:
    try:
        left = services.unanswered.left(application.bot)
    except StoreError as error:
        log.error("What was left unanswered waits for the next start: %s", error)  # noqa: TRY400
        return
    if left:
        log.info("%d questions of before the start are answered now.", len(left))
    for update in left:
        await application.update_queue.put(update)


def _keep(services: Services, received: Sequence[Read]) -> None:
    services.unanswered.keep(received, services.me)


def _listener(webhook: Webhook, application: App, services: Services) -> Listener:
    keep = partial(_keep, services)
    return Listener(webhook, application.bot, keep, application.update_queue)


async def _stop(application: App, listener: Listener | None) -> None:
    if listener:
        await listener.stop()
    updater = _updater(application)
    if updater.running:
        await updater.stop()
    # Before it is stopped: a stopped application takes on what waits only under protest.
    await application.update_queue.join()
    await application.stop()


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do `work`, but no longer than until `stop`."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working


def _me(bot: PollingBot) -> Me:
    return Me(bot.id, bot.username, bool(bot.can_read_all_group_messages))


def _log_briefly(error: TelegramError) -> None:
    """Receiving failed and is tried again; a traceback a second would help nobody."""
    log.warning("No updates: %s", error)


def _say(message: str) -> None:
    print(f"wenju: {Redactor()(message)}", file=sys.stderr, flush=True)
