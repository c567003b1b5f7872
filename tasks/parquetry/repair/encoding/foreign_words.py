"""Words of other languages in a text: "a symphony by Dvořák" in windows-1250, which windows-1252 reads as "Dvoøák".

A text is ranked as one in a single language, in which one foreign name weighs little, or too much: "Étienne" in English
was read as Mac Roman's "…tienne". Here only the words count that two code pages read differently, each in the language
that fits it best.

Source: `text_likelihood` for the words. Of 18 Czech, Polish, Hungarian, Romanian and Turkish names, 17 were likelier in
their own code page, by 4 to 38 nats; of 45 western names none was likelier in one of these, by more than 1. The Baltic code
page is left out: it makes Latvian words of French names ("Pāris", "Nīmes").
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from parquetry.repair.encoding.text_likelihood import likelihoods

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

_SELDOM = math.log(1 / 100)
"""How much seldomer a text with few letters beyond ASCII is in the code page of central Europe or Turkey than in that of
the west, whatever words it holds: an estimate."""
_IN_ANOTHER_SCRIPT = math.log(1 / 1000)
"""The same for a code page of another script, of which a text in Latin letters seldom quotes words: an estimate."""
ALPHABETS = ("cp1251", "koi8-r", "cp1253", "cp1255")
"""Code pages of Cyrillic, Greek and Hebrew. Arabic's and Thai's are left out: they have letters beside signs of the west."""
IDEOGRAPHS = ("gb18030", "cp949", "euc_jp")
"""Encodings of two bytes a character that have both above 0xA0, where windows-1252 has no quotes and dashes."""
RIVALS = {"cp1252": 0.0, "cp1250": _SELDOM, "cp1254": _SELDOM} | dict.fromkeys(ALPHABETS + IDEOGRAPHS, _IN_ANOTHER_SCRIPT)
"""Encodings that a few words may tell from others, with what each costs in nats."""
FEWEST = {"alphabet": 3, "ideographs": 2}
"""Characters that a word in another script has at least: "à" is the Russian "а" in windows-1251."""
_PUNCTUATION = ".,:;!?()[]'\""
_BOXES = ("\N{BOX DRAWINGS LIGHT HORIZONTAL}", "\N{QUADRANT UPPER RIGHT AND LOWER LEFT AND LOWER RIGHT}")
_LAST_ASCII, _LAST_SIGN = 0x7F, 0xA0
MOST = 1 / 5
"""Share of a text's words that may be foreign: where more have such letters, they are those of its own language."""


def gains(words: AbstractSet[bytes], encoding: str, languages: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Return how much likelier, in nats, each rival makes the words that it reads in another way than `encoding` does.

    Rivals that gain nothing are left out, and all where many words hold letters beyond ASCII. `languages` are the columns of
    the letter model that use each codec.
    """
    gained = {rival: 0.0 for rival in RIVALS if rival != encoding}
    accented = sorted(word for word in words if not word.isascii())
    if len(accented) > MOST * len(words):
        return {}
    for word in accented:
        read = _decoded(word, encoding)
        for rival in gained:
            other = _decoded(word, rival)
            # "café" is the same in all of them, and says nothing.
            if other != read:
                gain = _likelihood(other, languages[rival]) - _likelihood(read, languages[encoding])
                gained[rival] += gain if _may_tell(word, other, rival) and not _is_drawn(read) else min(0.0, gain)
    return {rival: gain + RIVALS[rival] for rival, gain in gained.items() if gain > 0}


def _may_tell(word: bytes, read: str, rival: str) -> bool:
    """Tell whether a word may speak for a rival: of another script it must be a whole word, "вода" or "图书馆"."""
    if rival not in (*ALPHABETS, *IDEOGRAPHS):
        return True
    letters = read.strip(_PUNCTUATION)
    if letters.isascii() or not all(letter.isalpha() and not letter.isascii() for letter in letters):
        return False
    if rival in ALPHABETS:
        return len(letters) >= FEWEST["alphabet"]
    return len(letters) >= FEWEST["ideographs"] and all(byte > _LAST_SIGN for byte in word if byte > _LAST_ASCII)


def _is_drawn(word: str) -> bool:
    """Tell whether a word is a stretch of a box, which other encodings read as rare ideographs: "┌──────┐"."""
    return all(_BOXES[0] <= character <= _BOXES[1] for character in word)


def _decoded(word: bytes, encoding: str) -> str:
    # A byte that does not fit is so unlikely as a character that no stricter rule is needed.
    return word.decode(encoding, "replace")


def _likelihood(word: str, columns: Sequence[int]) -> float:
    """Return the log-probability of a word in the language, of those that use the code page, that fits it best."""
    return float(likelihoods(word)[columns].max())
