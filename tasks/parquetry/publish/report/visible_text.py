"""Text as the page and the terminal show it: what does not show is written out, so that nothing hides and nothing acts."""

from __future__ import annotations

_NAMED = {"\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"}


def visible(text: str, keep: str = " ") -> str:
    r"""Return text with what does not show written out: `<U+00AD>` for a soft hyphen, an arrow for a line end; but `keep`.

    >>> visible("a\u00adb\n")
    'a<U+00AD>b↵'
    """
    return "".join(c if c in keep or c.isprintable() else _NAMED.get(c) or f"<U+{ord(c):04X}>" for c in text)
