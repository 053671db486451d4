"""How fast, how steady and how small the bot is: over loopback, the server in a process of its own.

    python tests/benchmarks/bot.py speed     answers a second
    python tests/benchmarks/bot.py soak      10,000 questions from 200 chats, with faults,
                                             unreadable and repeated updates, and restarts
    python tests/benchmarks/bot.py start     start and idle memory beside a bare echo bot's

Prints a table. The bot runs as `python -m bot bot`, its limits raised through the environment.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fake_telegram import Bot, Chat, FakeTelegram, Fault, Limits, Message, User
from malformed import BROKEN
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


def access(telegram: FakeTelegram, me: Bot) -> dict[str, str]:
    """What of a program's environment lets it speak as `me`."""
    url = telegram.base_url.removesuffix("/bot")
    return {"TELEGRAM_BOT_TOKEN": me.token, "TELEGRAM_API_URL": url}


@asynccontextmanager
async def running(
    telegram: FakeTelegram, me: Bot, folder: Path, program: tuple[str, ...] = WENJU
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A bot as a process, byte-compiled into `folder`, from its first poll on."""
    given = surroundings(folder) | access(telegram, me)
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
# cannot be known: then the bot decides for silence.
SAFE = (Fault.flood(1), Fault.status(500), Fault.status(502), Fault.drop(processed=True))
AMBIGUOUS = (Fault.drop(), Fault.garbage(), Fault.status(504))
POLLING = (Fault.drop(), Fault.drop(processed=True), Fault.status(502), Fault.garbage())
# What the log says of questions that are deliberately not answered, and of what else became of
# updates.
SILENCES = {
    "fate unknown": r"sendMessage may or may not have been done",
    "cut off": r"(\d+) answers were cut off",
    "old": r"(\d+) old questions of groups were passed over",
}
FATES = {
    "unreadable": r"The update \d+ cannot be read",
    "waited for a start": r"(\d+) answers wait for the next start",
    "answered after a start": r"(\d+) questions of before the start",
}
# Seconds; a group's question of that age is not answered any more.
OLD = 600
# Groups and questions in each, where answers wait for their turn as Telegram wants it.
CROWDS, CROWD = 5, 20
AS_TELEGRAM = {
    "WENJU_CHAT_MESSAGES_PER_SECOND": "1",
    "WENJU_GROUP_MESSAGES_PER_MINUTE": "20",
    "WENJU_MESSAGES_PER_SECOND": "30",
}


class Soak:
    """Rounds of one question a chat, with faults, unreadable updates and repetitions all the while.

    In the second half of them the bot is ended in the middle of each round, by SIGTERM and SIGKILL
    in turn. In the end it is ended while many answers wait for their turn in crowded groups.
    """

    process: asyncio.subprocess.Process

    def __init__(self, telegram: FakeTelegram, chats: int, folder: Path) -> None:
        self.telegram, self.folder, self.log = telegram, folder, folder / "log"
        self.me = telegram.bot("wenju_bot")
        self.chance, self.total = random.Random(7), Counter[str]()
        self.people = [telegram.user(f"P{n}", language_code="zh-hans") for n in range(chats)]
        self.places = {
            person: telegram.supergroup(f"G{n}", members=[person, self.me]) if n % 4 == 0 else None
            for n, person in enumerate(self.people)
        }
        self.texts = questions()
        self.memories: list[float] = []
        self.old: list[Message] = []
        self.unknown = 0

    async def run(self, rounds: int) -> None:
        """All rounds, then the crowds."""
        await self.begin()
        endings = cycle((signal.SIGTERM, signal.SIGKILL))
        for number in range(rounds):
            await self.round(None if number < rounds // 2 else next(endings))
            if number < rounds // 2:
                self.memories.append(memory(self.process))
        for ending in (signal.SIGTERM, signal.SIGKILL):
            await self.crowds(ending)
        await self.end(signal.SIGTERM)

    async def begin(self, **given: str) -> None:
        """Start the bot, and wait for its first poll; what it says goes to the log."""
        given = surroundings(self.folder) | access(self.telegram, self.me) | given
        last = self.telegram.calls("getUpdates")[-1:]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *WENJU, cwd=ROOT, env=given, stderr=log
            )
        while self.telegram.calls("getUpdates")[-1:] == last:
            await asyncio.sleep(0.01)

    async def end(self, how: signal.Signals) -> None:
        """End the bot; told to, it ends well."""
        self.process.send_signal(how)
        if await self.process.wait() not in (0, -signal.SIGKILL):
            self.total["ended badly"] += 1
        self.total[f"ends by {how.name}"] += 1

    async def round(self, ending: signal.Signals | None) -> None:
        """Each chat asks a question; with an `ending`, half of them while the bot is away."""
        rules = [self.telegram.fail("sendMessage", self.chance.choice(SAFE)) for _ in range(5)]
        rules += [self.telegram.fail("sendMessage", self.chance.choice(AMBIGUOUS)) for _ in "12"]
        rules.append(self.telegram.fail("getUpdates", self.chance.choice(POLLING)))
        for question in self.chance.sample(self.old, min(5, len(self.old))):
            self.again(question)
        half = len(self.places) // 2
        places = list(self.places.items())
        asked = await self.ask(places[:half])
        if ending:
            await self.end(ending)
            self.inject_old()
        asked += await self.ask(places[half:])
        if ending:
            await self.begin()
        await self.settle(asked)
        self.count(asked, ending)
        self.total["faults"] += sum(rule.used for rule in rules)
        self.total["unconfirmed, but arrived"] += sum(
            rule.used for rule in rules if rule.fault.processed and rule.method == "sendmessage"
        )
        self.old = asked
        self.telegram.heal()
        self.telegram.forget()

    async def ask(self, places: list[tuple[User, Chat | None]]) -> list[Message]:
        """A question in each place, and five unreadable updates between them."""
        unreadable = set(self.chance.sample(range(len(places)), min(5, len(places))))
        asked = []
        for number, (person, place) in enumerate(places):
            if number in unreadable:
                self.me.updates.inject(self.chance.choice(BROKEN))
                self.total["unreadable, sent"] += 1
            text = f"/ask@wenju_bot {self.chance.choice(self.texts)}"
            asked.append(await person.says(text, in_=place))
        return asked

    def again(self, question: Message) -> None:
        """Deliver a question that was answered once more."""
        update = {"update_id": question.sent_to[self.me.id], "message": question.json}
        self.me.updates.pending.append(update)
        self.total["delivered again"] += 1

    def inject_old(self) -> None:
        """Two questions of groups that are too old when the bot starts."""
        of_groups = [one for one in self.old if one.json["chat"]["type"] == "supergroup"]
        for question in of_groups[:2]:
            self.me.updates.inject({"message": question.json | {"date": time.time() // 1 - OLD}})
            self.total["old, asked"] += 1

    async def crowds(self, ending: signal.Signals) -> None:
        """End the bot while answers wait for their turn; all of them are given in the end."""
        await self.end(signal.SIGTERM)
        await self.begin(**AS_TELEGRAM)
        people = self.people[:CROWD]
        groups = [
            self.telegram.supergroup(f"Crowd{n}", members=[*people, self.me]) for n in range(CROWDS)
        ]
        asked = [
            await person.says(f"/ask@wenju_bot {self.texts[0]}", in_=group)
            for group in groups
            for person in people
        ]
        last = asked[-1].sent_to[self.me.id]
        while self.me.updates.confirmed < last:
            await asyncio.sleep(0.01)
        self.total["answers held at an end"] += sum(not self.answers(one) for one in asked)
        await self.end(ending)
        await self.begin()
        await self.settle(asked)
        self.count(asked, ending)
        self.telegram.forget()

    async def settle(self, asked: list[Message]) -> None:
        """Wait until all is answered, or nothing more happens and the log says of as many as are
        missing that their fate is unknown: what is tried again may take a while."""
        deadline = time.perf_counter() + 60
        missing = -1
        while missing and time.perf_counter() < deadline:
            before, missing = missing, sum(not self.answers(question) for question in asked)
            unknown = _counted(SILENCES["fate unknown"], self.log.read_text("utf-8"))
            if before == missing <= unknown - self.unknown:
                break
            await self.me.rests(quiet=2.5, timeout=60)
        self.unknown = _counted(SILENCES["fate unknown"], self.log.read_text("utf-8"))

    def answers(self, question: Message) -> list[Message]:
        """The bot's answers to the question: in private, all after it."""
        messages = question.chat.messages.values()
        return [
            one
            for one in messages
            if one.bot is self.me
            and one.order > question.order
            and one.reply_to in (None, question.id)
        ]

    def count(self, asked: list[Message], ending: signal.Signals | None) -> None:
        """How often each question was answered."""
        numbers = [len(self.answers(question)) for question in asked]
        doubled = sum(number > 1 for number in numbers)
        killed = ending is signal.SIGKILL
        self.total["asked"] += len(asked)
        self.total["unanswered"] += numbers.count(0)
        self.total["answered twice after SIGKILL" if killed else "answered twice"] += doubled
        if killed:
            self.total["most for one SIGKILL"] = max(self.total["most for one SIGKILL"], doubled)
        self.total["answered more often"] += sum(number > 2 for number in numbers)

    def report(self, seconds: float) -> None:
        """Print the figures."""
        said = self.log.read_text("utf-8")
        silences, fates = (
            {name: _counted(pattern, said) for name, pattern in table.items()}
            for table in (SILENCES, FATES)
        )
        besides = self.total["old, asked"] + self.total["unconfirmed, but arrived"]
        silent = sum(silences.values()) - besides
        lines = dict(sorted(self.total.items()))
        lines |= {f"silence: {name}": number for name, number in silences.items()} | fates
        lines |= {"lost": self.total["unanswered"] - silent, "seconds": int(seconds)}
        lines["tracebacks"] = said.count("Traceback")
        for name, number in lines.items():
            print(f"{name:30} {number:6}")
        warm = self.memories[len(self.memories) // 5 :]
        level = statistics.median(warm)
        print(
            f"memory after warm-up: {warm[0]:.1f} MB at first, {warm[-1]:.1f} at last, median "
            f"{level:.1f}, {min(warm) / level - 1:+.1%} to {max(warm) / level - 1:+.1%}"
        )


def _counted(pattern: str, said: str) -> int:
    """How many the lines of a log name; one each where they name no number."""
    return sum(int(number) if number.isdecimal() else 1 for number in re.findall(pattern, said))


async def soak(updates: int, chats: int, folder: Path) -> None:
    """Rounds of one question a chat, and what became of all."""
    async with FakeTelegram(limits=Limits.off(), journal_size=1_000) as telegram:
        soaking, start = Soak(telegram, chats, folder), time.perf_counter()
        await soaking.run(updates // chats)
        soaking.report(time.perf_counter() - start)


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
