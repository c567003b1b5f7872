"""What an element of a page inherits from those around it, and what kind of block it makes.

Source: WHATWG HTML, 15 (rendering); the roles of DPUB-ARIA.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.element_looks import ALWAYS_SHOWN, RAISED, SCRIPTS, SCRIPTS_OF_FORMULA, is_local, look_of
from parquetry.read.formats.scripts import Script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.read.formats.element_looks import Look
    from parquetry.read.formats.pieces import Block

# Elements <h1> to <h6>, with their levels.
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEVELS = frozenset("123456")
LISTS = frozenset({"ul", "ol", "menu", "dir"})
SILENT = frozenset({"script", "style"})
"""Reasons whose text says nothing to a reader and is not kept; its place is."""
KINDS = {"li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote", "pre": "preformatted"}
KINDS |= {"listing": "preformatted", "xmp": "preformatted", "figcaption": "caption", "caption": "caption"}


@dataclass(slots=True)
class Frame:
    """One open element, with what its text inherits."""

    tag: str
    look: Look
    kind: str
    level: int | None
    spaces: str
    """What is kept of white space: "preserve", "lines" for line breaks, or nothing."""
    omitted: str
    lists: int = 0
    """Lists it is in."""
    local: bool = False
    """Whether it is a link to a place in the same page."""
    veiled: bool = False
    """Whether it is displayed, and not visible."""
    language: str = ""
    """The language that its text is said to be in."""
    script: str = ""
    """`RAISED` or `LOWERED` of what does not stand on the line."""
    since: tuple[Block | None, int] = (None, 0)
    """The block that was in hand where a script began, and how many pieces that had."""
    parts: int = 0
    """How many parts of a formula were opened in it."""

    @property
    def passes(self) -> bool:
        """Whether what a plain element in it holds is shown as if it stood in this one itself."""
        return self.look.passes and not self.local

    def script_in(self, block: Block) -> Script | None:
        """Return what stands raised or lowered, now that it ends; a block within ends the one that it was in."""
        begun, since = self.since
        # x<sup><p>2</p></sup> makes a paragraph of its own of the figure.
        if block is not begun or since >= len(block.pieces):
            return None
        return Script(since, len(block.pieces), self.script == RAISED)


def page_frame() -> Frame:
    """Return the frame of the page itself: text outside all elements is a paragraph."""
    return Frame("", look_of("body", {}), "paragraph", None, "", "")


def inherited(above: Frame, tag: str, look: Look, attributes: Mapping[str, str | None], omitted: str) -> Frame:
    """Return the frame of an element, with what it inherits: a <b> in a heading is part of the heading."""
    omitted = omitted or look.omitted
    veiled = not omitted and _is_veiled(above, tag, look.visibility)
    return Frame(
        tag,
        look,
        above.kind,
        above.level,
        above.spaces if look.spaces is None else look.spaces,
        omitted or _omitted_above(above, veiled=veiled),
        # Depth of lists: an item in a list within a list is of level 2.
        above.lists,
        tag == "a" and is_local(attributes),
        veiled,
        (_language(attributes) if attributes else "") or above.language,
        look.aligned or _script(tag, above),
    )


def _language(attributes: Mapping[str, str | None]) -> str:
    return attributes.get("lang") or attributes.get("xml:lang") or ""


def _omitted_above(above: Frame, *, veiled: bool) -> str:
    """Return why an element that has no reason of its own is not shown; one in what is only not visible may be visible."""
    if veiled:
        return "hidden"
    return "" if above.veiled else above.omitted


def _is_veiled(above: Frame, tag: str, visibility: str) -> bool:
    """Return whether an element that is displayed, if the one around it is, is not visible there: an empty place."""
    # What is not displayed stays so, whatever is said of what is in it: <p hidden><b style="visibility: visible">.
    if (above.omitted and not above.veiled) or tag in ALWAYS_SHOWN:
        return False
    return visibility == "hidden" or (above.veiled and visibility != "visible")


def _script(tag: str, above: Frame) -> str:
    """Return where what an element holds stands by its name, or its place in a formula: `<msup>` has a base first."""
    if above.tag not in SCRIPTS_OF_FORMULA:
        return SCRIPTS.get(tag, "")
    above.parts += 1
    places = SCRIPTS_OF_FORMULA[above.tag]
    return places[above.parts - 1] if above.parts <= len(places) else ""


def _types(attributes: Mapping[str, str | None]) -> list[str]:
    """Return what an element is said to be: EPUB has in `epub:type` what the web has in `role`."""
    return f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}".split()


def _are_notes(types: Sequence[str]) -> bool:
    # Both forms of the names, with and without the plural: "doc-endnotes", "rearnote".
    return any(name.removeprefix("doc-").rstrip("s") in ("footnote", "endnote", "rearnote") for name in types)


def holds_notes(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element is a note, or the notes of a text, as `<aside role="doc-endnotes">` is."""
    # Pandoc writes <aside role="doc-endnotes">, EPUB 3 <aside epub:type="footnote">.
    return _are_notes(_types(attributes))


def classify(frame: Frame, attributes: Mapping[str, str | None]) -> None:
    """Set the kind of block an element makes, where it makes one of its own; else it keeps that of the element above."""
    types = _types(attributes) if attributes else []
    if frame.tag in HEADINGS:
        frame.kind, frame.level = "heading", HEADINGS[frame.tag]
    # The role alone, as on the captions of menus, says too little: ARIA asks for a level.
    elif "heading" in types and (attributes.get("aria-level") or "") in _LEVELS:
        frame.kind, frame.level = "heading", int(attributes["aria-level"] or "")
    elif frame.tag in KINDS:
        frame.kind = KINDS[frame.tag]
        frame.level = frame.level if frame.kind == "list_item" else None
    elif _are_notes(types):
        frame.kind = "footnote"
    elif "doc-bibliography" in types or "bibliography" in types:
        frame.kind = "bibliography"


def described(tag: str, attributes: Mapping[str, str | None], omitted: str) -> tuple[str, str] | None:
    """Return why what a tag says itself is no text of the page, and that: what an image shows, a page within the page."""
    if tag == "iframe" and (page := attributes.get("srcdoc")):
        return "alternative", page
    if tag == "img" and not omitted and (shown := attributes.get("alt")):
        return "image", shown
    return None


def is_permalink(text: str, kind: str) -> bool:
    """Return whether a link to its own place is nothing but a sign to copy it by: style sheets show it under the mouse.

    >>> is_permalink("¶", "paragraph"), is_permalink("§", "paragraph"), is_permalink("§", "heading")
    (True, False, True)
    """
    sign = text.strip()
    # "see § 5" may have its sign in a link; a heading does not.
    return sign in ("¶", "🔗", "⚓") or (kind == "heading" and sign in ("#", "§"))
