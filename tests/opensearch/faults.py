"""A server on loopback that answers as a node of OpenSearch does when something is wrong."""

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

INFO = {"version": {"distribution": "opensearch", "number": "2.19.6"}}
FOUND = {"timed_out": False, "_shards": {"total": 3, "failed": 0}, "hits": {"hits": []}}
FLOOD_STAGE = (
    "index [laws] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, "
    "index has read-only-allow-delete block];"
)

Fault = Callable[["_Handler"], None]


def status(code: int, kind: str = "", reason: str = "", **more: Any) -> Fault:
    """Answers with a status and an error of that type."""
    error = {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}
    return lambda handler: handler.answer(code, {"error": error | more, "status": code})


def says(answer: Any, kind: str = "application/json") -> Fault:
    """Answers with 200 and this."""
    return lambda handler: handler.answer(200, answer, kind)


def drops(handler: "_Handler") -> None:
    """Ends the connection without a word."""


def breaks_off(handler: "_Handler") -> None:
    """Ends the connection in the middle of its answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"hits":')


def is_silent(handler: "_Handler") -> None:
    """Says nothing until the server ends."""
    handler.server.ended.wait()


class FaultServer:
    """Says which version it is with `info`, and answers whatever else is asked with the `faults`
    that are put there, then with `always`; where that is None, as a sound node.

    `asked` is what was asked of it: method, path, headers, body.
    """

    def __init__(self, context=None) -> None:
        self.faults: deque[Fault | None] = deque()
        self.always: Fault | None = None
        self.info: Fault = says(INFO)
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.owner, self._server.ended = self, threading.Event()
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # whoever asked may be gone
        if context is not None:
            socket = self._server.socket
            self._server.socket = context.wrap_socket(socket, server_side=True)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def searches(self) -> int:
        """How many searches were asked of it."""
        return sum("_search" in path for _, path, _, _ in self.asked)

    def __enter__(self) -> "FaultServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.ended.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        owner = self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner.asked.append((self.command, self.path, headers, body))
        if self.path == "/":
            fault = owner.info
        else:
            fault = owner.faults.popleft() if owner.faults else owner.always
        if fault is None:
            self.answer(200, FOUND)
            return
        self.close_connection = True
        with suppress(OSError):
            fault(self)

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - as http.server names them

    def answer(self, code: int, answer: Any, kind: str = "application/json") -> None:
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""
