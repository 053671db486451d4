"""What people ask besides messages: buttons they press and inline queries they type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import ApiError, ScriptError
from .messages import Button, entities_from
from .tags import to_html
from .waiting import PATIENCE
from .wire import Json

if TYPE_CHECKING:
    from .bots import Bot
    from .world import World

__all__ = ["CallbackAnswer", "InlineAnswer", "InlineQuery", "InlineResult", "Press"]

LIFETIME = 15.0
"""Seconds after which Telegram refuses the answer to a query."""

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the person who pressed a button gets to see; an empty `text` only stops the clock."""

    text: str
    show_alert: bool
    url: str


class _Query:
    """Something that a bot must answer once, and soon."""

    def __init__(self, query_id: str, bot: Bot, world: World) -> None:
        self.id = query_id
        self.bot = bot
        self.world = world
        self.asked_at = world.clock.now()
        self.update_id: int | None = None
        self.answers: list[Any] = []

    @property
    def sent_to(self) -> dict[int, int]:
        """The update in which the bot got this, by the bot's id."""
        return {} if self.update_id is None else {self.bot.id: self.update_id}

    def check(self) -> None:
        """Raise ApiError when it is too late to answer."""
        if self.answers or self.world.clock.now() - self.asked_at > LIFETIME:
            raise ApiError.bad_request(_TOO_OLD)

    def settle(self, answer: Any) -> None:
        """Take the answer."""
        self.answers.append(answer)
        self.world.signal.notify(self)

    async def _answered(self, timeout: float) -> Any:
        await self.world.signal.until(lambda: self.answers, timeout, about=self)
        if not self.answers:
            raise ScriptError(f"{self.bot} did not answer the query {self.id}")
        return self.answers[0]


class Press(_Query):
    """A button pressed."""

    async def answered(self, timeout: float = PATIENCE) -> CallbackAnswer:
        """Wait for the answer to the press."""
        answer: CallbackAnswer = await self._answered(timeout)
        return answer


class InlineQuery(_Query):
    """A text typed after the bot's name."""

    def __init__(self, query_id: str, bot: Bot, world: World, text: str) -> None:
        super().__init__(query_id, bot, world)
        self.text = text

    async def answered(self, timeout: float = PATIENCE) -> InlineAnswer:
        """Wait for the results."""
        answer: InlineAnswer = await self._answered(timeout)
        return answer


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result of an inline query; `content` is the message it would become."""

    query: InlineQuery
    json: Json
    content: Json

    @property
    def id(self) -> str:
        """The id that the bot gave it."""
        return str(self.json["id"])

    @property
    def title(self) -> str:
        """The first line of the card."""
        return str(self.json.get("title", ""))

    @property
    def description(self) -> str:
        """The second line of the card."""
        return str(self.json.get("description", ""))

    @property
    def text(self) -> str:
        """The text of the message."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def html(self) -> str:
        """The text of the message as Telegram HTML."""
        entities = self.content.get("entities") or self.content.get("caption_entities") or []
        return to_html(self.text, entities_from(entities))

    @property
    def buttons(self) -> list[Button]:
        """The buttons under the message, in reading order."""
        keyboard = (self.content.get("reply_markup") or {}).get("inline_keyboard", [])
        return [Button.read(button) for row in keyboard for button in row]


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The answer to an inline query."""

    results: list[InlineResult]
    next_offset: str = ""
    cache_time: int = 300
    is_personal: bool = False
    button: Json = field(default_factory=dict)
