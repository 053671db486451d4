"""What goes wrong, and whose fault it is.

ApiError        the bot asked for something that Telegram refuses; becomes a JSON answer
ParseError      markup that Telegram would not parse; becomes an ApiError
ScriptError     the play went otherwise than its script: fails the test (an AssertionError)
"""

from __future__ import annotations

from typing import Any

__all__ = ["ApiError", "ParseError", "ScriptError"]

_TITLES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}


class ApiError(Exception):
    """A refusal in Telegram's words: `description` is sent to the bot as it stands."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object that Telegram answers with."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body

    @classmethod
    def bad_request(cls, why: str, **parameters: int) -> ApiError:
        """Return a 400 whose description is `why` after Telegram's prefix."""
        return cls.titled(400, why, **parameters)

    @classmethod
    def forbidden(cls, why: str) -> ApiError:
        """Return a 403 whose description is `why` after Telegram's prefix."""
        return cls.titled(403, why)

    @classmethod
    def titled(cls, code: int, why: str, **parameters: int) -> ApiError:
        """Return an error whose description is the title of `code`, then `why`."""
        return cls(code, f"{_TITLES[code]}: {why}", **parameters)


class ParseError(ValueError):
    """Markup that Telegram refuses; `description` says why in Telegram's words."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class ScriptError(AssertionError):
    """The bot did not do what the script waited for, or the script asked the impossible."""
