"""The tree of a page, by those rules of browsers that decide what text stands where, in time linear in the page.

What the rules of HTML do to text: elements end where others begin (`<p>`, `<li>`, `<td>`), end tags without a beginning are
nothing, text between the rows of a table goes before it. What they do to formatting (a `<b>` that is closed too late is
opened again) changes no text, and is left out: an element that is closed out of order stays where it was opened.

Source: WHATWG HTML, 13.2.6 (tree construction).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parquetry.read.formats.html_closing import (
    close_alike,
    end_formatting,
    ends_foreign,
    in_foreign,
    is_between_rows,
    opened,
)
from parquetry.read.formats.html_elements import (
    BREAKOUT,
    CLOSED_BY_ITSELF,
    CLOSES_P,
    FOREIGN,
    FORMATTING,
    HEADINGS,
    HOLDS_CHARACTERS,
    IN_HEAD,
    MAY_BE_NOTHING,
    NOTED,
    OF_TABLES,
    RULED,
    STAYS_IN_TABLE,
    TABLE_CONTEXT,
    TAKES_PARTS,
)
from parquetry.read.formats.html_growing import GrowingTree
from parquetry.read.formats.html_nodes import Node
from parquetry.read.formats.html_tokens import (
    STEP,
    KnownAttributes,
    Token,
    characters_of,
    end_of_raw,
    next_tokens,
    raw_kind,
    text_pieces,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Builder:
    """Takes the tokens of a page one after another."""

    __slots__ = ("_raw", "_stack", "_tree", "_xml", "noted")

    def __init__(self, raw: str, *, xml: bool) -> None:
        self._raw = raw
        self._xml = xml
        self._tree = GrowingTree(xml=xml)
        self._stack = self._tree.stack
        self.noted: list[Node] = []
        """Elements that say something of the page, in the order of their tags."""

    def build(self) -> Node:
        """Return the root of the tree."""
        raw, at, match_step, known = self._raw, 0, STEP.match, KnownAttributes()
        while True:
            # Nearly all of a page is text and tags as people write them.
            if match := match_step(raw, at):
                text, ended, name, attributes, closed, held = match.groups()
                low = at + len(text)
                if text:
                    self._tree.add_text(at, low, text_pieces(raw, at, low))
                # </p>
                if ended:
                    at = match.end()
                    self._end(ended.lower(), low, at)
                # <p class="note">, with its text and </p> where it holds nothing else.
                else:
                    node = Node(name.lower(), low, match.end("slash") + 1, known[attributes], closed=bool(closed))
                    at = self._start(node)
                    if held is not None and self._takes_whole(node, at):
                        at = self._fill(node, held, match.end())
            elif found := next_tokens(raw, at, foreign=in_foreign(self._stack)):
                for token in found:
                    at = max(token.end, self._take(token))
            else:
                return self._tree.root

    def _takes_whole(self, node: Node, at: int) -> bool:
        """Return whether an element that was just opened can take its text and its end at once, by no other rule."""
        stack = self._stack
        return (
            self._tree.began and stack.top is node and at == node.end and node.name not in TAKES_PARTS and not stack.foreign
        )

    def _fill(self, node: Node, held: str, end: int) -> int:
        """Put its text into the innermost element and close it; return where its end tag ends."""
        if held:
            start = node.end
            if pieces := text_pieces(self._raw, start, start + len(held)):
                self._tree.append(Node("#text", start, start + len(held), pieces=pieces))
        self._stack.pop()
        return end

    def _take(self, token: Token) -> int:
        """Take a token; return where the next one begins."""
        if token.kind == "text":
            self._text(token)
        elif token.kind == "comment":
            self._tree.append(Node("#comment", token.start, token.end))
        elif token.kind == "end":
            self._end(token.name, token.start, token.end)
        elif token.kind == "start":
            return self._start(Node(token.name, token.start, token.end, token.attributes, closed=token.closed))
        return token.end

    def _text(self, token: Token) -> None:
        start, end = characters_of(self._raw, token)
        self._tree.add_text(start, end, text_pieces(self._raw, start, end, references=token.name != "cdata"))

    def _start(self, node: Node) -> int:
        """Take the start tag of an element; return where the next token begins."""
        name, stack = node.name, self._stack
        if name not in RULED and not stack.foreign:
            return self._start_ordinary(node)
        if name == "image":
            name = node.name = "img"
        if (stack.foreign and self._start_foreign(node)) or (name in MAY_BE_NOTHING and self._is_nothing(node)):
            return node.end
        if name not in IN_HEAD:
            self._tree.began = self._tree.began or name not in ("body", "frameset")
            if stack.top.name == "head":
                stack.pop()
        if name in FOREIGN:
            self._tree.open(node, foster=stack.top.name in TABLE_CONTEXT, foreign=True)
            return node.end
        self._tree.open(node, foster=self._close_for(name))
        if name in NOTED:
            self._note(node)
        return self._content(node) if name in HOLDS_CHARACTERS else node.end

    def _start_foreign(self, node: Node) -> bool:
        """Open an element of SVG or MathML; return whether it is one, and does not end what is open of these."""
        # In <foreignObject> and <title> of a drawing HTML goes on.
        if not in_foreign(self._stack):
            return False
        if node.name not in BREAKOUT and not (node.name == "font" and node.attrs):
            self._tree.open(node, foreign=True)
            return True
        while in_foreign(self._stack):
            self._stack.pop()
        return False

    def _note(self, node: Node) -> None:
        # A style in a template or a drawing is none of the page.
        if node.name != "style" or not (self._stack.foreign or self._stack.last("template")):
            self.noted.append(node)

    def _start_ordinary(self, node: Node) -> int:
        """Open an element that ends no other and may stand anywhere, such as `<span>`."""
        self._tree.began = True
        if self._stack.top.name == "head":
            self._stack.pop()
        self._tree.open(node, foster=self._stack.top.name in TABLE_CONTEXT)
        return node.end

    def _is_nothing(self, node: Node) -> bool:
        """Return whether a tag is nothing where it stands: a second `<body>`, a row without a table."""
        name = node.name
        if name in OF_TABLES:
            return not self._stack.last("table")
        if name == "html":
            first = next((node for node in self._tree.root.children if node.name == "html"), None)
            if first is not None:
                first.attrs = {**node.attrs, **first.attrs}
            return first is not None or self._tree.began
        if name in ("head", "body"):
            return self._tree.began or self._stack.last(name) > 0
        # A form between the rows of a table holds nothing.
        return name == "form" and self._stack.top.name in TABLE_CONTEXT

    def _close_for(self, name: str) -> bool:
        """Close what ends where an element of this name begins; return whether it goes before the table it stands in."""
        stack = self._stack
        if name in OF_TABLES:
            self._tree.open_in_table(name)
            return False
        if name == "table" and is_between_rows(stack):
            # A table between the rows of another ends that one, also where text went astray before it.
            stack.pop_to(stack.last("table"))
        if name in CLOSES_P and (at := stack.in_scope("p", "button")):
            stack.pop_to(at)
        if name in CLOSED_BY_ITSELF:
            close_alike(stack, name)
        elif name in HEADINGS and stack.top.name in HEADINGS:
            stack.pop()
        return stack.top.name in TABLE_CONTEXT and name not in STAYS_IN_TABLE

    def _content(self, node: Node) -> int:
        """Take the content of an element that is characters; return where the next token begins."""
        raw, at = self._raw, node.end
        if node.name in ("pre", "listing", "textarea"):
            # The line break directly after the tag is none of the text.
            at += 2 if raw.startswith("\r\n", at) else 1 if raw.startswith(("\n", "\r"), at) else 0
        if node.name == "plaintext":
            self._tree.append(Node("#text", at, len(raw), pieces=text_pieces(raw, at, len(raw), references=False)))
            return len(raw)
        kind = raw_kind(node.name)
        if not kind or node.closed:
            return at
        end = end_of_raw(raw, node.name, at)
        if pieces := text_pieces(raw, at, end, references=kind == "rcdata"):
            self._tree.append(Node("#text", at, end, pieces=pieces))
        self._stack.pop()
        # The end tag has nothing left to close, and is passed as one that closes nothing.
        return end

    def _end(self, name: str, start: int, end: int) -> None:
        stack = self._stack
        # Nearly all end tags are that of the innermost element.
        if name == stack.top.name and not stack.foreign and name not in ("body", "html"):
            stack.pop()
            return
        if stack.foreign and ends_foreign(stack, name):
            return
        if name in ("p", "br"):
            self._end_lonely(name, start, end)
        elif name in FORMATTING:
            end_formatting(stack, name)
        elif name not in ("body", "html") and (at := opened(stack, name)):
            # A form ends alone: what was opened in it goes on.
            if name == "form":
                stack.close_alone(name)
            else:
                stack.pop_to(at)

    def _end_lonely(self, name: str, start: int, end: int) -> None:
        """End a paragraph; without one, and for `</br>`, the end tag is an element of its own."""
        at = self._stack.in_scope("p", "button") if name == "p" else 0
        if at:
            self._stack.pop_to(at)
        # An empty paragraph still parts what stands around it. In XHTML `<br></br>` is one break.
        elif not self._xml:
            self._tree.append(Node(name, start, end), foster=self._stack.top.name in TABLE_CONTEXT)


class Tree(NamedTuple):
    """A page: its root, and the elements that say something of it, in the order of their tags."""

    root: Node
    noted: Sequence[Node]


def parse_html(raw: str, *, xml: bool = False) -> Tree:
    """Return the tree of a page, in characters of `raw`; with `xml` it is XHTML, in which any element may end with its tag.

    Raises:
        DocumentError: it has more than `MOST_NODES` nodes.
    """
    builder = _Builder(raw, xml=xml)
    return Tree(builder.build(), builder.noted)
