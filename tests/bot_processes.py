"""The bot as a process of its own, for tests that kill it."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager

from samples import SEEDS
from shell import ROOT


@asynccontextmanager
async def bot_process(telegram, me, state, **environment):
    """`wenju bot` as a process of its own, killed in the end."""
    given = {
        "WENJU_LIBRARY": str(SEEDS),
        "WENJU_STATE": str(state),
        "TELEGRAM_BOT_TOKEN": me.token,
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
    }
    command = (sys.executable, "-W", "error", "-m", "bot", "bot")
    running = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | given | environment
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()
