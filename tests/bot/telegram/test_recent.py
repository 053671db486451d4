"""Questions in memory: for two minutes, by their answer, and no more than a thousand."""

from fake_telegram import ManualClock

from bot.telegram.recent import KEPT, MOST, RecentQuestions


def test_a_question_is_found_by_its_answer_in_its_chat():
    recent = RecentQuestions()
    recent.remember(1, 7, "甲")
    recent.remember(2, 7, "乙")
    assert recent.answered_by(1, 7) == "甲"
    assert recent.answered_by(2, 7) == "乙"
    assert recent.answered_by(1, 8) is None


def test_the_last_of_a_chat_is_the_one_answered_last():
    recent = RecentQuestions()
    for answer, question in ((7, "甲"), (8, "乙"), (7, "丙")):
        recent.remember(1, answer, question)
    recent.remember(2, 9, "丁")
    assert recent.last_in(1) == "丙"
    assert recent.last_in(3) is None


def test_after_two_minutes_nothing_is_left():
    clock = ManualClock(0.0)
    recent = RecentQuestions(clock.now)
    recent.remember(1, 7, "甲")
    clock.advance(KEPT - 1)
    assert recent.answered_by(1, 7) == "甲"
    clock.advance(1)
    assert recent.answered_by(1, 7) is None
    assert recent.last_in(1) is None
    assert len(recent) == 0


def test_no_more_are_kept_than_it_says():
    recent = RecentQuestions()
    for number in range(MOST + 5):
        recent.remember(1, number, str(number))
    assert len(recent) == MOST
    assert recent.answered_by(1, 4) is None
    assert recent.answered_by(1, 5) == "5"
