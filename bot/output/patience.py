"""Says on standard error how far indexing is, where it takes so long that somebody might wonder."""

from typing import TYPE_CHECKING

from retrieval.indexing.progress import Progress, Stage

if TYPE_CHECKING:
    from bot.messages.answers import Texts
    from bot.output.progress import Bar, Lines

# Bytes that are indexed in about a second.
_MUCH = 1 << 20


class Patience(Progress):
    """Shows nothing of what is soon done, and the rest as `wenju index` does."""

    def __init__(self, texts: "Texts") -> None:
        self._texts = texts
        self._shown: Bar | Lines | None = None

    def begin(self, stage: Stage, files: int, size: int) -> None:
        """Show how far it is from now on, if this takes long."""
        self.end()
        if size >= _MUCH:
            from bot.messages.index import index_texts
            from bot.output.progress import progress

            self._shown = progress(index_texts(self._texts))
            self._shown.begin(stage, files, size)

    def advance(self, files: int, size: int) -> None:
        """Tell it what is shown."""
        if self._shown:
            self._shown.advance(files, size)

    def end(self) -> None:
        """Take away what is shown."""
        if self._shown:
            self._shown.end()
            self._shown = None
