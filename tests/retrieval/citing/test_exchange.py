"""What programs for references make of what is written for them: read by libraries that do."""

import warnings
from datetime import date

import bibtexparser
import pytest
import rispy
from samples import document
from test_references import BODY, TABLE, read

from retrieval import bibtex, csl, publication_of, ris

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from citeproc.source.json import CiteProcJSON

SEEN = date(2026, 11, 22)
PUBLICATIONS = [publication_of(read(text)) for text, _, _ in TABLE]
RULES = [rule for _, _, rule in TABLE]
ARTICLE = (
    "多元共治 & 50%_增长\n作者：张三；John Smith\n译者：王五\n刊名：学报\n出版年：2012\n卷：52\n"
    "期：8\n页码：12-18\n网址：https://example.org/a_b?x=1&y=2"
)
OTHERS = ("GB/T 1—2020\n规范", "报道\n来源：人民日报2024年3月5日第3版")


def made(text):
    return publication_of(document(text + BODY))


@pytest.mark.parametrize("of", PUBLICATIONS, ids=RULES)
def test_every_one_of_sixty_is_read_by_all(of):
    [entry] = bibtexparser.parse_string(bibtex(of, "k1", SEEN)).entries
    assert entry.key == "k1"
    assert entry["title"].replace("\\", "") == of.title
    [record] = rispy.loads(ris(of, "k1", SEEN))
    assert record["title"] == of.title
    assert len(record.get("authors", [])) == len(of.credits.authors)
    source = CiteProcJSON([csl(of, "k1", SEEN)])
    assert "".join(source["k1"]["title"]) == of.title


def test_an_article_as_csl():
    assert csl(made(ARTICLE), "k", SEEN) == {
        "id": "k",
        "type": "article-journal",
        "title": "多元共治 & 50%_增长",
        "author": [{"literal": "张三"}, {"family": "Smith", "given": "John"}],
        "translator": [{"literal": "王五"}],
        "container-title": "学报",
        "issued": {"date-parts": [[2012]]},
        "volume": "52",
        "issue": "8",
        "page": "12-18",
        "URL": "https://example.org/a_b?x=1&y=2",
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "language": "zh-CN",
    }


def test_an_article_as_bibtex():
    assert bibtex(made(ARTICLE), "k", SEEN).splitlines() == [
        "@article{k,",
        r"  title = {多元共治 \& 50\%\_增长},",
        "  author = {{张三} and Smith, John},",
        "  translator = {{王五}},",
        "  journal = {学报},",
        "  year = {2012},",
        "  volume = {52},",
        "  number = {8},",
        "  pages = {12--18},",
        "  url = {https://example.org/a_b?x=1&y=2},",
        "  urldate = {2026-11-22},",
        "  langid = {chinese},",
        "}",
    ]


def test_an_article_as_ris():
    [record] = rispy.loads(ris(made(ARTICLE), "k", SEEN))
    assert record["type_of_reference"] == "JOUR"
    assert record["authors"] == ["张三", "Smith, John"]
    assert (record["start_page"], record["end_page"]) == ("12", "18")
    assert (record["volume"], record["number"], record["year"]) == ("52", "8", "2012")
    assert record["urls"] == ["https://example.org/a_b?x=1&y=2"]


def test_a_standard_and_a_newspaper():
    standard, paper = map(made, OTHERS)
    assert csl(standard, "k", SEEN)["number"] == "GB/T 1—2020"
    assert bibtex(standard, "k", SEEN).startswith("@standard{k,")
    shape = csl(paper, "k", SEEN)
    assert (shape["type"], shape["page"]) == ("article-newspaper", "3")
    assert shape["issued"] == {"date-parts": [[2024, 3, 5]]}
    assert "entrysubtype = {newspaper}" in bibtex(paper, "k", SEEN)
    assert "DA  - 2024/03/05\r\n" in ris(paper, "k", SEEN)
