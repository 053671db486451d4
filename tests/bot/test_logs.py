"""Real calls of python-telegram-bot at DEBUG, looked through for the token."""

import gc
import logging
import subprocess
import sys
import threading
import warnings
from urllib.parse import quote

import httpx
import pytest
from fake_telegram import Fault
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.logs import HIDDEN, Redactor, set_up

TOKEN = "7000000001:AAF-0123456789_abcdefghijklmnopqrstu"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture(autouse=True)
def _as_it_was():
    root = logging.getLogger()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    handlers, level = root.handlers[:], root.level
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("httpx", "httpcore", "telegram", "apscheduler", "tornado", "hpack"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def logged(capfd):
    """What was written since it was last called; it never has the token."""

    def read(token=TOKEN):
        out, err = capfd.readouterr()
        text = out + err
        assert token.partition(":")[2] not in text
        assert quote(token, safe="") not in text
        return text

    return read


def raise_with(text):
    raise ValueError(text)


@given(
    st.text(max_size=30),
    st.sampled_from([TOKEN, quote(TOKEN, safe=""), quote(quote(TOKEN, safe=""), safe="")]),
    st.text(max_size=30),
)
def test_a_token_is_hidden_wherever_it_stands_and_nothing_else_is(before, token, after):
    for redact in (Redactor(TOKEN), Redactor()):
        shown = redact(f"{before} {token} {after}")
        assert SECRET not in shown
        assert HIDDEN in shown
    assert Redactor(TOKEN)(f"{before} {after}") == f"{before} {after}"


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/documents/file_1.txt",
        f"b'/bot{TOKEN}/sendMessage'",
        f"Bot[token={TOKEN}]",
        f"the secret part alone: {SECRET}",
        f"cut off: {TOKEN[:20]}",
        "someone else's: 123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123456",
        "malformed: https://api.telegram.org/bot12:short-one/getMe",
    ],
)
def test_every_place_where_a_token_is_seen_is_covered(text):
    shown = Redactor(TOKEN)(text)
    assert HIDDEN in shown
    for part in (SECRET, TOKEN[:20], "ABCDEFGH", "short-one"):
        assert part not in shown


@pytest.mark.parametrize(
    "text", ["12:30 in room 1234567", "sha256:0123", "at 1700000000: done", "bot 7000000001"]
)
def test_what_is_no_token_stays(text):
    assert Redactor(TOKEN)(text) == text


def test_other_secrets_are_hidden_as_they_are_and_percent_encoded():
    redact = Redactor(None, ["p@ss word"])
    assert redact("p@ss word p%40ss%20word") == f"{HIDDEN} {HIDDEN}"


def test_a_short_token_does_not_black_out_ordinary_words():
    assert Redactor("1:ab")("about 1:ab") == f"about {HIDDEN}"


def test_messages_arguments_and_tracebacks_are_redacted(logged):
    set_up("DEBUG", TOKEN)
    log = logging.getLogger("a.b")
    log.info("with %s", TOKEN)
    log.info("with %(token)s", {"token": TOKEN})
    try:
        raise_with(TOKEN)
    except ValueError:
        log.exception("failed")
    log.warning("stack", stack_info=True, extra={"token": TOKEN})
    text = logged()
    assert text.count(HIDDEN) == 3
    assert f"ValueError: {HIDDEN}" in text


def test_a_chain_of_causes_and_notes_is_redacted(logged):
    set_up("DEBUG", TOKEN)
    try:
        try:
            raise_with(TOKEN)
        except ValueError as error:
            error.add_note(f"note {TOKEN}")
            raise ExceptionGroup(TOKEN, [error, KeyError(TOKEN)]) from error
    except ExceptionGroup:
        logging.exception("failed")
    text = logged()
    assert f"note {HIDDEN}" in text
    assert f"KeyError: '{HIDDEN}'" in text


def test_a_record_that_cannot_be_formatted_is_named_but_not_shown(logged):
    set_up("DEBUG", TOKEN)
    logging.getLogger("a.b").info("%d", TOKEN)
    text = logged()
    assert "cannot log (TypeError): a.b, test_logs.py:" in text


def test_each_line_is_written_once_however_often_logging_is_set_up(logged):
    set_up("INFO", TOKEN)
    set_up("INFO", TOKEN)
    logging.getLogger("a.b").info("hello")
    assert logged().count("hello") == 1


def test_libraries_are_quiet_unless_debugging(logged):
    set_up("INFO", TOKEN)
    for name in ("httpx", "httpcore.http11", "telegram.ext.Updater"):
        logging.getLogger(name).info("chatter")
    logging.getLogger("telegram.ext").warning("something")
    text = logged()
    assert "chatter" not in text
    assert "something" in text
    set_up("DEBUG", TOKEN)
    logging.getLogger("httpx").debug("chatter")
    assert "chatter" in logged()


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="LOUD"):
        set_up("LOUD")


def test_uncaught_exceptions_are_redacted(logged):
    set_up("INFO", TOKEN)
    thread = threading.Thread(target=raise_with, args=(TOKEN,), name=TOKEN)
    thread.start()
    thread.join()
    try:
        raise_with(TOKEN)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    text = logged()
    assert text.count(f"ValueError: {HIDDEN}") == 2


def test_exceptions_in_finalizers_are_redacted(logged):
    class Broken:
        def __repr__(self):
            return TOKEN

        def __del__(self):
            raise_with(TOKEN)

    set_up("INFO", TOKEN)
    Broken()
    gc.collect()
    assert f"ValueError: {HIDDEN}" in logged()


def test_warnings_are_redacted(logged):
    set_up("INFO", TOKEN)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(TOKEN, UserWarning, stacklevel=1)
    assert f"UserWarning: {HIDDEN}" in logged()


CRASH = """
import asyncio, threading
from bot.logs import set_up
set_up("DEBUG", {token!r})
threading.Thread(target=lambda: 1 / len({token!r}[99:])).start()
async def forgotten():
    raise RuntimeError({token!r})
async def main():
    asyncio.get_running_loop().create_task(forgotten())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    raise SystemError("https://api.telegram.org/bot" + {token!r} + "/getMe")
asyncio.run(main(), debug=True)
"""


def test_a_program_that_crashes_does_not_show_the_token():
    done = subprocess.run(
        [sys.executable, "-c", CRASH.format(token=TOKEN)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SystemError" in done.stderr
    assert "RuntimeError" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_ctrl_c_ends_without_a_traceback():
    crash = "from bot.logs import set_up; set_up('INFO'); raise KeyboardInterrupt"
    done = subprocess.run([sys.executable, "-c", crash], capture_output=True, check=False)
    assert done.stderr == b""


FAULTS = {
    "none": None,
    "502": Fault.status(502),
    "401": Fault.error(401, "Unauthorized"),
    "404": Fault.error(404, "Not Found"),
    "409": Fault.conflict(),
    "garbage": Fault.garbage(),
    "drop": Fault.drop(),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_call_of_the_library_shows_the_token(telegram, logged, fault):
    me = telegram.bot("wenju_bot")
    set_up("DEBUG", me.token)
    async with Bot(me.token, telegram.base_url, telegram.base_file_url) as bot:
        if FAULTS[fault]:
            telegram.fail("*", FAULTS[fault], times=None)
        for call in (bot.get_me(), bot.send_message(1, "hi"), bot.get_file("no-such-file")):
            try:
                await call
            except TelegramError as error:
                logging.getLogger("test").warning("%s %r", bot, error, exc_info=True)
        logging.getLogger("test").info("%r %s", bot, bot.token)
    text = logged(me.token)
    assert "HTTP Request: POST" in text
    assert HIDDEN in text


async def test_no_token_shows_when_the_server_is_out_of_reach(logged):
    set_up("DEBUG", TOKEN)
    request = HTTPXRequest()
    async with httpx.AsyncClient():  # whatever else speaks HTTP here is heard too
        bot = Bot(TOKEN, "http://127.0.0.1:1/bot", request=request)
        try:
            await bot.initialize()
        except TelegramError:
            logging.getLogger("test").exception("failed")
        await bot.shutdown()
    assert "ConnectError" in logged()


async def test_no_token_shows_while_polling_fails(telegram, logged):
    me = telegram.bot("wenju_bot")
    set_up("DEBUG", me.token)
    builder = ApplicationBuilder().token(me.token).base_url(telegram.base_url)
    app = builder.base_file_url(telegram.base_file_url).build()
    for fault in (Fault.conflict(), Fault.garbage(), Fault.status(502)):
        telegram.fail("getUpdates", fault)
    async with app:
        await app.start()
        await app.updater.start_polling(poll_interval=0, timeout=1)
        await telegram.called("getUpdates", count=2)
        await app.updater.stop()
        await app.stop()
    assert "getUpdates" in logged(me.token)
