"""Markup recomputed: whether the bytes of a document that are in no segment and not left out are markup and nothing else.

A reader that dropped a word would leave it among those bytes; so they are tokenized again, by rules that know nothing of
how the reader works: tags, declarations and white space are markup, anything else is lost text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HTML = re.compile(
    r"""
    [\s\0\ufeff]+                                             # white space, NULs, the byte order mark
    | <!--.*?--!?>                                            # an empty comment
    | </?[A-Za-z](?:[^"'>]|"[^"]*"|'[^']*')*>                 # <p class="a > b">, </p>
    | <!\[CDATA\[ | \]\]>                                     # the marks of a section in a drawing; its text is text
    | <[/!?A-Za-z][^>]*>                                      # <!DOCTYPE html>, <?xml ... ?>, <p don't>
    | &(?:nbsp|\#(?:160|32|9|10|13|x0*(?:20|9|a|d|a0)));?     # white space by reference, at the edge of a block
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_XML = re.compile(
    r"""
    [\s\ufeff]+                                               # white space, the byte order mark
    | <!--.*?-->                                              # an empty comment
    | <!DOCTYPE [^\[>]* (?: \[ .*? \] \s* )? >               # <!DOCTYPE book [ <!ENTITY ship "Ana"> ]>
    | <\?.*?\?>                                               # <?xml version="1.0"?>
    | <!\[CDATA\[ | \]\]>                                     # the marks of a section; its text is text
    | </?[^\s<>/!?](?:[^"'>]|"[^"]*"|'[^']*')*>               # <p xml:id="a > b">, </p>
    | &\#(?:160|32|9|10|13|x0*(?:20|9|a|d|a0));               # white space by reference, at the edge of a block
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# In a feed pages are written with their tags escaped, or in sections.
_FEED = re.compile(
    _XML.pattern
    + r"""
    | &lt; [/!?A-Za-z] (?: (?!&lt;) [^<] )*? (?: &gt; | > )    # &lt;p class="a"&gt;
    | &(?:amp;)?(?:nbsp|\#160|\#xa0);                          # white space by reference, as it is or escaped
    | <[/!?A-Za-z][^>]*>                                       # <p don't>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# The markup of each format that has some; in the others every byte is text.
_MARKUP = {"xml": _XML, "feed": _FEED, "html": _HTML, "mail": _HTML, "epub": _HTML, "docx": _HTML, "odt": _HTML}


def first_unexplained(data: bytes, reached: Iterable[tuple[int, int]], format_: str, encoding: str) -> int | None:
    """Return the first byte that is in none of the ranges `reached` and no markup; None if all are accounted for."""
    markup = _MARKUP.get(format_)
    for low, high in _gaps(reached, len(data)):
        # Plain text has no markup: the first byte that is accounted for nowhere is lost.
        if markup is None:
            return low
        # "replace": a stray byte becomes U+FFFD, which is no markup, and is reported at its place.
        text = data[low:high].decode(encoding, "replace")
        at = 0
        while at < len(text):
            match = markup.match(text, at)
            if match is None:
                return low + len(text[:at].encode(encoding, "replace"))
            at = match.end()
    return None


def _gaps(reached: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of bytes that are in none of those reached."""
    covered = 0
    for low, high in sorted(reached):
        if low > covered:
            yield covered, low
        # A range may lie inside one before it: the end never goes back.
        covered = max(covered, high)
    if covered < length:
        yield covered, length
