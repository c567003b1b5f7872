"""What the style sheets of a page say of the markers of its lists, where that is sure.

A rule whose selector is a tag, classes or an id gives its style. One with relations, states or within `@media` may hold or
not: then nothing is said of the elements that it may be about.

Source: CSS 2.1, 5 (selectors), 12.5 (lists).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from parquetry.read.formats.html_lists import LAID_OUT, UNSURE, declared_style
from parquetry.read.formats.html_styles import SIMPLE_SELECTOR, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.read.formats.html_nodes import Node
    from parquetry.read.formats.html_styles import Rule
    from parquetry.read.formats.html_tokens import Attributes

    _Rules = dict[str, set[tuple[frozenset[str], str]]]

LISTED = frozenset({"ul", "ol", "menu", "dir", "li"})
"""Elements that have markers, or give them to those in them."""
_DECLARED = re.compile(r"(?:^|;)\s*list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)


class ListStyles:
    """The rules of a page about markers: names that an element must have, and the style they give."""

    __slots__ = ("_items", "_rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        # By one of its names, an id or class before a tag, so that an element is compared with few rules; "" for those
        # that ask for no name.
        self._rules: _Rules = defaultdict(set)
        self._items: _Rules = defaultdict(set)
        for selectors, declarations, depth in rules:
            declared = _DECLARED.findall(declarations)
            # An item of a menu that is laid out in a line has no marker; a list laid out so leaves its items theirs.
            laid_out = LAID_OUT.search(declarations)
            for selector in selectors.split(",") if declared or laid_out else ():
                sure = depth == 0 and SIMPLE_SELECTOR.fullmatch(selector.strip())
                names = names_of(selector)
                # A value that names no style, such as `inherit`, may be any.
                if declared:
                    style = (declared_style(declared[-1]) if sure else "") or UNSURE
                    self._rules[min(names, default="")].add((names, style))
                if laid_out:
                    self._items[min(names, default="")].add((names, "none" if sure else UNSURE))

    def attributes(self, node: Node) -> Attributes:
        """Return the attributes of an element, with the style that the rules give it before its own."""
        indexes = (self._rules, self._items) if node.name == "li" else (self._rules,)
        if not any(indexes):
            return node.attrs
        # All that a simple selector may ask for.
        names = {node.name, f"#{node.attrs.get('id') or ''}", *(f".{name}" for name in _classes(node))}
        possible = (rule for rules in indexes for name in ("", *names) for rule in rules.get(name, ()))
        styles = {style for wanted, style in possible if wanted <= names}
        if not styles:
            return node.attrs
        # Which of two rules goes first is a matter of their selectors; where they differ nothing is said.
        style = styles.pop() if len(styles) == 1 else UNSURE
        value = f'"{style[1:]}"' if style.startswith('"') else style
        return {**node.attrs, "style": f"list-style-type: {value}; {node.attrs.get('style') or ''}"}


def _classes(node: Node) -> list[str]:
    return (node.attrs.get("class") or "").split()
