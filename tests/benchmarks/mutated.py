"""Damaged files of binary formats: does one ever crash, hang, or take this process down?

    python tests/benchmarks/mutated.py [FOLDER] [--files 5000] [--seed 16] [--keep DIR]

Takes the files of FOLDER of the formats below (default: some that are made here), damages them at
random, and reads each as wenju does, every hundredth PDF with a page drawn as well. A file must be
read, or refused for a reason, within the limit; nothing else may be raised, and this process must
not grow. What breaks that is named, and left in DIR.
"""

import argparse
import io
import os
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import ofd_writer
import word97_files as old
from compound_files import compound
from pdf_writer import LEFT, RIGHT, TOP, Writer
from pictures_of_pages import png
from sheet_files import sheet, xls, xlsx
from word_files import package

from retrieval.errors import DocumentError
from retrieval.models import Document
from retrieval.reading import recognition
from retrieval.reading.formats.compound import opened
from retrieval.reading.formats.frame import Limits
from retrieval.reading.formats.workers import reading_process
from retrieval.reading.pictures import picture
from retrieval.reading.reader import read_file

LIMITS = Limits(seconds=5.0, memory=1 << 30)
# Seconds beyond the limit in which a process is ended and the next begun.
GRACE = 3.0
# What this process may grow by: pages of what it keeps anyway, as an allocator keeps them.
GROWTH = 8 << 20
SUFFIXES = tuple(
    ".pdf .html .mhtml .docx .doc .ofd .xlsx .xls .csv .rtf .pptx .epub .odt .png .jpg .tif".split()
)
# What can be taken apart, and is damaged part by part.
WHOLE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
TEXT = "第{}条　为了规范招标投标活动，保护国家利益、社会公共利益和当事人的合法权益，制定本法。"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", nargs="?", type=Path)
    arguments.add_argument("--files", type=int, default=5000)
    arguments.add_argument("--seed", type=int, default=16)
    arguments.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    given = arguments.parse_args()
    # To recognise what a page shows takes seconds, and is done page by page.
    recognition.is_there = lambda: False
    whole = found_in(given.folder) if given.folder else made()
    with tempfile.TemporaryDirectory() as work:
        faults = measure(whole, given.files, random.Random(given.seed), Path(work), given.keep)
    reading_process.end()
    sys.exit(int(faults > 0))


def measure(whole, files, chance, work, keep):
    """Read so many damaged files; how many broke what is promised."""
    outcomes, faults, slowest = Counter(), 0, 0.0
    began, settled = time.perf_counter(), 0
    for number in range(files):
        suffix, data = whole[number % len(whole)]
        damage = DAMAGES.get(suffix, damaged) if data.startswith(WHOLE) else damaged
        data = damage(data, chance)
        path = work / f"damaged{suffix}"
        path.write_bytes(data)
        start = time.perf_counter()
        try:
            outcomes[suffix, read(path, number)] += 1
        except Exception:  # noqa: BLE001 - what else there is, is what is looked for
            traceback.print_exc()
            outcomes[suffix, "FAULT"] += 1
            faults += 1
            (keep / f"fault{number}{suffix}").write_bytes(data)
        taken = time.perf_counter() - start
        slowest = max(slowest, taken)
        if taken > LIMITS.seconds + GRACE:
            print(f"file {number}: {taken:.1f} s")
            faults += 1
            (keep / f"slow{number}{suffix}").write_bytes(data)
        if number == files // 5:
            settled = memory()
    grown = memory() - settled
    for (suffix, outcome), count in sorted(outcomes.items()):
        print(f"{suffix:6} {outcome:40} {count:6}")
    print(
        f"{files} files in {time.perf_counter() - began:.0f} s, the slowest {slowest:.1f} s; "
        f"memory of this process after a fifth {settled >> 20} MiB, then {grown / 2**20:+.1f} MiB"
    )
    return faults + (grown > GROWTH)


def read(path, number):
    """What became of the file."""
    try:
        document = read_file(path, path.name, LIMITS).document
        if path.suffix == ".pdf" and number % 100 == 0:
            picture(path, document, 0, min(len(document.text), 20), LIMITS)
    except DocumentError as error:
        return error.reason.partition(": ")[0][:40]
    check(document)
    return "read"


def check(document: Document):
    """Every character that is not white space stands in one paragraph, in order."""
    end = 0
    for paragraph in document.paragraphs:
        if document.text[end : paragraph.start].strip() or paragraph.start < end:
            raise ValueError(f"paragraph {paragraph.number} does not follow the one before")
        end = paragraph.end
    if document.text[end:].strip():
        raise ValueError("text behind the last paragraph")


def damaged(data, chance, kinds=range(7)):
    """`data` with one to twenty faults of these kinds."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 2, 4, 16, 200, 4000))
        match chance.choice(kinds):
            case 0:
                data[at : at + length] = chance.randbytes(length)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.choice((1, 2, 50))
            case 3 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 4:
                other = chance.randrange(len(data) + 1)
                data[at : at + length] = data[other : other + length]
            case 5:
                digits = [
                    place
                    for place in range(at, min(at + 4000, len(data)))
                    if 48 <= data[place] <= 57
                ]
                for place in chance.sample(digits, min(len(digits), 3)):
                    data[place] = chance.choice(b"0123456789-")
            case 6 if chance.random() < 0.1:
                del data[at:]
    return bytes(data)


def damaged_package(data, chance):
    """A package damaged as a whole, or with a damaged part, packed well again."""
    if chance.random() < 0.3:
        return damaged(data, chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        chosen = chance.choice([name for name in names if name.endswith(".xml")] or names)
        # XML is whole or is not read at all: what is in it must be wrong, not how it is written.
        kinds = (5,) if chance.random() < 0.7 else range(7)
        for name in names:
            part = old.read(name)
            new.writestr(name, damaged(part, chance, kinds) if name == chosen else part)
    return packed.getvalue()


def damaged_compound(data, chance):
    """A compound file damaged as a whole, or with a damaged stream, put together well again."""
    if chance.random() < 0.3:
        return damaged(data, chance)
    with opened(data) as file:
        streams = {name: file.stream(name) for name in sorted(file.names)}
    name = chance.choice(sorted(streams))
    # Most of a stream is text, and zeros: what tells how it is to be read comes first and last.
    kept = damaged(streams[name].rstrip(b"\0"), chance)
    return compound({**streams, name: kept})


DAMAGES = {
    **dict.fromkeys((".docx", ".ofd", ".xlsx", ".pptx", ".epub", ".odt"), damaged_package),
    **dict.fromkeys((".doc", ".xls"), damaged_compound),
}


def found_in(folder):
    """The files of those kinds, with what their names end in."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    if not paths:
        sys.exit(f"no {', '.join(SUFFIXES)} in {folder}")
    return [(path.suffix, data) for path in paths if (data := path.read_bytes())]


def made():
    """A file of each kind."""
    texts = [TEXT.format(number) for number in range(1, 60)]
    writer = Writer()
    for text in texts:
        writer.paragraph(text)
    page = writer.page()
    page.picture()
    for row in range(5):
        page.line(LEFT, TOP + row * 40, RIGHT, TOP + row * 40)
        page.text("女工委员", LEFT + 5, TOP + row * 40 + 20)
        page.text("负责女工委全面工作", LEFT + 200, TOP + row * 40 + 20)
    for edge in (LEFT, LEFT + 190, RIGHT):
        page.line(edge, TOP, edge, TOP + 160)
    body = "".join(f"<p>{text}</p>" for text in texts)
    table = "<table><tr><td>职位<td rowspan=2>人数</table>"
    html = f"<!doctype html><html><head><title>办法</title></head><body>{body}{table}</body></html>"
    return [
        (".pdf", writer.save("办法")),
        (".pdf", writer.save("办法", owner="secret")),
        (".docx", word(texts)),
        (".ofd", printed(texts)),
        (".doc", older(texts)),
        (".xlsx", xlsx(*sheets(texts))),
        (".xls", xls(*sheets(texts))),
        (".rtf", rich(texts)),
        *packed(texts),
        (".csv", "\n".join(f'{number},"{text}"' for number, text in enumerate(texts)).encode()),
        (".html", html.encode()),
        (".mhtml", saved(html)),
        *pictures(),
    ]


def saved(html):
    """The page as a browser saves it."""
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    part = "Content-Type: text/html; charset=utf-8\nContent-Location: http://a.gov.cn/\n\n"
    return f"{head}--x\n{part}{html}\n--x--\n".encode()


def pictures():
    """Pictures of pages; those that Pillow writes where it is installed."""
    yield ".png", png()
    with suppress(ModuleNotFoundError):
        from PIL.Image import new

        page = new("L", (120, 160), 255)
        for suffix, kind, more in (
            (".jpg", "JPEG", {}),
            (".tif", "TIFF", {"append_images": [page]}),
        ):
            held = io.BytesIO()
            page.save(held, kind, save_all=bool(more), **more)
            yield suffix, held.getvalue()


def printed(texts):
    """An OFD with a template, a unit and a page of the texts."""
    unit = {"u": ofd_writer.text("承办单位", 0, 5)}
    page = (
        ofd_writer.lines(*texts[:20]) + '<CompositeObject ResourceID="u" Boundary="20 280 50 10"/>'
    )
    behind, last = ofd_writer.text("办法"), ofd_writer.lines(*texts[20:40])
    return ofd_writer.ofd((page, (0,)), last, templates=(behind,), units=unit)


def rich(texts):
    """A document in Rich Text Format."""
    lines = "".join("".join(f"\\u{ord(each)}?" for each in text) + r"\par" for text in texts)
    fonts = r"{\fonttbl{\f0\fcharset134 SimSun;}}{\stylesheet{\s1 heading 1;}}"
    row = r"\trowd\pard\intbl a\cell b\cell\row\pard"
    return rf"{{\rtf1\ansi\ansicpg936{fonts}{row}{lines}}}".encode()


def packed(texts):
    """Slides, a book and an OpenDocument."""
    a = "xmlns:a='urn:a' xmlns:r='urn:r'"
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    slides = "<r Id='r1' Type='/slide' Target='s.xml'/>"
    slide = f"<p {a}><cSld><spTree><sp>{lines}</sp></spTree></cSld></p>"
    yield (
        ".pptx",
        package(
            {
                "ppt/presentation.xml": f"<p {a}><sldId r:id='r1'/></p>",
                "ppt/_rels/presentation.xml.rels": f"<R>{slides}</R>",
                "ppt/s.xml": slide,
            }
        ),
    )
    body = "".join(f"<p>{text}</p>" for text in texts)
    chapter = "<item id='a' href='a.xml' media-type='text/html'/>"
    yield (
        ".epub",
        package(
            {
                "META-INF/container.xml": "<c><rootfile full-path='b.opf'/></c>",
                "b.opf": f"<p>{chapter}<itemref idref='a'/></p>",
                "a.xml": f"<html><body>{body}</body></html>",
            }
        ),
    )
    level = "<list-level-style-number level='1' num-format='1'/>"
    listed = f"<list-style name='L'>{level}</list-style>"
    items = f"<list style-name='L'><list-item>{body}</list-item></list>"
    yield ".odt", package({"content.xml": f"<d>{listed}<body><text>{items}</text></body></d>"})


def sheets(texts):
    """Sheets with numbers, dates, merged cells and a hidden row."""
    rows = [
        (text, number, (number / 7, "0.0%"), (45000 + number, "yyyy-m-d"))
        for number, text in enumerate(texts)
    ]
    yield sheet(("条文", "序号", "占比", "日期"), *rows, merged=(((1, 0), (4, 0)),), hides=(9,))
    yield sheet(*rows[:9], name="另表")


def older(texts):
    """A document of Word 97, with a list, a table, a field and a text box."""
    numbered = [
        old.paragraph(text, own=old.listed(1, at % 2)) for at, text in enumerate(texts[:20])
    ]
    rows = [old.row("职位", "人数"), old.row(texts[0], "3")]
    return old.word97(
        *numbered,
        *rows,
        "见\x13 REF a \x14第五条\x15。",
        *texts[20:],
        levels=(old.level("\0、", 37), old.level("（\1）", 39)),
        styles=(old.style("Normal", 0), old.style("heading 1", 1)),
        fonts=("Wingdings",),
        boxes=texts[:2],
        cut=99,
    )


def word(texts):
    """A document of Word."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rows = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc>"
    body = f"{rows}<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{office}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        package.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"
        )
    return packed.getvalue()


def memory():
    """Bytes that this process holds in memory."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
