"""The page of a citation as people see it, the cited words marked."""

import pytest
from pdf_writer import LEFT, PITCH, RIGHT, SIZE, TOP, Writer
from pictures_of_pages import marked, pixels

from retrieval.errors import DocumentRefused
from retrieval.reading.pictures import picture
from retrieval.reading.reader import read_document

FIRST = "第一条　为了规范招标投标活动，保护国家利益、社会公共利益和当事人的合法权益，制定本法。"
SECOND = (
    "第二条　在中华人民共和国境内进行招标投标活动，适用本法；任何单位和个人不得以任何方式规避招标。"
)


@pytest.fixture
def read(tmp_path):
    """Reads a file and draws a page of it, with these words marked."""
    path = tmp_path / "law.pdf"

    def drawn(writer, words, skip=0):
        path.write_bytes(writer.save())
        document = read_document(path, path.name)
        start = -1
        for _ in range(skip + 1):
            start = document.text.index(words, start + 1)
        return picture(path, document, start, start + len(words))

    return drawn


def test_the_words_are_marked_on_every_line_that_they_stand_on(read):
    writer = Writer()
    for text in (FIRST, SECOND):
        writer.paragraph(text)
    found = read(writer, SECOND)
    assert (found.page, found.marked) == (1, True)
    first, second = marked(found.png)
    # What FIRST leaves of its second line is not marked.
    assert first[1] > TOP + PITCH
    assert abs(first[0] - (LEFT + 2 * SIZE)) <= 2
    assert abs(first[2] - RIGHT) <= 2
    assert abs(second[0] - LEFT) <= 2
    assert 0 < second[1] - first[1] - PITCH + 1 < 3


def test_black_stays_black_under_the_marker(read):
    writer = Writer()
    writer.paragraph(SECOND)
    found = read(writer, SECOND)
    [(left, top, right, bottom), *_] = marked(found.png)
    seen = pixels(found.png)
    scale = seen.shape[1] / 595
    inside = seen[int(top * scale) : int(bottom * scale), int(left * scale) : int(right * scale)]
    assert (inside.max(axis=2) < 60).any()


def test_a_part_of_a_line_is_marked_alone(read):
    writer = Writer()
    writer.paragraph(FIRST)
    [(left, _, right, _)] = marked(read(writer, "规范招标投标活动").png)
    start = LEFT + 2 * SIZE + FIRST.index("规范") * SIZE
    assert abs(left - start) <= 2
    assert abs(right - (start + 8 * SIZE)) <= 2


def test_of_the_same_words_those_that_are_cited_are_marked(read):
    for skip in range(3):
        writer = Writer()
        for _ in range(3):
            writer.paragraph(SECOND[:30])
        [(_, top, _, _)] = marked(read(writer, SECOND[:30], skip).png)
        assert abs(top - (TOP + skip * PITCH - SIZE)) <= 3


def test_of_words_that_go_on_on_another_page_the_first_page_is_shown(read):
    # Three lines a page: the second paragraph begins on the last of the first.
    writer = Writer(top=150, bottom=150 + 3 * PITCH)
    for text in (FIRST, SECOND, FIRST):
        writer.paragraph(text)
    found = read(writer, SECOND)
    assert found.page == 1
    [(_, top, _, _)] = marked(found.png)
    assert abs(top - (150 + 2 * PITCH - SIZE)) <= 2


def test_words_that_stood_in_cells_are_marked_in_each(read):
    writer = Writer()
    page = writer.page()
    page.text("女工委员", LEFT, TOP)
    page.text("负责女工委全面工作", LEFT + 200, TOP)
    found = read(writer, "女工委员\t负责女工委全面工作")
    [(left, _, right, _)] = marked(found.png)
    assert abs(left - LEFT) <= 2
    assert abs(right - (LEFT + 200 + 9 * SIZE)) <= 2


def test_a_file_that_was_changed_is_shown_unmarked_and_says_so(tmp_path):
    path = tmp_path / "law.pdf"
    before, after = Writer(), Writer()
    before.paragraph(FIRST)
    after.paragraph("这里已经写着完全不同的话了。")
    path.write_bytes(before.save())
    document = read_document(path, path.name)
    path.write_bytes(after.save())
    found = picture(path, document, 0, len(FIRST))
    assert not found.marked
    assert marked(found.png) == []


def test_a_file_that_is_no_pdf_any_longer_is_refused(tmp_path):
    path = tmp_path / "law.pdf"
    writer = Writer()
    writer.paragraph(FIRST)
    path.write_bytes(writer.save())
    document = read_document(path, path.name)
    path.write_bytes(writer.save()[:100])
    with pytest.raises(DocumentRefused):
        picture(path, document, 0, 5)


def test_a_text_has_no_pages_to_show(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(FIRST, "utf-8")
    assert picture(path, read_document(path, path.name), 0, 5) is None
