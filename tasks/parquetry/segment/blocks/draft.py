"""A block in the making: lines, and what they are taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.segment.lines import Line


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has a place in the final text. `parent` is an index into the list of drafts.

    `verbatim` tells whether its line breaks, indentation, columns and inner blank lines are part of it; `evidence`,
    what its kind was found by; `marker`, the bullet or number that its format shows before it.
    """

    # Frozen: passes return changed copies, so that each pass can be tested by itself.
    kind: str
    lines: tuple[Line, ...]
    level: int | None = None
    parent: int | None = None
    page: int | None = None
    verbatim: bool = False
    evidence: str = "text"
    marker: str | None = None

    @property
    def title(self) -> str:
        """Return the line of a heading that says it: a title may have a row of signs below or above."""
        return next((line.text for line in self.lines if any(map(str.isalnum, line.text))), self.lines[0].text)

    @property
    def text(self) -> str:
        """Return its lines with a space between them, for rules on its wording."""
        return " ".join(line.text for line in self.lines)
