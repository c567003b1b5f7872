"""Chords: rows of chords above the lines of a song, which stand in columns above its syllables.

    C           G           Am
    Down by the harbour the boats come in

A row is sung with the line below it, and the lines of a song are verse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_VERSE, _TABLE = map(LABELS.index, "VT")
_CHORD = r"""
    (?: [A-H] (?:\#|b|es|is)?                         # "C", "F#", "Bb"; "H" and "Es" in German songs
        (?:m|maj|min|mi|dim|aug|sus|add|°|ø|\+)? \d{0,2}
        (?:(?:sus|add|b|\#|-)\d{1,2})* (?:/[A-H][\#b]?)?   # "m7b5", "7/D"
      | N\.C\. | [|%*-] )                             # where none is played, and the bars between them
    """
_ROW = re.compile(rf"{_CHORD} (?: \s+ {_CHORD} )*", re.VERBOSE)
_FEWEST_ROWS = 2
"""Rows that a song has at least: "A  C  B  D  A" alone says which answers are right. An estimate."""
_BEGINNINGS = frozenset("ABCDEFGHN|")
_WORD = re.compile(r"[^\W\d_]*[^\WA-Z\d_]{2,}")


def add_evidence_of_chords(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that the lines of a group in which a row of chords stands above words are verse, in place."""
    # Most texts have none, and cost one look at the beginning of each line.
    rows = {k for k, line in enumerate(lines) if line.text[0] in _BEGINNINGS and _is_row(line)}
    if len(rows) < _FEWEST_ROWS:
        return
    sung: set[int] = set()
    for group in groups(lines):
        if any(k in rows and _has_words(lines[k + 1]) for k in group[:-1]):
            # "[Intro]" above the first row is what the part is called.
            sung.update(range(min(rows.intersection(group)), group.stop))
    # The words of a song are lines of verse, "[Chorus]" between them among these.
    for k in sung:
        scores[k] = NEVER
        scores[k, _VERSE] = 0
    for k in rows - sung if sung else ():
        # Of a song some bars have no words, and verse of one line would be a line of prose.
        scores[k] = NEVER
        scores[k, _TABLE] = 0


def _is_row(line: Line) -> bool:
    """Tell whether a line is of chords alone, in columns or set in: "A" at the margin may be a heading, "| |" a table."""
    is_set = "  " in line.text or line.indent > 0
    return is_set and _ROW.fullmatch(line.text) is not None and any(sign.isalpha() for sign in line.text)


def _has_words(line: Line) -> bool:
    """Tell whether a line is of words and no row of a table: "red      green"."""
    return "   " not in line.text and len(_WORD.findall(line.text)) > 1
