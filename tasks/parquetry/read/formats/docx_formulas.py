"""Signs of a formula that Word keeps in properties: brackets, the sign of a sum, the root.

Source: ECMA-376 part 1, 22.1.2.24 (d), 22.1.2.70 (nary), 22.1.2.88 (rad).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Piece
from parquetry.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNED = {
    "d": {"begChr": "(", "sepChr": "|", "endChr": ")"},
    "nary": {"chr": "∫"},
    "rad": {"chr": "√"},
}
"""Structures of a formula with signs of their own, and what these are where nothing else is said."""
PROPERTIES = frozenset({"begChr", "sepChr", "endChr", "chr"})
ARGUMENTS = frozenset({"e", "sub", "sup", "deg"})
"""What structures of a formula are made of."""
# More structures with arguments: what is in those does not belong to one around them.
STRUCTURES = frozenset(
    """
    acc bar box borderBox eqArr func groupChr limLow limUpp m phant sPre sSub sSubSup sSup
    """.split()  # noqa: SIM905 (a table to read)
) | frozenset(SIGNED)
_LONGEST = 4


@dataclass(slots=True)
class _Structure:
    """An open structure: its tag's place, its signs with the places where they are said, and how many arguments came."""

    place: tuple[int, int]
    signs: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    arguments: int = 0


class Formulas:
    """Follows the structures of the formulas of a part, and gives the signs they show."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: list[_Structure] = []

    def open(self, name: str, start: int, end: int) -> None:
        """Begin a structure."""
        signs = {key: (sign, start, end) for key, sign in SIGNED.get(name, {}).items()}
        self._open.append(_Structure((start, end), signs))

    def say(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Take a sign that a structure has in place of its usual one; an empty one is none."""
        value = attributes.get("val", "")
        if self._open and name in self._open[-1].signs and len(value) <= _LONGEST:
            self._open[-1].signs[name] = (value, start, end)

    def argument(self, name: str) -> list[Piece]:
        """Return the sign that stands before an argument."""
        if not self._open:
            return []
        inner = self._open[-1]
        inner.arguments += 1
        # Brackets part what they hold; a sum and a root have one sign before all.
        if inner.arguments == 1:
            return _pieces(inner, "begChr") + _pieces(inner, "chr")
        return _pieces(inner, "sepChr") if name == "e" else []

    def close(self) -> list[Piece]:
        """End the innermost structure; return the sign after it."""
        return _pieces(self._open.pop(), "endChr") if self._open else []


def _pieces(structure: _Structure, name: str) -> list[Piece]:
    sign, start, end = structure.signs.get(name, ("", 0, 0))
    return [Piece(sign, start, end, MARKUP)] if sign else []
