"""Where lines may be parted, and what stands there when they are put together again."""

import re

# What PDFium writes for a hyphen at the end of a line that only the layout put there.
HYPHENS = "\x02\ufffe"
_HYPHENED = re.compile(r"[A-Za-z0-9]-")
UNREADABLE = "\ufffd"
"""What stands for a character that no letter is known of."""
# How wide, in em, letters and digits of wide fonts are that are not Chinese.
_LETTER = 0.65
# What is not parted at the end of a line: a word with its marks. Quotation marks, which Chinese
# shares with other scripts, cling to what stands on either side (UAX #14, class QU).
_FIRST_WORD = re.compile(
    r"[（《【〔(“‘]*(?:[!-~]+|.)(?:[”’“‘]+(?:[!-~]+|.)?|[，。、；：？！）》】〕)…％‰℃°])*"
)
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\U0010ffff“”‘’—…·]+")

_SENTENCE_END = re.compile(r"[。！？；：:;!?…]['”’」』）)]*$|[”」』]$")
# The end of a sentence, and marks that may follow it, are looked for among so many characters.
_CLOSING = 4


def is_wide(character: str) -> bool:
    """Whether a character is Chinese, or a mark as wide as one."""
    return "\u2e80" <= character <= "\u9fff" or character >= "\uf900" or character in "“”‘’—…·"


def all_wide(text: str) -> bool:
    """Whether there is nothing but Chinese characters and marks as wide as one."""
    return bool(_WIDE.fullmatch(text))


def first_word(text: str) -> float:
    """How wide, in em, what cannot be parted at the beginning of `text` is."""
    found = _FIRST_WORD.match(text)
    if not found or found.end() < 2:
        return 0.0 if not found else 1.0 if is_wide(text[0]) else _LETTER
    return sum(1.0 if is_wide(letter) else _LETTER for letter in found[0])


def ends_sentence(text: str) -> bool:
    """Whether a sentence may be over at the end of `text`."""
    return bool(_SENTENCE_END.search(text, max(len(text) - _CLOSING, 0)))


def before(text: str, following: str) -> str:
    """The end of a line as it stands before the next one: with a blank, or without its hyphen."""
    if text[-1] in HYPHENS or _HYPHENED.fullmatch(text, max(len(text) - 2, 0)):
        return text[:-1] if following[0].islower() else f"{text[:-1]}-"
    close = is_wide(text[-1]) or is_wide(following[0])
    return text if close or (text[-1].isdigit() and following[0].isdigit()) else f"{text} "


def written(text: str) -> str:
    """`text` with the hyphens that nothing follows."""
    for hyphen in HYPHENS:
        text = text.replace(hyphen, "-")
    return text
