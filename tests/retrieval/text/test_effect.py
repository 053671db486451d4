"""Which sentences say since when the document that they stand in is in force."""

import pytest

from retrieval.text.effect import says_effect


@pytest.mark.parametrize(
    "sentence",
    [
        "第四条 本法自2008年1月1日起施行。",
        "本办法自印发之日起施行。",
        "本通知自二〇二四年五月一日起执行,有效期五年。",
        "第十条 自2024年5月1日起施行。",
        "2008年1月1日 施行",
        "本公告自发布之日起生效。",
    ],
)
def test_says_since_when_it_is_in_force(sentence):
    assert says_effect(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "本法施行前已订立的合同，继续履行。",
        "次数自本法施行后开始计算。",
        "许可证自颁发之日起生效。",
        "本市自2024年5月1日起实施新的收费标准。",
        "合同自双方签字之日起生效。",
    ],
)
def test_says_it_of_something_else(sentence):
    assert says_effect(sentence) is None
