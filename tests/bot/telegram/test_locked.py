"""A database that another program holds: nobody is answered twice, and no bystander at all."""

import sqlite3
from typing import Any

from fake_telegram import FakeTelegram

from bot.telegram.schema import FILE_NAME

QUESTION, ANSWER = "满都拉口岸的过货量是多少?", "过货量突破662万吨"


async def test_what_cannot_be_claimed_is_not_answered(
    start: Any, telegram: FakeTelegram, tmp_path: Any
) -> None:
    async with start() as bot:
        ada = telegram.user("Ada", language_code="zh-hans")
        room = telegram.supergroup("Room", members=[ada, bot.me], admins=[bot.me])
        other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await bot.silence(await ada.says("大家好", in_=room))
        await bot.silence(await ada.says(QUESTION))
        other.execute("ROLLBACK")
        other.close()
        assert ANSWER in (await bot.answer(await ada.says(QUESTION))).text
