"""Delivery of updates to the endpoint that a bot has set."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from .bots import Bot
from .clock import Clock
from .wire import Json

__all__ = ["Webhook", "Webhooks"]

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(slots=True)
class Webhook:
    """Where one bot wants its updates, and how the last delivery went."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error: Json = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """Return what Telegram sends besides the update."""
        return {_SECRET_HEADER: self.secret_token} if self.secret_token else {}


class Webhooks:
    """Sends updates one after the other; a failing endpoint gets the same one again."""

    def __init__(self, clock: Clock, redelivery_delay: float, timeout: float) -> None:
        self._clock = clock
        self._delay = redelivery_delay
        self._timeout = timeout
        self._set: dict[int, Webhook] = {}
        self._senders: dict[int, asyncio.Task[None]] = {}

    def of(self, bot: Bot) -> Webhook | None:
        """Return the webhook of `bot`, if it has one."""
        return self._set.get(bot.id)

    async def set(self, bot: Bot, webhook: Webhook | None) -> None:
        """Deliver to `webhook` from now on, or to nobody."""
        if sender := self._senders.pop(bot.id, None):
            sender.cancel()
            await asyncio.wait([sender])
        self._set.pop(bot.id, None)
        if webhook:
            self._set[bot.id] = webhook
            self._senders[bot.id] = asyncio.create_task(self._deliver(bot, webhook))

    async def close(self, bots: list[Bot]) -> None:
        """Stop all deliveries."""
        for bot in bots:
            await self.set(bot, None)

    async def _deliver(self, bot: Bot, webhook: Webhook) -> None:
        async with ClientSession(timeout=ClientTimeout(self._timeout)) as session:
            while True:
                update = await bot.updates.next()
                if error := await self._post(session, webhook, update):
                    date = int(self._clock.now())
                    webhook.last_error = {"last_error_date": date, "last_error_message": error}
                    await asyncio.sleep(self._delay)
                else:
                    bot.updates.confirm_before(update["update_id"] + 1)

    async def _post(self, session: ClientSession, webhook: Webhook, update: Json) -> str:
        """Return what went wrong, or nothing."""
        try:
            async with session.post(
                webhook.url, json=update, headers=webhook.headers(), ssl=False
            ) as response:
                if response.ok:
                    return ""
                status = f"{response.status} {response.reason}"
                return f"Wrong response from the webhook: {status}"
        except TimeoutError:
            return "Read timeout expired"
        except ClientError as error:
            return f"Connection failed: {type(error).__name__}"
