"""What the style sheets of a page hide: rules with `display: none` whose selector is a tag, classes or an id.

Only what is sure: rules within `@media` and selectors with relations or states may or may not hold, and an element that
any other rule shows is shown. Style sheets in files of their own are not read.

Source: CSS 2.1, 4.1 (syntax), 5 (selectors).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parquetry.read.formats.html_nodes import Node

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile("[{}]")
_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)", re.IGNORECASE)
SIMPLE_SELECTOR = re.compile(r"([A-Za-z][\w-]*)?((?:[.#][\w-]+)*)")
"""A tag, and classes or an id: what can be told of an element alone."""
_PART = re.compile(r"[.#][\w-]+")
_NAME = re.compile(r"[.#]?[A-Za-z_][\w-]*")
_COMBINATOR = re.compile(r"[\s>+~]")
# One that is never closed reaches to the end of the selector, as in CSS; else each "[" of many would be a search to there.
_ATTRIBUTES_AND_STATES = re.compile(r"\[[^\]]*(?:\]|\Z)|::?[\w-]+(?:\([^)]*(?:\)|\Z))?")
MOST_CHARACTERS = 2_000_000
"""Characters of style sheets that are looked at; pages with more are made by programs that inline everything."""
# Elements that scripts show again: a page that hides all of itself is shown after all.
_NEVER = frozenset({"html", "body"})


class Rule(NamedTuple):
    """The selectors and declarations of a rule of a style sheet, and in how many at-rules it stands."""

    selectors: str
    declarations: str
    depth: int


class Selector(NamedTuple):
    """A tag (or none), and classes and ids with their signs, all of which an element must have."""

    tag: str
    parts: frozenset[str]


class HiddenBy:
    """Tells whether an element is hidden by the style sheets of its page."""

    __slots__ = ("_by_part", "_by_tag")

    def __init__(self, selectors: Iterable[Selector]) -> None:
        # By one of its parts, so that an element is compared with few selectors.
        self._by_part: dict[str, list[Selector]] = defaultdict(list)
        self._by_tag: set[str] = set()
        for selector in selectors:
            if selector.parts:
                self._by_part[min(selector.parts)].append(selector)
            else:
                self._by_tag.add(selector.tag)

    def __bool__(self) -> bool:
        """Return whether anything may be hidden."""
        return bool(self._by_part or self._by_tag)

    def hides(self, node: Node) -> bool:
        """Return whether a rule hides an element."""
        if node.name in self._by_tag:
            return True
        if not self._by_part or not ("class" in node.attrs or "id" in node.attrs):
            return False
        parts = {f".{name}" for name in (node.attrs.get("class") or "").split()}
        parts.add(f"#{node.attrs.get('id') or ''}")
        return any(
            selector.parts <= parts and selector.tag in ("", node.name)
            for part in parts
            for selector in self._by_part.get(part, ())
        )


def hidden_by(rules: Iterable[Rule]) -> HiddenBy:
    """Return what the rules of a page hide.

    >>> sorted(hidden_by(rules_of([".menu, p.old { display: none } .old { display: block }"]))._by_part)
    ['.menu']
    """
    hidden: dict[Selector, None] = {}
    shown: set[str] = set()
    for selectors, declarations, depth in rules:
        display = _DISPLAY.findall(declarations)
        if not display:
            continue
        for selector in selectors.split(","):
            simple = SIMPLE_SELECTOR.fullmatch(selector.strip())
            if display[-1].lower() != "none":
                # Whatever else the selector asks for, it may be this element that it shows.
                shown.update(_NAME.findall(selector))
            elif depth == 0 and simple and selector.strip() and (simple[1] or "").lower() not in _NEVER:
                hidden[Selector((simple[1] or "").lower(), frozenset(_PART.findall(simple[2])))] = None
    return HiddenBy(one for one in hidden if not shown & ({one.tag} | one.parts))


def rules_of(sheets: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules in the texts of the `<style>` elements of a page."""
    text = _COMMENT.sub(" ", "\n".join(sheets)[:MOST_CHARACTERS])
    at = depth = 0
    opened: str | None = None
    for match in _BRACE.finditer(text):
        part = text[at : match.start()]
        at = match.end()
        if match[0] == "{":
            if opened is not None:
                depth += 1
            opened = part.rpartition(";")[2]
            # "@media print {" holds rules; "@font-face {" declarations, which hide nothing.
            if opened.lstrip().startswith("@"):
                depth += 1
                opened = None
        elif opened is not None:
            yield Rule(opened, part, depth)
            opened = None
        else:
            depth = max(0, depth - 1)


def names_of(selector: str) -> frozenset[str]:
    """Return the tag, classes and id that the last part of a selector asks for; what else it asks for is not known."""
    last = _COMBINATOR.split(_ATTRIBUTES_AND_STATES.sub("", selector).strip())[-1]
    return frozenset(name if name[0] in ".#" else name.lower() for name in _NAME.findall(last))
