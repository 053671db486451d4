"""The library that speaks to the nodes of a cluster, opensearch-py, and what it raises as ours.

Its name for what fails is no cause of ours, and it logs nothing: both tell what people ask.
"""

import logging
import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from opensearchpy import JSONSerializer, Transport, Urllib3HttpConnection
from opensearchpy.exceptions import (
    ConnectionError as NoConnection,
)
from opensearchpy.exceptions import (
    ConnectionTimeout,
    SerializationError,
    SSLError,
    TransportError,
)

from retrieval.engines.opensearch.access import CA_FILE, Access
from retrieval.engines.opensearch.faults import fault_of
from retrieval.errors import (
    EngineError,
    EngineMisconfigured,
    EngineSlow,
    EngineUnreachable,
    EngineUntrusted,
)

for _name in ("opensearch", "opensearchpy.trace"):
    logging.getLogger(_name).disabled = True

# Connections to one node that are kept.
_CONNECTIONS = 32
# Seconds for which a node that failed is not asked unless all have; they double up to three times.
_DEAD, _DOUBLED = 2.0, 3
_PORTS = {"https": 443, "http": 9200}
NO_JSON = "what it answers is no JSON"


class Nodes:
    """The nodes of a cluster, asked by turns; one that fails leaves its question to the next."""

    def __init__(self, access: Access) -> None:
        """Asks nothing yet. Raises EngineMisconfigured for a file without a certificate."""
        several = len(access.urls) > 1
        self._transport = Transport(
            [_host(url) for url in access.urls],
            connection_class=_Node,
            serializer=_Json(),
            headers=_authorization(access),
            ssl_context=_context(access),
            max_retries=len(access.urls) - 1,
            retry_on_timeout=several,
            # Not 503: what one node says of the cluster, the others say too.
            retry_on_status=(502, 504),
            pool_maxsize=_CONNECTIONS,
            dead_timeout=_DEAD,
            timeout_cutoff=_DOUBLED,
        )

    def close(self) -> None:
        """Close the connections that are open."""
        self._transport.close()

    def ask(
        self, method: str, path: str, params: Mapping[str, Any], body: bytes | None, seconds: float
    ) -> Any:
        """The JSON that one of the nodes answers, each of which has so many seconds.

        Raises EngineError.
        """
        try:
            answer = self._transport.perform_request(
                method, path, params=_spelt(params), body=body, timeout=seconds
            )
        except TransportError as error:
            raise _translated(error, seconds) from None
        except SerializationError:
            answer = ""
        if isinstance(answer, str):
            raise EngineUnreachable("", NO_JSON)
        return answer


class _Json(JSONSerializer):
    """Of a search's answer among a million passages, read in a fifth of the time."""

    def loads(self, s: str) -> Any:
        try:
            return orjson.loads(s)
        except ValueError as error:
            raise SerializationError(s, error) from error


class _Node(Urllib3HttpConnection):
    """One node: what fails is marked with its address."""

    def perform_request(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().perform_request(*args, **kwargs)
        except TransportError as error:
            error.node = urlsplit(self.host).netloc  # type: ignore[attr-defined]
            raise

    def _raise_warnings(self, warning_headers: Any) -> None:
        """What is deprecated is for whoever writes requests, not for who asks."""


def _translated(error: TransportError, seconds: float) -> EngineError:
    node: str = getattr(error, "node", "")
    match error:
        case ConnectionTimeout():
            return EngineSlow(node, f"{seconds:g}")
        case SSLError():
            return EngineUntrusted(node, _reason(error.info))
        case NoConnection():
            return EngineUnreachable(node, _reason(error.info))
        case _:
            said = error.info.get("error") if isinstance(error.info, Mapping) else error.error
            return fault_of(int(error.status_code), said, node, seconds)


def _reason(error: object) -> str:
    """The system's word for what failed, below what libraries have wrapped it in."""
    found = ""
    seen: list[object] = [error]
    while seen:
        each = seen.pop()
        if isinstance(each, ssl.SSLCertVerificationError):
            return each.verify_message
        if isinstance(each, OSError) and each.strerror:
            found = each.strerror
        elif isinstance(each, BaseException):
            seen += [*each.args, each.__cause__, each.__context__]
    return found or type(error).__name__


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
