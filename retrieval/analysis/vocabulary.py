"""A library's own words: `userdict.txt` and `synonyms.txt` in the folder `.wenju` inside it.

A file that is missing says nothing; one that cannot be used is an error of the library, with the
line at fault: answers that silently ignore it would differ from what its author tested.
"""

from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.synonyms import Synonyms
from retrieval.errors import SynonymsError, UserDictionaryError, VocabularyError
from retrieval.paths import regular
from retrieval.text.folding import fold
from retrieval.text.patterns import lazy

FOLDER = ".wenju"
USER_DICTIONARY = "userdict.txt"
SYNONYMS = "synonyms.txt"

# In folded text, in which a full-width comma is an ASCII one.
_COMMENT = lazy(r"(?:^|\s)#.*")
_BETWEEN = lazy(r"[\s,、]+")
_HAS_TEXT = lazy(r"[^\W_]")
# jieba's own pattern, and the digits of a frequency that leave its logarithms exact.
_ENTRY = lazy(r"(.+?)( [0-9]+)?( [a-z]+)?")
_DIGITS = 15


def read_analyzer(library: Path) -> Analyzer:
    """The analyzer for a library's folder, with the dictionary and the synonyms it brings.

    Raises UserDictionaryError and SynonymsError.
    """
    folder = library / FOLDER
    return Analyzer(
        read_user_dictionary(folder / USER_DICTIONARY), read_synonyms(folder / SYNONYMS)
    )


def read_user_dictionary(path: Path) -> str:
    """The entries of a dictionary in jieba's format, folded as texts are; "" if there is no file.

    A word a line, optionally followed by its frequency and its tag. Raises UserDictionaryError.
    """
    entries = []
    for number, line in enumerate(_lines(path, UserDictionaryError), start=1):
        entry = " ".join(fold(line).split())
        match = _ENTRY.fullmatch(entry)
        if match and len(match[2] or "") > _DIGITS + 1:
            raise UserDictionaryError(path, "frequency", number)
        entries.append(entry)
    return "\n".join(entries)


def read_synonyms(path: Path) -> Synonyms:
    """The groups of a file: one a line, with white space, commas or 、 between the words.

    `#` at the start of a line, or behind white space, begins a comment. There are no groups if
    there is no file. Raises SynonymsError.
    """
    groups: list[tuple[str, ...]] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(_lines(path, SynonymsError), start=1):
        words = [word for word in _BETWEEN.split(_COMMENT.sub("", fold(line))) if word]
        if not words:
            continue
        if len(words) < 2:
            raise SynonymsError(path, "alone", number, words[0])
        for word in dict.fromkeys(words):
            if not _HAS_TEXT.search(word):
                raise SynonymsError(path, "no_word", number, word)
            if lines.setdefault(word, number) != number:
                raise SynonymsError(path, "repeated", number, word)
        groups.append(tuple(dict.fromkeys(words)))
    return Synonyms(groups)


def _lines(path: Path, error: type[VocabularyError]) -> list[str]:
    """The lines of a UTF-8 file, without a byte order mark; none if there is no such file."""
    try:
        with open(path, "rb", opener=regular) as file:
            content = file.read().removeprefix(b"\xef\xbb\xbf")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise error(path, "unreadable", detail=reason) from refused
    found = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            found.append(line.decode())
        except UnicodeDecodeError as wrong:
            raise error(path, "not_utf8", number) from wrong
    return found
