"""What is wrong with a setting, or with the bot's database, in Chinese.

In English it stands in `bot.settings` and `bot.telegram.schema`.
"""

import re
from collections.abc import Callable
from pathlib import Path

_NO_TOML = "is no TOML: "

_FAULTS = {
    r"a whole number from (\S+) to (\S+)": "应为 {} 到 {} 的整数",
    r"a number from (\S+) to (\S+)": "应为 {} 到 {} 的数",
    r"numeric ids, separated by commas": "应为数字编号，用逗号隔开",
    r"kinds of files that are read, such as (\S+)": "应为读得了的文件种类，如 {}",
    r"a path": "应为路径",
    r"a bot token as @BotFather gives it, like (\S+)": "应为 @BotFather 给的令牌，形如 {}",
    r"1 to 256 letters, digits, _ or -": "应为 1 到 256 个字母、数字、_ 或 -",
    r"an address like (\S+), without /bot": "应为网址，形如 {}，不带 /bot",
    r"an address like (\S+) or (\S+)": "应为地址，形如 {} 或 {}",
    r"an https URL": "应为 https 网址",
    r"required with --webhook": "用 --webhook 时要设置",
    r"no such setting": "没有这个设置",
    r"no such setting; did you mean (.+)\?": "没有这个设置；是不是 {}？",
    r"a token does not belong here; set (\S+) or (\S+)": "令牌不能写在这里；请设置 {} 或 {}",
    r"set it or (\S+), not both": "和 {} 只能设置一个",
    r"no token: set it or (\S+) to .+, like (\S+)": "没有令牌：请设置它或 {}，令牌由 @BotFather 给出，形如 {}",
    r"(?:cannot be read|readable): (.+)": "读不了：{}",
    r"accepted: (.+)": "Telegram 不接受：{}",
    r"free to listen at: (.+)": "不能在这里监听：{}",
    r"(\S+(?: or \S+)+)": "应为 {}",
}

# What the reader of TOML says, by how it begins.
_TOML = {
    "Invalid value": "值写得不对（文字要加引号）",
    "Expected '='": "名称后面要有 =",
    "Expected newline": "值后面有多余的内容",
    "Invalid statement": "应为 名称 = 值",
    "Cannot overwrite": "同一个名称写了两次",
    "Cannot declare": "同一个名称写了两次",
    "Duplicate": "同一个名称写了两次",
    "Unterminated string": "引号没有配对",
    "Illegal character": "有不能用的字符，或引号没有配对",
    "Unclosed": "括号没有配对",
    "Unescaped": "\\ 要写成 \\\\，或改用单引号",
    "'utf-8' codec": "不是 UTF-8 编码",
}

_STORE = {
    "unreadable": "打不开（{reason}）",
    "unsound": "不是完好的数据库（{reason}）",
    "newer": "由本程序更新的版本写成",
    "failed": "机器人的数据库用不了（{reason}）",
}


def fault_in_chinese(
    name: str, value: str | None, expected: str, told: Callable[[str], str]
) -> str:
    """One line on the setting `name`; what the system says is `told` in the reader's words."""
    found = "" if value is None else f"{value!r} "
    place = re.fullmatch(r"(.+) in (.+)", name)
    named = f"{place[2]} 里的 {place[1]}" if place else name
    return f"{named}：{found}{_sentence(expected.removeprefix('expected '), told)}"


def store_fault_in_chinese(path: Path, fault: str, reason: str, told: Callable[[str], str]) -> str:
    """One line on the bot's database; what the system says is `told` in the reader's words."""
    return f"{path}：{_STORE[fault].format(reason=told(reason))}"


def _toml_fault(detail: str) -> str:
    """What the reader of TOML says, with where it says so."""
    place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)$", detail)
    found = next((said for start, said in _TOML.items() if detail.startswith(start)), "写法不对")
    if place is None:
        return f"不是 TOML：{found}"
    where = f"第 {place[1]} 行第 {place[2]} 列" if place[1] else "结尾处"
    return f"不是 TOML：{where}：{found}"


def _sentence(expected: str, told: Callable[[str], str]) -> str:
    if expected.startswith(_NO_TOML):
        return _toml_fault(expected.removeprefix(_NO_TOML))
    for pattern, sentence in _FAULTS.items():
        if match := re.fullmatch(pattern, expected, re.DOTALL):
            return sentence.format(*(told(part).replace(" or ", " 或 ") for part in match.groups()))
    return expected
