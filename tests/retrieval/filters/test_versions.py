"""Of several versions of a law, the one in force answers, and the others are named."""

from datetime import date

import pytest

from retrieval import FilterKind, Library, read_filters
from retrieval.filters import apply

LAW = (
    "# 青石县河道条例\n\n{made} 青石县人民代表大会常务委员会第三次会议通过\n\n"
    "第一条 河道由{who}管理。\n\n第二条 违反规定的，处罚款。\n\n第三条 本条例自{since}起施行。\n"
)
VERSIONS = {
    "a.md": ("2015年3月1日", "水利站", "2015年6月1日"),
    "b.md": ("2022年9月1日", "水务局", "2023年1月1日"),
    "c.md": ("2026年10月1日", "河长办", "2027年1月1日"),
}


class Today(date):
    @classmethod
    def today(cls):
        return cls(2026, 11, 22)


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setattr(apply, "date", Today)
    root = tmp_path / "laws"
    root.mkdir()
    for name, (made, who, since) in VERSIONS.items():
        (root / name).write_text(LAW.format(made=made, who=who, since=since), "utf-8")
    (root / "d.md").write_text("# 青石县河道条例实施细则\n\n第一条 河道由村里看守。\n", "utf-8")
    return Library.open(root, index=tmp_path / "index")


def asked(library, question):
    return library.ask(question, filters=read_filters(question, Today.today()))


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("河道条例第一条", "水务局"),
        ("青石县河道条例第一条是怎么规定的", "水务局"),
        ("《河道条例》第一条", "水务局"),
        ("河道条例何时施行", "2023年1月1日"),
        ("2020年的河道条例第一条", "水利站"),
        ("2022年的河道条例第一条", "水利站"),
        ("2027年的河道条例第一条", "河长办"),
        ("2010年的河道条例第一条", "水利站"),
        ("河道条例实施细则第一条", "村里"),
    ],
)
def test_the_version_in_force_answers(library, question, holds):
    assert holds in asked(library, question).excerpts[0].text


def test_the_others_are_named_with_their_dates(library):
    (version,) = (
        each.value
        for each in asked(library, "河道条例第一条").filters
        if each.kind is FilterKind.VERSION
    )
    assert version.day == date(2026, 11, 22)
    assert version.others == (date(2015, 3, 1), date(2026, 10, 1))


def test_nothing_is_said_of_versions_where_there_is_one(library):
    kinds = {each.kind for each in asked(library, "河道条例实施细则第一条").filters}
    assert FilterKind.VERSION not in kinds
