"""Ranges of codes in a font's dictionary: twenty bytes can name more codes than there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playa.pdftypes import PSLiteral, resolve1

from parquetry.read.formats.pdf.tounicode import MOST_CODES
from parquetry.read.formats.pdf.values import stream_of

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.limits import Budget

_RANGES = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*\d")


def without_ranges(spec: dict[str, Any], budget: Budget) -> dict[str, Any]:
    """Return a font's dictionary without what would keep the library busy for ever, and without its ToUnicode.

    ToUnicode is read by `read_tounicode`; a name in its place keeps the library from looking for another.
    """
    out = spec | {"ToUnicode": PSLiteral("Identity-H")}
    for key in ("W", "W2"):
        if key in spec and _is_endless(resolve1(spec[key])):
            del out[key]
    encoding = stream_of(spec.get("Encoding"))
    if encoding is not None:
        ranges = _RANGES.findall(budget.data(encoding))
        if sum(max(0, int(high, 16) - int(low, 16)) for low, high in ranges) > MOST_CODES:
            out["Encoding"] = PSLiteral("Identity-H")
    return out


def _is_endless(widths: object) -> bool:
    """Return whether an array of widths names a range of more codes than there are."""
    if not isinstance(widths, list):
        return True
    numbers = [value for value in widths if isinstance(value, int)]
    return any(abs(number) > MOST_CODES for number in numbers)
