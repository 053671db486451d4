"""Which document the name of a law or a rule is that of."""

from datetime import date

import pytest
from libraries import put

from retrieval import Library, read_filters
from retrieval.filters.law_names import is_named
from retrieval.text.folding import plain

TODAY = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("水库法", "中华人民共和国水库法"),
        ("水库法", "水库法(2018修正)"),
        ("水库法", "关于公布《水库法》的通知"),
        ("自行车管理办法", "青石县公共自行车管理办法"),
        ("自行车管理办法", "关于印发《自行车管理办法》的通知"),
        ("年休假条例", "职工带薪年休假条例"),
        ("工作报告", "政府工作报告"),
    ],
)
def test_a_name_is_that_of_its_document(name, title):
    assert is_named(name, plain(title))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("水库法", "水库法实施条例"),
        ("水库法", "关于适用《水库法》若干问题的解释"),
        ("水库法", "小型水库法"),
        ("水库法", "渡槽法"),
        ("自行车管理办法", "自行车管理办法实施细则"),
        ("工作报告", "工作总结"),
    ],
)
def test_it_is_not_that_of_another_that_holds_it(name, title):
    assert not is_named(name, plain(title))


@pytest.mark.parametrize("question", ["水库法第二条", "《水库法》第二条是什么"])
def test_the_article_of_a_law_is_not_that_of_the_rules_under_it(tmp_path, question):
    put(tmp_path, "a.txt", "水库法实施条例\n\n第一条 水库分三级。\n\n第二条 水库由县里管。\n")
    answer = Library.open(tmp_path).ask(question, filters=read_filters(question, TODAY))
    assert not answer.found
    put(tmp_path, "b.txt", "中华人民共和国水库法\n\n第一条 为了水库。\n\n第二条 水库不得游泳。\n")
    answer = Library.open(tmp_path).ask(question, filters=read_filters(question, TODAY))
    assert [each.citation.path for each in answer.excerpts] == ["b.txt"]
