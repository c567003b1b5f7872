"""Reading again: lines that are UTF-8 read by another encoding, which one, and what they say.

Source: RFC 3629 (UTF-8); the encodings are the WHATWG's and those of old Macintosh and DOS machines.
"""

from __future__ import annotations

import re
import unicodedata

import ftfy.bad_codecs  # noqa: F401 (it registers the sloppy encodings)

from parquetry.languages.identify import guess
from parquetry.languages.word_frequencies import fold, frequencies

MISREADINGS = {
    # The order decides where a line can be read by several: "Ã©" is the same bytes in windows-1252, latin-1 and
    # windows-1254.
    "windows-1252": "sloppy-windows-1252",
    "latin-1": "latin-1",
    "windows-1251": "sloppy-windows-1251",
    "windows-1250": "sloppy-windows-1250",
    "windows-1254": "sloppy-windows-1254",
    "macroman": "macroman",
    "cp437": "cp437",
    "windows-1257": "sloppy-windows-1257",
    "iso-8859-2": "iso-8859-2",
    "cp850": "cp850",
}
"""Encodings by which UTF-8 is read by mistake, the likeliest first; `sloppy` ones are ftfy's, without undefined bytes."""
# One character beyond ASCII between ASCII characters, as in "Zoë": no UTF-8 read wrongly looks like that.
_ISOLATED = re.compile("(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_ENOUGH = 3
"""Characters beyond ASCII from which a line that fits UTF-8 does not do so by chance."""
_KNOWN = 1e-6
"""Share of all words from which a word tells that its line was read wrongly."""
_SCRIPTS = re.compile(
    r"""
      (?P<latin>[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f])  # "a", "\u00c3"; not the signs U+00D7 and U+00F7
    | (?P<greek>[\u0370-\u03ff])                                  # "\u03b2"
    | (?P<cyrillic>[\u0400-\u052f])                               # "\u0413"
    | (?P<sign>[\u221a\u2248\u222b\u2500-\u25ff])                 # root, almost equal, integral: bytes of UTF-8 in MacRoman
    """,
    re.VERBOSE,
)
_DRAWING = re.compile("[\u2500-\u25ff]")
"""What tables and pictures of characters are drawn with; by cp437 and cp850 every byte of UTF-8 may be one."""
_LETTERS = re.compile(r"[^\W\d_]+")


def is_read_by(line: str, encoding: str) -> bool:
    """Tell whether a line is UTF-8 that was read by this encoding."""
    try:
        line.encode(encoding).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True


def reread(line: str) -> tuple[str, str] | None:
    """Return a line that was UTF-8 read by another encoding, read again, and that encoding; null where it was not.

    Every byte must fall into place: letters of real text do not make well-formed UTF-8 by chance, line after line. A line
    with fewer than three such characters must be confirmed by its words, else it is left to ftfy's judgement.

    >>> reread("\u0420\u0459\u0420\u0455\u0421\u201a \u0421\u0403\u0420\u0457\u0420\u0451\u0421\u201a")
    ('Кот спит', 'windows-1251')
    """
    if _ISOLATED.search(line):  # of a character read wrongly there are always two or more, side by side
        return None
    for name, encoding in MISREADINGS.items():
        try:
            data = line.encode(encoding)
            text = data.decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        # Three characters that fit are no accident, but for lines and blocks of old terminals: in cp437 nearly any
        # bytes are some.
        count = sum(character > "\x7f" for character in text)
        sure = count >= _ENOUGH and not _DRAWING.search(line)
        # Reading again must make the line shorter, as several characters become one, and must not make control
        # characters.
        if count and len(text) < len(line) and all(map(_written, text)) and (sure or _words_agree(line, text)):
            return text, name
    return None


def _loses_an_alphabet(before: str, after: str) -> bool:
    return len(_alphabets(before)) > 1 and len(_alphabets(after)) <= 1


def _words_agree(line: str, text: str) -> bool:
    """Tell whether words that reading a line again changes were none before and are words now: most of a few, one of many.

    A word of two alphabets was none, and one of a single alphabet is; for others, and where lines and blocks to draw with
    might be a drawing, the language's list is asked.
    """
    # Bytes of UTF-8 beyond ASCII are never a space, so that both lines have the same spaces.
    changed = [(a, b) for a, b in zip(line.split(" "), text.split(" "), strict=True) if a != b]
    # "cafГ©" is Latin and Cyrillic, "Caf√©" Latin with a sign of mathematics: no real word is, and "café" is Latin
    # alone.
    if all(_loses_an_alphabet(before, after) for before, after in changed) and not _DRAWING.search(line):
        return True
    language = guess(text).code
    # One word that was a word before speaks against it.
    if any(_listed(before, language) for before, _ in changed):
        return False
    known = sum(_listed(after, language) for _, after in changed)
    # Half of a few words, or two of many: rare names are in no list.
    return known > min(len(changed) / 2, _ENOUGH - 1)


def _alphabets(word: str) -> set[str]:
    return {match.lastgroup or "" for match in _SCRIPTS.finditer(word)}


def _listed(word: str, language: str) -> bool:
    """Tell whether the longest stretch of letters, which must have one beyond ASCII, is a word of the language."""
    if _DRAWING.search(word):  # "├á" is no "á" with a line before it, where the whole line is UTF-8
        return False
    letters = max(_LETTERS.findall(word), key=len, default="")
    return not letters.isascii() and frequencies(language).get(fold(letters, language), 0.0) >= _KNOWN


def _written(character: str) -> bool:
    """Tell whether a character is one that text has: no control, nothing unassigned or private."""
    return character in "\t\n\r" or unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")
