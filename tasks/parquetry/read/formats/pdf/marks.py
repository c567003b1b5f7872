"""Marked content: stretches of a page that say something of their glyphs.

Source: ISO 32000-1, 14.6 (marked content), 14.9.4 (ActualText), 8.11 (optional content).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playa.pdftypes import PSLiteral, resolve1

from parquetry.read.formats.pdf.content import Mark
from parquetry.read.formats.pdf.values import array, dictionary, text_of

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.content import PageContent

# Marks within marks that are kept.
_MOST_OPEN = 1_000


class Marks:
    """The marks that are open where the interpreter stands. `off` are the objects of content that is not shown."""

    __slots__ = ("_off", "_page", "in_form", "open")

    def __init__(self, page: PageContent, off: frozenset[int]) -> None:
        self._page = page
        self._off = off
        self.open: list[int] = []
        self.in_form = False

    @property
    def number(self) -> int:
        """Return the number of the innermost mark, -1 for none."""
        return self.open[-1] if self.open else -1

    def begin(self, operands: list[Any], resources: dict[str, Any]) -> None:
        """Open the mark of a `BMC` or `BDC` operator."""
        value = operands[1] if len(operands) > 1 else None
        if isinstance(value, PSLiteral):
            value = dictionary(resources.get("Properties")).get(value.name)
        properties = dictionary(value)
        mcid = resolve1(properties.get("MCID"))
        tag = operands[0].name if operands and isinstance(operands[0], PSLiteral) else ""
        self.push(
            Mark(
                text_of(properties["ActualText"]) if "ActualText" in properties else None,
                artifact=tag == "Artifact",
                hidden=tag == "OC" and self.is_off(value),
                # The numbers of a form's content are not those of its page.
                mcid=mcid if isinstance(mcid, int) and not self.in_form else None,
            )
        )

    def push(self, mark: Mark) -> None:
        """Open a mark; what the outer one says holds inside it too."""
        number = self.number
        if number >= 0:
            outer = self._page.marks[number]
            if outer.actual is not None or len(self.open) >= _MOST_OPEN:
                # One text replaces all that is inside, however it is marked there.
                self.open.append(number)
                return
            mark = Mark(
                mark.actual,
                artifact=mark.artifact or outer.artifact,
                hidden=mark.hidden or outer.hidden,
                mcid=outer.mcid if mark.mcid is None else mark.mcid,
            )
        self._page.marks.append(mark)
        self.open.append(len(self._page.marks) - 1)

    def end(self) -> None:
        """Close the innermost mark."""
        if self.open:
            self.open.pop()

    def is_off(self, reference: object) -> bool:
        """Return whether optional content is not shown: its group is off, or all groups that it is a member of are."""
        if getattr(reference, "objid", None) in self._off:
            return True
        groups = dictionary(reference).get("OCGs")
        members = array(groups) or [groups]
        numbers = [group.objid for group in members if hasattr(group, "objid")]
        return bool(numbers) and all(number in self._off for number in numbers)
