"""What is wrong with a setting, in Chinese; in English it stands in `bot.settings`."""

import re
from collections.abc import Callable

_FAULTS = {
    r"a whole number from (\S+) to (\S+)": "应为 {} 到 {} 的整数",
    r"a number from (\S+) to (\S+)": "应为 {} 到 {} 的数",
    r"numeric ids, separated by commas": "应为数字编号，用逗号隔开",
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
    r"is no TOML: (.+)": "不是 TOML：{}",
    r"(?:cannot be read|readable): (.+)": "读不了：{}",
    r"accepted: (.+)": "Telegram 不接受：{}",
    r"free to listen at: (.+)": "不能在这里监听：{}",
    r"(\S+(?: or \S+)+)": "应为 {}",
}


def fault_in_chinese(
    name: str, value: str | None, expected: str, told: Callable[[str], str]
) -> str:
    """One line on the setting `name`; what the system says is `told` in the reader's words."""
    found = "" if value is None else f"{value!r} "
    place = re.fullmatch(r"(.+) in (.+)", name)
    named = f"{place[2]} 里的 {place[1]}" if place else name
    return f"{named}：{found}{_sentence(expected.removeprefix('expected '), told)}"


def _sentence(expected: str, told: Callable[[str], str]) -> str:
    for pattern, sentence in _FAULTS.items():
        if match := re.fullmatch(pattern, expected, re.DOTALL):
            return sentence.format(*(told(part).replace(" or ", " 或 ") for part in match.groups()))
    return expected
