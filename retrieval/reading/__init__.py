"""A file becomes a `Document`; one module a format in `formats`."""

VERSION = 1
"""What readers make of a file. With another number, every file is read anew."""

MARKDOWN = (".md", ".markdown")
TEXTS = frozenset({".txt", *MARKDOWN})
"""What the names of files end in whose text is their own."""
SUFFIXES = TEXTS | {".pdf", ".docx", ".docm", ".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml"}
"""What the names of files that can be read end in; what they hold, their content says."""


def is_readable(name: str) -> bool:
    """Whether a file's name says that one of the readers may know its format."""
    stem, point, suffix = name.rpartition(".")
    return bool(stem.strip(".")) and (point + suffix).lower() in SUFFIXES
