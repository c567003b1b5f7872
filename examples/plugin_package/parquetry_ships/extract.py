"""An extraction backend: finds spans in texts. What it finds in one must not depend on the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.backends import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHIP = re.compile(r"\b(?:MV|SS|HMS) [A-Z]\w+")
"""A prefix of ships and a name: "MV Teasel"."""


class Ships:
    """Finds names of ships. Change `fingerprint` when data outside this file changes what is found."""

    name = "ships"
    fingerprint = "1"

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text the spans in it."""
        return [[Span(*found.span(), "PRODUCT", self.name, "ship") for found in _SHIP.finditer(text)] for text in texts]
