"""Code points: the texts of many documents laid end to end as one array, and what each character is.

Everything about signals works on such arrays: a call of numpy costs microseconds however short the text is, so that
documents of a few hundred characters must share it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from parquetry.enrich.sentence_ends import TERMINAL_PUNCTUATION

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.bool_]

SPACE, WORD, SYMBOL, SIGN = range(4)
"""Classes of characters: white space; letters and digits; neither; a character that is a word of its own."""
# Class of combining marks in the table; in a text they have the class of what they stand over.
_MARK = 4
# The bits of a property that are the class; the others are independent of each other.
_CLASS = 0b111
LETTER, DIGIT, LINE_END, TERMINAL, UPPER = (1 << bit for bit in range(3, 8))
"""Properties: a letter; a decimal digit; what ends a line for `str.splitlines`; what ends a sentence; a capital."""
# Scripts without spaces between words. Source: Unicode 16, Blocks.txt.
_WITHOUT_SPACES = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Myanmar
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Hiragana, Katakana
    ("\u31f0", "\u31ff"),  # Katakana for Ainu
    ("\u3400", "\u4dbf"),  # Han, extension A
    ("\u4e00", "\u9fff"),  # Han
    ("\uf900", "\ufaff"),  # Han, compatibility
    ("\U00020000", "\U0003ffff"),  # Han, the other extensions
)
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_DASHES = "-–—~"
_BEFORE_LETTERS = ",:<>=/"
# An odd number: it has an inverse modulo 2**64, by which a hash is made independent of where its characters stand.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, slots=True)
class Spans:
    """Pieces of texts: `start`, `end` half-open into the code points of all texts, `document` the number of the text."""

    start: Integers
    end: Integers
    document: Integers

    @property
    def length(self) -> Integers:
        """Return the number of code points of each."""
        return self.end - self.start

    def where(self, chosen: Flags) -> Spans:
        """Return those that are chosen, in their order."""
        # To list the places once is faster than to look at the flags for each of the three.
        at = np.flatnonzero(chosen)
        return Spans(self.start[at], self.end[at], self.document[at])


@dataclass(frozen=True, slots=True)
class CodePoints:
    """Texts end to end: their code points, properties and class of each, where each text begins; one more for the end.

    `prefix` has the sums that hashes of any stretch follow from, `solid` the places of all that is no white space.
    """

    values: npt.NDArray[np.uint32]
    properties: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.uint8]
    bounds: Integers
    prefix: Hashes
    solid: Integers

    @classmethod
    def of(cls, texts: Sequence[str]) -> CodePoints:
        """Return texts as code points.

        >>> [int(bound) for bound in CodePoints.of(["ab", "", "c"]).bounds]
        [0, 2, 2, 3]
        """
        # surrogatepass: a lone surrogate is a code point like any other, and must not end the run.
        joined = "".join(texts).encode("utf-32-le", "surrogatepass")
        values: npt.NDArray[np.uint32] = np.frombuffer(joined, np.uint32)
        bounds = np.concatenate(([0], np.cumsum([len(text) for text in texts], dtype=np.int64)))
        terms = _mix(values.astype(np.uint64) + np.uint64(1))
        terms *= _powers(len(values))
        # The sum before the first is 0, and stands before it: written into its place, not copied there.
        prefix = np.zeros(len(values) + 1, np.uint64)
        np.cumsum(terms, out=prefix[1:])
        properties = table()[values]
        classes = _classes(values, properties, bounds)
        return cls(values, properties, classes, bounds, prefix, np.flatnonzero(classes != SPACE))

    @property
    def texts(self) -> int:
        """Return the number of texts."""
        return len(self.bounds) - 1

    @property
    def lengths(self) -> Integers:
        """Return the code points of each text."""
        return np.diff(self.bounds)

    def has(self, bits: int) -> Flags:
        """Return which code points have a property."""
        return np.asarray(self.properties & bits, np.bool_)

    def document_of(self, at: Integers) -> Integers:
        """Return the number of the text that each place lies in; the places are sorted."""
        return np.repeat(np.arange(self.texts), np.diff(np.searchsorted(at, self.bounds)))

    def symbols(self) -> Flags:
        """Return which code points are neither white space nor of words, wherever they stand."""
        return np.asarray((self.properties & _CLASS) == SYMBOL, np.bool_)

    def count(self, places: Flags) -> Integers:
        """Return for each text how many of its code points are marked."""
        # Places are few: to list them costs less than to count along all of the text.
        return np.diff(np.searchsorted(np.flatnonzero(places), self.bounds))

    def hashes(self, spans: Spans) -> Hashes:
        """Return a hash of each span's characters, the same wherever they stand.

        The trap: it is no digest. Two texts made to collide can, texts met by chance do once in 2**64 pairs.
        """
        inverse = _powers(len(self.values), _INVERSE)
        sums = self.prefix[spans.end]
        sums -= self.prefix[spans.start]
        # An empty span at the very end has no character to begin with.
        sums *= inverse[np.minimum(spans.start, len(inverse) - 1)]
        return _mix(sums)


def mixed(values: Hashes) -> Hashes:
    """Return numbers with their bits mixed, one to one. Source: the finaliser of SplitMix64 (Steele et al. 2014)."""
    return _mix(values.copy())


def _mix(values: Hashes) -> Hashes:
    """Mix the bits of numbers in their place, and return them: arrays of megabytes cost more than what is done to them."""
    values ^= values >> np.uint64(30)
    values *= _MIX
    values ^= values >> np.uint64(27)
    return values


def hash_of(text: str) -> int:
    """Return the hash that `CodePoints.hashes` gives a span with this text."""
    points = CodePoints.of([text])
    whole = Spans(np.array([0]), np.array([len(text)]), np.array([0]))
    return int(points.hashes(whole)[0])


_KNOWN: dict[int, Hashes] = {}


def _powers(count: int, base: np.uint64 = _BASE) -> Hashes:
    """Return the powers of a number modulo 2**64, from 0: at least one, and `count`."""
    known = _KNOWN.get(int(base))
    if known is None or len(known) < count:
        known = np.full(max(count, 1 << 16), base, np.uint64)
        known[0] = 1
        known = np.multiply.accumulate(known, dtype=np.uint64)
        _KNOWN[int(base)] = known
    return known[: max(count, 1)]


def _classes(values: npt.NDArray[np.uint32], properties: npt.NDArray[np.uint8], bounds: Integers) -> npt.NDArray[np.uint8]:
    """Return the class of each character where it stands: a single symbol within a word is part of the word."""
    classes = (properties & _CLASS).astype(np.uint8)
    marks = classes == _MARK
    if marks.any():
        # A mark belongs to the character that it stands over; at the beginning of a text it stands alone.
        before = np.maximum.accumulate(np.where(marks, 0, np.arange(len(classes))))
        classes = classes[before]
        first = bounds[:-1][np.diff(bounds) > 0]
        classes[first[marks[first]]] = WORD
        # Several marks at the beginning: the first decides.
        classes[classes == _MARK] = WORD
    inner = np.flatnonzero((classes[1:-1] == SYMBOL) & (classes[:-2] == WORD) & (classes[2:] == WORD)) + 1
    inner = inner[_joins(values[inner], properties[inner - 1], properties[inner + 1])]
    # Not where the neighbours are of other texts: a text's first and last characters have none.
    is_bound = marked(bounds, len(values) + 1)
    inner = inner[~is_bound[inner] & ~is_bound[inner + 1]]
    classes[inner] = WORD
    return classes


def _joins(symbol: npt.NDArray[np.uint32], before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8]) -> Flags:
    """Return which symbols between two letters or digits part no words: don't, 3.14, 12:30, a.b@c.org.

    A dash always does, as in "well-known"; a comma, a colon and a slash do before a letter, as in "and/or"; a full stop does
    between a small letter and a capital, as in "end.Begin". Source: the infixes of spaCy's tokenizers (MIT).
    """
    dash = np.isin(symbol, list(map(ord, _DASHES)))
    parts = np.isin(symbol, list(map(ord, _BEFORE_LETTERS))) & ((after & LETTER) != 0)
    stop = (symbol == ord(".")) & ((after & UPPER) != 0) & ((before & (LETTER | UPPER)) == LETTER)
    return np.asarray(~(dash | parts | stop), np.bool_)


def running_count(places: Flags) -> npt.NDArray[Any]:
    """Return how many of the flags before each place are set: one more than there are flags.

    >>> running_count(np.array([True, False, True])).tolist()
    [0, 1, 1, 2]
    """
    # Numbers of 32 bits are summed seven times as fast as those of 64, which flags have to be converted to first.
    out: npt.NDArray[Any] = np.zeros(len(places) + 1, np.int32 if len(places) <= np.iinfo(np.int32).max else np.int64)
    np.cumsum(places, out=out[1:])
    return out


def marked(places: Integers, size: int) -> Flags:
    """Return `size` flags, true at the places."""
    out = np.zeros(size, np.bool_)
    out[places] = True
    return out


@cache
def table() -> npt.NDArray[np.uint8]:
    """Return class and properties of every code point."""
    characters = "".join(map(chr, range(sys.maxunicode + 1)))
    classes = np.full(len(characters), SYMBOL, np.uint8)
    for pattern, value in ((r"\s+", SPACE), (r"\w+", WORD)):
        for match in re.finditer(pattern, characters):
            classes[match.start() : match.end()] = value
    for first, last in _WITHOUT_SPACES:
        signs = classes[ord(first) : ord(last) + 1]
        signs[signs == WORD] = SIGN
    letters = [code for code in np.flatnonzero(classes != SYMBOL).tolist() if characters[code].isalpha()]
    classes[_marks()] = _MARK
    return classes | _properties(characters, letters)


def _properties(characters: str, letters: list[int]) -> npt.NDArray[np.uint8]:
    """Return what code points are besides their class: a letter, a digit, the end of a line or a sentence, a capital."""
    properties = np.zeros(len(characters), np.uint8)
    properties[letters] |= LETTER
    for match in re.finditer(r"\d+", characters):
        properties[match.start() : match.end()] |= DIGIT
    properties[list(map(ord, _LINE_ENDS))] |= LINE_END
    properties[list(map(ord, TERMINAL_PUNCTUATION))] |= TERMINAL
    properties[[code for code in letters if characters[code].isupper()]] |= UPPER
    return properties


def _marks() -> list[int]:
    # All marks lie below U+1E950 and at U+E0100 to U+E01EF: the planes of Han between have none.
    candidates = (*range(0x300, 0x1E950), *range(0xE0100, 0xE01F0))
    return [code for code in candidates if unicodedata.category(chr(code))[0] == "M"]


def words(points: CodePoints) -> Spans:
    """Return words and symbols: what white space parts, and within it where the kind of character changes.

    A single symbol within a word or number parts nothing, see `_joins`; a row of one symbol ("...") is one word; each
    character of a script without spaces is a word of its own.
    """
    classes, values = points.classes, points.values
    if not len(values):
        nothing = np.zeros(0, np.int64)
        return Spans(nothing, nothing, nothing)
    edges: npt.NDArray[Any] = np.empty(len(values), np.bool_)
    edges[0] = True
    np.not_equal(classes[1:], classes[:-1], out=edges[1:])
    symbols = np.flatnonzero((classes[1:] == SYMBOL) | (classes[1:] == SIGN)) + 1
    # Marks are no words of their own: they have the class of what they stand over.
    own = (values[symbols] != values[symbols - 1]) | (classes[symbols] == SIGN)
    edges[symbols[own & ((points.properties[symbols] & _CLASS) != _MARK)]] = True
    edges[points.bounds[:-1][points.lengths > 0]] = True
    cuts = np.flatnonzero(edges)
    ends = np.append(cuts[1:], len(values))
    kept = np.flatnonzero(classes[cuts] != SPACE)
    start = cuts[kept]
    return Spans(start, ends[kept], points.document_of(start))
