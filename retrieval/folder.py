"""Which files of a folder are documents."""

import os
from pathlib import Path

from retrieval.errors import DocumentError, DocumentUnreadable
from retrieval.reading import is_readable


def walk(root: Path) -> tuple[list[Path], list[DocumentError]]:
    """The files below `root` whose names say that they can be read, in order; what was refused.

    Files and folders whose names begin with a dot are left out, and links to folders not followed.
    """
    found: list[Path] = []
    refused: list[DocumentError] = []

    def refuse(error: OSError) -> None:
        path = Path(error.filename or root)
        refused.append(DocumentUnreadable(path, error.strerror or type(error).__name__))

    for folder, names, files in os.walk(root, onerror=refuse):
        names[:] = sorted(name for name in names if not name.startswith("."))
        paths = (Path(folder, name) for name in sorted(files) if not name.startswith("."))
        found += [path for path in paths if is_readable(path)]
    return found, refused
