"""Where the cluster is, and how to come in: what the environment says of it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from retrieval.errors import EngineMisconfigured

URL = "WENJU_OPENSEARCH_URL"
USER_FILE = "WENJU_OPENSEARCH_USER_FILE"
PASSWORD_FILE = "WENJU_OPENSEARCH_PASSWORD_FILE"  # noqa: S105 - where it is, not what
CA_FILE = "WENJU_OPENSEARCH_CA_FILE"
TIMEOUT = "WENJU_OPENSEARCH_TIMEOUT"
SHARDS = "WENJU_OPENSEARCH_SHARDS"
REPLICAS = "WENJU_OPENSEARCH_REPLICAS"
PREFIX = "WENJU_OPENSEARCH_PREFIX"

VARIABLES = (URL, USER_FILE, PASSWORD_FILE, CA_FILE, TIMEOUT, SHARDS, REPLICAS, PREFIX)

_BETWEEN, _BEHIND = re.compile(r"[\s,，]+"), re.compile(r"[?#]")
# What a name of an index may begin with.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_LONGEST = 600.0
# An index is in so many parts at most; of each there are so many more copies at most.
_MOST_SHARDS, _MOST_REPLICAS = 256, 16


@dataclass(frozen=True, slots=True)
class Access:
    """The addresses of nodes, any of which will do; who asks, and what its certificate is checked
    against (None: what the system trusts). A node has `timeout` seconds for an answer. What is
    loaded is in so many `shards`, each with so many `replicas` on other nodes, under names that
    begin with `prefix`.
    """

    urls: tuple[str, ...]
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ca: Path | None = None
    timeout: float = 5.0
    shards: int = 1
    replicas: int = 1
    prefix: str = "wenju"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Access":
        """What the variables say; an empty one counts as unset.

        Raises EngineMisconfigured for the first that cannot be used, and tells no secret.
        """
        given = {name: environ[name].strip() for name in VARIABLES if environ.get(name, "").strip()}
        for name, other in ((USER_FILE, PASSWORD_FILE), (PASSWORD_FILE, USER_FILE)):
            if name in given and other not in given:
                raise EngineMisconfigured(name, "alone", other)
        ca = Path(given[CA_FILE]).expanduser() if CA_FILE in given else None
        if ca is not None:
            _content(CA_FILE, ca)
        return cls(
            _urls(given.get(URL, "")),
            user=_secret(USER_FILE, given),
            password=_secret(PASSWORD_FILE, given),
            ca=ca,
            timeout=_seconds(given.get(TIMEOUT, "5")),
            shards=_whole(SHARDS, given.get(SHARDS, "1"), 1, _MOST_SHARDS),
            replicas=_whole(REPLICAS, given.get(REPLICAS, "1"), 0, _MOST_REPLICAS),
            prefix=_name(given.get(PREFIX, "wenju")),
        )


def _urls(said: str) -> tuple[str, ...]:
    # Of all of it: a comma in a password parts nothing.
    if "@" in said:
        raise EngineMisconfigured(URL, "credentials", USER_FILE)
    urls = tuple(url.rstrip("/") for url in _BETWEEN.split(said) if url)
    if not urls:
        raise EngineMisconfigured(URL, "missing")
    for url in urls:
        # What is behind may be a key.
        shown = _BEHIND.split(url)[0]
        try:
            parts = urlsplit(url)
            _ = parts.port  # raises ValueError for a port that is none
        except ValueError:
            raise EngineMisconfigured(URL, "address", shown) from None
        strange = parts.query or parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or strange:
            raise EngineMisconfigured(URL, "address", shown)
    return urls


def _secret(name: str, given: Mapping[str, str]) -> str:
    """The first line of the file that a variable names; "" if it names none."""
    if name not in given:
        return ""
    lines = _content(name, Path(given[name]).expanduser()).splitlines()
    if not lines or not lines[0]:
        raise EngineMisconfigured(name, "empty", given[name])
    return lines[0]


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EngineMisconfigured(name, "unreadable", f"{path}: {reason}") from None
    except UnicodeDecodeError:
        raise EngineMisconfigured(name, "unreadable", f"{path}: not UTF-8") from None


def _seconds(said: str) -> float:
    try:
        seconds = float(said)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _LONGEST:
        raise EngineMisconfigured(TIMEOUT, "value", f"{said} (0–{_LONGEST:.0f})")
    return seconds


def _name(said: str) -> str:
    if not _NAME.fullmatch(said):
        raise EngineMisconfigured(PREFIX, "value", f"{said} (a–z 0–9 . _ -)")
    return said


def _whole(name: str, said: str, least: int, most: int) -> int:
    if not said.isdecimal() or not least <= int(said) <= most:
        raise EngineMisconfigured(name, "value", f"{said} ({least}–{most})")
    return int(said)
