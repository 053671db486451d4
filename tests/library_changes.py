"""What owners do to a library from a chat, and what becomes of its folder."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fake_telegram import Message, User

ASKED, FOUND = "青石桥镇的图书馆几点开门？", "上午八点开门"
NAME = "开放时间.txt"
TEXT = "关于开放时间的通知\n\n青石桥镇图书馆每天上午八点开门，欢迎各位读者。\n"
KEPT = "关于用水的通知\n\n白水县居民用水每吨三元二角。\n"

Run = Callable[..., AbstractAsyncContextManager[Any]]


def seen(root: Path) -> dict[str, str]:
    """The texts of the files in the folder, by their names."""
    files = [path for path in root.iterdir() if path.is_file()]
    return {path.name: path.read_text("utf-8") for path in files}


def hidden(root: Path) -> list[str]:
    """The files in the trash, and those that are not decided upon, without tokens and times."""
    files = (path for path in (root / ".wenju").rglob("*") if path.is_file())
    parts = (path.relative_to(root / ".wenju").parts for path in files)
    return sorted(f"{where}/{'/'.join(rest)}" for where, _, *rest in parts)


async def said_of(bot: Any, message: Message, until: str) -> Message:
    """The bot's one message about what was sent, when it says that."""
    [told] = await bot.me.replies(to=message)
    return await bot.me.shows(told, until)


async def sent(bot: Any, owner: User, name: str = NAME, text: str = TEXT) -> Message:
    """The preview of a file that an owner sends."""
    message = await owner.sends("document", name=name, content=text.encode())
    return await said_of(bot, message, "吗？")


async def pressed(bot: Any, owner: User, shown: Message, label: str, until: str) -> Message:
    """What is shown after the press of a button, when it says that."""
    await owner.presses(shown, label)
    return await bot.me.shows(shown, until)
