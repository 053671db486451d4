"""The parts of a text that is too long to be read, indexed and searched as one."""

from typing import NamedTuple

from retrieval.text.folding import fold


class Volume(NamedTuple):
    """Which part of a file a document is: the text of a large one is read, indexed and searched as
    several documents, so that none of it takes more memory the larger the file is.

    `number` counts from 0. Before its text stand so many code points (`offset`), paragraphs that
    end there and ends of lines (`lines`); `sentences` are those of its first paragraph that stand
    before it. `begun` and `unended` are the numbers of the ids (`retrieval.text.ids`) of its first
    and its last paragraph where these are parts of one that began before it, or ends behind it.
    `header` is that of a table which goes on in it from a volume before.
    """

    number: int = 0
    offset: int = 0
    paragraphs: int = 0
    lines: int = 0
    sentences: int = 0
    begun: int | None = None
    unended: int | None = None
    header: str = ""

    def words(self, text: str, span: tuple[int, int]) -> str:
        """What stands at a span of the volume with this `text`: of one below 0, its `header`."""
        return text[slice(*span)] if span[0] >= 0 else self.header

    def folded(self, text: str, span: tuple[int, int]) -> str:
        """The same, folded as `text` is."""
        return text[slice(*span)] if span[0] >= 0 else fold(self.header)


WHOLE = Volume()
"""Of nearly all files: all of the text."""
