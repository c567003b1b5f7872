"""Latin letters: a word of the Cyrillic or Greek alphabet as neighbouring languages spell it in Latin, without diacritics.

Names and endings are shared across alphabets: Russian `Москва` is `Moskva` in Croatian, `-ский` is Slovak `-ský`. The model
has learnt most of them in Latin. Source: scientific transliteration of Cyrillic (ISO/R 9:1968) and ELOT 743 of Greek, less
their diacritics, which are taken off all words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = dict(
    zip(
        "абвгґдђѓеёєжзѕиіїйјклљмнњопрстћќуўфхцчџшщъыьэюя",
        (
            *(
                "a",
                "b",
                "v",
                "g",
                "g",
                "d",
                "d",
                "g",
                "e",
                "e",
                "je",
                "z",
                "z",
                "dz",
                "i",
                "i",
                "i",
                "j",
                "j",
                "k",
                "l",
                "lj",
            ),
            *("m", "n", "nj", "o", "p", "r", "s", "t", "c", "k", "u", "u", "f", "h", "c", "c", "dz", "s", "sc", "", "y", ""),
            *("e", "ju", "ja"),
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            *("a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f"),
            *("ch", "ps", "o"),
        ),
        strict=True,
    )
)
_LETTERS = str.maketrans({**_CYRILLIC, **_GREEK, "ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae"})
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
