"""jieba's segmentation without jieba's start: the only import of jieba.

jieba takes half a second and 66 MB to load its dictionary, from a cache that anyone may write.
Here dictionary and HMM are packed once into a file of the user's own (`analysis.dictionary`), and
a cut reads from it no more than the sentence asks for (`analysis.viterbi`). jieba itself is
imported only to make that file, by its own code for dictionaries and user dictionaries.
"""

import os
import sys
import warnings
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from importlib.machinery import PathFinder
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from types import ModuleType

from retrieval.analysis.dictionary import FORMAT, DictionaryDamaged, Model, PackedDictionary, pack
from retrieval.analysis.viterbi import Cutter
from retrieval.paths import default_cache, is_ours, regular, replace_file
from retrieval.text.patterns import lazy

_ALGORITHM = "jieba-0.42-hmm"
_KEPT = 8
_OWN_NAME = lazy(r"[0-9a-f]{16,64}\.bin")
_importing = Lock()


class Segmenter:
    """Cuts texts into words, token for token as ``jieba.lcut`` does. Threads may share it.

    ``user_dictionary`` is text in jieba's format: a word a line, optionally followed by its
    frequency and its tag. As with jieba, a line of another shape is one word as it stands.
    ``cache`` is the folder for the packed dictionary, by default `default_cache()`; where it
    cannot be written, the dictionary is made anew in memory.
    """

    def __init__(self, user_dictionary: str = "", cache: Path | None = None) -> None:
        self._user = user_dictionary.encode()
        self._cache = cache
        self._lock = Lock()
        self._opened: Cutter | None = None

    @property
    def version(self) -> str:
        """Names algorithm, dictionary, HMM and user dictionary: the same name, the same tokens."""
        return f"{_ALGORITHM}-{self._cutter().dictionary.facts.digest[:16]}"

    def cut(self, text: str) -> list[str]:
        """The words of the text in order, white space and punctuation too: joined, the text."""
        try:
            return self._cutter().cut(text)
        except DictionaryDamaged:
            return self._cutter(renew=True).cut(text)

    def likelihood(self, word: str) -> float | None:
        """The natural logarithm of how often the dictionary says that a word comes; None if it is
        no word there."""
        return self._cutter().dictionary.weight(word)

    def _cutter(self, *, renew: bool = False) -> Cutter:
        if self._opened is None or renew:
            with self._lock:
                if self._opened is None or renew:
                    self._opened = Cutter(self._open(renew=renew))
        return self._opened

    def _open(self, *, renew: bool) -> PackedDictionary:
        path = (self._cache or default_cache()) / "words" / f"{_key(self._user)}.bin"
        dictionary = None if renew else _map(path)
        if dictionary is None:
            packed = pack(_model(self._user))
            _store(path, packed)
            # Not from the file: where that could not be replaced, it is the damaged one.
            dictionary = PackedDictionary(packed)
        return dictionary


def import_jieba() -> ModuleType:
    """jieba, imported without pkg_resources (slow, and deprecated) and without its warnings."""
    with _importing, warnings.catch_warnings():
        # Python 3.12 warns of escapes in jieba's regular expressions when it compiles them.
        warnings.simplefilter("ignore")
        blocked = "pkg_resources" not in sys.modules
        if blocked:
            sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # "cannot be imported"
        try:
            import jieba
            import jieba.finalseg
        finally:
            if blocked:
                del sys.modules["pkg_resources"]
    module: ModuleType = jieba
    return module


def tags(words: Iterable[str]) -> dict[str, str]:
    """The tags of those of `words` that jieba's dictionary holds: ns for a place, nr for a person.

    Its file is read for that, a few milliseconds: for once in a conversation.
    """
    content = (_jieba_folder() / "dict.txt").read_bytes()
    found = {}
    for word in words:
        at = content.find(f"\n{word} ".encode())
        if at >= 0:
            _, _, tag = content[at + 1 : content.index(b"\n", at + 1)].decode().split(" ")
            found[word] = tag
    return found


def _model(user: bytes) -> Model:
    """jieba's dictionary and HMM, with the user dictionary loaded by jieba's own code."""
    jieba = import_jieba()
    tokenizer = jieba.Tokenizer()
    with (_jieba_folder() / "dict.txt").open("rb") as file:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    hmm = jieba.finalseg
    with _importing:
        # jieba keeps the words with frequency 0 in a global set; ours must not touch it.
        kept, hmm.Force_Split_Words = hmm.Force_Split_Words, set()
        try:
            tokenizer.load_userdict(BytesIO(user))
            split = frozenset(hmm.Force_Split_Words)
        finally:
            hmm.Force_Split_Words = kept
    return Model(tokenizer.FREQ, tokenizer.total, hmm.emit_P, hmm.start_P, hmm.trans_P, split)


def _jieba_folder() -> Path:
    """Where jieba is installed, found without running any of it."""
    found = PathFinder.find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba is not installed", name="jieba")
    return Path(found.origin).parent


def _key(user: bytes) -> str:
    """A name for the packed form of the installed jieba with this user dictionary.

    By size and time of jieba's files, so that they need not be read; by the user's content.
    """
    folder = _jieba_folder()
    stats = [(folder / name).stat() for name in ("dict.txt", "finalseg/prob_emit.py")]
    facts = [FORMAT, *((found.st_size, found.st_mtime_ns) for found in stats), user]
    return sha256(repr(facts).encode()).hexdigest()[:24]


def _map(path: Path) -> PackedDictionary | None:
    """The packed dictionary in the file, or None if there is none that can be trusted."""
    try:
        with open(path, "rb", opener=regular) as file:
            if not is_ours(os.fstat(file.fileno())):
                return None
            return PackedDictionary(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
    except (OSError, ValueError, DictionaryDamaged):
        return None


def _store(path: Path, packed: bytes) -> None:
    """Put the file in place, where that can be done."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, packed, 0o600)
        _forget_old(path.parent)


def _forget_old(folder: Path) -> None:
    """Keep the newest files: each user dictionary, and each installed jieba, made its own."""
    own = (path for path in folder.iterdir() if _OWN_NAME.fullmatch(path.name))
    files = sorted(own, key=lambda path: path.lstat().st_mtime_ns)
    for path in files[:-_KEPT]:
        path.unlink()
