"""Writes OFD files: text objects where they are told to stand, lines, pictures, units, templates.

Lengths are millimetres from the upper left corner of an A4 page. Chinese characters are one em
wide, others half an em.
"""

from word_files import HEAD, package

LEFT, RIGHT, TOP, PITCH, SIZE = 30.0, 180.0, 40.0, 10.0, 5.0
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def root(name, content):
    """A part with this root; elements are written without their prefix."""
    return (
        f"{HEAD}<{name} {_SPACE}>{content}</{name}>".replace("<", "<ofd:")
        .replace("<ofd:/", "</ofd:")
        .replace("<ofd:?", "<?")
    )


def advances(text, size=SIZE):
    """From each character to the next."""
    return [size * (0.5 if letter.isascii() else 1.0) for letter in text[:-1]]


def text(content, left=LEFT, top=TOP, *, size=SIZE, deltas=None, more=""):
    """A text object whose baseline is at `top`."""
    told = " ".join(f"{step:g}" for step in advances(content, size)) if deltas is None else deltas
    return (
        f'<TextObject ID="1" Boundary="{left:g} {top - size:g} 100 {size:g}" Font="1" '
        f'Size="{size:g}" {more}><TextCode X="0" Y="{size:g}" DeltaX="{told}">{content}'
        "</TextCode></TextObject>"
    )


def line(left, top, right, bottom):
    """A straight line."""
    return (
        f'<PathObject ID="2" Boundary="{left} {top} {right - left} {bottom - top}">'
        f"<AbbreviatedData>M 0 0 L {right - left} {bottom - top}</AbbreviatedData></PathObject>"
    )


def picture():
    """A picture as large as the page."""
    return '<ImageObject ID="3" Boundary="0 0 210 297" ResourceID="9"/>'


def composite(unit, left=0.0, top=0.0, ctm="1 0 0 1 0 0"):
    """A unit, at its place."""
    return (
        f'<CompositeObject ID="4" Boundary="{left} {top} 50 50" CTM="{ctm}" ResourceID="{unit}"/>'
    )


def content(*objects):
    """What stands on a page."""
    return f'<Content><Layer ID="5">{"".join(objects)}</Layer></Content>'


def lines(*texts, left=LEFT, top=TOP):
    """Lines one below the other."""
    return "".join(
        text(each, left, top + PITCH * number) for number, each in enumerate(texts) if each
    )


def ofd(*pages, templates=(), units=None, title="", rename=str, parts=None):
    """The bytes of an OFD of these pages, each the objects on it, or those and the numbers of the
    templates behind it.

    `units` are the objects of composite units, by their ids; `rename` changes how parts are called
    in the package, not how others name them; `parts` come instead of those of the same name.
    """
    made = {"OFD.xml": root("OFD", _body(title))}
    paged = [page if isinstance(page, tuple) else (page, ()) for page in pages]
    for number, (objects, used) in enumerate(paged):
        behind = "".join(f'<Template TemplateID="t{each}"/>' for each in used)
        made[f"Doc_0/Pages/Page_{number}/Content.xml"] = root("Page", behind + content(objects))
    for number, objects in enumerate(templates):
        made[f"Doc_0/Tpls/Tpl_{number}/Content.xml"] = root("Page", content(objects))
    made["Doc_0/Document.xml"] = root("Document", _document(len(pages), len(templates)))
    made["Doc_0/PublicRes.xml"] = root("Res", _units(units or {}))
    made |= parts or {}
    return package({rename(name): part for name, part in made.items() if part is not None})


def _body(title):
    return (
        f"<DocBody><DocInfo><Title>{title}</Title></DocInfo>"
        "<DocRoot>Doc_0/Document.xml</DocRoot></DocBody>"
    )


def _document(pages, templates):
    told = "".join(
        f'<TemplatePage ID="t{number}" BaseLoc="Tpls/Tpl_{number}/Content.xml"/>'
        for number in range(templates)
    )
    listed = "".join(
        f'<Page ID="p{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(pages)
    )
    area = "<PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>"
    return (
        f"<CommonData>{area}<PublicRes>PublicRes.xml</PublicRes>{told}</CommonData>"
        f"<Pages>{listed}</Pages>"
    )


def _units(units):
    each = "".join(
        f'<CompositeGraphicUnit ID="{name}" Width="50" Height="50"><Content>{objects}</Content>'
        "</CompositeGraphicUnit>"
        for name, objects in units.items()
    )
    return f"<CompositeGraphicUnits>{each}</CompositeGraphicUnits>"
