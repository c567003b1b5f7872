"""Windows encoding: codes of `WinAnsiEncoding` that the library does not know as the standard has them.

Source: ISO 32000-1, annex D.2, notes 3 and 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playa.pdftypes import resolve1

from parquetry.read.formats.pdf.values import array, dictionary, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# Codes that Windows gives no character, which are bullets: reportlab shows those of its lists by 127.
_UNUSED = (127, 129, 141, 143, 144, 157)
# The soft hyphen, which is shown as a hyphen: programs write it where they break a word.
_SOFT_HYPHEN = 173


def with_windows_codes(names: Mapping[int, str], encoding: object, *, embedded: bool) -> Mapping[int, str]:
    """Return the names of a font's codes with those of its `Encoding` that the library lacks, or has as spaces.

    An `embedded` font may show whatever it likes by codes that have no name.
    """
    entries = dictionary(encoding)
    if name_of(entries.get("BaseEncoding") if entries else encoding) != "WinAnsiEncoding":
        return names
    out = {**({} if embedded else dict.fromkeys(_UNUSED, "bullet")), **names}
    if _SOFT_HYPHEN not in _differing(array(entries.get("Differences"))):
        out[_SOFT_HYPHEN] = "hyphen"
    return out


def _differing(differences: list[Any]) -> set[int]:
    """Return the codes that an array of differences names: a number, and names of the codes from it on."""
    out: set[int] = set()
    code = 0
    for value in map(resolve1, differences):
        if isinstance(value, int):
            code = value
        else:
            out.add(code)
            code += 1
    return out
