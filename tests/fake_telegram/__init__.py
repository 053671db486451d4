"""A Telegram Bot API server on loopback, and a script for the people who talk to the bot.

A bot library reaches it by its base URL, with nothing patched; the test reads like a play:

    async with FakeTelegram() as telegram:
        me = telegram.bot("parrot_bot")
        ada = telegram.user("Ada")
        room = telegram.supergroup("Room", members=[ada, me], forum=True)
        topic = room.topic("Birds")
        # start the bot with telegram.base_url, telegram.base_file_url and me.token
        question = await ada.says("/say@parrot_bot hello", in_=topic)
        [reply] = await me.replies(to=question)
        assert reply.text == "hello"
        press = await ada.presses(reply, "again")
        assert (await press.answered()).text == "said again"
        gossip = await ada.says("what a bird", in_=topic)
        await me.stays_silent(after=gossip)

It is strict where Telegram is: markup, lengths, buttons, rights, topics, privacy mode, flood
limits. `telegram.fail(method, Fault…)` injects what goes wrong on the way. Time is a `Clock`,
so that limits and dates need no waiting.
"""

from .bots import Bot
from .chats import Channel, Chat, Group, PrivateChat, Topic
from .clock import Clock, ManualClock, SystemClock
from .entities import Entity
from .errors import ApiError, ParseError, ScriptError
from .faults import Fault, Rule
from .inline import CallbackAnswer, InlineAnswer, InlineQuery, InlineResult, Press
from .journal import Call
from .limits import Limits
from .markup import parse_html
from .members import Member
from .messages import Button, Message
from .people import User
from .server import FakeTelegram
from .tags import to_html
from .waiting import PATIENCE

__all__ = [
    "PATIENCE",
    "ApiError",
    "Bot",
    "Button",
    "Call",
    "CallbackAnswer",
    "Channel",
    "Chat",
    "Clock",
    "Entity",
    "FakeTelegram",
    "Fault",
    "Group",
    "InlineAnswer",
    "InlineQuery",
    "InlineResult",
    "Limits",
    "ManualClock",
    "Member",
    "Message",
    "ParseError",
    "Press",
    "PrivateChat",
    "Rule",
    "ScriptError",
    "SystemClock",
    "Topic",
    "User",
    "parse_html",
    "to_html",
]
