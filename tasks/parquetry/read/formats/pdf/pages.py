"""Pages: from a page's streams to its lines, and to what of it is not shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.asides import left_out, notes
from parquetry.read.formats.pdf.content import PERCENT, page_box
from parquetry.read.formats.pdf.interpreter import Interpreter
from parquetry.read.formats.pdf.lines import page_lines
from parquetry.read.formats.pdf.opening import content_streams, crop_box, empty_page
from parquetry.read.formats.pdf.stretches import stretches
from parquetry.read.formats.pdf.vertical_writing import with_vertical_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.model.parts import LeftOut
    from parquetry.read.formats.pdf.content import Box, PageContent
    from parquetry.read.formats.pdf.fonts import Fonts
    from parquetry.read.formats.pdf.opening import Opened
    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.stretch import Stretch
    from parquetry.read.formats.pdf.structure import Structure

# The same text shown again within so many hundredths of an em is printed twice to look bold.
_OVERPRINT = 12
# Columns of one page are numbered from a multiple of this.
_REGIONS = 1_000


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was read: its lines in order, what is left out, and its size in hundredths of a point.

    `scanned`: it has pictures and no text of its own. `layered`: its text is an invisible layer over a picture.
    """

    lines: tuple[PageLine, ...]
    left_out: tuple[LeftOut, ...]
    width: int
    height: int
    scanned: bool
    layered: bool


def read_page(opened: Opened, number: int, fonts: Fonts) -> ReadPage:
    """Return the page of this number, 0-based.

    Raises:
        DocumentError: its streams are over the document's budget.
    """
    page = opened.pages[number]
    content = empty_page(page)
    Interpreter(opened.document, fonts, content, opened.off).run(content_streams(page), page.resources, page.ctm)
    content.runs = with_vertical_lines(content, fonts.fonts)
    if opened.structure is not None:
        content.cells = opened.structure.cells_of(number, content.marks)
    printed = stretches(content, fonts.fonts)
    if opened.structure is not None:
        _place(printed, content, opened.structure, number)
    box = crop_box(page)
    visible = _shown(printed, box, content)
    # Text that is not shown is a layer of recognised text only where a picture shows it.
    layered = (
        not any(not stretch.blank for stretch in visible)
        and bool(content.images)
        and any(not stretch.blank for stretch in printed)
    )
    if layered:
        visible = printed
    kept = _printed_once(visible)
    aside = {id(stretch) for stretch in kept}
    omitted = [
        left_out(number + 1, "hidden", text) for text in _texts(stretch for stretch in printed if id(stretch) not in aside)
    ]
    omitted += [left_out(number + 1, "image", None, image.bytes) for image in content.images]
    omitted += _alternatives(opened, number)
    omitted += notes(number + 1, page)
    lines = page_lines(number + 1, kept, fonts.fonts, number * _REGIONS, content.rules)
    scanned = not lines and bool(content.images)
    return ReadPage(tuple(lines), tuple(omitted), content.width, content.height, scanned, layered)


def _place(printed: Sequence[Stretch], content: PageContent, structure: Structure, number: int) -> None:
    """Say of the stretches of a page, 0-based, what elements of the structure they are in."""
    for stretch in printed:
        mcid = content.marks[stretch.note].mcid if stretch.note >= 0 else None
        stretch.element = structure.element_at(number, mcid)


def _alternatives(opened: Opened, number: int) -> list[LeftOut]:
    """Return what the file says of the pictures of a page, 0-based, for who cannot see them."""
    texts = opened.structure.alternatives.get(number, ()) if opened.structure is not None else ()
    return [left_out(number + 1, "image", text) for text in texts]


def _shown(stretches: Sequence[Stretch], crop: Box, content: PageContent) -> list[Stretch]:
    """Return the stretches that a reader sees, and those that go on with a line that runs over the edge of the page."""
    out: list[Stretch] = []
    for stretch in stretches:
        if stretch.hidden:
            continue
        before = out[-1] if out else None
        runs_over = before is not None and before.baseline == stretch.baseline and abs(stretch.x0 - before.x1) < stretch.size
        if runs_over or _is_inside(stretch, crop, content):
            out.append(stretch)
    return out


def _is_inside(stretch: Stretch, crop: Box, content: PageContent) -> bool:
    """Return whether any of a stretch lies on the part of the page that is shown."""
    x0, y0, x1, y1 = page_box(stretch.direction, stretch.box, content.width, content.height)
    return x1 > crop.x0 and x0 < crop.x1 and y1 > crop.y0 and y0 < crop.y1


def _printed_once(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches without those that repeat another one in its place, as programs do to make letters look bold."""
    # A square of the page as wide as the reach has a place or two: what is near stands in it or in one beside it.
    squares: dict[tuple[str, int, int, int, int], list[tuple[int, int]]] = defaultdict(list)
    out = []
    for stretch in stretches:
        reach = max(1, _OVERPRINT * stretch.size // PERCENT)
        text, column, row = stretch.text.strip(), stretch.x0 // reach, stretch.baseline // reach
        around = [(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        near = [place for at in around for place in squares.get((text, stretch.direction, stretch.size, *at), ())]
        if any(abs(x - stretch.x0) <= reach and abs(y - stretch.baseline) <= reach for x, y in near):
            continue
        squares[text, stretch.direction, stretch.size, column, row].append((stretch.x0, stretch.baseline))
        out.append(stretch)
    return out


def _texts(stretches: Iterable[Stretch]) -> list[str]:
    """Return what stretches that are not shown say, those of one baseline as one."""
    lines: dict[tuple[int, int], list[str]] = {}
    for stretch in stretches:
        if not stretch.blank:
            lines.setdefault((stretch.direction, stretch.baseline), []).append(stretch.text.strip())
    return [" ".join(texts) for texts in lines.values()]
