"""What laws and rules are called, and which document a name is that of.

劳动合同法 is neither 劳动合同法实施条例 nor a short name of 合同法: each has a 第三条 of its own.
"""

from retrieval.text.patterns import lazy

# What a law or a rule is called in the end.
LAW = lazy(
    r"(?:(?<!方)(?<!做)(?<!办)法|法典|条例|办法|规定|规约|细则|章程|守则|公约|规则|准则|规程|制度"
    r"|法修正案(?:\d+|[一二三四五六七八九十]+)?)$"
)
# One that parliament made, which has one name.
STATUTE = lazy("(?<![办方做])法$|法典$")
# Behind the name of one, what makes it another's: 实施条例, 若干问题的解释.
_OTHER = lazy("法(?!律)|条例|办法|规定|细则|规则|解释|意见|答复|批复")
# Before the whole name of a law.
_LEAD = lazy(r"(?:^|[^\u4e00-\u9fff]|共和国|印发|公布|发布|颁布|附件|最?新|的)$")


COUNTRY = "中华人民共和国"
# The version of a law behind its name: (2018修正).
_VERSION = lazy(r"(?:(?:19|20)\d\d年?)?(?:修[订正]|试行|暂行|草案|版|最新)*$")


def bare(title: str) -> str:
    """A `plain` title without the country and the version of the law."""
    return _VERSION.sub("", title.removeprefix(COUNTRY))


def is_named(name: str, title: str) -> bool:
    """Whether the document of that title is the one that the name means; both are `plain`.

    A piece of a title will do, 自行车管理办法 of 青石县公共自行车管理办法, but none behind which
    another rule is named; of a 法 it is the whole name.
    """
    at = title.find(name)
    if at < 0 or not LAW.search(name):
        return at >= 0
    whole = not STATUTE.search(name) or _LEAD.search(title[:at])
    return bool(whole) and not _OTHER.search(title, at + len(name))
