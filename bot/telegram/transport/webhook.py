"""Where Telegram delivers updates to.

python-telegram-bot's own server answers 400 for an update that it cannot read, and Telegram then
delivers that one again and again, and none behind it.
"""

import asyncio
import hmac
import json
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from telegram import Bot
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.settings.settings import Webhook
from bot.telegram.transport.reading import Read, update_in

Keep = Callable[[Sequence[Read]], None]

# Bytes of an update: many times what the longest message takes.
LARGEST = 1 << 22

_PROOF = "X-Telegram-Bot-Api-Secret-Token"


class _Delivery(RequestHandler):
    """One update: 200 when it is in the queue, or will never be."""

    def initialize(self, bot: Bot, keep: Keep, queue: "asyncio.Queue[object]", secret: str) -> None:
        self._bot = bot
        self._keep = keep
        self._queue = queue
        self._secret = secret

    async def post(self) -> None:
        """Take the update; 403 without the secret, 400 for what is no JSON."""
        proof = self.request.headers.get(_PROOF, "")
        if not hmac.compare_digest(proof.encode(), self._secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        try:
            data = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        update = update_in(data, self._bot)
        if update is not None:
            self._keep([(update, data)])
            await self._queue.put(update)


class _Deliveries(Application):
    def log_request(self, handler: RequestHandler) -> None:
        """Not logged."""


class Listener:
    """Gives what is delivered to `webhook` to `keep` and puts it into `queue`, from `start` to
    `stop`."""

    def __init__(
        self, webhook: Webhook, bot: Bot, keep: Keep, queue: "asyncio.Queue[object]"
    ) -> None:
        self._webhook = webhook
        given = {"bot": bot, "keep": keep, "queue": queue, "secret": webhook.secret}
        path = urlsplit(webhook.url).path.strip("/")
        self._server = HTTPServer(
            _Deliveries([(rf"/{re.escape(path)}/?", _Delivery, given)]), max_body_size=LARGEST
        )

    @property
    def place(self) -> str:
        """Address and port."""
        return f"{self._webhook.listen}:{self._webhook.port}"

    def start(self) -> None:
        """Listen from now on. Raises OSError when that is not possible."""
        self._server.listen(self._webhook.port, address=self._webhook.listen)

    async def stop(self) -> None:
        """Take no more; what was not yet in the queue Telegram delivers again."""
        self._server.stop()
        await self._server.close_all_connections()
