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
RIVALS = {"cp1252": 0.0, "cp1250": _SELDOM, "cp1254": _SELDOM}
"""Code pages of Windows that a few words may tell from others, with what each costs in nats."""
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
                gained[rival] += _likelihood(other, languages[rival]) - _likelihood(read, languages[encoding])
    return {rival: gain + RIVALS[rival] for rival, gain in gained.items() if gain > 0}


def _decoded(word: bytes, encoding: str) -> str:
    # A byte that does not fit is so unlikely as a character that no stricter rule is needed.
    return word.decode(encoding, "replace")


def _likelihood(word: str, columns: Sequence[int]) -> float:
    """Return the log-probability of a word in the language, of those that use the code page, that fits it best."""
    return float(likelihoods(word)[columns].max())
