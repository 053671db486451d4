"""Runs the command line as a shell does: a process of its own, its streams, its exit code."""

import os
import pty
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from samples import SEEDS

ROOT = SEEDS.parent
COMMAND = (sys.executable, "-W", "error", "-m", "bot")
LIMIT = 60


def hear_ctrl_c():
    """A process in the background of a shell is born deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Ran:
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on standard error; fails when there is another, or a traceback."""
        assert "Traceback" not in self.err
        line, end, rest = self.err.partition("\n")
        assert (end, rest) == ("\n", "")
        return line


def wenju(*arguments, stdin=b"", folder: Path = ROOT, **environment) -> Ran:
    """Run `wenju` with `arguments` in `folder`, its standard input `stdin` (bytes or text)."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=data,
        capture_output=True,
        cwd=folder,
        env=os.environ | environment,
        timeout=LIMIT,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def shell(script, folder: Path = ROOT, **environment) -> Ran:
    """Run a line of sh in which `wenju` is the command."""
    quoted = " ".join(f"'{word}'" for word in COMMAND)
    done = subprocess.run(
        ["sh", "-c", f'wenju() {{ {quoted} "$@"; }}\n{script}'],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=folder,
        env=os.environ | environment,
        timeout=LIMIT,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def at_a_terminal(*arguments, typed=(), **environment) -> Ran:
    """Run `wenju` at a pseudo-terminal; each of `typed` is sent when the prompt is there.

    `out` is everything that the terminal showed.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        hear_ctrl_c()
        os.chdir(ROOT)
        os.execve(sys.executable, [*COMMAND, *arguments], os.environ | environment)
    shown = b""
    for keys in typed:
        while not shown.endswith(b"> "):
            shown += _read(terminal)
        os.write(terminal, keys)
        shown += b"\n"
    while chunk := _read(terminal):
        shown += chunk
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return Ran(os.waitstatus_to_exitcode(status), shown.decode(), "")


def _read(terminal) -> bytes:
    """What the terminal shows next; nothing at its end."""
    assert select.select([terminal], [], [], LIMIT)[0], "the terminal shows nothing"
    try:
        return os.read(terminal, 4096)
    except OSError:
        # How Linux reports the end of a terminal.
        return b""
