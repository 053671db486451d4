"""A Telegram and a bot made with python-telegram-bot, for the tests of the server itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot as PtbBot
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from fake_telegram import Bot, FakeTelegram, Limits

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
Client = Callable[[Bot], Awaitable[PtbBot]]
Start = Callable[[Bot], AbstractAsyncContextManager[App]]

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("again", callback_data="again")]])


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have python-telegram-bot 22 read seconds as it will in the future, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A server without flood limits."""
    async with FakeTelegram(limits=Limits.off()) as server:
        yield server


@pytest_asyncio.fixture
async def ptb(telegram: FakeTelegram) -> AsyncIterator[Client]:
    """Makes python-telegram-bot's bare client for a bot."""
    async with AsyncExitStack() as stack:

        async def client(bot: Bot) -> PtbBot:
            one = PtbBot(bot.token, telegram.base_url, telegram.base_file_url)
            return await stack.enter_async_context(one)

        yield client


@pytest.fixture
def parrot(telegram: FakeTelegram) -> Start:
    """Runs a bot that says everything again, and again when its button is pressed."""

    @asynccontextmanager
    async def start(bot: Bot) -> AsyncIterator[App]:
        app = build_parrot(telegram, bot)
        async with app:
            assert app.updater
            await app.start()
            await app.updater.start_polling(timeout=2, allowed_updates=Update.ALL_TYPES)
            yield app
            await app.updater.stop()
            await app.stop()

    return start


def build_parrot(telegram: FakeTelegram, bot: Bot) -> App:
    """Wire the parrot's handlers."""
    builder = ApplicationBuilder().token(bot.token).base_url(telegram.base_url)
    app: App = builder.base_file_url(telegram.base_file_url).concurrent_updates(8).build()
    app.add_handler(CommandHandler("say", say))
    app.add_handler(CallbackQueryHandler(say_again))
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, repeat))
    app.add_error_handler(ignore)
    return app


async def say(update: Update, context: Context) -> None:
    """Answer a command with its arguments."""
    assert update.message
    text = " ".join(context.args or []) or "what?"
    await update.message.reply_text(text, do_quote=True, reply_markup=KEYBOARD)


async def repeat(update: Update, context: Context) -> None:
    """Answer a text with the same text as HTML."""
    assert update.message
    await update.message.reply_html(update.message.text_html, reply_markup=KEYBOARD)


async def say_again(update: Update, context: Context) -> None:
    """Edit the message under which the button was pressed."""
    query = update.callback_query
    assert query
    await query.edit_message_text("again!")
    await query.answer("said again")


async def ignore(update: object, context: Context) -> None:
    """Let errors be: the tests look at what the server saw."""
    assert isinstance(context.error, TelegramError), context.error
