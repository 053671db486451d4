"""The trigger table, played by people on a strict Telegram."""

from typing import Any

QUESTION = "满都拉口岸的过货量是多少?"
ANSWER = "满都拉口岸过货量突破662万吨"


async def test_private_text_is_answered_with_the_sentence(start: Any) -> None:
    async with start() as stage:
        asker = stage.telegram.user("Ada", language_code="zh-hans")
        question = await asker.says(QUESTION)
        [reply] = await stage.me.replies(to=question)
        assert ANSWER in reply.text
