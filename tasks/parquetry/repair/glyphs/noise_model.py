"""How one document damages its words: how often it lost each glyph, what it left for it, and where gaps follow.

The rates are fitted by `candidates`, which weighs what the damaged words may have been.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.glyph_data import ANY_GLYPH, never_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

# Occurrences that the first estimate of a place weighs as much as.
_TRUST = 3.0
UNKNOWN = 0.5
"""The rate of a glyph of which nothing was counted: as likely lost as kept. The first round corrects it."""
POOLED = 0.6
"""Occurrences that the rate of all glyphs together weighs as much as, in the rate of one."""
# What is added to each count of what a symbol stands for, so that nothing is impossible because it was not yet seen.
_OTHER_GLYPH = 0.02
_GAP = 0.05
"""Share of marks that a stray gap follows, before they are counted: most have none ("of\ufffdce", rarely "of\ufffd ce")."""
_GAPS, _CHANCES = 0.2, 4
"""That share again, as counts: what it weighs against the gaps of the document."""
# How likely "?" or "(" stands for itself at the edge of a word where it belongs: "really?", "(word".
_ITSELF_AT_EDGE = 0.5
# The same, of any other symbol and place: "re?ly", "w(rd".
_ITSELF = 0.02
_IMPOSSIBLE = -1e9
# Keeps the logarithm defined for a glyph that the document never loses.
_LEAST = 1e-12

Place = tuple[str, bool, bool]
"""A symbol, whether a letter or mark stands before it in its word, and whether one stands after it."""


class NoiseModel:
    """How often this document lost each glyph, what each symbol stands for, and how often a gap follows a mark."""

    __slots__ = ("_kept", "gap", "lost", "selves", "symbols")

    def __init__(self, kept: Counter[str], glyphs: Sequence[str]) -> None:
        self._kept = kept
        self.lost = dict.fromkeys(glyphs, UNKNOWN)
        self.symbols: dict[str, dict[str, float]] = {}
        self.selves: dict[Place, float] = {}
        self.gap = _GAP

    def refit(self, counted: dict[Place, Counter[str]], gaps: float, chances: float) -> None:
        """Set the rates from the expected counts of glyphs for each symbol in each place."""
        gone = sum(counted.values(), Counter())
        total, all_gone = sum(self._kept[g] + gone[g] for g in self.lost), sum(gone[g] for g in self.lost)
        # A font that lost "fi" is likely to have lost "ffl" too. So a glyph of which little was seen starts from the
        # rate of all glyphs together.
        usual = (all_gone + UNKNOWN) / (total + 1)
        for glyph in self.lost:
            self.lost[glyph] = (gone[glyph] + POOLED * usual) / (gone[glyph] + self._kept[glyph] + POOLED)
        by_symbol: dict[str, Counter[str]] = defaultdict(Counter)
        for place, counts in counted.items():
            by_symbol[place[0]] += counts
            self.selves[place] = (counts[place[0]] + _TRUST * _itself(place)) / (counts.total() + _TRUST)
        for symbol, counts in by_symbol.items():
            # U+FFFD and "?" stand for whatever was lost. Any other symbol is one glyph of a font ("\u019f" for "ti"),
            # so that what it stood for in one word says what it stands for in the next.
            if symbol not in ANY_GLYPH:
                whole = counts.total() - counts[symbol] + _OTHER_GLYPH * len(self.lost)
                self.symbols[symbol] = {glyph: (counts[glyph] + _OTHER_GLYPH) / whole for glyph in self.lost}
        self.gap = (gaps + _GAPS) / (chances + _CHANCES)

    def of(self, glyph: str, place: Place) -> float:
        """Return the log-probability that what stood here was this glyph, lost so, or the symbol itself."""
        symbol = place[0]
        # A question mark may be a question mark, U+FFFD never is a U+FFFD that somebody wrote.
        alone = 0.0 if never_typed(symbol) else self.selves.get(place, _itself(place))
        if glyph == symbol:
            return math.log(alone) if alone else _IMPOSSIBLE
        shares = self.symbols.get(symbol)
        return math.log((1 - alone) * self.lost[glyph] + _LEAST) + (math.log(shares[glyph]) if shares else 0.0)


def _itself(place: Place) -> float:
    """Return how likely a symbol stands for itself before anything is known: a question mark does after a word."""
    symbol, before, after = place
    kind = unicodedata.category(symbol)
    # "really?" at the end of a word is half likely a true question mark; "re?ly" is hardly one.
    if kind in ("Po", "Pe", "Pf"):
        return _ITSELF if after else _ITSELF_AT_EDGE
    # The same for what opens: "(word" is half likely a bracket, "w(rd" hardly.
    if kind in ("Ps", "Pi"):
        return _ITSELF if before else _ITSELF_AT_EDGE
    return _ITSELF
