"""Proxies on the way to Telegram: those that work, and what is said of those that do not."""

import asyncio
import gc
import socket
import struct
from contextlib import asynccontextmanager, suppress

import pytest
from fake_telegram import PATIENCE
from samples import SEEDS
from shell import free_port, wenju

from bot.telegram.transport.errors import NO_SOCKS

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
TOKEN = "7000000001:AAF-0123456789_abcdefghijklmnopqrstu"
BARE, WITH_PASSWORD = 0, 2
# The library below drops a connection on which the greeting failed; Python closes it.
LEFT_TO_PYTHON = pytest.mark.filterwarnings("ignore::ResourceWarning")


class Socks5:
    """As much of RFC 1928 and 1929 as one bot needs; `asked` are the places it was sent to."""

    def __init__(self, person=None, reply=0):
        self.person, self.reply, self.asked = person, reply, []

    async def serve(self, reader, writer):
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._greet(reader, writer)
            place = await self._place(reader)
            writer.write(struct.pack("!BBBB4sH", 5, self.reply, 0, 1, bytes(4), 0))
            if self.reply == 0:
                there, back = await asyncio.open_connection(*place)
                await asyncio.gather(_pump(reader, back), _pump(there, writer))
        writer.close()

    async def _greet(self, reader, writer):
        _, count = await reader.readexactly(2)
        wanted = WITH_PASSWORD if self.person else BARE
        known = wanted in await reader.readexactly(count)
        writer.write(bytes((5, wanted if known else 255)))
        if self.person:
            await reader.readexactly(1)
            told = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in "np"]
            writer.write(bytes((1, told != list(self.person))))

    async def _place(self, reader):
        _, _, _, kind = await reader.readexactly(4)
        length = 4 if kind == 1 else (await reader.readexactly(1))[0]
        raw = await reader.readexactly(length)
        host = socket.inet_ntoa(raw) if kind == 1 else raw.decode()
        [port] = struct.unpack("!H", await reader.readexactly(2))
        self.asked.append((host, port))
        return host, port


async def _pump(reader, writer):
    with suppress(ConnectionError):
        while data := await reader.read(2**16):
            writer.write(data)
    writer.close()


@asynccontextmanager
async def listening(serve, port=0):
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def place_of(telegram):
    return ("127.0.0.1", int(telegram.base_url.rpartition(":")[2].removesuffix("/bot")))


async def asked_and_answered(bot):
    answer = await bot.answer(await bot.telegram.user("Ada").says(QUESTION))
    return ANSWER in answer.text


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_through_a_socks_proxy_it_answers(start, telegram, scheme):
    proxy = Socks5()
    async with listening(proxy.serve) as port, start(proxy=f"{scheme}://127.0.0.1:{port}") as bot:
        assert await asked_and_answered(bot)
    assert set(proxy.asked) == {place_of(telegram)}


async def test_a_socks_proxy_that_asks_for_a_password_gets_it(start):
    proxy = Socks5(person=(b"me", b"pw"))
    address = "socks5://me:pw@127.0.0.1"
    async with listening(proxy.serve) as port, start(proxy=f"{address}:{port}") as bot:
        assert await asked_and_answered(bot)


@pytest.mark.parametrize("name", ["ALL_PROXY", "all_proxy", "HTTP_PROXY"])
async def test_the_proxy_of_the_whole_system_is_taken(start, monkeypatch, name):
    proxy = Socks5()
    async with listening(proxy.serve) as port:
        monkeypatch.setenv(name, f"socks5://127.0.0.1:{port}")
        async with start() as bot:
            assert await asked_and_answered(bot)
    assert proxy.asked


async def silent_about_socks(reader, writer):
    await reader.read(2)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    writer.close()


async def closing_at_once(reader, writer):
    writer.close()


@LEFT_TO_PYTHON
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (silent_about_socks, NO_SOCKS),
        (closing_at_once, NO_SOCKS),
        (Socks5(reply=5).serve, "Connection refused"),
        (Socks5((b"a", b"b")).serve, "Requested NO AUTHENTICATION REQUIRED"),
        (None, "ConnectError"),
    ],
    ids=["no socks", "closed", "cannot connect", "password", "nobody there"],
)
async def test_one_that_fails_is_named_once_and_tried_again(start, telegram, capfd, broken, reason):
    port = free_port()
    said = []

    async def mended():
        while "连不上" not in "".join(said):
            said.append(capfd.readouterr().err)
            await asyncio.sleep(0.01)

    async def fails_then_works():
        if broken is None:
            await mended()
        else:
            async with listening(broken, port):
                await mended()
        return await asyncio.start_server(Socks5().serve, "127.0.0.1", port)

    back = asyncio.create_task(fails_then_works())
    async with start(proxy=f"socks5://127.0.0.1:{port}") as bot:
        assert await asked_and_answered(bot)
    (await asyncio.wait_for(back, PATIENCE)).close()
    lines = "".join([*said, capfd.readouterr().err]).splitlines()
    assert len(lines) == 1
    assert reason in lines[0]
    gc.collect()


@LEFT_TO_PYTHON
async def test_one_that_takes_the_connection_and_says_nothing_is_given_up(
    start, telegram, capfd, monkeypatch
):
    monkeypatch.setattr("bot.telegram.transport.errors.OTHERWISE", -4.8)
    silent = [True]

    async def serve(reader, writer):
        if silent and silent.pop():
            await reader.read()
            writer.close()
        else:
            await Socks5().serve(reader, writer)

    async with listening(serve) as port, start(proxy=f"socks5://127.0.0.1:{port}") as bot:
        monkeypatch.undo()
        assert await asked_and_answered(bot)
    assert len(capfd.readouterr().err.splitlines()) == 1
    gc.collect()


@pytest.mark.parametrize("name", ["WENJU_PROXY", "ALL_PROXY", "https_proxy"])
@pytest.mark.parametrize(
    "value", ["socks://me:hush@127.0.0.1:1080", "socks5://me:hush@host:port", "http://me:hush@"]
)
def test_one_that_cannot_be_is_one_line_without_its_password(name, value):
    environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_LIBRARY": str(SEEDS), name: value}
    ran = wenju("bot", "--lang", "en", **environment)
    assert ran.code == 2
    assert ran.complaint.startswith(
        f"wenju: {name}: expected an address like http://127.0.0.1:8080"
    )
    assert "hush" not in ran.err


def test_a_name_in_no_proxy_that_is_none_is_one_line():
    given = {"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_LIBRARY": str(SEEDS), "NO_PROXY": "http://a:b"}
    ran = wenju("bot", "--lang", "en", **given)
    assert ran.code == 2
    assert "NO_PROXY: not the address of a proxy" in ran.complaint
