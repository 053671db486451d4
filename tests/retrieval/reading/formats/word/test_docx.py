"""What Word shows is what is read of its documents."""

import pytest
from word_files import (
    STRICT,
    W,
    begun,
    cell,
    field,
    level,
    numbered,
    package,
    paragraph,
    part,
    run,
    style,
    styled,
    table,
    turn,
    word,
)

from retrieval.models import Kind, WarningCode
from retrieval.reading.formats.frame import DAMAGED, DOCTYPE, Limits, Refused
from retrieval.reading.formats.word.docx import read

OFFICIAL = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "（%4）")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def blocks(*content, **parts):
    return read(word(*content, **parts), Limits()).blocks


def texts(*content, **parts):
    return [block.text for block in blocks(*content, **parts)]


def codes(*content, **parts):
    return {each.code: each.amount for each in read(word(*content, **parts), Limits()).warnings}


def listed(definition, *levels):
    """The numbers of paragraphs on these levels of a list."""
    lists = f'<w:abstractNum w:abstractNumId="0">{definition}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    found = texts(*(numbered("甲", each) for each in levels), lists=lists)
    return [text.removesuffix("甲").rstrip() for text in found]


def test_the_numbers_of_official_documents_are_in_the_text():
    found = texts(
        *(numbered("总体要求"), numbered("指导思想", 1), numbered("基本原则", 1)),
        *(numbered("坚持甲", 2), numbered("坚持乙", 2), numbered("其一", 3)),
        *("没有编号的一段。", numbered("主要任务"), numbered("重新开始", 1)),
        lists=OFFICIAL,
    )
    assert found == [
        *("一、总体要求", "（一）指导思想", "（二）基本原则", "1.坚持甲", "2.坚持乙", "（1）其一"),
        *("没有编号的一段。", "二、主要任务", "（一）重新开始"),
    ]


@pytest.mark.parametrize(
    ("form", "first", "eleventh", "hundred_and_first"),
    [
        ("chineseCounting", "一", "十一", "一百零一"),
        ("chineseCountingThousand", "一", "十一", "一百零一"),
        ("japaneseCounting", "一", "十一", "一百零一"),
        ("ideographDigital", "一", "一一", "一〇一"),
        ("chineseLegalSimplified", "壹", "拾壹", "壹佰零壹"),
        ("decimal", "1", "11", "101"),
        ("decimalZero", "01", "11", "101"),
        ("decimalFullWidth", "１", "１１", "１０１"),
        ("decimalEnclosedCircle", "①", "⑪", "101"),
        ("ideographEnclosedCircle", "㊀", "十一", "一百零一"),
        ("lowerLetter", "a", "k", "wwww"),
        ("upperRoman", "I", "XI", "CI"),
        ("lowerRoman", "i", "xi", "ci"),
        ("ideographTraditional", "甲", "甲", "甲"),
        ("ideographZodiac", "子", "戌", "辰"),
        ("a form to come", "1", "11", "101"),
    ],
)
def test_every_form_of_numbers(form, first, eleventh, hundred_and_first):
    found = [listed(level(0, form, "第%1条", start=start), 0) for start in (1, 11, 101)]
    assert found == [[f"第{each}条"] for each in (first, eleventh, hundred_and_first)]


def test_large_numbers_in_chinese():
    starts = {20: "二十", 110: "一百一十", 1000: "一千", 1010: "一千零一十", 1260: "一千二百六十"}
    for start, told in starts.items():
        assert listed(level(0, "chineseCountingThousand", "%1", start=start), 0) == [told]


def test_a_number_is_parted_from_what_would_run_into_it():
    lists = OFFICIAL.replace("%1、", "第%1条").replace("%3.", "%3．")
    found = texts(numbered("本法"), numbered("5G 网络", 2), numbered("网络", 2), lists=lists)
    assert found == ["第一条 本法", "1． 5G 网络", "2．网络"]


def test_levels_are_counted_through_and_a_level_may_show_those_above():
    definition = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    assert listed(definition, 0, 1, 1, 0, 1) == ["1", "1.1", "1.2", "2", "2.1"]
    # The level above was not used yet.
    assert listed(definition, 1, 1) == ["1.1", "1.2"]


def test_a_level_in_arabic_numerals_whatever_those_above_are():
    definition = level(0, "chineseCounting", "第%1章")
    definition += level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert listed(definition, 0, 1) == ["第一章", "1.1"]


@pytest.mark.parametrize(("restart", "after"), [("", "1."), ('<w:lvlRestart w:val="0"/>', "3.")])
def test_a_level_may_count_on_through_the_document(restart, after):
    definition = level(0, "decimal", "第%1章") + level(1, "decimal", "%2.", restart)
    assert listed(definition, 0, 1, 1, 0, 1)[-1] == after


def test_a_list_may_begin_anew_or_go_on_under_another_number():
    other = '<w:num w:numId="{}"><w:abstractNumId w:val="0"/>{}</w:num>'
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    lists = OFFICIAL + other.format(2, "") + other.format(3, override.format(1))
    lists += other.format(4, override.format(7))
    found = texts(
        *(numbered("甲"), numbered("乙", instance=2), numbered("丙", instance=3)),
        *(numbered("丁", instance=3), numbered("戊", instance=4)),
        lists=lists,
    )
    assert found == ["一、甲", "二、乙", "一、丙", "二、丁", "七、戊"]


def test_a_list_may_have_levels_of_its_own():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    lists = f'{OFFICIAL}<w:num w:numId="2"><w:abstractNumId w:val="0"/>{own}</w:num>'
    assert texts(numbered("甲", instance=2), lists=lists) == ["A)甲"]


def test_a_style_may_number_and_a_paragraph_may_turn_that_off():
    in_style = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("Article", in_style) + style("Derived", based_on="Article")
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1、")
        + level(1, "chineseCountingThousand", "第%1条", '<w:pStyle w:val="Article"/>').replace(
            "第%1条", "第%2条"
        )
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    content = (styled("甲", "Article"), styled("乙", "Derived"), styled("丙", "Article", off))
    assert texts(*content, styles=styles, lists=lists) == ["第一条 甲", "第二条 乙", "丙"]


def test_a_list_may_be_that_of_a_list_style():
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="Laws"/>'
        + level(0, "decimal", "%1)")
        + '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Laws"/>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert texts(numbered("甲"), numbered("乙"), lists=lists) == ["1)甲", "2)乙"]


def test_bullets_are_no_numbers_and_an_empty_item_counts():
    assert texts(numbered("甲"), lists=OFFICIAL.replace("chineseCounting", "bullet")) == ["甲"]
    assert texts(numbered("甲"), numbered(""), numbered("乙"), lists=OFFICIAL) == [
        "一、甲",
        "三、乙",
    ]


def test_insertions_stay_and_deletions_go():
    inserted = f'<w:ins w:id="1" w:author="x">{run("2025年")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="x"><w:r><w:delText>2024年</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo>"
    content = (paragraph(run("本法自") + inserted + deleted + run("起施行")), paragraph(moved))
    assert texts(*content) == ["本法自2025年起施行", "新处"]
    assert codes(*content) == {WarningCode.HIDDEN: 7}


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    ended = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    assert texts(paragraph(run("前半句"), ended), "后半句。") == ["前半句后半句。"]


def test_a_row_that_was_deleted_goes():
    row = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('甲')}{cell('乙')}</w:tr>"
    assert texts(f"<w:tbl>{row}</w:tbl>", "后") == ["后"]


def test_hidden_text_is_left_out_and_counted():
    hidden = style("Hidden").replace("<w:pPr>", "<w:rPr><w:vanish/></w:rPr><w:pPr>")
    shown = run("仍可见", '<w:vanish w:val="0"/>')
    content = (
        paragraph(run("可见") + run("隐藏文字", "<w:vanish/>") + run("也可见")),
        styled(run("样式隐藏") + shown, "Hidden"),
    )
    assert texts(*content, styles=hidden) == ["可见也可见", "仍可见"]
    assert codes(*content, styles=hidden) == {WarningCode.HIDDEN: 8}


def test_comments_are_left_out_and_counted():
    mark = '<w:r><w:commentReference w:id="0"/></w:r>'
    comments = f'<w:comment w:id="0">{paragraph("批注")}</w:comment>'
    content = paragraph(run("被批注的句子。") + mark)
    assert texts(content, comments=comments) == ["被批注的句子。"]
    assert codes(content, comments=comments) == {WarningCode.COMMENTS: 1}


def test_fields_show_their_results():
    inner = field(" PAGE ", run("3"))
    simple = f'<w:fldSimple w:instr="REF x">{run("域结果")}</w:fldSimple>'
    content = paragraph(run("见") + field(" REF _Ref1 ", run("第") + inner + run("页")) + simple)
    assert texts(content) == ["见第3页域结果"]


def test_a_field_that_nothing_ends_loses_nothing_behind_its_paragraph():
    assert texts(paragraph(run("前") + begun("PAGE")), "后。") == ["前", "后。"]


def test_a_table_of_contents_that_word_made_is_furniture():
    first, last = begun(" TOC \\o ") + turn("separate"), turn("end")
    found = blocks(
        paragraph(first + run("第一章 1")),
        "第二章 5",
        paragraph(last),
        "第一章",
        styled("第三章 9", "TOC1"),
        styles=style("TOC1", called="toc 1"),
    )
    assert [(b.text, b.kind) for b in found] == [
        *(("第一章 1", Kind.FURNITURE), ("第二章 5", Kind.FURNITURE), ("第一章", Kind.BODY)),
        ("第三章 9", Kind.FURNITURE),
    ]


def test_text_boxes_come_last_and_once():
    inner = f"<w:txbxContent>{paragraph('国办发〔2024〕1号')}</w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{inner}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = blocks(paragraph(run("前") + box + run("后")), "正文。")
    assert [(b.text, b.kind) for b in found] == [
        *(("前后", Kind.BODY), ("正文。", Kind.BODY)),
        ("国办发〔2024〕1号", Kind.NOTE),
    ]


def test_notes_that_are_referred_to_come_at_the_end():
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in ((0, "分隔"), (2, "脚注的内容"), (3, "没有人引用"))
    )
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    found = blocks(paragraph(run("有脚注的句子") + mark + run("还没完。")), "后。", footnotes=notes)
    assert [(b.text, b.kind) for b in found] == [
        *(("有脚注的句子还没完。", Kind.BODY), ("后。", Kind.BODY), ("脚注的内容", Kind.NOTE))
    ]


def test_a_row_of_short_cells_is_one_block():
    merged, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    narrow = paragraph("入　党") + paragraph("时　间")
    found = blocks(
        table(
            (cell("姓名"), cell(narrow)),
            (cell("合并格", merged), cell("甲", '<w:gridSpan w:val="2"/>')),
            (cell("", goes_on), cell("乙"), cell("丙")),
        )
    )
    assert [(b.text, b.kind) for b in found] == [
        *(("姓名\t入　党 时　间", Kind.ROW), ("合并格\t甲", Kind.ROW), ("\t乙\t丙", Kind.ROW))
    ]


def test_long_cells_and_tables_in_them_keep_their_paragraphs():
    long = paragraph("第一段话说得比较长一些，超过一格。") + paragraph("第二段话。")
    inner = table((cell("内甲"), cell("内乙")))
    found = texts(table((cell("资格要求"), cell(long)), (cell("附"), cell(inner + paragraph()))))
    assert found == [
        *("资格要求", "第一段话说得比较长一些，超过一格。", "第二段话。", "附", "内甲\t内乙")
    ]


def test_styles_make_headings_and_long_ones_do_not():
    styles = style("H1", '<w:outlineLvl w:val="0"/>') + style("Own", based_on="H1")
    styles += style("2", called="heading 2") + style("Body", '<w:outlineLvl w:val="9"/>')
    direct = paragraph("直接设的", '<w:outlineLvl w:val="2"/>')
    found = blocks(
        *(styled("第一章 总则", "H1"), styled("第二章", "Own"), styled("第一节", "2"), direct),
        *(styled("正文", "Body"), styled("整段都设成标题样式的正文，是一句话。", "H1")),
        styles=styles,
    )
    assert [(b.kind is Kind.HEADING, b.level) for b in found] == [
        *((True, 1), (True, 1), (True, 2), (True, 3), (False, 0), (False, 0))
    ]


def test_styles_that_go_round_and_lists_that_are_not_there_are_nothing():
    styles = style("A", based_on="B") + style("B", based_on="A")
    assert texts(styled("甲", "A"), styled("乙", "none"), styles=styles) == ["甲", "乙"]
    assert texts(numbered("甲", 12), numbered("乙", 0, 9), lists=OFFICIAL) == ["甲", "乙"]


def test_what_stands_inside_a_paragraph():
    inner = (
        "<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>后</w:t><w:noBreakHyphen/>"
        '<w:softHyphen/><w:t>连</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
        f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
    )
    block = f"<w:sdt><w:sdtContent>{paragraph('内容控件')}</w:sdtContent></w:sdt>"
    assert texts(paragraph(inner), block) == [
        *("第一行", "第二行\t后-连✓链接标记控件x=1拼", "内容控件")
    ]


def test_the_strict_form_of_the_language_is_read_and_other_names_of_the_main_part():
    content = part("document", f"<w:body>{paragraph('严格')}</w:body>").replace(W, STRICT)
    relation = '<Relationship Type="http://x/officeDocument" Target="/word/d2.xml"/>'
    relations = f"<Relationships>{relation}</Relationships>"
    data = package({"_rels/.rels": relations, "word/d2.xml": content})
    assert [block.text for block in read(data, Limits()).blocks] == ["严格"]


def test_parts_that_are_elsewhere_are_not_followed():
    content = '<w:altChunk r:id="rId1"/>', "正文。"
    assert texts(*content) == ["正文。"]
    assert codes(*content) == {WarningCode.EXTERNAL: 1}


def told(*content, title, styles=""):
    """What Word says about a document that it was told this title of."""
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>某某</dc:creator></cp:coreProperties>"
    )
    body = f"<w:body>{''.join(content)}</w:body>"
    parts = {"docProps/core.xml": core, "word/document.xml": part("document", body)}
    return read(package({**parts, "word/styles.xml": part("styles", styles)}), Limits()).properties


def test_the_title_that_word_was_told_counts_if_it_stands_in_the_text():
    broken = (paragraph("市政府"), paragraph("关于口岸 的通知"), paragraph("正文。"))
    assert told(*broken, title="关于口岸的通知") == {"title": "关于口岸的通知"}
    assert told(*broken, title="Microsoft Word - 文档1") == {}
    assert told(*broken, title="") == {}


def test_the_style_of_titles_tells_the_title():
    styles = style("T", called="Title")
    content = (paragraph("内部资料"), styled("关于口岸", "T"), styled("的通知", "T"))
    assert told(*content, title="内部资料", styles=styles) == {"title": "关于口岸的通知"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><w:document/>', DOCTYPE),
        ("<w:document", DAMAGED),
        (part("document", ""), DAMAGED),
    ],
)
def test_what_is_no_document_is_refused(content, reason):
    with pytest.raises(Refused) as caught:
        read(package({"word/document.xml": content}), Limits())
    assert caught.value.reason == reason


def test_what_is_nested_without_end_is_left_out_and_said():
    deep = "<w:sdt><w:sdtContent>" * 500 + paragraph("深") + "</w:sdtContent></w:sdt>" * 500
    assert texts(deep, "后") == ["后"]
    assert codes(deep) == {WarningCode.TOO_DEEP: 1}


def test_numbers_that_no_document_has_cost_no_text():
    many = "9" * 5000
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1.", f'<w:lvlRestart w:val="{many}"/>', many)
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = style("s", f'<w:outlineLvl w:val="{many}"/>')
    outlined = paragraph("丙", f'<w:outlineLvl w:val="{many}"/>')
    found = texts(numbered("甲"), styled("乙", "s"), outlined, lists=lists, styles=styles)
    assert found == ["0.甲", "乙", "丙"]


def test_a_number_is_no_longer_than_word_has_them():
    lists = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "decimal", "%1、" * 50_000)
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert texts(numbered("甲"), lists=lists) == ["1、" * 85 + "甲"]


def test_headers_and_footers_are_furniture_each_once():
    parts = {
        "header1": paragraph("某某集团招标文件"),
        "header2": paragraph("某某集团招标文件") + paragraph("内部资料"),
        "header10": paragraph("第三章"),
        "footer1": paragraph(run("第") + field("PAGE", run("1")) + run("页")) + paragraph("- 1 -"),
    }
    assert [(b.text, b.kind) for b in blocks("正文。", **parts)] == [
        ("正文。", Kind.BODY),
        *((each, Kind.FURNITURE) for each in ("某某集团招标文件", "内部资料", "第三章", "第1页")),
    ]


def test_a_header_says_nothing_of_the_document_and_numbers_none_of_its_paragraphs():
    found = read(word("甲", header1=paragraph("乙", '<w:pStyle w:val="Title"/>')), Limits())
    assert found.properties == {}


def test_the_title_is_the_first_lines_that_look_like_one_if_they_are_few():
    styles = style("Title")
    lines = [styled("关于口岸", "Title"), styled("管理的通知", "Title"), "正文。"]
    more = [*lines, styled("第二部分的标题", "Title")]
    assert read(word(*more, styles=styles), Limits()).properties == {"title": "关于口岸管理的通知"}
    assert read(word(*lines[:1] * 60, styles=styles), Limits()).properties == {}


@pytest.mark.parametrize(("mark", "level"), [("<w:tblHeader/>", 1), ("", 0)])
def test_a_row_that_is_repeated_on_every_page_is_a_header(mark, level):
    head = f"<w:tr><w:trPr>{mark}</w:trPr>{cell('甲')}{cell('1')}</w:tr>"
    row = f"<w:tr>{cell('乙')}{cell('2')}</w:tr>"
    found = blocks(f"<w:tbl>{head}{row}</w:tbl>", "后")
    assert [block.level for block in found if block.kind is Kind.ROW] == [level, 0]
