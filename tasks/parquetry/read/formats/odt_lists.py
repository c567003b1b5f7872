"""Numbers and bullets of OpenDocument: what list styles define, and the counters of lists and headings.

Source: ODF 1.3 part 3, 5.3 (lists), 16.30 (list styles), 16.34 (outline style), 19.880 (display-levels).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.counters import LONGEST_MARKER, open_document_counter

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTLINE = ""
"""The name that stands for the numbering of headings, which has none."""
_LEVEL_STYLES = frozenset(
    {"list-level-style-number", "list-level-style-bullet", "list-level-style-image", "outline-level-style"}
)
_MOST_BASES = 20
# What OpenDocument's programs know; a damaged file may ask for a billion, and for all of them in one number.
_LEVELS = 10
_PRIVATE_USE = ("\ue000", "\uf8ff")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list style: a bullet, or the format of a number and what stands around it."""

    bullet: str = ""
    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    """How many levels are shown: "2.1" for two."""
    repeated: bool = False


@dataclass(slots=True)
class ListStyles:
    """List styles by their name, and what else styles say of the text in them, as the elements of a file define them."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    by_paragraph_style: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    _open: dict[int, Level] = field(default_factory=dict)
    _hidden: dict[str, bool] = field(default_factory=dict)
    """Styles that say whether their text is hidden."""
    _scripts: dict[str, str] = field(default_factory=dict)
    """Styles that say where their text stands: `sup`, `sub`, or empty for on the line."""
    _style: str = ""

    def take(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element, of which most define no list."""
        if name in ("list-style", "outline-style"):
            # Styles of the same name in another file are others; what is said of their numbers is not said of a text.
            self._open, self._style = {}, ""
            self.levels[attributes.get("name", "") if name == "list-style" else OUTLINE] = self._open
        elif name in _LEVEL_STYLES:
            self._open[_integer(attributes.get("level"), 1)] = _level(attributes)
        elif name == "style":
            style = self._style = attributes.get("name", "")
            self.parents[style] = attributes.get("parent-style-name", "")
            if "list-style-name" in attributes:
                self.by_paragraph_style[style] = attributes["list-style-name"]
        elif name == "text-properties" and self._style:
            if "display" in attributes:
                self._hidden[self._style] = attributes["display"] == "none"
            if "text-position" in attributes:
                self._scripts[self._style] = _script(attributes["text-position"])

    def hides(self, style: str) -> bool:
        """Return whether a style of paragraphs or of characters, or one that it is based on, hides its text."""
        return bool(self._hidden) and self._hidden.get(self._base(style, self._hidden), False)

    def script_of(self, style: str) -> str:
        """Return where text of a style stands: `sup`, `sub`, or empty for on the line."""
        return self._scripts.get(self._base(style, self._scripts), "") if self._scripts else ""

    def _base(self, style: str, said: Mapping[str, object]) -> str:
        """Return the style of which something is said: this one, or one that it is based on."""
        for _ in range(_MOST_BASES):
            if style in said or style not in self.parents:
                break
            style = self.parents[style]
        return style

    def style_of_paragraph(self, style: str) -> str:
        """Return the list style that a paragraph style names, or one that it is based on; empty for none."""
        return self.by_paragraph_style.get(self._base(style, self.by_paragraph_style), "")


def _script(position: str) -> str:
    """Return the element of a page for a position such as "super 58%", "-33% 58%"."""
    place = position.split(" ", maxsplit=1)[0]
    if place in ("super", "sub"):
        return "sup" if place == "super" else "sub"
    # Word processors write per cent of the height of a letter, downwards negative.
    number = place.removesuffix("%")
    if not number.removeprefix("-").strip("0."):
        return ""
    return "sub" if number.startswith("-") else "sup"


def _level(attributes: Mapping[str, str]) -> Level:
    bullet = attributes.get("bullet-char", "")
    return Level(
        # A sign of a symbol font has no shape that is known here.
        bullet="" if bullet and _PRIVATE_USE[0] <= bullet[0] <= _PRIVATE_USE[1] else bullet,
        format=attributes.get("num-format", ""),
        prefix=attributes.get("num-prefix", ""),
        suffix=attributes.get("num-suffix", ""),
        start=_integer(attributes.get("start-value"), 1),
        shown=_integer(attributes.get("display-levels"), 1),
        repeated=attributes.get("num-letter-sync") == "true",
    )


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else otherwise  # noqa: PLR2004 (32 bits)


@dataclass(slots=True)
class _List:
    """An open list: its style, its level from 1, and the numbers of the last items, which lists within it share."""

    style: str
    level: int
    counts: dict[int, int]
    start: int | None = None
    """The number that the item in hand says it has."""
    waiting: bool = False
    """Whether an item began whose first paragraph has not come."""


class Lists:
    """The lists of one part, as they open and close."""

    __slots__ = ("_by_id", "_by_style", "_headings", "_open", "_styles")

    def __init__(self, styles: ListStyles) -> None:
        self._styles = styles
        self._open: list[_List] = []
        self._by_style: dict[str, dict[int, int]] = {}
        self._by_id: dict[str, dict[int, int]] = {}
        self._headings: dict[int, int] = {}

    def open_list(self, attributes: Mapping[str, str]) -> None:
        """Begin a list; within another it has that one's style, if it names none."""
        outer = self._open[-1] if self._open else None
        style = attributes.get("style-name", outer.style if outer else "")
        goes_on = attributes.get("continue-numbering") == "true"
        if outer is None:
            # "Goes on" means from the last list of the same style, wherever that was.
            counts = self._by_style.get(style, {}) if goes_on else {}
            if "continue-list" in attributes:
                counts = self._by_id.get(attributes["continue-list"], counts)
        else:
            counts = outer.counts
            if not goes_on:
                counts.pop(outer.level + 1, None)
        self._by_style[style] = counts
        if "id" in attributes:
            self._by_id[attributes["id"]] = counts
        self._open.append(_List(style, outer.level + 1 if outer else 1, counts))

    def open_item(self, attributes: Mapping[str, str], *, numbered: bool) -> None:
        """Begin an item; the header of a list has no number."""
        if self._open:
            self._open[-1].waiting = numbered
            start = attributes.get("start-value")
            self._open[-1].start = _integer(start, 1) if start else None

    def close_list(self) -> None:
        """End the innermost list."""
        if self._open:
            self._open.pop()

    def paragraph(self, style: str) -> str | None:
        """Return what is shown before a paragraph: it is the first of an item, or there is nothing."""
        inner = self._open[-1] if self._open else None
        if inner is None or not inner.waiting:
            return None
        # The paragraphs after the first stand below it, without a number.
        inner.waiting = False
        name = inner.style or self._styles.style_of_paragraph(style)
        return self._count(self._styles.levels.get(name, {}), inner.counts, inner.level, inner.start)

    def heading(self, level: int, attributes: Mapping[str, str]) -> str | None:
        """Return the number of a heading that is in no list."""
        if self._open or attributes.get("is-list-header") == "true":
            return self.paragraph(attributes.get("style-name", ""))
        start = None
        if attributes.get("restart-numbering") == "true":
            start = _integer(attributes.get("start-value"), 1)
        return self._count(self._styles.levels.get(OUTLINE, {}), self._headings, level, start)

    def _count(self, levels: Mapping[int, Level], counts: dict[int, int], at: int, start: int | None) -> str | None:
        if at > _LEVELS:
            return None
        level = levels.get(at)
        first = level.start if level else 1
        counts[at] = start if start is not None else counts[at] + 1 if at in counts else first
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        # Counted all the same: the next item may be of a level that is defined.
        if level is None or len(level.prefix) + len(level.bullet) + len(level.suffix) > LONGEST_MARKER:
            return None
        if level.bullet:
            return f"{level.prefix}{level.bullet}{level.suffix}".strip()
        return _shown(levels, level, counts, at)


def _shown(levels: Mapping[int, Level], level: Level, counts: Mapping[int, int], at: int) -> str | None:
    """Return a number with those of the levels above it that are shown; none for a level without numbers."""
    if not level.format:
        return None
    numbers = []
    for place in range(max(1, at - level.shown + 1), at + 1):
        one = levels.get(place, Level())
        # Levels above that have no number are passed over.
        if one.format:
            numbers.append(open_document_counter(one.format, counts.get(place, one.start), repeated=one.repeated))
    # A part of a number would be a wrong one.
    if None in numbers:
        return None
    return f"{level.prefix}{'.'.join(number for number in numbers if number)}{level.suffix}".strip() or None
