"""Rules about the fonts of a PDF, each on both sides of what it takes: codes, widths, outlines."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from playa.pdftypes import LIT

from parquetry.read.formats.pdf.ligatures import Shapes
from parquetry.read.formats.pdf.raised_glyphs import raised_figure
from parquetry.read.formats.pdf.type3 import em_of, names_by_code
from parquetry.read.formats.pdf.windows_encoding import with_windows_codes

WINDOWS, MAC = LIT("WinAnsiEncoding"), LIT("MacRomanEncoding")


def test_codes_that_windows_leaves_unused_are_bullets() -> None:
    shown = with_windows_codes({65: "A"}, WINDOWS, embedded=False)
    assert {code for code, name in shown.items() if name == "bullet"} == {127, 129, 141, 143, 144, 157}
    assert shown[65] == "A"
    assert with_windows_codes({127: "a"}, WINDOWS, embedded=False)[127] == "a"
    assert with_windows_codes({65: "A"}, WINDOWS, embedded=True) == {65: "A", 173: "hyphen"}
    for other in (MAC, None, {"BaseEncoding": MAC}, {"Differences": [65, LIT("A")]}):
        assert with_windows_codes({65: "A"}, other, embedded=False) == {65: "A"}


@pytest.mark.parametrize(
    ("differences", "shown"),
    [
        ([], "hyphen"),
        ([172, LIT("a")], "hyphen"),
        ([172, LIT("a"), LIT("b")], "b"),
        ([173, LIT("b")], "b"),
        ([172, LIT("a"), 174, LIT("c")], "hyphen"),
    ],
)
def test_a_soft_hyphen_is_a_hyphen_unless_the_font_names_it(differences: list[object], shown: str) -> None:
    encoding = {"BaseEncoding": WINDOWS, "Differences": differences}
    names = {173: "b"} if shown == "b" else {}
    assert with_windows_codes(names, encoding, embedded=True)[173] == shown


@pytest.mark.parametrize(
    ("height", "scale", "em"),
    [(400, 0.001, 1.0), (399, 0.001, 0.399), (2_500, 0.001, 1.0), (2_501, 0.001, 2.501), (0, 0.001, 1.0), (40, 1, 40.0)],
)
def test_a_box_of_an_odd_height_tells_the_size_of_an_em(height: float, scale: float, em: float) -> None:
    font = SimpleNamespace(matrix=[1, 0, 0, scale, 0, 0], bbox=[0, -height / 4, 100, height * 3 / 4])
    assert em_of(font) == pytest.approx(em)
    turned = SimpleNamespace(matrix=[0, 1, scale, 0, 0, 0], bbox=[0, 0, 100, height])
    assert em_of(turned) == pytest.approx(em)


USUAL = dict.fromkeys("ijl", 250) | dict.fromkeys("aceonsu", 500) | dict.fromkeys("mw", 750)


def is_read(widths: dict[str, int], without: str = "") -> bool:
    """Return whether codes without names are read as ASCII by the widths of their letters."""
    codes = {ord(letter): f"g{ord(letter)}" for letter in widths if letter not in without}
    return names_by_code(codes, {ord(letter): width for letter, width in widths.items()}).get(ord("e")) == "e"


def test_letters_of_ascii_are_told_by_their_widths() -> None:
    assert is_read(USUAL)
    assert [is_read(USUAL | {"l": width}) for width in (499, 500)] == [True, False]
    assert [is_read(USUAL | {"m": width}) for width in (501, 500)] == [True, False]
    # Two narrow letters, five of middle width, and a wide one at least.
    assert [is_read(USUAL, "i"), is_read(USUAL, "ij")] == [True, False]
    assert [is_read(USUAL, "ac"), is_read(USUAL, "aco")] == [True, False]
    assert [is_read(USUAL, "m"), is_read(USUAL, "mw")] == [True, False]


def test_half_of_the_names_that_say_something_are_believed() -> None:
    widths = {ord(letter): width for letter, width in USUAL.items()}

    def found(named: int) -> str | None:
        codes = {code: ("x" if number < named else f"g{code}") for number, code in enumerate(sorted(widths))}
        return names_by_code(codes, widths).get(ord("w"))

    assert [found(5), found(6)] == ["w", f"g{ord('w')}"]


@pytest.mark.parametrize(("width", "name"), [(575, "f_i"), (425, "f_i"), (576, "g12"), (424, "g12")])
def test_a_ligature_of_tex_is_as_wide_as_its_letters(width: int, name: str) -> None:
    widths = {ord(letter): width for letter, width in (USUAL | {"f": 250}).items()} | {12: width}
    assert names_by_code({code: f"g{code}" for code in widths}, widths)[12] == name


@dataclass
class Outlines:
    """A font program whose glyphs are bars between two heights, in thousandths of an em."""

    heights: dict[str, tuple[int, int]]
    em: int = 1000

    def polygons(self, glyph: str) -> list[list[tuple[int, int]]]:
        """Return the outline of a glyph."""
        low, high = self.heights[glyph]
        return [[(0, low), (100, low), (100, high), (0, high)]]


LETTERS = {"a": (0, 500), "c": (0, 500), "e": (0, 500)}


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ((240, 800), "⁶"),
        ((230, 790), ""),
        ((240, 810), ""),
        ((-60, 300), "₆"),
        ((-50, 300), ""),
        ((-60, 510), ""),
    ],
)
def test_a_figure_is_raised_by_where_it_is_drawn(place: tuple[int, int], shown: str) -> None:
    program = Outlines(LETTERS | {"g": place})
    assert raised_figure(program, "g", "6", [(letter, letter) for letter in LETTERS]) == shown  # type: ignore[arg-type]


def test_a_figure_is_raised_by_the_name_of_its_glyph() -> None:
    program = Outlines({})
    named = [raised_figure(program, f"six.{end}", "6", []) for end in ("superior", "sups", "inferior", "subs")]  # type: ignore[arg-type]
    assert named == ["⁶", "⁶", "₆", "₆"]
    assert raised_figure(Outlines(LETTERS, em=0), "a", "6", []) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(("low", "shown"), [(40, "⁶"), (50, ""), (-40, "⁶"), (-50, "")])
def test_the_letters_of_a_font_with_raised_figures_stand_on_the_line(low: int, shown: str) -> None:
    program = Outlines(LETTERS | {"c": (low, 500), "g": (300, 700)})
    assert raised_figure(program, "g", "6", [(letter, letter) for letter in LETTERS]) == shown  # type: ignore[arg-type]
    alone = raised_figure(program, "g", "6", [("a", "a"), ("g", "c")])  # type: ignore[arg-type]
    assert alone == ""


@pytest.mark.parametrize(("advance", "texts"), [(200, ["st"]), (1_400, ["st"]), (9_000, [])])
def test_a_glyph_without_ink_or_wider_than_any_ligature_is_compared_with_no_letters(advance: int, texts: list[str]) -> None:
    half = advance // 2
    letters = Drawn({"s": (half, 500), "t": (half, 700), "g": (advance, 700), "space": (advance, 0)})
    shapes = Shapes(letters, {letter: letter for letter in "st"})  # type: ignore[arg-type]
    assert [match.text for match in shapes.matches("g", ["st"], least=0)] == texts
    assert shapes.matches("space", ["st"], least=0) == []


@dataclass
class Drawn:
    """A font program whose glyphs are boxes, each as wide as it moves the pen and so high."""

    boxes: dict[str, tuple[int, int]]
    em: int = 1000

    def polygons(self, glyph: str) -> list[list[tuple[int, int]]]:
        """Return the outline of a glyph."""
        width, height = self.boxes[glyph]
        return [[(0, 0), (width, 0), (width, height), (0, height)]]

    def advance(self, glyph: str) -> float:
        """Return how far a glyph moves the pen."""
        return float(self.boxes[glyph][0])
