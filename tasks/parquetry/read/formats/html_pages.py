"""HTML pages: from their characters to blocks, with what is not shown on record, and what a page says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.read.formats.html_list_styles import ListStyles
from parquetry.read.formats.html_lists import ListMarkers
from parquetry.read.formats.html_metadata import Metadata, metadata_of
from parquetry.read.formats.html_styles import hidden_by
from parquetry.read.formats.html_tree import parse_html
from parquetry.read.formats.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.read.formats.html_nodes import Node
    from parquetry.read.formats.html_tokens import Attributes
    from parquetry.read.formats.pieces import PartText

# Least share of a page's visible characters for its `<main>` to make all else furniture: some mark up an empty one.
_MAIN_SHARE = 0.2


def read_page(raw: str) -> tuple[PartText, Metadata]:
    """Return the blocks and omissions of a page, in characters of `raw`, and what it says of itself.

    Raises:
        DocumentError: it has more nodes than are read.
    """
    root = parse_html(raw)
    return _rendered(root, raw), metadata_of(root)


def _rendered(root: Node, raw: str) -> PartText:
    """Return the page as rendered, walking the tree without recursion."""
    # With a marked main element all that stands beside it is furniture: menus, footers, sidebars.
    main = _main_element(root)
    above_main = _ancestors(main)
    sheets = list(_style_sheets(root))
    hidden, list_styles = hidden_by(sheets), ListStyles(sheets)
    renderer = Renderer(ListMarkers())
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
        else:
            artifact = _is_furniture(node, main, above_main)
            omitted = "hidden" if hidden.hides(node) else ""
            attributes = list_styles.attributes(node)
            if "reversed" in attributes and node.name == "ol":
                attributes = _counted_down(node, attributes)
            renderer.start(node.name, attributes, node.start, node.end, artifact=artifact, omitted=omitted)
            open_.append(node)
            # Pushed before the children, so that the element is closed after them.
            stack.append(None)
            stack.extend(reversed(node.children))
    return renderer.finish()


def _counted_down(node: Node, attributes: Attributes) -> Attributes:
    """Return the attributes of a list that counts down, with the number it begins at: that of its items."""
    return {"start": str(sum(child.name == "li" for child in node.children)), **attributes}


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


def _main_element(root: Node) -> Node | None:
    """Return the one element that a page marks as its main content, with the elements it is in; None without a mark."""
    found = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.name == "#text":
            continue
        # <main> and role="main" mean the same, and must be unique in a page.
        if node.name == "main" or node.attrs.get("role") == "main":
            found.append(node)
        else:
            stack.extend(node.children)
    # Two main elements contradict each other: then none is believed.
    if len(found) != 1:
        return None
    # Some pages put an empty <main> around a script and their text beside it.
    total, inside = _visible(root), _visible(found[0])
    return found[0] if inside >= _MAIN_SHARE * total else None


def _ancestors(node: Node | None) -> set[int]:
    """Return the ids of the elements a node is in."""
    found = set()
    while node is not None and node.parent is not None:
        node = node.parent
        # Nodes cannot be compared by content; their identity is what counts.
        found.add(id(node))
    return found


def _visible(node: Node) -> int:
    """Return the number of characters below a node, without scripts and styles."""
    size = 0
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.name == "#text":
            for piece in inner.pieces:
                size += len(piece.text.strip())
        elif inner.name not in ("script", "style", "template", "noscript", "head"):
            stack.extend(inner.children)
    return size


def _is_furniture(node: Node, main: Node | None, above_main: set[int]) -> bool:
    """Return whether an element is page furniture: it stands beside the main content, or is the page's own footer."""
    if main is not None:
        # The topmost elements beside the path to the main one; all below them inherits it.
        return node is not main and id(node) not in above_main and id(node.parent) in above_main
    return node.name in ("footer", "aside") and _outermost(node)


def _outermost(node: Node) -> bool:
    """Return whether no article or section is around an element: their footers are their own."""
    above = node.parent
    while above is not None:
        # The footer of an article names its author, and that of a quotation its source.
        if above.name in ("article", "section", "blockquote", "td"):
            return False
        above = above.parent
    return True
