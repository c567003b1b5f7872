"""How one document damages its words: how often it lost each glyph, what it left for it, and where gaps follow.

The rates are fitted by `candidates`, which weighs what the damaged words may have been.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.detect import ANY_GLYPH, never_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRUST = 3.0
"""Occurrences that the first estimate of a place weighs as much as."""

Place = tuple[str, bool, bool]
"""A symbol, whether a letter or mark stands before it in its word, and whether one stands after it."""


class NoiseModel:
    """How often this document lost each glyph, what each symbol stands for, and how often a gap follows a mark."""

    __slots__ = ("_kept", "gap", "lost", "selves", "symbols")

    def __init__(self, kept: Counter[str], glyphs: Sequence[str]) -> None:
        self._kept = kept
        # Before anything is counted each glyph is as likely lost as kept; the first round corrects that.
        self.lost = dict.fromkeys(glyphs, 0.5)
        self.symbols: dict[str, dict[str, float]] = {}
        self.selves: dict[Place, float] = {}
        # Most marks have no stray gap after them: "of\ufffdce", rarely "of\ufffd ce".
        self.gap = 0.05

    def refit(self, counted: dict[Place, Counter[str]], gaps: float, chances: float) -> None:
        """Set the rates from the expected counts of glyphs for each symbol in each place."""
        gone = sum(counted.values(), Counter())
        total, all_gone = sum(self._kept[g] + gone[g] for g in self.lost), sum(gone[g] for g in self.lost)
        # A font that lost "fi" is likely to have lost "ffl" too. So a glyph of which little was seen starts from the
        # rate of all glyphs together, which weighs as much as 0.6 of an occurrence.
        usual = (all_gone + 0.5) / (total + 1)
        for glyph in self.lost:
            self.lost[glyph] = (gone[glyph] + 0.6 * usual) / (gone[glyph] + self._kept[glyph] + 0.6)
        by_symbol: dict[str, Counter[str]] = defaultdict(Counter)
        for place, counts in counted.items():
            by_symbol[place[0]] += counts
            self.selves[place] = (counts[place[0]] + _TRUST * _itself(place)) / (counts.total() + _TRUST)
        for symbol, counts in by_symbol.items():
            # U+FFFD and "?" stand for whatever was lost. Any other symbol is one glyph of a font ("\u019f" for "ti"),
            # so that what it stood for in one word says what it stands for in the next.
            if symbol not in ANY_GLYPH:
                whole = counts.total() - counts[symbol] + 0.02 * len(self.lost)
                self.symbols[symbol] = {glyph: (counts[glyph] + 0.02) / whole for glyph in self.lost}
        self.gap = (gaps + 0.2) / (chances + 4)

    def of(self, glyph: str, place: Place) -> float:
        """Return the log-probability that what stood here was this glyph, lost so, or the symbol itself."""
        symbol = place[0]
        # A question mark may be a question mark, U+FFFD never is a U+FFFD that somebody wrote.
        alone = 0.0 if never_typed(symbol) else self.selves.get(place, _itself(place))
        if glyph == symbol:
            return math.log(alone) if alone else -1e9
        shares = self.symbols.get(symbol)
        # The 1e-12 keeps the logarithm defined for a glyph that the document never loses.
        return math.log((1 - alone) * self.lost[glyph] + 1e-12) + (math.log(shares[glyph]) if shares else 0.0)


def _itself(place: Place) -> float:
    """Return how likely a symbol stands for itself before anything is known: a question mark does after a word."""
    symbol, before, after = place
    kind = unicodedata.category(symbol)
    # "really?" at the end of a word is half likely a true question mark; "re?ly" is hardly one.
    if kind in ("Po", "Pe", "Pf"):
        return 0.02 if after else 0.5
    # The same for what opens: "(word" is half likely a bracket, "w(rd" hardly.
    if kind in ("Ps", "Pi"):
        return 0.02 if before else 0.5
    return 0.02
