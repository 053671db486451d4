"""Regular expressions that are compiled when they are first used.

Compiling all those of a program takes longer than answering a question does, and one question needs
few of them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast


def lazy(pattern: str, flags: int = 0, hints: Sequence[str] = ()) -> re.Pattern[str]:
    """The same as ``re.compile(pattern, flags)``, to be used through its methods.

    Every text in which it finds anything holds one of `hints`, if there are any: ``search``,
    ``match`` and ``finditer`` then look for these first, which is much faster, and seldom need the
    pattern.
    """
    return cast(
        "re.Pattern[str]", _Hinted(pattern, flags, hints) if hints else _Lazy(pattern, flags)
    )


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there yet: the next time, the method is an attribute.
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)
        return value


class _Hinted(_Lazy):
    def __init__(self, pattern: str, flags: int, hints: Sequence[str]) -> None:
        super().__init__(pattern, flags)
        self.hints = hints

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        return self._own.search(text, *place) if self._may(text) else None

    def match(self, text: str, *place: int) -> re.Match[str] | None:
        return self._own.match(text, *place) if self._may(text) else None

    def finditer(self, text: str, *place: int) -> Iterator[re.Match[str]]:
        return self._own.finditer(text, *place) if self._may(text) else iter(())

    @property
    def _own(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def _may(self, text: str) -> bool:
        return any(map(text.__contains__, self.hints))
