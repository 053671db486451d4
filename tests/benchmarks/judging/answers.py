"""Questions as files have them, and whether a text answers them."""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from retrieval.models import Document

Row = dict[str, Any]
Mark = Callable[[Document, str], bool]
"""Whether that text of a document answers."""


def normalised(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def lines(path: Path) -> list[Row]:
    """The JSON objects of a file; none where it is not there."""
    found = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in found if line.strip()]


def loose(row: Row) -> Mark:
    """Whether half of the bigrams of an answer stand in a text of the document meant."""

    def answers(document: Document, text: str) -> bool:
        if document.path != row["document"]:
            return False
        shown = normalised(text)
        for answer in map(normalised, row["answers"]):
            bigrams = [answer[n : n + 2] for n in range(len(answer) - 1)]
            held = sum(bigram in shown for bigram in bigrams)
            if answer in shown or (bigrams and held >= len(bigrams) / 2):
                return True
        return False

    return answers


def expected(row: Row) -> Mark:
    """Whether all texts of one alternative stand in a text, of the document if one is named."""

    def answers(document: Document, text: str) -> bool:
        if row.get("document") not in (None, "", document.path):
            return False
        return any(all(stands(text, each) for each in every) for every in row["expected"])

    return answers


def stands(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in a text, not as a part of a longer number."""
    pattern = re.escape(normalised(wanted))
    before = r"(?<![\d.])" if pattern[:1].isdigit() else ""
    behind = r"(?!\d)" if pattern[-1:].isdigit() else ""
    return re.search(before + pattern + behind, normalised(text)) is not None
