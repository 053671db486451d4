"""A file becomes a `Document`; one module a format."""

MARKDOWN = (".md", ".markdown")
SUFFIXES = frozenset({".txt", *MARKDOWN})
"""What the names of files that can be read end in."""


def is_readable(name: str) -> bool:
    """Whether a file's name says that one of the readers knows its format."""
    stem, point, suffix = name.rpartition(".")
    return bool(stem.strip(".")) and (point + suffix).lower() in SUFFIXES
