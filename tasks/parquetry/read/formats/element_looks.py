"""What an element of a page is by itself: a block or within one, shown or not, on the line or raised.

Source: WHATWG HTML, 15 (rendering).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.html_layout import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Mapping

RAISED, LOWERED = "raised", "lowered"
"""Where what an element holds stands, if it is not on the line."""
BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form
    frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p pre search section
    summary table tbody thead tfoot tr td th caption ul xmp
    """.split()  # noqa: SIM905 (a table to read)
)
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
# What stands above or below the line of what is around it, by its name or its style; the parts of a formula by their place.
SCRIPTS = {"sup": RAISED, "sub": LOWERED}
_ALIGNED = {"super": RAISED, "sub": LOWERED}
SCRIPTS_OF_FORMULA = {"msup": ("", RAISED), "msub": ("", LOWERED), "msubsup": ("", LOWERED, RAISED)}
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
ALWAYS_SHOWN = frozenset({"html", "body"})
_ARTIFACTS = frozenset({"nav"})
_ARTIFACT_ROLES = frozenset({"navigation", "contentinfo", "banner", "search"})
# What is looked at of the attributes of an element to tell what it is.
_LOOKED_AT = ("style", "hidden", "open", "shadowrootmode", "role", "x")
TELLING = frozenset({*_LOOKED_AT, "lang", "xml:lang"})
"""Attributes that say how an element is shown, or what is in it."""
# Elements that are more than a part of their line: all others are plain, such as <b> and <span>.
_MARKED = frozenset(
    {
        "q",
        "br",
        "img",
        "tspan",
        *BLOCKS,
        *OMITTED,
        *VERBATIM,
        *_APART,
        *_CONTROLS,
        *_ARTIFACTS,
        *SCRIPTS,
        *SCRIPTS_OF_FORMULA,
    }
)


@dataclass(frozen=True, slots=True)
class Look:
    """What an element is by its name, its attributes and its style, wherever it stands."""

    block: bool
    omitted: str
    """Why it is not displayed; empty if it is."""
    spaces: str | None
    """What is kept of white space: "preserve", "lines" for line breaks, or nothing; None where that is inherited."""
    apart: bool
    """Whether it shows its children apart, with nothing between them."""
    parted: bool
    """Whether it stands apart from what is beside it."""
    visibility: str
    aligned: str
    """`RAISED` or `LOWERED` by its style."""
    artifact: bool
    """Whether it is furniture of its page."""
    passes: bool
    """Whether what a plain element in it holds is shown as if it stood in this one itself."""


class Looks:
    """What the elements of a page are, each kind worked out once: pages say the same names and styles again and again."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[str | bool | None, ...], Look] = {}

    def look(self, tag: str, attributes: Mapping[str, str | None]) -> Look:
        """Return what an element is."""
        key: tuple[str | bool | None, ...] = (tag,)
        if attributes and not TELLING.isdisjoint(attributes):
            # An attribute without a value, as in <p hidden>, is not the same as none.
            key = (tag, *(attributes.get(name, False) for name in _LOOKED_AT))
        # Most elements are told by their names alone.
        look = self._known.get(key)
        if look is None:
            look = self._known[key] = look_of(tag, attributes)
        return look


def look_of(tag: str, attributes: Mapping[str, str | None]) -> Look:
    """Return what an element is."""
    layout = dict(LAYOUT.findall((attributes.get("style") or "").lower()))
    display = layout.get("display", "")
    # One half is not 12, and the columns of a grid are not one word.
    apart = tag in _APART or display in _IN_BOXES
    return Look(
        block=tag in BLOCKS or display in _AS_BLOCK,
        omitted=_omitted(tag, attributes, layout),
        spaces=_SPACES.get(layout.get("white-space", ""), "preserve" if tag in VERBATIM else None),
        apart=apart,
        parted=tag in _CONTROLS or display == "table-cell" or _is_placed(tag, attributes, layout),
        visibility=layout.get("visibility", ""),
        aligned=_ALIGNED.get(layout.get("vertical-align", ""), ""),
        artifact=tag in _ARTIFACTS or attributes.get("role") in _ARTIFACT_ROLES,
        passes=not (apart or tag in SCRIPTS_OF_FORMULA),
    )


def _is_placed(tag: str, attributes: Mapping[str, str | None], layout: Mapping[str, str]) -> bool:
    """Return whether an element stands in a place of its own on the page, as a line of a scan or a remark on a word."""
    # A line of a label is one that says where it begins.
    if tag == "tspan":
        return "x" in attributes
    # An exponent may be placed as well, and stays with its number.
    return layout.get("position") in ("absolute", "fixed") and tag not in SCRIPTS


def _omitted(tag: str, attributes: Mapping[str, str | None], layout: Mapping[str, str]) -> str:
    """Return why an element is not displayed; empty if it is."""
    if tag in OMITTED:
        # A template that is the inside of the element around it is shown there.
        return "" if tag == "template" and attributes.get("shadowrootmode") in ("open", "closed") else OMITTED[tag]
    if tag in ALWAYS_SHOWN:
        return ""
    # `hidden="until-found"` is shown by a search in the page, so it counts as text.
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden"
    if tag == "dialog" and "open" not in attributes:
        return "hidden"
    return "hidden" if layout.get("display") == "none" else ""


def is_plain(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element changes nothing of how its text is shown, as <b> and most of <span> and <a>.

    >>> is_plain("b", {}), is_plain("span", {"class": "x"}), is_plain("sup", {}), is_plain("a", {"href": "#top"})
    (True, True, False, False)
    """
    if tag in _MARKED:
        return False
    # Classes and links of other pages say nothing by themselves; a language does, as <q> has the marks of its own.
    return not attributes or (TELLING.isdisjoint(attributes) and not (tag == "a" and is_local(attributes)))


def is_local(attributes: Mapping[str, str | None]) -> bool:
    """Return whether a link leads to a place in the same page."""
    # "page.html#part" may be the same page as well, and looks like any other link.
    return (attributes.get("href") or "").startswith("#")
