"""What only some systems have: tests that need it are skipped elsewhere, and say why."""

import os
import sys
from pathlib import Path

import pytest

IS_POSIX = os.name == "posix"
# The variable that names a cluster which is to serve every library of the tests.
TESTED_ON = "TESTED_ON_OPENSEARCH"

signals = pytest.mark.skipif(not IS_POSIX, reason="no signal ends a process in good order there")
rights = pytest.mark.skipif(not IS_POSIX, reason="files have no owner's rights there")
pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among the files")
byte_names = pytest.mark.skipif(not IS_POSIX, reason="names and arguments are text there")
limits = pytest.mark.skipif(not IS_POSIX, reason="the system sets a process no limits there")
proc = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")


def needs_posix(what: str) -> None:
    """Skip the test that is running where there is no such thing."""
    if not IS_POSIX:
        pytest.skip(f"there is no {what}")


def make_pipe(path: Path) -> None:
    """A named pipe; else the test is skipped."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes among the files")
    os.mkfifo(path)
