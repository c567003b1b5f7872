"""HTML pages: from their characters to blocks, with what is not shown on record, and what a page says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from parquetry.garbage_collection import collection_paused
from parquetry.read.formats.html_layout import LayoutRules
from parquetry.read.formats.html_list_styles import LISTED, ListStyles
from parquetry.read.formats.html_lists import ListMarkers
from parquetry.read.formats.html_metadata import Metadata, metadata_of
from parquetry.read.formats.html_styles import HiddenBy, hidden_by
from parquetry.read.formats.html_tree import parse_html
from parquetry.read.formats.page_elements import holds_notes
from parquetry.read.formats.quotation_marks import are_styled
from parquetry.read.formats.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.html_nodes import Node
    from parquetry.read.formats.html_tokens import Attributes
    from parquetry.read.formats.pieces import PartText

# Least share of a page's visible characters for its `<main>` to make all else furniture: some mark up an empty one.
_MAIN_SHARE = 0.2
# Words without which a page has no main element, and no style sheet.
_MAIN = re.compile("main", re.IGNORECASE)
_STYLE = re.compile("<style", re.IGNORECASE)
# Elements that are furniture of a page that marks no main content.
_FURNITURE = frozenset({"footer", "aside"})


def read_page(raw: str, *, xml: bool = False) -> tuple[PartText, Metadata]:
    """Return the blocks and omissions of a page, in characters of `raw`, and what it says of itself; `xml` if it is XHTML.

    Raises:
        DocumentError: it has more nodes than are read.
    """
    with collection_paused():
        root = parse_html(raw, xml=xml)
        return _rendered(root, raw), metadata_of(root)


@dataclass(frozen=True, slots=True)
class _Page:
    """What has to be known of a page before it is rendered: its main element, and what its style sheets say."""

    root: Node
    main: Node | None
    above_main: frozenset[int]
    """The ids of the elements that the main one is in."""
    hidden: HiddenBy
    list_styles: ListStyles
    layout: LayoutRules

    def is_furniture(self, node: Node, open_: Sequence[Node]) -> bool:
        """Return whether an element stands beside the main one, or is the page's own footer; `open_` are those around it.

        Notes are of the text wherever they stand.
        """
        if holds_notes(node.attrs):
            return False
        if self.main is None:
            return node.name in _FURNITURE and _outermost(open_)
        # The topmost elements beside the path to the main one; all below them inherits it.
        above = open_[-1] if open_ else self.root
        return node is not self.main and id(node) not in self.above_main and id(above) in self.above_main


def _rendered(root: Node, raw: str) -> PartText:
    """Return the page as rendered, walking the tree without recursion."""
    # With a marked main element all that stands beside it is furniture: menus, footers, sidebars.
    main, above_main = _main_element(root) if _MAIN.search(raw) else (None, frozenset[int]())
    sheets = list(_style_sheets(root)) if _STYLE.search(raw) else []
    part = _walked(root, raw, main, above_main, sheets)
    # Scripts show what a page hides of itself until it is loaded: one that hides all of its text is read without its sheets.
    return part if part.blocks or not sheets else _walked(root, raw, main, above_main, [])


def _walked(root: Node, raw: str, main: Node | None, above_main: frozenset[int], sheets: Sequence[str]) -> PartText:
    page = _Page(root, main, above_main, hidden_by(sheets), ListStyles(sheets), LayoutRules(sheets))
    renderer = Renderer(ListMarkers(), quotes=not are_styled(sheets))
    stack: list[Node | None] = [root]
    open_: list[Node] = []
    while stack:
        node = stack.pop()
        # The place where the innermost open element ends.
        if node is None:
            renderer.end(open_.pop().name)
        elif node.name == "#text":
            renderer.text(node.pieces)
        elif node.name == "#comment":
            _leave_out(node, raw, renderer)
        elif node.name == "#document":
            stack.extend(reversed(node.children))
        elif _open_element(page, renderer, node, open_):
            open_.append(node)
            # Pushed before the children, so that the element is closed after them.
            stack.append(None)
            stack.extend(reversed(node.children))
    return renderer.finish()


def _open_element(page: _Page, renderer: Renderer, node: Node, open_: Sequence[Node]) -> bool:
    """Open an element in the renderer; return whether it is still open, with children to come."""
    name, children, hidden = node.name, node.children, page.hidden
    attributes = _list_attributes(node, page.list_styles) if name in LISTED else node.attrs
    if page.layout:
        attributes = page.layout.attributes(node, attributes)
    artifact = page.is_furniture(node, open_) if page.main or name in _FURNITURE else False
    omitted = "hidden" if hidden and hidden.hides(node) else ""
    renderer.start(name, attributes, node.start, node.end, artifact=artifact, omitted=omitted)
    # Half of the elements hold one text or nothing, and need not wait.
    if len(children) > 1 or (children and children[0].name != "#text"):
        return True
    if children:
        renderer.text(children[0].pieces)
    renderer.end(name)
    return False


def _list_attributes(node: Node, styles: ListStyles) -> Attributes:
    """Return the attributes of a list or item, with the style its page gives it and, if it counts down, where it begins."""
    attributes = styles.attributes(node)
    if "reversed" in attributes and node.name == "ol":
        # The number of its items.
        return {"start": str(sum(child.name == "li" for child in node.children)), **attributes}
    return attributes


def _style_sheets(root: Node) -> Iterator[str]:
    """Yield the style sheets that stand in a page and are for screens."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.name == "style":
            media = (node.attrs.get("media") or "all").lower()
            if "all" in media or "screen" in media:
                yield "".join(child.data for child in node.children)
        # What is in a <noscript> is characters, and a style in it is none of the page.
        elif node.name not in ("template", "svg"):
            stack.extend(reversed(node.children))


def _leave_out(node: Node, raw: str, renderer: Renderer) -> None:
    """Put a comment on record."""
    text = raw[node.start : node.end]
    inner = text.removeprefix("<!--").removesuffix("-->").strip() if text.startswith("<!--") else text
    if inner:
        renderer.omit(node.start, node.end, "comment", inner)


class _Path(NamedTuple):
    """A node, and the path to the one that it is in."""

    node: Node
    above: _Path | None


def _main_element(root: Node) -> tuple[Node | None, frozenset[int]]:
    """Return the one element that a page marks as its main content, and the ids of those it is in; None without a mark."""
    found: list[_Path] = []
    stack = [_Path(root, None)]
    while stack:
        path = stack.pop()
        node = path.node
        if node.name == "#text":
            continue
        # <main> and role="main" mean the same, and must be unique in a page.
        if node.name == "main" or node.attrs.get("role") == "main":
            found.append(path)
        else:
            stack.extend(_Path(child, path) for child in node.children)
    # Two main elements contradict each other: then none is believed.
    if len(found) != 1:
        return None, frozenset()
    # Some pages put an empty <main> around a script and their text beside it.
    main = found[0].node
    visible = _visible(main)
    if visible < _MAIN_SHARE * (visible + _visible(root, main)):
        return None, frozenset()
    ids, above = set[int](), found[0].above
    while above is not None:
        # Nodes cannot be compared by content; their identity is what counts.
        ids.add(id(above.node))
        above = above.above
    return main, frozenset(ids)


def _visible(node: Node, other: Node | None = None) -> int:
    """Return the number of characters below a node, without scripts, styles, and what is in the other node."""
    size = 0
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.name == "#text":
            for piece in inner.pieces:
                size += len(piece.text.strip())
        elif inner is not other and inner.name not in ("script", "style", "template", "noscript", "head"):
            stack.extend(inner.children)
    return size


def _outermost(open_: Sequence[Node]) -> bool:
    """Return whether no article or section is open around an element: their footers are their own."""
    # The footer of an article names its author, and that of a quotation its source.
    return not any(node.name in ("article", "section", "blockquote", "td") for node in open_)
