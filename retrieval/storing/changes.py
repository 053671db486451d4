"""What became of the files of a folder since they were read."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.storing.filing import Files
from retrieval.storing.folder import File, Scan


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that are new, or not as they were, by name; the names of those that are gone."""

    changed: Mapping[str, File]
    gone: frozenset[str]

    def __len__(self) -> int:
        return len(self.changed) + len(self.gone)


def compare(files: Files, scan: Scan) -> Changes:
    """What changed since `files` were read."""
    stamps = files.stamps
    changed = {
        name: file
        for name, file in scan.files.items()
        if stamps.get(name) != (file.size, file.changed)
    }
    return Changes(changed, frozenset(stamps.keys() - scan.files.keys()))
