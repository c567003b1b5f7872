"""Structure: what a tagged PDF says of its text: which of it is one paragraph, heading, item, note or table.

Source: ISO 32000-1, 14.7 (logical structure), 14.8.4 (standard structure types).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from playa.pdftypes import ObjRef, resolve1

from parquetry.read.formats.pdf.table_tags import Cell, TableTags
from parquetry.read.formats.pdf.values import array, dictionary, name_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playa.document import Document
    from playa.page import Page

    from parquetry.read.formats.pdf.content import Mark

# Nodes of a tree that are looked at, and how deep: a damaged tree may be a circle.
_MOST, _DEEPEST = 300_000, 64
# Names of a file's own that are followed to a standard one.
_MOST_NAMES = 8
_HEADING = re.compile(r"H([1-9])?|Title")
# What elements are by the names of their types; the kind of a paragraph is left to how it is set, since programs name all
# so that nobody named otherwise.
_KINDS = {"P": "", "LI": "list_item", "TOCI": "list_item", "Table": "table", "Note": "footnote", "FENote": "footnote"}
_KINDS |= {"Caption": "caption", "BlockQuote": "quote", "Figure": "", "Formula": "", "Code": "code"}
# Elements whose parts are theirs: a paragraph in an item or a cell is of that.
_WHOLE = ("LI", "TOCI", "Table", "Note", "FENote", "Caption", "Figure", "Formula")
# Elements that are shown as pictures.
_PICTURES = ("Figure", "Formula")
# Elements that are not of what they stand in: the note of a paragraph, an item of a list in an item.
_APART = ("LI", "TOCI", "Table", "Note", "FENote", "Caption")


class Element(NamedTuple):
    """An element of the tree that is one block: its kind, empty where it says none, and the level of a heading."""

    kind: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """The elements of a document, and the number of that which marked content of a page belongs to."""

    elements: Sequence[Element] = ()
    places: Mapping[tuple[int, int], int] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    """The cell of a table that marked content of a page is in."""
    alternatives: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """What is said of the pictures of each page, 0-based, for who cannot see them."""

    def element_at(self, page: int, mcid: int | None) -> int:
        """Return the number of the element of marked content on a page, 0-based; -1 for none."""
        return -1 if mcid is None else self.places.get((page, mcid), -1)

    def cells_of(self, page: int, marks: Sequence[Mark]) -> dict[int, Cell]:
        """Return the cells that the marks of a page, 0-based, are in, by the numbers of the marks."""
        places = {number: (page, mark.mcid) for number, mark in enumerate(marks) if mark.mcid is not None}
        return {number: self.cells[place] for number, place in places.items() if place in self.cells}


class _Node(NamedTuple):
    """A node that is still to be looked at: the page, element and table that it is in, unless it says otherwise."""

    value: object
    page: object
    element: int
    whole: bool
    depth: int
    table: TableTags | None = None
    cell: Cell | None = None


def read_structure(document: Document, pages: Sequence[Page]) -> Structure | None:
    """Return the structure of a document that is tagged, None for any other."""
    root = dictionary(document.catalog.get("StructTreeRoot"))
    if not root:
        return None
    names = dictionary(root.get("RoleMap"))
    numbers = {page.pageid: number for number, page in enumerate(pages)}
    elements: list[Element] = []
    places: dict[tuple[int, int], int] = {}
    cells: dict[tuple[int, int], Cell] = {}
    alternatives: dict[int, list[str]] = defaultdict(list)
    seen: set[int] = set()
    waiting = [_Node(root.get("K"), None, -1, whole=False, depth=0)]
    for _ in range(_MOST):
        if not waiting:
            break
        node = waiting.pop()
        if isinstance(node.value, ObjRef):
            # An element is in one place: one that names itself ten thousand times would be looked at at each depth.
            if node.value.objid in seen:
                continue
            seen.add(node.value.objid)
        value = resolve1(node.value)  # type: ignore[arg-type]
        if isinstance(value, int):
            number = _page_of(node, numbers)
            if number is not None and node.element >= 0:
                places.setdefault((number, value), node.element)
                if node.cell is not None:
                    cells.setdefault((number, value), node.cell)
        elif node.depth < _DEEPEST:
            # Last in, first out: kids wait in reverse, so that elements are numbered in their order.
            kids = list(_kids(value, node, names, elements))
            waiting += kids[::-1]
            _take_alternative(_alternative(dictionary(value), names), kids, numbers, alternatives)
    return Structure(elements, places, _of_several_rows(cells), alternatives) if places or alternatives else None


def _of_several_rows(cells: Mapping[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell]:
    """Return the cells of tables that have several rows, on however many pages: a row alone is a frame around columns."""
    # Rows are counted from 0 over all pages of a table.
    tables = {cell.table for cell in cells.values() if cell.row > 0}
    return {place: cell for place, cell in cells.items() if cell.table in tables}


def _page_of(node: _Node, numbers: Mapping[int, int]) -> int | None:
    """Return the number of the page that a node names."""
    return numbers.get(getattr(node.page, "objid", -1))


def _page_below(node: _Node, numbers: Mapping[int, int]) -> int | None:
    """Return the number of the page that a node names, or else the first thing in it that names one."""
    for _ in range(_DEEPEST):
        number = _page_of(node, numbers)
        if number is not None:
            return number
        entries = dictionary(resolve1(node.value))  # type: ignore[arg-type]
        kids = entries.get("K")
        node = node._replace(value=(array(kids) or [kids])[0], page=entries.get("Pg"))
    return None


def _take_alternative(text: str, kids: Sequence[_Node], numbers: Mapping[int, int], found: dict[int, list[str]]) -> None:
    """Add what is said of a picture; it stands on the page that what is in it does."""
    number = _page_below(kids[0], numbers) if text else None
    if number is not None:
        found[number].append(text)


def _alternative(entries: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """Return what an element says of the picture it is: a link says in the same way where it leads."""
    if "Alt" not in entries or _standard(name_of(entries.get("S")), names) not in _PICTURES:
        return ""
    return text_of(entries["Alt"]).strip()


def _kids(value: Any, node: _Node, names: Mapping[str, Any], elements: list[Element]) -> Iterator[_Node]:  # noqa: ANN401
    """Yield what a node has in it; a node that is a block is added to the elements."""
    if isinstance(value, list):
        yield from (node._replace(value=one, depth=node.depth + 1) for one in value)
        return
    entries = dictionary(value)
    page = entries.get("Pg", node.page)
    if not isinstance(page, ObjRef):
        page = node.page
    if "MCID" in entries:
        # Content of a form has numbers of its own, which are not those of its page.
        if "Stm" not in entries:
            yield node._replace(value=entries["MCID"], page=page)
        return
    type_ = _standard(name_of(entries.get("S")), names)
    element, whole = node.element, node.whole
    if type_ in _APART or (not whole and _element(type_) is not None):
        elements.append(_element(type_) or Element(""))
        element, whole = len(elements) - 1, type_ in _WHOLE
    table, cell = _table_at(type_, entries, node, element)
    kids = entries.get("K")
    for kid in array(kids) or [kids]:
        yield _Node(kid, page, element, whole, node.depth + 1, table, cell)


def _table_at(type_: str, entries: Mapping[str, Any], node: _Node, element: int) -> tuple[TableTags | None, Cell | None]:
    """Return the table and the cell that what is in an element is in."""
    # A table in a cell begins anew: its cells are none of the outer table.
    if type_ == "Table":
        return TableTags(element), None
    if node.table is not None and type_ == "TR":
        node.table.next_row()
    if node.table is not None and type_ in ("TD", "TH"):
        return node.table, node.table.next_cell(entries)
    return node.table, node.cell


def _standard(name: str, names: Mapping[str, Any]) -> str:
    """Return the standard name of a type that a file may have called otherwise."""
    for _ in range(_MOST_NAMES):
        if name not in names or _element(name) is not None:
            break
        name = name_of(names[name])
    return name


def _element(type_: str) -> Element | None:
    if (heading := _HEADING.fullmatch(type_)) is not None:
        return Element("heading", int(heading[1]) if heading[1] else None)
    return Element(_KINDS[type_]) if type_ in _KINDS else None
