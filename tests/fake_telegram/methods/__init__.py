"""The methods of the Bot API: one table from a name, in lower case, to a function."""

from __future__ import annotations

from . import chats, editing, files, profile, queries, sending, updates
from .ask import Ask, Method

__all__ = ["METHODS", "Ask", "Method"]

METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (updates, sending, editing, files, queries, chats, profile)
    for name, method in module.METHODS.items()
}
"""Telegram does not mind the case of a method's name."""
