"""一是…二是… in running text: a list only if the second item follows."""

from itertools import pairwise

import pytest
from hypothesis import given
from samples import contents

from retrieval.structure.numbering import running_items


def split(text):
    """The items, from the first one on."""
    edges = [*running_items(text, 0, len(text)), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主要有：一是甲。二是乙。三是丙。", ["一是甲。", "二是乙。", "三是丙。"]),
        ("一是甲；二是乙；", ["一是甲；", "二是乙；"]),
        ("一是甲\n二是乙", ["一是甲\n", "二是乙"]),
        ("一要甲，二要乙，三要丙。", ["一要甲，", "二要乙，", "三要丙。"]),
        ("第一，甲。第二，乙。", ["第一，甲。", "第二，乙。"]),
        ("第一、甲。第二、乙。", ["第一、甲。", "第二、乙。"]),
        ("首先，甲。其次，乙。最后，丙。", ["首先，甲。", "其次，乙。", "最后，丙。"]),
        ("首先甲。其次乙。再次丙。最后丁。", ["首先甲。", "其次乙。", "再次丙。", "最后丁。"]),
        ("一是甲。二是乙。一是丙。二是丁。", ["一是甲。", "二是乙。", "一是丙。", "二是丁。"]),
        ("①甲；②乙；③丙。", ["①甲；", "②乙；", "③丙。"]),
        ("1）甲；2）乙。", ["1）甲；", "2）乙。"]),
        ("见注①。又见注②。", []),
        ("（1）甲；（2）乙。", []),
        ("一是甲。二要乙。", []),
        ("一是甲。三是丙。", []),
        ("二是乙。三是丙。", []),
        ("一是一，二是二。", ["一是一，", "二是二。"]),
        ("统一是大势。唯二是乙。", []),
        ("一是甲。", []),
        ("一些，二些", []),
        ("九是壬。十是癸。", []),
        ("", []),
    ],
)
def test_items(text, expected):
    assert split(text) == expected


def test_eleven_items():
    numerals = "一 二 三 四 五 六 七 八 九 十 十一".split()
    assert len(split("".join(f"{n}是内容。" for n in numerals))) == 11


@given(contents)
def test_items_come_in_order_and_never_alone(text):
    found = running_items(text, 0, len(text))
    assert found == sorted(set(found))
    assert len(found) != 1
