"""What stands in the paragraphs of a Word document: text, signs, fields and formulas; what is deleted or hidden is left out.

Source: ECMA-376 part 1, 17.3 (paragraphs and runs), 17.13 (annotations), part 3 (alternative forms).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from parquetry.read.formats import docx_formulas as formulas
from parquetry.read.formats.docx_paragraph import Fields, Paragraph
from parquetry.read.formats.docx_styles import OFF, Style, align_of, is_hidden
from parquetry.read.formats.pieces import Omission, Piece
from parquetry.read.formats.symbol_fonts import symbol_character
from parquetry.text import EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    _Start = Callable[["Inline", str, Mapping[str, str], int, int], None]
    _End = Callable[["Inline", str], None]

# Elements that stand for a character.
_CHARACTERS = {"tab": "\t", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "br": "\n", "cr": "\n", "ptab": "\t"}
# Where text stands that is not on the line, by a property of its run or by its place in a formula: whether it is raised.
_ALIGNED = {"superscript": True, "subscript": False}
_IN_FORMULA = {"sup": True, "sub": False}
# Elements whose text is not the document's, and why.
_OMITTED = {
    "del": "deleted",
    "delText": "deleted",
    "delInstrText": "deleted",
    "moveFrom": "deleted",
    "instrText": "field",
    "Choice": "alternative",
    "Fallback": "alternative",
}

# What is shown of a part of its own that is not read: a chart, SmartArt, a spreadsheet.
_EMBEDDED = ("chart", "relIds", "OLEObject")


class Inline:
    """Takes the events within the paragraphs of a part, of which the last of `paragraphs` is open."""

    def __init__(
        self,
        styles: Mapping[str, Style],
        embedded: Mapping[str, str],
        paragraphs: list[Paragraph],
        omissions: list[Omission],
    ) -> None:
        self._styles = styles
        self._embedded = embedded
        self._paragraphs = paragraphs
        self._omissions = omissions
        self._fields = Fields(omissions)
        self._formulas = formulas.Formulas()
        self.omitting: list[str] = []
        """The open elements whose text is left out."""
        self._omitted: list[Piece] = []
        # Whether one of the forms of something was read already, from the outermost in.
        self._chosen: list[bool] = []
        # Depth counters: elements nest, and a flag would be cleared by the inner end tag.
        self._in_text = 0
        self._in_properties = 0
        self._vanish = False
        self._align = ""
        self._formula_scripts: list[str] = []

    def text(self, piece: Piece) -> None:
        """Take the characters of a text element; between others there is only white space."""
        if not self._in_text:
            return
        if self.omitting:
            self._omitted.append(piece)
        # Hidden text stays out of the document, and its record says what it was.
        elif self._vanish:
            self._omissions.append(Omission(piece.start, piece.end, "hidden", piece.text))
        elif self._paragraphs:
            self._paragraphs[-1].pieces.append(piece)
            if (raised := self._is_raised()) is not None:
                self._paragraphs[-1].scripts[piece.start] = raised

    def _is_raised(self) -> bool | None:
        """Return whether text stands raised here, or lowered; None if it stands on the line."""
        # A run within an exponent is aligned by the formula, unless it says otherwise itself.
        inner = self._formula_scripts[-1] if self._formula_scripts else ""
        return _ALIGNED.get(self._align, _IN_FORMULA.get(inner))

    # Elements that open text, or leave it out.

    def _open_text(self, *_: object) -> None:
        self._in_text += 1

    def _close_text(self, _: str) -> None:
        self._in_text -= 1

    def _omit_text(self, name: str, *_: object) -> None:
        self.omitting.append(name)
        self._in_text += 1

    def _close_omitted_text(self, name: str) -> None:
        self._in_text -= 1
        self._close_omission(name)

    def _delete(self, name: str, *_: object) -> None:
        # Several may be open: a deleted field is both a deletion and a field. Among properties "del" is the mark of one
        # that deletes a whole paragraph or row.
        if not self._in_properties:
            self.omitting.append(name)
        elif self._paragraphs:
            self._paragraphs[-1].gone = True

    def _close_deletion(self, name: str) -> None:
        if not self._in_properties:
            self._close_omission(name)

    def _close_omission(self, name: str) -> None:
        # Only the outermost deletion puts its text on record, and all of it.
        if not self.omitting or self.omitting[-1] != name:
            return
        self.omitting.pop()
        if not self.omitting:
            pieces, self._omitted = self._omitted, []
            # Each on its own: between them there may be markup of the text itself.
            self._omissions += [Omission(piece.start, piece.end, _OMITTED[name], piece.text) for piece in pieces]

    def _open_forms(self, *_: object) -> None:
        self._chosen.append(False)

    def _close_forms(self, _: str) -> None:
        if self._chosen:
            self._chosen.pop()

    def _choose(self, name: str, *_: object) -> None:
        """Read the first form of what has several, for programs of several ages; the text is the same in each."""
        # Within what is left out every form is, so that each end finds its beginning.
        if self.omitting or (self._chosen and self._chosen[-1]):
            self.omitting.append(name)
        elif self._chosen:
            self._chosen[-1] = True

    def _open_run(self, *_: object) -> None:
        # Hidden text is a property of one run and ends with it; the style of the paragraph may hide all of them.
        self._vanish = self._paragraphs[-1].hidden if self._paragraphs else False
        self._align = ""

    def _open_properties(self, *_: object) -> None:
        self._in_properties += 1

    def _close_properties(self, _: str) -> None:
        self._in_properties -= 1

    def _hide(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        # `<w:vanish/>` without a value means true.
        self._vanish = attributes.get("val", "") not in OFF

    def _take_align(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        self._align = attributes.get("val", "")

    def _take_run_style(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        self._align = align_of(self._styles, attributes.get("val", ""))
        hidden = is_hidden(self._styles, attributes.get("val", ""))
        self._vanish = self._vanish if hidden is None else hidden

    # Characters that are elements, and what is no text.

    def _take_character(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        if name == "br" and attributes.get("type", "textWrapping") != "textWrapping":
            return  # a page or column break
        if not self._in_properties:  # among properties a tab is a tab stop
            self._add(Piece(_CHARACTERS[name], start, end, MARKUP))

    def _take_symbol(self, _: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Take a character of a symbol font, which stands in the private use area where its shape is not known."""
        try:
            code = int(attributes.get("char", ""), 16)
            sign = symbol_character(attributes.get("font", "").lower(), code) or chr(code)
        except (ValueError, OverflowError):
            return
        self._add(Piece(sign, start, end, MARKUP))

    def _add(self, piece: Piece) -> None:
        """Add a character that is an element; one that is deleted or hidden has no text that could be put on record."""
        if self._paragraphs and not self.omitting and not self._vanish:
            self._paragraphs[-1].pieces.append(piece)

    def _take_field(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        if self._paragraphs and not self.omitting:
            self._fields.take(attributes.get("fldCharType", ""), self._paragraphs[-1])

    def _take_choice(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        self._fields.take_choice(name, attributes, start, end)

    def name_embedded(self, _: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Put a part on record that is not read."""
        # What cannot be read is at least named where it stands, by the id of its relationship where it is not known which
        # part that is.
        id_ = attributes.get("dm") or attributes.get("id", "")
        self._omissions.append(Omission(start, end, "attachment", self._embedded.get(id_, id_)))

    def _describe(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        # The description of a picture, for readers who cannot see it; letters drawn as a picture, as watermarks are.
        shown = attributes.get("descr" if name == "docPr" else "string")
        if shown:
            self._omissions.append(Omission(start, end, "image", shown))

    # Formulas, and characters with a reading.

    def _open_structure(self, name: str, _: object, start: int, end: int) -> None:
        self._formulas.open(name, start, end)

    def _take_sign(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        self._formulas.say(name, attributes, start, end)

    def _open_argument(self, name: str, *_: object) -> None:
        self._formula_scripts.append(name)
        for piece in self._formulas.argument(name):
            self._add(piece)

    def _close_argument(self, name: str) -> None:
        if self._formula_scripts:
            self._formula_scripts.pop()
        if name == "sub":
            self._part(name)

    def _close_structure(self, _: str) -> None:
        for piece in self._formulas.close():
            self._add(piece)

    def _part(self, _: str) -> None:
        """Part what is in an element from what follows: one half is not 12."""
        pieces = self._paragraphs[-1].pieces if self._paragraphs else []
        if pieces and not self.omitting:
            at = pieces[-1].end
            pieces.append(Piece(" ", at, at, EDIT))

    def _open_reading(self, *_: object) -> None:
        if self._paragraphs:
            self._paragraphs[-1].ruby = len(self._paragraphs[-1].pieces)

    def _close_reading(self, _: str) -> None:
        if self._paragraphs:
            paragraph = self._paragraphs[-1]
            paragraph.reading += paragraph.pieces[paragraph.ruby :]
            del paragraph.pieces[paragraph.ruby :]

    def _close_ruby(self, _: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].pieces += self._paragraphs[-1].reading
            self._paragraphs[-1].reading = []

    STARTS: ClassVar[dict[str, _Start]] = {
        "r": _open_run,
        "rPr": _open_properties,
        "t": _open_text,
        "vanish": _hide,
        "rStyle": _take_run_style,
        "vertAlign": _take_align,
        "sym": _take_symbol,
        "fldChar": _take_field,
        "docPr": _describe,
        "textpath": _describe,
        "AlternateContent": _open_forms,
        "Choice": _choose,
        # The only form there is, where no other stands before it.
        "Fallback": _choose,
        "rt": _open_reading,
        **dict.fromkeys(("pPr", "trPr", "tcPr"), _open_properties),
        **dict.fromkeys(_CHARACTERS, _take_character),
        **dict.fromkeys(("delText", "delInstrText", "instrText"), _omit_text),
        **dict.fromkeys(("del", "moveFrom"), _delete),
        **dict.fromkeys(("listEntry", "result", "default"), _take_choice),
        **dict.fromkeys(_EMBEDDED, name_embedded),
        **dict.fromkeys(formulas.STRUCTURES, _open_structure),
        **dict.fromkeys(formulas.PROPERTIES, _take_sign),
        **dict.fromkeys(formulas.ARGUMENTS, _open_argument),
    }
    ENDS: ClassVar[dict[str, _End]] = {
        "t": _close_text,
        "AlternateContent": _close_forms,
        "Choice": _close_omission,
        "Fallback": _close_omission,
        "rt": _close_reading,
        "ruby": _close_ruby,
        **dict.fromkeys(("pPr", "rPr", "trPr", "tcPr"), _close_properties),
        **dict.fromkeys(("delText", "delInstrText", "instrText"), _close_omitted_text),
        **dict.fromkeys(("del", "moveFrom"), _close_deletion),
        **dict.fromkeys(formulas.STRUCTURES, _close_structure),
        **dict.fromkeys(formulas.ARGUMENTS, _close_argument),
        # Elements of a formula whose ends part what is in them from what follows.
        **dict.fromkeys(("num", "den", "lim", "mr"), _part),
    }
    PLACED: ClassVar[frozenset[str]] = frozenset(
        {"sym", "docPr", "textpath", "listEntry", "result", "default", *_CHARACTERS, *_EMBEDDED}
    ) | (formulas.STRUCTURES | formulas.PROPERTIES)
    """Elements that stand for text, or say something that is left out: their places are asked for."""
