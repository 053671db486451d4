"""Options that limit where answers come from, of commands that ask."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval import Filter

# Each with the kind of filter that it gives.
_OPTIONS = {
    "source": ("NAME", "only from this source or issuing body"),
    "title": ("TITLE", "only from documents with this in their title or source"),
    "number": ("NUMBER", "only from the document with this number, such as 国办发〔2020〕5号"),
    "part": ("PART", "only from this article or part, such as 第三条, 第二部分 or 附件1"),
    "phrase": ("WORDS", "only excerpts with these very words"),
    "without": ("WORD", "no excerpt with this word, nor from a document named with it"),
}


def add_to(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "filters",
        "Nothing else is answered from. Those that may be given several times: one of the values "
        "of an option is enough, but all phrases must stand there and no word that is left out.",
    )
    group.add_argument("--since", metavar="DATE", help="only documents from then on: 2023, 2024-06")
    group.add_argument("--until", metavar="DATE", help="only documents up to the end of it")
    for name, (value, text) in _OPTIONS.items():
        group.add_argument(f"--{name}", metavar=value, action="append", default=[], help=text)
    group.add_argument(
        "--no-filters", action="store_true", help="take none from the words of the question"
    )


def given(args: argparse.Namespace) -> "tuple[Filter, ...]":
    """The filters of the options. Raises FilterUnreadable and DatesReversed."""
    from retrieval import FilterKind, between, option

    found = [option(FilterKind(name), text) for name in _OPTIONS for text in getattr(args, name)]
    if args.since or args.until:
        found.append(between(args.since, args.until, date.today()))
    return tuple(found)


def in_words(question: str, args: argparse.Namespace) -> "tuple[Filter, ...]":
    """The filters that the question states, unless they are switched off."""
    from retrieval import read_filters

    return () if args.no_filters else read_filters(question, date.today())
