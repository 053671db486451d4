"""Regular expressions that are compiled when they are first used.

Compiling all those of a program takes longer than answering a question does, and one question needs
few of them.
"""

import re
from typing import Any, cast


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile(pattern, flags)``, to be used through its methods."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there yet: the next time, the method is an attribute.
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)
        return value
