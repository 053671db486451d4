"""Runs the command line: its streams, its exit code.

`wenju` runs it in this process, which is a twentieth of the time; the others run a process of its
own, for tests of pipes, signals, terminals, full disks, and of what a process begins with.
"""

import io
import os
import random
import select
import signal
import socket
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import systems
from samples import SEEDS

from bot.cli.main import main

if systems.IS_POSIX:
    import pty

ROOT = SEEDS.parent
COMMAND = (sys.executable, "-W", "error", "-m", "bot")
# Seconds until it has failed: no measure of the program, which may share a busy machine.
LIMIT = 300


def hear_ctrl_c():
    """A process in the background of a shell is born deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

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


def wenju(*arguments, stdin="", folder: Path = ROOT, **environment) -> Ran:
    """Run `wenju` with `arguments` in `folder`, its standard input `stdin` (bytes or text)."""
    out, err = _stream(), _stream()
    with (
        chdir(folder),
        patch.dict(os.environ, environment),
        patch.object(sys, "stdin", _stream(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main([*map(str, arguments)])
    return Ran(code, _written(out), _written(err))


def wenju_process(*arguments, stdin="", folder: Path = ROOT, **environment) -> Ran:
    """As `wenju`, in a process of its own; `arguments` may be bytes."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=_bytes(stdin),
        capture_output=True,
        cwd=folder,
        env=os.environ | environment,
        timeout=LIMIT,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bytes(text) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _stream(content="") -> io.TextIOWrapper:
    """A stream as Python opens one that is no terminal."""
    return io.TextIOWrapper(io.BytesIO(_bytes(content)), encoding="utf-8")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()


def shell(script, folder: Path = ROOT, **environment) -> Ran:
    """Run a line of sh in which `wenju` is the command."""
    systems.needs_posix("sh")
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


def at_a_terminal(*arguments, typed=(), command=COMMAND, **environment) -> Ran:
    """Run `wenju` at a pseudo-terminal; each of `typed` is sent when the prompt is there.

    `out` is everything that the terminal showed.
    """
    systems.needs_posix("pseudo-terminal")
    pid, terminal = pty.fork()
    if pid == 0:
        hear_ctrl_c()
        os.chdir(ROOT)
        os.execve(sys.executable, [*command, *arguments], os.environ | environment)
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


def free_port() -> int:
    """A port that nobody listens at, below those that the system gives to connections: no other
    test's connection takes it before it is used."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
