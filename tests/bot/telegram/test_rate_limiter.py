"""The pacer in virtual time, then over HTTP against a server that misbehaves."""

import asyncio
import contextlib
import heapq
import itertools
import logging
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from fake_telegram import PATIENCE, Fault
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message, ReplyParameters
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.telegram.transport import errors as faults
from bot.telegram.transport.chat_queue import BURST
from bot.telegram.transport.rate_limiter import PAUSES, RateLimiter, Rates, TooBusy

GROUP, SUPERGROUP, ADA, BOB = -5, -1005, 7, 8


class VirtualTime:
    """A clock that jumps to the next sleeper when everyone sleeps."""

    def __init__(self):
        self.now = 0.0
        self._sleepers = []
        self._order = itertools.count()

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        await woken

    async def run(self, *coroutines):
        """Run them all to their end; their results, or the errors that they raised."""
        tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
        while not all(task.done() for task in tasks):
            for _ in range(10 + 4 * len(tasks)):
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                self.now, _, woken = heapq.heappop(self._sleepers)
                if not woken.done():
                    woken.set_result(None)
        return [task.exception() or task.result() for task in tasks]


@dataclass
class Wire:
    """Telegram as the pacer sees it: `calls` came in, `faults` are raised one after another."""

    clock: VirtualTime
    faults: list = field(default_factory=list)
    calls: list = field(default_factory=list)

    async def __call__(self, endpoint, data, **_):
        self.calls.append((self.clock.now, endpoint, dict(data)))
        fault = self.faults.pop(0) if self.faults else None
        if fault:
            raise fault
        return {"message_id": len(self.calls)}

    def times(self, chat=None):
        return [at for at, _, data in self.calls if chat in (None, data.get("chat_id"))]


class Bench:
    def __init__(self, *fault, on_migrated=None, **rates):
        self.clock = VirtualTime()
        self.wire = Wire(self.clock, list(fault))
        self.pacer = RateLimiter(
            Rates(**rates), on_migrated=on_migrated, clock=self.clock, sleep=self.clock.sleep
        )

    def request(self, endpoint, **data):
        return self.pacer.process_request(self.wire, (endpoint, data), {}, endpoint, data, None)

    def send(self, chat, text="hi"):
        return self.request("sendMessage", chat_id=chat, text=text)

    async def run(self, *coroutines):
        return await self.clock.run(*coroutines)

    async def after(self, seconds, coroutine):
        await self.clock.sleep(seconds)
        return await coroutine


def caused(error, cause):
    error.__cause__ = cause
    return error


def most_in(times, period):
    return max((sum(at <= t < at + period for t in times) for at in times), default=0)


# Pacing


async def test_a_quiet_chat_is_answered_at_once():
    bench = Bench()
    await bench.run(*(bench.send(ADA) for _ in range(BURST)))
    assert bench.wire.times() == [0.0] * BURST


async def test_a_chat_hears_no_more_than_its_share_a_second_after_a_burst():
    bench = Bench(waiting_per_chat=100, waiting_long=100)
    await bench.run(*(bench.send(ADA) for _ in range(12)))
    times = bench.wire.times()
    assert most_in(times, 3.0) == BURST
    assert 9 <= times[-1] <= 10


async def test_a_group_hears_no_more_than_its_share_in_any_minute():
    bench = Bench(waiting_per_chat=100, waiting_long=100, chat_per_second=100)

    async def talk():
        for _ in range(60):
            await bench.send(GROUP)

    await bench.run(talk())
    assert most_in(bench.wire.times(), 60.0) == 20
    assert 120 <= bench.wire.times()[-1] <= 125


async def test_a_private_chat_has_no_limit_a_minute():
    bench = Bench(waiting_per_chat=100, waiting_long=100)

    async def talk():
        for _ in range(40):
            await bench.send(ADA)

    await bench.run(talk())
    assert bench.wire.times()[-1] < 45


async def test_all_chats_together_hear_no_more_than_the_bot_may_say():
    bench = Bench()
    await bench.run(*(bench.send(chat) for chat in range(1, 151)))
    assert most_in(bench.wire.times(), 1.0) == 30
    assert 4 <= bench.wire.times()[-1] <= 5


@given(
    st.lists(
        st.tuples(st.floats(0, 30), st.sampled_from([GROUP, -6, ADA, BOB])),
        min_size=1,
        max_size=60,
    )
)
def test_no_window_is_ever_exceeded_and_every_message_is_sent_once_in_order(planned):
    async def play():
        bench = Bench(
            per_second=4, group_per_minute=8, waiting_per_chat=99, waiting_long=99, waiting=99
        )
        results = await bench.run(
            *(
                bench.after(at, bench.send(chat, number))
                for number, (at, chat) in enumerate(planned)
            )
        )
        return bench, results

    bench, results = asyncio.run(play())
    sent = [data["text"] for _, _, data in bench.wire.calls]
    refused = {n for n, result in enumerate(results) if isinstance(result, TooBusy)}
    assert sorted([*sent, *refused]) == list(range(len(planned)))
    assert most_in(bench.wire.times(), 1.0) <= 4
    for chat in (GROUP, -6, ADA, BOB):
        assert most_in(bench.wire.times(chat), 3.0) <= BURST
        assert chat > 0 or most_in(bench.wire.times(chat), 60.0) <= 8
        ours = [n for n in sent if planned[n][1] == chat]
        assert ours == sorted(ours, key=lambda n: planned[n][0])


@pytest.mark.parametrize(
    "endpoint",
    ["sendMessage", "sendDocument", "editMessageText", "copyMessage", "forwardMessage"],
)
async def test_whatever_speaks_in_a_chat_counts(endpoint):
    bench = Bench()
    requests = [bench.request(endpoint, chat_id=ADA) for _ in range(BURST + 1)]
    await bench.run(*requests)
    assert bench.wire.times()[-1] > 1


@pytest.mark.parametrize(
    "endpoint", ["sendChatAction", "getChat", "deleteMessage", "setMyCommands", "answerInlineQuery"]
)
async def test_whatever_says_nothing_goes_at_once(endpoint):
    bench = Bench()
    await bench.run(*(bench.request(endpoint, chat_id=ADA) for _ in range(50)))
    assert set(bench.wire.times()) == {0.0}
    assert bench.pacer.chats == 0


async def test_an_id_as_text_is_the_same_chat():
    bench = Bench()
    await bench.run(*(bench.send(chat) for chat in (ADA, str(ADA), ADA, str(ADA))))
    assert bench.wire.times()[-1] > 1
    assert bench.pacer.chats == 1


async def test_edits_of_one_inline_message_are_paced_and_do_not_stop_others():
    bench = Bench()
    edits = [bench.request("editMessageText", inline_message_id="x") for _ in range(BURST + 1)]
    await bench.run(*edits, bench.request("editMessageText", inline_message_id="y"))
    assert [at > 0 for at in bench.wire.times()] == [False] * (BURST + 1) + [True]


async def test_a_public_chat_by_name_is_paced_as_a_group():
    bench = Bench(group_per_minute=1, waiting_long=5)
    await bench.run(bench.send("@room"), bench.send("@room"))
    assert bench.wire.times()[1] >= 60


async def test_past_the_bound_of_a_chat_requests_are_refused_and_other_chats_go_on():
    bench = Bench(waiting_per_chat=4)
    sends = [bench.send(ADA) for _ in range(20)]
    results = await bench.run(*sends, bench.send(BOB))
    refused = [isinstance(result, TooBusy) for result in results]
    assert refused == [False] * (BURST + 4) + [True] * 13 + [False]
    assert bench.wire.times(BOB) == [0.0]


async def test_past_the_overall_bound_requests_are_refused():
    bench = Bench(per_second=1, waiting=5)
    results = await bench.run(*(bench.send(chat) for chat in range(1, 11)))
    assert [isinstance(result, TooBusy) for result in results] == [False] * 6 + [True] * 4


async def test_few_may_wait_long_so_that_flooded_chats_do_not_keep_all_workers():
    bench = Bench(RetryAfter(30), waiting_long=2)
    bench.wire.faults += [RetryAfter(30) for _ in range(4)]
    results = await bench.run(*(bench.send(chat) for chat in range(1, 6)))
    assert [isinstance(result, TooBusy) for result in results].count(True) == 3
    assert bench.wire.times() == [0.0] * 5 + [pytest.approx(30.1)] * 2


async def test_who_is_cancelled_while_waiting_leaves_no_trace():
    bench = Bench(waiting_per_chat=1)
    await bench.run(*(bench.send(ADA) for _ in range(BURST)))
    waiting = asyncio.ensure_future(bench.send(ADA))
    await asyncio.sleep(0)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    [result] = await bench.run(bench.send(ADA))
    assert result == {"message_id": BURST + 1}


async def test_chats_that_fell_silent_are_forgotten():
    bench = Bench(per_second=1_000)
    await bench.run(*(bench.send(chat) for chat in range(1, 501)))
    assert bench.pacer.chats == 500
    bench.clock.now += 62.3
    await bench.run(bench.send(1))
    assert bench.pacer.chats == 1


async def test_a_closed_chat_is_not_forgotten_before_it_opens():
    bench = Bench(RetryAfter(300))
    await bench.run(bench.send(ADA))
    bench.clock.now += 100
    await bench.run(bench.send(BOB))
    [result] = await bench.run(bench.send(ADA))
    assert isinstance(result, TooBusy)


# Flood control


async def test_after_a_429_only_that_chat_waits_and_the_request_is_repeated():
    bench = Bench(RetryAfter(10))
    results = await bench.run(bench.send(ADA), bench.send(ADA), bench.send(BOB))
    assert not any(isinstance(result, Exception) for result in results)
    assert bench.wire.times(BOB) == [0.0]
    # The first is refused, the second was under way; the first comes again.
    assert bench.wire.times(ADA)[2] >= 10


async def test_after_a_429_later_requests_of_that_chat_wait_too():
    bench = Bench(RetryAfter(4))
    late = bench.after(1, bench.send(ADA, "late"))
    await bench.run(bench.send(ADA, "early"), late)
    assert [data["text"] for _, _, data in bench.wire.calls] == ["early", "early", "late"]
    assert min(bench.wire.times()[1:]) >= 4


async def test_after_a_429_without_a_chat_everyone_waits():
    bench = Bench(RetryAfter(4))
    asks = bench.request("answerInlineQuery", inline_query_id="1")
    await bench.run(asks, bench.after(1, bench.send(ADA)), bench.after(1, bench.send(BOB)))
    assert bench.wire.times()[0] == 0.0
    assert min(bench.wire.times()[1:]) >= 4


async def test_after_a_429_about_the_bot_itself_only_that_request_waits():
    bench = Bench(RetryAfter(4))
    asks = bench.request("setMyCommands", commands=[])
    await bench.run(asks, bench.after(1, bench.send(ADA)))
    assert [round(at) for at in bench.wire.times()] == [0, 1, 4]


async def test_a_wait_of_over_a_minute_is_given_up_and_the_chat_left_in_peace():
    bench = Bench(RetryAfter(61 + 60))
    [error] = await bench.run(bench.send(ADA))
    assert isinstance(error, RetryAfter)
    [error] = await bench.run(bench.send(ADA))
    assert isinstance(error, TooBusy)
    assert (bench.clock.now, len(bench.wire.calls)) == (0.0, 1)
    bench.clock.now += 122
    [result] = await bench.run(bench.send(ADA))
    assert isinstance(result, dict)


async def test_a_wait_of_a_minute_is_kept():
    bench = Bench(RetryAfter(60))
    assert isinstance((await bench.run(bench.send(ADA)))[0], dict)
    assert bench.wire.times()[1] >= 60


async def test_a_chat_that_stays_flooded_is_given_up_in_the_end():
    bench = Bench(*(RetryAfter(1) for _ in range(9)))
    [error] = await bench.run(bench.send(ADA))
    assert isinstance(error, RetryAfter)
    assert len(bench.wire.calls) == 1 + len(PAUSES)


async def test_typing_is_never_waited_for():
    bench = Bench(RetryAfter(5))
    typing = {"endpoint": "sendChatAction", "chat_id": ADA}
    [error] = await bench.run(bench.request(**typing))
    assert isinstance(error, RetryAfter)
    [error] = await bench.run(bench.request(**typing))
    assert isinstance(error, TooBusy)
    assert bench.clock.now == 0.0


# Faults, as python-telegram-bot reports them


@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "getChat", "setMyName"])
async def test_what_was_certainly_not_done_is_done_again_after_growing_pauses(endpoint):
    refused = caused(NetworkError("httpx.ConnectError: "), faults.httpx.ConnectError(""))
    bench = Bench(refused, NetworkError("Bad Gateway"), NetworkError("Bad Gateway (502)."))
    [result] = await bench.run(bench.request(endpoint, chat_id=ADA))
    assert isinstance(result, dict)
    assert bench.wire.times() == list(itertools.accumulate(PAUSES, initial=0.0))


async def test_after_three_repetitions_the_error_is_raised():
    bench = Bench(*(NetworkError("Bad Gateway") for _ in range(9)))
    [error] = await bench.run(bench.send(ADA))
    assert error.message == "Bad Gateway"
    assert len(bench.wire.calls) == 4


MAYBE_DONE = [
    caused(TimedOut(), faults.httpx.ReadTimeout("")),
    caused(TimedOut(), faults.httpx.WriteTimeout("")),
    caused(NetworkError("httpx.RemoteProtocolError: "), faults.httpx.RemoteProtocolError("")),
    caused(NetworkError("httpx.ReadError: "), faults.httpx.ReadError("")),
    TelegramError(faults.GARBAGE),
    NetworkError("Gateway Timeout"),
]


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "copyMessage"])
@pytest.mark.parametrize("error", MAYBE_DONE, ids=repr)
async def test_what_may_have_been_sent_is_not_sent_again_and_one_line_says_so(
    error, endpoint, caplog
):
    bench = Bench(error)
    with caplog.at_level(logging.WARNING):
        assert await bench.run(bench.request(endpoint, chat_id=ADA)) == [error]
    assert len(bench.wire.calls) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert endpoint in caplog.text


@pytest.mark.parametrize(
    "endpoint",
    ["editMessageText", "answerCallbackQuery", "deleteMessage", "getChat", "sendChatAction"],
)
@pytest.mark.parametrize("error", MAYBE_DONE, ids=repr)
async def test_what_can_be_done_twice_is_done_again(error, endpoint):
    bench = Bench(error)
    [result] = await bench.run(bench.request(endpoint, chat_id=ADA))
    assert isinstance(result, dict)


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        BadRequest("Bad Request: can't parse entities"),
        NetworkError("Request Entity Too Large"),
        caused(NetworkError("Unknown error in HTTP implementation: ValueError()"), ValueError()),
    ],
    ids=repr,
)
async def test_what_asking_again_cannot_mend_is_raised_at_once(error):
    bench = Bench(error)
    assert await bench.run(bench.request("editMessageText", chat_id=ADA)) == [error]
    assert len(bench.wire.calls) == 1


async def test_an_edit_that_changes_nothing_counts_as_done():
    bench = Bench(BadRequest("Bad Request: message is not modified: specified new message …"))
    assert await bench.run(bench.request("editMessageText", chat_id=ADA)) == [True]


@pytest.mark.parametrize("wait", [0, 3])
async def test_a_429_without_its_parameters_is_a_429(wait):
    bench = Bench(NetworkError(f"Too Many Requests: retry after {wait}"))
    [result] = await bench.run(bench.send(ADA))
    assert isinstance(result, dict)
    assert bench.wire.times()[1] >= wait


async def test_a_429_is_read_whether_seconds_are_a_number_or_a_timedelta(monkeypatch):
    assert faults.retry_after(RetryAfter(7)) == 7.0
    monkeypatch.setenv("PTB_TIMEDELTA", "false")
    with pytest.warns(DeprecationWarning, match="PTB_TIMEDELTA"):
        assert faults.retry_after(RetryAfter(7)) == 7.0


async def test_logging_in_is_not_repeated_here():
    # Who starts the bot keeps trying, and says at once that the server is out of reach.
    refused = caused(NetworkError("httpx.ConnectError: "), faults.httpx.ConnectError(""))
    bench = Bench(refused)
    assert await bench.run(bench.request("getMe")) == [refused]


# Migration


async def test_a_message_follows_its_group_to_the_new_id():
    moves = []
    bench = Bench(ChatMigrated(SUPERGROUP), on_migrated=lambda *ids: moves.append(ids))
    request = bench.request(
        "sendMessage", chat_id=GROUP, text="hi", reply_parameters=ReplyParameters(3)
    )
    assert isinstance((await bench.run(request))[0], dict)
    assert moves == [(GROUP, SUPERGROUP)]
    # The message that it answered has no number in the new chat.
    assert bench.wire.calls[1][2] == {"chat_id": SUPERGROUP, "text": "hi"}


async def test_a_request_for_a_message_of_the_old_group_is_not_repeated():
    moves = []
    bench = Bench(ChatMigrated(SUPERGROUP), on_migrated=lambda *ids: moves.append(ids))
    edit = bench.request("editMessageText", chat_id=GROUP, message_id=3, text="hi")
    assert isinstance((await bench.run(edit))[0], ChatMigrated)
    assert len(bench.wire.calls) == 1
    assert moves == [(GROUP, SUPERGROUP)]


async def test_a_group_that_moves_in_a_circle_is_followed_once():
    bench = Bench(*(ChatMigrated(chat) for chat in (SUPERGROUP, GROUP, SUPERGROUP)))
    assert isinstance((await bench.run(bench.send(GROUP)))[0], ChatMigrated)
    assert len(bench.wire.calls) == 2


# Over HTTP


def test_the_library_takes_a_new_pacer_for_a_limiter():
    assert RateLimiter()


@dataclass
class Line:
    """A bot on the server `telegram`, its pauses skipped, and who it talks to."""

    telegram: object
    bot: ExtBot
    pauses: list
    moves: list
    group: object

    def send(self, **options):
        return self.bot.send_message(self.group.id, "hi", **options)

    def heard(self):
        return [m.text for m in self.group.messages.values() if m.text == "hi"]


@pytest_asyncio.fixture
async def line(telegram):
    clock, pauses, moves = VirtualTime(), [], []

    async def sleep(seconds):
        pauses.append(seconds)
        clock.now += seconds

    me, ada = telegram.bot("wenju_bot"), telegram.user("Ada")
    pacer = RateLimiter(on_migrated=lambda *ids: moves.append(ids), clock=clock, sleep=sleep)
    bot = ExtBot(
        me.token,
        telegram.base_url,
        telegram.base_file_url,
        request=faults.StrictRequest(read_timeout=PATIENCE),
        get_updates_request=faults.StrictRequest(),
        rate_limiter=pacer,
    )
    async with bot:
        yield Line(telegram, bot, pauses, moves, telegram.group("Room", members=[ada, me]))


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500),
        Fault.status(502),
        Fault.status(503),
        Fault.error(500, "Internal Server Error: restart"),
        Fault.error(502, "Bad Gateway"),
        Fault("answer", 520, b"<html>", "text/html"),
        Fault.flood(3),
    ],
    ids=lambda fault: f"{fault.http_status} {fault.body[:20]!r}",
)
async def test_a_message_that_was_not_taken_is_sent_again_and_arrives_once(line, fault):
    line.telegram.fail("sendMessage", fault, times=2)
    await line.send()
    assert line.heard() == ["hi"]
    assert len(line.telegram.calls("sendMessage")) == 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop(),
        Fault.drop(processed=True),
        Fault.garbage(),
        Fault.garbage(b"[]"),
        Fault.garbage(b"{}"),
        Fault.garbage(b'{"ok": true}'),
        Fault.garbage(b"null"),
        Fault.garbage(b'{"ok": false, "description": "no"}'),
        Fault.status(504),
        Fault.hang(),
    ],
    ids=lambda fault: f"{fault.kind} {fault.processed} {fault.http_status} {fault.body[:20]!r}",
)
async def test_a_message_whose_fate_is_unknown_is_not_sent_again(line, fault):
    line.telegram.fail("sendMessage", fault)
    with pytest.raises(TelegramError):
        await line.send(read_timeout=0.3)
    assert len(line.telegram.calls("sendMessage")) == 1
    line.telegram.heal()


@pytest.mark.parametrize("fault", [Fault.drop(processed=True), Fault.garbage(), Fault.status(504)])
async def test_an_edit_whose_fate_is_unknown_is_made_again_and_made_once(line, fault):
    message = await line.send()
    line.telegram.fail("editMessageText", fault)
    edited = await message.edit_text("new")
    assert edited is True or isinstance(edited, Message)
    assert len(line.telegram.calls("editMessageText")) == 2
    assert line.group.messages[message.message_id].text == "new"


async def test_a_second_press_that_changes_nothing_is_no_error(line):
    message = await line.send()
    assert await message.edit_text("hi") is True


async def test_a_server_out_of_reach_is_asked_four_times():
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    bot = ExtBot("1:a", "http://127.0.0.1:1/bot", rate_limiter=RateLimiter(sleep=sleep))
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.get_chat(ADA)
    await bot.shutdown()
    assert pauses == list(PAUSES)


async def test_a_message_to_a_group_that_moved_goes_to_its_new_id(line):
    line.telegram.fail("sendMessage", Fault.migrated(to=-1_000_000_000_001))
    with pytest.raises(BadRequest):  # the server has no such chat
        await line.send()
    assert line.moves == [(line.group.id, -1_000_000_000_001)]
    [_, again] = line.telegram.calls("sendMessage")
    assert again.params["chat_id"] == -1_000_000_000_001


BODIES = [b"", b"[]", b"{}", b"null", b'{"ok": true}', b'"text"', b'{"ok": false}', b"\xff\xfe"]


@pytest.mark.parametrize("body", BODIES)
async def test_garbage_for_updates_is_an_error_that_polling_survives(line, body):
    line.telegram.fail("getUpdates", Fault.garbage(body))
    with pytest.raises(TelegramError, match=faults.GARBAGE):
        await line.bot.get_updates()
    assert await line.bot.get_updates() == ()


async def test_what_people_wrote_is_not_logged_with_a_broken_body(line, caplog):
    line.telegram.fail("getUpdates", Fault.garbage(b'{"ok": true, "result": [{"text": "my secr'))
    with caplog.at_level(logging.INFO), pytest.raises(TelegramError, match=faults.GARBAGE):
        await line.bot.get_updates()
    assert "my secr" not in caplog.text


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"'])
async def test_garbage_with_an_error_status_is_known_by_its_status(line, body):
    line.telegram.fail("sendMessage", Fault("answer", 502, body))
    await line.send()
    assert line.heard() == ["hi"]
