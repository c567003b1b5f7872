"""HTML as tokens with their places: tags, comments and text, in time linear in the page whatever it holds.

Offsets are characters of the decoded page. Every character is in some token. A tag that the end of the page cuts is text
here, where browsers drop it: what an unclosed quote swallowed may be half of the page.

Source: WHATWG HTML, 13.2.5 (tokenization).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.entities import html5
from typing import Literal, NamedTuple

from parquetry.read.formats.html_elements import RAW, RCDATA
from parquetry.read.formats.pieces import Piece, piece_of
from parquetry.text import COPY, EDIT, MARKUP

Attributes = dict[str, str | None]
Kind = Literal["start", "end", "text", "comment", "doctype", "nothing"]


NO_ATTRIBUTES: Attributes = {}
"""Those of most tags; never changed."""


class Token(NamedTuple):
    """One token from `start` to `end`. `name` is that of a tag, in lower case; `closed` says that it ends with `/>`."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: Attributes = NO_ATTRIBUTES
    closed: bool = False


_SPACE = "\t\n\f\r "
# Attributes of a tag as people write it, and its end.
_ATTRIBUTES = r"""
    ( (?: [\t\n\f\r ]++ [A-Za-z_:][\w:.-]*+                         #  class
          (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
              (?: "[^"]*" | '[^']*' | [^\t\n\f\r "'=<>`]++ ) )?+    #  ="note"
      )*+ )
    [\t\n\f\r ]*+ (?P<slash> /? ) >
"""
# A tag; all else goes the slow way below.
_PLAIN_TAG = re.compile(rf"< (/?) ([A-Za-z][A-Za-z0-9:-]*+) {_ATTRIBUTES}", re.VERBOSE | re.ASCII)
STEP = re.compile(
    rf"""
    ([^<]*+) <
    (?: / ([A-Za-z][A-Za-z0-9:-]*+) [\t\n\f\r ]*+ >
      | ([A-Za-z][A-Za-z0-9:-]*+) {_ATTRIBUTES}
        (?: ([^<]*+) </\3> )?+                                      # its text, where it has nothing else
    )
    """,
    re.VERBOSE | re.ASCII,
)
"""Text up to a tag as people write it, and that tag; if it begins an element that holds nothing but text, all of that.

Groups: the text, the name of an end tag, the name of a start tag, its attributes, the slash at its end, and the text held.
"""
_TAG_START = re.compile("<(?=[A-Za-z/!?])")
_NAME = re.compile(r"</?([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE = re.compile(
    r"""
    [\t\n\f\r /]*+
    ( [^\t\n\f\r />] [^\t\n\f\r />=]*+ )                            # a name; "=" may begin one
    (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
        (?: "([^"]*)" | '([^']*)' | ( [^\t\n\f\r >"'][^\t\n\f\r >]*+ ) | (?=>) ) )?+
    """,
    re.VERBOSE,
)
_TAG_END = re.compile(r"[\t\n\f\r /]*+>")
_OPEN_QUOTE = re.compile(r"[\t\n\f\r ]*+=[\t\n\f\r ]*+[\"']")
_COMMENT_END = re.compile("--!?>")
_REFERENCE = re.compile(
    r"""
    & (?: \# (?: [xX][0-9a-fA-F]+ | [0-9]+ ) ;?      # "&#xE9;", "&#233;", and "&#233" as browsers take it
        | [A-Za-z][A-Za-z0-9]{1,40} ;? )             # "&eacute;", "&amp"
    """,
    re.VERBOSE,
)
# Line breaks are one character; a NUL is none.
_ODD = re.compile(r"\r\n?|\0|&")
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"
_LONGEST_NUMBER = 40
_LAST_CODE_POINT = 0x10FFFF


def end_of_raw(raw: str, name: str, at: int) -> int:
    """Return where the end tag of an element begins whose content is characters; the end of the page if there is none."""
    match = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(raw, at)
    return match.start() if match else len(raw)


def next_tokens(raw: str, start: int, *, foreign: bool) -> list[Token]:
    """Return the text from `start`, if there is any, and the tag, comment or declaration after it; none at the end.

    `foreign` says that the place is within SVG or MathML, where `<![CDATA[` begins a section of text.
    """
    at = start
    # A "<" that begins nothing is text.
    while match := _TAG_START.search(raw, at):
        low = match.start()
        token = _token(raw, low, foreign=foreign)
        if token is not None:
            return [Token("text", start, low), token] if low > start else [token]
        at = low + 1
    return [Token("text", start, len(raw))] if start < len(raw) else []


def _token(raw: str, at: int, *, foreign: bool) -> Token | None:
    match = _PLAIN_TAG.match(raw, at)
    if match:
        slash, name, attributes, closed = match.groups()
        kind: Kind = "end" if slash else "start"
        return Token(kind, at, match.end(), name.lower(), attributes_of(attributes), bool(closed))
    if _NAME.match(raw, at):
        return _odd_tag(raw, at)
    following = raw[at + 1 : at + 2]
    if following == "!":
        return _declaration(raw, at, foreign=foreign)
    if following == "?" or (following == "/" and raw[at + 2 : at + 3]):
        # "</>" is nothing, and what else begins so is a comment up to the next ">".
        return _until_greater(raw, at, "nothing" if raw.startswith("</>", at) else "comment")
    return None


def _until_greater(raw: str, at: int, kind: Kind) -> Token:
    end = raw.find(">", at)
    return Token(kind, at, end + 1 if end >= 0 else len(raw))


def _declaration(raw: str, at: int, *, foreign: bool) -> Token:
    if raw.startswith("<!--", at):
        # "<!-->" and "<!--->" are whole comments.
        for short in ("<!-->", "<!--->"):
            if raw.startswith(short, at):
                return Token("comment", at, at + len(short))
        match = _COMMENT_END.search(raw, at + len("<!--"))
        return Token("comment", at, match.end() if match else len(raw))
    if raw[at : at + 9].lower() == "<!doctype":
        return _until_greater(raw, at, "doctype")
    if foreign and raw.startswith("<![CDATA[", at):
        end = raw.find("]]>", at)
        return Token("text", at, end + 3 if end >= 0 else len(raw), "cdata")
    return _until_greater(raw, at, "comment")


def _odd_tag(raw: str, at: int) -> Token:
    """Return a tag attribute by attribute; where the page ends within it, what is there is text: nothing is lost."""
    match = _NAME.match(raw, at)
    if match is None:  # the caller has seen that it matches; this is for the type checker
        return Token("text", at, len(raw))
    name, place = match[1].lower(), match.end()
    found: Attributes = {}
    while not (end := _TAG_END.match(raw, place)):
        part = _ATTRIBUTE.match(raw, place)
        # No ">" to the end, or a quote that never closes: the rest of the page is in the tag.
        if part is None or (part.end() == part.end(1) and _OPEN_QUOTE.match(raw, part.end())):
            return Token("text", at, len(raw))
        value = next((group for group in part.groups()[1:] if group is not None), "")
        found.setdefault(part[1].lower(), html.unescape(value))
        place = part.end()
    kind: Kind = "end" if raw.startswith("</", at) else "start"
    return Token(kind, at, end.end(), name, found, end[0].endswith("/>"))


def attributes_of(text: str) -> Attributes:
    """Return the attributes in the text of a tag as people write it."""
    if not text:
        return NO_ATTRIBUTES
    found: Attributes = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        value = double or single or bare
        # The first of two attributes with one name counts.
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def characters_of(raw: str, token: Token) -> tuple[int, int]:
    """Return where the characters of a text begin and end: those of CDATA are within its marks."""
    start, end = token.start, token.end
    if token.name != "cdata":
        return start, end
    # A page may end before the mark does: "<![CDATA[ x ]".
    closing = len("]]>") if raw.endswith("]]>", start, end) else 0
    return start + len("<![CDATA["), end - closing


class KnownAttributes(dict[str, Attributes]):
    """Attributes by their text in a tag, each worked out once: pages say the same classes again and again."""

    def __missing__(self, text: str) -> Attributes:
        """Return the attributes of a text that was not asked for before."""
        found = self[text] = attributes_of(text)
        return found


def text_pieces(raw: str, start: int, end: int, *, references: bool = True) -> list[Piece]:
    r"""Return the pieces of characters that are text: references decoded, line breaks as one, without NULs.

    >>> [piece.text for piece in text_pieces("a &amp; b", 0, 9)]
    ['a ', '&', ' b']
    """
    text = raw[start:end]
    if "&" not in text and "\r" not in text and "\0" not in text:
        return [piece_of((text, start, end, COPY))] if text else []
    pieces: list[Piece] = []
    at = start
    for match in _ODD.finditer(raw, start, end):
        low = match.start()
        # Within a reference that was taken already.
        if low < at:
            continue
        if match[0] == "&":
            piece = _reference(raw, low, end) if references else None
            if piece is None:
                continue
        else:
            piece = Piece("" if match[0] == "\0" else "\n", low, match.end(), EDIT)
        if low > at:
            pieces.append(Piece(raw[at:low], at, low, COPY))
        if piece.text:
            pieces.append(piece)
        at = piece.end
    if at < end:
        pieces.append(Piece(raw[at:end], at, end, COPY))
    return pieces


def _reference(raw: str, at: int, end: int) -> Piece | None:
    match = _REFERENCE.match(raw, at, end)
    if match is None:
        return None
    name = match[0][1:]
    if name.startswith("#"):
        # Python refuses to read numbers of thousands of digits; none of these is a character.
        return Piece(_numbered(name) if len(name) <= _LONGEST_NUMBER else _NO_CHARACTER, at, match.end(), MARKUP)
    # From the longest name down, as browsers do: "&notit;" is "¬it;".
    for length in range(len(name), 1, -1):
        if name[:length] in html5:
            return Piece(html5[name[:length]], at, at + 1 + length, MARKUP)
    return None


# Pages say few of them, and those often.
@lru_cache(maxsize=1 << 10)
def _numbered(name: str) -> str:
    """Return the character of a number, as in `&#233;`."""
    return html.unescape(f"&{name}") or _code_point(name)


def _code_point(name: str) -> str:
    """Return the character of a number that stands for none in Python's table: a control or noncharacter."""
    digits = name.strip("#;")
    number = int(digits[1:], 16) if digits[:1] in "xX" else int(digits)
    return chr(number) if 0 < number <= _LAST_CODE_POINT else _NO_CHARACTER


def raw_kind(name: str) -> str:
    """Return whether the content of an element is characters: `raw`, `rcdata` with references, or empty."""
    return "raw" if name in RAW else "rcdata" if name in RCDATA else ""
