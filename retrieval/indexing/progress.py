"""How a long work is done, and who is told how far it is."""

import os
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple


class Stage(Enum):
    """What is being done; waiting is for another process, and the files are those it has done;
    rebuilding is of documents and passages in a cluster, which are counted in place of files."""

    WAITING = auto()
    INDEXING = auto()
    MERGING = auto()
    REBUILDING = auto()


class Progress:
    """Is told what is to be done and what has been done since it was told last; says nothing."""

    def begin(self, stage: Stage, files: int, size: int) -> None:
        """So many files, of so many bytes together, are to be done now."""

    def advance(self, files: int, size: int) -> None:
        """So many files and bytes more are done."""


SILENT = Progress()


def cores() -> int:
    """How many processes can run at once."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class IndexOptions(NamedTuple):
    """How to index: who is told how far it is, in how many processes, whether there is time to
    wait for another writer and to merge large segments, the folder of the history
    (`retrieval.citing.history`) that is written, if one is, and whether a folder without a document
    is a library too, to which some may come."""

    progress: Progress = SILENT
    workers: int = 1
    patient: bool = False
    history: Path | None = None
    empty: bool = False


ORDINARY = IndexOptions()
