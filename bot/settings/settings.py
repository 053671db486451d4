"""The bot's settings: from the environment, over a TOML file, over the defaults.

Each field of `Settings` says its variable, what it may be and what it does; `SETTINGS` lists that
for the README. A TOML file uses the names of the fields.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from bot.messages.texts import LANGUAGES, Language
from bot.settings.values import (
    IDS,
    KINDS,
    PATH,
    PROXY,
    SECRET,
    SWITCH,
    TOKEN,
    URL,
    ValueKind,
    choice,
    decimal,
    default_state,
    expanded,
    whole,
)
from retrieval.errors import WenjuError

CONFIG = "WENJU_CONFIG"
TOKEN_NAME, TOKEN_FILE = "TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"
SYSTEM_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
# Variables of the other commands, and the one that names the file.
OTHERS = (
    "WENJU_CACHE",
    CONFIG,
    "WENJU_ENGINE",
    "WENJU_OPENSEARCH_URL",
    "WENJU_OPENSEARCH_USER_FILE",
    "WENJU_OPENSEARCH_PASSWORD_FILE",
    "WENJU_OPENSEARCH_CA_FILE",
    "WENJU_OPENSEARCH_TIMEOUT",
    "WENJU_OPENSEARCH_SHARDS",
    "WENJU_OPENSEARCH_REPLICAS",
    "WENJU_OPENSEARCH_PREFIX",
)


class SettingsError(WenjuError):
    """A setting cannot be used; one line says which, why and what would do.

    `name` is the variable, the key or the file at fault; `value` is what it holds, None when
    that is a secret or there is none; `expected` says what is wanted.
    """

    def __init__(self, name: str, value: str | None, expected: str) -> None:
        found = "" if value is None else f" {value!r} is not"
        super().__init__(f"{name}:{found} {expected}")
        self.name = name
        self.value = value
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers updates, and where we listen for them."""

    url: str
    listen: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table of settings. `name` is the field and the key in TOML."""

    name: str
    variable: str
    kind: ValueKind
    default: object
    description: str
    secret: bool

    @property
    def default_text(self) -> str:
        """The default as a person would write it; empty where there is none to write."""
        if self.default is None or self.default is MISSING or self.default == frozenset():
            return ""
        return str(int(self.default) if isinstance(self.default, bool) else self.default)


def _is(variable: str, kind: ValueKind, description: str) -> dict[str, object]:
    return {"variable": variable, "kind": kind, "description": description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the owner can choose. `Settings.load` reads and checks them."""

    token: str = field(
        repr=False, metadata=_is(TOKEN_NAME, TOKEN, "the bot's token from @BotFather")
    )
    library: Path = field(
        default=Path("seeds"),
        metadata=_is("WENJU_LIBRARY", PATH, "folder of the documents, or one of them"),
    )
    index: Path | None = field(
        default=None, metadata=_is("WENJU_INDEX", PATH, "folder of its index; empty: in the cache")
    )
    watch: bool = field(
        default=True,
        metadata=_is("WENJU_WATCH", SWITCH, "read what changes in the folder at once, 1 or 0"),
    )
    state: Path = field(
        default_factory=default_state,
        metadata=_is("WENJU_STATE", PATH, "folder of the bot's own database"),
    )
    owners: frozenset[int] = field(
        default=frozenset(), metadata=_is("WENJU_OWNERS", IDS, "people who run the bot")
    )
    max_file: int = field(
        default=256,
        metadata=_is("WENJU_MAX_FILE", whole(1, 256), "megabytes of a file that an owner sends"),
    )
    file_kinds: frozenset[str] = field(
        default=frozenset(),
        metadata=_is(
            "WENJU_FILE_KINDS",
            KINDS,
            "kinds of files that owners may send; empty: all",
        ),
    )
    users: frozenset[int] = field(
        default=frozenset(),
        metadata=_is("WENJU_USERS", IDS, "people who may use it"),
    )
    chats: frozenset[int] = field(
        default=frozenset(),
        metadata=_is("WENJU_CHATS", IDS, "groups that may use it"),
    )
    language: Language | None = field(
        default=None,
        metadata=_is("WENJU_LANGUAGE", choice(*LANGUAGES), "language; empty: the asker's own"),
    )
    max_chars: int = field(
        default=200, metadata=_is("WENJU_MAX_CHARS", whole(20, 1000), "characters an excerpt")
    )
    page_size: int = field(
        default=3, metadata=_is("WENJU_PAGE_SIZE", whole(1, 5), "excerpts a message")
    )
    max_question: int = field(
        default=300, metadata=_is("WENJU_MAX_QUESTION", whole(1, 2000), "characters a question")
    )
    questions_per_person: int = field(
        default=20,
        metadata=_is(
            "WENJU_QUESTIONS_PER_PERSON", whole(1, 1_000_000), "questions a person a minute"
        ),
    )
    questions_per_chat: int = field(
        default=20,
        metadata=_is("WENJU_QUESTIONS_PER_CHAT", whole(1, 1_000_000), "questions a group a minute"),
    )
    answers_per_second: int = field(
        default=30,
        metadata=_is("WENJU_ANSWERS_PER_SECOND", whole(1, 1_000_000), "answers a second overall"),
    )
    messages_per_second: int = field(
        default=30,
        metadata=_is("WENJU_MESSAGES_PER_SECOND", whole(1, 1_000_000), "messages a second overall"),
    )
    chat_messages_per_second: float = field(
        default=1.0,
        metadata=_is(
            "WENJU_CHAT_MESSAGES_PER_SECOND",
            decimal(0.01, 1_000_000),
            "messages a second in one chat, after a burst of three",
        ),
    )
    group_messages_per_minute: int = field(
        default=20,
        metadata=_is(
            "WENJU_GROUP_MESSAGES_PER_MINUTE", whole(1, 1_000_000), "messages a minute in a group"
        ),
    )
    concurrent_updates: int = field(
        default=16,
        metadata=_is("WENJU_CONCURRENT_UPDATES", whole(1, 256), "updates handled at once"),
    )
    api_url: str = field(
        default="https://api.telegram.org",
        metadata=_is("TELEGRAM_API_URL", URL, "the Bot API server"),
    )
    proxy: str | None = field(
        default=None,
        repr=False,
        metadata=_is(
            "WENJU_PROXY", PROXY, "proxy on the way to it; empty: the system's, as in ALL_PROXY"
        ),
    )
    webhook_secret: str | None = field(
        default=None,
        repr=False,
        metadata=_is("WENJU_WEBHOOK_SECRET", SECRET, "what Telegram shows to prove itself"),
    )

    @classmethod
    def load(cls, environ: Mapping[str, str], file: Path | None = None) -> "Settings":
        """The settings of `environ` over those of `file`, else of the file in WENJU_CONFIG.

        An empty variable counts as unset; a relative path in a file starts at the file's folder.
        Raises SettingsError for the first thing that is wrong.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        variables = {setting.variable: setting for setting in SETTINGS}
        ours = (name for name in given if name.startswith("WENJU_"))
        _check_names(ours, [*variables, *OTHERS], "")
        if file is None and CONFIG in given:
            file = expanded(given[CONFIG])
        values = {} if file is None else _from_file(file)
        for variable, setting in variables.items():
            if variable in given and setting.name != "token":
                values[setting.name] = _parsed(setting, variable, given[variable])
        values["token"] = _token(given)
        if values.get("proxy") is None:
            _check_surroundings(given)
        return cls(**values)


def _setting(found: "Field[Any]") -> Setting:
    return Setting(name=found.name, default=found.default, secret=not found.repr, **found.metadata)


SETTINGS: tuple[Setting, ...] = tuple(_setting(found) for found in fields(Settings))
"""Every setting, in the order of the README."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _check_names(names: Iterable[str], known: Sequence[str], where: str) -> None:
    """Raises SettingsError for the first of `names` that is not `known`."""
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=2)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise SettingsError(f"{name}{where}", None, f"no such setting{hint}")


def _check_surroundings(given: Mapping[str, str]) -> None:
    """Raises SettingsError for a proxy of the whole system that there is no going through.

    Without one of our own, the library takes these: the lower-case name counts first.
    """
    for variable in SYSTEM_PROXIES:
        name = variable.lower() if variable.lower() in given else variable
        value = given.get(name, "")
        if value:
            _parsed(_BY_NAME["proxy"], name, value if "://" in value else f"http://{value}")


def _parsed(setting: Setting, name: str, value: object) -> object:
    """The checked value; `name` is how the owner called the setting."""
    try:
        return setting.kind.parse(value)
    except ValueError:
        if setting.secret:
            raise SettingsError(name, None, f"expected {setting.kind.expected}") from None
        raise SettingsError(name, str(value), setting.kind.expected) from None


def _from_file(path: Path) -> dict[str, Any]:
    """The settings in the TOML file at `path`."""
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(str(path), None, f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # bad TOML or no UTF-8
        raise SettingsError(str(path), None, f"is no TOML: {error}") from error
    where = f" in {path}"
    if "token" in table:
        raise SettingsError(
            f"token{where}", None, f"a token does not belong here; set {TOKEN_NAME} or {TOKEN_FILE}"
        )
    _check_names(table, [name for name in _BY_NAME if name != "token"], where)
    found = {
        name: _parsed(_BY_NAME[name], f"{name}{where}", value) for name, value in table.items()
    }
    return {
        name: path.parent / value if isinstance(value, Path) else value
        for name, value in found.items()
    }


def _token(given: Mapping[str, str]) -> object:
    """The token, from its variable or from the file that the other variable names."""
    setting = _BY_NAME["token"]
    if TOKEN_NAME in given and TOKEN_FILE in given:
        raise SettingsError(TOKEN_FILE, None, f"set it or {TOKEN_NAME}, not both")
    if TOKEN_NAME in given:
        return _parsed(setting, TOKEN_NAME, given[TOKEN_NAME])
    if TOKEN_FILE not in given:
        expected = f"no token: set it or {TOKEN_FILE} to {setting.kind.expected}"
        raise SettingsError(TOKEN_NAME, None, expected)
    path = expanded(given[TOKEN_FILE])
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SettingsError(TOKEN_FILE, str(path), f"readable: {error.strerror}") from error
    except UnicodeDecodeError:
        text = ""
    return _parsed(setting, TOKEN_FILE, text)
