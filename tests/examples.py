"""Texts for runs, and how many examples of a property are tried where one of them takes long."""

from __future__ import annotations

import os

from hypothesis import settings

OFFER = "The first offer of the little station"
"""Begins a sentence of texts that no step has to mend. A long text without a single "Th", "fi", "ff", "tt" or "ti" is taken
for one that lost its ligatures, and then each process sorts the words of its language by what a loss leaves of them."""
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
MORE = 10
"""How many times as many are tried each night, as of all properties."""


def few(count: int) -> settings:
    """Return the settings of a property of which `count` examples are tried by day."""
    return settings(max_examples=count * MORE if NIGHTLY else count)
