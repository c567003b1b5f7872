"""Numbers and bullets of Word's paragraphs: what `numbering.xml` defines, and the counters that run through a document.

A paragraph names a numbering (`w:num`) and a level in it. Numberings share the counters of the abstract one they are made
from, so that a list goes on after a paragraph between; one with a start of its own begins again where it is first met.

Source: ECMA-376 part 1, 17.9 (numbering).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.counters import LONGEST_MARKER, word_counter
from parquetry.read.formats.symbol_fonts import symbol_character
from parquetry.read.formats.xml_events import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = 9
"""Levels of a numbering."""
_PLACE = re.compile("%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Word writes "o" in Courier New for a small circle.
_CIRCLE = "◦"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: `text` is what is shown, in which "%2" stands for the number of the second level."""

    start: int = 1
    format: str | None = None
    text: str = ""
    restart: int | None = None
    """The level, from 1, after which it begins again; 0 for never. None: after any above it."""
    legal: bool = False
    """Whether all its numbers are decimal: "II.1" is shown as "2.1"."""
    style: str = ""
    """The style whose paragraphs are of this level."""
    font: str = ""


@dataclass(slots=True)
class _Num:
    """A numbering: its abstract one, with levels of its own and numbers that levels begin at."""

    abstract: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """What `numbering.xml` defines; empty where there is none."""

    abstracts: dict[str, dict[int, Level]] = field(default_factory=dict)
    nums: dict[str, _Num] = field(default_factory=dict)
    style_links: dict[str, str] = field(default_factory=dict)
    """The abstract numbering that defines a numbering style, by the id of the style."""
    num_styles: dict[str, str] = field(default_factory=dict)
    """The numbering style that an abstract numbering refers to, by its id."""

    def abstract_of(self, num: str) -> str:
        """Return the id of the abstract numbering that a numbering is made from; empty where it is not defined."""
        found = self.nums.get(num)
        abstract = found.abstract if found else ""
        # "numStyleLink" names a style, and the abstract numbering that has it as "styleLink" holds the levels.
        return self.style_links.get(self.num_styles.get(abstract, ""), abstract)

    def level(self, num: str, level: int) -> Level | None:
        """Return a level of a numbering; none where it is not defined."""
        own = self.nums[num].levels if num in self.nums else {}
        return own.get(level) or self.abstracts.get(self.abstract_of(num), {}).get(level)


class _Reader:
    """Takes the elements of `numbering.xml` in order."""

    def __init__(self) -> None:
        self.found = Numbering()
        self._abstract = ""
        self._num: _Num | None = None
        self._levels: dict[int, Level] = {}
        self._at = 0

    def take(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        # Elements say where they belong by their order alone: properties follow the level they are of.
        if name == "abstractNum":
            self._abstract, self._num = attributes.get("abstractNumId", ""), None
            self._levels = self.found.abstracts.setdefault(self._abstract, {})
        elif name == "num":
            self._num = self.found.nums.setdefault(attributes.get("numId", ""), _Num())
            self._levels = self._num.levels
        elif name == "abstractNumId" and self._num is not None:
            self._num.abstract = value
        elif name == "styleLink":
            self.found.style_links[value] = self._abstract
        elif name == "numStyleLink":
            self.found.num_styles[self._abstract] = value
        elif name in ("lvl", "lvlOverride"):
            self._at = _integer(attributes.get("ilvl", ""), 0)
            # An override may give a whole level, or only the number that it begins at.
            if name == "lvl":
                self._levels[self._at] = Level()
        elif name == "startOverride" and self._num is not None:
            self._num.starts[self._at] = _integer(value, 1)
        elif self._at in self._levels:
            self._levels[self._at] = _with_property(self._levels[self._at], name, attributes)


def numbering_of(data: bytes) -> Numbering:
    """Return what a part `numbering.xml` defines.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    reader = _Reader()
    for name, attributes in elements(data):
        reader.take(name, attributes)
    return reader.found


def _with_property(level: Level, name: str, attributes: Mapping[str, str]) -> Level:
    value = attributes.get("val", "")
    if name == "rFonts":
        return replace(level, font=(attributes.get("ascii") or attributes.get("hAnsi") or "").lower())
    if name == "numFmt":
        # The first of two forms is the one of newer versions; the second, in a fallback, is what is near to it.
        return replace(level, format=value) if level.format is None else level
    if name == "start":
        return replace(level, start=_integer(value, level.start))
    if name == "lvlRestart":
        return replace(level, restart=_integer(value, 0))
    if name == "isLgl":
        return replace(level, legal=value not in ("0", "false", "off"))
    text = value if len(value) <= LONGEST_MARKER else ""
    texts = {"lvlText": replace(level, text=text), "pStyle": replace(level, style=value)}
    return texts.get(name, level)


def _integer(value: str, otherwise: int) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise  # noqa: PLR2004 (32 bits)


class Numbers:
    """The counters of one part of a document, as its paragraphs come."""

    __slots__ = ("_counts", "_numbering", "_started")

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        # By the abstract numbering and level: the number of the last paragraph there.
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def level_of_style(self, num: str, style: str) -> int:
        """Return the level, from 0, whose style a paragraph has."""
        levels = self._numbering.abstracts.get(self._numbering.abstract_of(num), {})
        return next((at for at, level in levels.items() if level.style and level.style == style), 0)

    def marker(self, num: str, at: int) -> str | None:
        """Count the next paragraph of a numbering and level; return what is shown before it, none if that is not known."""
        level = self._numbering.level(num, at)
        if level is None or not 0 <= at < LEVELS:
            return None
        counts = self._counts.setdefault(self._numbering.abstract_of(num), {})
        begins = self._numbering.nums[num].starts.get(at)
        if begins is not None and (num, at) not in self._started:
            # The first paragraph of a numbering that begins anew.
            counts[at] = begins
        else:
            counts[at] = counts[at] + 1 if at in counts else self._start(num, at)
        self._started.add((num, at))
        # Below a new chapter sections begin at one again.
        for deeper in [one for one in counts if one > at]:
            if self._restarts(num, deeper, at):
                del counts[deeper]
        return self._shown(num, level, counts)

    def _start(self, num: str, at: int) -> int:
        level = self._numbering.level(num, at)
        return self._numbering.nums[num].starts.get(at, level.start if level else 1)

    def _restarts(self, num: str, deeper: int, at: int) -> bool:
        """Return whether a deeper level begins again after a paragraph of a level above it."""
        level = self._numbering.level(num, deeper)
        restart = level.restart if level else None
        return restart is None or at < restart

    def _shown(self, num: str, level: Level, counts: Mapping[int, int]) -> str | None:
        if level.format == "bullet":
            return _bullet(level)
        if level.format == "none":
            return None
        out, at = "", 0
        for match in _PLACE.finditer(level.text):
            # "%2" is the second level, whose number is 1 here.
            place = int(match[1]) - 1
            number = counts.get(place, self._start(num, place))
            shown = word_counter("decimal" if level.legal else self._format(num, place), number)
            # Half a number would be a wrong one.
            if shown is None:
                return None
            out += level.text[at : match.start()] + shown
            at = match.end()
        return (out + level.text[at:]).strip() or None

    def _format(self, num: str, at: int) -> str:
        level = self._numbering.level(num, at)
        return (level.format if level else None) or "decimal"


def _bullet(level: Level) -> str | None:
    """Return a bullet as a character of Unicode; none for a sign of a font whose shape is not known."""
    sign = level.text.strip()
    if sign == "o" and level.font.startswith("courier"):
        return _CIRCLE
    # Without a font, Word's own bullet is the one of Symbol.
    font = level.font or "symbol"
    # Typed letters have codes of their own: only what stands in the private use area is a sign by its code.
    shown = "".join((symbol_character(font, ord(one)) if _PRIVATE.match(one) else None) or one for one in sign)
    return None if not shown or _PRIVATE.search(shown) else shown
