"""Fonts: which letters the codes of a page stand for, how that is known, and how wide they are."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playa import font as library
from playa.cmapdb import IdentityCMap
from playa.pdftypes import ObjRef

from parquetry.read.formats.pdf.arabic_forms import without_forms
from parquetry.read.formats.pdf.font_library import PROGRAMS, collection_of, library_font, of_collection, with_descendant
from parquetry.read.formats.pdf.font_ranges import without_ranges
from parquetry.read.formats.pdf.letter import Letter, Step
from parquetry.read.formats.pdf.program import name_text, read_program
from parquetry.read.formats.pdf.raised_glyphs import raised_figure
from parquetry.read.formats.pdf.recovery import OUTLINE, Recovery
from parquetry.read.formats.pdf.tounicode import read_tounicode
from parquetry.read.formats.pdf.type3 import em_of, names_by_code
from parquetry.read.formats.pdf.values import dictionary, name_of, stream_of
from parquetry.read.formats.pdf.windows_encoding import with_windows_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parquetry.read.formats.pdf.limits import Budget
    from parquetry.read.formats.pdf.program import Program
    from parquetry.read.formats.pdf.recovery import Finding

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
TOUNICODE, ENCODING, GLYPH_NAME, CMAP, GUESSED = "tounicode", "encoding", "glyph_name", "cmap", "unknown"
DOUBTED = "doubted_code"
"""The rule of a claim that is false, where it is not clear what is right."""
_BOLD = re.compile(r"bold|black|heavy|demi|semib|CMBX|SFBX|CMSSBX|-Bd|medi(?=$|-)", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq|slant|CMTI|CMSL|SFTI|-It", re.IGNORECASE)
_FIXED = re.compile(r"mono|courier|typewriter|CMTT|SFTT|consol|inconsolata|fixed", re.IGNORECASE)
# Bits of a font descriptor's flags (table 123).
_FLAG_FIXED, _FLAG_ITALIC, _FLAG_BOLD = 1, 1 << 6, 1 << 18
_SUBSET = re.compile(r"[A-Z]{6}\+")
# Categories that are no letters to read: controls, unassigned, private use, surrogates.
_NO_TEXT = frozenset(("Cc", "Cn", "Co", "Cs"))
# What a font may have as raised signs too.
_FIGURES = frozenset("0123456789")
_SPACE = 32
# Strings of a font that are kept with what they show: so many, of so many bytes.
_MOST_KNOWN, _LONGEST_KNOWN = 10_000, 16


@dataclass(slots=True)
class PageFont:
    """One font: `number` is its font_id. Advances are in thousandths of its size."""

    number: int
    name: str
    type: str
    object: int | None
    sha256: str | None
    bold: bool
    italic: bool
    fixed: bool
    vertical: bool
    library: Any
    claims: dict[int, str]
    names: Mapping[int, str]
    """The names of glyphs that the font's encoding gives its codes."""
    recovery: Recovery
    em: float = 1.0
    """The size of an em as a multiple of the size that it is set in."""
    collection: Any = None
    program: Program | None = None
    findings: dict[int, Finding] | None = None
    """What outlines say of its codes; None as long as nobody asked."""
    letters: dict[int, Letter] = field(default_factory=dict)
    advances: dict[int, float] = field(default_factory=dict)
    strings: dict[bytes, list[Step]] = field(default_factory=dict)
    """What short strings show that were shown before."""

    def steps(self, data: bytes) -> list[Step]:
        """Return what is shown by a string: programs show the same few letters over and over."""
        # TeX shows a line in strings of two or three letters, between which it moves.
        steps = self.strings.get(data)
        if steps is None:
            # Word spacing goes with the code 32 of one byte, whatever it shows (9.3.3).
            codes = self._split(data)
            steps = [Step(code, cid, self._advance(cid), code == _SPACE and length == 1) for code, cid, length in codes]
            if len(data) <= _LONGEST_KNOWN and len(self.strings) < _MOST_KNOWN:
                self.strings[data] = steps
        return steps

    def _split(self, data: bytes) -> list[tuple[int, int, int]]:
        """Return the codes in a string that is shown: each with the number that names its glyph, and its length in bytes."""
        if isinstance(self.library, library.CIDFont):
            cmap = self.library.cmap
            # Half a code at the end of a string shows nothing, and makes the library raise.
            if len(data) % 2 and type(cmap) is IdentityCMap:
                data = data[:-1]
            return [(int.from_bytes(code, "big"), cid, len(code)) for code, cid in cmap.decode(data)]
        return [(code, code, 1) for code in data]

    def letter(self, code: int, cid: int) -> Letter:
        """Return what a code stands for."""
        letter = self.letters.get(code)
        if letter is None:
            letter = self.letters[code] = self._read(code, cid)
        return letter

    def _advance(self, cid: int) -> float:
        """Return how far a glyph moves the pen along the line, in ems (downwards negative, in vertical writing)."""
        advance = self.advances.get(cid)
        if advance is None:
            value = self.library.vdisp(cid) if self.vertical else self.library.hdisp(cid)
            advance = self.advances[cid] = float(value)
        return advance

    def _read(self, code: int, cid: int) -> Letter:
        claimed = self.claims.get(code, "")
        finding = self._findings().get(code)
        if finding is not None:
            if finding.text:
                return Letter(finding.text, OUTLINE, finding.score, claimed, OUTLINE, finding.candidates)
            if is_text(claimed):
                return Letter(UNKNOWN, GUESSED, 0.0, claimed, DOUBTED, finding.candidates)
        explained = self._explained(code, cid)
        if explained is None:
            return Letter(UNKNOWN, GUESSED, 0.0, claimed)
        return explained if explained.text not in _FIGURES else self._in_place(explained, cid)

    def _in_place(self, figure: Letter, cid: int) -> Letter:
        """Return a figure as a raised or lowered one if its glyph is drawn above or below the line."""
        glyph = self.program.glyph(cid) if self.program is not None else None
        if self.program is None or glyph is None or not self._names_glyphs_by_code():
            return figure
        text = raised_figure(self.program, glyph, figure.text, self._letters_with_glyphs())
        return Letter(text, OUTLINE, 1.0, figure.text, OUTLINE) if text else figure

    def _letters_with_glyphs(self) -> Iterator[tuple[str, str]]:
        """Yield the letters that the font explains, each with its glyph."""
        for code in self._codes():
            glyph = self.program.glyph(code) if self.program is not None else None
            if glyph is not None and (letter := self._explained(code, code)) is not None:
                yield letter.text, glyph

    def _explained(self, code: int, cid: int) -> Letter | None:
        """Return what the tables of the font say of a code, None if they say nothing that can be read."""
        claimed = self.claims.get(code, "")
        if is_text(claimed):
            return Letter(without_forms(claimed), TOUNICODE, 1.0, claimed)
        name = self.names.get(code, "")
        glyph = self.program.glyph(cid) if self.program is not None else None
        sources = (
            (ENCODING, name_text(name, dingbats="Dingbats" in self.name) if name else ""),
            (GLYPH_NAME, self.program.text(glyph) if self.program is not None and glyph is not None else ""),
            (CMAP, self.program.characters.get(glyph, "") if self.program is not None and glyph is not None else ""),
            (CMAP, of_collection(self.collection, cid) if self.collection is not None else ""),
        )
        return next((Letter(without_forms(text), how, 1.0, claimed) for how, text in sources if is_text(text)), None)

    def _findings(self) -> dict[int, Finding]:
        """Return what outlines say of the codes that the font does not explain, or explains falsely."""
        if self.findings is None:
            # Set first: what is asked on the way is answered by the tables alone.
            self.findings = {}
            if self.program is not None and self._names_glyphs_by_code():
                known = {code: letter.text for code in self._codes() if (letter := self._explained(code, code))}
                unexplained = [code for code in self._codes() if code not in known]
                self.findings = self.recovery.findings(self.sha256, self.program, known, unexplained)
        return self.findings

    def _names_glyphs_by_code(self) -> bool:
        """Return whether a code and the number of its glyph are the same, as in nearly all fonts."""
        return not isinstance(self.library, library.CIDFont) or type(self.library.cmap) is IdentityCMap

    def _codes(self) -> list[int]:
        """Return the codes that the font has by its tables: all of one byte, or those it has letters or widths for."""
        if isinstance(self.library, library.CIDFont):
            return sorted({*self.claims, *self.library.widths})
        return list(range(256))


def is_text(text: str) -> bool:
    """Return whether characters can be read: none is a control, unassigned, for private use, or a replacement."""
    return bool(text) and not any(
        character in "\ufffd\ufffe\uffff" or unicodedata.category(character) in _NO_TEXT for character in text
    )


def read_font(number: int, reference: object, budget: Budget, recovery: Recovery) -> PageFont:
    """Return a font by its dictionary or the reference to it; whatever is wrong with it costs its letters, not the page.

    Raises:
        DocumentError: its program or a map inflates to more than is allowed.
    """
    object_ = reference.objid if isinstance(reference, ObjRef) else None
    spec = dict(dictionary(reference))
    type_ = name_of(spec.get("Subtype"))
    if type_ == "Type0":
        spec = with_descendant(spec)
    claims = read_tounicode(budget.data(stream_of(spec.get("ToUnicode"))))
    descriptor = dict(dictionary(spec.get("FontDescriptor")))
    kind = next((key for key in PROGRAMS if stream_of(descriptor.get(key)) is not None), "")
    data = budget.data(stream_of(descriptor.get(kind)))
    font = library_font(type_, without_ranges(spec, budget), descriptor)
    name = _SUBSET.sub("", font.basefont or font.fontname)
    flags = font.flags if isinstance(font.flags, int) else 0
    return PageFont(
        number=number,
        name=name,
        type=type_ or "unknown",
        object=object_,
        sha256=hashlib.sha256(data).hexdigest() if data else None,
        bold=bool(_BOLD.search(name)) or bool(flags & _FLAG_BOLD),
        italic=bool(_ITALIC.search(name)) or bool(flags & _FLAG_ITALIC),
        fixed=bool(_FIXED.search(name)) or bool(flags & _FLAG_FIXED),
        vertical=bool(font.vertical),
        library=font,
        claims=claims,
        names=_names(font, spec, embedded=bool(data)),
        em=em_of(font) if type_ == "Type3" and hasattr(font, "matrix") else 1.0,
        recovery=recovery,
        collection=collection_of(font),
        program=read_program(data, kind, font) if data else None,
    )


def _names(font: Any, spec: dict[str, Any], *, embedded: bool) -> Mapping[int, str]:  # noqa: ANN401
    """Return the names of glyphs that a simple font's encoding gives its codes."""
    names = getattr(font, "encoding", {})
    if isinstance(font, library.Type3Font):
        return names_by_code(names, font.widths)
    return with_windows_codes(names, spec.get("Encoding"), embedded=embedded)


@dataclass(slots=True)
class Fonts:
    """The fonts of a document in the order they are met; one object is one font, on however many pages."""

    budget: Budget
    fonts: list[PageFont] = field(default_factory=list)
    known: dict[object, PageFont] = field(default_factory=dict)
    recovery: Recovery = field(default_factory=Recovery)

    def get(self, reference: object) -> PageFont:
        """Return the font of a reference or dictionary."""
        # A dictionary that stands in a page's resources has no number: the object itself is the key, and stays alive.
        key = getattr(reference, "objid", None) or id(reference)
        if key not in self.known:
            font = read_font(len(self.fonts), reference, self.budget, self.recovery)
            self.fonts.append(font)
            self.known[key] = font
        return self.known[key]
