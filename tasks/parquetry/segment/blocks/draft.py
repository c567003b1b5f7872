"""A block in the making: lines, and what they are taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.segment.lines import Line


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has a place in the final text. `parent` is an index into the list of drafts."""

    kind: str
    lines: tuple[Line, ...]
    level: int | None = None
    parent: int | None = None
    page: int | None = None

    @property
    def verbatim(self) -> bool:
        """Tell whether its line breaks are part of it."""
        return self.kind in ("preformatted", "table")
