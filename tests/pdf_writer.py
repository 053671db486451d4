"""Writes PDF files: text where it is told to stand, lines, a picture across the page, passwords.

Lengths are points from the upper left corner. Chinese characters are one em wide, others half an
em. The font that is embedded has one glyph, a block, for all of them; what each is, a ToUnicode map
says.
"""

import hashlib
import struct
import zlib
from itertools import cycle

LEFT, RIGHT, TOP, BOTTOM = 90, 510, 90, 760
SIZE, PITCH = 12, 20
# What pads passwords to 32 bytes (ISO 32000-1, 7.6.3.3).
_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_FILE_ID = b"\x01" * 16


def width(text, size=SIZE):
    return sum(0.5 if character.isascii() else 1.0 for character in text) * size


class Page:
    """What is drawn on a page, in the order in which it is drawn."""

    def __init__(self, size=(595, 842), turned=0):
        self.size, self.turned = size, turned
        self.content = []
        self.pictured = False

    def text(self, text, left=LEFT, top=TOP, size=SIZE, *, spread=0, hidden=False, mapped=True):
        """Write one line whose baseline is at `top`; each character `spread` further than usual."""
        codes = "".join(f"{ord(each):04X}" for each in text)
        font = "F1" if mapped else "F2"
        self.content.append(
            f"BT /{font} {size} Tf {3 if hidden else 0} Tr {spread} Tc "
            f"1 0 0 1 {left} {self.size[1] - top} Tm <{codes}> Tj ET"
        )

    def watermark(self, text, left, top):
        """Write a line that climbs by 45 degrees."""
        self.text(text, left, top)
        self.content[-1] = self.content[-1].replace("1 0 0 1", ".7 .7 -.7 .7")

    def centred(self, text, top, size=SIZE):
        self.text(text, (self.size[0] - width(text, size)) / 2, top, size)

    def line(self, left, top, right, bottom):
        height = self.size[1]
        self.content.append(f"{left} {height - top} m {right} {height - bottom} l S")

    def picture(self):
        """A picture as large as the page."""
        self.pictured = True
        self.content.append(f"q {self.size[0]} 0 0 {self.size[1]} 0 0 cm /Im Do Q")


class Writer:
    """A file of pages. Prose flows through `frames`, left and right edges, one after the other."""

    def __init__(self, frames=((LEFT, RIGHT),), top=TOP, bottom=BOTTOM, size=SIZE, pitch=PITCH):
        self.pages = []
        self.frames, self.size, self.pitch = cycle(frames), size, pitch
        self.first, self.edges = frames[0], (top, bottom)
        self.frame, self.at = None, bottom

    def page(self, **options):
        self.pages.append(Page(**options))
        return self.pages[-1]

    def paragraph(self, text, indent=2, hang=0):
        """Set a paragraph, its first line `indent` em further in and the others `hang`."""
        inset = indent
        while text:
            left, right = self._place()
            left += inset * self.size
            line = _fitting(text, right - left, self.size)
            self.pages[-1].text(line, left, self.at, self.size)
            self.at += self.pitch
            text, inset = text[len(line) :], hang

    def _place(self):
        """The frame that has room for another line."""
        if self.at + self.size > self.edges[1]:
            self.frame, self.at = next(self.frames), self.edges[0]
            if self.frame == self.first:
                self.page()
        return self.frame

    def save(self, title="", user=None, owner=None):
        """The bytes of the file; with passwords, encrypted (RC4, 128 bits)."""
        kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(self.pages)))
        objects = {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>".encode(),
            3: _font(maps=True),
            4: _stream(_unicode_map()),
            5: b"<</Title<%s>>>" % ("\ufeff" + title).encode("utf-16-be").hex().encode(),
        }
        for number, page in enumerate(self.pages):
            objects[6 + 2 * number], objects[7 + 2 * number] = _page(page, 7 + 2 * number)
        others = 6 + 2 * len(self.pages)
        head = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        objects[others] = _stream(b"\xff", head + b"/BitsPerComponent 8")
        objects[others + 1] = _font(maps=False)
        objects[others + 2] = _stream(_true_type())
        objects[others + 3] = _stream(zlib.compress(b"\0\1" * 65536), b"/Filter/FlateDecode")
        for name, number in ((b"IMAGE", 0), (b"PLAIN", 1), (b"GLYPHS", 2), (b"BLOCKS", 3)):
            reference = b"%d 0 R" % (others + number)
            objects = {n: body.replace(name, reference) for n, body in objects.items()}
        return _file(objects, _Key(user or "", owner) if owner else None)


def _fitting(text, room, size):
    length = 0
    while length < len(text) and width(text[: length + 1], size) <= room + 0.01:
        length += 1
    return text[: max(length, 1)]


def _page(page, content):
    across, down = page.size
    resources = "/Font<</F1 3 0 R/F2 PLAIN>>/XObject<</Im IMAGE>>"
    head = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across} {down}]/Rotate {page.turned}"
    body = f"{head}/Resources<<{resources}>>/Contents {content} 0 R>>"
    return body.encode(), _stream("\n".join(page.content).encode())


def _font(*, maps):
    descendant = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Block/DW 1000/W[32 126 500]/CIDToGIDMap BLOCKS"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/FontDescriptor<</Type/FontDescriptor/FontName/Block/Flags 4/Ascent 860/Descent -140"
        "/CapHeight 700/ItalicAngle 0/StemV 80/FontBBox[0 -140 1000 860]/FontFile2 GLYPHS>>>>"
    )
    unicode = "/ToUnicode 4 0 R" if maps else ""
    head = "<</Type/Font/Subtype/Type0/BaseFont/Block/Encoding/Identity-H"
    return f"{head}{unicode}/DescendantFonts[{descendant}]>>".encode()


def _true_type():
    """A font with two glyphs: nothing, and a block half an em wide."""
    corners = ((50, -100), (50, 800), (450, 800), (450, -100))
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(((0, 0), *corners), corners, strict=False)]
    glyph = struct.pack(">hhhhhHH", 1, 50, -100, 450, 800, 3, 0) + b"\1" * 4
    glyph += b"".join(struct.pack(">h", x) for x, _ in steps)
    glyph += b"".join(struct.pack(">h", y) for _, y in steps)
    tables = {
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -140, 1000, 860, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">IhhhH11hH", 0x10000, 860, -140, 0, 1000, *[0] * 11, 2),
        b"hmtx": struct.pack(">HhHh", 1000, 0, 1000, 50),
        b"loca": struct.pack(">III", 0, 0, len(glyph)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
    }
    at = 12 + 16 * len(tables)
    head, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32), b""
    for name, data in sorted(tables.items()):
        head += name + struct.pack(">III", 0, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return head + body


def _unicode_map():
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    blocks = [ranges[start : start + 100] for start in range(0, 256, 100)]
    body = "".join(f"{len(b)} beginbfrange\n" + "\n".join(b) + "\nendbfrange\n" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}endcmap end end"
    ).encode()


def _stream(data, head=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


def _file(objects, key):
    written, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, key.locked(number, body) if key else body)
    start, count = len(written), max(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n" % count
    written += b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, count))
    identity = _FILE_ID.hex().encode()
    locked = key.entry() if key else b""
    written += b"trailer<</Size %d/Root 1 0 R/Info 5 0 R/ID[<%s><%s>]%s>>\n" % (
        *(count, identity, identity, locked),
    )
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % start)


class _Key:
    """The standard security handler, revision 3."""

    def __init__(self, user, owner):
        own = _hashed(_padded(owner))
        self.owner = _padded(user)
        for turn in range(20):
            self.owner = _rc4(bytes(byte ^ turn for byte in own), self.owner)
        rights = (-4).to_bytes(4, "little", signed=True)
        self.key = _hashed(_padded(user) + self.owner + rights + _FILE_ID)
        check = hashlib.md5(_PAD + _FILE_ID).digest()
        for turn in range(20):
            check = _rc4(bytes(byte ^ turn for byte in self.key), check)
        self.user = check + bytes(16)

    def entry(self):
        owner, user = self.owner.hex().encode(), self.user.hex().encode()
        return b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%s>/U<%s>>>" % (owner, user)

    def locked(self, number, body):
        """An object with its stream encrypted; the one string, the title, is left out."""
        if number == 5:
            return b"<<>>"
        if b"stream\n" not in body:
            return body
        head, _, rest = body.partition(b"stream\n")
        data = rest.removesuffix(b"\nendstream")
        key = hashlib.md5(self.key + number.to_bytes(3, "little") + bytes(2)).digest()
        return head + b"stream\n" + _rc4(key, data) + b"\nendstream"


def _padded(password):
    return (password.encode("latin-1") + _PAD)[:32]


def _hashed(data):
    digest = hashlib.md5(data).digest()
    for _ in range(50):
        digest = hashlib.md5(digest).digest()
    return digest


def _rc4(key, data):
    state, swap = list(range(256)), 0
    for place in range(256):
        swap = (swap + state[place] + key[place % len(key)]) % 256
        state[place], state[swap] = state[swap], state[place]
    out, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(out)
