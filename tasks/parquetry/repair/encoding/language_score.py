"""Evidence: which of several decodings of the same bytes reads like a language.

Three things are weighed: how likely a detector of encodings finds it, how surely a detector of languages knows the text,
and how much of it no one writes: symbols inside words, capitals in mid-word, scripts mixed within a word, controls.

Source: chardet for the candidates, ELD for languages; the weights were fitted on texts of 25 languages in 45 encodings.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from parquetry.languages.identify import UNDETERMINED, detect
from parquetry.languages.word_frequencies import frequencies
from parquetry.repair.glyphs.detect import ACCENTS

LANGUAGE_WEIGHT = 6.0
ODDITY_WEIGHT = 1.0
ALPHABET_WEIGHT = 2.0
MOST = 20
"""Most candidates weighed; what a detector ranks lower never won."""
_SOME = 8
"""Letters foreign to a language that count for as much as if all were."""
RARE = frozenset(
    {
        "iso8859-16",
        "iso8859-14",
        "iso8859-10",
        "iso8859-4",
        "iso8859-3",
        "cp1125",
        "cp720",
        "cp775",
        "cp858",
        "cp861",
        "cp863",
        "cp864",
        "cp865",
        "cp1006",
        "hp-roman8",
        "mac-iceland",
        "mac-latin2",
        "kz1048",
        "ptcp154",
        "koi8-t",
    }
)
"""Encodings met so seldom that a common one which reads as well is the likelier. Source: W3Techs, usage of encodings."""
RARE_PENALTY = 1.5
_SAMPLE_BYTES = 1 << 18
_SAMPLE = 1500
_SYMBOL_IN_WORD = re.compile(
    r"[^\W\d_][^\w\s'’.,;:!?\-‐–—/&@()\"“”«»„\u0300-\u036f·\u200c\u200d\u3000-\u303f\u30fb\uff00-\uffef]+(?=[^\W\d_])"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_PUNCTUATION = frozenset(" \r\n\t.,;:!?()-\"'«»%/&+*=<>[]#$@_")
_MOST_USED = 0.85
_JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One decoding of the bytes: the encoding (a Python codec name), the text, and a score, the higher the better."""

    encoding: str
    text: str
    score: float


def ranked(data: bytes) -> list[Candidate]:
    """Return the decodings that every byte fits, the best first."""
    seen: dict[str, Candidate] = {}
    for encoding, confidence in candidates(data)[: 3 * MOST]:
        try:
            text = data.decode(encoding)
        except (UnicodeError, ValueError):
            continue
        sample = text[:_SAMPLE]
        if sample in seen or len(seen) >= MOST:
            continue
        score = math.log(confidence + 1e-6) - RARE_PENALTY * (encoding in RARE) + reads(sample)
        seen[sample] = Candidate(encoding, text, score)
    return sorted(seen.values(), key=lambda one: -one.score)


def candidates(data: bytes) -> list[tuple[str, float]]:
    """Return encodings that Python knows with chardet's confidence, likeliest first."""
    import chardet  # noqa: PLC0415 (its models take a moment, and most files are UTF-8)

    found: dict[str, float] = {}
    for guess in chardet.detect_all(data[:_SAMPLE_BYTES], ignore_threshold=True, prefer_superset=False):
        try:
            name = codecs.lookup(guess["encoding"] or "").name
        except LookupError:
            continue
        if not name.startswith(("utf", "ascii")):
            found.setdefault(name, guess["confidence"])
    return sorted(found.items(), key=lambda item: -item[1])


def reads(text: str) -> float:
    """Return how much a text reads like a language: the higher the better, about -3 to 6."""
    language = detect([text])
    sure = language.confidence if language.code != UNDETERMINED else 0.0
    odd = min(oddity(text) + ALPHABET_WEIGHT * _foreign(text, language.code), 3.0)
    return LANGUAGE_WEIGHT * sure - ODDITY_WEIGHT * odd


def _foreign(text: str, language: str) -> float:
    """Return the share of the letters beyond ASCII that the language does not write; 0 where its alphabet is not known."""
    alphabet = ACCENTS.get(language, "")
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    if not alphabet or not letters:
        return 0.0
    foreign = sum(character not in alphabet for character in letters)
    return foreign / len(letters) + min(1.0, foreign / _SOME)


def oddity(text: str) -> float:
    """Return what no one writes, in a text, per character that is not ASCII."""
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    odd = sum(_oddness(character) for character in foreign) + len(_SYMBOL_IN_WORD.findall(text))
    for word in _WORD.findall(text):
        scripts = {_script(character) for character in word}
        if len(scripts) > 1 and not scripts <= _JAPANESE:
            odd += len(scripts) - 1
        odd += sum(a.islower() and b.isupper() for a, b in pairwise(word))
    return odd / len(foreign)


def wide(data: bytes) -> str:
    """Return the UTF-16 that bytes without a mark read as, or an empty string.

    European text shows itself by its NULs; this is for the others, Chinese and Japanese above all: both byte orders must
    decode, and the better one must be made of characters that people use.
    """
    if len(data) < 8 or len(data) % 2:  # noqa: PLR2004 (four characters tell nothing)
        return ""
    best, encoding = _MOST_USED, ""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: 2 * _SAMPLE].decode(name)
        except UnicodeDecodeError:
            continue
        share = used(text)
        if share > best and oddity(text) < 0.05:  # noqa: PLR2004 (a stray symbol)
            best, encoding = share, name
    if encoding and any(used(one.text[:_SAMPLE]) >= best for one in ranked(data)[:2]):
        return ""
    return encoding


def used(text: str) -> float:
    """Return the share of a text's characters that people commonly write."""
    return sum(map(_used, text)) / max(1, len(text))


def _used(character: str) -> bool:
    """Tell whether people write a character: a common ideograph, or a letter, mark, digit or space of a living script."""
    if _IDEOGRAPH.match(character):
        return character in _common_ideographs()
    if character < "\u0590":
        return character.isalnum() or character in _PUNCTUATION
    kind = unicodedata.category(character)
    if character in "—–…·‘’“”":
        return True
    return (
        "\u3000" <= character <= "\u30ff"
        or "\uff00" <= character <= "\uffef"
        or "\uac00" <= character <= "\ud7a3"
        or ("\u0590" <= character <= "\u0e7f" and kind[0] in "LMN")
    )


@cache
def _common_ideographs() -> frozenset[str]:
    """Return the ideographs in the common words of Chinese and Japanese."""
    found: set[str] = set()
    for language in ("zh", "ja"):
        for word, _ in zip(frequencies(language), range(20_000), strict=False):
            found.update(word)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "?").split()[0]


@lru_cache(maxsize=4096)
def _oddness(character: str) -> int:
    kind = unicodedata.category(character)
    if "\u3000" <= character <= "\u30ff":  # Japanese marks of repetition and length are letters of its words
        return 0
    return 2 if kind in ("Cc", "Cf", "Co", "Cn") else int(kind in ("So", "Sm", "Sk", "Lm"))
