"""Small letters: lines of a text that has no capitals at all, in which a small letter says nothing of going on.

In verse without capitals each line begins as the middle of a sentence does: "arma virumque cano, troiae qui primus ab
oris / italiam fato profugus". So do notes that somebody typed for himself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT, is_broken
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS
from parquetry.segment.lines import BULLET, WIDER_THAN_VERSE, ended, has_no_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_BEGIN, _JOIN = map(LABELS.index, "BC")
_FEWEST = 3
"""Lines of the shortest group that is looked at: two in small letters may be the end of anything."""


def add_evidence_of_small_letters(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that groups of narrow lines without any capital are kept, in place, where no sentence runs into them."""
    for group in groups(lines):
        if len(group) >= _FEWEST and _is_small(lines, group):
            # Not joined, and no paragraph each: what keeps its lines is left.
            scores[group.start : group.stop, _BEGIN : _JOIN + 1] -= 2 * TOLD_BY_TEXT


def _is_small(lines: Sequence[Line], group: range) -> bool:
    """Tell whether the lines of a group have no capital, and breaks stand where somebody put them."""
    first = lines[group.start]
    # "arma" begins the text, or stands below a finished sentence; below a formula a sentence goes on in small letters.
    # Python says of Georgian that it is small, and it has no other letters: it tells nothing.
    if not first.text[0].islower() or has_no_case(first.text[0]) or (group.start and not ended(lines[group.start - 1].text)):
        return False
    # No verse breaks a word, and items are prose.
    return all(
        line.indent + line.width < WIDER_THAN_VERSE
        and line.text.islower()
        and not (is_broken(line) or BULLET.match(line.text))
        for line in lines[group.start : group.stop]
    )
