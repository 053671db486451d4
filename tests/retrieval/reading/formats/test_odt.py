"""OpenDocument texts: what a program shows is what is read."""

import pytest
from libraries import put
from word_files import HEAD, package

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, PASSWORD, Limits, Refused, Unknown
from retrieval.reading.formats.odt import read

SENTENCE = "满都拉口岸今年的过货量突破662万吨，创历史新高。"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "draw")
)


def p(content, style="Standard"):
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def h(content, level):
    return f'<text:h text:outline-level="{level}">{content}</text:h>'


def items(style, *content):
    told = "".join(f"<text:list-item>{each}</text:list-item>" for each in content)
    return f'<text:list text:style-name="{style}">{told}</text:list>'


def level(number, form, suffix="", prefix="", shown=1):
    return (
        f'<text:list-level-style-number text:level="{number}" style:num-format="{form}" '
        f'style:num-suffix="{suffix}" style:num-prefix="{prefix}" text:display-levels="{shown}"/>'
    )


def odt(*blocks, styles="", pages="", kind="text", parts=None):
    content = (
        f"{HEAD}<office:document-content {_NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{''.join(blocks)}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    told = f"{HEAD}<office:document-styles {_NAMES}>{pages}</office:document-styles>"
    return package({"content.xml": content, "styles.xml": told, **(parts or {})})


def blocks(*content, **more):
    return read(odt(*content, **more), Limits()).blocks


def texts(*content, **more):
    return [block.text for block in blocks(*content, **more)]


def test_paragraphs_with_their_blanks_tabs_and_breaks():
    found = texts(
        p('甲<text:s text:c="2"/>乙<text:tab/>丙<text:line-break/><text:span>丁</text:span>戊')
    )
    assert found == ["甲  乙\t丙", "丁戊"]
    assert texts(p('a<text:s text:c="99999"/>b')) == [f"a{' ' * 1000}b"]


def test_numbers_of_lists_and_headings_are_computed():
    listed = level(1, "一, 二, 三, ...", "、") + level(2, "1", ".", shown=2)
    style = f'<text:list-style style:name="L1">{listed}</text:list-style>'
    inner = items("", p("丙"), p("丁"))
    on = items("L1", p("戊")).replace(" ", ' text:continue-numbering="true" ', 1)
    found = texts(items("L1", p("甲"), p("乙") + p("续") + inner), on, styles=style)
    assert found == ["一、甲", "二、乙", "续", "二.1.丙", "二.2.丁", "三、戊"]
    outline = '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"'
    outline += ' style:num-suffix="."/></text:outline-style>'
    found = blocks(h("总则", 1), h("目的", 2), h("附则", 1), pages=outline)
    assert [(block.text, block.level) for block in found] == [
        ("1.总则", 1),
        ("目的", 2),
        ("2.附则", 1),
    ]


def test_a_list_counts_anew_unless_it_says_where_it_goes_on():
    style = f'<text:list-style style:name="L">{level(1, "一", "、")}</text:list-style>'

    def listed(*content, more=""):
        return items("L", *map(p, content)).replace(" ", f" {more} ", 1)

    first, other = listed("甲", "乙", more='xml:id="a"'), listed("丙")
    on = listed("丁", more='text:continue-list="a"')
    begun = listed("戊", "己").replace("item>", 'item text:start-value="5">', 1)
    found = texts(first, other, on, begun, styles=style)
    assert found == ["一、甲", "二、乙", "一、丙", "三、丁", "五、戊", "六、己"]


@pytest.mark.parametrize(
    "told",
    [
        f'<text:section text:display="none">{p("密")}</text:section>',
        f'<text:section text:display="none">{items("", p("密"))}</text:section>',
        p('<text:hidden-paragraph text:is-hidden="true"/>密'),
        p("密", "H2"),
        p('<text:span text:style-name="H1">密</text:span>'),
    ],
)
def test_what_is_hidden_is_left_out_and_counted(told):
    none = '<style:text-properties text:display="none"/>'
    styles = (
        f'<style:style style:name="H1" style:family="text">{none}</style:style>'
        f'<style:style style:name="H" style:family="paragraph">{none}</style:style>'
        '<style:style style:name="H2" style:family="paragraph" style:parent-style-name="H"/>'
    )
    extracted = read(odt(told, p("明"), styles=styles), Limits())
    assert [block.text for block in extracted.blocks] == ["明"]
    assert extracted.warnings == (ReadingWarning(WarningCode.HIDDEN, amount=1),)


def test_rows_of_tables_are_read_cell_by_cell():
    def cell(text):
        return f"<table:table-cell>{p(text)}</table:table-cell>"

    def row(*cells):
        return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"

    head = f"<table:table-header-rows>{row('货物', '数量')}</table:table-header-rows>"
    found = blocks(f"<table:table>{head}{row('煤炭', '3')}</table:table>")
    assert [(block.text, block.kind, block.level) for block in found] == [
        ("货物\t数量", Kind.ROW, 1),
        ("煤炭\t3", Kind.ROW, 0),
    ]


def test_what_is_deleted_or_said_in_the_margin_is_left_out():
    changes = (
        f"<text:tracked-changes><text:deletion>{p('旧')}</text:deletion></text:tracked-changes>"
    )
    note = f"<office:annotation>{p('批注')}</office:annotation>"
    extracted = read(odt(changes, p(f"正{note}文")), Limits())
    assert [block.text for block in extracted.blocks] == ["正文"]
    assert extracted.warnings == (ReadingWarning(WarningCode.COMMENTS, amount=1),)


def test_boxes_and_notes_follow_and_edges_of_pages_are_furniture():
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('脚注')}"
    note += "</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{p('框')}</draw:text-box></draw:frame>"
    contents = f"<text:table-of-content>{p('总则 1')}</text:table-of-content>"
    found = blocks(
        contents, p(f"前{note}后{box}"), pages=f"<style:header>{p('页眉')}</style:header>"
    )
    assert [(block.text, block.kind) for block in found] == [
        ("总则 1", Kind.FURNITURE),
        ("前后", Kind.BODY),
        ("脚注", Kind.NOTE),
        ("框", Kind.NOTE),
        ("页眉", Kind.FURNITURE),
    ]


def test_an_answer_and_the_title_by_its_style(tmp_path):
    own = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    put(
        tmp_path,
        "a.odt",
        odt(p("口岸办字", "Standard"), p("口岸通报", "P1"), p(SENTENCE), styles=own),
    )
    library = Library.open(tmp_path)
    (found, *_) = library.ask("满都拉口岸的过货量是多少？").excerpts
    assert (found.text, library.documents[0].title) == (SENTENCE, "口岸通报")


def test_what_cannot_be_read_is_refused_with_the_reason():
    with pytest.raises(Unknown, match="ods"):
        read(odt(kind="spreadsheet"), Limits())
    with pytest.raises(Refused, match=DAMAGED):
        read(odt(kind="nothing"), Limits())
    locked = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    with pytest.raises(Refused, match=PASSWORD):
        read(odt(p("x"), parts=locked), Limits())
