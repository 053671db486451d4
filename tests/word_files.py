"""Makes Word documents part by part, for what tests say of them."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def run(text, properties=""):
    """A run of text."""
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content="", properties=""):
    """A paragraph of text, or of runs."""
    own = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inner = content if content.startswith("<") or not content else run(content)
    return f"<w:p>{own}{inner}</w:p>"


def numbered(content, level=0, instance=1):
    """A paragraph of a list."""
    own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{instance}"/></w:numPr>'
    return paragraph(content, own)


def styled(content, style, more=""):
    """A paragraph with a style."""
    return paragraph(content, f'<w:pStyle w:val="{style}"/>{more}')


def turn(kind):
    """A run that begins, parts or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def begun(code):
    """The beginning of a field, with its code."""
    return f"{turn('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>"


def field(code, result):
    """A field with its code and its result, as runs."""
    return begun(code) + turn("separate") + result + turn("end")


def cell(content, properties=""):
    """A cell of a table: text, or paragraphs."""
    inner = content if content.startswith(("<w:p", "<w:tbl")) else None
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner or paragraph(content)}</w:tc>"


def table(*rows):
    """A table of rows, which are tuples of cells."""
    inner = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{inner}</w:tbl>"


def level(number, form, text, more="", start=1):
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def style(name, properties="", called="", based_on="", more=""):
    """A style of paragraphs."""
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}" {more}><w:name w:val="{called or name}"/>'
        f"{based}<w:pPr>{properties}</w:pPr></w:style>"
    )


def part(name, content):
    """A part whose root is called so."""
    return f"{HEAD}<w:{name} {_NAMES}>{content}</w:{name}>"


def package(parts):
    """The bytes of a ZIP with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def word(*blocks, lists=None, styles=None, **parts):
    """The bytes of a Word document of these blocks, with the lists and styles that it defines.

    Other parts by their names, such as `footnotes`, as the content of their roots.
    """
    body = "".join(each if each.startswith("<") else paragraph(each) for each in blocks)
    made = {
        "[Content_Types].xml": f"{HEAD}<Types/>",
        "word/document.xml": part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
    }
    if lists is not None:
        made["word/numbering.xml"] = part("numbering", lists)
    if styles is not None:
        made["word/styles.xml"] = part("styles", styles)
    for name, content in parts.items():
        made[f"word/{name}.xml"] = part(name, content)
    return package(made)
