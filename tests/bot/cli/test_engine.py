"""`wenju engine` where no cluster is needed."""

from shell import wenju

import retrieval
from bot.messages.index import EN


def test_a_rebuilding_that_is_interrupted_says_what_that_means(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(retrieval, "rebuild_engine", interrupted)
    ran = wenju("engine", "--rebuild", "--lang", "en")
    assert (ran.code, ran.out, ran.complaint) == (130, "", f"wenju: {EN.interrupted}")
