"""Are the paragraphs of a printed document found again?

    python tests/benchmarks/printed.py [FOLDER] [--keep DIR] [--missing]

Prints the .txt files of FOLDER (default: the seeds) in several ways as PDF with Typst, reads them,
and counts the paragraphs that come out as they went in, white space aside. A line is a paragraph,
or several where whole documents stand in one: see `paragraphs_of`.
Needs `pip install -e '.[bench,test]'` and a Chinese font (Debian: fonts-noto-cjk).
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import typst

from retrieval.reading.encoding import decode
from retrieval.reading.formats import pdf
from retrieval.reading.formats.frame import Limits

SEEDS = Path(__file__).parents[2] / "seeds"
SERIF, SANS = '"Noto Serif CJK SC"', '("DejaVu Sans", "Noto Sans CJK SC")'
# What is promised of each kind of document, in percent.
LEAST = {"plain": 99.0, "columns": 98.0, "tender": 87.0}
PRINTED = {
    "official": (
        "plain",
        '#set page("a4", numbering: "— 1 —")\n'
        f"#set text(font: {SERIF}, size: 16pt)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 12pt,"
        " spacing: 12pt)\n",
    ),
    "report": (
        "plain",
        '#set page("a4", numbering: "1/1", header: [某某公司年度报告 #h(1fr) 2024])\n'
        f"#set text(font: {SERIF}, size: 12pt)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 10pt,"
        " spacing: 10pt)\n",
    ),
    "web": (
        "plain",
        '#set page("a4", numbering: "1")\n'
        f"#set text(font: {SANS}, size: 11pt)\n"
        "#set par(justify: false, leading: 7pt, spacing: 14pt)\n",
    ),
    "journal": (
        "columns",
        '#set page("a4", numbering: "1", columns: 2, margin: 1.8cm, header: [学报 2024年第3期])\n'
        f"#set text(font: {SERIF}, size: 10.5pt)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 6pt,"
        " spacing: 6pt)\n",
    ),
    "gazette": (
        "columns",
        '#set page("us-letter", numbering: "· 1 ·", columns: 2)\n'
        f"#set text(font: {SANS}, size: 9pt)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 5pt,"
        " spacing: 9pt)\n",
    ),
    "tender": (
        "tender",
        '#set page("a4", numbering: "— 1 —", header: [招标文件])\n'
        f"#set text(font: {SERIF}, size: 10.5pt)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 8pt,"
        " spacing: 8pt)\n#show table: set par(first-line-indent: 0em)\n",
    ),
}
# What a paragraph begins with where whole documents stand in one line: the blanks of its indent.
_BEGUN = re.compile(r"\n|\s{2,}|\t")
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", nargs="?", type=Path, default=SEEDS)
    arguments.add_argument("--keep", type=Path, help="leave the PDF files in this folder")
    arguments.add_argument("--missing", action="store_true", help="print what is not found again")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = given.keep or Path(work)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(measure(given.folder, folder, missing=given.missing))


def measure(source, folder, *, missing):
    """Print a line for each way of printing; 1 if any falls short of what is promised."""
    short = 0
    print("printed as   kind      files  paragraphs  found again")
    for name, (kind, style) in PRINTED.items():
        known, lost = 0, []
        files = sorted(source.glob("*.txt"))
        for path in files:
            paragraphs = paragraphs_of(decode(path.read_bytes(), path).text)
            body, expected = (tender if kind == "tender" else flowing)(paragraphs)
            printed = folder / f"{path.stem}_{name}.pdf"
            marked_up = folder / "printed.typ"
            marked_up.write_text(style + body, "utf-8")
            typst.compile(marked_up, output=printed)
            known += len(expected)
            lost += not_found(expected, printed.read_bytes())
        share = 100 - 100 * len(lost) / max(known, 1)
        short += share < LEAST[kind]
        print(f"{name:12} {kind:9} {len(files):5} {known:11} {share:10.2f} %")
        if missing:
            print(*(f"    - {text[:70]}" for text in lost), sep="\n")
    return int(short > 0)


def paragraphs_of(text):
    """The paragraphs of a document; more than one blank is the indent of another."""
    return [part.strip() for part in _BEGUN.split(text) if part.strip()]


def flowing(paragraphs):
    """The paragraphs one below the other."""
    return "\n\n".join(map(escaped, paragraphs)), paragraphs


def tender(paragraphs):
    """Prose between tables: of specifications, of scores with several paragraphs in a cell, and a
    form without lines; with what is expected of them."""
    sentences = [
        found.strip()
        for text in paragraphs
        for found in _SENTENCE.findall(text)
        if 4 <= len(found.strip()) <= 120
    ]
    sentence, body, expected = cycle(sentences), [], []
    for start in range(0, len(paragraphs), 4):
        body += map(escaped, paragraphs[start : start + 4])
        expected += paragraphs[start : start + 4]
        rows = [[["序号"], ["名称"], ["技术参数"], ["数量"]]]
        for number in range(1, 5):
            name = next(sentence)[: 4 + number * 3].strip("，、：")
            rows.append([[str(number)], [name], [next(sentence)], [f"{number}套"]])
        scores = [[["评审项目"], ["评分标准"], ["分值"]]]
        for number in range(1, 4):
            name = next(sentence)[: 6 + number].strip("，、：")
            scores.append([[name], list(islice(sentence, number)), [f"{number * 5}分"]])
        form = [[["联系人："], ["张三"]], [["项目名称："], [next(sentence)[:12]]]]
        for table, columns, stroke in (
            (rows, "(3em, 7em, 1fr, 4em)", "0.5pt"),
            (scores, "(8em, 1fr, 4em)", "0.5pt"),
            (form, "(8em, 1fr)", "none"),
        ):
            cells = ["\n\n".join(map(escaped, cell)) for row in table for cell in row]
            listed = ", ".join(f"[{cell}]" for cell in cells)
            body.append(f"#table(columns: {columns}, stroke: {stroke},\n{listed})")
            expected += [text for row in table for cell in row for text in cell]
    return "\n\n".join(body), expected


def escaped(text):
    """`text` so that Typst prints it as it is."""
    return "".join(
        f"\\u{{{ord(each):x}}}" if each.isascii() and not each.isalnum() and each != " " else each
        for each in text
    )


def not_found(expected, data):
    """Those of the `expected` paragraphs that are none of what was read, nor a cell of a row."""
    found = Counter()
    for block in pdf.read(data, Limits()).blocks:
        found.update({_bare(block.text), *map(_bare, block.text.split("\t"))})
    lost = []
    for text in expected:
        if found[_bare(text)]:
            found[_bare(text)] -= 1
        else:
            lost.append(text)
    return lost


def _bare(text):
    return "".join(text.split())


if __name__ == "__main__":
    main()
