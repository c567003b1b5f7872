"""Gazetteer: what single words are known to be, looked up exactly and then without the last letters, as inflection has it.

A table of sorted CRC-32 checksums of words instead of the words: a tenth of the memory of a dictionary. A word that is not
in it is taken for one that is in less than one of three thousand look-ups, which costs a model a feature and no more.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parquetry.extract.ner.latin_letters import latin

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = "FLCKkNB"
"""Classes of words, by the bit that stands for each: first name, last name, city, country, part of a country's name, name of
a language or people, legal form of a firm."""
STEM = 1 << 7
"""Bit of an entry that is a word without its last vowel, `prah` of `Praha`, which other cases share."""
_SHORTEST = 4
"""Least letters of a stem that is looked up."""
_ENDINGS = 3
"""Most letters that an ending has."""
_ZIPF = 0b1111
"""Bits of how common a word is; those above it say in how many languages."""
_SPREAD_BIT = 4
_WIDE = 3
"""How many languages (a place in `SPREAD`: five and more) a stem has to be listed in to tell what an inflected word is."""
SPREAD = (1, 2, 3, 5, 9, 15, 22, 28)
"""Least numbers of languages whose common words a word is among, of 32: `gebühr` of one, `london` of all. Names are the same
word everywhere, common words are not: the two tell a town from a noun with a capital."""
_DOT_ABOVE = "\N{COMBINING DOT ABOVE}"


def fold(word: str) -> str:
    """Return the form of a word by which it is looked up: lower case, and one i for Turkish İ.

    >>> fold("İzmir") == fold("izmir")
    True
    """
    return word.lower().replace(_DOT_ABOVE, "")


def checksum(word: str) -> int:
    """Return the CRC-32 of a folded word."""
    return zlib.crc32(word.encode())


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Words with their classes and how common each is: `keys` are sorted checksums, the others stand in the same order.

    Of a byte of `commons` the lower half says how common a word is, the upper one in how many languages (`packed_common`).
    """

    keys: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    commons: NDArray[np.uint8]

    def kind(self, word: str) -> str:
        """Return what a word, as written, is known to be: its classes, in lower case with an ending's length if by its stem.

        `-` is no word, `l` a word in lower case, `u` one with a capital that is not known, `n` one in an alphabet without
        case.
        """
        first = word[:1]
        if not first.isalpha():
            return "-"
        key = fold(word)
        exact = self._classes(key)
        # What is a word's stem says nothing of a word that is spelt like it: `prah` is no city.
        whole = _letters(0 if exact & STEM else exact)
        if whole or first.islower():
            return f"l{whole}" if first.islower() else whole
        return self._by_stem(key) or ("u" if first.isupper() else "n")

    def _by_stem(self, key: str) -> str:
        """Return the classes of the longest stem that is known, in lower case, and the length of the ending it lacks."""
        spelt = latin(key)
        # `Путина` is looked up as `putina`, too, since most names are listed in Latin letters.
        for form in (key, spelt) if spelt != key else (key,):
            for cut in range(_ENDINGS + 1):
                if len(form) - cut >= _SHORTEST and (by_stem := self._classes(form[: len(form) - cut]) & ~STEM):
                    return _letters(by_stem).lower() + str(cut)
        return ""

    def common(self, word: str) -> int:
        """Return how common a word is in the language it is most common in, 1 to 11; 0 where it is not listed."""
        return self._commons(fold(word)) & _ZIPF

    def spread(self, word: str) -> str:
        """Return in how many languages a word is common, as a place in `SPREAD`, 0 in none.

        A word with a capital that is in no list is looked up without its last letters, `Applea`; then their number is given,
        too.
        """
        key = fold(word)
        exact = self._commons(key)
        if exact or not word[:1].isupper():
            return str(exact >> _SPREAD_BIT)
        for cut in range(1, _ENDINGS + 1):
            stem = key[:-cut]
            if len(stem) >= _SHORTEST and (wide := self._commons(stem) >> _SPREAD_BIT) > _WIDE:
                return f"{wide}-{cut}"
        return "0"

    def _commons(self, key: str) -> int:
        place = self._place(key)
        return 0 if place is None else int(self.commons[place])

    def _classes(self, key: str) -> int:
        place = self._place(key)
        return 0 if place is None else int(self.classes[place])

    def _place(self, key: str) -> int | None:
        code = checksum(key)
        place = int(np.searchsorted(self.keys, np.uint32(code)))
        return place if place < len(self.keys) and int(self.keys[place]) == code else None


def packed_common(zipf: int, languages: int) -> int:
    """Return the byte that says how common a word is, 1 to 15, and in how many languages.

    >>> packed_common(3, 1), packed_common(3, 33)
    (19, 131)
    """
    return zipf | sum(languages >= least for least in SPREAD) << _SPREAD_BIT


@lru_cache(maxsize=256)
def _letters(classes: int) -> str:
    return "".join(letter for bit, letter in enumerate(CLASSES) if classes >> bit & 1)
