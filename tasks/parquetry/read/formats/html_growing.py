"""The tree of a page as it grows: where elements and texts are put, and which of them are open.

Source: WHATWG HTML, 13.2.6.1 (creating and inserting nodes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats.html_elements import CELLS, MINDS_TEXT, SECTIONS, TABLE_CONTEXT, VOID
from parquetry.read.formats.html_nodes import Node, Stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pieces import Piece

MOST_NODES = 2_000_000
"""Nodes a page may have; the largest pages on record have some 500,000."""


class GrowingTree:
    """The nodes of a page so far, and the stack of its open elements; `xml` if it is XHTML."""

    __slots__ = ("_above", "_count", "_xml", "began", "root", "stack")

    def __init__(self, *, xml: bool) -> None:
        self.root = Node("#document")
        self.stack = Stack(self.root)
        self.began = False
        """Whether the content of the page has begun: after it there is no other `<head>` or `<body>`."""
        self._xml = xml
        self._count = 0
        # What each table is in, by its id. Nodes know none above them: a tree without circles is freed as it is left.
        self._above: dict[int, Node] = {}

    def append(self, node: Node, *, foster: bool = False) -> None:
        """Put a node into the innermost open element, or with `foster` before the innermost table.

        Raises:
            DocumentError: there are more than `MOST_NODES`.
        """
        self._count += 1
        if self._count > MOST_NODES:
            detail = f"a page of more than {MOST_NODES} nodes"
            raise DocumentError("too_large", detail)
        if foster and self._put_before_table(node):
            return
        parent = self.stack.top
        # Text that goes astray in a table has to find what the table is in.
        if node.name == "table":
            self._above[id(node)] = parent
        parent.children.append(node)

    def _put_before_table(self, node: Node) -> bool:
        """Put a node before the innermost table; return whether it is known what that is in."""
        table = self.stack.nodes[self.stack.last("table")]
        above = self._above.get(id(table))
        if above is None:
            return False
        at = len(above.children) - 1
        # The table is the last child, or stands itself before a table that is.
        while above.children[at] is not table:
            at -= 1
        above.children.insert(at, node)
        if node.name == "table":
            self._above[id(node)] = above
        return True

    def add_text(self, start: int, end: int, pieces: Sequence[Piece]) -> None:
        """Put a text where it belongs."""
        if not pieces:
            return
        # Where text stands is only a question before the content of a page begins, and between the rows of a table.
        if self.began and self.stack.top.name not in MINDS_TEXT:
            self.append(Node("#text", start, end, pieces=pieces))
            return
        blank = all(not piece.text.strip("\t\n\f\r ") for piece in pieces)
        if not blank:
            self.began = True
            if self.stack.top.name == "head":
                self.stack.pop()
        # Between the rows of a table only white space stays where it is.
        foster = not blank and self.stack.top.name in TABLE_CONTEXT and not self.stack.top.foreign
        self.append(Node("#text", start, end, pieces=pieces), foster=foster)

    def open(self, node: Node, *, foster: bool = False, foreign: bool = False) -> None:
        """Put an element into the tree, and what follows into it."""
        node.foreign = foreign
        # In HTML the slash of `<div/>` says nothing.
        node.closed = node.closed and (foreign or self._xml)
        self.append(node, foster=foster)
        if not node.closed and (foreign or node.name not in VOID):
            self.stack.push(node)

    def open_in_table(self, name: str) -> None:
        """Close what ends where a row, cell or section of a table begins, and open what must be around it."""
        stack = self.stack
        table = stack.last("table")
        wanted = {"tr": SECTIONS, "td": {"tr"}, "th": {"tr"}}.get(name, set())
        # Back to the row, the section or the table that it stands in.
        at = max((stack.in_table_scope(kind) for kind in wanted), default=0)
        if not at and name in CELLS:
            at = max(stack.in_table_scope(kind) for kind in SECTIONS)
        stack.pop_to((at or table) + 1)
        if name == "tr" and not at:
            self._imply("tbody")
        if name in CELLS and stack.top.name != "tr":
            if stack.top.name == "table":
                self._imply("tbody")
            self._imply("tr")

    def _imply(self, name: str) -> None:
        node = Node(name, self.stack.top.end, self.stack.top.end)
        self.append(node)
        self.stack.push(node)
