"""The emoji that Telegram takes as a reaction."""

from __future__ import annotations

__all__ = ["REACTIONS"]

_SIMPLE = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷 😡 "
)
_JOINED = "❤\ufe0f\u200d🔥 👨\u200d💻 🤷\u200d♂\ufe0f 🤷\u200d♀\ufe0f"

REACTIONS = frozenset((_SIMPLE + _JOINED).split())
