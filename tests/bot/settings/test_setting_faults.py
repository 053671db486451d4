"""What is wrong with a setting is said in Chinese, unless English is asked for."""

import re
import sqlite3
from contextlib import closing

import pytest
from shell import wenju

from bot.messages.faults.settings import fault_in_chinese
from bot.settings.settings import SETTINGS
from bot.telegram.schema import FILE_NAME
from bot.telegram.store import Store

TOKEN = "123456:ABC-def"
WHOLE = "7000000001:AAF-0000000000000000000007000000001"


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


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"max_chars = \n", "不是 TOML：第 1 行第 13 列：值写得不对"),
        (b"\n\nwatch: no", "不是 TOML：第 3 行第 6 列：名称后面要有 ="),
        (b"watch = true\nwatch = true\n", "第 2 行第 13 列：同一个名称写了两次"),
        (b'library = "a', "不是 TOML：结尾处：引号没有配对"),
        (b"users = [1", "不是 TOML：结尾处：括号没有配对"),
        (b"\xff\xfe", "不是 TOML：不是 UTF-8 编码"),
    ],
)
def test_what_is_wrong_with_the_file_of_settings_is_said_in_chinese(tmp_path, content, fault):
    file = tmp_path / "wenju.toml"
    file.write_bytes(content)
    ran = wenju("bot", "--config", file, TELEGRAM_BOT_TOKEN=TOKEN)
    assert ran.code == 2
    assert ran.complaint.startswith(f"wenju: {file}：")
    assert fault in ran.complaint
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", ran.complaint)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda state: state.write_text(""), "打不开（"),
        (lambda state: damaged(state, b"nonsense" * 999), "不是完好的数据库（不是数据库文件）"),
        (lambda state: newer(state), "由本程序更新的版本写成"),
    ],
    ids=["no folder", "no database", "newer"],
)
def test_what_is_wrong_with_the_bots_database_is_said_in_chinese(tmp_path, make, fault):
    state = tmp_path / "state"
    make(state)
    surroundings = {"TELEGRAM_BOT_TOKEN": WHOLE, "WENJU_STATE": str(state)}
    ran = wenju("bot", **surroundings)
    assert ran.code == 2
    assert fault in ran.complaint
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", ran.complaint.rpartition("：")[2])
    ran = wenju("bot", "--lang", "en", **surroundings)
    assert re.search(r": (cannot be opened|not a sound database|written by a newer)", ran.complaint)


def test_a_full_disk_does_not_make_the_bots_database_unsound(tmp_path, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("bot.telegram.schema._prepare", full)
    ran = wenju("bot", TELEGRAM_BOT_TOKEN=WHOLE, WENJU_STATE=str(tmp_path / "state"))
    assert ran.complaint.endswith("机器人的数据库用不了（磁盘已满）")


def damaged(state, content):
    state.mkdir()
    (state / FILE_NAME).write_bytes(content)


def newer(state):
    Store(state).close()
    with closing(sqlite3.connect(state / FILE_NAME)) as database:
        database.execute("PRAGMA user_version = 99")


def test_in_english_it_is_as_it_was():
    assert "no token: set it or" in wenju("bot", "--lang", "en").complaint
