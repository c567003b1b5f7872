"""Markers of the lists of a page: the bullet or number before an item, as a browser shows it.

Attributes say what they are, and style sheets of the page. Style sheets in files of their own are not read: they may show
others, or none.

Source: WHATWG HTML, 4.4.5 to 4.4.8 (lists), 15.3.7 (rendering); CSS Lists 3, 2 to 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.counters import LONGEST_MARKER, css_counter

if TYPE_CHECKING:
    from collections.abc import Mapping

UNSURE = "-unsure"
"""Name of a style that rules of the page may or may not give: no marker is shown for it."""
_BULLETS = {"disc": "•", "circle": "◦", "square": "▪"}
_BY_DEPTH = ("disc", "circle", "square")
"""Bullets of lists that are in no list, in one, in two or more."""
# `type` of <ol>, in which case counts.
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_DECLARED = re.compile(
    r"""
    (?: ^ | ; ) \s* list-style (?:-type)? \s* : \s*
    ( (?: "[^"]*" | '[^']*' | [^;"'] )* )                   # list-style: square inside
    """,
    re.IGNORECASE | re.VERBOSE,
)
LAID_OUT = re.compile(
    r"""
    (?: ^ | ; ) \s* display \s* : \s*
    (?! list-item | none | inherit | revert ) [a-z]         # display: inline-block
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A declaration that makes an item something else than an item of a list: `display: inline-block`."""
_VALUE = re.compile(
    r"""
    "([^"]*)" | '([^']*)'                                   # list-style-type: "- "
    | ( url \( [^)]* \) )                                   # list-style: url(star.png)
    | ( [A-Za-z-][\w-]* )                                   # lower-roman
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
# Words of the shorthand `list-style` that are no style: where the marker stands, and what is inherited.
_NO_STYLE = frozenset({"inside", "outside", "inherit", "initial", "unset", "revert", "important"})


@dataclass(slots=True)
class _List:
    """An open list: the style of its markers, and the number of its next item."""

    style: str
    next: int = 1
    step: int = 1


class ListMarkers:
    """Follows the lists of a page as they open and close, and gives the marker of each item."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: list[_List] = []

    def open_list(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Begin a list, `<ol>` or one with bullets."""
        # A list of numbers has them at every depth; bullets change with it.
        if tag != "ol":
            style = _BY_DEPTH[min(len(self._open), len(_BY_DEPTH) - 1)]
            self._open.append(_List(_style(attributes, style)))
            return
        first = _integer(attributes.get("start"))
        backwards = "reversed" in attributes
        self._open.append(_List(_style(attributes, "decimal"), 1 if first is None else first, -1 if backwards else 1))

    def close_list(self) -> None:
        """End the innermost list."""
        if self._open:
            self._open.pop()

    def item(self, attributes: Mapping[str, str | None]) -> str | None:
        """Return the marker of the next item, which has these attributes; none where it has none, or it is not known."""
        # An item without a list has a bullet all the same.
        inner = self._open[-1] if self._open else _List("disc")
        value = _integer(attributes.get("value"))
        number = inner.next if value is None else value
        # `value` goes on from here: 7, 8, 9.
        inner.next = number + inner.step
        if LAID_OUT.search(attributes.get("style") or ""):
            return None
        return _marker(_style(attributes, inner.style), number)


def _integer(value: str | None) -> int | None:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else None


def _style(attributes: Mapping[str, str | None], otherwise: str) -> str:
    """Return the style that an element's attributes give, or the other one; text to be shown as it is in quotes."""
    declared = _DECLARED.findall(attributes.get("style") or "")
    found = declared_style(declared[-1]) if declared else ""
    kind = attributes.get("type") or ""
    # `type` is older than style sheets, and these go before it.
    return found or _TYPES.get(kind) or (kind.lower() if kind.lower() in ("none", *_BULLETS) else "") or otherwise


def declared_style(value: str) -> str:
    """Return the style that a value of `list-style` or `list-style-type` names; empty where it names none.

    >>> declared_style("square inside"), declared_style("'- '"), declared_style("none"), declared_style("url(x.png) disc")
    ('square', '"-', 'none', '-unsure')
    """
    style = ""
    for double, single, image, name in _VALUE.findall(value):
        # A picture has no character that is the same.
        if image:
            return UNSURE
        if name and name.lower() not in _NO_STYLE:
            style = name.lower()
        elif double or single:
            style = '"' + (double or single).strip()
    return style if len(style) <= LONGEST_MARKER else UNSURE


def _marker(style: str, number: int) -> str | None:
    if style.startswith('"'):
        return style[1:] or None
    if style in _BULLETS:
        return _BULLETS[style]
    counter = css_counter(style, number)
    return f"{counter}." if counter else None
