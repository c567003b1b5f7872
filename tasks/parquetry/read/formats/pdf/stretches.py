"""Stretches: glyphs of one font on one baseline, with the spaces that the gaps between them stand for.

A stretch becomes one row of `origins`, so all of it was shown by one stream and read in one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.close_cells import close_cells
from parquetry.read.formats.pdf.content import PERCENT, RIGHT, SLANTING
from parquetry.read.formats.pdf.letter import Letter
from parquetry.read.formats.pdf.right_to_left import bands, with_marks
from parquetry.read.formats.pdf.spaced_out import closed_up, has_spaces, is_spaced_out
from parquetry.read.formats.pdf.stretch import ASCENT, Stretch
from parquetry.read.formats.pdf.walls import Walls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parquetry.read.formats.pdf.content import Glyph, GlyphRun, PageContent
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.right_to_left import Bands

ACTUAL_TEXT = "actual_text"
SPACE_GAP = 14
"""A gap wider than so many hundredths of an em is a space. TeX shrinks spaces to 22, and kerns letters by up to 10."""
# The same between two signs of scripts that put no space between words, whose lines are stretched between signs.
_SPACE_GAP_WIDE = 80
# A gap wider than so many hundredths of an em begins another stretch: it may part cells of a table.
_WIDEST = 50
# A gap wider than so many hundredths of an em parts columns.
_WIDEST_OF_SEGMENT = 150
# A glyph further back than so many hundredths of an em begins another stretch: an accent is put over its letter.
_BACK = 55
# A baseline that differs by more than so many hundredths of an em is another.
_SHIFT = 8
# How far letters reach below the baseline of a whole line, hundredths of an em: descenders of any font are within it.
_DESCENT_OF_LINE = 25
# Hundredths of an em that sub- and superscripts stand from the baseline at most.
_SUPERSCRIPT = 50
# Letters of one text differ in size by fewer hundredths, but for signs that are raised, which have fewer letters and stand
# no farther off than so many hundredths of an em.
_OF_ANOTHER, _FEWEST_LETTERS, _OFF = 112, 5, 30


def is_unspaced(character: str) -> bool:
    """Return whether a character is of a script that puts no space between words: ideographs, kana, and their stops."""
    return character >= "\u2e80" and (
        character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
        or character > "\U00020000"
    )


def is_gap(gap: int, size: int, before: str, after: str) -> bool:
    """Return whether a gap (hundredths of a point) between two characters is a space."""
    # Nearly all gaps are narrower than any space.
    if gap * PERCENT <= SPACE_GAP * size or not before or not after or before.isspace() or after.isspace():
        return False
    least = _SPACE_GAP_WIDE if is_unspaced(before) and is_unspaced(after) else SPACE_GAP
    return gap * PERCENT > least * size


def stretches(page: PageContent, fonts: Sequence[PageFont]) -> list[Stretch]:
    """Return the stretches of a page in the order its streams show them.

    Those of lines with right-to-left text are single glyphs: their order on the page is none to read them in.
    """
    walls = Walls.of(page.rules)
    drawn = _stretches(page, fonts, walls, None)
    strips = bands(drawn)
    if strips is not None:
        drawn = with_marks(_stretches(page, fonts, walls, strips))
    for number, stretch in enumerate(drawn):
        stretch.shown = number
        stretch.artifact = stretch.note >= 0 and page.marks[stretch.note].artifact
        stretch.cell = page.cells.get(stretch.note)
    return drawn


def _stretches(page: PageContent, fonts: Sequence[PageFont], walls: Walls, apart: Bands | None) -> list[Stretch]:
    """Return the stretches of a page; glyphs in the strips `apart` are joined with nothing but the spaces behind them."""
    out: list[Stretch] = []
    runs = _closed_up(page.runs, list(_letters(page, fonts)))
    cells = close_cells(runs)
    for number, (run, letters) in enumerate(runs):
        begins = number in cells
        goes_on = bool(out) and not begins and _is_alike(out[-1], run) and not _is_walled_off(out[-1], run, walls)
        # Cells may stand as close as words.
        goes_on = goes_on and page.cells.get(out[-1].note) == page.cells.get(run.note)
        shown = len(out)
        _add_run(out, run, letters, apart, goes_on=goes_on)
        if begins and len(out) > shown:
            out[shown].begins_cell = True
    return [stretch for stretch in out if stretch.text]


def _letters(page: PageContent, fonts: Sequence[PageFont]) -> Iterator[list[Letter]]:
    """Yield the letters of each run of a page."""
    replaced = -1
    for run in page.runs:
        actual = page.marks[run.note].actual if run.note >= 0 else None
        if actual is None:
            font = fonts[run.font]
            yield [font.letter(glyph.code, glyph.cid) for glyph in run.glyphs]
            continue
        # The first glyph of a mark carries the whole text, the others none.
        letters = [Letter("", ACTUAL_TEXT)] * len(run.glyphs)
        if replaced != run.note:
            letters[0] = Letter(actual, ACTUAL_TEXT)
        replaced = run.note
        yield letters


def _closed_up(runs: Sequence[GlyphRun], letters: Sequence[list[Letter]]) -> list[tuple[GlyphRun, list[Letter]]]:
    """Return the runs of a page with their letters, glyphs of words that are spaced out as wide as they are apart."""
    spaced = {number for number, run in enumerate(runs) if is_spaced_out(run)}
    if spaced and not has_spaces(letters):
        spaced = set()
    return [
        (run._replace(glyphs=closed_up(run)) if number in spaced else run, texts)
        for number, (run, texts) in enumerate(zip(runs, letters, strict=True))
    ]


def _add_run(out: list[Stretch], run: GlyphRun, letters: Sequence[Letter], apart: Bands | None, *, goes_on: bool) -> None:
    """Add the glyphs of a run to the last stretch as far as it goes on with them, and others to stretches of their own."""
    low, high, shift = -_BACK * run.size, _WIDEST * run.size, _SHIFT * run.size
    current = out[-1] if goes_on else None
    for glyph, letter in zip(run.glyphs, letters, strict=True):
        text = _shown(letter.text)
        if (
            current is not None
            and current.how == letter.how
            and low <= (glyph.x0 - current.reach) * PERCENT <= high
            and (abs(glyph.baseline - current.baseline) * PERCENT <= shift or run.direction == SLANTING)
            and not (apart is not None and (run.direction, glyph.baseline) in apart and _is_alone(current, glyph, text))
        ):
            _extend(current, glyph, text, letter)
            current.at_end = max(current.at_end, run.at_end)
        else:
            current = _begun(run, glyph, text, letter)
            out.append(current)


def _is_alike(stretch: Stretch, run: GlyphRun) -> bool:
    """Return whether a run is shown as a stretch is, so that its glyphs may be of it."""
    return (
        stretch.font == run.font
        and stretch.object == run.object
        and stretch.size == run.size
        and stretch.hidden == run.hidden
        and stretch.direction == run.direction
        and (stretch.note == run.note or stretch.how != ACTUAL_TEXT)
        and run.at_start >= stretch.at_start
    )


def _is_walled_off(stretch: Stretch, run: GlyphRun, walls: Walls) -> bool:
    """Return whether a rule between two cells stands before a run: each cell is shown by an operator of its own."""
    first = run.glyphs[0]
    return run.direction == RIGHT and walls.part(stretch.x1, first.x0, first.baseline)


def _begun(run: GlyphRun, glyph: Glyph, text: str, letter: Letter) -> Stretch:
    """Return the stretch that a glyph begins."""
    return Stretch(
        text,
        run.font,
        run.size,
        letter.how,
        run.direction,
        glyph.x0,
        glyph.x1,
        glyph.baseline,
        run.object,
        run.at_start,
        run.at_end,
        run.note,
        run.hidden,
        glyph.x1,
        [(0, letter)] if letter.rule else [],
    )


def _shown(text: str) -> str:
    """Return text without line breaks and tabs, which some programs map a space glyph to."""
    return text if text.isprintable() else "".join(" " if character.isspace() else character for character in text)


def _is_alone(stretch: Stretch, glyph: Glyph, text: str) -> bool:
    """Return whether a glyph of right-to-left text begins a stretch: all do but spaces to the right of the glyph before."""
    return bool(text.strip()) or (bool(text) and (stretch.x1 - glyph.x0) * PERCENT > _SHIFT * stretch.size)


def _extend(stretch: Stretch, glyph: Glyph, text: str, letter: Letter) -> None:
    if not text:
        # One of several glyphs that one text stands for.
        stretch.x1 = max(stretch.x1, glyph.x1)
    elif text.isspace():
        # Spaces at the end are text, but not ink.
        stretch.text += text
    else:
        before = stretch.text[-1:]
        if (not before or before.isspace()) and stretch.blank:
            stretch.x0 = glyph.x0
        elif is_gap(glyph.x0 - stretch.reach, stretch.size, before, text[0]):
            stretch.text += " "
        if letter.rule:
            stretch.letters.append((len(stretch.text), letter))
        stretch.text += text
        stretch.x1 = max(stretch.x1, glyph.x1)
    stretch.reach = glyph.x1


@dataclass(slots=True)
class Segment:
    """Stretches of one line without a wide gap, or of a table by its tags: what cannot be parted by columns."""

    stretches: list[Stretch]
    x0: int
    x1: int
    baseline: int
    size: int
    table: int = -1
    """The element of the table that it is, -1 if it is of a line."""

    @property
    def top(self) -> int:
        """Return about where its letters begin."""
        return self.baseline - self.size * ASCENT // PERCENT

    @property
    def bottom(self) -> int:
        """Return about where its letters end."""
        return self.baseline + self.size * _DESCENT_OF_LINE // PERCENT

    def reaches(self, top: int, bottom: int) -> bool:
        """Return whether any of it is between two heights."""
        return self.bottom > top and self.top < bottom


def in_band(found: Iterable[Segment], top: int, bottom: int) -> list[Segment]:
    """Return the segments of which anything is between two heights."""
    return [one for one in found if one.reaches(top, bottom)]


def segments(placed: Sequence[Stretch], visits: Mapping[int, int] | None = None) -> list[Segment]:
    """Return the stretches joined where one goes on after another on its line.

    `visits` has the number of the line that a stretch is shown with, where they are not in the order they are shown: what
    is shown with other lines is joined with less of a gap.
    """
    out: list[Segment] = []
    for stretch in placed:
        if stretch.blank:
            continue
        last = out[-1] if out else None
        if last is not None and _adjoins(last, stretch) and not _is_revisited(last, stretch, visits):
            last.stretches.append(stretch)
            if stretch.size > last.size:
                last.baseline, last.size = stretch.baseline, stretch.size
            last.x0, last.x1 = min(last.x0, stretch.x0), max(last.x1, stretch.x1)
        else:
            out.append(Segment([stretch], stretch.x0, stretch.x1, stretch.baseline, stretch.size))
    return out


def _is_revisited(segment: Segment, stretch: Stretch, visits: Mapping[int, int] | None) -> bool:
    """Return whether other lines were shown between a segment and what stands a gap behind it, as those of its column."""
    if not visits or visits[id(segment.stretches[-1])] == visits[id(stretch)]:
        return False
    return (stretch.x0 - segment.x1) * PERCENT > _WIDEST * min(segment.size, stretch.size)


def _adjoins(segment: Segment, stretch: Stretch) -> bool:
    if segment.stretches[-1].direction != stretch.direction:
        return False
    size = max(segment.size, stretch.size)
    gap = stretch.x0 - segment.x1
    if _are_of_two_lines(segment.stretches[-1], stretch):
        return False
    near = abs(stretch.baseline - segment.baseline) * PERCENT <= _SUPERSCRIPT * size
    return near and -_BACK * size <= gap * PERCENT <= _WIDEST_OF_SEGMENT * min(segment.size, stretch.size)


def _are_of_two_lines(before: Stretch, stretch: Stretch) -> bool:
    """Return whether stretches beside one another are of two texts: several words each, of other sizes and heights."""
    size = max(before.size, stretch.size)
    return (
        abs(before.baseline - stretch.baseline) * PERCENT > _SHIFT * size
        and (stretch.x0 - before.x1) * PERCENT > _OFF * size
        and size * PERCENT > _OF_ANOTHER * min(before.size, stretch.size)
        and min(len(before.text), len(stretch.text)) >= _FEWEST_LETTERS
    )
