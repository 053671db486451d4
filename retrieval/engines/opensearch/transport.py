"""The library that speaks to the nodes of a cluster, opensearch-py, and what it raises as ours.

Its name for what fails is no cause of ours, and it logs nothing: both tell what people ask.
"""

import logging
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from secrets import randbelow
from typing import Any
from urllib.parse import urlsplit

import orjson
from opensearchpy import Urllib3HttpConnection
from opensearchpy.exceptions import (
    ConnectionError as NoConnection,
)
from opensearchpy.exceptions import (
    ConnectionTimeout,
    TransportError,
)

from retrieval.engines.opensearch.access import CA_FILE, Access
from retrieval.engines.opensearch.faults import fault_of
from retrieval.errors import (
    EngineError,
    EngineMisconfigured,
    EnginePassing,
    EngineSlow,
    EngineUnreachable,
    EngineUntrusted,
)

for _name in ("opensearch", "opensearchpy.trace"):
    logging.getLogger(_name).disabled = True

# Connections to one node that are kept.
_CONNECTIONS = 32
# Seconds for which a node that failed is asked after all others; they double up to three times.
_ASIDE, _DOUBLED = 2.0, 3
# So many nodes speak for the cluster.
_WORD = 2
_PORTS = {"https": 443, "http": 9200}
NO_JSON = "what it answers is no JSON"
STRANGE = "what it answers is no answer of OpenSearch"
NO_TLS = "it speaks no TLS; its address may begin with http://"
# How ssl says that, before OpenSSL 3.2 and since.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")

Check = Callable[[Any], object]
"""Raises an EngineError for an answer that is as good as none, and whatever for one that it cannot
read."""


class Nodes:
    """The nodes of a cluster, asked by turns; what one fails at, another is asked."""

    def __init__(self, access: Access) -> None:
        """Asks nothing yet. Raises EngineMisconfigured for a file without a certificate."""
        headers, context = _authorization(access), _context(access)
        self._nodes = [_Node(url, headers, context) for url in access.urls]
        self._turns = count(randbelow(len(self._nodes)))

    def close(self) -> None:
        """Close the connections that are open."""
        for node in self._nodes:
            node.close()

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any],
        body: bytes | None,
        seconds: float,
        check: Check,
    ) -> Any:
        """The JSON that one of the nodes answers, each of which has so many seconds.

        None is asked twice. Where no other could mend it, or all have failed, raises EngineError:
        what a node said last of the cluster, or that nobody answers.
        """
        away: list[EngineError] = []
        said: list[EngineError] = []
        for node in self._by_turns():
            try:
                return node.ask(method, path, _spelt(params), body, seconds, check)
            except EngineUnreachable as error:
                away.append(error)
            except EnginePassing as error:
                said.append(error)
            # What two say of the cluster, the others would say too, and each may take its time.
            if len(said) == _WORD:
                break
        raise [*away, *said][-1]

    def _by_turns(self) -> "list[_Node]":
        """All of them, each time from another on, and last those that are set aside."""
        now = time.monotonic()
        aside = sorted((n for n in self._nodes if n.until > now), key=lambda node: node.until)
        sound = [node for node in self._nodes if node not in aside]
        first = next(self._turns) % len(sound) if sound else 0
        return [*sound[first:], *sound[:first], *aside]


class _Node:
    """One node: what fails is marked with its address, and sets it aside where asking it again
    would cost time."""

    def __init__(self, url: str, headers: Mapping[str, str], context: ssl.SSLContext) -> None:
        host = _host(url)
        self._connection = _Connection(
            **host, headers=headers, ssl_context=context, pool_maxsize=_CONNECTIONS
        )
        self._name = urlsplit(self._connection.host).netloc
        self._faults = 0
        self.until = 0.0
        """When it is asked as the others are."""

    def close(self) -> None:
        self._connection.close()

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: bytes | None,
        seconds: float,
        check: Check,
    ) -> Any:
        """See `Nodes.ask`."""
        try:
            answer = self._connection.perform_request(method, path, params, body, timeout=seconds)
            content = _read(answer[2], check)
        except TransportError as error:
            fault = _translated(error, self._name, seconds)
        except EngineError as error:
            fault = type(error)(self._name, error.reason)
        else:
            self._faults, self.until = 0, 0.0
            return content
        now = time.monotonic()
        # Those that fail at the same time count once.
        if isinstance(fault, EngineUnreachable | EngineSlow) and self.until <= now:
            self.until = now + _ASIDE * 2 ** min(self._faults, _DOUBLED)
            self._faults += 1
        raise fault


class _Connection(Urllib3HttpConnection):
    def _raise_warnings(self, warning_headers: Any) -> None:
        """What is deprecated is for whoever writes requests, not for who asks."""


def _read(said: str, check: Check) -> Any:
    try:
        # Of a search's answer among a million passages, read in a fifth of the time of `json`.
        answer = orjson.loads(said)
    except ValueError:
        raise EngineUnreachable("", NO_JSON) from None
    try:
        check(answer)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise EngineUnreachable("", STRANGE) from None
    return answer


def _translated(error: TransportError, node: str, seconds: float) -> EngineError:
    match error:
        case ConnectionTimeout():
            return EngineSlow(node, f"{seconds:g}")
        case NoConnection():
            return _unanswered(error.info, node)
        case _:
            said = error.info.get("error") if isinstance(error.info, Mapping) else error.error
            return fault_of(int(error.status_code), said, node, seconds)


def _unanswered(error: object, node: str) -> EngineError:
    reason = ""
    for each in _causes(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return EngineUntrusted(node, each.verify_message)
        if isinstance(each, ssl.SSLError) and each.reason in _NO_TLS:
            return EngineUnreachable(node, NO_TLS)
        if isinstance(each, OSError) and each.strerror:
            # The system's word.
            reason = each.strerror
    return EngineUnreachable(node, reason or type(error).__name__)


def _causes(error: object) -> Iterator[BaseException]:
    """An error, and what libraries have wrapped in it."""
    seen = [error]
    while seen:
        each = seen.pop()
        if isinstance(each, BaseException):
            yield each
            seen += [*each.args, each.__cause__, each.__context__]


def _spelt(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(v).lower() if isinstance(v, bool) else str(v) for name, v in params.items()}


def _host(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "host": parts.hostname,
        "port": parts.port or _PORTS[parts.scheme],
        "use_ssl": parts.scheme == "https",
        "url_prefix": parts.path,
    }


def _authorization(access: Access) -> dict[str, str]:
    if not access.user:
        return {}
    # As bytes of UTF-8: the library knows no other characters than Latin-1.
    secret = b64encode(f"{access.user}:{access.password}".encode()).decode()
    return {"authorization": f"Basic {secret}"}


def _context(access: Access) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=access.ca)
    except (OSError, ssl.SSLError):
        raise EngineMisconfigured(CA_FILE, "certificate", str(access.ca)) from None
