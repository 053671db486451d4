"""Getting updates: long polls, their conflicts, and webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from shell import free_port
from telegram import Update
from telegram.error import BadRequest, Conflict

from fake_telegram import PATIENCE, FakeTelegram
from fake_telegram.conftest import Client, build_parrot

pytestmark = pytest.mark.asyncio


async def test_offsets_confirm(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    messages = [await ada.says(text) for text in "abc"]
    first, second = await client.get_updates(limit=2)
    again = await client.get_updates(limit=2)
    assert [one.update_id for one in again] == [first.update_id, second.update_id]
    [third] = await client.get_updates(offset=second.update_id + 1)
    assert third.update_id == messages[2].sent_to[me.id]
    assert await client.get_updates(offset=-1) == (third,)
    assert await client.get_updates(offset=third.update_id + 1) == ()


async def test_a_long_poll_wakes_up(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    assert await client.get_updates(timeout=0) == ()
    polling = asyncio.create_task(client.get_updates(timeout=10 * PATIENCE))
    await telegram.called("getUpdates", count=2)
    await ada.says("hello")
    assert len(await asyncio.wait_for(polling, PATIENCE)) == 1


async def test_allowed_updates(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    await client.get_updates(allowed_updates=["edited_message"])
    message = await ada.says("hello")
    assert not me.sees(message)
    await ada.edits(message, "hello!")
    [update] = await client.get_updates()
    assert update.edited_message
    await client.get_updates(allowed_updates=[])
    assert me.sees(await ada.says("hello"))


async def test_a_second_poller_ends_the_first(telegram: FakeTelegram, ptb: Client) -> None:
    me = telegram.bot()
    first, second = await ptb(me), await ptb(me)
    polling = asyncio.create_task(first.get_updates(timeout=10))
    await telegram.called("getUpdates")
    await second.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await polling


@dataclass
class Endpoint:
    """Notes what a webhook gets: the secret and the update; refuses the first delivery."""

    url: str = ""
    taken: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Answer one delivery."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.taken.append((secret, await request.json()))
        return web.Response(status=500 if len(self.taken) == 1 else 200)


@pytest_asyncio.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """An HTTP server that takes updates."""
    one = Endpoint()
    app = web.Application()
    app.router.add_post("/hook", one.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield one
    await runner.cleanup()


async def test_a_webhook_gets_updates_again_until_it_takes_them(
    telegram: FakeTelegram, ptb: Client, endpoint: Endpoint
) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    await client.set_webhook(endpoint.url, secret_token="s3cret")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await client.get_updates()
    first = await ada.says("one")
    second = await ada.says("two")
    await telegram.handled(second)
    ids = [update["update_id"] for _, update in endpoint.taken]
    assert ids == [first.sent_to[me.id], first.sent_to[me.id], second.sent_to[me.id]]
    assert {secret for secret, _ in endpoint.taken} == {"s3cret"}
    info = await client.get_webhook_info()
    assert (info.url, info.pending_update_count) == (endpoint.url, 0)
    assert info.last_error_message == ("Wrong response from the webhook: 500 Internal Server Error")
    await client.delete_webhook()
    await ada.says("three")
    assert len(await client.get_updates()) == 1


async def test_a_webhook_that_is_not_there(telegram: FakeTelegram, ptb: Client) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    client = await ptb(me)
    await client.set_webhook(f"http://127.0.0.1:{free_port()}/hook")
    await ada.says("hello")
    while not (info := await client.get_webhook_info()).last_error_message:
        await asyncio.sleep(0.01)
    assert info.pending_update_count == 1
    await client.delete_webhook(drop_pending_updates=True)
    assert await client.get_updates() == ()


async def test_what_set_webhook_refuses(telegram: FakeTelegram, ptb: Client) -> None:
    client = await ptb(telegram.bot())
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await client.set_webhook("ftp://example.org")
    with pytest.raises(BadRequest, match="unallowed characters"):
        await client.set_webhook("https://example.org", secret_token="a b")


async def test_python_telegram_bot_by_webhook(telegram: FakeTelegram) -> None:
    me, ada = telegram.bot(), telegram.user("Ada")
    app, port = build_parrot(telegram, me), free_port()
    async with app:
        assert app.updater
        await app.start()
        await app.updater.start_webhook(
            "127.0.0.1",
            port,
            "hook",
            webhook_url=f"http://127.0.0.1:{port}/hook",
            secret_token="s3cret",
            allowed_updates=Update.ALL_TYPES,
        )
        question = await ada.says("hello")
        [reply] = await me.replies(to=question)
        assert reply.text == "hello"
        await telegram.handled(question)
        await app.updater.stop()
        await app.stop()


async def test_an_update_can_say_anything_and_has_the_next_id(telegram):
    me = telegram.bot()
    first, second = me.updates.inject({"message": 3}), me.updates.inject({"update_id": "x"})
    assert second == first + 1
    assert list(me.updates.pending) == [
        {"update_id": first, "message": 3},
        {"update_id": second},
    ]
