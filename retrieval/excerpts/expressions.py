"""Regular expressions that take time in proportion to the text, whatever they say: RE2's."""

from collections.abc import Iterator, Sequence

from retrieval.errors import ExpressionInvalid, ExpressionsMissing
from retrieval.excerpts.occurrences import Occurrence, Query, checked
from retrieval.text.fillers import Filler

try:
    import re2
except ModuleNotFoundError:
    re2 = None

# Bytes of the program that an expression becomes: RE2 refuses one that needs more.
_MEMORY = 8 << 20


class Expressions(Query):
    """Each place of any of some expressions in RE2's syntax, in a text as it is written; ^ and $
    are the ends of lines. What is empty is no place.

    Raises QuestionEmpty, QuestionTooLong, ExpressionInvalid; ExpressionsMissing without the extra
    `regex`.
    """

    def __init__(self, expressions: Sequence[str]) -> None:
        if re2 is None:
            raise ExpressionsMissing
        said = checked(expressions)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        for pattern in (*said, "|".join(f"(?:{each})" for each in said)):
            try:
                self._compiled = re2.compile(f"(?m){pattern}", options)
            except re2.error as error:
                told = error.args[0]
                reason = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
                raise ExpressionInvalid(pattern, reason.partition(": ")[0]) from error

    def places(self, text: str, _: Sequence[Filler] = ()) -> Iterator[Occurrence]:
        """Where one of them matches something, one place after the other."""
        # What is no character at all cannot be encoded.
        for match in self._compiled.finditer(text.encode("utf-8", "replace").decode()):
            start, end = match.span()
            if start < end:
                yield Occurrence(start, end, ((start, end),))
