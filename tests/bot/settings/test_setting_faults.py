"""What is wrong with a setting is said in Chinese, unless English is asked for."""

import re

import pytest
from shell import wenju

from bot.messages.setting_faults import fault_in_chinese
from bot.settings.settings import SETTINGS

TOKEN = "123456:ABC-def"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_each_setting_may_be_is_said_in_chinese(setting):
    told = fault_in_chinese(setting.variable, "?", setting.kind.expected, str)
    assert told.startswith(f"{setting.variable}：'?' 应为")
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", told)


@pytest.mark.parametrize(
    ("surroundings", "fault"),
    [
        ({}, "TELEGRAM_BOT_TOKEN：没有令牌：请设置它或 TELEGRAM_BOT_TOKEN_FILE，"),
        ({"TELEGRAM_BOT_TOKEN": "nonsense"}, "TELEGRAM_BOT_TOKEN：应为 @BotFather 给的令牌，形如"),
        ({"TELEGRAM_BOT_TOKEN_FILE": "/none"}, "'/none' 读不了：没有这个文件或文件夹"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "WENJU_MAXCHARS": "1"}, "没有这个设置；是不是"),
        ({"WENJU_CONFIG": "/none"}, "/none：读不了：没有这个文件或文件夹"),
    ],
)
def test_a_bot_that_cannot_start_says_why_in_chinese(surroundings, fault):
    ran = wenju("bot", **surroundings)
    assert ran.code == 2
    assert fault in ran.complaint
    assert "nonsense" not in ran.complaint


def test_in_english_it_is_as_it_was():
    assert "no token: set it or" in wenju("bot", "--lang", "en").complaint
