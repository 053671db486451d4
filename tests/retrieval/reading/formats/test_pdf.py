"""What becomes of a PDF: lines are joined as people read them, and what is missing is said."""

from textwrap import wrap

import pytest
from pdf_writer import BOTTOM, LEFT, PITCH, RIGHT, SIZE, TOP, Writer, width

from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats import pdf
from retrieval.reading.formats.frame import DAMAGED, PASSWORD, Limits, Refused

# Sentences of several lines, none of which ends where a line does.
LAW = [
    "第一条　为了规范招标投标活动，保护国家利益、社会公共利益和招标投标活动当事人的合法权益，"
    "提高经济效益，保证项目质量，制定本法。",
    "第二条　在中华人民共和国境内进行招标投标活动，适用本法。",
    "第三条　在境内进行大型基础设施、公用事业等关系社会公共利益、公众安全的项目，"
    "包括勘察、设计、施工、监理以及与工程建设有关的重要设备、材料等的采购，必须进行招标：",
    "（一）全部或者部分使用国有资金投资或者国家融资的项目，但是法律或者国务院对必须进行招标的其他项目的范围有规定的除外；",
    "（二）使用国际组织或者外国政府贷款、援助资金的项目。",
    "任何单位和个人不得将依法必须进行招标的项目化整为零或者以其他任何方式规避招标，也不得限制或者排斥本地区、本系统以外的法人参加投标。",
]
COLUMNS = ((60, 276), (318, 534))


def read(writer, **options):
    return pdf.read(writer.save(**options), Limits())


def texts(extracted, *kinds):
    return [block.text for block in extracted.blocks if not kinds or block.kind in kinds]


def printed(paragraphs=LAW, **options):
    writer = Writer(**options)
    for text in paragraphs:
        writer.paragraph(text)
    return writer


def test_lines_that_reach_the_right_margin_go_on_in_the_next():
    assert texts(read(printed())) == LAW


def test_lines_without_an_indent_end_where_the_next_word_would_have_had_room():
    writer = Writer()
    for text in LAW:
        writer.paragraph(text, indent=0)
    assert texts(read(writer)) == LAW


def test_a_full_line_at_the_end_of_a_sentence_is_followed_by_an_indent():
    full = "本条说的是" * 6 + "这样一句。"
    assert width(full) == RIGHT - LEFT
    writer = printed(LAW[:1])
    for text, indent in ((full, 0), (LAW[5], 2)):
        writer.paragraph(text, indent)
    assert texts(read(writer)) == [LAW[0], full, LAW[5]]


def test_a_line_that_is_somewhat_short_goes_on_where_no_sentence_ends():
    writer = printed()
    lines = ("本条所说的" * 6 + "项目中B", "类的标准由国务院规定。")
    assert width(lines[0]) == RIGHT - LEFT - 1.5 * SIZE
    for number, line in enumerate(lines):
        writer.pages[0].text(line, LEFT, writer.at + number * PITCH)
    assert texts(read(writer)) == [*LAW, "".join(lines)]


def test_a_number_that_a_sentence_needs_begins_no_paragraph():
    text = "前款所称的项目范围和规模标准由国务院发展计划部门报国务院批准，具体依照本法第"
    text = text[: int((RIGHT - LEFT) / SIZE) - 2] + "第三条的规定执行，但是法律另有规定的除外。"
    writer = printed()
    writer.paragraph(text)
    assert texts(read(writer))[-1] == text


def test_where_paragraphs_are_indented_a_number_at_the_margin_begins_none():
    text = (
        "本条例的规定" * 5 + "如下。" + "三、任何单位和个人不得违反前款的规定，附件另有说明的除外。"
    )
    writer = printed()
    writer.paragraph(text)
    assert texts(read(writer)) == [*LAW, text]


def test_where_paragraphs_stand_apart_a_line_that_does_not_goes_on():
    full = "本条说的是" * 6 + "这样一句。"
    writer = Writer()
    for text in (*LAW, full + LAW[3], full, LAW[5]):
        writer.paragraph(text, indent=0)
        writer.at += PITCH / 4
    assert texts(read(writer)) == [*LAW, full + LAW[3], full, LAW[5]]


def test_hanging_lines_belong_to_their_number():
    writer = printed()
    items = [f"{number}. {LAW[0][4:]}" for number in (1, 2)]
    for text in items:
        writer.paragraph(text, indent=2, hang=3)
    assert texts(read(writer)) == [*LAW, *items]


def test_lines_of_another_size_are_another_paragraph():
    writer = printed(LAW[:1])
    writer.pages[0].text("为" * 20, LEFT, writer.at, size=SIZE * 1.5)
    assert texts(read(writer)) == [LAW[0], "为" * 20]


def test_lines_far_apart_are_different_paragraphs():
    writer = printed(LAW[:3])
    before = LAW[0][:35] + "的"
    page = writer.page()
    page.text("这" * 35, LEFT, TOP)
    page.text(before[:10], LEFT, TOP + 4 * PITCH)
    assert texts(read(writer))[-2:] == ["这" * 35, before[:10]]


def test_a_paragraph_goes_on_on_the_next_page_and_says_where():
    extracted = read(printed(LAW, top=TOP, bottom=TOP + 5 * PITCH))
    assert texts(extracted) == LAW
    assert extracted.pages == 3
    crossing = extracted.blocks[2]
    [(offset, page)] = crossing.turns
    assert (crossing.page, page) == (1, 2)
    # Two lines of it stand on the first page.
    assert width(crossing.text[:offset]) + 2 * SIZE == 2 * (RIGHT - LEFT)


def test_page_numbers_and_headers_do_not_come_between():
    writer = printed(LAW * 4, top=TOP, bottom=TOP + 7 * PITCH)
    for number, page in enumerate(writer.pages, start=1):
        page.text("某某省招标投标条例", LEFT, 50)
        page.centred(f"— {number} —", 800)
    extracted = read(writer)
    assert texts(extracted)[: 4 * len(LAW)] == LAW * 4
    furniture = texts(extracted, Kind.FURNITURE)
    assert furniture[:2] == ["某某省招标投标条例", "— 1 —"]
    assert len(furniture) == 2 * len(writer.pages)


def test_headers_that_differ_in_their_number_alone_are_furniture():
    writer = printed(LAW * 3, top=TOP, bottom=TOP + 7 * PITCH)
    for number, page in enumerate(writer.pages, start=1):
        page.text(f"公报2024年第{number}期", LEFT, 50)
    assert texts(read(writer), Kind.BODY) == LAW * 3


def test_what_stands_once_at_the_top_of_a_page_is_text():
    writer = printed()
    writer.pages[0].text("某某省招标投标条例", LEFT, 50)
    assert "某某省招标投标条例" in texts(read(writer), Kind.BODY)


def test_watermarks_do_not_come_between():
    writer = printed(LAW * 4, top=TOP, bottom=TOP + 7 * PITCH)
    for page in writer.pages:
        page.watermark("内部资料", 250, 150)
    extracted = read(writer)
    assert texts(extracted, Kind.BODY) == LAW * 4
    assert texts(extracted, Kind.FURNITURE) == ["内部资料"] * len(writer.pages)


def test_two_columns_are_read_one_after_the_other():
    extracted = read(printed(LAW * 6, frames=COLUMNS))
    assert texts(extracted) == LAW * 6


def test_columns_that_are_drawn_line_by_line_are_read_one_after_the_other():
    writer = printed(LAW * 3, frames=COLUMNS)
    for page in writer.pages:
        # From the top down, whichever column it is.
        page.content.sort(key=lambda drawn: -float(drawn.split(" Tm")[0].split()[-1]))
    assert texts(read(writer)) == LAW * 3


def test_the_last_page_of_two_columns_may_have_little_in_the_second():
    whole = LAW * 6
    writer = printed(whole, frames=COLUMNS)
    last = "最后一页右栏只有这一句话。"
    writer.paragraph(last)
    while writer.frame != COLUMNS[1]:
        writer.paragraph(last)
        whole = [*whole, last]
    assert texts(read(writer)) == [*whole, last]


def test_wide_gaps_are_tabs_and_such_lines_are_never_joined():
    writer = Writer()
    page = writer.page()
    for number in range(6):
        page.text("项目" * 5, LEFT, TOP + number * PITCH)
        page.text("说明" * 11, RIGHT - 22 * SIZE, TOP + number * PITCH)
    extracted = read(writer)
    assert texts(extracted) == ["项目" * 5 + "\t" + "说明" * 11] * 6
    assert {block.kind for block in extracted.blocks} == {Kind.ROW}


def test_a_blank_after_a_sentence_is_no_tab():
    writer = printed(LAW[:1])
    first, second = "第一句话到此为止。", "第二句话从这里说起一直说到这一行的右边缘为止"
    writer.pages[0].text(first, LEFT + 2 * SIZE, writer.at)
    writer.pages[0].text(second, RIGHT - width(second), writer.at)
    writer.pages[0].text("还有下面。", LEFT, writer.at + PITCH)
    assert texts(read(writer), Kind.BODY) == [LAW[0], f"{first} {second}还有下面。"]


def test_what_is_drawn_later_is_read_where_it_stands_on_its_line():
    writer = printed(LAW[:1])
    page, at = writer.pages[0], writer.at
    page.text("加强宣传", LEFT + 2 * SIZE, at)
    page.text("出版后" * 9 + "第一", LEFT + 6.5 * SIZE, at)
    page.text(";", LEFT + 6 * SIZE, at)
    page.text("时间推广。", LEFT, at + PITCH)
    assert texts(read(writer)) == [LAW[0], "加强宣传;" + "出版后" * 9 + "第一时间推广。"]


def test_blanks_that_a_paragraph_once_began_with_are_no_tab_after_a_sentence():
    text = LAW[1] + "　　" + LAW[5]
    writer = printed(LAW[:1])
    writer.paragraph(text)
    assert texts(read(writer), Kind.BODY) == [LAW[0], text]


def test_a_gap_after_a_number_is_no_tab():
    writer = printed(LAW[:2])
    writer.pages[0].text("（三）", LEFT + 24, writer.at)
    writer.pages[0].text("其他项目。", LEFT + 24 + 5 * SIZE, writer.at)
    assert texts(read(writer), Kind.BODY)[-1] == "（三） 其他项目。"


@pytest.mark.parametrize("spread", [0, 3, 6, 12])
def test_room_between_chinese_characters_is_no_blank(spread):
    writer = Writer()
    writer.page().text("中华人民共和国招标投标法", LEFT, TOP, spread=spread)
    assert texts(read(writer)) == ["中华人民共和国招标投标法"]


def test_room_between_chinese_and_other_characters_is_no_blank():
    writer = Writer()
    page = writer.page()
    page.text("增长", LEFT, TOP)
    page.text("5.2%", LEFT + 2.25 * SIZE, TOP)
    page.text("以上", LEFT + 4.5 * SIZE, TOP)
    assert texts(read(writer)) == ["增长5.2%以上"]


def test_blanks_that_the_file_has_stay():
    writer = Writer()
    page = writer.page()
    page.text("关于 印发　方案的通知 of the State Council", LEFT, TOP)
    assert texts(read(writer)) == ["关于 印发　方案的通知 of the State Council"]


def test_words_of_other_scripts_are_joined_by_a_blank():
    words = "This Law applies to tendering and bidding conducted within the territory of " * 3
    writer = printed(LAW[:1])
    for number, line in enumerate(wrap(words, int((RIGHT - LEFT) / SIZE * 2))):
        writer.pages[0].text(line, LEFT, writer.at + number * PITCH)
    assert texts(read(writer)) == [LAW[0], words.strip()]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("international coop-", "eration in trade", "international cooperation in trade"),
        ("planned for 2019-", "2020", "planned for 2019-2020"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_a_number_follows(first, second, joined):
    writer = printed(LAW[:1])
    filled = "其他规定" * 9
    line = filled[: int((RIGHT - LEFT - width(first)) / SIZE)] + first
    writer.pages[0].text(line, LEFT, writer.at)
    writer.pages[0].text(second, LEFT, writer.at + PITCH)
    assert joined in texts(read(writer))[-1]


def test_a_title_in_large_letters_is_one_paragraph():
    writer = printed()
    page = writer.pages[0]
    page.centred("某某省人民政府办公厅关于印发", TOP - 60, size=22)
    page.centred("优化营商环境行动方案的通知", TOP - 30, size=22)
    assert texts(read(writer))[0] == "某某省人民政府办公厅关于印发优化营商环境行动方案的通知"


def test_letters_of_a_heading_set_apart_are_closed_up():
    writer = printed()
    page = writer.pages[0]
    page.text("第一章", LEFT + 150, TOP - 20)
    page.text("总", LEFT + 150 + 4 * SIZE, TOP - 20)
    page.text("则", LEFT + 150 + 7 * SIZE, TOP - 20)
    assert texts(read(writer), Kind.BODY)[0] == "第一章 总则"


def test_dots_that_lead_to_pages_are_no_text_and_contents_no_headings():
    writer = Writer()
    page = writer.page()
    for number, name in enumerate(("第一章 总则", "第二章 招标", "第三章 投标")):
        dots = "." * (68 - len(name) * 2)
        page.text(f"{name}{dots}{number + 3}", LEFT, TOP + number * PITCH)
    extracted = read(writer)
    assert texts(extracted) == ["第一章 总则\t3", "第二章 招标\t4", "第三章 投标\t5"]
    assert {block.kind for block in extracted.blocks} == {Kind.FURNITURE}


def test_cells_with_lines_around_them_are_read_whole_and_row_by_row():
    writer = printed()
    page, top = writer.pages[0], writer.at
    # A character more would have fitted, were it not for the white space inside the cells.
    edges = (LEFT, LEFT + 80, LEFT + 282.5, RIGHT)
    for row in range(3):
        page.line(edges[0], top + row * 50, edges[-1], top + row * 50)
    for edge in edges:
        page.line(edge, top, edge, top + 100)
    cells = ("职责", "负责工会经费使用的监督审查工作，向委员会报告", "每年一次")
    for row in range(2):
        for edge, limit, cell in zip(edges, edges[1:], cells, strict=False):
            fitting = int((limit - edge - 10) / SIZE)
            for start in range(0, len(cell), fitting):
                line = cell[start : start + fitting]
                page.text(line, edge + 5, top + row * 50 + 15 + start / fitting * 18)
    rows = texts(read(writer), Kind.ROW)
    assert rows == ["\t".join(cells)] * 2


def test_of_a_cell_with_several_paragraphs_the_first_stands_in_the_row():
    writer = printed(LAW[:2])
    page, top = writer.pages[0], writer.at
    # Lines are not always drawn at quite the same height.
    for left, right, down in ((LEFT, LEFT + 100, 0.9), (LEFT + 100, RIGHT, 1.1)):
        page.line(left, top + down, right, top + down)
        page.line(left, top + 70 + down, right, top + 70 + down)
    for edge in (LEFT, LEFT + 100, RIGHT):
        page.line(edge, top, edge, top + 72)
    page.text("技术方案", LEFT + 5, top + 15)
    for number, text in enumerate(("方案完整的得五分。", "方案可行的得三分。")):
        page.text(text, LEFT + 105, top + 15 + number * PITCH)
    found = texts(read(writer))
    assert found == [*LAW[:2], "技术方案\t方案完整的得五分。", "方案可行的得三分。"]


def table(page, top, height, rows):
    """Draw rows of cells, each a list of lines; the last edge is the right margin's."""
    edges = (LEFT, LEFT + 80, RIGHT)
    for row in range(len(rows) + 1):
        page.line(LEFT, top + row * height, RIGHT, top + row * height)
    for edge in edges:
        page.line(edge, top, edge, top + height * len(rows))
    for number, row in enumerate(rows):
        for edge, lines in zip(edges, row, strict=False):
            for place, line in enumerate(lines):
                page.text(line, edge + 5, top + number * height + 15 + place * PITCH)


def test_a_row_that_the_end_of_a_page_cuts_in_two_is_read_as_one():
    full = "投标人须提供的材料包括营业执照以及近三年来的财务报表和"
    assert 0 < RIGHT - LEFT - 90 - width(full) < SIZE
    writer = printed(LAW[:1])
    table(writer.pages[0], 700, 40, [(["评审项目"], ["评审内容"]), (["资格审查"], [full])])
    table(writer.page(), TOP, 40, [([], ["纳税证明。"]), (["技术方案"], ["方案完整。"])])
    assert texts(read(writer), Kind.ROW) == [
        "评审项目\t评审内容",
        f"资格审查\t{full}纳税证明。",
        "技术方案\t方案完整。",
    ]


def test_a_row_on_top_of_the_next_page_is_a_row_of_its_own():
    writer = printed(LAW[:1])
    table(writer.pages[0], 700, 40, [(["资格审查"], ["须提供营业执照"])])
    table(writer.page(), TOP, 40, [(["技术方案"], ["方案完整"])])
    assert texts(read(writer), Kind.ROW) == ["资格审查\t须提供营业执照", "技术方案\t方案完整"]


def test_a_frame_around_prose_is_no_table():
    writer = printed()
    page = writer.pages[0]
    for left, top, right, bottom in (
        (LEFT - 20, TOP - 40, RIGHT + 20, TOP - 40),
        (LEFT - 20, BOTTOM, RIGHT + 20, BOTTOM),
        (LEFT - 20, TOP - 40, LEFT - 20, BOTTOM),
        (RIGHT + 20, TOP - 40, RIGHT + 20, BOTTOM),
    ):
        page.line(left, top, right, bottom)
    assert texts(read(writer)) == LAW


def test_notes_at_the_foot_of_a_page_follow_behind_the_text():
    writer = printed(LAW, bottom=TOP + 5 * PITCH)
    writer.pages[0].text("[1] 见国务院有关规定。", LEFT, TOP + 6 * PITCH, size=9)
    assert texts(read(writer)) == [*LAW, "[1] 见国务院有关规定。"]
    assert read(writer).blocks[-1].kind is Kind.NOTE


def test_a_text_box_that_is_drawn_last_is_read_where_it_stands():
    writer = printed(LAW[:2], top=200)
    writer.pages[0].centred("某某省人民政府文件", 120, size=26)
    assert texts(read(writer)) == ["某某省人民政府文件", *LAW[:2]]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turned):
    writer = printed()
    for page in writer.pages:
        page.turned = turned
        height, across = page.size[1], page.size[0]
        # Drawn so that it stands upright once the page is turned.
        matrix = {
            90: f"0 1 -1 0 {across} 0",
            180: f"-1 0 0 -1 {across} {height}",
            270: f"0 -1 1 0 0 {height}",
        }[turned]
        page.content = [f"q {matrix} cm", *page.content, "Q"]
        if turned != 180:
            page.content[0] += f" 1 0 0 1 0 {across - height} cm"
    assert texts(read(writer)) == LAW


def test_the_title_of_a_file_counts_where_its_first_page_has_it():
    assert read(printed(), title="标准名称").properties == {}
    writer = printed()
    writer.pages[0].centred("优化营商环境条例", TOP - 40, size=20)
    assert read(writer, title="优化营商环境条例").properties == {"title": "优化营商环境条例"}


def test_text_hidden_behind_a_picture_of_the_page_is_said_to_be_recognised():
    writer = printed()
    page = writer.page()
    page.picture()
    page.text("20竹年的工作报告，本页由程序识别。", LEFT, TOP, hidden=True)
    [warning] = read(writer).warnings
    assert (warning.code, warning.first, warning.last) == (WarningCode.RECOGNISED, 2, 2)


def test_text_that_a_picture_of_the_page_is_drawn_over_is_said_to_be_recognised():
    writer = Writer()
    page = writer.page()
    page.text("20竹年的工作报告，本页由程序识别。", LEFT, TOP)
    page.picture()
    assert [warning.code for warning in read(writer).warnings] == [WarningCode.RECOGNISED]


def test_hidden_text_without_a_picture_and_text_over_one_were_not_recognised():
    writer = Writer()
    page = writer.page()
    page.text("看不见的字，但也没有图。", LEFT, TOP, hidden=True)
    page = writer.page()
    page.picture()
    page.text("看得见的字，图只是底色。", LEFT, TOP)
    assert read(writer).warnings == ()


def test_pages_without_text_are_named():
    writer = Writer()
    for number in range(7):
        page = writer.page()
        if number in (0, 3):
            page.text("只有这一页有文字。", LEFT, TOP)
        else:
            page.picture()
    said = [(warning.code, warning.first, warning.last) for warning in read(writer).warnings]
    assert said == [(WarningCode.NO_TEXT, 2, 3), (WarningCode.NO_TEXT, 5, 7)]


def test_a_font_that_does_not_say_what_it_shows_is_named():
    writer = printed()
    writer.page().text("这些字不知道是什么字", LEFT, TOP, mapped=False)
    garbled = [each for each in read(writer).warnings if each.code is WarningCode.GARBLED]
    assert [(warning.first, warning.last) for warning in garbled] == [(2, 2)]
    assert garbled[0].amount >= 5


def test_a_password_that_only_an_owner_needs_does_not_matter():
    assert texts(read(printed(), owner="secret")) == LAW


def refusal(data):
    with pytest.raises(Refused) as refused:
        pdf.read(data, Limits())
    return refused.value.reason


def test_what_cannot_be_read_is_refused_with_the_reason():
    whole = printed().save()
    assert refusal(printed().save(user="secret", owner="other")) == PASSWORD
    assert refusal(b"%PDF-1.7\n") == DAMAGED
    assert refusal(whole[:200]) == DAMAGED
    pictures = Writer()
    pictures.page().picture()
    assert read(pictures).blocks == ()
    assert "2 pages" in too_many()


def trailerless(data):
    return data[: data.rindex(b"trailer")]


def test_a_file_that_has_lost_its_end_is_read_as_far_as_its_pages_go():
    whole = printed(LAW * 9, bottom=TOP + 5 * PITCH).save()
    told = pdf.read(trailerless(whole), Limits())
    assert told.blocks == pdf.read(whole, Limits()).blocks
    assert told.warnings == (ReadingWarning(WarningCode.INCOMPLETE),)
    # What all hangs from stands first, so that half of it is left.
    half = pdf.read(whole[: whole.index(b"/Type/Page/", len(whole) // 2)], Limits())
    assert half.pages == told.pages
    [lost] = half.warnings
    assert (lost.code, lost.last) == (WarningCode.INCOMPLETE, told.pages)
    assert 1 < lost.first < told.pages
    assert half.blocks[0] == told.blocks[0]


def test_a_file_without_its_table_of_objects_is_read_whole():
    whole = printed().save()
    table, trailer = whole.rindex(b"xref\n", 0, whole.rindex(b"trailer")), whole.rindex(b"trailer")
    told = pdf.read(whole[:table] + whole[trailer:], Limits())
    assert told == pdf.read(whole, Limits())


def test_an_encrypted_file_that_has_lost_its_end_is_damaged_not_empty():
    assert refusal(trailerless(printed().save(owner="secret"))) == DAMAGED


def too_many():
    with pytest.raises(Refused) as refused:
        pdf.read(printed(LAW, bottom=TOP + 5 * PITCH).save(), Limits(pages=2))
    return refused.value.reason


def test_a_file_whose_table_of_contents_is_wrong_is_read_all_the_same():
    whole = printed().save()
    table = whole.rindex(b"xref\n0")
    assert texts(pdf.read(whole[:table] + whole[whole.rindex(b"trailer") :], Limits())) == LAW


def test_the_same_bytes_give_the_same_text():
    data = printed(LAW * 5, frames=COLUMNS).save()
    assert pdf.read(data, Limits()) == pdf.read(data, Limits())
