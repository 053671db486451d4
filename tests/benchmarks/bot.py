"""How fast, how steady and how small the bot is: over loopback, the server in a process of its own.

    python tests/benchmarks/bot.py speed     answers a second
    python tests/benchmarks/bot.py soak      10,000 updates from 200 chats, with faults injected
    python tests/benchmarks/bot.py start     start and idle memory beside a bare echo bot's

Prints a table. The bot runs as `python -m bot bot`, its limits raised through the environment.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fake_telegram import Bot, FakeTelegram, Fault, Limits, Message
from samples import SEEDS

from retrieval import Library, examples

ROOT = SEEDS.parent
RAISED = {
    "WENJU_QUESTIONS_PER_PERSON": "1000000",
    "WENJU_QUESTIONS_PER_CHAT": "1000000",
    "WENJU_ANSWERS_PER_SECOND": "1000000",
    "WENJU_MESSAGES_PER_SECOND": "1000000",
    "WENJU_CHAT_MESSAGES_PER_SECOND": "1000000",
    "WENJU_GROUP_MESSAGES_PER_MINUTE": "1000000",
}
WENJU = ("-m", "bot", "bot")
ECHO = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters
async def echo(update, context):
    await update.message.reply_text(update.message.text)
api = os.environ["TELEGRAM_API_URL"]
builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"])
app = builder.base_url(api + "/bot").base_file_url(api + "/file/bot").build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
"""


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a program: all that it keeps, it keeps in `folder`."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("WENJU_")}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return (
        given
        | RAISED
        | {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "WENJU_LIBRARY": str(SEEDS),
            "WENJU_CACHE": str(folder / "cache"),
            "WENJU_STATE": str(folder / "state"),
        }
    )


@asynccontextmanager
async def running(
    telegram: FakeTelegram, me: Bot, folder: Path, program: tuple[str, ...] = WENJU
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A bot as a process, byte-compiled into `folder`, from its first poll on."""
    given = surroundings(folder) | {
        "TELEGRAM_BOT_TOKEN": me.token,
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
    }
    begun = len(telegram.calls("getUpdates", bot=me))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, cwd=ROOT, env=given, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await telegram.called("getUpdates", count=begun + 1, timeout=60)
        yield process
    finally:
        process.terminate()
        await process.wait()


def memory(process: asyncio.subprocess.Process) -> float:
    """The resident set of a process, in MB."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def processor(process: asyncio.subprocess.Process) -> float:
    """The seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def questions() -> list[str]:
    """Questions that the two seeds answer."""
    return list(islice(examples(Library.open(SEEDS), 50), 50)) or ["满都拉口岸的过货量是多少?"]


async def speed(count: int, folder: Path) -> None:
    """Ask `count` questions at once, from 200 people."""
    async with FakeTelegram(limits=Limits.off()) as telegram:
        me = telegram.bot("wenju_bot")
        people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(200)]
        texts = questions()
        async with running(telegram, me, folder) as process:
            for turn in ("warm-up", "measured"):
                already = len(telegram.calls("sendMessage"))
                start, used, own = time.perf_counter(), processor(process), time.process_time()
                for n in range(count):
                    await people[n % 200].says(texts[n % len(texts)])
                await telegram.called("sendMessage", count=already + count, timeout=600)
                seconds = time.perf_counter() - start
                bot, server = processor(process) - used, time.process_time() - own
                print(
                    f"{turn:9} {count:6} answers {count / seconds:7.1f}/s; a processor's share: "
                    f"bot {bot / seconds:.0%}, server {server / seconds:.0%}"
                )


# What Telegram surely did not do is done again. Whether it sent a message it did not confirm
# cannot be known: then the bot decides for silence, and AMBIGUOUS counts how often it had to.
SAFE = (Fault.flood(1), Fault.status(500), Fault.status(502), Fault.drop(processed=True))
AMBIGUOUS = (Fault.drop(), Fault.garbage(), Fault.status(504))
POLLING = (Fault.drop(), Fault.drop(processed=True), Fault.status(502), Fault.garbage())


async def soak(updates: int, chats: int, folder: Path) -> None:
    """Rounds of one question a chat, some delivered again, with faults all the while."""
    chance, total, memories = random.Random(7), Counter[str](), list[float]()
    async with FakeTelegram(limits=Limits.off(), journal_size=1_000) as telegram:
        me = telegram.bot("wenju_bot")
        people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(chats)]
        places = {
            person: telegram.supergroup(f"G{n}", members=[person, me]) if n % 4 == 0 else None
            for n, person in enumerate(people)
        }
        texts, start = questions(), time.perf_counter()
        async with running(telegram, me, folder) as process:
            old: list[Message] = []
            for _ in range(updates // chats):
                rules = [telegram.fail("sendMessage", chance.choice(SAFE)) for _ in range(5)]
                lost = [telegram.fail("sendMessage", chance.choice(AMBIGUOUS)) for _ in range(2)]
                rules.append(telegram.fail("getUpdates", chance.choice(POLLING)))
                asked = []
                for question in chance.sample(old, min(5, len(old))):
                    update = {"update_id": question.sent_to[me.id], "message": question.json}
                    me.updates.pending.append(update)
                    total["delivered again"] += 1
                for person, place in places.items():
                    text = f"/ask@wenju_bot {chance.choice(texts)}"
                    asked.append(await person.says(text, in_=place))
                missing = await _round(me, asked, len(lost))
                total["asked"] += len(asked)
                total["faults"] += sum(rule.used for rule in rules + lost)
                total["decided silences"] += sum(rule.used for rule in lost)
                total["unanswered"] += missing
                total["answered twice"] += sum(len(answers(me, one)) > 1 for one in asked)
                memories.append(memory(process))
                old = asked
                telegram.forget()
            _report(total, memories, time.perf_counter() - start)


async def _round(me: Bot, asked: list[Message], silences: int) -> int:
    """Wait until all but `silences` of the questions are answered; how many are not."""
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        missing = sum(not answers(me, question) for question in asked)
        if missing <= silences:
            break
        await asyncio.sleep(0.05)
    await me.rests(quiet=0.3, timeout=60)
    return sum(not answers(me, question) for question in asked)


def answers(me: Bot, question: Message) -> list[Message]:
    """The bot's messages after the question in its chat."""
    messages = question.chat.messages.values()
    return [one for one in messages if one.bot is me and one.order > question.order]


def _report(total: Counter[str], memories: list[float], seconds: float) -> None:
    for name, number in total.items():
        print(f"{name:17} {number:6}")
    print(f"{'lost':17} {total['unanswered'] - total['decided silences']:6}")
    print(f"{'seconds':17} {seconds:6.0f}")
    warm = memories[len(memories) // 5 :]
    level = statistics.median(warm)
    print(
        f"memory after warm-up: {warm[0]:.1f} MB at first, {warm[-1]:.1f} at last, median "
        f"{level:.1f}, {min(warm) / level - 1:+.1%} to {max(warm) / level - 1:+.1%}"
    )


async def start(times: int, folder: Path) -> None:
    """Start both bots in turn on a built index; the first starts, which compile, do not count."""
    subprocess.run(
        [sys.executable, "-m", "bot", "index"], cwd=ROOT, env=surroundings(folder), check=True
    )
    seconds: dict[str, list[float]] = {"wenju": [], "echo": []}
    memories: dict[str, list[float]] = {"wenju": [], "echo": []}
    programs = {"wenju": WENJU, "echo": ("-c", ECHO)}
    for turn in range(times + 1):
        for name, program in programs.items():
            async with FakeTelegram(limits=Limits.off()) as telegram:
                me = telegram.bot(f"{name}_bot")
                begun = time.perf_counter()
                async with running(telegram, me, folder, program) as process:
                    took = time.perf_counter() - begun
                    await asyncio.sleep(1.5)
                    if turn:
                        seconds[name].append(took)
                        memories[name].append(memory(process))
    print(f"{'':6} {'to first poll':>14} {'idle memory':>12}")
    for name in programs:
        print(
            f"{name:6} {statistics.median(seconds[name]) * 1000:11.0f} ms "
            f"{statistics.median(memories[name]):9.1f} MB"
        )
    ratios = [
        statistics.median(table["wenju"]) / statistics.median(table["echo"])
        for table in (seconds, memories)
    ]
    print(f"{'ratio':6} {ratios[0]:14.2f} {ratios[1]:12.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("speed", "soak", "start"))
    parser.add_argument("--answers", type=int, default=2_000, help="of the speed run")
    parser.add_argument("--updates", type=int, default=10_000, help="of the soak")
    parser.add_argument("--chats", type=int, default=200, help="of the soak")
    parser.add_argument("--times", type=int, default=7, help="starts of each bot")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.what == "speed":
            asyncio.run(speed(args.answers, folder))
        elif args.what == "soak":
            asyncio.run(soak(args.updates, args.chats, folder))
        else:
            asyncio.run(start(args.times, folder))


if __name__ == "__main__":
    main()
