"""What the style sheets of a page say of how its elements are laid out and shown, where that is sure.

A rule whose selector is a tag, classes or an id says it. One with relations, states or within `@media` may hold or not: then
nothing is said of the elements that it may be about, nor where two rules differ.

Source: CSS 2.1, 5 (selectors); CSS Display 3, 2; CSS Text 3, 3.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parquetry.read.formats.html_styles import SIMPLE_SELECTOR, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.read.formats.html_nodes import Node
    from parquetry.read.formats.html_styles import Rule
    from parquetry.read.formats.html_tokens import Attributes

LAYOUT = re.compile(
    r"(?: ^ | ; ) \s* (display | position | visibility | white-space | vertical-align) \s* : \s* ([a-z-]+)",
    re.IGNORECASE | re.VERBOSE,
)
"""What a style says of how an element is laid out: "color: red; display: none". The last declaration counts."""
# A rule that may hold or not; no value of CSS.
_UNSURE = ""


class LayoutRules:
    """The rules of a page about layout: names that an element must have, the property and its value."""

    __slots__ = ("_known", "_rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        # By that of its names which the fewest rules have, so that an element is compared with few; "" for those that ask
        # for no name.
        self._rules: dict[str, set[tuple[frozenset[str], str, str]]] = defaultdict(set)
        # Pages say the same tag and classes again and again.
        self._known: dict[tuple[str, str, str], str] = {}
        found: set[tuple[frozenset[str], str, str]] = set()
        for selectors, declarations, depth in rules:
            declared = dict(LAYOUT.findall(declarations.lower()))
            for selector in selectors.split(",") if declared else ():
                sure = depth == 0 and SIMPLE_SELECTOR.fullmatch(selector.strip())
                names = names_of(selector)
                # What a rule takes from the page is no other layout: on paper a line of its own may not be shown.
                found.update(
                    (names, name, value if sure else _UNSURE) for name, value in declared.items() if value != "none"
                )
        often = Counter(name for names, _, _ in found for name in names)
        for rule in found:
            self._rules[min(rule[0], key=lambda name: (often[name], name), default="")].add(rule)

    def __bool__(self) -> bool:
        """Return whether anything is said."""
        return bool(self._rules)

    def attributes(self, node: Node, attributes: Attributes) -> Attributes:
        """Return the attributes of an element, with the style that the rules give it before its own."""
        said = self.says(node)
        return {**attributes, "style": f"{said}; {attributes.get('style') or ''}"} if said else attributes

    def says(self, node: Node) -> str:
        """Return the style that the rules give an element; empty where they give none."""
        attributes = node.attrs
        key = (node.name, attributes.get("class") or "", attributes.get("id") or "")
        said = self._known.get(key)
        if said is None:
            said = self._known[key] = self._said(*key)
        return said

    def _said(self, tag: str, classes: str, id_: str) -> str:
        # All that a simple selector may ask for.
        names = {tag, f"#{id_}", *(f".{name}" for name in classes.split())}
        found: dict[str, set[str]] = defaultdict(set)
        for name in ("", *names):
            for wanted, property_, value in self._rules.get(name, ()):
                if wanted <= names:
                    found[property_].add(value)
        # In the order of their names, so that the same page gives the same style.
        sure = ((property_, values.pop()) for property_, values in sorted(found.items()) if len(values) == 1)
        return "; ".join(f"{property_}: {value}" for property_, value in sure if value)
