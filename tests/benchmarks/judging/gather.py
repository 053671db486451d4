"""Questions put to libraries, and the evidence that each finds: what weights are fitted to."""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samples import index_of

from retrieval import Library
from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import QuestionError
from retrieval.excerpts.finder import COMPARED, Finder
from retrieval.filters.apply import checked, narrowed

MAX_CHARS = 200
FORMAL = 700
FOREIGN = (("ncp", "cmrc", 0, 400), ("cmrc", "ncp", 0, 400), ("own", "cmrc", 400, 520),
           ("own", "ncp", 400, 520), ("ncp", "drcd", 0, 200))  # fmt: skip
# (documents, how often): libraries drawn from another.
DRAWN = ((2, 25), (4, 15), (8, 12), (20, 6), (50, 4), (120, 3), (300, 2))
OPENINGS = ("帮我查一下{}", "请帮忙看看，{}", "我想了解一下{}", "{} 谢谢")


@dataclass(frozen=True)
class Asked:
    """A question put to a library.

    `group` is what kind of question it is there; `windows` are the numbers of each window that was
    compared and `first` those of document and search for each of them; `right` says which windows
    answer, `in_document` which are of the document meant. `kind`: whether it asks for a kind.
    """

    group: str
    id: str
    text: str
    library: str
    there: bool
    windows: tuple[dict[str, float], ...] = ()
    first: tuple[dict[str, float], ...] = ()
    right: tuple[bool, ...] = ()
    in_document: tuple[bool, ...] = ()
    part_alone: bool = False


Mark = Callable[[str, str], bool]
"""Whether the text of a window of the document at a path answers."""


def normalised(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
