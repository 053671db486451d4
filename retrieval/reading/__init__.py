"""A file becomes a `Document`; one module a format in `formats`."""

VERSION = 8
"""What readers make of a file. With another number, every file is read anew."""

MARKDOWN = (".md", ".markdown")
ROWS = (".csv", ".tsv", ".xls", ".xlsx", ".et")
"""What the names of files end in that hold rows, if they are texts."""
TEXTS = frozenset({".txt", *MARKDOWN, ".csv", ".tsv"})
"""What the names of files end in whose text is their own."""
SUFFIXES = TEXTS | frozenset(
    ".pdf .ofd .docx .docm .doc .wps .xlsx .xlsm .xls .et "
    ".html .htm .xhtml .shtml .mht .mhtml".split()
)
"""What the names of files that can be read end in; what they hold, their content says."""
OTHERS = frozenset({".rtf"})
"""Names of formats that are not read, under which files of those that are go about."""

SIDECAR = ".toml"
"""What the name of a file goes on in, of what stands beside it about its document."""


def is_readable(name: str) -> bool:
    """Whether a file's name says that one of the readers may know its format."""
    stem, point, suffix = name.rpartition(".")
    return bool(stem.strip(".")) and (point + suffix).lower() in SUFFIXES | OTHERS


def says_text(name: str) -> bool:
    """Whether a text in a file with this name is one that somebody may read."""
    return not name.lower().endswith((*OTHERS,))
