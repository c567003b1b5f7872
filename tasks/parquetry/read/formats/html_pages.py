"""HTML pages: from their characters to blocks, with what is not shown on record, and what a page says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from parquetry.garbage_collection import collection_paused
from parquetry.read.formats.element_looks import is_plain
from parquetry.read.formats.html_layout import LayoutRules
from parquetry.read.formats.html_list_styles import LISTED, ListStyles
from parquetry.read.formats.html_lists import ListMarkers
from parquetry.read.formats.html_metadata import Metadata, metadata_of
from parquetry.read.formats.html_styles import HiddenBy, hidden_by, rules_of
from parquetry.read.formats.html_tree import parse_html
from parquetry.read.formats.page_elements import holds_notes
from parquetry.read.formats.quotation_marks import are_styled
from parquetry.read.formats.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parquetry.read.formats.html_nodes import Node
    from parquetry.read.formats.html_tokens import Attributes
    from parquetry.read.formats.html_tree import Tree
    from parquetry.read.formats.pieces import PartText

# Least share of a page's visible characters for its `<main>` to make all else furniture: some mark up an empty one.
_MAIN_SHARE = 0.2
# A role that makes an element the main one, in small letters.
_MAIN_ROLE = re.compile(r"role\s*=\s*[\"']?main")
# Elements that are furniture of a page that marks no main content.
_FURNITURE = frozenset({"footer", "aside"})


def read_page(raw: str, *, xml: bool = False) -> tuple[PartText, Metadata]:
    """Return the blocks and omissions of a page, in characters of `raw`, and what it says of itself; `xml` if it is XHTML.

    Raises:
        DocumentError: it has more nodes than are read.
    """
    with collection_paused():
        tree = parse_html(raw, xml=xml)
        return _rendered(tree, raw), metadata_of(tree.noted)


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
        if self.main is None:
            beside = node.name in _FURNITURE and _outermost(open_)
        else:
            # The topmost elements beside the path to the main one; all below them inherits it.
            beside = self.is_around_main(open_) and node is not self.main and id(node) not in self.above_main
        return beside and not holds_notes(node.attrs)

    def is_around_main(self, open_: Sequence[Node]) -> bool:
        """Return whether the main element is in the innermost of the open ones."""
        return self.main is not None and id(open_[-1] if open_ else self.root) in self.above_main

    def is_silent(self, node: Node, open_: Sequence[Node]) -> bool:
        """Return whether nothing is said of an element by its page: by style sheets, or by standing beside the main one."""
        return not (
            self.is_around_main(open_)
            or (self.hidden and self.hidden.hides(node))
            or (self.layout and self.layout.says(node))
        )


def _rendered(tree: Tree, raw: str) -> PartText:
    """Return the page as rendered."""
    # With a marked main element all that stands beside it is furniture: menus, footers, sidebars.
    main, above_main = _main_element(tree.root, len(raw)) if _may_have_main(raw.lower()) else (None, frozenset[int]())
    sheets = list(_style_sheets(tree.noted))
    part = _walked(tree.root, raw, main, above_main, sheets)
    # Scripts show what a page hides of itself until it is loaded: one that hides all of its text is read without its sheets.
    return part if part.blocks or not sheets else _walked(tree.root, raw, main, above_main, [])


def _may_have_main(page: str) -> bool:
    # Words such as "domain" are in every other page: only a tag or a role makes it worth to search the tree.
    return "<main" in page or _MAIN_ROLE.search(page) is not None


def _walked(root: Node, raw: str, main: Node | None, above_main: frozenset[int], sheets: Sequence[str]) -> PartText:
    rules = list(rules_of(sheets))
    page = _Page(root, main, above_main, hidden_by(rules), ListStyles(rules), LayoutRules(rules))
    return _Walk(page, raw, Renderer(ListMarkers(), quotes=not are_styled(sheets)), sure=main is None and not rules).run()


class _Walk:
    """A walk through the tree of a page, without recursion: pages of 200,000 elements in one another are read too.

    `sure` says that nothing but its name and its attributes tells what an element is.
    """

    __slots__ = ("_opened", "_page", "_raw", "_renderer", "_sure", "_walks", "open_")

    def __init__(self, page: _Page, raw: str, renderer: Renderer, *, sure: bool) -> None:
        self._page = page
        self._raw = raw
        self._renderer = renderer
        self._sure = sure
        # What is still to come in each of the elements that the walk is in, from the outermost.
        self._walks = [iter(page.root.children)]
        # Whether each of them was opened in the renderer: of <p><b><i> only the paragraph is.
        self._opened = [False]
        self.open_: list[Node] = []
        """Those that were."""

    def run(self) -> PartText:
        """Return what the page shows, and what it does not."""
        while self._walks:
            # The innermost goes on until an element in it is entered, or to its end.
            if not any(map(self._enter, self._walks[-1])):
                self._walks.pop()
                if self._opened.pop():
                    self._renderer.end(self.open_.pop().name)
        return self._renderer.finish()

    def _enter(self, node: Node) -> bool:
        """Take a node; return whether it is entered, with children to come."""
        if node.name == "#text":
            self._renderer.text(node.pieces)
            return False
        if node.name == "#comment":
            _leave_out(node, self._raw, self._renderer)
            return False
        plain = self._is_plain(node)
        if plain and _has_one_text(node.children):
            # <b>word</b>: the text stands as if the tags were not there.
            self._renderer.text(node.children[0].pieces)
            return False
        if not plain:
            if not _open_element(self._page, self._renderer, node, self.open_):
                return False
            self.open_.append(node)
        self._walks.append(iter(node.children))
        self._opened.append(not plain)
        return True

    def _is_plain(self, node: Node) -> bool:
        """Return whether an element need not be opened, as it changes nothing where it stands."""
        # The name says most: "<span>" may be plain, "<p>" and "<sup>" never are.
        return (
            is_plain(node.name, node.attrs)
            and self._renderer.top.passes
            and (self._sure or self._page.is_silent(node, self.open_))
        )


def _open_element(page: _Page, renderer: Renderer, node: Node, open_: Sequence[Node]) -> bool:
    """Open an element in the renderer; return whether it is still open, with children to come."""
    name, children, hidden = node.name, node.children, page.hidden
    attributes = _list_attributes(node, page.list_styles) if name in LISTED else node.attrs
    if page.layout:
        attributes = page.layout.attributes(node, attributes)
    artifact = page.is_furniture(node, open_) if page.main or name in _FURNITURE else False
    omitted = "hidden" if hidden and hidden.hides(node) else ""
    renderer.start(name, attributes, node.start, node.end, artifact=artifact, omitted=omitted)
    # What holds one text or nothing need not wait.
    if _has_one_text(children):
        renderer.text(children[0].pieces)
    elif children:
        return True
    renderer.end(name)
    return False


def _has_one_text(nodes: Sequence[Node]) -> bool:
    # Half of all elements, such as <code>word</code> and <td>12</td>.
    return len(nodes) == 1 and nodes[0].name == "#text"


def _list_attributes(node: Node, styles: ListStyles) -> Attributes:
    """Return the attributes of a list or item, with the style its page gives it and, if it counts down, where it begins."""
    attributes = styles.attributes(node)
    if "reversed" in attributes and node.name == "ol":
        # The number of its items.
        return {"start": str(sum(child.name == "li" for child in node.children)), **attributes}
    return attributes


def _style_sheets(noted: Iterable[Node]) -> Iterator[str]:
    """Yield the style sheets that stand in a page and are for screens."""
    for node in noted:
        media = (node.attrs.get("media") or "all").lower()
        if node.name == "style" and ("all" in media or "screen" in media):
            yield "".join(child.data for child in node.children)


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


def _main_element(root: Node, size: int) -> tuple[Node | None, frozenset[int]]:
    """Return the one element that a page marks as its main content, and the ids of those it is in; None without a mark.

    `size` is the number of characters of the page.
    """
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
    # A page shows no more characters than it has: often that is enough to know.
    if visible < _MAIN_SHARE * size and visible < _MAIN_SHARE * (visible + _visible(root, main)):
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
