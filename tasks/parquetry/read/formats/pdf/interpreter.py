"""Interpreter: goes through the operators of a page, and through the forms it draws.

Only what decides where text stands is interpreted. The tokens and their places in a stream are playa's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from playa.parser import ContentParser
from playa.pdftypes import InlineImage, PSKeyword, resolve1

from parquetry.read.formats.pdf.content import IDENTITY, Mark, Matrix, PageContent, multiplied
from parquetry.read.formats.pdf.graphics_state import SETTERS, GraphicsState
from parquetry.read.formats.pdf.marks import Marks
from parquetry.read.formats.pdf.paths import Paths
from parquetry.read.formats.pdf.text_object import ShowOperator, TextObject
from parquetry.read.formats.pdf.values import array, dictionary, matrix_of, name_of, stream_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playa.document import Document
    from playa.pdftypes import ContentStream

    from parquetry.read.formats.pdf.fonts import Fonts

    Operate = Callable[[list[Any]], None]

# Forms within forms that are followed.
_MOST_FORMS = 12
# Graphics states that may be saved at once.
_MOST_SAVED = 100_000


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
        self._paths = Paths(page)
        self._state = GraphicsState(IDENTITY)
        self._saved: list[GraphicsState] = []
        self._text = TextObject()
        self._resources: dict[str, Any] = {}
        self._drawing: tuple[int, ...] = ()
        self._place = _Place(0, 0, 0)
        self._operators: dict[bytes, Operate] = {
            **{name: partial(self._set, setter) for name, setter in SETTERS.items()},
            **self._graphics_operators(),
            **self._text_operators(),
        }

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
                self._paths.image(self._state.ctm, len(token.rawdata))
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

    def _graphics_operators(self) -> dict[bytes, Operate]:
        """Return what is done by the operators of states, paths, pictures and marked content that are heeded (annex A)."""
        paths, ground, marks = self._paths, self._paths.ground, self._marks
        fill = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
        return {
            b"q": self._save,
            b"Q": self._restore,
            b"gs": self._graphics_state,
            b"cs": self._set_space,
            b"Do": self._draw,
            # Paths are followed for rules, and for what is painted under text.
            b"m": paths.move,
            b"l": lambda operands: paths.line(operands, self._state.ctm),
            b"re": lambda operands: paths.rectangle(operands, self._state.ctm),
            **dict.fromkeys((b"c", b"v", b"y"), lambda operands: paths.curve(operands, self._state.ctm)),
            b"sh": lambda _: paths.shade(),
            **dict.fromkeys(fill, lambda _: ground.fill(white=self._state.white)),
            **dict.fromkeys((b"n", b"S", b"s"), lambda _: ground.drop()),
            **dict.fromkeys((b"BMC", b"BDC"), lambda operands: marks.begin(operands, self._resources)),
            b"EMC": lambda _: marks.end(),
        }

    def _text_operators(self) -> dict[bytes, Operate]:
        """Return what is done by the operators of text objects that are heeded (annex A)."""
        return {
            b"BT": lambda _: self._begin_text(IDENTITY),
            b"Tm": lambda operands: self._begin_text(matrix_of(operands)),
            b"Tf": self._set_font,
            b"Td": self._move_line,
            b"TD": self._move_line_leading,
            b"T*": lambda _: self._new_line(),
            b"Tj": lambda operands: self._show([operands[-1]]),
            b"TJ": lambda operands: self._show(operands[-1]),
            b"'": self._show_on_new_line,
            b'"': self._show_spaced,
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
        content = [stream for reference in streams if (stream := stream_of(reference)) is not None]
        return [stream for stream in content if self._budget.decodes(stream)]

    # Graphics ---------------------------------------------------------------------------------------------------------

    def _set(self, setter: Callable[[GraphicsState, list[Any]], GraphicsState], operands: list[Any]) -> None:
        self._state = setter(self._state, operands)

    def _save(self, _: list[Any]) -> None:
        if len(self._saved) < _MOST_SAVED:
            self._saved.append(self._state)

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _graphics_state(self, operands: list[Any]) -> None:
        settings = dictionary(dictionary(self._resources.get("ExtGState")).get(operands[-1].name))
        font = resolve1(settings.get("Font"))
        if isinstance(font, list):
            self._state = replace(self._state, font=self._fonts.get(font[0]), size=float(font[1]))

    def _set_space(self, operands: list[Any]) -> None:
        name = name_of(operands[-1])
        space = array(dictionary(self._resources.get("ColorSpace")).get(name))
        self._state = self._state.in_color_space(name_of(resolve1(space[0])) if space else name)

    def _draw(self, operands: list[Any]) -> None:
        drawn = stream_of(dictionary(self._resources.get("XObject"))[operands[-1].name])
        if drawn is None:
            return
        if name_of(drawn.get("Subtype")) == "Form":
            self._draw_form(drawn)
        else:
            self._paths.image(self._state.ctm, len(drawn.rawdata))

    def _draw_form(self, form: ContentStream) -> None:
        # A form that draws itself is drawn once.
        if id(form) in self._drawing or len(self._drawing) >= _MOST_FORMS:
            return
        self._budget.take_form()
        matrix = resolve1(form.get("Matrix"))
        ctm = self._state.ctm
        if isinstance(matrix, list):
            ctm = multiplied(matrix_of([resolve1(value) for value in matrix]), ctm)
        # What the form sets ends with it: a text object of the page goes on where it was.
        outer = self._drawing, self._text, self._marks.in_form
        self._drawing, self._text, self._marks.in_form = (*self._drawing, id(form)), self._text.copy(), True
        hidden = self._marks.is_off(form.get("OC"))
        self._marks.push(Mark(None, artifact=False, hidden=hidden, mcid=None))
        self.run([form], form.get("Resources") or self._resources, ctm)
        self._marks.end()
        self._drawing, self._text, self._marks.in_form = outer

    # Text -------------------------------------------------------------------------------------------------------------

    def _begin_text(self, matrix: Matrix) -> None:
        self._text = TextObject(matrix)

    def _set_font(self, operands: list[Any]) -> None:
        name, size = operands[-2:]
        reference = dictionary(self._resources.get("Font")).get(name.name, {})
        self._state = replace(self._state, font=self._fonts.get(reference), size=float(size))

    def _move_line(self, operands: list[Any]) -> None:
        x, y = (float(value) for value in operands[-2:])
        self._text.next_line(x, y)

    def _move_line_leading(self, operands: list[Any]) -> None:
        self._state = replace(self._state, leading=-float(operands[-1]))
        self._move_line(operands)

    def _new_line(self) -> None:
        self._text.next_line(0.0, -self._state.leading)

    def _show_on_new_line(self, operands: list[Any]) -> None:
        self._new_line()
        self._show([operands[-1]])

    def _show_spaced(self, operands: list[Any]) -> None:
        self._state = replace(self._state, word_spacing=float(operands[-3]), spacing=float(operands[-2]))
        self._show_on_new_line(operands)

    def _show(self, strings: list[Any]) -> None:
        note = self._marks.number
        operator = ShowOperator(*self._place, note, hidden=self._is_hidden(strings, note))
        self._text.show(strings, self._state, self._page, operator)

    def _is_hidden(self, strings: list[Any], note: int) -> bool:
        """Return whether nobody sees what is shown now, in the mark of this number."""
        return (
            not self._state.paints_text
            or (note >= 0 and self._page.marks[note].hidden)
            or self._text.is_white_on_white(strings, self._state, self._paths.ground)
        )


def _tokens(parser: ContentParser) -> Iterator[tuple[int, Any]]:
    """Yield the tokens of streams with their places, up to the first that cannot be read."""
    while True:
        try:
            yield next(parser)
        except StopIteration:
            return
        except MemoryError:  # what follows would be lost; as it is, the document is tried alone
            raise
        except Exception:  # noqa: BLE001 (the library raises anything on damaged streams)
            return
