"""Faults to inject: what a network, a proxy or Telegram itself does on a bad day.

telegram.fail("sendMessage", Fault.status(502), times=2)
hanging = telegram.fail("sendMessage", Fault.hang())
...
hanging.release()
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from .errors import ApiError

__all__ = ["Fault", "Faults", "Rule"]

_NGINX = (
    "<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n"
    "<center><h1>{0} {1}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)
_CONFLICT = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way for a call to go wrong.

    `answer` is sent instead of the truth; `hang` keeps the bot waiting until the rule is
    released; `drop` closes the connection: before the request is read, or (`processed`) after
    it has taken effect, so that who sends it again sends it twice.
    """

    kind: Literal["answer", "hang", "drop"]
    http_status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    processed: bool = False

    @classmethod
    def error(cls, code: int, description: str, **parameters: int) -> Fault:
        """Answer with a JSON error of Telegram's."""
        body = ApiError(code, description, **parameters).body()
        return cls("answer", code, json.dumps(body).encode())

    @classmethod
    def status(cls, code: int) -> Fault:
        """Answer with the HTML page that Telegram's front server sends with this status."""
        page = _NGINX.format(code, HTTPStatus(code).phrase)
        return cls("answer", code, page.encode(), "text/html")

    @classmethod
    def flood(cls, retry_after: int) -> Fault:
        """Answer 429 with this `retry_after`."""
        text = f"Too Many Requests: retry after {retry_after}"
        return cls.error(429, text, retry_after=retry_after)

    @classmethod
    def forbidden(cls, why: str = "bot was blocked by the user") -> Fault:
        """Answer 403."""
        return cls.error(403, f"Forbidden: {why}")

    @classmethod
    def conflict(cls) -> Fault:
        """Answer 409, as if a second poller were running."""
        return cls.error(409, f"Conflict: {_CONFLICT}")

    @classmethod
    def migrated(cls, to: int) -> Fault:
        """Answer that the group has become the supergroup with the id `to`."""
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        return cls.error(400, text, migrate_to_chat_id=to)

    @classmethod
    def garbage(cls, body: bytes = b'{"ok":tru\xff') -> Fault:
        """Answer 200 with something that is no JSON."""
        return cls("answer", 200, body)

    @classmethod
    def hang(cls) -> Fault:
        """Do not answer until released; then work as if nothing had been."""
        return cls("hang")

    @classmethod
    def drop(cls, *, processed: bool = False) -> Fault:
        """Close the connection without a word, before or after the request has taken effect."""
        return cls("drop", processed=processed)


@dataclass(slots=True)
class Rule:
    """A fault that waits for its calls; `used` counts those it has met."""

    method: str
    fault: Fault
    left: int | None
    used: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the calls that hang here go on."""
        self.released.set()

    def matches(self, method: str) -> bool:
        """Tell whether a call of `method` meets this fault."""
        return self.left != 0 and self.method in ("*", method.lower())


class Faults:
    """The faults yet to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, method: str, fault: Fault, times: int | None) -> Rule:
        """Let the next `times` calls of `method` (`*`: any; None: for ever) meet `fault`."""
        rule = Rule(method.lower(), fault, times)
        self._rules.append(rule)
        return rule

    def meet(self, method: str) -> Rule | None:
        """Return the rule that this call of `method` has to suffer, and count it."""
        rule = next((rule for rule in self._rules if rule.matches(method)), None)
        if rule:
            rule.used += 1
            rule.left = None if rule.left is None else rule.left - 1
        return rule

    def clear(self) -> None:
        """Forget all faults, and release what hangs."""
        for rule in self._rules:
            rule.left = 0
            rule.release()
        self._rules.clear()
