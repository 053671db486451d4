"""Nodes of OpenSearch on loopback, each a Java process, from what Maven fetches.

    python tests/opensearch/nodes.py FOLDER [--nodes 3] [--heap 1g]

starts them with their data in FOLDER, prints their addresses and ends them at Ctrl-C. What is in
FOLDER stays: the same command serves it again at the same addresses.
"""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# Seconds until it has failed: no measure of a node, which may share a busy machine.
PATIENCE = 180
# What Maven says when nobody answers, unlike what it says of a version that is not there.
SILENCE = ("Could not transfer", "offline mode", "Unknown host")
# What makes a node start sooner and its questions slower.
SOON = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class NoNode(Exception):
    """No node can run here; says why."""


def class_path(folder: Path) -> str:
    """What Java needs to run a node, kept in `folder`, as the reason is where there is none.

    Raises `NoNode` where there is no Java or nobody answers Maven.
    """
    kept, refusal = folder / "classpath", folder / "refusal"
    if kept.exists():
        return kept.read_text("utf-8")
    if not refusal.exists():
        try:
            return _fetched(kept)
        except NoNode as reason:
            refusal.write_text(str(reason), "utf-8")
    raise NoNode(refusal.read_text("utf-8"))


def _fetched(kept: Path) -> str:
    for command in ("java", "javac", "mvn"):
        if shutil.which(command) is None:
            raise NoNode(f"there is no {command}")
    # In full: a short name would be looked up first.
    goal = "org.apache.maven.plugins:maven-dependency-plugin:build-classpath"
    out = f"-Dmdep.outputFile={kept}.new"
    maven = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), goal, out]
    try:
        run = subprocess.run(maven, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoNode(f"Maven did not answer in {PATIENCE} s") from None
    if run.returncode:
        said = next((line for line in run.stdout.splitlines() if "ERROR" in line), run.stderr)
        if any(word in run.stdout for word in SILENCE):
            raise NoNode(f"Maven does not answer: {said}")
        raise RuntimeError(run.stdout + run.stderr)
    return Path(f"{kept}.new").rename(kept).read_text("utf-8")


class Cluster:
    """So many nodes that know each other, shared by all processes that name the same folder.

    They live as long as one of these processes does: each holds a lock on a file that the nodes
    watch (`TestNode.java`). Node numbers are from 0.
    """

    def __init__(self, folder: Path, size: int = 1, heap: str = "512m", soon: bool = True) -> None:
        self.folder, self.size = folder, size
        self._java = ("java", f"-Xms{heap}", f"-Xmx{heap}", *(SOON if soon else ()))
        self._held = os.open(self._file("held"), os.O_RDWR | os.O_CREAT)
        with self._alone():
            self._class_path = class_path(folder)
            fcntl.lockf(self._held, fcntl.LOCK_SH)
            if not self._file("ports").exists():
                self._file("ports").write_text(json.dumps(_free_ports(2 * size)))
            self._ports: list[int] = json.loads(self._file("ports").read_text())
            for number in range(size):
                if not self.answers(number):
                    self._spawn(number)
            self.wait()

    def leave(self) -> None:
        """Need the nodes no more; nobody's need ends them."""
        os.close(self._held)

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self._ports[: self.size]]

    def kill(self, number: int) -> None:
        """End a node with SIGKILL, as a power cut would."""
        os.kill(int(self._file(f"pid{number}").read_text()), signal.SIGKILL)
        while self.answers(number):
            time.sleep(0.05)

    def start(self, number: int) -> None:
        """Start a node that was killed, with its data; returns when all are together again."""
        self._spawn(number)
        self.wait()

    def wait(self, status: str = "yellow") -> None:
        """Until all nodes are one cluster whose indices are in `status`, or better."""
        until = time.monotonic() + PATIENCE
        asked = f"/_cluster/health?wait_for_nodes={self.size}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                for number in range(self.size):
                    self.call("GET", asked, number=number)
                return
            time.sleep(0.1)
        logs = [self._file(f"node{n}.log").read_text("utf-8")[-2000:] for n in range(self.size)]
        raise RuntimeError("\n".join(["no cluster", *logs]))

    def answers(self, number: int) -> bool:
        """Whether anybody listens at the node's address."""
        try:
            socket.create_connection(("127.0.0.1", self._ports[number]), 5).close()
        except OSError:
            return False
        return True

    def call(self, method: str, path: str, body: Any = None, number: int = 0) -> Any:
        """One request to a node: what it answers, from JSON. Raises `HTTPError`, or `OSError`.

        A list is sent as lines.
        """
        lines = body if isinstance(body, list) else [body]
        data = None if body is None else "".join(json.dumps(line) + "\n" for line in lines).encode()
        kind = {"Content-Type": "application/x-ndjson" if lines is body else "application/json"}
        asked = urllib.request.Request(self.urls[number] + path, data, kind, method=method)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def _spawn(self, number: int) -> None:
        out = self._file(f"node{number}.log")
        opened = (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        program = ["-cp", self._class_path, str(HERE / "TestNode.java"), str(self._file("held"))]
        settings = [f"{name}={value}" for name, value in self._settings(number).items()]
        pid = os.posix_spawnp(
            "java",
            [*self._java, *program, *settings],
            os.environ,
            file_actions=[opened, (os.POSIX_SPAWN_DUP2, 1, 2)],
            setpgroup=0,  # Ctrl-C is for whoever started it
        )
        self._file(f"pid{number}").write_text(str(pid))

    def _settings(self, number: int) -> dict[str, Any]:
        names = [f"node{n}" for n in range(self.size)]
        transports = self._ports[self.size :]
        return {
            "path.home": self._file(names[number]),
            "node.name": names[number],
            "cluster.name": self.folder.name,
            "network.host": "127.0.0.1",
            "http.port": self._ports[number],
            "transport.port": transports[number],
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transports),
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            # How full the machine's disk is tells nothing of what is tested.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }

    def _file(self, name: str) -> Path:
        return self.folder / name

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._file("starting").open("w") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            yield


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="OpenSearch on loopback, until Ctrl-C")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="1g")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(options.folder.resolve(), options.nodes, options.heap, soon=False)
    print(*cluster.urls, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    cluster.leave()


if __name__ == "__main__":
    main()
