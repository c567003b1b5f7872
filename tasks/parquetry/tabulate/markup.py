"""Markup recomputed: whether the bytes of a document that are in no segment and not left out are markup and nothing else.

A reader that dropped a word would leave it among those bytes; so they are tokenized again, by rules that know nothing of
how the reader works: tags, declarations and white space are markup, anything else is lost text.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# White space as Python strips it at the edges of blocks: the last is the ideographic space, U+3000.
_SPACES = [code for code in range(0x3001) if chr(code).isspace()]
_NUMBERED = rf"\#(?:0*(?:{'|'.join(map(str, _SPACES))})(?!\d)|x0*(?:{'|'.join(f'{code:x}' for code in _SPACES)})(?![\da-f]))"
# nbsp, emsp, thinsp, NewLine ...; "nbsp" is there with and without its semicolon.
_NAMED = "|".join(sorted({name.rstrip(";") for name, value in html5.items() if value.isspace()}))
_HTML = re.compile(
    r"""
    [\s\0\ufeff]+                                             # white space, NULs, the byte order mark
    | <!--.*?--!?>                                            # an empty comment
    | </?[A-Za-z](?:[^"'>]|"[^"]*"|'[^']*')*>                 # <p class="a > b">, </p>
    | <!\[CDATA\[ | \]\]>                                     # the marks of a section in a drawing; its text is text
    | <[/!?A-Za-z][^>]*>                                      # <!DOCTYPE html>, <?xml ... ?>, <p don't>
    """
    # White space by reference, at the edge of a block.
    rf"| &(?:{_NAMED}|{_NUMBERED});?",
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
    """
    rf"| &{_NUMBERED};",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# In a feed pages are written with their tags escaped, or in sections.
_FEED = re.compile(
    _XML.pattern + r"""
    | &lt;/?[A-Za-z]                                           # &lt;p title="a &gt; b"&gt;
      (?: [^&<>"'] | &(?!(?:lt|gt|quot|apos|\#3[49]);) | "[^"<]*" | '[^'<]*' | &quot;(?:(?!&quot;)[^<])*&quot;
        | &(?:apos|\#39);(?:(?!&(?:apos|\#39);)[^<])*&(?:apos|\#39); )*
      (?: &gt; | > )
    | &lt; [/!?A-Za-z] (?: (?!&lt;) [^<] )*? (?: &gt; | > )    # &lt;p class="a"&gt;
    | <[/!?A-Za-z][^>]*>                                       # <p don't>
    """
    # As it is or escaped.
    rf"| &(?:amp;)?(?:{_NAMED}|{_NUMBERED});",
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
