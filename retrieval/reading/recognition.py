"""Pages that are pictures, recognised one by one; what came of each is kept, by the file's bytes.

A page takes seconds. Whoever is interrupted goes on behind the last page that was done, and no page
is recognised twice, whatever the file is called and in however many libraries it lies.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from retrieval.models import ReadingWarning, WarningCode
from retrieval.paths import default_cache, regular, replace_file
from retrieval.reading import ENGINE, is_installed
from retrieval.reading.formats.frame import Limits, Recognised, Refused
from retrieval.reading.formats.wire import Garbled, as_recognised, recognised_as_told
from retrieval.reading.formats.workers import recognising_process

# What is kept of a page: with another number, it is recognised anew.
_VERSION = 2
# What a page may take; models and pictures take memory.
_SECONDS, _MEMORY = 300.0, 6 << 30
_MODE = 0o600

Told = Callable[[float], None]
"""Told which share of a file's pages has been recognised since it was told last."""


def silent(_: float) -> None:
    """Whoever does not want to be told."""


def is_there() -> bool:
    """Whether there is a library that recognises text."""
    return is_installed(ENGINE)


def without_text(warnings: Iterable[ReadingWarning]) -> list[int]:
    """The numbers of the pages that hold pictures alone."""
    ranges = [each for each in warnings if each.code is WarningCode.NO_TEXT]
    return [page for each in ranges for page in range(each.first, each.last + 1)]


def lacking_for(warnings: Iterable[ReadingWarning]) -> str:
    """The library that would recognise what these warn of, if it is not there; "" for nothing."""
    return ENGINE if without_text(warnings) and not is_there() else ""


def recognised(
    path: Path, name: str, pages: list[int], limits: Limits, told: Told = silent
) -> dict[int, Recognised]:
    """What stands on those pages of the file at `path`; those that cannot be recognised are left
    out. Raises LibraryMissing, and OSError if the file cannot be read."""
    with open(path, "rb", opener=regular) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    longer = replace(limits, seconds=_SECONDS, memory=_MEMORY)
    found: dict[int, Recognised] = {}
    for page in pages:
        place = _place(digest, page)
        known = _kept(place)
        if known is None:
            known = _asked(path, name, page, longer)
            if known is not None:
                _keep(place, known)
        if known is not None:
            found[page] = known
        told(1 / len(pages))
    return found


def _asked(path: Path, name: str, page: int, limits: Limits) -> Recognised | None:
    try:
        return recognising_process.recognise(path, name, limits, page)
    except Refused:
        return None


def _place(digest: str, page: int) -> Path:
    folder = default_cache() / "recognised" / digest[:2] / digest[2:]
    return folder / f"{page}.{_VERSION}.json"


def _kept(place: Path) -> Recognised | None:
    try:
        with open(place, "rb", opener=regular) as file:
            return as_recognised(json.loads(file.read()))
    except (OSError, ValueError, Garbled):
        return None


def _keep(place: Path, page: Recognised) -> None:
    # Where nothing can be kept it is recognised again.
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_file(place, json.dumps(recognised_as_told(page)).encode(), _MODE)
