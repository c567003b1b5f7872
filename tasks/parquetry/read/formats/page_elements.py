"""What an element of a page is: a block or within one, of which kind, shown or not, and what it inherits.

Source: WHATWG HTML, 15 (rendering); the roles of DPUB-ARIA.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.html_layout import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.read.formats.pieces import Block

RAISED, LOWERED = "raised", "lowered"
"""Where what an element holds stands, if it is not on the line."""
BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form
    frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p pre search section
    summary table tbody thead tfoot tr td th caption ul xmp
    """.split()  # noqa: SIM905 (a table to read)
)
# Elements <h1> to <h6>, with their levels.
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEVELS = frozenset("123456")
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
    # A formula once more, in TeX or in another vocabulary; what a drawing says of itself.
    "annotation": "alternative",
    "annotation-xml": "alternative",
    "desc": "metadata",
    "metadata": "metadata",
}
"""Elements whose text a browser does not show, and why."""
SILENT = frozenset({"script", "style"})
"""Reasons whose text says nothing to a reader and is not kept; its place is."""
KINDS = {"li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote", "pre": "preformatted"}
KINDS |= {"listing": "preformatted", "xmp": "preformatted", "figcaption": "caption", "caption": "caption"}
# What stands above or below the line of what is around it, by its name or its style; the parts of a formula by their place.
_SCRIPTS = {"sup": RAISED, "sub": LOWERED}
_ALIGNED = {"super": RAISED, "sub": LOWERED}
_SCRIPTS_OF_FORMULA = {"msup": ("", RAISED), "msub": ("", LOWERED), "msubsup": ("", LOWERED, RAISED)}
# Elements that are no blocks by their names may be by their style: <span style="display: block">.
_AS_BLOCK = frozenset({"block", "flex", "grid", "table", "list-item", "flow-root", "table-row", "table-caption"})
# In these every child stands for itself, beside or below the others.
_IN_BOXES = frozenset({"flex", "inline-flex", "grid", "inline-grid"})
# `white-space: pre` may stand on any element, not only on <pre>.
_SPACES = {
    "pre": "preserve",
    "pre-wrap": "preserve",
    "break-spaces": "preserve",
    "pre-line": "lines",
    "normal": "",
    "nowrap": "",
}
"""What a style says of white space, by what is kept of it: all, line breaks, nothing."""
# Elements whose white space stands as it is.
VERBATIM = frozenset({"pre", "textarea", "listing", "xmp"})
# Elements that show their children one above or beside another, with nothing between them: 1 over 2 is not 12.
_APART = frozenset({"mfrac", "mtr", "mtable", "munderover", "munder", "mover", "svg", "g"})
# Elements of a form, which have a frame around them: what stands before and after one is not one word.
_CONTROLS = frozenset({"input", "button", "select", "textarea", "meter", "progress"})
# Scripts show what a page hides of itself until it is loaded.
_ALWAYS_SHOWN = frozenset({"html", "body"})
_ARTIFACTS = frozenset({"nav"})
_ARTIFACT_ROLES = frozenset({"navigation", "contentinfo", "banner", "search"})


@dataclass(slots=True)
class Frame:
    """One open element, with what its text inherits."""

    tag: str
    kind: str
    level: int | None
    spaces: str
    """What is kept of white space: "preserve", "lines" for line breaks, or nothing."""
    omitted: str
    block: bool
    lists: int = 0
    """Lists it is in."""
    local: bool = False
    """Whether it is a link to a place in the same page."""
    apart: bool = False
    """Whether it shows its children apart, with nothing between them."""
    parted: bool = False
    """Whether it stands apart from what is beside it."""
    veiled: bool = False
    """Whether it is displayed, and not visible."""
    language: str = ""
    """The language that its text is said to be in."""
    script: str = ""
    """`RAISED` or `LOWERED` of what does not stand on the line."""
    since: tuple[Block | None, int] = (None, 0)
    """The block that was in hand where it began, and how many pieces that had."""
    parts: int = 0
    """How many parts of a formula were opened in it."""


def inherited(above: Frame, tag: str, attributes: Mapping[str, str | None], omitted: str) -> Frame:
    """Return the frame of an element, with what it inherits: a <b> in a heading is part of the heading."""
    style = attributes.get("style")
    layout = dict(LAYOUT.findall(style.lower())) if style else _NOLAYOUT
    omitted = omitted or _omitted(tag, attributes, layout)
    veiled = not omitted and _is_veiled(above, tag, layout)
    omitted = omitted or _omitted_above(above, veiled=veiled)
    display = layout.get("display", "")
    frame = Frame(tag, above.kind, above.level, above.spaces, omitted, tag in BLOCKS or display in _AS_BLOCK)
    if tag in VERBATIM:
        frame.spaces = "preserve"
    if layout:
        frame.spaces = _SPACES.get(layout.get("white-space", ""), frame.spaces)
    frame.apart = tag in _APART or display in _IN_BOXES
    frame.parted = tag in _CONTROLS or display == "table-cell" or _is_placed(tag, attributes, layout)
    # Depth of lists: an item in a list within a list is of level 2.
    frame.lists = above.lists
    frame.veiled = veiled
    frame.language = _language(attributes) or above.language
    frame.script = _script(tag, above, layout)
    frame.local = tag == "a" and (attributes.get("href") or "").startswith("#")
    return frame


def _is_placed(tag: str, attributes: Mapping[str, str | None], layout: Mapping[str, str]) -> bool:
    """Return whether an element stands in a place of its own on the page, as a line of a scan or a remark on a word."""
    # A line of a label is one that says where it begins.
    if tag == "tspan":
        return "x" in attributes
    # An exponent may be placed as well, and stays with its number.
    return layout.get("position") in ("absolute", "fixed") and tag not in _SCRIPTS


def _language(attributes: Mapping[str, str | None]) -> str:
    return attributes.get("lang") or attributes.get("xml:lang") or ""


def _omitted_above(above: Frame, *, veiled: bool) -> str:
    """Return why an element that has no reason of its own is not shown; one in what is only not visible may be visible."""
    if veiled:
        return "hidden"
    return "" if above.veiled else above.omitted


def _is_veiled(above: Frame, tag: str, layout: Mapping[str, str]) -> bool:
    """Return whether an element that is displayed, if the one around it is, is not visible there: an empty place."""
    # What is not displayed stays so, whatever is said of what is in it: <p hidden><b style="visibility: visible">.
    if (above.omitted and not above.veiled) or tag in _ALWAYS_SHOWN:
        return False
    visibility = layout.get("visibility")
    return visibility == "hidden" or (above.veiled and visibility != "visible")


def _script(tag: str, above: Frame, layout: Mapping[str, str]) -> str:
    """Return where what an element holds stands by its style, name, or place in a formula: `<msup>` has a base first."""
    if layout.get("vertical-align") in _ALIGNED:
        return _ALIGNED[layout["vertical-align"]]
    if above.tag not in _SCRIPTS_OF_FORMULA:
        return _SCRIPTS.get(tag, "")
    above.parts += 1
    places = _SCRIPTS_OF_FORMULA[above.tag]
    return places[above.parts - 1] if above.parts <= len(places) else ""


_NOLAYOUT: dict[str, str] = {}
"""That of most elements; never changed."""


def _omitted(tag: str, attributes: Mapping[str, str | None], layout: Mapping[str, str]) -> str:
    """Return why an element is not displayed; empty if it is."""
    if tag in OMITTED:
        # A template that is the inside of the element around it is shown there.
        return "" if tag == "template" and attributes.get("shadowrootmode") in ("open", "closed") else OMITTED[tag]
    if tag in _ALWAYS_SHOWN:
        return ""
    # `hidden="until-found"` is shown by a search in the page, so it counts as text.
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden"
    if tag == "dialog" and "open" not in attributes:
        return "hidden"
    return "hidden" if layout.get("display") == "none" else ""


def is_artifact(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element is furniture of its page by its name or role."""
    return tag in _ARTIFACTS or attributes.get("role") in _ARTIFACT_ROLES


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
    types = _types(attributes)
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


def is_permalink(text: str, kind: str) -> bool:
    """Return whether a link to its own place is nothing but a sign to copy it by: style sheets show it under the mouse.

    >>> is_permalink("¶", "paragraph"), is_permalink("§", "paragraph"), is_permalink("§", "heading")
    (True, False, True)
    """
    sign = text.strip()
    # "see § 5" may have its sign in a link; a heading does not.
    return sign in ("¶", "🔗", "⚓") or (kind == "heading" and sign in ("#", "§"))
