"""Reading order: the pieces of a line that has right-to-left text, put in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.logical_order import SEPARATOR, levels, mirrored, order, strong_letters
from parquetry.read.formats.pdf.page_line import CELL, PageLine, Piece
from parquetry.read.formats.pdf.right_to_left import has_right_to_left, in_page_order, shows_brackets_as_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parquetry.read.formats.pdf.stretch import Stretch

# A gap wider than so many hundredths of an em may part cells.
_CELL = 50


@dataclass(frozen=True, slots=True)
class Leftwards:
    """How right-to-left text is set on a page: whether it is most of it, and whether its brackets are those of the text."""

    mostly: bool
    brackets_as_read: bool

    @classmethod
    def of(cls, stretches: Sequence[Stretch]) -> Leftwards | None:
        """Return how it is set in these stretches of one direction, None where there is none."""
        if not has_right_to_left(stretches):
            return None
        left, right = strong_letters(stretch.text for stretch in stretches)
        return cls(left > right, shows_brackets_as_read(in_page_order(stretches)))


@dataclass(frozen=True, slots=True)
class _Part:
    """Text of a line in the order of the page: that of a piece, whose place among them is `at`, or white space."""

    text: str
    at: int = 0
    piece: Piece | None = None


def in_reading_order(line: PageLine, leftwards: Leftwards, *, right_to_left: bool) -> PageLine:
    """Return a line whose pieces stand in the order of the page with them in the order of reading.

    A line that runs to the left is measured as in a mirror of its column, so that it begins at `x0`, as others do.
    """
    parts = list(_parts(line.pieces))
    embedding = levels([part.text for part in parts], right_to_left=right_to_left)
    pieces = _joined(_shown(parts[at], embedding[at], leftwards) for at in order(embedding))
    text = "".join(piece.glue + piece.stretch.text for piece in pieces)
    if not right_to_left:
        return replace(line, pieces=pieces, text=text)
    # Shorter lines of such a paragraph end at the left, and its first one is set in at the right.
    across = line.left + line.right
    return replace(line, pieces=pieces, text=text, x0=across - line.x1, x1=across - line.x0)


def _parts(pieces: Iterable[Piece]) -> Iterator[_Part]:
    """Yield the pieces of a line, and the white space between them."""
    for at, piece in enumerate(pieces):
        text = piece.stretch.text
        body = text.strip()
        before = piece.glue + text[: len(text) - len(text.lstrip())]
        if before and at:
            yield _Part(SEPARATOR if piece.glue == CELL else " ")
        if body:
            yield _Part(body, at, piece)
        # Spaces that the file has are to the right of their glyph, whichever way it is read.
        if body and not text.endswith(body):
            yield _Part(" ")


def _shown(part: _Part, level: int, leftwards: Leftwards) -> _Part:
    """Return a part as it is read: a bracket that runs to the left is the mirror of what a reader sees."""
    if part.piece is None or level % 2 == 0 or len(part.text) > 1 or leftwards.brackets_as_read:
        return part
    return replace(part, text=mirrored(part.text))


def _joined(parts: Iterable[_Part]) -> tuple[Piece, ...]:
    """Return the pieces among parts in the order of reading, joined where they are set alike and neighbours on the page."""
    out: list[Piece] = []
    glue, last = "", 0
    for part in parts:
        if part.piece is None:
            glue = CELL if part.text == SEPARATOR or glue == CELL else " "
            continue
        piece = _with_text(part.piece, part.text)
        # A figure that stands between two words of Hebrew parts them: their boxes are not one.
        if out and abs(part.at - last) == 1 and glue != CELL and _are_alike(out[-1], piece) and _are_near(out[-1], piece):
            out[-1] = replace(out[-1], stretch=_together(out[-1].stretch, glue, piece.stretch))
        else:
            # The number of a note stands off its text, however close it is set.
            after_number = len(out) == 1 and out[0].raised and not piece.raised
            out.append(replace(piece, glue=(glue or " " * after_number) if out else ""))
        glue, last = "", part.at
    return tuple(out)


def _with_text(piece: Piece, text: str) -> Piece:
    """Return a piece with its text without the white space around it; letters keep their places in it."""
    stretch = piece.stretch
    lead = len(stretch.text) - len(stretch.text.lstrip())
    letters = [(place - lead, letter) for place, letter in stretch.letters]
    return replace(piece, stretch=replace(stretch, text=text, letters=letters))


def _are_near(first: Piece, second: Piece) -> bool:
    """Return whether two pieces are no cells of a table, that may stand closer than those that surely are."""
    gap = max(first.stretch.x0 - second.stretch.x1, second.stretch.x0 - first.stretch.x1)
    return gap * PERCENT <= _CELL * first.stretch.size


def _are_alike(first: Piece, second: Piece) -> bool:
    before, other = first.stretch, second.stretch
    return (
        first.raised == second.raised
        and (before.font, before.size, before.how, before.object) == (other.font, other.size, other.how, other.object)
        and before.baseline == other.baseline
    )


def _together(first: Stretch, glue: str, second: Stretch) -> Stretch:
    """Return two stretches as one, the first of which is read first."""
    at = len(first.text) + len(glue)
    return replace(
        first,
        text=first.text + glue + second.text,
        x0=min(first.x0, second.x0),
        x1=max(first.x1, second.x1),
        at_start=min(first.at_start, second.at_start),
        at_end=max(first.at_end, second.at_end),
        letters=[*first.letters, *((at + place, letter) for place, letter in second.letters)],
    )
