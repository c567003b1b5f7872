"""Styles of a Word document: which paragraphs are headings, lists, quotes, captions, code.

Source: ECMA-376 part 1, 17.7 (styles), 17.3.1.20 (outlineLvl).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.xml_events import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

# The outline level of body text; 0 to 8 are those of headings.
_BODY_LEVEL = 9
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
    """A paragraph style: its kind where it tells one, and whether it numbers its paragraphs."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbered: bool = False


def styles_of(data: bytes) -> dict[str, Style]:
    """Return the paragraph styles of `styles.xml` by their id."""
    found: dict[str, Style] = {}
    style = Style()
    for name, attributes in elements(data):
        value = attributes.get("val", "")
        if name == "style":
            style = Style()
            if attributes.get("type", "paragraph") == "paragraph":
                # Only paragraph styles are asked for; the others are read over.
                found[attributes.get("styleId", "")] = style
        elif name == "name":
            style.name = value.lower()
        elif name == "basedOn":
            style.based_on = value
        elif name == "outlineLvl" and value.isdigit():
            style.outline = int(value)
        elif name == "numId":
            style.numbered = value != "0"
    return found


def kind_of(styles: Mapping[str, Style], style_id: str) -> tuple[str, int | None, bool]:
    """Return kind, level and whether it is numbered of a paragraph by its style and those it is based on."""
    numbered = False
    own = styles.get(style_id)
    # An outline level may come from far up the chain: "My Heading" based on "Heading 1".
    for _ in range(_MOST_BASES):
        style = styles.get(style_id)
        if style is None:
            break
        numbered = numbered or style.numbered
        if style.outline is not None and style.outline < _BODY_LEVEL:
            return "heading", style.outline + 1, numbered
        style_id = style.based_on
    # Without an outline level only the style's own name can tell.
    kind = _kind_by_name(own.name) if own else "paragraph"
    return kind, 1 if kind == "heading" else None, numbered


def _kind_by_name(name: str) -> str:
    # "intense quote" contains "quote"; the first row that fits decides.
    return next((kind for part, kind, _ in _BY_NAME if part in name), "paragraph")
