"""A real node goes away and comes back: shell and chat say so, and go on without a restart."""

import asyncio
import logging
import select
import socket
import threading
import time
from contextlib import suppress

import pytest
from opensearch.conftest import node
from shell import wenju

from retrieval import Library

__all__ = ["node"]

QUESTION = "青石桥图书馆几点开门"
LATER = "资料库暂时连不上，请过几分钟再问。"


class Gate:
    """A way to a node, at an address of its own, that can be closed: then nobody listens there, and
    what is under way is broken off."""

    def __init__(self, url):
        self._to = int(url.rpartition(":")[2])
        self._open = []
        with socket.create_server(("127.0.0.1", 0)) as tried:
            self._port = tried.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.open()

    def open(self):
        self._server = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def close(self):
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread, one, other in self._open:
            for end in (one, other):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            thread.join()
        self._open = []

    def _serve(self, server):
        with suppress(OSError):
            while True:
                one, _ = server.accept()
                other = socket.create_connection(("127.0.0.1", self._to))
                thread = threading.Thread(target=self._pass, args=(one, other), daemon=True)
                self._open.append((thread, one, other))
                thread.start()

    def _pass(self, one, other):
        to = {one: other, other: one}
        with one, other, suppress(OSError):
            while True:
                for source in select.select([one, other], [], [])[0]:
                    if not (data := source.recv(1 << 16)):
                        return
                    to[source].sendall(data)


@pytest.fixture
def gate(node, monkeypatch):
    gate = Gate(node.urls[0])
    monkeypatch.setenv("WENJU_ENGINE", "opensearch")
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", gate.url)
    monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "20")
    yield gate
    gate.close()


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "a.txt").write_text("通知\n\n青石桥图书馆每天上午八点开门。", "utf-8")
    return folder


def test_a_shell_is_told_in_one_line_and_served_when_it_is_back(gate, library, tmp_path):
    given = ("--library", library, "--index", tmp_path / "index", "--lang", "zh")
    assert wenju("index", *given).code == 0
    opened = Library.open(library, index=tmp_path / "index")
    gate.close()
    # Several in one process: each is told, and it goes on.
    ran = wenju("ask", *given, stdin=f"{QUESTION}\n{QUESTION}\n")
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert len(lines) == 2
    assert all("连不上" in line and "Traceback" not in line for line in lines)
    for command in (["verify", "青石桥图书馆每天上午八点开门"], ["find", "图书馆"], ["engine"]):
        ran = wenju(*command, *given)
        assert ran.code == 2, command
        assert "连不上" in ran.complaint
    gate.open()
    while wenju("ask", QUESTION, *given).code == 2:  # it is left alone for some seconds
        time.sleep(0.2)
    assert "八点" in wenju("ask", QUESTION, *given).out
    assert opened.ask(QUESTION).found


async def test_a_chat_is_told_kindly_and_served_when_it_is_back(gate, library, start, ada, caplog):
    caplog.set_level(logging.INFO, "bot")
    own = Library.open(library)
    async with start(open_library=lambda _: own, place=library) as bot:
        question = await ada.says(QUESTION)
        answer = await bot.answer(question)
        assert "八点" in answer.text
        counted = await bot.answer(await ada.says("/find 图书馆"))
        gate.close()
        for text in ("青石桥图书馆何时开门", "青石桥图书馆哪天开门", "图书馆几点开门"):
            told = await bot.answer(await ada.says(text))
            assert told.text == LATER
        assert (await ada.asks_inline("青石桥图书馆")).button["text"] == LATER
        assert (await (await ada.presses(counted, "逐处看")).answered()).text == LATER
        await ada.edits(question, "青石桥图书馆何时开门")
        assert (await bot.me.edits(answer)).text == LATER
        gate.open()
        while "八点" not in (await bot.answer(await ada.says("青石桥图书馆几点开门？"))).text:
            await asyncio.sleep(0.5)
    said = [each.getMessage() for each in caplog.records if "127.0.0.1" in each.getMessage()]
    assert len([line for line in said if "连不上" in line]) == 1
    assert "OpenSearch 恢复了，提问照常回答。" in [each.getMessage() for each in caplog.records]
