"""Starting, stopping, restarting, webhooks: the bot as its owner meets it."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager, closing, suppress

import pytest
import systems
from aiohttp import ClientSession
from fake_telegram import PATIENCE, Fault
from samples import SEEDS
from shell import ROOT, free_port, wenju

from bot.messages.texts import texts_in
from bot.telegram.serving import Webhook
from bot.telegram.transport.webhook import LARGEST

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
OTHER = "口岸过货量是多少?"
EN = texts_in("en")
TOKEN = "7000000001:AAF-0123456789_abcdefghijklmnopqrstu"
SECRET = "s3cret-s3cret-s3cret"


def answers(bot, question):
    """The bot's messages after `question` in its chat."""
    messages = question.chat.messages.values()
    return [one for one in messages if one.bot is bot.me and one.order > question.order]


def update_of(bot, question):
    return {"update_id": question.sent_to[bot.me.id], "message": question.json}


async def send_again(bot, *questions):
    """Telegram delivers updates once more, and a new one, which is answered."""
    for question in questions:
        bot.me.updates.pending.append(update_of(bot, question))
    asker = bot.telegram.user("Somebody")
    await bot.me.replies(to=await asker.says(OTHER))
    await bot.me.rests()


async def test_an_update_that_comes_again_is_answered_once(start, telegram):
    async with start() as bot:
        question = await telegram.user("Ada").says(QUESTION)
        await bot.me.replies(to=question)
        await send_again(bot, question, question)
        assert len(answers(bot, question)) == 1


async def test_an_update_that_comes_again_after_a_restart_is_answered_once(start, telegram):
    me = telegram.bot("wenju_bot")
    async with start(me) as bot:
        question = await telegram.user("Ada").says(QUESTION)
        await me.replies(to=question)
    async with start(me):
        await send_again(bot, question)
        assert len(answers(bot, question)) == 1


async def test_updates_whose_delivery_was_cut_are_answered_once(start, telegram):
    async with start() as bot:
        telegram.fail("getUpdates", Fault.drop(processed=True))
        ada = telegram.user("Ada")
        questions = [await ada.says(QUESTION), await ada.says(OTHER)]
        await bot.me.replies(to=questions[1])
        await send_again(bot)
        assert len(answers(bot, questions[0])) == 2


async def test_told_to_stop_it_finishes_the_answer(start, telegram, caplog):
    async with start() as bot:
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await telegram.user("Ada").says(QUESTION)
        await telegram.called("sendMessage")
        bot.stop.set()
        hanging.release()
        assert await bot.task == 0
        assert [ANSWER in one.text for one in answers(bot, question)] == [True]
    assert not [line for line in caplog.messages if "cut off" in line]


async def test_what_hangs_longer_is_cut_off(start, telegram, caplog):
    async with start(grace=0.01) as bot:
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await telegram.user("Ada").says(QUESTION)
        await telegram.called("sendMessage")
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
        hanging.release()
        assert not answers(bot, question)
    assert "1 answers were cut off." in caplog.messages


async def test_what_was_not_begun_is_answered_after_a_restart_and_nothing_twice(start, telegram):
    me = telegram.bot("wenju_bot")
    async with start(me, grace=0.01, concurrent_updates=1) as bot:
        telegram.fail("sendMessage", Fault.hang())
        questions = [await telegram.user(f"P{n}").says(QUESTION) for n in range(120)]
        await telegram.called("sendMessage")
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    telegram.heal()
    async with start(me):
        await me.replies(to=questions[-1])
        await me.rests()
    answered = [len(answers(bot, question)) for question in questions]
    # Lost is what was being answered when it was cut off.
    assert answered == [0] + [1] * 119


async def test_out_of_reach_the_server_is_asked_until_it_comes_back(start, telegram, capfd):
    port = free_port()
    telegram_port = int(telegram.base_url.rpartition(":")[2].removesuffix("/bot"))

    forwarding = set()

    async def forward(reader, writer):
        forwarding.add(asyncio.current_task())
        there, back = await asyncio.open_connection("127.0.0.1", telegram_port)
        await asyncio.gather(_pump(reader, back), _pump(there, writer))

    async def server_comes_back():
        while "连不上" not in capfd.readouterr().err:
            await asyncio.sleep(0.01)
        return await asyncio.start_server(forward, "127.0.0.1", port)

    back = asyncio.create_task(server_comes_back())
    async with start(api_url=f"http://127.0.0.1:{port}") as bot:
        [answer] = await bot.me.replies(to=await telegram.user("Ada").says(QUESTION))
        assert ANSWER in answer.text
    (await back).close()
    await asyncio.gather(*forwarding)
    assert capfd.readouterr().err == ""


async def _pump(reader, writer):
    with suppress(ConnectionError):
        while data := await reader.read(2**16):
            writer.write(data)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.mark.parametrize("fault", [Fault.flood(1), Fault.status(502), Fault.garbage()])
async def test_a_fault_at_the_start_is_survived(start, telegram, fault):
    telegram.fail("getMe", fault)
    async with start() as bot:
        await bot.me.replies(to=await telegram.user("Ada").says(QUESTION))


@asynccontextmanager
async def process(*arguments, program=("-W", "error", "-m", "bot"), **environment):
    """`wenju bot` as a process of its own; killed in the end if it still runs."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, *program, "bot", *arguments),
        cwd=ROOT,
        env=os.environ | {"WENJU_LIBRARY": str(SEEDS), "LC_ALL": "C.UTF-8"} | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


def pointed_at(telegram, me, tmp_path):
    return {
        "TELEGRAM_BOT_TOKEN": me.token,
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
        "WENJU_STATE": str(tmp_path / "state"),
    }


@systems.signals
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_process_after_the_answer(telegram, tmp_path, number):
    me = telegram.bot("wenju_bot")
    async with process(**pointed_at(telegram, me, tmp_path)) as running:
        await telegram.called("getUpdates")
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await telegram.user("Ada").says(QUESTION)
        await telegram.called("sendMessage")
        running.send_signal(number)
        hanging.release()
        _, err = await running.communicate()
        assert running.returncode == 0
        assert len(await me.replies(to=question)) == 1
        assert b"Traceback" not in err
        assert b"cut off" not in err


@systems.signals
async def test_with_an_empty_folder_it_runs_and_says_so_in_a_line(telegram, tmp_path):
    me, library = telegram.bot("wenju_bot"), tmp_path / "library"
    library.mkdir()
    given = pointed_at(telegram, me, tmp_path) | {"WENJU_LIBRARY": str(library)}
    async with process("--lang", "en", **given) as running:
        question = await telegram.user("Ada").says(QUESTION)
        assert len(await me.replies(to=question)) == 1
        running.send_signal(signal.SIGTERM)
        _, err = await running.communicate()
        assert running.returncode == 0
        assert err.count(EN.chat.empty.format(path=library).encode()) == 1


# A program whose event loop has no signals, as on Windows.
WITHOUT_SIGNALS = """
import asyncio, sys
from bot.cli.main import main
loop = type(asyncio.new_event_loop())
del loop.add_signal_handler, loop.remove_signal_handler
sys.exit(main(sys.argv[1:]))
"""


@systems.signals
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signals_end_it_where_the_event_loop_has_none(telegram, tmp_path, number):
    me = telegram.bot("wenju_bot")
    program = ("-c", WITHOUT_SIGNALS)
    async with process(program=program, **pointed_at(telegram, me, tmp_path)) as running:
        question = await telegram.user("Ada").says(QUESTION)
        assert len(await me.replies(to=question)) == 1
        running.send_signal(number)
        _, err = await running.communicate()
        assert running.returncode == 0
        assert b"Traceback" not in err


@systems.signals
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_signal_ends_a_start_that_hangs(telegram, tmp_path, method):
    me = telegram.bot("wenju_bot")
    telegram.fail(method, Fault.hang(), times=None)
    async with process(**pointed_at(telegram, me, tmp_path)) as running:
        await telegram.called(method)
        running.terminate()
        _, err = await running.communicate()
        assert (running.returncode, err) == (0, b"")


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
async def test_a_refused_token_is_one_line(telegram, tmp_path, method):
    me = telegram.bot("wenju_bot")
    telegram.fail(method, Fault.error(401, "Unauthorized"), times=None)
    async with process("--lang", "en", **pointed_at(telegram, me, tmp_path)) as running:
        _, err = await running.communicate()
        assert running.returncode == 2
        assert err.decode().splitlines()[-1].startswith("wenju: Telegram refused the token")
        assert b"Traceback" not in err


@pytest.mark.parametrize(
    ("environment", "arguments", "complaint"),
    [
        ({}, (), "TELEGRAM_BOT_TOKEN: no token"),
        ({"TELEGRAM_BOT_TOKEN": "abc"}, (), "TELEGRAM_BOT_TOKEN: "),
        ({"TELEGRAM_BOT_TOKEN_FILE": "/nowhere"}, (), "TELEGRAM_BOT_TOKEN_FILE: '/nowhere'"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_OWNER": "1"}, (), "WENJU_OWNER: no such setting"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, ("--config", "/nowhere.toml"), "/nowhere.toml: "),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_LIBRARY": "/nowhere"}, (), "/nowhere"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, ("--webhook", "http://a.example"), "--webhook: "),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, ("--webhook", "https://a.example"), "WENJU_WEBHOOK_SECRET"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_STATE": "/dev/null/x"}, (), "/dev/null/x"),
    ],
)
def test_what_is_wrong_with_the_settings_is_one_line(environment, arguments, complaint):
    ran = wenju(
        "bot",
        "--lang",
        "en",
        *arguments,
        **{"TELEGRAM_API_URL": "http://127.0.0.1:1"} | environment,
    )
    assert ran.code == 2
    assert complaint in ran.complaint
    assert TOKEN not in ran.err


async def test_the_token_can_stand_in_a_file(telegram, tmp_path):
    me = telegram.bot("wenju_bot")
    file = tmp_path / "token"
    file.write_text(f"{me.token}\n")
    given = pointed_at(telegram, me, tmp_path) | {"TELEGRAM_BOT_TOKEN_FILE": str(file)}
    del given["TELEGRAM_BOT_TOKEN"]
    async with process(**given):
        await telegram.called("getUpdates")


async def test_in_detail_neither_token_nor_question_is_logged(telegram, tmp_path):
    me, ada = telegram.bot("wenju_bot"), telegram.user("Ada")
    given = pointed_at(telegram, me, tmp_path) | {"WENJU_CHAT_MESSAGES_PER_SECOND": "1000"}
    async with process("--verbose", **given) as running:
        await telegram.called("getUpdates")
        await me.replies(to=await ada.says(QUESTION))
        for fault in (Fault.garbage(), Fault.status(500), Fault.drop(), Fault.forbidden()):
            telegram.fail("sendMessage", fault)
            await me.handled(await ada.says(QUESTION))
        telegram.fail("getUpdates", Fault.garbage(f'{{"text": "{QUESTION}'.encode()))
        telegram.fail("getUpdates", Fault.error(401, "Unauthorized"), times=None)
        with closing(sqlite3.connect(tmp_path / "state" / "bot.sqlite3")) as database:
            database.execute("DROP TABLE answers")
        await ada.says(QUESTION)
        _, err = await running.communicate()
    text = err.decode()
    assert running.returncode == 2
    assert "A handler failed." in text
    assert "Traceback" in text
    assert me.token.partition(":")[2] not in text
    assert "满都拉" not in text
    assert "662万吨" not in text


def hook(port, path="/hook"):
    return Webhook(f"http://127.0.0.1:{port}{path}", "127.0.0.1", port, SECRET)


@pytest.mark.parametrize("path", ["/hook", "/a.b+(c"])
async def test_by_webhook_a_question_is_answered(start, telegram, path):
    async with start(webhook=hook(free_port(), path)) as bot:
        [answer] = await bot.me.replies(to=await telegram.user("Ada").says(QUESTION))
        assert ANSWER in answer.text
        assert not telegram.calls("getUpdates")


async def test_by_webhook_an_update_that_comes_again_is_answered_once(start, telegram):
    port = free_port()
    async with start(webhook=hook(port)) as bot, ClientSession() as session:
        question = await telegram.user("Ada").says(QUESTION)
        await bot.me.replies(to=question)
        proof = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for _ in range(2):
            url, update = f"http://127.0.0.1:{port}/hook", update_of(bot, question)
            async with session.post(url, json=update, headers=proof) as response:
                assert response.status == 200
        await bot.me.rests()
        assert len(answers(bot, question)) == 1


async def test_by_webhook_nothing_is_taken_that_is_too_large_for_an_update(start):
    port = free_port()
    async with start(webhook=hook(port)):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
        writer.write(head.encode())
        assert b" 400 " in await reader.readline()
        writer.close()


@pytest.mark.parametrize("proof", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}])
async def test_a_delivery_without_the_secret_is_refused(start, telegram, proof):
    port = free_port()
    async with start(webhook=hook(port)) as bot, ClientSession() as session:
        question = await telegram.user("Ada").says(QUESTION)
        await bot.me.replies(to=question)
        update = update_of(bot, question) | {"update_id": 1}
        async with session.post(
            f"http://127.0.0.1:{port}/hook", json=update, headers=proof
        ) as response:
            assert response.status == 403
        await bot.me.rests()
        assert len(answers(bot, question)) == 1


async def test_by_webhook_it_finishes_the_answer_too(start, telegram):
    async with start(webhook=hook(free_port())) as bot:
        hanging = telegram.fail("sendMessage", Fault.hang())
        question = await telegram.user("Ada").says(QUESTION)
        await telegram.called("sendMessage")
        bot.stop.set()
        hanging.release()
        assert await bot.task == 0
        assert len(answers(bot, question)) == 1


async def test_a_webhook_that_telegram_refuses_is_one_line(telegram, tmp_path):
    me = telegram.bot("wenju_bot")
    telegram.fail("setWebhook", Fault.error(400, "Bad Request: bad webhook: wrong port"))
    given = pointed_at(telegram, me, tmp_path) | {"WENJU_WEBHOOK_SECRET": SECRET}
    async with process("--webhook", "https://a.example:1/x", **given) as running:
        _, err = await running.communicate()
    assert running.returncode == 2
    assert err.decode().startswith("wenju: --webhook：'https://a.example:1/x' Telegram 不接受：")
    assert err.count(b"\n") == 1


async def test_a_port_that_is_taken_is_one_line(telegram, tmp_path):
    me = telegram.bot("wenju_bot")
    port = telegram.base_url.rpartition(":")[2].removesuffix("/bot")
    given = pointed_at(telegram, me, tmp_path) | {"WENJU_WEBHOOK_SECRET": SECRET}
    arguments = ("--webhook", "https://a.example/x", "--port", port)
    async with process(*arguments, **given) as running:
        _, err = await running.communicate()
    assert running.returncode == 2
    assert f"127.0.0.1:{port}" in err.decode().partition("\n")[0]
    assert b"Traceback" not in err
