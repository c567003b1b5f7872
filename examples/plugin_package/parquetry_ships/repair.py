"""A repair step: from an aligned text to an aligned text. Each edit becomes a row of `repairs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.text import Edit, EditReason

if TYPE_CHECKING:
    from parquetry.text import AlignedText

_HULL = re.compile(r"\bHull N0\b")
"""A zero read for the letter o: "Hull N0 7"."""


def hull_numbers(text: AlignedText) -> AlignedText:
    """Return the text with `No` for `N0` in numbers of hulls."""
    reason = EditReason("character", "hull", 0.99)
    return text.replace(Edit(found.start(), found.end(), "Hull No", reason) for found in _HULL.finditer(text.text))
