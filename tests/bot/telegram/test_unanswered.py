"""What is asked is answered, however and whenever the bot ends; nothing is answered twice."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from typing import ClassVar

import pytest
from bot_processes import bot_process
from fake_telegram import PATIENCE, Fault
from telegram import Bot as Client

from bot.telegram.addressing import Me
from bot.telegram.schema import FILE_NAME
from bot.telegram.store import STARTS, UNANSWERED_LIFE, Store
from bot.telegram.transport.reading import update_in
from bot.telegram.unanswered import Unanswered

NAME = "wenju_bot"
QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"
# Three answers go to a group at once, and no more within this test.
SLOW = {"group_messages_per_minute": 3}


def answered(room, me):
    """How often each question of a group was answered, by its id."""
    return Counter(m.reply_to for m in room.messages.values() if m.bot is me and ANSWER in m.text)


async def test_answers_that_wait_for_their_turn_are_given_after_a_restart(start, telegram):
    me, ada = telegram.bot(NAME), telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me, grace=0.01, **SLOW) as bot:
        asked = [await ada.says(f"/ask@{NAME} {QUESTION}", in_=room) for _ in range(12)]
        await telegram.called("sendMessage", count=3)
        await me.rests()
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    assert len(answered(room, me)) == 3
    async with start(me, questions_per_chat=1, questions_per_person=1):
        await telegram.called("sendMessage", count=12)
        await me.rests()
    assert answered(room, me) == Counter(question.id for question in asked)


async def test_a_message_on_its_way_when_the_bot_ends_is_not_said_again(start, telegram):
    me, ada = telegram.bot(NAME), telegram.user("Ada")
    async with start(me, grace=0.01) as bot:
        telegram.fail("sendMessage", Fault.hang())
        await ada.says(QUESTION)
        await telegram.called("sendMessage")
        bot.stop.set()
        assert await asyncio.wait_for(bot.task, PATIENCE) == 0
    telegram.heal()
    async with start(me):
        await me.replies(to=await ada.says(QUESTION))
        await me.rests()
    assert len(telegram.calls("sendMessage")) == 2


async def test_killed_it_loses_nothing_and_says_again_what_was_on_its_way(telegram, tmp_path):
    me, ada = telegram.bot(NAME), telegram.user("Ada")
    room = telegram.supergroup("Room", members=[ada, me])
    telegram.fail("sendMessage", Fault.hang(), times=None)
    slow = {f"WENJU_{name.upper()}": str(count) for name, count in SLOW.items()}
    async with bot_process(telegram, me, tmp_path, **slow) as bot:
        asked = [await ada.says(f"/ask@{NAME} {QUESTION}", in_=room) for _ in range(12)]
        alone = await telegram.user("Bob").says(QUESTION)
        # All are received, three messages and one are on their way, and the others wait.
        await telegram.called("sendMessage", count=4)
        while me.updates.confirmed < alone.sent_to[me.id]:
            await asyncio.sleep(0.01)
        bot.kill()
        await bot.wait()
    said = len(telegram.calls("sendMessage"))
    telegram.heal()
    async with bot_process(telegram, me, tmp_path, WENJU_CHAT_MESSAGES_PER_SECOND="1000"):
        await telegram.called("sendMessage", count=said + 13)
        await me.rests()
    assert answered(room, me) == Counter(question.id for question in asked)
    [answer] = await me.replies(to=alone)
    assert ANSWER in answer.text


async def test_nothing_is_asked_again_that_was_answered(start, telegram):
    me, ada = telegram.bot(NAME), telegram.user("Ada")
    for _ in range(2):
        async with start(me):
            await me.replies(to=await ada.says(QUESTION))
            await me.rests()
    assert len(telegram.calls("sendMessage")) == 2


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1e9

    def __call__(self):
        return self.now


class TestKept:
    """What lies on the disk between a question and its answer."""

    ME = Me(1, NAME, reads_groups=True)
    BOT = Client("1:a")
    RAW: ClassVar = {
        "update_id": 7,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "Ada"},
            "text": "secret",
        },
    }

    @pytest.fixture
    def clock(self):
        return Clock()

    @pytest.fixture
    def store(self, tmp_path, clock):
        store = Store(tmp_path, clock)
        yield store
        store.close()

    def kept(self, store, token="1:a", raw=RAW):
        unanswered = Unanswered(store, token)
        unanswered.keep([(update_in(raw, self.BOT), raw)], self.ME)
        return unanswered

    def test_it_says_the_same_after_a_start_and_is_let_in(self, store):
        self.kept(store)
        again = Unanswered(store, "1:a")
        [update] = again.left(self.BOT)
        assert update.to_dict() == update_in(self.RAW, self.BOT).to_dict()
        assert [again.was_let_in(update.message) for _ in range(2)] == [True, False]

    def test_nobody_reads_it_without_the_token(self, store, tmp_path):
        self.kept(store)
        assert not [f for f in tmp_path.iterdir() if b"secret" in f.read_bytes()]
        assert Unanswered(store, "2:b").left(self.BOT) == []

    def test_nothing_is_opened_that_was_changed_or_stands_for_another(self, store, tmp_path):
        self.kept(store)
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file, file:
            file.execute("UPDATE unanswered SET id = 8")
        assert Unanswered(store, "1:a").left(self.BOT) == []

    def test_it_is_gone_after_a_day_at_the_start_and_while_running(self, store, clock, caplog):
        self.kept(store)
        clock.now += UNANSWERED_LIFE
        assert Unanswered(store, "1:a").left(self.BOT) == []
        assert "1 unanswered questions are given up" in caplog.text
        self.kept(store)
        clock.now += UNANSWERED_LIFE
        store.claim(8)
        assert store.left() == []

    def test_it_is_gone_when_its_asker_has_all_forgotten(self, store):
        self.kept(store)
        store.forget(6)
        assert len(store.left()) == 1
        store.forget(5)
        assert store.left() == []

    def test_it_is_gone_when_it_is_answered(self, store):
        unanswered = self.kept(store)
        first, copy = (update_in(self.RAW, self.BOT) for _ in range(2))
        assert store.claim(7)
        unanswered.begin(first)
        unanswered.end(copy)
        assert len(Unanswered(store, "1:a").left(self.BOT)) == 1
        unanswered.end(first)
        assert Unanswered(store, "1:a").left(self.BOT) == []

    def test_what_was_answered_is_not_kept_when_it_comes_again(self, store):
        store.claim(7)
        self.kept(store)
        assert Unanswered(store, "1:a").left(self.BOT) == []

    def test_what_ends_the_program_is_given_up(self, store):
        self.kept(store)
        left = [len(Unanswered(store, "1:a").left(self.BOT)) for _ in range(STARTS + 1)]
        assert left == [1] * STARTS + [0]

    def test_starts_that_come_to_nothing_do_not_count(self, store):
        self.kept(store)
        for _ in range(STARTS + 1):
            Unanswered(store, "1:a")
        assert len(Unanswered(store, "1:a").left(self.BOT)) == 1

    def test_the_talk_of_a_group_is_not_kept(self, store):
        room = {"id": -5, "type": "supergroup", "title": "Room"}
        self.kept(store, raw={**self.RAW, "message": {**self.RAW["message"], "chat": room}})
        assert Unanswered(store, "1:a").left(self.BOT) == []
