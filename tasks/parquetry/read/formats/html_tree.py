"""The tree of a page, by those rules of browsers that decide what text stands where, in time linear in the page.

What the rules of HTML do to text: elements end where others begin (`<p>`, `<li>`, `<td>`), end tags without a beginning are
nothing, text between the rows of a table goes before it. What they do to formatting (a `<b>` that is closed too late is
opened again) changes no text, and is left out: an element that is closed out of order stays where it was opened.

Source: WHATWG HTML, 13.2.6 (tree construction).
"""

from __future__ import annotations

from parquetry.errors import DocumentError
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
    CELLS,
    CLOSED_BY_ITSELF,
    CLOSES_P,
    FOREIGN,
    FORMATTING,
    HEADINGS,
    IN_HEAD,
    MINDS_TEXT,
    OF_TABLES,
    RULED,
    SECTIONS,
    STAYS_IN_TABLE,
    TABLE_CONTEXT,
    VOID,
)
from parquetry.read.formats.html_nodes import Node, Stack
from parquetry.read.formats.html_tokens import (
    TEXT_AND_TAG,
    Token,
    attributes_of,
    end_of_raw,
    next_tokens,
    raw_kind,
    text_pieces,
)

MOST_NODES = 2_000_000
"""Nodes a page may have; the largest pages on record have some 500,000."""


class _Builder:
    """Takes the tokens of a page one after another."""

    __slots__ = ("_above", "_began", "_count", "_raw", "_stack", "_xml", "root")

    def __init__(self, raw: str, *, xml: bool) -> None:
        self._raw = raw
        self._xml = xml
        self.root = Node("#document")
        self._stack = Stack(self.root)
        self._count = 0
        # What each table is in, by its id. Nodes know none above them: a tree without circles is freed as it is left.
        self._above: dict[int, Node] = {}
        # Whether the content of the page has begun: after it there is no other <head> or <body>.
        self._began = False

    def build(self) -> Node:
        """Return the tree."""
        raw, at, match_tag = self._raw, 0, TEXT_AND_TAG.match
        while True:
            # Nearly all of a page is text and tags as people write them.
            if match := match_tag(raw, at):
                text, slash, name, attributes, closed = match.groups()
                low = at + len(text)
                if text:
                    self._add_text(at, low)
                at, name = match.end(), name.lower()
                if slash:
                    self._end(name, low, at)
                else:
                    at = self._start(Token("start", low, at, name, attributes_of(attributes), bool(closed)))
            elif found := next_tokens(raw, at, foreign=in_foreign(self._stack)):
                for token in found:
                    at = max(token.end, self._take(token))
            else:
                return self.root

    def _take(self, token: Token) -> int:
        """Take a token; return where the next one begins."""
        if token.kind == "text":
            self._text(token)
        elif token.kind == "comment":
            self._append(Node("#comment", token.start, token.end))
        elif token.kind == "end":
            self._end(token.name, token.start, token.end)
        elif token.kind == "start":
            return self._start(token)
        return token.end

    def _append(self, node: Node, *, foster: bool = False) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            detail = f"a page of more than {MOST_NODES} nodes"
            raise DocumentError("too_large", detail)
        parent = self._stack.top
        if foster:
            table = self._stack.nodes[self._stack.last("table")]
            above = self._above.get(id(table))
            if above is not None:
                at = len(above.children) - 1
                # The table is the last child, or stands itself before a table that is.
                while above.children[at] is not table:
                    at -= 1
                above.children.insert(at, node)
                if node.name == "table":
                    self._above[id(node)] = above
                return
        if node.name == "table":
            self._above[id(node)] = parent
        parent.children.append(node)

    def _characters(self, token: Token) -> tuple[int, int]:
        """Return where the characters of a text begin and end: those of CDATA are within its marks."""
        start, end = token.start, token.end
        if token.name != "cdata":
            return start, end
        # A page may end before the mark does: "<![CDATA[ x ]".
        closing = len("]]>") if self._raw.endswith("]]>", start, end) else 0
        return start + len("<![CDATA["), end - closing

    def _text(self, token: Token) -> None:
        start, end = self._characters(token)
        self._add_text(start, end, references=token.name != "cdata")

    def _add_text(self, start: int, end: int, *, references: bool = True) -> None:
        pieces = text_pieces(self._raw, start, end, references=references)
        if not pieces:
            return
        # Where text stands is only a question before the content of a page begins, and between the rows of a table.
        if self._began and self._stack.top.name not in MINDS_TEXT:
            self._append(Node("#text", start, end, pieces=pieces))
            return
        blank = all(not piece.text.strip("\t\n\f\r ") for piece in pieces)
        if not blank:
            self._began = True
            if self._stack.top.name == "head":
                self._stack.pop()
        # Between the rows of a table only white space stays where it is.
        foster = not blank and self._stack.top.name in TABLE_CONTEXT and not self._stack.top.foreign
        self._append(Node("#text", start, end, pieces=pieces), foster=foster)

    def _start(self, token: Token) -> int:
        name = token.name
        if name not in RULED and not self._stack.foreign:
            return self._start_ordinary(token)
        name = "img" if name == "image" else name
        if in_foreign(self._stack):
            if name not in BREAKOUT and not (name == "font" and token.attributes):
                self._open(token, name, foreign=True)
                return token.end
            while in_foreign(self._stack):
                self._stack.pop()
        if self._is_nothing(name, token):
            return token.end
        if name not in IN_HEAD:
            self._began = self._began or name not in ("body", "frameset")
            if self._stack.top.name == "head":
                self._stack.pop()
        if name in FOREIGN:
            self._open(token, name, foster=self._stack.top.name in TABLE_CONTEXT, foreign=True)
            return token.end
        foster = self._close_for(name)
        node = self._open(token, name, foster=foster)
        return self._content(node, token.end)

    def _start_ordinary(self, token: Token) -> int:
        """Open an element that ends no other and may stand anywhere, such as `<span>`."""
        self._began = True
        if self._stack.top.name == "head":
            self._stack.pop()
        self._open(token, token.name, foster=self._stack.top.name in TABLE_CONTEXT)
        return token.end

    def _is_nothing(self, name: str, token: Token) -> bool:
        """Return whether a tag is nothing where it stands: a second `<body>`, a row without a table."""
        if name in OF_TABLES:
            return not self._stack.last("table")
        if name == "html":
            first = next((node for node in self.root.children if node.name == "html"), None)
            if first is not None:
                first.attrs = {**token.attributes, **first.attrs}
            return first is not None or self._began
        if name in ("head", "body"):
            return self._began or self._stack.last(name) > 0
        # A form between the rows of a table holds nothing.
        return name == "form" and self._stack.top.name in TABLE_CONTEXT

    def _close_for(self, name: str) -> bool:
        """Close what ends where an element of this name begins; return whether it goes before the table it stands in."""
        stack = self._stack
        if name in OF_TABLES:
            self._open_in_table(name)
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

    def _open_in_table(self, name: str) -> None:
        """Close what ends where a row, cell or section of a table begins, and open what must be around it."""
        stack = self._stack
        table = stack.last("table")
        wanted = {"tr": SECTIONS, "td": {"tr"}, "th": {"tr"}}.get(name, set())
        # Back to the row, the section or the table that it stands in.
        at = max((stack.in_table_scope(kind) for kind in wanted), default=0)
        if not at and name in CELLS:
            at = max(stack.in_table_scope(kind) for kind in SECTIONS)
        stack.pop_to((at or table) + 1)
        if name == "tr" and not at:
            self._push_implied("tbody")
        if name in CELLS and stack.top.name != "tr":
            if stack.top.name == "table":
                self._push_implied("tbody")
            self._push_implied("tr")

    def _push_implied(self, name: str) -> None:
        node = Node(name, self._stack.top.end, self._stack.top.end)
        self._append(node)
        self._stack.push(node)

    def _open(self, token: Token, name: str, *, foster: bool = False, foreign: bool = False) -> Node:
        node = Node(name, token.start, token.end, token.attributes, foreign=foreign)
        self._append(node, foster=foster)
        # In HTML the slash of `<div/>` says nothing.
        node.closed = token.closed and (foreign or self._xml)
        if not node.closed and (foreign or name not in VOID):
            self._stack.push(node)
        return node

    def _content(self, node: Node, at: int) -> int:
        """Take the content of an element that is characters; return where the next token begins."""
        raw = self._raw
        if node.name in ("pre", "listing", "textarea"):
            # The line break directly after the tag is none of the text.
            at += 2 if raw.startswith("\r\n", at) else 1 if raw.startswith(("\n", "\r"), at) else 0
        if node.name == "plaintext":
            self._append(Node("#text", at, len(raw), pieces=text_pieces(raw, at, len(raw), references=False)))
            return len(raw)
        kind = raw_kind(node.name)
        if not kind or node.closed:
            return at
        end = end_of_raw(raw, node.name, at)
        if pieces := text_pieces(raw, at, end, references=kind == "rcdata"):
            self._append(Node("#text", at, end, pieces=pieces))
        self._stack.pop()
        # The end tag has nothing left to close, and is passed as one that closes nothing.
        return end

    def _end(self, name: str, start: int, end: int) -> None:
        stack = self._stack
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
            self._append(Node(name, start, end), foster=self._stack.top.name in TABLE_CONTEXT)


def parse_html(raw: str, *, xml: bool = False) -> Node:
    """Return the tree of a page, in characters of `raw`; with `xml` it is XHTML, in which any element may end with its tag.

    Raises:
        DocumentError: it has more than `MOST_NODES` nodes.
    """
    return _Builder(raw, xml=xml).build()
