"""Ligatures with a stray space after or around them: "fi eld", "di ff cult", "af ect", "\ufb01 eld".

Some PDF extractors take the advance width of a ligature for a space, and some write only its first letter. The words
about such a space are none, and the word without it is one. A font does it everywhere or nowhere, so that a text in
which most of these ligatures stand whole inside words is left alone.

Source: OpenType `liga` names of f-ligatures; the model is ours.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from parquetry.repair.characters import LIGATURES as SIGNS
from parquetry.repair.glyphs.glyph_data import LETTER
from parquetry.repair.glyphs.word_model import Lexicon
from parquetry.text import AlignedText, Candidate, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

F_LIGATURES = ("ffi", "ffl", "ff", "fi", "fl")
MEANT = {"f": ("ff", "ffi", "ffl", "fi", "fl"), "ff": ("ff", "ffi", "ffl")}
"""What a ligature that lost its end may have been: "af ect", "di ff cult". Any other is what it shows."""
MOST_WORDS = 4
"""Most words that stray spaces have made of one: "signi fi cant" is three."""
RARE = 1e-5
"""Share of all words below which a word is rare; of the words that are joined one must be, so that "of ten" stays."""
UNKNOWN = 1e-9
"""Share of all words that a word which no list has is given."""
SIGN = 1e-7
"""Most that a ligature by itself is as a word: lists have "fi" and "fl" from just such texts."""
SURE = 6.0
"""Log-odds of the joined word against the words as they stand from which it is written: .95 after PRIOR."""
TELLING = 10.0
"""Log-odds from which a word tells that the document has such spaces."""
PRIOR = 3.0
"""Log-odds that two words of a document with such spaces are two words."""
LEAST_WORDS = 3
"""Least different words that must tell so; two misprints are no font."""
KEPT = 0.25
"""Most ligatures that stand whole inside words, as a share of those with a space after them."""
_WORD = re.compile(f"{LETTER}+")
_LAST, _FIRST = frozenset(("f", "i", "l", *SIGNS)), frozenset(("f", *SIGNS))
"""What a ligature ends and begins with."""
_LIGATURE = re.compile("|".join(F_LIGATURES))
_HINTS = ("fi ", "fl ", " ff ", "ffi ", "ffl ", *(f"{sign} " for sign in SIGNS))
# A word that ends in f, but for the most common ones: half a ligature may be lost after it.
_HALF = re.compile(r"(?<![^\W\d_])(?!of |if )[^\W\d_]{0,20}f (?=[a-z])")


class Place(NamedTuple):
    """Words that may be one: where they stand, the word, its ligature, its log-odds, and where its parts begin."""

    start: int
    end: int
    word: str
    ligature: str
    odds: float
    parts: tuple[int, ...]


def join(text: AlignedText, language: str) -> AlignedText:
    """Return the text with words joined that a ligature's stray space has split, if the text as a whole shows it."""
    # Before the lexicon, which takes a second to load: most texts have none.
    if not _hints(text.text):
        return text
    lexicon = Lexicon(language)
    if not lexicon.listed:
        return text
    places = list(_places(text.text, lexicon))
    if not _is_damaged(text.text, places):
        return text
    return text.replace(_edits(places))


def _hints(text: str) -> bool:
    """Tell whether there are ligatures with spaces after them, or words with half of one: asked first, as most have none."""
    if sum(text.count(hint) for hint in _HINTS) >= LEAST_WORDS:
        return True
    # Half a ligature ("af ect") is looked for only in a text that has no whole "ff": it would have lost them all.
    halves = _HALF.findall(text) if "ff" not in text and text.count("f ") >= LEAST_WORDS else []
    return len(set(halves)) >= LEAST_WORDS


def _is_damaged(text: str, places: list[Place]) -> bool:
    """Tell whether different words are split, and hardly a ligature of theirs is whole inside a word."""
    telling = [place for place in places if place.odds >= TELLING]
    # Different words: one name set with a space for effect may occur a hundred times.
    if len({place.word.casefold() for place in telling}) < LEAST_WORDS:
        return False
    split = Counter(place.ligature for place in telling)
    # "office" in the same text shows that its font keeps ligatures whole; "fi" at a word's end is not asked.
    inside = (match for match in _LIGATURE.finditer(text) if text[match.end() : match.end() + 1].isalpha())
    whole = sum(match[0] in split for match in inside)
    return whole <= KEPT * split.total()


def _edits(places: list[Place]) -> Iterator[Edit]:
    """Yield the joins that are sure; of places that overlap the likelier, the others on record as unresolved."""
    taken: set[int] = set()
    kept: list[Place] = []
    # "fi eld" and "eld fi rst" cannot both be joined: the likelier takes the words first.
    for place in sorted(places, key=lambda place: (-place.odds, place.start)):
        if taken.isdisjoint(place.parts):
            taken.update(place.parts)
            kept.append(place)
    for place in sorted(kept):
        # The bound keeps the exponent within floating point; 50 is certainty.
        share = 1 / (1 + math.exp(PRIOR - min(place.odds, 50.0)))
        candidates = (Candidate(place.word, round(share, 4)),)
        status = "applied" if place.odds >= SURE else "unresolved"
        reason = EditReason("glyph", "split_ligature", round(min(share, 0.999), 4), status, candidates)
        yield Edit(place.start, place.end, place.word if status == "applied" else None, reason)


def _places(text: str, lexicon: Lexicon) -> Iterator[Place]:
    """Yield the words that are likelier one, the longest stretch from each beginning that is."""
    words = list(_WORD.finditer(text))
    for first in range(len(words) - 1):
        last = first
        options: list[Place] = []
        while last + 1 < len(words) and last + 1 - first < MOST_WORDS and _is_split(text, words[last], words[last + 1]):
            last += 1
            place = _place(words[first : last + 1], lexicon)
            if place is not None:
                options.append(place)
        if options:
            # "signi fi" is less likely a word than "signi fi cant": the longer stretch wins by its odds, not by its
            # length.
            yield max(options, key=lambda place: place.odds)


def _is_split(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Tell whether a space stands between two words, of which one shows a ligature at it."""
    if text[left.end() - 1] not in _LAST and text[right.start()] not in _FIRST:  # most words: no more is looked at
        return False
    # A capital after the space begins another word, whatever comes before.
    return text[left.end() : right.start()] == " " and right[0][0].islower() and bool(_shown(left[0]) or _is_sign(right[0]))


def _is_sign(word: str) -> bool:
    """Tell whether a word is nothing but a ligature."""
    return SIGNS.get(word, word) in F_LIGATURES


def _shown(word: str) -> str:
    """Return the ligature, or the half of one, that a word ends in."""
    plain = _plain(word)
    return next((ligature for ligature in (*F_LIGATURES, "f") if plain.endswith(ligature)), "")


def _plain(word: str) -> str:
    """Return a word with its ligature signs in letters."""
    return "".join(SIGNS.get(character, character) for character in word)


def _place(words: list[re.Match[str]], lexicon: Lexicon) -> Place | None:
    """Return the likeliest word that these are, null if it is none the language lists, or not likelier than they are."""
    parts = [_plain(word[0]) for word in words]
    shares = [max(lexicon.frequency(part), UNKNOWN) for part in parts]
    # Lists made from damaged text have "fi" as a word; it must not count as one.
    shares = [min(share, SIGN) if _is_sign(part) else share for share, part in zip(shares, parts, strict=True)]
    # "of ten" is two common words, though "often" is a third: at least one must be rare for the space to be doubted.
    if min(shares) >= RARE:
        return None
    endings = [_shown(part) for part in parts[:-1]]
    best, likeliest, ligature = _likeliest(parts, endings, lexicon)
    if not likeliest:
        return None
    # As one word against as many: each further piece is a further factor.
    odds = math.log(best) - sum(map(math.log, shares))
    if odds < PRIOR:
        return None
    return Place(words[0].start(), words[-1].end(), likeliest, ligature, odds, tuple(word.start() for word in words))


def _likeliest(parts: list[str], endings: list[str], lexicon: Lexicon) -> tuple[float, str, str]:
    """Return the frequency of the most frequent word that the parts make, the word and its ligature; 0 if none is listed."""
    # "af" may be half of "aff", "affi", "affl", "afi", "afl": each is tried.
    choices = [MEANT.get(ending, (ending,)) for ending in endings]
    best, likeliest, ligature = 0.0, "", ""
    for meant in product(*choices):
        stems = [part[: len(part) - len(ending)] for part, ending in zip(parts, endings, strict=False)]
        joined = "".join(stem + glyph for stem, glyph in zip(stems, meant, strict=True)) + parts[-1]
        share = lexicon.frequency(joined)
        if share > best:
            best, likeliest = share, joined
            ligature = max((*meant, parts[-1] if _is_sign(parts[-1]) else ""), key=len)
    return best, likeliest, ligature
