"""Text as the page and the terminal show it: what does not show is written out, so that nothing hides and nothing acts."""

from __future__ import annotations


def visible(text: str, keep: str = " ") -> str:
    r"""Return text with what does not show written out: `<U+00AD>` for a soft hyphen, and so on, but for `keep`.

    >>> visible("a\u00adb\n")
    'a<U+00AD>b<U+000A>'
    """
    return "".join(c if c in keep or c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
