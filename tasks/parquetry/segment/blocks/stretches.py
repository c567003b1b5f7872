"""Stretches: what kind of text each line belongs to, decided before any line is joined.

The line model scores every line by itself and its surroundings; decoding finds the likeliest course of labels, in which a
change of kind inside a group of lines costs more than one at a blank line, and a line is joined only where that is clearly
the likelier reading. In doubt the author's lines stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.segment.blocks import evidence, features, line_model
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NAT
from parquetry.segment.lines import WRAPS_FEW, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

# The labels of the model under names that say what they mean.
BEGINS, JOINED, VERSE, CODE, TABLE, PLAIN, OWN = LABELS
"""A block begins; the line continues it; verse; code; table; other preformatted text; a line of its own."""
DOUBT = 1.0 * NAT
"""How much likelier than a kind that keeps its lines prose must be to be joined: e to the 1.0, 3 to 1. Of the joins on
documents of other languages (`training.line_kinds`) 996 in 1,000 are right."""
_CHANGE = 2.0 * NAT
"""What a change of kind costs between lines with no blank line between them: one in e to the 2.0, about 7 of them."""
_CHANGE_AT_BLANK = 1.0 * NAT
"""What it costs at a blank line."""
_SURE = 3.0 * NAT
"""By how much the best label must lead on every line for the text to need no decoding."""
_STANZA = 3
"""Lines from which a group is told to be verse by itself."""
_WORDS = 4
"""Spaces in the shortest sentence that may be set in and is no code."""
_FLOW = (LABELS.index(BEGINS), LABELS.index(JOINED))
_MODES = ((0, 1), (2,), (3,), (4,), (5,), (6,))
"""Labels by kind of text: prose, whose blocks begin and go on, and the five kinds that keep their lines."""


def label(lines: Sequence[Line], shape: Shape) -> list[str]:
    """Return the label of each line; none is `JOINED` at the beginning of a group or after a line that is no prose."""
    if not lines:
        return []
    if _is_plain(lines):
        return [BEGINS] * len(lines)
    # Line 0 always begins a block, whatever stands before it.
    values, names = features.matrix(lines)
    scores = line_model.scores(values, line_model.weights())
    first = values[:, names.index("first_in_group")] > 0
    first[0] = True
    joined = _FLOW[1]
    # Columns 0 and 1 are prose. All others get a start: joining lines by mistake destroys more than keeping them.
    scores[:, 2:] += DOUBT
    evidence.add(scores, lines, shape)
    # After a blank line or a page break the model never joins; grouping does so later, by the words on both sides.
    scores[first, joined] = line_model.NEVER
    best = scores.argmax(axis=1)
    lead = np.sort(scores, axis=1)
    # The common case, a text of nothing but prose with clear margins, needs no decoding.
    if np.all(np.isin(best, _FLOW)) and np.all(
        np.isin(scores.argsort(axis=1)[:, -2:], _FLOW) | (lead[:, -1:] - lead[:, -2:-1] > _SURE)
    ):
        return [LABELS[k] for k in best]
    return _agreeing(lines, _without_lone_verse(scores, first, [LABELS[k] for k in _decoded(scores, first)]))


def _without_lone_verse(scores: features.Numbers, first: NDArray[np.bool_], labels: list[str]) -> list[str]:
    """Return the labels with a line alone that looks like verse as the end of the paragraph above it, if it goes on with it.

    One line has no second to rhyme with: all that verse would do to it is to part it from its paragraph.
    """
    out = list(labels)
    for k in range(1, len(labels)):
        above, below = labels[k - 1], labels[k + 1] if k + 1 < len(labels) and not first[k + 1] else ""
        is_lone = labels[k] == VERSE and not first[k] and VERSE not in (above, below)
        # The same doubt as elsewhere: a line that may begin something is left apart.
        if is_lone and above in (BEGINS, JOINED) and scores[k, _FLOW[1]] > scores[k, _FLOW[0]] + DOUBT:
            out[k] = JOINED
    return out


def _agreeing(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with the couplets of a poem as verse, where the longer stanzas around them are.

    Only in a text of narrow lines, most of them verse: two lines alone look like a sentence that was wrapped.
    """
    if VERSE not in labels or max(line.indent + line.width for line in lines) >= WRAPS_FEW.start:
        return labels
    # Stanzas must outweigh what is joined: a quotation in verse says nothing of the column of prose around it.
    kinds = [(span, set(labels[span.start : span.stop])) for span in groups(lines)]
    stanzas = [span for span, inside in kinds if len(span) >= _STANZA and inside == {VERSE}]
    joined = {k for span, inside in kinds if JOINED in inside for k in span}
    if sum(map(len, stanzas)) <= len(joined):
        return labels
    return [VERSE if k in joined else label for k, label in enumerate(labels)]


def _is_plain(lines: Sequence[Line]) -> bool:
    """Tell whether every line stands between blank lines and is a block by itself, whatever its kind.

    Such text, a paragraph a line, needs no model: there is nothing to join, and nothing that joining would lose.
    """
    return all((line.blanks or line.breaks or not k) and _is_whole(line) for k, line in enumerate(lines))


def _is_whole(line: Line) -> bool:
    """Tell whether a line that stands alone has no indentation and no columns to keep, or is a sentence or more."""
    text = line.text
    if "   " in text or "\t" in text:
        return False
    is_sentence = text[0].isupper() and ended(text) and text.count(" ") >= _WORDS
    # Markup on one line is code, and the model knows it.
    return is_sentence or not (line.indent or "  " in text or text[0] == "<")


def _decoded(scores: features.Numbers, first: NDArray[np.bool_]) -> list[int]:
    """Return the best course of labels (Viterbi over kinds; within prose the better of begin and join)."""
    # `back[k][m]`: the kind of line k on the best course that has kind m at line k + 1.
    back: list[list[int]] = []
    total = [float(max(scores[0, k] for k in mode)) for mode in _MODES]
    begin, joined = _FLOW
    # Prose after another kind must begin a block: there is nothing that it could be joined to.
    begins = scores[:, [mode[0] for mode in _MODES]]
    stays = begins.copy()
    stays[:, 0] = np.maximum(scores[:, begin], scores[:, joined])
    for stay, change, fresh in zip(stays.tolist()[1:], begins.tolist()[1:], first.tolist()[1:], strict=True):
        # All changes cost the same, so only the best kind of the line before can be worth changing from.
        best = max(total)
        leader = total.index(best)
        best -= _CHANGE_AT_BLANK if fresh else _CHANGE
        staying = [before + value for before, value in zip(total, stay, strict=True)]
        changing = [best + value for value in change]
        came = [leader if other > own else mode for mode, (own, other) in enumerate(zip(staying, changing, strict=True))]
        following = list(map(max, staying, changing))
        back.append(came)
        total = following
    modes = _traced_back(back, max(range(len(_MODES)), key=total.__getitem__))
    out = []
    for k, mode in enumerate(modes):
        # Within prose, begin or join is decided line by line: changing between these two costs nothing.
        flows = mode == 0 and k and modes[k - 1] == 0 and scores[k, joined] > scores[k, begin]
        out.append(joined if flows else _MODES[mode][0])
    return out


def _traced_back(back: Sequence[Sequence[int]], last: int) -> list[int]:
    """Return the kind of every line on the best course, which is known only at the end and read backwards from there."""
    modes = [last]
    for came in reversed(back):
        modes.append(came[modes[-1]])
    modes.reverse()
    return modes
