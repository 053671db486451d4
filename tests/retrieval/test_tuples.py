"""Our tuples with names are those of the standard library, only defined sooner."""

import pickle
import typing
from copy import copy

import pytest

from retrieval import tuples


class Ours(tuples.NamedTuple):
    """A tuple."""

    number: int
    text: str = "x"
    others: tuple[int, ...] = ()

    @property
    def twice(self):
        return 2 * self.number


class Theirs(typing.NamedTuple):
    """The same."""

    number: int
    text: str = "x"
    others: tuple[int, ...] = ()


CALLS = [
    ((1,), {}),
    ((1, "a"), {}),
    ((1, "a", (2,)), {}),
    ((1,), {"others": (3,)}),
    ((), {"others": (3,), "number": 4}),
]
MISTAKES = [((), {}), ((1, "a", (), 4), {}), ((1,), {"number": 2}), ((1,), {"none": 2})]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_they_are_made_and_changed_alike(values, named):
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert (ours.number, ours.text, ours.others) == theirs
    assert ours._replace(text="b") == theirs._replace(text="b")
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert type(ours._replace(text="b")) is Ours
    assert ours.twice == 2 * theirs.number


@pytest.mark.parametrize(("values", "named"), MISTAKES)
def test_they_refuse_the_same(values, named):
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_they_cannot_be_changed():
    for made in (Ours(1), Theirs(1)):
        for name in ("number", "none"):
            with pytest.raises(AttributeError):
                setattr(made, name, 2)
        with pytest.raises((TypeError, ValueError)):
            made._replace(none=2)


def test_they_are_copied_and_pickled():
    made = Ours(1, others=(2, 3))
    for again in (copy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert type(again) is Ours


def test_they_are_taken_apart_by_patterns():
    match Ours(1, "a"):
        case Ours(number, text=text):
            assert (number, text) == (1, "a")
