"""Styles of a Word document: which paragraphs are headings, lists, quotes, captions, code.

Source: ECMA-376 part 1, 17.7 (styles), 17.3.1.20 (outlineLvl).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.xml_events import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_LEVELS = 9
"""Levels that a list of Word has (ECMA-376, 17.9.3); a damaged file may name any number."""
OFF = frozenset({"0", "false", "off", "none"})
"""Spellings of "false" in Word's properties: `<w:vanish w:val="0"/>` switches hiding off."""
BODY_LEVEL = 9
"""The outline level of body text; 0 to 8 are those of headings."""
# What a style's name tells: a part of it in lower case, the kind of block, an example.
_BY_NAME = (
    ("title", "heading", "Title"),
    ("subtitle", "heading", "Subtitle"),
    ("quote", "quote", "Intense Quote"),
    ("block text", "quote", "Block Text"),
    ("caption", "caption", "Caption"),
    ("footnote text", "footnote", "footnote text"),
    ("endnote text", "footnote", "endnote text"),
    ("bibliography", "bibliography", "Bibliography"),
    ("preformatted", "preformatted", "HTML Preformatted"),
    ("plain text", "preformatted", "Plain Text"),
    ("code", "preformatted", "Source Code"),
)
# Styles based on each other in a circle would never end; real chains are short.
_MOST_BASES = 20


@dataclass(slots=True)
class Style:
    """A style: its kind where it tells one, and the numbering of its paragraphs, "0" for none."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    number: str | None = None
    number_level: int | None = None
    hidden: bool | None = None
    """Whether text in it is hidden; None where it says nothing."""
    align: str | None = None
    """Where text in it stands, `superscript` or on the line; None where it says nothing."""


def styles_of(data: bytes) -> dict[str, Style]:
    """Return the styles of paragraphs and of characters in `styles.xml` by their id."""
    found: dict[str, Style] = {}
    style = Style()
    for name, attributes in elements(data):
        if name == "style":
            style = Style()
            if attributes.get("type", "paragraph") in ("paragraph", "character"):
                # Those of tables and lists are not asked for, and are read over.
                found[attributes.get("styleId", "")] = style
        elif take := _PROPERTIES.get(name):
            take(style, attributes.get("val", ""))
    return found


def _take_outline(style: Style, value: str) -> None:
    if value.isdecimal():
        style.outline = int(value)


def _take_level(style: Style, value: str) -> None:
    if value.isdecimal():
        style.number_level = min(int(value), MOST_LEVELS - 1)


# What an element in a style sets.
_PROPERTIES: dict[str, Callable[[Style, str], None]] = {
    "name": lambda style, value: setattr(style, "name", value.lower()),
    "basedOn": lambda style, value: setattr(style, "based_on", value),
    "outlineLvl": _take_outline,
    "numId": lambda style, value: setattr(style, "number", value),
    "ilvl": _take_level,
    "vanish": lambda style, value: setattr(style, "hidden", value not in OFF),
    "vertAlign": lambda style, value: setattr(style, "align", value),
}


def _chain(styles: Mapping[str, Style], style_id: str) -> Iterator[Style]:
    """Yield a style and those it is based on, from the nearest."""
    for _ in range(_MOST_BASES):
        style = styles.get(style_id)
        if style is None:
            return
        yield style
        style_id = style.based_on


def kind_of(styles: Mapping[str, Style], style_id: str) -> tuple[str, int | None]:
    """Return kind and level of a paragraph by its style and those it is based on."""
    # An outline level may come from far up the chain: "My Heading" based on "Heading 1".
    for style in _chain(styles, style_id):
        if style.outline is not None and style.outline < BODY_LEVEL:
            return "heading", style.outline + 1
    # Without an outline level only the style's own name can tell.
    own = styles.get(style_id)
    kind = _kind_by_name(own.name) if own else "paragraph"
    return kind, 1 if kind == "heading" else None


def is_hidden(styles: Mapping[str, Style], style_id: str) -> bool | None:
    """Return whether a style, or one it is based on, hides its text, as "Top of Form" does; None where none says so."""
    return next((style.hidden for style in _chain(styles, style_id) if style.hidden is not None), None)


def align_of(styles: Mapping[str, Style], style_id: str) -> str:
    """Return where text of a style stands, by itself or by one it is based on: `superscript`, `subscript` or neither."""
    return next((style.align for style in _chain(styles, style_id) if style.align is not None), "")


def number_of(styles: Mapping[str, Style], style_id: str) -> tuple[str, int | None]:
    """Return the id of the numbering that a style puts its paragraphs in, and their level where it says one.

    The id is "0" where there is none. "List Number 2" may be based on "List Number", and name another numbering.
    """
    level: int | None = None
    for style in _chain(styles, style_id):
        level = style.number_level if level is None else level
        if style.number is not None:
            return style.number, level
    return "0", None


def _kind_by_name(name: str) -> str:
    # "intense quote" contains "quote"; the first row that fits decides.
    return next((kind for part, kind, _ in _BY_NAME if part in name), "paragraph")
