"""OpenDocument texts: body with notes after what cites them, headers and footers; annotations and deletions left out.

Source: ODF 1.3 part 3 (schema); 6.1.2 for white space.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats.odt_lists import Lists, ListStyles
from parquetry.read.formats.pieces import Block, Omission, Piece, PlacedPart
from parquetry.read.formats.renderer import Renderer
from parquetry.read.formats.xml_events import element_texts, parse_xml
from parquetry.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.read.formats.packages import Package

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_TAGS = {"list": "ul", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr"}
_TAGS |= {"table-cell": "td", "covered-table-cell": "td", "section": "section", "line-break": "br"}
_TAGS |= {"note-citation": "sup"}
"""Elements that a page has too."""
_OMITTED = {"annotation": "comment", "tracked-changes": "deleted", "title": "image", "desc": "image", "script": "script"}
# How the entries of an index are made; the index itself stands behind it.
_OMITTED |= dict.fromkeys(
    (
        "table-of-content-source",
        "illustration-index-source",
        "table-index-source",
        "object-index-source",
        "user-index-source",
        "alphabetical-index-source",
        "bibliography-source",
    ),
    "field",
)
# Dates and numbers are set by styles that have text: "<number:day/><number:text>. </number:text>".
_OMITTED |= dict.fromkeys(("automatic-styles", "styles", "font-face-decls", "settings"), "metadata")
# Elements of a line of text: a title in one is that of the document, which a field shows, and not of a picture.
_OF_LINES = frozenset({"p", "h", "span", "a", "meta", "meta-field", "ruby-base"})
# What stands in the middle of a paragraph and has paragraphs of its own: notes, boxes, shapes that are written in.
_BOXES = frozenset(
    """
    note-body text-box custom-shape rect ellipse circle polygon polyline path line connector measure caption regular-polygon
    """.split()  # noqa: SIM905 (a table to read)
)
# What is shown of a part of its own that is not read: a formula, a chart, a spreadsheet.
_EMBEDDED = frozenset({"object", "object-ole", "plugin", "applet", "floating-frame"})
_FURNITURE = frozenset({"header", "header-left", "header-first", "footer", "footer-left", "footer-first"})
# What a style's name tells: a part of it in lower case, the element of a page that is like it, an example.
_STYLES = (
    ("quotation", "blockquote", "Quotations"),
    ("preformatted", "pre", "Preformatted_20_Text"),
    ("subtitle", "h1", "Subtitle"),
    ("title", "h1", "Title"),
    ("caption", "figcaption", "Caption"),
    ("illustration", "figcaption", "Illustration"),
)
# Bounds against damaged files: `<text:s text:c="999999999"/>`, and styles that are based on each other in a circle.
_MOST_SPACES = 1_000
_MOST_BASES = 20


class Body:
    """Takes the events of a part and hands them to renderers: one for the body, one for each note or text box open."""

    def __init__(self, lists: ListStyles, *, furniture: bool) -> None:
        # True for styles.xml, where only headers and footers are text.
        self._furniture = furniture
        self._renderers = [Renderer()]
        # Name of the element, the element of a page that it is like, and whether it is left out.
        self._open: list[tuple[str, str, bool]] = []
        self._waiting: list[list[Block]] = [[]]
        self._omissions: list[Omission] = []
        self._list_styles = lists
        self._lists = Lists(lists)
        self._inside = 0
        # Deleted lists and remarks have items as well, which are not counted.
        self._omitted = 0

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        self._list_styles.take(name, attributes)
        omitted = self._omission(name, attributes)
        self._omitted += bool(omitted)
        if self._furniture and name in _FURNITURE:
            self._inside += 1
        # A note stands in the middle of the sentence that cites it: its text must not end up in that paragraph.
        if name in _BOXES:
            self._renderers.append(Renderer())
            self._waiting.append([])
        tag = self._tag(name, attributes)
        if name in ("s", "tab"):
            self._literal("\t" if name == "tab" else " " * _spaces(attributes.get("c", "")), start, end)
        role = {"role": "doc-footnote"} if name == "note-body" else {}
        self._renderers[-1].start(tag, role, start, end, artifact=self._inside > 0 and name in _FURNITURE, omitted=omitted)
        self._open.append((name, tag, bool(omitted)))
        self._name_aside(name, attributes, start, end)
        # After the paragraph has begun: what stood before it is a block of its own by now.
        if self._is_counted():
            self._renderers[-1].mark(self._marker(name, attributes))

    def _is_counted(self) -> bool:
        """Return whether lists are counted here: neither in what is left out nor in styles."""
        return not self._omitted and (not self._furniture or self._inside > 0)

    def _omission(self, name: str, attributes: Mapping[str, str]) -> str:
        """Return why an element is not shown; empty if it is."""
        if name in _OF_LINES:
            return "hidden" if self._list_styles.hides(attributes.get("style-name", "")) else ""
        if name == "title" and self._open and self._open[-1][0] in _OF_LINES:
            return ""
        # A section is hidden for good, or as long as a condition holds, which programs note beside it.
        hidden = attributes.get("display") == "none" or attributes.get("is-hidden") == "true"
        return "hidden" if name == "section" and hidden else _OMITTED.get(name, "")

    def _name_aside(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Put on record what an element says in its attributes, or holds in a part of its own."""
        # Text that is shown on a condition which does not hold.
        if name == "hidden-text" and attributes.get("string-value"):
            self._renderers[-1].omit(start, end, "hidden", attributes["string-value"])
        elif name in _EMBEDDED and attributes.get("href") and not self._omitted:
            self._renderers[-1].omit(start, end, "attachment", attributes["href"].removeprefix("./"))

    def _marker(self, name: str, attributes: Mapping[str, str]) -> str | None:
        """Follow lists and their items; return what is shown before a paragraph or heading."""
        match name:
            case "list":
                self._lists.open_list(attributes)
            case "list-item" | "list-header":
                self._lists.open_item(attributes, numbered=name == "list-item")
            case "p":
                return self._lists.paragraph(attributes.get("style-name", ""))
            case "h":
                return self._lists.heading(_outline_level(attributes), attributes)
        return None

    def _tag(self, name: str, attributes: Mapping[str, str]) -> str:
        """Return the element of a page that is like this one."""
        if name == "h":
            # Pages know six levels of headings.
            return f"h{min(6, _outline_level(attributes))}"
        if name == "p":
            return self._by_style(attributes.get("style-name", ""))
        if name in _BOXES or name in _FURNITURE:
            return "div"
        if name == "span":
            return self._list_styles.script_of(attributes.get("style-name", "")) or name
        return _TAGS.get(name, "span")

    def _by_style(self, style: str) -> str:
        # Automatic styles ("P1") say little by their name; a style that they are based on says more.
        parents = self._list_styles.parents
        for _ in range(_MOST_BASES):
            found = next((tag for part, tag, _ in _STYLES if part in style.lower()), None)
            if found or style not in parents:
                return found or "p"
            style = parents[style]
        return "p"

    def _literal(self, text: str, start: int, end: int) -> None:
        self._renderers[-1].literal(Piece(text, start, end, MARKUP))

    def end(self, name: str) -> None:
        """Close an element; what waited for the end of a paragraph follows it."""
        opened, tag, omitted = self._open.pop()
        self._renderers[-1].end(tag)
        if opened in ("p", "h"):
            # The number of an empty heading stands before nothing, least of all before the paragraph after it.
            self._renderers[-1].drop_marker()
        if opened == "list" and self._is_counted():
            self._lists.close_list()
        self._omitted -= omitted
        if opened in _BOXES:
            # What was in the note waits until the paragraph around it is closed.
            inner = self._renderers.pop().finish()
            self._omissions += inner.omissions
            self._waiting.pop()
            self._waiting[-1] += inner.blocks
        # The paragraph is whole: now the notes that it cites may follow.
        elif opened in ("p", "h") and self._waiting[-1]:
            self._renderers[-1].append(self._waiting[-1])
            self._waiting[-1] = []
        if self._furniture and name in _FURNITURE:
            self._inside -= 1

    def text(self, piece: Piece) -> None:
        """Take characters; of the styles only those of headers and footers."""
        # Styles hold names and numbers that are no text of the document.
        if not self._furniture or self._inside:
            self._renderers[-1].text([piece])
        elif piece.text.strip():
            self._renderers[-1].omit(piece.start, piece.end, "metadata", piece.text.strip())

    def finish(self, data: bytes, part_id: int) -> PlacedPart:
        """Return what the part gave."""
        # A text box may stand outside all paragraphs.
        self._renderers[0].append(self._waiting[0])
        part = self._renderers[0].finish()
        blocks = [replace(block, part_id=part_id) for block in part.blocks]
        return PlacedPart(data, blocks, [*part.omissions, *self._omissions])


def read_odt(package: Package) -> list[PlacedPart]:
    """Return the parts of a text as blocks, in the order of its source bytes.

    Raises:
        DocumentError: a part is missing or damaged, or all of them are encrypted.
    """
    # Asked before anything is parsed: encrypted XML looks damaged. A manifest that is damaged itself is no reason to refuse.
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        detail = "an encrypted document"
        raise DocumentError("encrypted", detail)
    data = package.take("content.xml", "text/xml")
    lists = ListStyles()
    # The styles first: the lists of the body name some that are defined there.
    styles = Body(lists, furniture=True)
    if "styles.xml" in package:
        parse_xml(package.read("styles.xml"), styles)
    body = Body(lists, furniture=False)
    parse_xml(data, body)
    parts = [body.finish(data, 0)]
    # Taken only if it holds text, so that no empty part is listed.
    found = styles.finish(b"", 1)
    if found.blocks:
        parts.append(replace(found, data=package.take("styles.xml", "text/xml")))
    return parts


def properties(package: Package) -> list[tuple[str, str]]:
    """Return name and value of what a text says of itself."""
    return element_texts(package.read("meta.xml")) if "meta.xml" in package else []


def _outline_level(attributes: Mapping[str, str]) -> int:
    level = attributes.get("outline-level", "1")
    return max(1, int(level)) if level.isdecimal() else 1


def _spaces(count: str) -> int:
    """Return how many spaces an element stands for: `<text:s text:c="3"/>` for three, `<text:s/>` for one."""
    return min(_MOST_SPACES, int(count)) if count.isdecimal() else 1
