"""Habits of a document at line ends: how many of its hyphens it keeps, and whether it breaks words at all.

Source: Saerens, Latinne & Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities" (2002).
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPREAD = 1.0
"""Standard deviation of a document's own share of kept hyphens from its language's, in log-odds. Source: repair/hyphen,
where .5 to 2 do alike; without it a single doubtful break in a text of sixteen would keep its own hyphen."""
_STEPS = tuple(step / 2 for step in range(-6, 7))
"""Log-odds at which that share is looked at: three standard deviations to each side."""
_BREAKS_NONE = (8.0, 0.02)
"""Of documents that break no words: what that adds to the log-odds of each hyphen, and how many they are; an estimate."""
_RATES = (0.08, 0.01)
"""Hyphens at line ends, of all line ends: of documents that break few words (repair/hyphen has one in four, and one in
eighteen at least), and of those that break none."""
_MOST = 4.0
"""Most that lines without a hyphen add to the log-odds of breaking none: as likely then as not, so that words decide."""


def habits(odds: Sequence[float], kept_share: float, whole: int) -> tuple[tuple[float, float], ...]:
    """Return what the habits of a document may add to the log-odds of each of its hyphens, with the probability of that.

    `odds` are those of its breaks by their words, `kept_share` how many hyphens its language keeps, `whole` its line ends
    without a hyphen.
    """
    general = math.log(kept_share / (1 - kept_share))
    unbroken = _lines_tell(len(odds), whole)
    weights = {}
    for shift, prior in _priors():
        # A hyphen is kept, with the odds that its word gives, or it is not: each word tells something of the share.
        fits = sum(_softplus(value + shift) - _softplus(general + shift) for value in odds)
        weights[shift] = math.log(prior) + fits + (unbroken if shift == _BREAKS_NONE[0] else 0.0)
    best = max(weights.values())
    total = sum(math.exp(weight - best) for weight in weights.values())
    return tuple((shift, math.exp(weight - best) / total) for shift, weight in weights.items())


def _lines_tell(broken: int, whole: int) -> float:
    """Return what the count of line ends adds to the log-odds of a document that breaks no words, 0 or more."""
    some, none = _RATES
    # Two Poisson distributions. Few lines say nothing, and the words of a document say more than its lines.
    told = broken * math.log(none / some) + (some - none) * (broken + whole)
    return max(0.0, min(_MOST, told))


def _softplus(log_odds: float) -> float:
    """Return the logarithm of 1 and the odds together."""
    return math.log1p(math.exp(log_odds))


@cache
def _priors() -> tuple[tuple[float, float], ...]:
    """Return the shifts of a document's share of kept hyphens, in log-odds, with their probabilities before it is read."""
    shift, share = _BREAKS_NONE
    weights = [math.exp(-((step / _SPREAD) ** 2) / 2) for step in _STEPS]
    normal = [weight / sum(weights) for weight in weights]
    return (*((step, (1 - share) * weight) for step, weight in zip(_STEPS, normal, strict=True)), (shift, share))
