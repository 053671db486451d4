"""jieba's algorithm: the likeliest route through the dictionary's words, and an HMM for the rest.

Ported from jieba 0.42 (MIT licence, Sun Junyi), token for token and bit for bit: the same sums in
the same order, the same winner among equals. A block of Chinese and ASCII characters is cut along
the route with the highest product of word frequencies; what stays as single characters in a row
is cut by a hidden Markov model with the states B, E, M (begins, ends, is in the middle of a word)
and S (a word alone). Everything else is a token a character.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from math import inf

from retrieval.analysis.dictionary import PackedDictionary
from retrieval.text.patterns import lazy

_BLOCKS = lazy(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_OTHERS = lazy(r"\r\n|.", re.DOTALL)
# In a block; the range itself would take longest of all patterns to compile.
_HAN = lazy(r"([^\x00-\x7F]+)")
_LATIN = lazy(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-")
# Characters: a question is cut in less time than the pattern of the blocks takes to compile.
_SHORT = 48
_REMEMBERED = 8  # characters: longer runs are rare and seldom come again


class Cutter:
    """jieba's exact mode with HMM over one dictionary. DictionaryDamaged if it turns out to be."""

    def __init__(self, dictionary: PackedDictionary) -> None:
        self.dictionary = dictionary
        self._remembered = lru_cache(1 << 15)(self._recognise)

    def cut(self, text: str) -> list[str]:
        words: list[str] = []
        for is_block, piece in _pieces(text):
            if is_block:
                self._cut_block(piece, words)
            elif "\r\n" in piece:
                words += _OTHERS.findall(piece)
            else:
                words += piece
        return words

    def _cut_block(self, block: str, words: list[str]) -> None:
        """Follow the best route; what it leaves as single characters goes to the HMM."""
        ends = self._route(block)
        size = len(block)
        start = place = 0
        while place < size:
            end = ends[place]
            if end - place > 1:
                if start < place:
                    words += self._singles(block[start:place])
                words.append(block[place:end])
                start = end
            place = end
        if start < size:
            words += self._singles(block[start:])

    def _route(self, block: str) -> list[int]:
        """Where the word that begins at each place ends, on the likeliest way to the end.

        Of equal ways jieba takes the longer word: hence the order of the comparisons, and >=.
        """
        entries, tails = self.dictionary.entries, self.dictionary.tails
        absent = self.dictionary.facts.absent
        size = place = len(block)
        ends = list(range(1, size + 1))
        scores = [0.0] * (size + 1)
        after = beyond = 0.0  # the scores of the ways from the next place, and the one after it
        next_char = ""
        for char in reversed(block):
            place -= 1
            alone, pairs, longer, _ = entries[char]
            best = alone + after
            if next_char in pairs:
                score = pairs[next_char] + beyond
                if score >= best:
                    best = score
                    ends[place] = place + 2
                if next_char in longer:
                    lengths, words = tails[longer[next_char]]
                    start = place + 2
                    for length in lengths:
                        end = start + length
                        if end > size:
                            break
                        ending = block[start:end]
                        if ending in words:
                            score = words[ending] + scores[end]
                            if score >= best:
                                best = score
                                ends[place] = end
            if best == -inf:  # only the beginning of words, and none of them is here
                best = absent + after
                ends[place] = place + 1
            scores[place] = best
            beyond, after, next_char = after, best, char
        return ends

    def _singles(self, run: str) -> tuple[str, ...]:
        if len(run) == 1:
            return (run,)
        return self._remembered(run) if len(run) <= _REMEMBERED else self._recognise(run)

    def _recognise(self, run: str) -> tuple[str, ...]:
        if self._is_word(run):
            return tuple(run)
        words: list[str] = []
        for number, part in enumerate(_HAN.split(run)):
            if number % 2:
                words += self._joined(part)
            else:
                words += filter(None, _LATIN.split(part))
        return tuple(words)

    def _is_word(self, run: str) -> bool:
        _, pairs, longer, _ = self.dictionary.entries[run[0]]
        if len(run) == 2:
            return pairs.get(run[1], -inf) > -inf
        return run[1] in longer and run[2:] in self.dictionary.tails[longer[run[1]]][1]

    def _joined(self, run: str) -> list[str]:
        states = self._states(run)
        split = self.dictionary.facts.split
        words: list[str] = []
        begin = done = 0
        for place, state in enumerate(states):
            if state == "B":
                begin = place
            elif state in "ES":
                first = begin if state == "E" else place
                word = run[first : place + 1]
                words += word if word in split else [word]
                done = place + 1
        if done < len(run):
            words.append(run[done:])
        return words

    def _states(self, run: str) -> str:
        """The likeliest states of the characters (Viterbi), ties broken as jieba does."""
        entries = self.dictionary.entries
        eb, sb, be, me, bm, mm, es, ss = self.dictionary.facts.transitions
        starts = self.dictionary.facts.starts
        b, e, m, s = map(sum, zip(starts, entries[run[0]][3], strict=True))
        to_b, to_e, to_m, to_s = "B", "E", "M", "S"
        for char in run[1:]:
            emit_b, emit_e, emit_m, emit_s = entries[char][3]
            e_b, s_b = e + eb + emit_b, s + sb + emit_b
            b_e, m_e = b + be + emit_e, m + me + emit_e
            b_m, m_m = b + bm + emit_m, m + mm + emit_m
            e_s, s_s = e + es + emit_s, s + ss + emit_s
            b, way_b = (s_b, to_s) if s_b >= e_b else (e_b, to_e)
            e, way_e = (m_e, to_m) if m_e >= b_e else (b_e, to_b)
            m, way_m = (m_m, to_m) if m_m >= b_m else (b_m, to_b)
            s, way_s = (s_s, to_s) if s_s >= e_s else (e_s, to_e)
            to_b, to_e, to_m, to_s = way_b + "B", way_e + "E", way_m + "M", way_s + "S"
        return to_s if s >= e else to_e


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """`text` in pieces, and of each whether it is a block."""
    if len(text) <= _SHORT:
        return ((is_block, "".join(piece)) for is_block, piece in groupby(text, _is_in_block))
    return ((number % 2 == 1, piece) for number, piece in enumerate(_BLOCKS.split(text)))


def _is_in_block(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fd5" or character in _ASCII
