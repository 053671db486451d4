"""Getting updates, by asking or by webhook."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fake_telegram.errors import ApiError
from fake_telegram.webhook import Webhook
from fake_telegram.wire import Json

from .ask import Ask, Method

__all__ = ["METHODS"]

_MAX_BATCH = 100
_MAX_SECRET = 256
_WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(ask: Ask) -> list[Json]:
    """Confirm what came before `offset` and wait for what comes after it."""
    if ask.webhooks.of(ask.bot):
        raise ApiError.titled(409, _WEBHOOK_IS_SET)
    _allow(ask)
    params = ask.params
    limit = min(max(params.integer("limit", _MAX_BATCH), 1), _MAX_BATCH)
    timeout = max(params.integer("timeout"), 0)
    return await ask.bot.updates.poll(params.integer("offset"), limit, timeout)


async def set_webhook(ask: Ask) -> bool:
    """Send updates to `url` from now on; an empty one ends it."""
    params = ask.params
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(ask)
    if urlsplit(url).scheme not in ("http", "https"):
        raise ApiError.bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > _MAX_SECRET:
        raise ApiError.bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise ApiError.bad_request("secret token contains unallowed characters")
    _allow(ask)
    _drop(ask)
    ask.bot.updates.interrupt("terminated by setWebhook request")
    connections = params.integer("max_connections", 40)
    await ask.webhooks.set(ask.bot, Webhook(url, secret, connections))
    return True


async def delete_webhook(ask: Ask) -> bool:
    """Go back to getUpdates."""
    await ask.webhooks.set(ask.bot, None)
    _drop(ask)
    return True


async def get_webhook_info(ask: Ask) -> Json:
    """Tell where updates go and how the last delivery failed."""
    webhook = ask.webhooks.of(ask.bot)
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(ask.bot.updates.pending),
    }
    if ask.bot.updates.allowed:
        info["allowed_updates"] = sorted(ask.bot.updates.allowed)
    if webhook:
        info |= {"max_connections": webhook.max_connections, **webhook.last_error}
    return info


def _allow(ask: Ask) -> None:
    if ask.params.has("allowed_updates"):
        ask.bot.updates.allow(map(str, ask.params.array("allowed_updates")))


def _drop(ask: Ask) -> None:
    if ask.params.flag("drop_pending_updates"):
        ask.bot.updates.drop()


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
