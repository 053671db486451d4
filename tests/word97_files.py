"""Makes Word documents of 1997 to 2003 ([MS-DOC]), for what tests say of them."""

import struct

from compound_files import compound

TEXT, PAGE = 2048, 512
CELL = "\x07"
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ENDS_ROW = IN_TABLE + struct.pack("<HB", 0x2417, 1)
HIDDEN, DELETED = struct.pack("<HB", 0x083C, 1), struct.pack("<HB", 0x0800, 1)
_INNER = struct.pack("<Hi", 0x6649, 2)
INNER_CELL = IN_TABLE + _INNER + struct.pack("<HB", 0x244B, 1)
ENDS_INNER_ROW = INNER_CELL + struct.pack("<HB", 0x244C, 1)
# Where each stands in the head: how long the stories are, in this order.
_STORIES = ("text", "footnotes", "headers", "", "remarks", "endnotes", "boxes", "header_boxes")


def listed(number, level=0):
    """The properties of a paragraph in a list."""
    return struct.pack("<HHHB", 0x460B, number, 0x260A, level)


def sign(font, code):
    """The properties of a sign of the font with that number."""
    return struct.pack("<HHH", 0x6A09, font, code)


def paragraph(*runs, own=b"", style=0, end="\r"):
    """A paragraph of runs: texts, or those with their properties."""
    told = [run if isinstance(run, tuple) else (run, b"") for run in runs]
    return [*told, (end, b"")], style, own


def cell(*runs, own=IN_TABLE):
    return paragraph(*runs, own=own, end=CELL)


def row(*cells, own=ENDS_ROW):
    """The cells of a row and its end."""
    return [*(each if isinstance(each, tuple) else cell(each) for each in cells), cell(own=own)]


def style(name, known=4094, based_on=0xFFF, own=b""):
    """A style of paragraphs; `known` is the number that Word has for one of its own."""
    fixed = struct.pack("<HHHHH", known, 1 | based_on << 4, 2, 0, 0)
    told = struct.pack("<H", len(name)) + f"{name}\0".encode("utf-16-le")
    looks = struct.pack("<H", 2 + len(own)) + bytes(2) + own
    return fixed + told + looks + (b"\0" if len(looks) % 2 else b"")


def level(text, form=0, start=1, looks=0, restart=0):
    """A level of a list; of `text`, characters 0 to 8 are the numbers of the levels."""
    head = struct.pack("<iBB9xB8xBBBx", start, form, looks, 0, 0, 0, restart)
    return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def word97(
    *blocks, styles=(), levels=(), instances=1, overrides=(), fonts=(), narrow=False, data=b"",
    cut=0, version=0xC1, flags=0, comments=0, parts=None, **stories,
):  # fmt: skip
    """The bytes of a document of these blocks: texts, paragraphs, or lists of them.

    `styles` by their numbers; `levels` are those of one list, which `instances` have in common, the
    last of them with `overrides`; `data` is the stream of long properties; the text breaks into
    pieces behind `cut` characters; other `stories` by their names; `parts` are other streams.
    """
    runs, looks, lengths = [], [], []
    for name in _STORIES:
        begun = sum(len(text) for text, _ in runs)
        for block in _flat(blocks if name == "text" else stories.get(name, ())):
            own, *look = block if isinstance(block, tuple) else paragraph(block)
            runs += own
            looks.append((sum(len(text) for text, _ in runs), *look))
        lengths.append(sum(len(text) for text, _ in runs) - begun)
    text = "".join(text for text, _ in runs)
    width = 1 if narrow else 2
    stream = bytearray(TEXT) + text.encode("cp1252" if narrow else "utf-16-le", "surrogatepass")
    tables = {1: _sheet(styles), 4: bytes(4 + 34 * comments) if comments else b""}
    tables[12] = _pages(stream, _character_pages(runs, width), 4)
    tables[13] = _pages(stream, _paragraph_pages(looks, width), 13)
    tables[15] = _fonts(fonts)
    tables[33] = _pieces(len(text), cut, narrow=narrow)
    behind = b""
    if levels:
        simple = len(levels) == 1
        tables[73] = struct.pack("<Hi20x2xBx", 1, 7, int(simple))
        behind = b"".join([*levels, *[level("")] * (0 if simple else 9 - len(levels))])
        tables[74] = _instances(instances, overrides)
    table = bytearray()
    struct.pack_into("<HH", stream, 0, 0xA5EC, version)
    struct.pack_into("<H", stream, 10, flags | 0x200)
    struct.pack_into(f"<{len(lengths)}I", stream, 76, *lengths)
    for number, content in tables.items():
        struct.pack_into("<II", stream, 154 + 8 * number, len(table), len(content))
        table += content + (behind if number == 73 else b"")
    made = {"WordDocument": bytes(stream), "1Table": bytes(table), "Data": data, **(parts or {})}
    return compound(made)


def _flat(blocks):
    for block in blocks:
        if isinstance(block, list):
            yield from block
        else:
            yield block


def _character_pages(runs, width):
    at, found = TEXT, []
    for text, own in runs:
        past = at + len(text) * width
        found.append((at, past, struct.pack("<B", len(own)) + own if own else b"", b""))
        at = past
    return found


def _paragraph_pages(looks, width):
    at, found = TEXT, []
    for end, style_, own in looks:
        held = struct.pack("<H", style_) + own
        size = bytes([(len(held) + 1) // 2]) if len(held) % 2 else bytes([0, len(held) // 2])
        found.append((at, TEXT + end * width, size + held, bytes(12)))
        at = TEXT + end * width
    return found


def _pages(stream, held, entry):
    """Write pages of properties behind the text; the table of them."""
    pages, most = [], 8 if entry == 13 else 20
    for at in range(0, len(held), most):
        own = held[at : at + most]
        page = bytearray(PAGE)
        edges = [own[0][0], *(past for _, past, *_ in own)]
        struct.pack_into(f"<{len(edges)}I", page, 0, *edges)
        free = PAGE - 2
        for place, (_, _, looks, _) in enumerate(own):
            if looks:
                free = (free - len(looks)) // 2 * 2
                page[free : free + len(looks)] = looks
                size = 1 if entry == 4 else 13
                page[4 * len(edges) + size * place] = free // 2
        page[-1] = len(own)
        stream += bytes(-len(stream) % PAGE)
        pages.append((own[0][0], len(stream) // PAGE))
        stream += page
    last = held[-1][1] if held else 0
    firsts = [first for first, _ in pages]
    return struct.pack(f"<{len(pages) + 1}I", *firsts, last) + struct.pack(
        f"<{len(pages)}I", *(number for _, number in pages)
    )


def _pieces(length, cut, *, narrow):
    edges = [0, cut, length] if 0 < cut < length else [0, length]
    width = 1 if narrow else 2
    plc = struct.pack(f"<{len(edges)}I", *edges)
    for start in edges[:-1]:
        place = TEXT + start * width
        plc += struct.pack("<HIH", 0, place * 2 | 1 << 30 if narrow else place, 0)
    # Properties that pieces refer to stand before.
    return (
        b"\x01"
        + struct.pack("<H", 3)
        + b"\x35\x08\x01"
        + b"\x02"
        + struct.pack("<I", len(plc))
        + plc
    )


def _sheet(styles):
    head = struct.pack("<HHHHHHH", len(styles), 10, 1, 0, 0, 0, 0)
    told = b"".join(struct.pack("<H", len(each)) + each for each in styles)
    return struct.pack("<H", len(head)) + head + told


def _fonts(fonts):
    each = (bytes(39) + f"{font}\0".encode("utf-16-le") for font in fonts)
    return struct.pack("<HH", len(fonts), 0) + b"".join(bytes([len(x)]) + x for x in each)


def _instances(count, overrides):
    found = struct.pack("<I", count)
    for number in range(1, count + 1):
        own = len(overrides) if number == count else 0
        found += struct.pack("<iIIBBH", 7, 0, 0, own, 0, 0)
    for number in range(1, count + 1):
        found += b"\xff" * 4
        for at, start in overrides if number == count else ():
            found += struct.pack("<iI", start, at | 0x10)
    return found
