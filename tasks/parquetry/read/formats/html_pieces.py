"""Text nodes of HTML beside their raw characters: which were copied, which stand for a reference or a line break.

Source: WHATWG HTML, 13.2.5 (tokenization) for references, NULs and line breaks.
"""

from __future__ import annotations

import html
import re
from itertools import takewhile

from parquetry.read.formats.pieces import Piece
from parquetry.text import COPY, EDIT, MARKUP

_PLAIN = re.compile("(?:[^&\r\0<]|<(?![A-Za-z/!?])|&(?![A-Za-z#]))+")
"""Characters that stand for themselves, among them `<` and `&` that begin neither a tag nor a reference."""
# "&#233;", "&#xE9;" and "&eacute;"; old pages leave out the semicolon.
_REFERENCE = re.compile(
    r"""
    & (?: \# [xX] [0-9a-fA-F]+ ;?        # &#xE9;
        | \# [0-9]+ ;?                   # &#233;
        | [A-Za-z] [A-Za-z0-9]{0,40} ;?  # &eacute; and &eacute
    )
    """,
    re.VERBOSE,
)
_END_TAG_OR_COMMENT = re.compile(r"</[^>]*>|<!--.*?--!?>|<[!?][^>]*>", re.DOTALL)


def align_node(data: str, raw: str, at: int) -> tuple[list[Piece], str]:
    r"""Return the pieces of a text node whose raw characters begin at `at`, and the rest that does not stand there.

    There is a rest where the parser joined text from several places, as it does with text between the rows of a table.

    >>> align_node("a & b", "a &amp; b", 0)[0][1]
    Piece(text='&', start=2, end=7, kind='markup')
    """
    # The common case: the node stands in the source as it is.
    if raw.startswith(data, at) and "&" not in data:
        return ([Piece(data, at, at + len(data), COPY)] if data else []), ""
    pieces: list[Piece] = []
    done = 0
    while done < len(data):
        # Plain runs first, because they are long.
        step = _plain(data, done, raw, at) or _special(data, done, raw, at)
        if step is None:
            break
        piece, at = step
        if piece is not None:
            pieces.append(piece)
            done += len(piece.text)
    return pieces, data[done:]


def _plain(data: str, done: int, raw: str, at: int) -> tuple[Piece, int] | None:
    """Return the longest run of characters that stand for themselves."""
    match = _PLAIN.match(raw, at)
    if match is None:
        return None
    run = match[0][: len(data) - done]
    if not data.startswith(run, done):
        # Where the two part, the parser went on with text from elsewhere.
        same = takewhile(lambda pair: pair[0] == pair[1], zip(run, data[done : done + len(run)], strict=False))
        run = run[: sum(1 for _ in same)]
    return (Piece(run, at, at + len(run), COPY), at + len(run)) if run else None


def _special(data: str, done: int, raw: str, at: int) -> tuple[Piece | None, int] | None:
    """Return a reference, line break, NUL or `<` with the place after it; None where the node does not go on here."""
    character = raw[at : at + 1]
    # HTML makes one line feed of CR LF and of a lone CR.
    if character == "\r" and data[done] == "\n":
        end = at + 2 if raw.startswith("\r\n", at) else at + 1
        return Piece("\n", at, end, EDIT), end
    if character == "\0":  # dropped, or U+FFFD in foreign content
        kept = data[done] == "\N{REPLACEMENT CHARACTER}"
        return (Piece(data[done], at, at + 1, MARKUP) if kept else None), at + 1
    if character == "&":
        return _reference(data, done, raw, at)
    # "a < b": this sign begins no tag, and the parser kept it.
    if character == "<" and data[done] == "<" and data.startswith(raw[at : at + 2], done):
        return Piece("<", at, at + 1, COPY), at + 1
    # Text goes on after a comment or a stray end tag in the middle of it.
    passed = _END_TAG_OR_COMMENT.match(raw, at) if character == "<" else None
    return (None, passed.end()) if passed else None


def _reference(data: str, done: int, raw: str, at: int) -> tuple[Piece, int] | None:
    """Return a character reference; without its semicolon only the beginning of a name may be one, as in `&notit;`."""
    match = _REFERENCE.match(raw, at)
    name = match[0] if match else ""
    # From the longest name down, as browsers do: "&notit;" is "¬it;".
    while len(name) > 1:
        value = html.unescape(name)
        if value != name and data.startswith(value, done):
            return Piece(value, at, at + len(name), MARKUP), at + len(name)
        name = name[:-1]
    return (Piece("&", at, at + 1, COPY), at + 1) if data[done] == "&" else None
