"""Which characters stand side by side in a document though none of its bigrams says so.

To find every place of some words, the index must name every document that may hold them. Its
bigrams do not: they are of Chinese characters alone, and end at a blank, at the end of a passage
and at a word of the library's synonyms; page furniture has none. These pairs are what is missing.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Script
from retrieval.index.arrays import Bytes, CodePoints, Ids, Ints, Keys
from retrieval.index.postings import distinct, ranges
from retrieval.index.records import CodedTexts, StoredDocument
from retrieval.index.terms import ID_BITS, code_points, hashed_bigrams
from retrieval.indexing.term_streams import CharacterTable, classes_of, folded_codes
from retrieval.text.blanks import is_blank, without_fillers
from retrieval.text.fillers import origins

# Texts are looked through so many code points at a time, which bounds the memory it takes.
_BATCH = 1 << 19
_SHIFT = np.uint64(ID_BITS)
_NOWHERE = -1
_blanks = CharacterTable(is_blank, np.uint8)


def joints(records: Sequence[StoredDocument], texts: Sequence[CodedTexts]) -> Keys:
    """The pairs of some documents, ascending, once each: the key of the bigram, then the document's
    number in the lower bits. `texts` are those of the records.

    Two letters, digits or characters of one line are side by side with nothing between them, and
    where one of them is Chinese, with blanks between them too; the end of a line inside a word is
    such a blank.
    """
    found = [np.empty(0, np.uint64)]
    found += [_pairs(batch) for batch in _batches(records, texts)]
    return distinct(np.concatenate(found))


class _Text(NamedTuple):
    """A document's text with the end of a line behind it.

    `texts` has the passage, from 0, of each code point that bigrams are made of, else -1; `places`
    where it stands in the text that they are made of (`retrieval.text.fillers`).
    """

    document: int
    codes: CodePoints
    texts: Ints
    places: Ints


def _batches(
    records: Sequence[StoredDocument], texts: Sequence[CodedTexts]
) -> Iterator[list[_Text]]:
    batch: list[_Text] = []
    for number, (record, coded) in enumerate(zip(records, texts, strict=True)):
        batch.append(_text(number, record, coded))
        if sum(len(each.codes) for each in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(number: int, record: StoredDocument, coded: CodedTexts) -> _Text:
    text = record.text
    passages = record.searched_spans
    owners = np.full(len(text) + 1, _NOWHERE)
    starts = np.array([start for start, _ in passages], np.intp)
    sizes = np.array([end for _, end in passages], np.intp) - starts
    inside_passages = ranges(starts, sizes)
    owners[inside_passages] = np.repeat(np.arange(len(passages)), sizes)
    if coded.groups:
        tokens = np.array([token for token, _ in coded.groups], np.intp)
        firsts = (np.cumsum(coded.cuts) - coded.cuts)[tokens]
        inside = ranges(firsts, coded.cuts[tokens])
        owners[inside_passages[inside[inside < len(inside_passages)]]] = _NOWHERE
    places = np.arange(len(text) + 1)
    if record.fillers:
        places[np.array(origins(text, record.fillers), np.intp)] = np.arange(len(text))
    codes = code_points(f"{without_fillers(text, record.fillers)}\n")
    return _Text(number, codes, owners[places], places)


def _pairs(batch: Sequence[_Text]) -> Keys:
    codes = folded_codes(np.concatenate([each.codes for each in batch]))
    texts = np.concatenate([each.texts for each in batch])
    places = np.concatenate([each.places for each in batch])
    documents = np.repeat([each.document for each in batch], [len(each.codes) for each in batch])
    kept = np.flatnonzero(_blanks(codes) == 0)
    first, second = kept[:-1], kept[1:]
    words = _side_by_side(codes, first, second)
    # What a bigram says: two Chinese characters, one behind the other, in one passage.
    told = words == 2
    told &= places[second] == places[first] + 1
    told &= (texts[first] == texts[second]) & (texts[first] != _NOWHERE)
    where = np.flatnonzero((words > 0) & ~told)
    first, second = first[where], second[where]
    keys = hashed_bigrams(codes[first], codes[second]) << _SHIFT
    return distinct(keys | documents[first].astype(np.uint64))


def _side_by_side(codes: CodePoints, first: Ids, second: Ids) -> Bytes:
    """Of characters one behind the other but for blanks: 2 where both are Chinese, 1 where they are
    side by side otherwise, else 0."""
    classes = classes_of(codes)
    one, other = classes[first], classes[second]
    words = (one != Script.NONE) & (other != Script.NONE)
    either = (one == Script.HAN) | (other == Script.HAN)
    both = (one == Script.HAN) & (other == Script.HAN)
    found: Bytes = (words & ((second == first + 1) | either)).astype(np.uint8)
    found[both] = 2
    return found
