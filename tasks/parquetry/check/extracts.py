"""Extracts: whether alignment, origins and fonts of a document agree with its extract, by the dataset alone.

Neither the file nor a library that reads its format is needed: a copied segment decodes to its text, every character that
is no white space has an origin, and what an origin shows is made of letters of its font.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from parquetry.text.raised_figures import PLAIN_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = dict[str, Any]
RULES = (("alignment", "copies_extract"), ("origins", "cover_extract"), ("origins", "letters_of_font"))
"""Table and name of each rule."""
COLUMNS = {
    "documents": ("doc_id", "text"),
    "alignment": ("doc_id", "start", "end", "source_start", "source_end", "kind"),
    "origins": ("doc_id", "source_start", "source_end", "font_id", "how"),
    "fonts": ("doc_id", "font_id", "codes"),
}
"""The columns that the rules read."""
# Ways of knowing letters that are not by the codes of the font.
_ANY_LETTERS = ("actual_text", "ocr_layer")


def broken(extract: bytes, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield (rule, key of the row within the document) for each row of a document that breaks a rule."""
    for start in _not_copied(extract, rows["documents"][0]["text"] if rows["documents"] else "", rows["alignment"]):
        yield RULES[0], start
    for start in _not_covered(extract, rows["origins"]):
        yield RULES[1], start
    for start in _not_in_font(extract, rows["origins"], rows["fonts"]):
        yield RULES[2], start


def _not_copied(extract: bytes, text: str, alignment: Sequence[Row]) -> Iterator[int]:
    for row in alignment:
        if row["kind"] == "copy" and _decoded(extract, row) != text[row["start"] : row["end"]]:
            yield row["start"]


def _decoded(extract: bytes, row: Row) -> str:
    return extract[row["source_start"] : row["source_end"]].decode("utf-8", "replace")


def _not_covered(extract: bytes, origins: Sequence[Row]) -> Iterator[int]:
    """Yield where an origin begins too late, so that characters before it have none, or before the last one ends."""
    covered = 0
    for row in origins:
        if row["source_start"] < covered or extract[covered : row["source_start"]].strip():
            yield row["source_start"]
        covered = row["source_end"]
    if extract[covered:].strip():
        yield covered


def _not_in_font(extract: bytes, origins: Sequence[Row], fonts: Sequence[Row]) -> Iterator[int]:
    """Yield where an origin shows a character that no code of its font, known in that way, stands for."""
    letters: dict[tuple[int, str], set[str]] = defaultdict(set)
    for font in fonts:
        for code in font["codes"]:
            letters[font["font_id"], code["how"]].update(code["text"])
    for row in origins:
        # Spaces may stand for gaps; every other character is a letter of the font.
        shown = {character for character in _decoded(extract, row) if not character.isspace()}
        known = letters[row["font_id"], row["how"]]
        # A figure that stands raised is written as such, and its code says the figure alone.
        if row["how"] not in _ANY_LETTERS and not all(known & {one, *PLAIN_FORMS.get(one, "")} for one in shown):
            yield row["source_start"]
