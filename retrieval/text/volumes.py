"""The parts of a text that is too long to be read, indexed and searched as one."""

from typing import NamedTuple


class Volume(NamedTuple):
    """Which part of a file a document is: the text of a large one is read, indexed and searched as
    several documents, so that none of it takes more memory the larger the file is.

    `number` counts from 0. Before its text stand so many code points (`offset`), paragraphs that
    end there and ends of lines (`lines`); `sentences` are those of its first paragraph that stand
    before it. `begun` and `unended` are the numbers of the ids (`retrieval.text.ids`) of its first
    and its last paragraph where these are parts of one that began before it, or ends behind it.
    """

    number: int = 0
    offset: int = 0
    paragraphs: int = 0
    lines: int = 0
    sentences: int = 0
    begun: int | None = None
    unended: int | None = None


WHOLE = Volume()
"""Of nearly all files: all of the text."""
