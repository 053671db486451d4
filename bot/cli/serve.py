"""`wenju bot`: the Telegram bot."""

import argparse
import gc
import logging
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import retrieval
from bot.cli.options import add_shared_options, fail, say_trouble, texts_for, whole_number
from bot.logs import Redactor, set_up
from bot.messages.texts import Texts
from bot.settings.settings import Settings, SettingsError, Webhook
from bot.telegram.schema import StoreError
from retrieval import IndexOptions, WenjuError, located

if TYPE_CHECKING:
    from retrieval import Library

DESCRIPTION = """Run the Telegram bot until it is stopped. The token comes from
TELEGRAM_BOT_TOKEN or from the file that TELEGRAM_BOT_TOKEN_FILE names; the other settings from
the environment or a TOML file, as bot/README.md lists them."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser("bot", help="run the Telegram bot", description=DESCRIPTION)
    add_shared_options(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML file with settings")
    parser.add_argument(
        "--webhook",
        metavar="URL",
        help="let Telegram deliver to this https URL instead of polling; "
        "$WENJU_WEBHOOK_SECRET is required",
    )
    parser.add_argument(
        "--listen",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where the webhook listens (default: 127.0.0.1, behind a proxy)",
    )
    parser.add_argument(
        "--port", type=whole_number, default=8443, metavar="N", help="its port (default: 8443)"
    )
    parser.add_argument("--verbose", action="store_true", help="log in detail, without the token")
    parser.set_defaults(run=run)


# Objects that are made before Python looks for those that keep each other alive, in a process that
# goes on for long.
_GC_THRESHOLD = 100_000


def run(args: argparse.Namespace) -> int:
    gc.set_threshold(_GC_THRESHOLD)
    texts = texts_for(args)
    try:
        settings = Settings.load(_environment(args), args.config)
        secrets = filter(None, (settings.webhook_secret, settings.proxy))
        set_up(logging.DEBUG if args.verbose else logging.INFO, settings.token, secrets)
        webhook = _webhook(args, settings)
        # Said at once.
        located(settings.library)
        # What is wrong with the settings is said before python-telegram-bot is loaded, which takes
        # longer than a question.
        import asyncio

        from bot.telegram.serving import serve_until_signalled

        open_library = partial(_open, settings, texts)
        return asyncio.run(serve_until_signalled(settings, open_library, texts, webhook))
    except WenjuError as error:
        # A token in the wrong place must not be shown either.
        return fail(Redactor()(_told(error, texts)))


def _told(error: WenjuError, texts: Texts) -> str:
    if texts.language == "en":
        return texts.error(error)
    from bot.messages.faults.settings import fault_in_chinese, store_fault_in_chinese

    told = texts.files.reason
    if isinstance(error, StoreError):
        return store_fault_in_chinese(error.path, error.fault, error.reason, told)
    if isinstance(error, SettingsError):
        return fault_in_chinese(error.name, error.value, error.expected, told)
    return texts.error(error)


def _open(settings: Settings, texts: Texts, options: IndexOptions) -> "Library":
    """The library, after naming what is wrong with its files or its index on standard error."""
    library = retrieval.Library.open(settings.library, index=settings.index, options=options)
    say_trouble(library, texts)
    if not len(library.documents):
        fail(texts.chat.empty.format(path=settings.library))
    return library


def _environment(args: argparse.Namespace) -> dict[str, str]:
    """The environment, with what the command line says over it."""
    given = {
        "WENJU_LIBRARY": args.library,
        "WENJU_INDEX": args.index,
        "WENJU_LANGUAGE": args.lang,
    }
    return dict(os.environ) | {name: value for name, value in given.items() if value}


def _webhook(args: argparse.Namespace, settings: Settings) -> Webhook | None:
    if not args.webhook:
        return None
    if urlsplit(args.webhook).scheme != "https":
        raise SettingsError("--webhook", args.webhook, "an https URL")
    if not settings.webhook_secret:
        raise SettingsError("WENJU_WEBHOOK_SECRET", None, "required with --webhook")
    return Webhook(args.webhook, args.listen, args.port, settings.webhook_secret)
