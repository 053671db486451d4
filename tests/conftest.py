"""For every test: no clock, and nothing read from or left in the user's own folders."""

import logging
import os

import pytest
from hypothesis import HealthCheck, settings
from systems import TESTED_ON

# How long an example takes tells how busy the machine is, no more.
_ANY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples every time: what lands is judged by what it is, not by what was drawn today.
# `--hypothesis-profile thorough` looks for new ones.
settings.register_profile("wenju", max_examples=30, derandomize=True, **_ANY)
settings.register_profile("thorough", max_examples=1000, **_ANY)
settings.load_profile("wenju")


def pytest_xdist_auto_num_workers():
    """Twice as many processes as cores: half of the time a test of the bot waits for it to rest."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory):
    """Folders of the session's own, and none of the settings of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("WENJU_", "LC_", "LANG", "TELEGRAM_")):
                patch.delenv(name)
        for name in ("NO_COLOR", "TERM", "PYTHONUNBUFFERED"):
            patch.delenv(name, raising=False)
        patch.setenv("WENJU_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("WENJU_STATE", str(tmp_path_factory.mktemp("state")))
        if TESTED_ON in os.environ:
            patch.setenv("WENJU_ENGINE", "opensearch")
            patch.setenv("WENJU_OPENSEARCH_URL", os.environ[TESTED_ON])
        yield


@pytest.fixture(autouse=True)
def _own_loudness():
    """A command that is run in this process sets how much is logged: for its own test alone."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
