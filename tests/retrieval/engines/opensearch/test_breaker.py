"""When a cluster is left alone, and when it is tried again."""

import pytest

from retrieval.engines.opensearch.breaker import FIRST, LIMIT, LONGEST, Breaker
from retrieval.errors import EngineBusy, EngineRed, EngineRefused, EngineUnreachable

GONE = EngineUnreachable("one:9200", "Connection refused")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock)


def fail(breaker, times=1, fault=GONE):
    for _ in range(times):
        with pytest.raises(type(fault)), breaker:
            raise fault


def is_open(breaker):
    """Whether nothing is done in it; tries to."""
    try:
        with breaker:
            return False
    except EngineUnreachable:
        return True


def tries(breaker):
    """Whether it lets one through, who fails."""
    fault = EngineBusy("one")
    try:
        with breaker:
            raise fault
    except (EngineUnreachable, EngineBusy) as error:
        return error is fault


def test_it_opens_after_so_many_faults_in_a_row_with_the_last_of_them(breaker):
    fail(breaker, LIMIT - 1, EngineRed("two"))
    fail(breaker)
    with pytest.raises(EngineUnreachable) as raised, breaker:
        pytest.fail("it is open")
    assert vars(raised.value) == vars(GONE)
    assert raised.value is not GONE


@pytest.mark.parametrize("between", [None, EngineRefused("one")])
def test_any_answer_between_closes_it(between, breaker):
    fail(breaker, LIMIT - 1)
    if between:
        fail(breaker, 1, between)
    else:
        assert not is_open(breaker)
    fail(breaker, LIMIT - 1)
    assert not is_open(breaker)


def test_what_is_no_fault_of_the_cluster_does_not_count(breaker):
    for _ in range(2 * LIMIT):
        with pytest.raises(KeyError), breaker:
            raise KeyError
    assert not is_open(breaker)


def test_after_its_time_one_tries_and_the_others_wait(breaker, clock):
    fail(breaker, LIMIT)
    clock.now = FIRST - 0.01
    assert is_open(breaker)
    clock.now = FIRST
    with breaker:
        assert is_open(breaker)
    assert not is_open(breaker)


def test_it_waits_longer_each_time_but_never_long(breaker, clock):
    fail(breaker, LIMIT)
    waited = []
    for _ in range(8):
        begun = clock.now
        while not tries(breaker):
            clock.now += 0.25
        waited.append(clock.now - begun)
    assert waited[0] == FIRST
    assert waited == sorted(waited)
    assert waited[-1] == LONGEST
