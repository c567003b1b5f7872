"""Nodes of a page, and the stack of its open elements.

Source: WHATWG HTML, 13.2.4.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.read.formats.html_elements import PASSED_BY_ITEMS, SCOPE, SPECIAL
from parquetry.read.formats.html_tokens import NO_ATTRIBUTES, Attributes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pieces import Piece


class Node:
    """An element, or the text, comment or document that `#text`, `#comment` and `#document` name.

    `start`, `end` are the characters of the start tag, of the comment, or of the text; `pieces` those of a text; `closed`
    says that nothing is put in it any more.
    """

    __slots__ = ("attrs", "children", "closed", "end", "foreign", "name", "pieces", "start")

    def __init__(  # noqa: PLR0913 (what a tag says, and what it is)
        self,
        name: str,
        start: int = 0,
        end: int = 0,
        attrs: Attributes = NO_ATTRIBUTES,
        *,
        pieces: Sequence[Piece] = (),
        closed: bool = False,
    ) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.attrs = attrs
        self.pieces = pieces
        self.foreign = False
        self.closed = closed
        # Half of the nodes are texts: these share one list that nothing is ever added to.
        self.children: list[Node] = _NO_NODES if name == "#text" else []

    @property
    def data(self) -> str:
        """Return the characters of a text."""
        return "".join(piece.text for piece in self.pieces)


_NO_NODES: list[Node] = []


class Stack:
    """The open elements, with the places of each name and kind: every question is answered in constant time."""

    __slots__ = ("_items", "_places", "_scopes", "_special", "foreign", "nodes", "top")

    def __init__(self, root: Node) -> None:
        self.nodes = [root]
        self.top = root
        """The element that text goes to."""
        self.foreign = 0
        """How many of the open elements are of SVG or MathML."""
        self._places: dict[str, list[int]] = {}
        self._scopes = [0]
        self._special = [0]
        self._items = [0]

    def push(self, node: Node) -> None:
        """Open an element."""
        at = len(self.nodes)
        self.nodes.append(node)
        self.top = node
        name = node.name
        if node.foreign:
            self.foreign += 1
            self._places.setdefault(f"svg {name}", []).append(at)
            return
        places = self._places.get(name)
        if places is None:
            self._places[name] = [at]
        else:
            places.append(at)
        # Elements out of which an end tag does not reach are special ones.
        if name in SPECIAL:
            self._special.append(at)
            if name in SCOPE:
                self._scopes.append(at)
            if name not in PASSED_BY_ITEMS:
                self._items.append(at)

    def pop(self) -> None:
        """Close the innermost element, and those below it that were closed out of order."""
        nodes = self.nodes
        while len(nodes) > 1:
            node = nodes.pop()
            self.top = nodes[-1]
            self.foreign -= node.foreign
            if not node.closed:
                self._places[f"svg {node.name}" if node.foreign else node.name].pop()
            if self._special[-1] == len(nodes):
                self._pop_special(len(nodes))
            if not self.top.closed:
                return

    def _pop_special(self, at: int) -> None:
        self._special.pop()
        for places in (self._scopes, self._items):
            if places[-1] == at:
                places.pop()

    def pop_to(self, at: int) -> None:
        """Close the element at a place and all in it."""
        while len(self.nodes) > at:
            self.pop()

    def last(self, name: str) -> int:
        """Return the place of the innermost element of this name; 0 where none is open."""
        places = self._places.get(name)
        return places[-1] if places else 0

    def in_scope(self, name: str, *others: str) -> int:
        """Return the place of an element if nothing that end tags do not pass is in it, nor one of `others`; else 0."""
        at = self.last(name)
        if not at or at < self._scopes[-1]:
            return 0
        for other in others:
            if self.last(other) > at:
                return 0
        return at

    def in_table_scope(self, *names: str) -> int:
        """Return the place of the innermost of some parts of the innermost table; 0 where there is none."""
        at = self.last(names[0]) if len(names) == 1 else max(self.last(name) for name in names)
        return at if at >= max(self.last("table"), self.last("template")) else 0

    def innermost_special(self) -> int:
        """Return the place of the innermost element that is no mere formatting."""
        return self._special[-1]

    def innermost_item(self) -> int:
        """Return the same without those in which an item of a list may be closed."""
        return self._items[-1]

    def close_alone(self, name: str) -> None:
        """Close the innermost element of this name, and leave open what is in it."""
        self.nodes[self._places[name].pop()].closed = True
        while len(self.nodes) > 1 and self.nodes[-1].closed:
            self.pop()
