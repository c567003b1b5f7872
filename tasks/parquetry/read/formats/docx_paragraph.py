"""One open paragraph of a Word document, and the fields in it, whose codes are no text.

Source: ECMA-376 part 1, 17.16 (fields), 17.18.29 (fldCharType).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Block, Omission, Piece
from parquetry.read.formats.scripts import Script, with_figures
from parquetry.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Paragraph:
    """One open paragraph, with the blocks that wait for it to end: text boxes in it, and notes it cites."""

    style: str = ""
    number: str | None = None
    """The id of the numbering it names itself; "0" takes it out of the one that its style names."""
    level: int | None = None
    gone: bool = False
    """Whether the end of the paragraph is deleted: what is left of its text belongs to the next one."""
    outline: int | None = None
    hidden: bool = False
    """Whether its style hides its text, but for runs that say otherwise."""
    pieces: list[Piece] = field(default_factory=list)
    ruby: int = 0
    """Where the reading of characters begins that are still to come."""
    reading: list[Piece] = field(default_factory=list)
    """A reading that stands before its characters and is shown after them."""
    waiting: deque[Block] = field(default_factory=deque)
    scripts: dict[int, bool] = field(default_factory=dict)
    """Where pieces begin that do not stand on the line, and whether they stand raised: others are lowered."""

    def with_figures(self) -> list[Piece]:
        """Return its pieces with the figures that stand raised or lowered as such."""
        if not self.scripts:
            return self.pieces
        places = [(at, self.scripts.get(piece.start)) for at, piece in enumerate(self.pieces)]
        return with_figures(self.pieces, [Script(at, at + 1, raised) for at, raised in places if raised is not None])


def joined(first: deque[Block], second: deque[Block]) -> deque[Block]:
    """Return the blocks of both in order, in what held more: then of thousands in one another none is moved often.

    >>> joined(deque([Block("quote")]), deque([Block(), Block()]))[0].kind
    'quote'
    """
    if len(first) >= len(second):
        first.extend(second)
        return first
    second.extendleft(reversed(first))
    return second


@dataclass(slots=True)
class _Field:
    """An open field: the paragraph it began in, how many pieces that had, and whether its result has come."""

    paragraph: Paragraph
    at: int
    result: bool = False
    entries: list[Piece] = field(default_factory=list)
    """The lines of a list to choose from."""
    chosen: int | None = None


class Fields:
    """Follows the fields of a part, which nest: the result of one may be in the code of another.

    `{ IF { MERGEFIELD sex } = "f" "Mrs" "Mr" }` shows "Mrs"; the "f" that the inner field shows is part of a question.
    """

    __slots__ = ("_open", "omissions")

    def __init__(self, omissions: list[Omission]) -> None:
        self._open: list[_Field] = []
        self.omissions = omissions

    def take(self, kind: str, paragraph: Paragraph) -> None:
        """Take the character that begins a field, parts its code from its result, or ends it."""
        if kind == "begin":
            self._open.append(_Field(paragraph, len(paragraph.pieces)))
        elif self._open and kind == "separate":
            self._leave_out_code(self._open[-1], paragraph)
        elif self._open and kind == "end":
            done = self._open.pop()
            # A field without a result shows nothing, or the line that was chosen in a list.
            self._leave_out_code(done, paragraph)
            paragraph.pieces += done.entries[done.chosen or 0 :][:1]

    def take_choice(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Take what a list to choose from offers, and which of it is chosen."""
        value = attributes.get("val", "")
        if not self._open:
            return
        inner = self._open[-1]
        if name == "listEntry":
            inner.entries.append(Piece(value, start, end, MARKUP))
        # What was chosen stands before what is chosen by default, and goes before it.
        elif inner.chosen is None and value.isdecimal() and len(value) < 4:  # noqa: PLR2004 (lists have 25 lines)
            inner.chosen = int(value)

    def _leave_out_code(self, one: _Field, paragraph: Paragraph) -> None:
        """Put what was shown since a field began on record, as part of its code.

        Only now: what a field of a damaged file never ends must not swallow the rest of the document.
        """
        if one.result:
            return
        one.result = True
        # What ends in another paragraph may be the end of another field, whose beginning was deleted.
        if one.paragraph is not paragraph:
            return
        code = paragraph.pieces[one.at :]
        del paragraph.pieces[one.at :]
        self.omissions += [Omission(piece.start, piece.end, "field", piece.text) for piece in code if piece.text.strip()]
