"""HTML: a page's text as a browser shows it, by the tree that browsers build, each character at its bytes.

Source: WHATWG HTML by `justhtml`, whose text nodes know the character they began at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError
from parquetry.read.formats.html_astray import Texts, find_astray
from parquetry.read.formats.html_metadata import Metadata, metadata_of
from parquetry.read.formats.html_pieces import align_node
from parquetry.read.formats.renderer import Renderer
from parquetry.text import COPY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.read.formats.pieces import PartText

MOST_NODES = 2_000_000
"""Nodes a page may have; the largest pages on record have some 500,000."""
_TAG = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*>|<[^>]*>""")
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
_MAIN_SHARE = 0.2
"""Least share of a page's visible characters for its `<main>` to make all else furniture: some mark up an empty one."""


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
    texts = Texts()
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
        find_astray(texts, raw)
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


def _rendered(root: Any, raw: str, texts: Texts) -> PartText:  # noqa: ANN401
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
