"""Which files of a folder are documents."""

import os
from pathlib import Path

from retrieval.errors import DocumentError, DocumentUnreadable
from retrieval.reading import is_readable


def walk(root: Path) -> tuple[list[Path], list[DocumentError]]:
    """The files below `root` whose names say that they can be read, in order; what was refused.

    Files and folders whose names begin with a dot are left out. Links to folders are not followed,
    and links to files outside `root` are refused: whoever can ask could read them.
    """
    found: list[Path] = []
    refused: list[DocumentError] = []

    def refuse(error: OSError) -> None:
        path = Path(error.filename or root)
        refused.append(DocumentUnreadable(path, error.strerror or type(error).__name__))

    for folder, names, files in os.walk(root, onerror=refuse):
        names[:] = sorted(name for name in names if not name.startswith("."))
        paths = (Path(folder, name) for name in sorted(files) if not name.startswith("."))
        for path in filter(is_readable, paths):
            if path.is_symlink() and not is_inside(path, root):
                refused.append(DocumentUnreadable(path, "a link out of the folder"))
            else:
                found.append(path)
    return found, refused


def is_inside(path: Path, root: Path) -> bool:
    """Whether the file that `path` leads to stands below `root`."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
