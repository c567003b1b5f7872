"""HTML: a page's text as a browser shows it, by the tree that browsers build, each character at its bytes.

Source: WHATWG HTML by `justhtml`, whose text nodes know the character they began at.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError
from parquetry.read.formats.html_metadata import Metadata, metadata_of
from parquetry.read.formats.html_pieces import align_node
from parquetry.read.formats.pieces import PartText, Piece
from parquetry.read.formats.renderer import Renderer
from parquetry.text import COPY, MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NODES = 2_000_000
"""Nodes a page may have; the largest pages on record have some 500,000."""
_TAG = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*>|<[^>]*>""")
_MARKUP = re.compile(
    r"""
      <!-- .*? --!?>                                          # <!-- menu -->
    | </? [A-Za-z] (?: [^"'>] | "[^"]*" | '[^']*' )* >        # <a title="x > y">, </p>
    | <[!?/A-Za-z] [^>]* >                                    # <!doctype html>, a tag with an open quote
    """,
    re.DOTALL | re.VERBOSE,
)
_BOGUS_COMMENT = re.compile(
    r"""
      <\? [^>]{0,4000} >                                      # <?xml version="1.0"?>
    | <! (?! -- | doctype | \[CDATA\[ ) [^>]{0,4000} >        # <![endif]>
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What WHATWG calls bogus comments, such as `<?xml ... ?>`; justhtml takes them for text."""
# A shorter bogus comment cannot be replaced by a real one of the same length.
_LEAST_COMMENT = len("<!---->")
_LOOK_AHEAD = 64
"""Moved texts that are tried at one place; a bound, so that a page of nothing but moved text costs no square."""
_MAIN_SHARE = 0.2
"""Least share of a page's visible characters for its `<main>` to make all else furniture: some mark up an empty one."""


@dataclass(slots=True)
class _Texts:
    """The pieces of every text node, by the order of nodes, and those that stand elsewhere than where they began."""

    pieces: list[list[Piece]] = field(default_factory=list)
    astray: list[tuple[int, str]] = field(default_factory=list)


def read_page(raw: str) -> tuple[PartText, Metadata]:
    """Return the blocks and omissions of a page, in characters of `raw`, and what it says of itself.

    Raises:
        DocumentError: it has more than `MOST_NODES` nodes.
    """
    from justhtml import JustHTML  # noqa: PLC0415 (only where there are pages)

    # Replaced by comments of the same length, so that every later offset still holds for `raw`.
    parsed = _BOGUS_COMMENT.sub(_as_comment, raw)
    # Not sanitized: what is hidden or unsafe is left out by the renderer, which puts it on record.
    root = JustHTML(parsed, track_node_locations=True, sanitize=False).root
    texts = _Texts()
    for number, node in enumerate(_text_nodes(root)):
        # A node mostly stands in the source in one stretch; what does not is looked for below.
        pieces, rest = align_node(node.data, parsed, _origin(node, parsed))
        # A replaced comment that became text after all gets back the characters of the source.
        if "<!-" in node.data:
            pieces = [p._replace(text=raw[p.start : p.end]) if p.kind == COPY else p for p in pieces]
        texts.pieces.append(pieces)
        if rest:
            texts.astray.append((number, rest))
    if texts.astray:
        _find_astray(texts, raw)
    return _rendered(root, raw, texts), metadata_of(root)


def _as_comment(match: re.Match[str]) -> str:
    """Return a comment of the same length: so that places in it and after it stay what they are."""
    # The filling is never seen: comments are left out, with the text of the source.
    length = len(match[0])
    return f"<!--{'x' * (length - _LEAST_COMMENT)}-->" if length >= _LEAST_COMMENT else match[0]


def _origin(node: Any, raw: str) -> int:  # noqa: ANN401 (a node of justhtml)
    """Return where a text node begins; the line break after `<pre>` is no text, but the parser counts from it."""
    # Browsers drop one line break directly after <pre>: "<pre>\nfirst".
    at = node.origin_offset or 0
    if not node.data.startswith("\n"):
        if raw.startswith("\r\n", at):
            return int(at) + 2
        if raw.startswith(("\n", "\r"), at):
            return int(at) + 1
    return int(at)


def _children(node: Any) -> list[Any]:  # noqa: ANN401
    """Return the children of a node; those of a template are in a fragment of its own."""
    # The content of a template is not shown and is still read, for the record.
    content = getattr(node, "template_content", None)
    return (content.children if content is not None else node.children) or []


def _text_nodes(root: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the text nodes in document order, without recursion: pages nest as deep as they like."""
    stack = [root]
    count = 0
    while stack:
        node = stack.pop()
        count += 1
        if count > MOST_NODES:
            detail = f"a page of more than {MOST_NODES} nodes"
            raise DocumentError("too_large", detail)
        if node.name == "#text":
            yield node
        else:
            # Reversed, so that the first child is popped first.
            stack.extend(reversed(_children(node)))


def _find_astray(texts: _Texts, raw: str) -> None:
    """Find the text that the parser moved, such as text between rows of a table, where it stands in the source.

    What no node claims and is no markup is that text, in the same order.
    """
    # All stretches that belong to some node; the moved text lies in the gaps between them.
    claimed = sorted((piece.start, piece.end) for pieces in texts.pieces for piece in pieces)
    starts = [start for start, _ in claimed]
    waiting = list(texts.astray)
    for start, end in _unclaimed(claimed, len(raw)):
        for at in _beside_markup(raw, start, end):
            # The order is nearly kept, so the right node is among the first few; the bound keeps this linear.
            for index, (number, rest) in enumerate(waiting[:_LOOK_AHEAD]):
                pieces, left = align_node(rest, raw, at)
                if _fits(pieces, rest, left, end) and _is_free(pieces, claimed, starts):
                    texts.pieces[number] += pieces
                    # The rest of this node's text, if any, stands further on in the source.
                    waiting[index : index + 1] = [(number, left)] if left else []
                    break
    for number, rest in waiting:  # the parser made text that does not stand in the source as it is
        at = texts.pieces[number][-1].end if texts.pieces[number] else 0
        texts.pieces[number].append(Piece(rest, at, at, MARKUP))


def _fits(pieces: list[Piece], rest: str, left: str, end: int) -> bool:
    """Return whether some of `rest` was found, up to `end`, where the gap ends, or to where another node's text begins."""
    return any(piece.text for piece in pieces) and (not left or pieces[-1].end == end or left != rest)


def _unclaimed(claimed: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in claimed:
        if start > at:
            yield at, start
        # Stretches may overlap: then the later end counts.
        at = max(at, end)
    if at < length:
        yield at, length


def _beside_markup(raw: str, start: int, end: int) -> Iterator[int]:
    """Yield where a stretch of text begins that is no markup and no white space."""
    at = start
    while at < end:
        # Comments, tags and declarations, with quoted attributes in which ">" may stand.
        match = _MARKUP.match(raw, at)
        if match:
            at = match.end()
        elif raw[at].isspace():
            at += 1
        else:
            yield at
            # Text reaches to the next possible tag.
            following = raw.find("<", at + 1, end)
            at = following if following >= 0 else end


def _is_free(pieces: list[Piece], claimed: list[tuple[int, int]], starts: list[int]) -> bool:
    """Return whether no other node claims these characters."""
    first, last = pieces[0].start, pieces[-1].end
    number = bisect_left(starts, first)
    return number == len(claimed) or claimed[number][0] >= last


def _rendered(root: Any, raw: str, texts: _Texts) -> PartText:  # noqa: ANN401
    """Return the page as rendered, walking the tree without recursion."""
    # With a marked main element all that stands beside it is furniture: menus, footers, sidebars.
    main = _main_element(root)
    above_main = _ancestors(main)
    renderer = Renderer()
    # The pieces of text nodes in document order, which is the order of this walk.
    upcoming = iter(texts.pieces)
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            renderer.end(node.name)
        elif node.name == "#text":
            renderer.text(next(upcoming))
        elif node.name == "#comment":
            _comment(node, raw, renderer)
        # Document, fragment and doctype have no tags of their own.
        elif node.name.startswith(("#", "!")):
            stack.extend((child, False) for child in reversed(_children(node)))
        else:
            start = node.origin_offset
            end = _tag_end(raw, start) if start is not None else 0
            renderer.start(node.name, node.attrs or {}, start or 0, end, artifact=_is_furniture(node, main, above_main))
            # Pushed before the children, so that the element is closed after them.
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))
    return renderer.finish()


def _tag_end(raw: str, start: int) -> int:
    match = _TAG.match(raw, start)
    return match.end() if match else start


def _comment(node: Any, raw: str, renderer: Renderer) -> None:  # noqa: ANN401
    """Put a comment on record, with its delimiters."""
    start = node.origin_offset
    if start is None or not isinstance(node.data, str) or not node.data.strip():
        return
    # A bogus comment ends at the first ">".
    if not raw.startswith("<!--", start):
        end = raw.find(">", start) + 1
        renderer.omit(start, end, "comment", raw[start:end])
        return
    at = raw.find(node.data, start, start + len(node.data) + len("<!--"))
    after = at + len(node.data) if at >= 0 else start  # NULs or line breaks may have been changed in it
    end = raw.find(">", after)
    renderer.omit(start, end + 1 if end >= 0 else len(raw), "comment", node.data.strip())


def _main_element(root: Any) -> Any:  # noqa: ANN401
    """Return the one element that a page marks as its main content, with the elements it is in; None without a mark."""
    found = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.name == "#text":
            continue
        # <main> and role="main" mean the same, and must be unique in a page.
        if node.name == "main" or (node.attrs or {}).get("role") == "main":
            found.append(node)
        else:
            stack.extend(_children(node))
    # Two main elements contradict each other: then none is believed.
    if len(found) != 1:
        return None
    # Some pages put an empty <main> around a script and their text beside it.
    total, inside = _visible(root), _visible(found[0])
    return found[0] if inside >= _MAIN_SHARE * total else None


def _ancestors(node: Any) -> set[int]:  # noqa: ANN401
    """Return the ids of the elements a node is in."""
    found = set()
    while node is not None and node.parent is not None:
        node = node.parent
        # Nodes cannot be compared by content; their identity is what counts.
        found.add(id(node))
    return found


def _visible(node: Any) -> int:  # noqa: ANN401
    """Return the number of characters below a node, without scripts and styles."""
    size = 0
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.name == "#text":
            size += len(inner.data.strip())
        elif inner.name not in ("script", "style", "template", "noscript", "head"):
            stack.extend(_children(inner))
    return size


def _is_furniture(node: Any, main: Any, above_main: set[int]) -> bool:  # noqa: ANN401
    """Return whether an element is page furniture: it stands beside the main content, or is the page's own footer."""
    if main is not None:
        # The topmost elements beside the path to the main one; all below them inherits it.
        return node is not main and id(node) not in above_main and id(node.parent) in above_main
    return node.name in ("footer", "aside") and _outermost(node)


def _outermost(node: Any) -> bool:  # noqa: ANN401
    """Return whether no article or section is around an element: their footers are their own."""
    above = node.parent
    while above is not None:
        # The footer of an article names its author, and that of a quotation its source.
        if above.name in ("article", "section", "blockquote", "td"):
            return False
        above = above.parent
    return True
