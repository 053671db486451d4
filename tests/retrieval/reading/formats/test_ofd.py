"""OFD: glyphs wherever programs put them, put together again."""

import pytest
from libraries import put
from ofd_writer import LEFT, SIZE, TOP, composite, line, lines, ofd, picture, root, text
from pictures_of_pages import png

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import (
    DAMAGED,
    DOCTYPE,
    PASSWORD,
    Limits,
    Recognised,
    RecognisedLine,
    Refused,
)
from retrieval.reading.formats.ofd import look, read
from retrieval.reading.reader import read_document

TITLE = "关于加强口岸管理的通知"
# Two lines that reach the right margin and one that ends before it.
PROSE = ("满都拉口岸今年过货量突破六百六十二万吨，创下历史新高，", "各有关单位要高度重视口岸管理。")


def texts(data, *kinds):
    blocks = read(data, Limits()).blocks
    return [block.text for block in blocks if not kinds or block.kind in kinds]


def refusal(data, limits=None):
    with pytest.raises(Refused) as caught:
        read(data, limits or Limits())
    return caught.value.reason


def test_lines_that_reach_the_margin_go_on_in_the_next():
    page = lines(TITLE, *PROSE, "特此通知。")
    assert texts(ofd(page)) == [TITLE, "".join(PROSE), "特此通知。"]


@pytest.mark.parametrize("deltas", ["5 5 5", "g 3 5", "5 g 2 5", "g 99999999999 5", ""])
def test_how_far_glyphs_stand_apart_is_told_one_by_one_or_together(deltas):
    assert texts(ofd(text("过货总量", deltas=deltas))) == ["过货总量"]


def test_digits_that_are_objects_of_their_own_stand_in_their_line():
    halves = (text("年", LEFT + 4 * 2.5), text("202", LEFT), text("3", LEFT + 3 * 2.5))
    assert texts(ofd("".join(halves))) == ["2023年"]


def test_room_for_which_deltas_make_is_a_cell_and_words_keep_their_blank():
    assert texts(ofd(text("甲方乙方", deltas="5 40 5"))) == ["甲方\t乙方"]
    assert texts(ofd(text("Suez"))) == ["Suez"]
    assert texts(ofd(text("two words"))) == ["two words"]
    assert texts(ofd(text("two", LEFT) + text("words", LEFT + 9.5))) == ["two words"]


def test_what_is_printed_twice_is_read_once_but_doubled_letters_stay():
    bold = text("年年有余", LEFT) + text("年年有余", LEFT + 0.3, TOP + 0.2)
    assert texts(ofd(bold)) == ["年年有余"]
    assert texts(ofd(text("年年", deltas="0.2"))) == ["年年"]


def test_what_stands_on_templates_and_in_units_is_on_the_page():
    unit = text("第〇〇九号", 0, SIZE)
    page = text("探矿权人：") + composite("u", LEFT + 5 * SIZE, TOP - SIZE)
    data = ofd((page, (0,)), templates=(lines("勘查许可证", top=TOP - 10),), units={"u": unit})
    assert texts(data) == ["勘查许可证", "探矿权人：第〇〇九号"]


def test_a_unit_is_as_large_as_its_matrix_makes_it():
    page = text("共计", size=10) + composite("u", LEFT + 20, TOP - 10, "2 0 0 2 0 0")
    (found,) = texts(ofd(page, units={"u": text("三吨", 0, SIZE)}))
    assert found == "共计三吨"


@pytest.mark.parametrize(
    "rename", [str.lower, str.upper, lambda name: name.replace("/", "\\"), "./{}".format]
)
def test_parts_are_found_in_whatever_case_and_with_whatever_strokes(rename, tmp_path):
    path = put(tmp_path, "a.ofd", ofd(lines(*PROSE), rename=rename))
    assert read_document(path, "a.ofd").text == "".join(PROSE)


def test_cells_with_lines_around_them_are_rows():
    page = "".join(line(20, top, 140, top) for top in (20, 40, 60))
    page += "".join(line(left, 20, left, 60) for left in (20, 80, 140))
    for row, cells in enumerate((("职位", "人数"), ("局长", "一名"))):
        page += text(cells[0], 25, 30 + 20 * row) + text(cells[1], 90, 30 + 20 * row)
    assert texts(ofd(page), Kind.ROW) == ["职位\t人数", "局长\t一名"]


def test_what_lies_across_the_page_and_what_repeats_is_furniture():
    slanted = text("内部资料", 60, 150, more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    pages = [lines(*PROSE) + slanted + text(f"— {each} —", 95, 290) for each in (1, 2, 3)]
    data = ofd(*pages)
    assert texts(data, Kind.BODY) == ["".join(PROSE)] * 3
    assert set(texts(data, Kind.FURNITURE)) == {"内部资料", "— 1 —", "— 2 —", "— 3 —"}


def test_what_is_not_visible_is_not_read():
    hidden = text("旧稿", top=TOP + 20, more='Visible="false"')
    assert texts(ofd(text("新稿") + hidden)) == ["新稿"]


def test_text_behind_a_picture_of_the_page_was_recognised():
    page = picture() + text("满都拉口岸", more='Alpha="0"')
    warning = ReadingWarning(WarningCode.RECOGNISED, 1, 1)
    assert read(ofd(page), Limits()).warnings == (warning,)
    assert read(ofd(picture() + text("满都拉口岸")), Limits()).warnings == ()


def test_pages_without_text_and_pages_that_are_gone_are_named():
    gone = {"Doc_0/Pages/Page_2/Content.xml": None}
    extracted = read(ofd(lines(*PROSE), picture(), "", parts=gone), Limits())
    assert extracted.pages == 3
    assert extracted.warnings == (
        ReadingWarning(WarningCode.NO_TEXT, 2, 2),
        ReadingWarning(WarningCode.INCOMPLETE, 3, 3),
    )


def test_a_citation_names_the_page(tmp_path):
    put(tmp_path, "a.ofd", ofd(lines(TITLE, "特此通知。"), lines(*PROSE)))
    (found, *_) = Library.open(tmp_path).ask("满都拉口岸过货量突破多少？").excerpts
    assert (found.text, found.citation.page) == ("".join(PROSE), 2)


def test_the_title_of_a_file_counts_where_its_first_page_has_it():
    assert read(ofd(lines(TITLE), title=TITLE), Limits()).properties == {"title": TITLE}
    assert read(ofd(lines(TITLE), title="模板标题"), Limits()).properties == {}


def test_pages_that_are_pictures_say_what_was_recognised_on_them():
    data = ofd(lines(*PROSE), picture())
    assert read(ofd(picture(), picture()), Limits()).warnings == (
        ReadingWarning(WarningCode.NO_TEXT, 1, 2),
    )
    line = RecognisedLine("本页是扫描件。", 90.0, 174.0, 150.0, 12.0)
    extracted = read(data, Limits(), {2: Recognised(595.0, 842.0, (line,))})
    assert [block.text for block in extracted.blocks] == ["".join(PROSE), line.text]
    assert extracted.warnings == (ReadingWarning(WarningCode.RECOGNISED, 2, 2),)


@pytest.mark.parametrize("place", ["Doc_0/Res/a.png", "doc_0/RES/A.PNG"])
def test_pictures_are_drawn_where_they_stand(place):
    pytest.importorskip("PIL.Image")
    half = '<ImageObject ID="3" Boundary="0 148.5 210 148.5" ResourceID="9"/>'
    told = '<MultiMedias><MultiMedia ID="9" Type="Image"><MediaFile>a.png</MediaFile></MultiMedia>'
    listed = root("Res", told + "</MultiMedias>").replace("<ofd:Res ", '<ofd:Res BaseLoc="Res" ')
    parts = {"Doc_0/PublicRes.xml": listed, place: png(b"\0")}
    shown = look(ofd(lines(*PROSE), half, parts=parts), 2, Limits())
    assert (shown.width, shown.height, shown.stride) == (1191, 1684, 3573)
    above, below = (row * shown.stride + 1500 for row in (shown.height // 4, shown.height * 3 // 4))
    assert (shown.data[above], shown.data[below]) == (255, 0)
    with pytest.raises(Refused, match=DAMAGED):
        look(ofd(lines(*PROSE), half), 2, Limits())


def test_what_cannot_be_read_is_refused_with_the_reason():
    assert refusal(ofd(lines(*PROSE), parts={"OFD.xml": None})) == DAMAGED
    locked = {"OFD.xml": None, "Encryptions.xml": root("Encryptions", "")}
    assert refusal(ofd(lines(*PROSE), parts=locked)) == PASSWORD
    entity = '<!DOCTYPE a [<!ENTITY b "c">]><OFD>&b;</OFD>'
    assert refusal(ofd(lines(*PROSE), parts={"OFD.xml": entity})) == DOCTYPE
    assert "pages" in refusal(ofd("", "", ""), Limits(pages=2))


def test_units_that_multiply_are_too_many_characters():
    units = {f"u{n}": composite(f"u{n + 1}") * 30 for n in range(7)}
    units["u7"] = text("满都拉口岸")
    assert "characters" in refusal(ofd(composite("u0"), units=units), Limits(characters=100_000))


def test_a_unit_in_itself_ends():
    assert texts(ofd(text("总量") + composite("u"), units={"u": composite("u")})) == ["总量"]
