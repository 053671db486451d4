"""A file becomes a `Document`; one module a format in `formats`."""

from importlib.util import find_spec

VERSION = 22
"""What readers make of a file. With another number, every file is read anew."""

MARKDOWN = (".md", ".markdown")
ROWS = (".csv", ".xls", ".xlsx", ".et")
"""What the names of files end in that hold rows, if they are texts."""
TEXTS = frozenset({".txt", *MARKDOWN, ".csv"})
"""What the names of files end in whose text is their own."""
SUFFIXES = TEXTS | frozenset(
    ".pdf .ofd .docx .docm .doc .wps .rtf .odt .xlsx .xlsm .xls .et .pptx .epub "
    ".html .htm .xhtml .shtml .mht .mhtml .png .jpg .jpeg .tif .tiff".split()
)
"""What the names of files that can be read end in; what they hold, their content says."""
ENGINE = "rapidocr"
"""The library that recognises text in pictures."""
# What a library does nothing without, and does not come with.
_RUNS_ON = {ENGINE: ("onnxruntime",)}
NEEDS_ENGINE = "{} pages without text, which need recognition"
"""Why a file of pictures is not read without it."""

SIDECAR = ".toml"
"""What the name of a file goes on in, of what stands beside it about its document."""


def is_readable(name: str) -> bool:
    """Whether a file's name says that one of the readers may know its format."""
    stem, point, suffix = name.rpartition(".")
    return bool(stem.strip(".")) and (point + suffix).lower() in SUFFIXES


def is_installed(library: str) -> bool:
    """Whether a library is there to be used."""
    return all(map(find_spec, (library, *_RUNS_ON.get(library, ()))))
