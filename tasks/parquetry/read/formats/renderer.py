"""The renderer: from elements and their text to blocks, as a browser lays them out.

Fed with events in document order, by a tree of HTML or by a parser of XHTML. White space collapses as CSS says, blocks
part paragraphs, the cells of a table's row are parted by tabs; what a browser does not show is left out, on record.

Source: CSS Text 3, 4.1 (white space); WHATWG HTML, 15 (rendering).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Block, Omission, PartText, Piece, plain_text
from parquetry.read.formats.tables import Table
from parquetry.text import COPY, EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form
    frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section
    summary table tbody thead tfoot tr td th caption ul
    """.split()  # noqa: SIM905 (a table to read)
)
# Elements <h1> to <h6>, with their levels.
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "menu", "dir"})
OMITTED = {
    "script": "script",
    "style": "style",
    "title": "metadata",
    "head": "metadata",
    "template": "hidden",
    "noscript": "alternative",
    "datalist": "hidden",
    "iframe": "alternative",
    "noembed": "alternative",
    "noframes": "alternative",
    "object": "alternative",
    "video": "alternative",
    "audio": "alternative",
    "canvas": "alternative",
}
"""Elements whose text a browser does not show, and why."""
SILENT = frozenset({"script", "style"})
"""Reasons whose text says nothing to a reader and is not kept; its place is."""
KINDS = {"li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote", "pre": "preformatted"}
KINDS |= {"listing": "preformatted", "xmp": "preformatted", "figcaption": "caption", "caption": "caption"}
_SPACE = re.compile("[ \t\n\r\f]+")
_UNEVEN = re.compile("[ \t\n\r\f]{2,}|[\t\n\r\f]|\\A | \\Z")
"""White space that does not stand as it is: all but a single space within a text."""
# Radicals, kana, bopomofo, Han, compatibility and full-width forms: a line break between two of these is no space.
_CJK = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NOT_SHOWN = re.compile(
    r"""
    (?: ^ | ; ) \s*
    (?: display \s* : \s* none                # style="color: red; display:none"
      | visibility \s* : \s* hidden ) \b      # style="visibility: hidden"
    """,
    re.IGNORECASE | re.VERBOSE,
)
# `white-space: pre` may stand on any element, not only on <pre>.
_PRESERVED = re.compile(
    r"""
    (?: ^ | ; ) \s* white-space \s* : \s*
    (?: pre | pre-wrap | break-spaces | pre-line ) \b      # style="white-space: pre-wrap"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ARTIFACTS = frozenset({"nav"})
_ARTIFACT_ROLES = frozenset({"navigation", "contentinfo", "banner", "search"})


@dataclass(slots=True)
class _Frame:
    """One open element, with what its text inherits."""

    tag: str
    kind: str
    level: int | None
    preserved: bool
    omitted: str
    block: bool
    lists: int = 0
    """Lists it is in."""
    local: bool = False
    """Whether it is a link to a place in the same page."""


class Renderer:
    """Takes events, gives the part's blocks and omissions by `finish`."""

    __slots__ = ("_block", "_cells", "_frames", "_omissions", "_out", "_pending", "_tables")

    def __init__(self) -> None:
        # The bottom frame is the page itself: text outside all elements is a paragraph.
        self._frames = [_Frame("", "paragraph", None, False, "", True)]
        self._out: list[Block] = []
        self._block = Block()
        self._pending: Piece | None = None
        self._tables: list[Table] = []
        self._cells: list[list[Block]] = []
        self._omissions: list[Omission] = []

    def start(  # noqa: PLR0913 (an element, its place, and what is known of it from outside)
        self,
        tag: str,
        attributes: Mapping[str, str | None],
        start: int,
        end: int,
        *,
        artifact: bool = False,
        omitted: str = "",
    ) -> None:
        """Open an element whose start tag stands from `start` to `end`; `omitted` says why its text is not shown."""
        frame = _inherited(self._frames[-1], tag, attributes, omitted)
        if artifact or tag in _ARTIFACTS or attributes.get("role") in _ARTIFACT_ROLES:
            frame.kind = "page_artifact"
        # Hidden elements are pushed too, so that every end tag finds its frame.
        self._frames.append(frame)
        if frame.omitted:
            return
        if tag == "br":
            self._line_break(start, end)
        elif tag == "img" and attributes.get("alt"):
            # The description of an image is not text of the page, and is kept on record.
            self._omissions.append(Omission(start, end, "image", attributes["alt"]))
        elif frame.block or tag in ("listing", "xmp"):
            self._open_block(frame, attributes)
        if tag == "pre" or _PRESERVED.search(attributes.get("style") or ""):
            frame.preserved = True
            # Set on the open block as well, since a <span> with preserved white space opens none of its own.
            self._block.verbatim = True

    def _open_block(self, frame: _Frame, attributes: Mapping[str, str | None]) -> None:
        # <listing> and <xmp> are blocks although they are not in the table above.
        frame.block = True
        self._flush()
        if frame.tag in LISTS:
            frame.lists += 1
            # The level is set on the list, and its items inherit it.
            frame.level = frame.lists
        # A heading in the navigation stays part of the navigation.
        if frame.kind != "page_artifact":
            _classify(frame, attributes)
        if frame.tag == "table":
            if self._tables:
                # A table within a table means that the outer one lays out the page.
                self._tables[-1].plain = False
            self._tables.append(Table())
        elif frame.tag == "tr" and self._tables:
            self._tables[-1].open_row()
        elif frame.tag in ("td", "th") and self._tables:
            self._cells.append(self._tables[-1].open_cell())
        # Headings and lists inside cells are signs of layout as well; data has neither.
        elif self._tables and (frame.tag in HEADINGS or frame.tag in LISTS or frame.tag == "pre"):
            self._tables[-1].plain = False
        self._block = Block(frame.kind, frame.level, frame.preserved)

    def end(self, tag: str) -> None:
        """Close the innermost element, which is of this tag."""
        frame = self._frames.pop()
        # Inline elements end without a trace; hidden ones never began a block.
        if frame.omitted or not frame.block:
            return
        self._flush()
        if tag in ("td", "th") and self._cells:
            self._cells.pop()
        elif tag == "table" and self._tables:
            # A nested table goes into the cell around it, the outermost one into the page.
            for block in self._tables.pop().blocks():
                self._target().append(block)
        above = self._frames[-1]
        # Text after an inner block belongs to the outer element again: <div>one<p>two</p>three</div>.
        self._block = Block(above.kind, above.level, above.preserved)

    def text(self, pieces: Sequence[Piece]) -> None:
        """Take the text of a node."""
        frame = self._frames[-1]
        if frame.omitted:
            self._omit(pieces, frame.omitted)
        elif frame.local and _is_permalink(plain_text(pieces), frame.kind):
            self._omit(pieces, "boilerplate")
        elif frame.preserved:
            self._release_space()
            self._block.pieces += pieces
        else:
            for piece in pieces:
                self._collapse(piece)

    def literal(self, piece: Piece) -> None:
        """Take text whose white space stands as it is, such as a tab or spaces that the format counts."""
        # OpenDocument writes runs of spaces as elements, and these never collapse.
        if not self._frames[-1].omitted:
            self._release_space()
            self._block.pieces.append(piece)

    def append(self, blocks: Sequence[Block]) -> None:
        """Add blocks that are whole already, after what was taken so far."""
        self._target().extend(blocks)

    def omit(self, start: int, end: int, reason: str, text: str | None) -> None:
        """Put a stretch on record that is no text, such as a comment."""
        self._omissions.append(Omission(start, end, reason, text))

    def finish(self) -> PartText:
        """Return what all events gave."""
        # A damaged document may leave elements open.
        while len(self._frames) > 1:
            self.end(self._frames[-1].tag)
        self._flush()
        return PartText(tuple(self._out), tuple(self._omissions))

    def _omit(self, pieces: Sequence[Piece], reason: str) -> None:
        text = plain_text(pieces)
        # White space alone is no loss worth a row.
        if text.strip():
            self._omissions.append(
                Omission(pieces[0].start, pieces[-1].end, reason, None if reason in SILENT else text.strip())
            )

    def _collapse(self, piece: Piece) -> None:
        """Add a piece with runs of white space as one space, held back until something follows it."""
        # An edited piece is one reference or line break, and cannot be cut: "&#32;" is a space as a whole.
        if piece.kind != COPY:
            if _SPACE.fullmatch(piece.text):
                self._hold_space(piece)
            else:
                self._add(piece)
            return
        # Only the uneven white space is cut out; a single space between two words stays in its piece.
        at = 0
        for match in _UNEVEN.finditer(piece.text):
            if match.start() > at:
                self._add(Piece(piece.text[at : match.start()], piece.start + at, piece.start + match.start(), COPY))
            self._hold_space(Piece(match[0], piece.start + match.start(), piece.start + match.end(), COPY))
            at = match.end()
        if at < len(piece.text):
            self._add(Piece(piece.text[at:], piece.start + at, piece.end, COPY))

    def _hold_space(self, space: Piece) -> None:
        held = self._pending
        if held is None:
            self._pending = space
        else:
            # Two spaces around a tag, "one <b> two", make one space that spans both places.
            self._pending = Piece(held.text + space.text, held.start, max(held.end, space.end), EDIT)

    def _add(self, piece: Piece) -> None:
        self._release_space(piece.text[:1])
        self._block.pieces.append(piece)

    def _release_space(self, following: str = "") -> None:
        """Add the space held back, unless the line begins here or a line break parts two ideographs."""
        space, self._pending = self._pending, None
        last = self._block.pieces[-1].text if self._block.pieces else "\n"
        # White space at the beginning of a line is not shown.
        if space is None or last.endswith("\n"):
            return
        # CSS Text 3: a line break in the source between two ideographs would show a space that nobody wrote.
        if "\n" in space.text and _CJK.match(following) and _CJK.match(last[-1:]):
            return
        # One plain space is copied as it stands; any other white space was changed into one.
        kind = COPY if space.text == " " and space.kind == COPY else EDIT
        self._block.pieces.append(Piece(" ", space.start, space.end, kind))

    def _line_break(self, start: int, end: int) -> None:
        # Space before a <br> is not shown either.
        self._pending = None
        self._block.verbatim = True
        self._block.pieces.append(Piece("\n", start, end, MARKUP))

    def _target(self) -> list[Block]:
        return self._cells[-1] if self._cells else self._out

    def _flush(self) -> None:
        """End the block in hand; what is nothing but white space is none."""
        self._pending = None
        pieces = self._block.pieces
        # Leading line breaks go; leading spaces may be the indentation of preformatted text.
        while pieces and not pieces[0].text.strip("\n"):
            pieces.pop(0)
        while pieces and not pieces[-1].text.strip():
            pieces.pop()
        if pieces and plain_text(pieces).strip():
            # A block of one line has no line breaks that could be kept.
            self._block.verbatim = self._block.verbatim and any("\n" in piece.text for piece in pieces)
            self._target().append(self._block)
        self._block = Block(self._block.kind, self._block.level)


def _is_permalink(text: str, kind: str) -> bool:
    """Return whether a link to its own place is nothing but a sign to copy it by: style sheets show it under the mouse.

    >>> _is_permalink("¶", "paragraph"), _is_permalink("§", "paragraph"), _is_permalink("§", "heading")
    (True, False, True)
    """
    sign = text.strip()
    # "see § 5" may have its sign in a link; a heading does not.
    return sign in ("¶", "🔗", "⚓") or (kind == "heading" and sign in ("#", "§"))


def _inherited(above: _Frame, tag: str, attributes: Mapping[str, str | None], omitted: str) -> _Frame:
    """Return the frame of an element, with what it inherits: a <b> in a heading is part of the heading."""
    omitted = omitted or _omitted(tag, attributes) or above.omitted
    frame = _Frame(tag, above.kind, above.level, above.preserved, omitted, tag in BLOCKS)
    # Depth of lists: an item in a list within a list is of level 2.
    frame.lists = above.lists
    frame.local = tag == "a" and (attributes.get("href") or "").startswith("#")
    return frame


def _omitted(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Return why an element is not shown; empty if it is."""
    if tag in OMITTED:
        return OMITTED[tag]
    # `hidden="until-found"` is shown by a search in the page, so it counts as text.
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden"
    if tag == "dialog" and "open" not in attributes:
        return "hidden"
    return "hidden" if _NOT_SHOWN.search(attributes.get("style") or "") else ""


def _classify(frame: _Frame, attributes: Mapping[str, str | None]) -> None:
    """Set the kind of block an element makes, where it makes one of its own; else it keeps that of the element above."""
    # EPUB says in `epub:type` what the web says in `role`: "doc-footnote", "footnote".
    types = f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}".split()
    if frame.tag in HEADINGS:
        frame.kind, frame.level = "heading", HEADINGS[frame.tag]
    elif frame.tag in KINDS:
        frame.kind = KINDS[frame.tag]
        frame.level = frame.level if frame.kind == "list_item" else None
    # Both forms of the names, with and without the plural: "doc-endnotes", "rearnote".
    elif any(name.removeprefix("doc-").rstrip("s") in ("footnote", "endnote", "rearnote") for name in types):
        frame.kind = "footnote"
    elif "doc-bibliography" in types or "bibliography" in types:
        frame.kind = "bibliography"
