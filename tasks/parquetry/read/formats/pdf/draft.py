"""A block of a page in the making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.page_line import PageLine


@dataclass(slots=True)
class PageBlock:
    """Lines that belong together. `kind` is empty until it is known.

    `continues` says that the block goes on with the last running text before it; `indents` has the spaces that each line
    of code is set in by.
    """

    kind: str
    lines: list[PageLine]
    level: int | None = None
    verbatim: bool = False
    continues: bool = False
    indents: tuple[int, ...] = ()
    evidence: str = "geometry"

    @property
    def text(self) -> str:
        """Return its lines with a space between them."""
        return " ".join(line.text.strip() for line in self.lines)

    @property
    def bold(self) -> bool:
        """Return whether most of its lines are bold."""
        return 2 * sum(line.bold for line in self.lines) > len(self.lines)
