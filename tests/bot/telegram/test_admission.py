from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.admission import MOST_KEYS, Admission, Decision
from bot.telegram.transport.window import SlidingWindow

ADMIT, NOTICE, SILENT = Decision.ADMIT, Decision.NOTICE, Decision.SILENT


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def admission(clock, *, per_person=3, per_chat=100, per_second=100):
    return Admission(per_person=per_person, per_chat=per_chat, per_second=per_second, clock=clock)


@given(
    st.integers(1, 5),
    st.floats(0.5, 60),
    st.lists(st.floats(0, 20), max_size=60),
)
def test_no_window_of_the_period_ever_holds_more_than_the_count(count, period, pauses):
    window, now, taken = SlidingWindow(count, period), 0.0, []
    for pause in pauses:
        now += pause
        if not window.wait(now):
            window.take(now)
            taken.append(now)
    for start in taken:
        assert sum(start <= at < start + period - 1e-9 for at in taken) <= count


@given(st.integers(1, 5), st.floats(0.5, 60), st.lists(st.floats(0, 20), max_size=30))
def test_the_wait_that_a_window_names_is_exactly_enough(count, period, pauses):
    window, now = SlidingWindow(count, period), 0.0
    for pause in pauses:
        now += pause
        wait = window.wait(now)
        assert 0 <= wait <= period + 1e-9
        if wait > 0.01:
            assert window.wait(now + wait - 0.005) > 0
        assert window.wait(now + wait + 1e-6) == 0
        now += wait + 1e-6
        window.take(now)


@pytest.mark.parametrize(("count", "period"), [(0, 1.0), (1, 0.0), (-1, 1.0)])
def test_a_window_that_lets_nothing_through_is_refused(count, period):
    with pytest.raises(ValueError, match="no window"):
        SlidingWindow(count, period)


def test_a_person_over_the_limit_is_told_once_then_met_with_silence():
    ask = admission(Clock()).admit
    assert [ask(1, 1, False) for _ in range(6)] == [ADMIT] * 3 + [NOTICE, SILENT, SILENT]


def test_one_person_over_the_limit_does_not_stop_another():
    ask = admission(Clock()).admit
    for _ in range(5):
        ask(1, -7, True)
    assert ask(2, -7, True) is ADMIT


def test_a_person_is_admitted_again_when_the_first_question_is_a_minute_old():
    clock = Clock()
    ask = admission(clock).admit
    for _ in range(3):
        ask(1, 1, False)
        clock.now += 10
    clock.now += 29.9
    assert ask(1, 1, False) is NOTICE
    clock.now += 0.1
    assert ask(1, 1, False) is ADMIT
    assert ask(1, 1, False) is SILENT


def test_each_chat_is_told_of_a_person_over_the_limit():
    ask = admission(Clock()).admit
    for _ in range(3):
        ask(1, 1, False)
    assert [ask(1, chat, True) for chat in (-1, -1, -2, -2)] == [NOTICE, SILENT, NOTICE, SILENT]


def test_presses_take_nothing_from_questions():
    busy = admission(Clock(), per_person=100, per_second=5)
    assert [busy.admit_aside(1) for _ in range(6)] == [True] * 5 + [False]
    assert [busy.admit(2, 2, False) for _ in range(5)] == [ADMIT] * 5


def test_a_person_keeps_one_limit_in_all_chats():
    ask = admission(Clock()).admit
    assert [ask(1, chat, True) for chat in (-1, -2, -3, -4)] == [ADMIT] * 3 + [NOTICE]


def test_someone_who_floods_on_is_told_once_a_minute():
    clock = Clock()
    ask = admission(clock).admit
    verdicts = []
    for _ in range(600):
        verdicts.append(ask(1, 1, False))
        clock.now += 0.5
    assert verdicts.count(NOTICE) == 5
    assert verdicts.count(ADMIT) == 15  # three in each of five minutes


def test_someone_who_was_quiet_for_a_minute_is_told_again():
    clock = Clock()
    ask = admission(clock).admit
    for _ in range(5):
        ask(1, 1, False)
    clock.now += 60
    assert [ask(1, 1, False) for _ in range(5)] == [ADMIT] * 3 + [NOTICE, SILENT]


def test_a_group_over_the_limit_is_told_once_for_all_its_members():
    ask = admission(Clock(), per_chat=4).admit
    verdicts = [ask(person, -5, True) for person in range(1, 9)]
    assert verdicts == [ADMIT] * 4 + [NOTICE] + [SILENT] * 3


def test_a_private_chat_has_no_limit_of_its_own():
    ask = admission(Clock(), per_person=10, per_chat=1).admit
    assert [ask(1, 1, False) for _ in range(5)] == [ADMIT] * 5


def test_a_busy_bot_tells_everyone_whom_it_refuses():
    clock = Clock()
    ask = admission(clock, per_second=5).admit
    verdicts = [ask(person, person, False) for person in range(1, 21)]
    assert verdicts == [ADMIT] * 5 + [NOTICE] * 15
    clock.now += 1
    assert ask(30, 30, False) is ADMIT


def test_a_refused_question_uses_up_nothing():
    ask = admission(Clock(), per_chat=1).admit
    assert ask(1, -5, True) is ADMIT
    for _ in range(10):
        ask(2, -5, True)
    assert [ask(2, 2, False) for _ in range(3)] == [ADMIT] * 3


def test_whoever_was_idle_for_a_minute_is_forgotten():
    clock = Clock()
    admissions = admission(clock, per_second=10_000)
    for person in range(1, 501):
        admissions.admit(person, -person, True)
    assert admissions.remembered == 1_000
    clock.now += 60
    admissions.admit(1, -1, True)
    assert admissions.remembered == 2


def test_no_flood_of_strangers_fills_the_memory():
    admissions = admission(Clock())
    for person in range(MOST_KEYS + 500):
        admissions.admit(person, person, False)
    assert admissions.remembered == MOST_KEYS
