"""Latin letters: a word of the Cyrillic or Greek alphabet as neighbouring languages spell it in Latin, without diacritics.

Names and endings are shared across alphabets: Russian `Москва` is `Moskva` in Croatian, `-ский` is Slovak `-ský`. The model
has learnt most of them in Latin. Source: scientific transliteration of Cyrillic (ISO/R 9:1968) and ELOT 743 of Greek, less
their diacritics, which are taken off all words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Each letter with what it is in Latin; the hard and the soft sign are nothing.
_CYRILLIC = """
    а:a б:b в:v г:g ґ:g д:d ђ:d ѓ:g е:e ё:e є:je ж:z з:z ѕ:dz и:i і:i ї:i й:j ј:j к:k л:l љ:lj м:m н:n њ:nj о:o п:p р:r
    с:s т:t ћ:c ќ:k у:u ў:u ф:f х:h ц:c ч:c џ:dz ш:s щ:sc ъ: ы:y ь: э:e ю:ju я:ja
"""
_GREEK = """
    α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o
"""
_LATIN = "ı:i ł:l đ:d ø:o ß:ss æ:ae"
_LETTERS = str.maketrans(dict(pair.split(":") for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split()))
_MARK = re.compile("[\u0300-\u036f]+")
_GREEK_OU = "ου"


@lru_cache(maxsize=4096)
def latin(word: str) -> str:
    """Return a word in lower case in plain Latin letters; letters of other alphabets stay.

    >>> latin("москва"), latin("παπαδόπουλος"), latin("šibenik")
    ('moskva', 'papadopoulos', 'sibenik')
    """
    if word.isascii():
        return word
    # Letters that are none of a base and a mark are looked up before marks are taken off: `й` would be `и` else.
    spelt = _MARK.sub("", unicodedata.normalize("NFD", word.replace("й", "j")))
    return spelt.replace(_GREEK_OU, "ou").translate(_LETTERS)
