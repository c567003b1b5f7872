"""Fonts of the PDF library: made from a dictionary, whatever is damaged in it, and what they know of their codes."""

from __future__ import annotations

from typing import Any

from playa import font as library
from playa.cmapdb import get_unicode_map
from playa.pdftypes import resolve1

from parquetry.read.formats.pdf.values import array, dictionary

PROGRAMS = ("FontFile", "FontFile2", "FontFile3")
"""Keys of a font descriptor under which the program of a font is embedded (table 124)."""


def of_collection(collection: Any, cid: int) -> str:  # noqa: ANN401 (a map of playa)
    """Return what a number of a character collection stands for, nothing where that is not known."""
    try:
        return str(collection.get_unichr(cid))
    except KeyError:
        return ""


def with_descendant(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the dictionary of a composite font's one descendant, with what the font itself says."""
    descendants = array(spec.get("DescendantFonts"))
    merged = dict(dictionary(descendants[0])) if descendants else {}
    return merged | {key: resolve1(spec[key]) for key in ("Encoding", "ToUnicode") if key in spec}


def library_font(type_: str, spec: dict[str, Any], descriptor: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return the library's font of a type, by its dictionary and descriptor; one without letters where it can make none."""
    kinds = {
        "Type0": library.CIDFont,
        "Type3": library.Type3Font,
        "TrueType": library.TrueTypeFont,
        "Type1": library.Type1Font,
        "MMType1": library.Type1Font,
    }
    make = kinds.get(type_)
    # A damaged program is left out at the second try: names and widths of the dictionary may still be good.
    bare = {key: value for key, value in descriptor.items() if key not in PROGRAMS}
    for attempt in (spec, spec | {"FontDescriptor": bare}):
        if make is None:
            break
        try:
            return make({key: value for key, value in attempt.items() if _wanted(type_, key)})
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S112 (the library raises anything on damaged fonts)
            continue
    return library.Font({}, {})


def _wanted(type_: str, key: str) -> bool:
    # Simple fonts take a ToUnicode that is no stream for damage and warn; composite ones need the name.
    return key != "ToUnicode" or type_ == "Type0"


def collection_of(font: Any) -> Any:  # noqa: ANN401
    """Return the map of a character collection such as Adobe-Japan1, None where the font has none."""
    if not isinstance(font, library.CIDFont):
        return None
    try:
        return get_unicode_map(font.cidcoding, font.vertical)
    except (KeyError, OSError, ValueError):
        return None
