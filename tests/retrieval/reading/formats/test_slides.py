"""Slides: each is a page, and a section by its title."""

import pytest
from libraries import put
from word_files import HEAD, package

from retrieval import Library
from retrieval.models import Kind, ReadingWarning, WarningCode
from retrieval.reading.formats.frame import DAMAGED, Limits, Refused
from retrieval.reading.formats.pptx import read

_NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SENTENCE = "满都拉口岸今年的过货量突破662万吨。"


def lines(*texts):
    return "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)


def shape(*texts, place=None):
    told = f'<p:nvPr><p:ph type="{place}"/></p:nvPr>' if place else ""
    return f"<p:sp><p:nvSpPr>{told}</p:nvSpPr><p:txBody>{lines(*texts)}</p:txBody></p:sp>"


def table(*rows):
    inner = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:txBody>{lines(x)}</a:txBody></a:tc>" for x in row) + "</a:tr>"
        for row in rows
    )
    return f"<p:graphicFrame><a:graphic><a:tbl>{inner}</a:tbl></a:graphic></p:graphicFrame>"


def references(*targets):
    told = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f"{HEAD}<Relationships>{told}</Relationships>"


def pptx(*slides, hidden=(), parts=None):
    """The bytes of a presentation of slides, each the shapes on it."""
    listed = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    # Parts are numbered as they were made, not as they are shown.
    names = [f"slides/slide{len(slides) - n}.xml" for n in range(len(slides))]
    made = {
        "ppt/presentation.xml": f"{HEAD}<p:presentation {_NAMES}><p:sldIdLst>{listed}"
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": references(*(("slide", name) for name in names)),
    }
    for number, (name, shapes) in enumerate(zip(names, slides, strict=True), 1):
        show = ' show="0"' if number in hidden else ""
        tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
        made[f"ppt/{name}"] = f"{HEAD}<p:sld {_NAMES}{show}>{tree}</p:sld>"
    return package({**made, **(parts or {})})


def found(data):
    return read(data, Limits()).blocks


def test_slides_are_read_in_the_order_in_which_they_are_shown():
    blocks = found(pptx(shape("一") + shape("二"), shape("三")))
    assert [(block.text, block.page) for block in blocks] == [("一", 1), ("二", 1), ("三", 2)]


@pytest.mark.parametrize(
    ("ways", "told"),
    [((shape("新"), shape("旧")), "新"), (("<p:contentPart/>", shape("旧")), "旧")],
)
def test_of_what_stands_there_in_several_ways_the_first_is_read(ways, told):
    new, old = ways
    either = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="p14">'
        f"{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )
    assert [block.text for block in found(pptx(either + shape("后")))] == [told, "后"]


def test_formulas_are_read_in_their_line():
    formula = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="a14"><a14:m xmlns:a14="a">'
        '<o:r xmlns:o="o"><o:t>a=b</o:t></o:r></a14:m></mc:Choice><mc:Fallback><a:r><a:t> </a:t>'
        "</a:r></mc:Fallback></mc:AlternateContent>"
    )
    line = lines("其中").replace("</a:p>", f"{formula}<a:r><a:t>成立</a:t></a:r></a:p>")
    slide = f"<p:sp><p:txBody>{line}</p:txBody></p:sp>"
    assert [block.text for block in found(pptx(slide))] == ["其中a=b成立"]


def test_the_title_of_a_slide_comes_first_and_is_a_heading():
    slide = shape(SENTENCE) + shape("口岸", "运行情况", place="title") + shape("3", place="sldNum")
    blocks = found(pptx(slide + shape("口岸办", place="ftr")))
    assert [(block.text, block.kind) for block in blocks] == [
        ("口岸运行情况", Kind.HEADING),
        (SENTENCE, Kind.BODY),
        ("口岸办", Kind.FURNITURE),
    ]


def test_tables_groups_breaks_and_fields():
    group = f"<p:grpSp>{shape('组内')}</p:grpSp>"
    broken = "<p:sp><p:txBody><a:p><a:r><a:t>上</a:t></a:r><a:br/><a:fld><a:t>下</a:t></a:fld>"
    blocks = found(
        pptx(table(("货物", "数量"), ("煤炭", "3")) + group + f"{broken}</a:p></p:txBody></p:sp>")
    )
    assert [block.text for block in blocks] == ["货物\t数量", "煤炭\t3", "组内", "上", "下"]
    assert blocks[0].kind is Kind.ROW


def test_notes_and_drawings_follow_their_slide():
    listed = references(("notesSlide", "../notes/n1.xml"), ("diagramData", "../diagrams/d1.xml"))
    notes = shape("要说的话", place="body") + shape("7", place="sldNum")
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": listed,
        "ppt/notes/n1.xml": f"{HEAD}<p:notes {_NAMES}><p:cSld><p:spTree>{notes}</p:spTree></p:cSld>"
        "</p:notes>",
        "ppt/diagrams/d1.xml": f"{HEAD}<d {_NAMES}><t>{lines('流程甲')}</t></d>",
    }
    blocks = found(pptx(shape("正文"), parts=parts))
    assert [(block.text, block.kind, block.page) for block in blocks] == [
        ("正文", Kind.BODY, 1),
        ("要说的话", Kind.NOTE, 1),
        ("流程甲", Kind.BODY, 1),
    ]


def test_slides_that_are_hidden_are_left_out_and_keep_their_number():
    extracted = read(pptx(shape("一"), shape("密"), shape("三"), hidden=(2,)), Limits())
    assert [(block.text, block.page) for block in extracted.blocks] == [("一", 1), ("三", 3)]
    assert extracted.warnings == (ReadingWarning(WarningCode.HIDDEN_PARTS, amount=1),)
    assert extracted.pages == 3


def test_an_answer_is_cited_by_slide_and_title(tmp_path):
    first = shape("口岸工作汇报", place="ctrTitle")
    second = shape("运行情况", place="title") + shape(SENTENCE)
    put(tmp_path, "a.pptx", pptx(first, second))
    library = Library.open(tmp_path)
    (excerpt, *_) = library.ask("满都拉口岸的过货量是多少？").excerpts
    citation = excerpt.citation
    assert (excerpt.text, citation.page, citation.section) == (SENTENCE, 2, ("运行情况",))
    assert library.documents[0].title == "口岸工作汇报"


def test_what_cannot_be_read_is_refused_with_the_reason():
    with pytest.raises(Refused, match=DAMAGED):
        read(package({"ppt/slides/slide1.xml": "x"}), Limits())
    with pytest.raises(Refused, match="pages"):
        read(pptx(shape("一"), shape("二")), Limits(pages=1))
