"""Questions in memory: for two minutes, by their answer, and no more than a thousand."""

import asyncio

from fake_telegram import ManualClock

from bot.telegram.recent import KEPT, MOST, RecentQuestions


def never(seconds, call):
    """No time passes by itself."""


def test_a_question_is_found_by_its_answer_in_its_chat():
    recent = RecentQuestions(later=never)
    recent.remember(1, 7, 5, "甲")
    recent.remember(2, 7, 5, "乙")
    assert recent.answered_by(1, 7) == "甲"
    assert recent.answered_by(2, 7) == "乙"
    assert recent.answered_by(1, 8) is None


def test_the_last_of_a_chat_is_the_one_answered_last():
    recent = RecentQuestions(later=never)
    for answer, question in ((7, "甲"), (8, "乙"), (7, "丙")):
        recent.remember(1, answer, 5, question)
    recent.remember(2, 9, 5, "丁")
    assert recent.last_in(1) == "丙"
    assert recent.last_in(3) is None


def test_after_two_minutes_nothing_is_left():
    clock = ManualClock(0.0)
    recent = RecentQuestions(clock.now, never)
    recent.remember(1, 7, 5, "甲")
    clock.advance(KEPT - 1)
    assert recent.answered_by(1, 7) == "甲"
    clock.advance(1)
    assert recent.answered_by(1, 7) is None
    assert recent.last_in(1) is None
    assert len(recent) == 0


def test_after_two_minutes_nothing_is_left_though_nobody_asks():
    clock, due = ManualClock(0.0), []
    recent = RecentQuestions(clock.now, lambda seconds, call: due.append((seconds, call)))
    recent.remember(1, 7, 5, "甲")
    [(seconds, call)] = due
    clock.advance(seconds)
    call()
    assert seconds == KEPT
    assert len(recent) == 0


async def test_by_itself_it_waits_on_the_running_loop(monkeypatch):
    monkeypatch.setattr("bot.telegram.recent.KEPT", 0.0)
    recent = RecentQuestions()
    recent.remember(1, 7, 5, "甲")
    await asyncio.sleep(0.01)
    assert len(recent) == 0


def test_what_a_person_asked_is_forgotten_for_that_person_alone():
    recent = RecentQuestions(later=never)
    recent.remember(1, 7, 5, "甲")
    recent.remember(1, 8, 6, "乙")
    recent.forget(5)
    assert recent.answered_by(1, 7) is None
    assert recent.last_in(1) == "乙"


def test_no_more_are_kept_than_it_says():
    recent = RecentQuestions(later=never)
    for number in range(MOST + 5):
        recent.remember(1, number, 5, str(number))
    assert len(recent) == MOST
    assert recent.answered_by(1, 4) is None
    assert recent.answered_by(1, 5) == "5"
