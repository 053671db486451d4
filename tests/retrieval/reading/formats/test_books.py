"""Books: chapters in the order in which they are read."""

import pytest
from libraries import put
from word_files import HEAD, package

from retrieval import Library
from retrieval.models import Kind
from retrieval.reading.formats.epub import read
from retrieval.reading.formats.frame import DAMAGED, PASSWORD, Limits, Refused

SENTENCE = "满都拉口岸今年的过货量突破662万吨，创历史新高。"
CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'


def page(*blocks):
    return (
        f"<!DOCTYPE html><html><head><title>x</title></head><body>{''.join(blocks)}</body></html>"
    )


def epub(*chapters, told="<title>口岸志</title>", parts=None):
    """The bytes of a book of chapters; files are called by letters, the last is shown first."""
    names = [f"c{chr(97 + n)}.xhtml" for n in range(len(chapters))]
    items = "".join(
        f'<item id="{name}" href="text/{name}" media-type="application/xhtml+xml"/>'
        for name in reversed(names)
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in names)
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    made = {
        "META-INF/container.xml": HEAD + CONTAINER,
        "OEBPS/book.opf": f"{HEAD}<package><metadata>{told}</metadata><manifest>{nav}{items}"
        f'</manifest><spine><itemref idref="nav"/>{order}</spine></package>',
        "OEBPS/nav.xhtml": page("<p>目录</p>"),
        **{f"OEBPS/text/{name}": chapter for name, chapter in zip(names, chapters, strict=True)},
    }
    return package({**made, **(parts or {})})


def test_chapters_follow_each_other_and_contents_are_none():
    book = epub(
        page("<h1>第一章 总论</h1>", f"<p>{SENTENCE}</p>"),
        page("<h2>第二节</h2>", "<table><tr><td>煤炭</td><td>3&nbsp;吨</td></tr></table>"),
    )
    extracted = read(book, Limits())
    assert [(block.text, block.kind, block.level) for block in extracted.blocks] == [
        ("第一章 总论", Kind.HEADING, 1),
        (SENTENCE, Kind.BODY, 0),
        ("第二节", Kind.HEADING, 2),
        ("煤炭\t3\xa0吨", Kind.ROW, 0),
    ]
    assert extracted.properties == {"title": "口岸志"}


def test_an_answer_is_cited_by_chapter(tmp_path):
    put(tmp_path, "a.epub", epub(page("<h1>第一章 总论</h1>", f"<p>{SENTENCE}</p>")))
    library = Library.open(tmp_path)
    (found, *_) = library.ask("满都拉口岸的过货量是多少？").excerpts
    assert found.citation.title == "口岸志"
    assert found.citation.section == ("第一章 总论",)


def test_what_cannot_be_read_is_refused_with_the_reason():
    lock = '<encryption><CipherReference URI="OEBPS/text/ca.xhtml"/></encryption>'
    with pytest.raises(Refused, match=PASSWORD):
        read(epub(page(SENTENCE), parts={"META-INF/encryption.xml": lock}), Limits())
    font = '<encryption><CipherReference URI="OEBPS/a.otf"/></encryption>'
    assert read(epub(page(SENTENCE), parts={"META-INF/encryption.xml": font}), Limits()).blocks
    with pytest.raises(Refused, match=DAMAGED):
        read(package({"META-INF/container.xml": "<container/>"}), Limits())
    with pytest.raises(Refused, match="characters"):
        read(epub(page(SENTENCE), page(SENTENCE)), Limits(characters=40))
