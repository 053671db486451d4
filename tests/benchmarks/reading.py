"""What does reading a document cost, beside what its parsing library takes by itself?

    python tests/benchmarks/reading.py FOLDER... [--rounds 7] [--each]

Reads the PDF, DOCX and HTML files of each FOLDER, and prints the processor's time for it as a
multiple of what the library alone takes: for the text, and for all that any reader has to look at
to tell lines, tables, headings and what is hidden. That is the measure, at most 1.3 of it:

- PDF: PDFium opens the file and loads each page, gives its text, for every character its box and
  its size, and for every object on the page its kind, and its edges unless it is text: the lines
  around cells are among these, and the pictures that text may stand on.
- DOCX: zipfile unpacks and ElementTree parses the parts that are read; all elements are gone
  through once, with their tags, texts and attributes.
- HTML: the bytes are decoded, as UTF-8 or else GB18030, and selectolax parses them; all nodes are
  gone through once, with their tags, texts and attributes.

All of one file by turns, the median of the rounds. `printed.py --keep` leaves PDFs.
"""

import argparse
import ctypes
import re
import sys
import time
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as raw
from selectolax.lexbor import LexborHTMLParser

from retrieval.reading.formats import pdf
from retrieval.reading.formats.frame import Limits, Refused
from retrieval.reading.formats.web import html
from retrieval.reading.formats.word import docx

# What is promised, as a multiple of what the library takes for all that is looked at.
MOST = 1.3
PARTS = re.compile(
    r"word/(document|styles|numbering|footnotes|endnotes|comments|(header|footer)\d*)\.xml"
)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--each", action="store_true", help="print a line for each file as well")
    given = arguments.parse_args()
    print("folder, kind             files  text ms   all ms  read ms  / text   / all")
    over = 0
    for folder in given.folders:
        for suffix, (text, whole, read) in READERS.items():
            paths = sorted(folder.rglob(f"*{suffix}"))
            ways = (text, whole, read)
            measured = {path: times(path.read_bytes(), ways, given.rounds) for path in paths}
            taken = {path: found for path, found in measured.items() if found}
            for path, found in taken.items() if given.each else ():
                print(row(path.name[-24:], 1, found))
            if taken:
                sums = [sum(column) for column in zip(*taken.values(), strict=True)]
                print(row(f"{folder.name[-18:]} {suffix}", len(taken), sums))
                over += sums[2] > MOST * sums[1]
    sys.exit(int(over > 0))


def times(data, ways, rounds):
    """The seconds of each way; none where the file cannot be read."""
    taken = [[] for _ in ways]
    for _ in range(rounds):
        for way, held in zip(ways, taken, strict=True):
            start = time.process_time()
            try:
                way(data)
            except (Refused, zipfile.BadZipFile, pypdfium2.PdfiumError):
                return None
            held.append(time.process_time() - start)
    return [median(held) for held in taken]


def row(name, files, seconds):
    text, whole, read = (each * 1000 for each in seconds)
    figures = f"{text:8.1f} {whole:8.1f} {read:8.1f} {read / text:7.2f} {read / whole:7.2f}"
    return f"{name:24} {files:5} {figures}"


def pdf_text(data, *, whole=False):
    with closing(pypdfium2.PdfDocument(data)) as document:
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                text.get_text_range()
                if whole:
                    characters(text)
                    objects(page)


def characters(text):
    for index in range(text.count_chars()):
        text.get_charbox(index, loose=True)
        raw.FPDFText_GetFontSize(text.raw, index)


def objects(page):
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_GetBounds(drawn, *edges)


def pdf_whole(data):
    pdf_text(data, whole=True)


def docx_text(data):
    """The elements of the parts."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [name for name in package.namelist() if PARTS.fullmatch(name)]
        return [ElementTree.fromstring(package.read(name)) for name in sorted(names)]


def docx_whole(data):
    for part in docx_text(data):
        for element in part.iter():
            looked_at(element.tag, element.text, element.attrib)


def html_text(data):
    page = LexborHTMLParser(decoded(data))
    return page.text() if page.body is None else page.body.text()


def decoded(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def html_whole(data):
    for node in LexborHTMLParser(decoded(data)).root.traverse(include_text=True):
        looked_at(node.tag, node.text_content, node.attributes)


def looked_at(*_):
    """What is passed has been made into an object of Python."""


READERS = {
    ".pdf": (pdf_text, pdf_whole, lambda data: pdf.read(data, Limits())),
    ".docx": (docx_text, docx_whole, lambda data: docx.read(data, Limits())),
    ".html": (html_text, html_whole, lambda data: html.read(data, Limits())),
}


if __name__ == "__main__":
    main()
