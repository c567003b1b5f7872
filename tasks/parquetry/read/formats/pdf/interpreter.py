"""Interpreter: goes through the operators of a page, and through the forms it draws.

Only what decides where text stands is interpreted. The tokens and their places in a stream are playa's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from playa.parser import ContentParser
from playa.pdftypes import InlineImage, PSKeyword, resolve1

from parquetry.read.formats.pdf.content import (
    IDENTITY,
    MOST_RULES,
    THICKEST_RULE,
    Box,
    Glyph,
    Image,
    Mark,
    Matrix,
    PageContent,
    line_at,
    multiplied,
    placed_box,
    units,
)
from parquetry.read.formats.pdf.marks import Marks
from parquetry.read.formats.pdf.painting import Ground, is_white, is_white_gray
from parquetry.read.formats.pdf.values import array, dictionary, name_of, stream_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playa.document import Document
    from playa.pdftypes import ContentStream

    from parquetry.read.formats.pdf.fonts import Fonts, PageFont

# Forms within forms that are followed.
_MOST_FORMS = 12
# Hundredths of a point that no page is as wide as.
_EVERYWHERE = 1 << 40
# Colour spaces in which three ones are white, or four zeros: with inks of other names they are not (8.6.6).
_LIGHT = ("DeviceRGB", "DeviceCMYK", "CalRGB", "ICCBased")
# Graphics states that may be saved at once.
_MOST_SAVED = 100_000
# Text rendering modes that paint nothing (table 106).
_INVISIBLE = (3, 7)
_SPACE = 32
# Numbers in an array of strings are thousandths of an em, against the direction of the line.
_TURN = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state, as far as it places text."""

    ctm: Matrix
    font: PageFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    white: bool = False
    """Whether what is filled is white."""
    light: bool = False
    """Whether its colour space is one of light, or of the usual four inks."""


class _Place(NamedTuple):
    """Where an operator stands: its stream, and the bytes from its last operand to its end."""

    object: int
    start: int
    end: int


class Interpreter:
    """Fills a page's content. `off` are the objects of optional content that is not shown."""

    def __init__(self, document: Document, fonts: Fonts, page: PageContent, off: frozenset[int]) -> None:
        self._document = document
        self._fonts = fonts
        self._budget = fonts.budget
        self._page = page
        self._marks = Marks(page, off)
        self._state = _State(IDENTITY)
        self._saved: list[_State] = []
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._operators = self._table()
        self._resources: dict[str, Any] = {}
        self._point = (0.0, 0.0)
        self._ground = Ground()
        self._drawing: tuple[int, ...] = ()
        self._place = _Place(0, 0, 0)

    def run(self, streams: Sequence[object], resources: object, ctm: Matrix) -> None:
        """Interpret streams one after another, as one.

        Raises:
            DocumentError: they are over the document's budget.
        """
        outer = (self._state, self._saved, self._resources, len(self._marks.open))
        self._state, self._saved, self._resources = replace(self._state, ctm=ctm), [], dictionary(resources)
        parser = ContentParser(self._measured(streams), self._document)
        arguments: list[Any] = []
        last = operators = 0
        for at, token in _tokens(parser):
            if type(token) is InlineImage:
                self._image(len(token.rawdata))
            elif isinstance(token, PSKeyword):
                operators += 1
                self._place = _Place(parser.streamid or 0, last if arguments else at, at + len(token.name))
                self._operate(token.name, arguments)
                arguments = []
            else:
                arguments.append(token)
                last = at
        self._budget.take_operators(operators)
        self._state, self._saved, self._resources = outer[:3]
        # Marks that a form left open end with it.
        del self._marks.open[outer[3] :]

    def _table(self) -> dict[bytes, Callable[[list[Any]], None]]:
        """Return what is done by each operator that is heeded (annex A)."""
        return {
            b"q": self._save,
            b"Q": self._restore,
            b"cm": self._transform,
            b"gs": self._graphics_state,
            b"Do": self._draw,
            b"re": self._rectangle,
            b"m": self._move,
            b"l": self._line_to,
            b"c": self._curve,
            b"v": self._curve,
            b"y": self._curve,
            b"sh": self._shade,
            **dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), self._fill),
            **dict.fromkeys((b"n", b"S", b"s"), lambda _: self._ground.drop()),
            b"g": lambda operands: self._set_white(is_white_gray(operands)),
            **dict.fromkeys((b"rg", b"k"), lambda operands: self._set_white(is_white(operands))),
            **dict.fromkeys((b"sc", b"scn"), lambda operands: self._set_white(self._state.light and is_white(operands))),
            b"cs": self._set_space,
            b"BT": self._begin_text,
            b"Tf": self._set_font,
            b"Tc": self._set_spacing,
            b"Tw": self._set_word_spacing,
            b"Tz": self._set_scale,
            b"TL": self._set_leading,
            b"Ts": self._set_rise,
            b"Tr": self._set_mode,
            b"Td": self._move_line,
            b"TD": self._move_line_leading,
            b"Tm": self._set_matrix,
            b"T*": self._new_line,
            b"Tj": self._show,
            b"TJ": self._show_array,
            b"'": self._show_on_new_line,
            b'"': self._show_spaced,
            b"BMC": lambda operands: self._marks.begin(operands, self._resources),
            b"BDC": lambda operands: self._marks.begin(operands, self._resources),
            b"EMC": lambda _: self._marks.end(),
        }

    def _operate(self, name: bytes, arguments: list[Any]) -> None:
        operate = self._operators.get(name)
        if operate is None:
            return
        try:
            operate(arguments)
        # An operator with wrong operands does nothing, as in every viewer.
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
            return

    def _measured(self, streams: Sequence[object]) -> list[ContentStream]:
        found = [stream for reference in streams if (stream := stream_of(reference)) is not None]
        return [stream for stream in found if self._budget.decodes(stream)]

    # Graphics ---------------------------------------------------------------------------------------------------------

    def _save(self, _: list[Any]) -> None:
        if len(self._saved) < _MOST_SAVED:
            self._saved.append(self._state)

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        self._state = replace(self._state, ctm=multiplied(_matrix(operands), self._state.ctm))

    def _graphics_state(self, operands: list[Any]) -> None:
        settings = dictionary(dictionary(self._resources.get("ExtGState")).get(operands[-1].name))
        font = resolve1(settings.get("Font"))
        if isinstance(font, list):
            self._state = replace(self._state, font=self._fonts.get(font[0]), size=float(font[1]))

    def _draw(self, operands: list[Any]) -> None:
        form = stream_of(dictionary(self._resources.get("XObject"))[operands[-1].name])
        if form is None:
            return
        if name_of(form.get("Subtype")) != "Form":
            self._image(len(form.rawdata))
            return
        # A form that draws itself is drawn once.
        if id(form) in self._drawing or len(self._drawing) >= _MOST_FORMS:
            return
        self._budget.take_form()
        matrix = resolve1(form.get("Matrix"))
        ctm = self._state.ctm
        if isinstance(matrix, list):
            ctm = multiplied(_matrix([resolve1(value) for value in matrix]), ctm)
        outer = self._drawing, self._text, self._line
        self._drawing = (*self._drawing, id(form))
        hidden = self._marks.is_off(form.get("OC"))
        self._marks.push(Mark(None, artifact=False, hidden=hidden, mcid=None))
        self.run([form], form.get("Resources") or self._resources, ctm)
        self._marks.end()
        self._drawing, self._text, self._line = outer

    def _image(self, size: int) -> None:
        # A picture fills the unit square of user space.
        box = placed_box(self._state.ctm, 0, 0, 1, 1)
        self._page.images.append(Image(box, size))
        self._ground.paint(box)

    def _rectangle(self, operands: list[Any]) -> None:
        x, y, width, height = (float(value) for value in operands[-4:])
        self._rule(x, y, x + width, y + height)

    def _move(self, operands: list[Any]) -> None:
        x, y = (float(value) for value in operands[-2:])
        self._point = (x, y)

    def _line_to(self, operands: list[Any]) -> None:
        x, y = (float(value) for value in operands[-2:])
        self._rule(*self._point, x, y)
        self._point = (x, y)

    def _curve(self, operands: list[Any]) -> None:
        # A curve lies within its control points.
        points = [float(value) for value in operands]
        self._ground.extend(
            placed_box(self._state.ctm, min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2]))
        )
        self._point = (points[-2], points[-1])

    def _fill(self, _: list[Any]) -> None:
        self._ground.fill(white=self._state.white)

    def _shade(self, _: list[Any]) -> None:
        # What clips a shading is not followed: it may paint the whole page.
        self._ground.paint(Box(-_EVERYWHERE, -_EVERYWHERE, _EVERYWHERE, _EVERYWHERE))

    def _set_white(self, white: bool) -> None:  # noqa: FBT001
        if white != self._state.white:
            self._state = replace(self._state, white=white)

    def _set_space(self, operands: list[Any]) -> None:
        name = name_of(operands[-1])
        spaces = array(dictionary(self._resources.get("ColorSpace")).get(name))
        family = name_of(resolve1(spaces[0])) if spaces else name
        self._state = replace(self._state, white=False, light=family in _LIGHT)

    def _is_unseen(self, matrix: Matrix, parts: list[Any]) -> bool:
        """Return whether text is white on a ground that nothing was painted on."""
        state = self._state
        if not state.white or state.mode or state.font is None or state.font.type == "Type3":
            return False
        # Wider than it can be: what is painted beside it counts as painted under it.
        widest = state.size * sum(len(part) for part in parts if isinstance(part, bytes))
        return self._ground.is_bare(placed_box(matrix, 0, -state.size, widest, state.size))

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep a thin line or bar: rules stand above notes and between the rows of tables."""
        box = placed_box(self._state.ctm, x0, y0, x1, y1)
        self._ground.extend(box)
        if len(self._page.rules) < MOST_RULES and min(box.x1 - box.x0, box.y1 - box.y0) <= THICKEST_RULE:
            self._page.rules.append(box)

    # Text state -------------------------------------------------------------------------------------------------------

    def _begin_text(self, _: list[Any]) -> None:
        self._text = self._line = IDENTITY

    def _set_font(self, operands: list[Any]) -> None:
        name, size = operands[-2:]
        reference = dictionary(self._resources.get("Font")).get(name.name, {})
        self._state = replace(self._state, font=self._fonts.get(reference), size=float(size))

    def _set_spacing(self, operands: list[Any]) -> None:
        self._state = replace(self._state, spacing=float(operands[-1]))

    def _set_word_spacing(self, operands: list[Any]) -> None:
        self._state = replace(self._state, word_spacing=float(operands[-1]))

    def _set_scale(self, operands: list[Any]) -> None:
        self._state = replace(self._state, scale=float(operands[-1]) / 100)

    def _set_leading(self, operands: list[Any]) -> None:
        self._state = replace(self._state, leading=float(operands[-1]))

    def _set_rise(self, operands: list[Any]) -> None:
        self._state = replace(self._state, rise=float(operands[-1]))

    def _set_mode(self, operands: list[Any]) -> None:
        self._state = replace(self._state, mode=int(operands[-1]))

    def _move_line(self, operands: list[Any]) -> None:
        x, y = (float(value) for value in operands[-2:])
        self._next_line(x, y)

    def _move_line_leading(self, operands: list[Any]) -> None:
        self._state = replace(self._state, leading=-float(operands[-1]))
        self._move_line(operands)

    def _set_matrix(self, operands: list[Any]) -> None:
        self._text = self._line = _matrix(operands)

    def _new_line(self, _: list[Any]) -> None:
        self._next_line(0.0, -self._state.leading)

    def _next_line(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._line
        self._text = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    # Text -------------------------------------------------------------------------------------------------------------

    def _show(self, operands: list[Any]) -> None:
        self._show_parts([operands[-1]])

    def _show_array(self, operands: list[Any]) -> None:
        self._show_parts(operands[-1])

    def _show_on_new_line(self, operands: list[Any]) -> None:
        self._next_line(0.0, -self._state.leading)
        self._show_parts([operands[-1]])

    def _show_spaced(self, operands: list[Any]) -> None:
        self._state = replace(self._state, word_spacing=float(operands[-3]), spacing=float(operands[-2]))
        self._show_on_new_line(operands)

    def _show_parts(self, parts: list[Any]) -> None:
        """Show strings with the moves between them, as `TJ` does."""
        state, font = self._state, self._state.font
        if font is None:
            return
        a, b, c, d, e, f = multiplied(self._text, state.ctm)
        matrix = (a, b, c, d, e + c * state.rise, f + d * state.rise)
        # The height of an em on the page. The square root is rounded the same way on every machine (IEEE 754).
        size = units((c * c + d * d) ** 0.5 * abs(state.size)) or 1
        direction, start, step, base, slope = line_at(matrix, state.scale, self._page, vertical=font.vertical)
        place, note = self._place, self._marks.number
        hidden = state.mode in _INVISIBLE or (note >= 0 and self._page.marks[note].hidden) or self._is_unseen(matrix, parts)
        add = self._page.glyphs.append
        moved, baseline = 0.0, units(base)
        for part in parts:
            if isinstance(part, (int, float)):
                moved -= part * state.size / _TURN
                continue
            for code, cid, length in font.codes(part):
                advance = font.advance(cid) * state.size
                x0, x1 = units(start + moved * step), units(start + (moved + advance) * step)
                if slope:
                    baseline = units(base + moved * slope)
                if x1 < x0:
                    x0, x1 = x1, x0
                add(Glyph(font.number, code, cid, x0, x1, baseline, size, direction, *place, note, hidden))
                moved += advance + state.spacing
                # Word spacing goes with the code 32 of one byte, whatever it shows (9.3.3).
                if code == _SPACE and length == 1:
                    moved += state.word_spacing
        self._advance(moved, vertical=font.vertical)

    def _advance(self, moved: float, *, vertical: bool) -> None:
        a, b, c, d, e, f = self._text
        if vertical:
            self._text = (a, b, c, d, moved * c + e, moved * d + f)
        else:
            moved *= self._state.scale
            self._text = (a, b, c, d, moved * a + e, moved * b + f)


def _tokens(parser: ContentParser) -> Iterator[tuple[int, Any]]:
    """Yield the tokens of streams with their places, up to the first that cannot be read."""
    while True:
        try:
            yield next(parser)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 (the library raises anything on damaged streams)
            return


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands[-6:])
    return (a, b, c, d, e, f)
