"""Text as the page and the terminal show it: what does not show is written out, so that nothing hides and nothing acts."""

from __future__ import annotations

_NAMED = {"\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"}


def visible(text: str, keep: str = " ") -> str:
    r"""Return text with what does not show written out: `<U+00AD>` for a soft hyphen, an arrow for a line end; but `keep`.

    >>> visible("a\u00adb\n")
    'a<U+00AD>b↵'
    """
    # isprintable is false for control characters, for separators other than the space, and for marks of direction, with
    # which "gpj.exe" can be shown as "exe.jpg".
    return "".join(c if c in keep or c.isprintable() else _NAMED.get(c) or f"<U+{ord(c):04X}>" for c in text)
