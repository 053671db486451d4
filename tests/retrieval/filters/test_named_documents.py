"""宪法第三十三条: the document that is named before an article, without 《》."""

from datetime import date

import pytest
from libraries import put

from retrieval import Library, read_filters
from retrieval.filters.named_documents import article_at, named_document
from retrieval.text.folding import plain

TODAY = date(2024, 1, 1)
TITLES = [
    plain(title)
    for title in (
        "中华人民共和国宪法",
        "中华人民共和国学位法",
        "职工带薪年休假条例",
        "松柏大厦住户规约修订",
        "中华人民共和国劳动合同法(2012修正)",
        "中华人民共和国治安管理处罚法",
        "中华人民共和国个人所得税法",
        "青石县公共自行车管理办法",
    )
]


def named(question):
    filters = read_filters(question, TODAY)
    at = article_at(filters)
    return named_document(question, filters, TITLES, (0, at)) if at is not None else None


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("宪法第三十三条", "宪法"),
        ("中华人民共和国宪法第三十三条", "宪法"),
        ("请问宪法第三十三条是什么", "宪法"),
        ("麻烦帮我查一下学位法的第三条，谢谢", "学位法"),
        ("职工带薪年休假条例第三条是怎么规定的", "职工带薪年休假条例"),
        ("公司违反劳动合同法第三条怎么办", "劳动合同法"),
        ("新劳动合同法第三条", "劳动合同法"),
        ("住戶規約第十七條", "住户规约"),
        ("根据自行车管理办法第三条第二款", "自行车管理办法"),
        ("个税法第三条", "个人所得税法"),
        ("治安处罚法第三条", "治安管理处罚法"),
        ("自行车办法第三条", "青石县公共自行车管理办法"),
        ("那宪法第三十三条呢", "宪法"),
        ("劳动合同法(2012修正)第三条", "劳动合同法"),
        ("宪法总则第三条", "宪法"),
    ],
)
def test_a_title_before_an_article_is_the_documents(question, title):
    found = named(question)
    assert found.hard
    assert found.value == title


@pytest.mark.parametrize(
    "question",
    ["刑法第三条", "劳动法第三条", "合同法第三条", "个人所得法第三条", "公司内部管理制度第三条"],
)
def test_a_law_that_is_not_there_is_named_all_the_same(question):
    assert named(question).value == question.removesuffix("第三条")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("刑法总则第三条", "刑法"),
        ("刑法修正案（十一）第三条", "刑法修正案十一"),
        ("宪法修正案第三条", "宪法修正案"),
        ("刑法（2020修正）第三条", "刑法"),
    ],
)
def test_so_is_an_amendment_and_a_law_of_which_a_piece_or_a_version_is_named(question, title):
    assert named(question).value == title


@pytest.mark.parametrize(
    "question",
    [
        "第三条",
        "办法第三条",
        "本办法第三条",
        "该条例第三条规定了什么",
        "这个规定的第三条",
        "《宪法》第三十三条",
        "宪法第二章",
        "宪法是什么",
        "方法第三条",
    ],
)
def test_nothing_is_named_where_nobody_can_tell_or_it_stands_in_marks(question):
    assert named(question) is None


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("laws")
    for title, word in (("水库法", "水库"), ("渡槽法", "渡槽")):
        put(
            root,
            f"{title}.txt",
            f"中华人民共和国{title}\n\n第一条 为了管理{word}，制定本法。\n\n"
            f"第二条 {word}由县水利局管理。\n\n第三条 水库和渡槽不得游泳。\n",
        )
    put(root, "短.txt", "桥梁法\n\n第一条 桥梁限重十吨。\n")
    return Library.open(root)


def ask(library, question):
    return library.ask(question, filters=read_filters(question, TODAY))


@pytest.mark.parametrize("title", ["水库法", "渡槽法"])
def test_the_article_is_that_of_the_law_that_is_named(library, title):
    answer = ask(library, f"{title}第三条是怎么规定的")
    assert answer.found
    assert {e.citation.title for e in answer.excerpts} == {f"中华人民共和国{title}"}


@pytest.mark.parametrize("question", ["桥梁法第二条", "隧道法第一条", "隧道条例第三条规定了什么"])
def test_the_article_of_another_law_does_not_answer(library, question):
    assert not ask(library, question).found


def test_what_is_named_is_said(library):
    [title, _] = sorted(ask(library, "水库法第三条").filters, key=lambda each: each.kind != "title")
    assert (title.value, title.hard) == ("水库法", True)
