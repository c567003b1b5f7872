"""Stretches: what kind of text each line belongs to, decided before any line is joined.

The line model scores every line by itself and its surroundings; decoding finds the likeliest course of labels, in which a
change of kind inside a group of lines costs more than one at a blank line, and a line is joined only where that is clearly
the likelier reading. In doubt the author's lines stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from parquetry.segment.blocks import features, line_model
from parquetry.segment.blocks.line_model import LABELS, NAT
from parquetry.segment.lines import NARROW, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from parquetry.segment.lines import Line, Shape

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
_TOLD_BY_TEXT = 3.0 * NAT
"""What it weighs that the next word had room, or none, in a text whose lines are all filled: 20 to 1."""
_ROOMY = 0.87
"""What share of the usual width a line that ended a sentence falls short of, next word included, to have ended its block:
proportional type leaves a line up to an eighth short and still full."""
# A score that no other can outweigh, and still finite, so that sums of it stay numbers.
_NEVER = -1e12
_LONGEST_WRAPPED = 120
"""Widest that text is wrapped at, in code points: the 100 to 120 that style guides allow at most (PEP 8, Google)."""
_WIDEST_VERSE = 100
"""Widest line of verse, in code points: the long lines of Whitman and of the alexandrine stay below 90."""
# A letter or digit and a hyphen at the line's end: "repercus-". U+2010 and U+00AD are the typesetters' hyphens.
_HYPHENATED = re.compile(r"[^\W_][-\u2010\u00ad]$")
# A sentence ends inside the line and another begins: "It rained. They stayed".
_INNER_END = re.compile(r"[.!?]\s+[^\Wa-z\d_]")
_NUMBERED = re.compile(r"\(?(\d{1,4})[.)]?\s")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# One question with a capital, at least a dozen characters, and no other stop or quote in it.
_QUESTION = re.compile(r"[^\W\d_a-zà-ÿ][^.!?\"“”«»]{10,}\?")
_FLOW = (LABELS.index(BEGINS), LABELS.index(JOINED))
_MODES = ((0, 1), (2,), (3,), (4,), (5,), (6,))
"""Labels by kind of text: prose, whose blocks begin and go on, and the five kinds that keep their lines."""


def label(lines: Sequence[Line], shape: Shape) -> list[str]:
    """Return the label of each line; none is `JOINED` at the beginning of a group or after a line that is no prose."""
    if not lines:
        return []
    # Line 0 always begins a block, whatever stands before it.
    values, names = features.matrix(lines)
    scores = line_model.scores(values, line_model.weights())
    first = values[:, names.index("first_in_group")] > 0
    first[0] = True
    joined = _FLOW[1]
    # Columns 0 and 1 are prose. All others get a start: joining lines by mistake destroys more than keeping them.
    scores[:, 2:] += DOUBT
    _add_evidence_of_text(scores, lines, shape)
    # After a blank line or a page break the model never joins; grouping does so later, by the words on both sides.
    scores[first, joined] = _NEVER
    best = scores.argmax(axis=1)
    lead = np.sort(scores, axis=1)
    # The common case, a text of nothing but prose with clear margins, needs no decoding.
    if np.all(np.isin(best, _FLOW)) and np.all(
        np.isin(scores.argsort(axis=1)[:, -2:], _FLOW) | (lead[:, -1:] - lead[:, -2:-1] > _SURE)
    ):
        return [LABELS[k] for k in best]
    return [LABELS[k] for k in _decoded(scores, first)]


_BEGIN, _JOIN = _FLOW
_VERSE = LABELS.index(VERSE)
_KEPT = [LABELS.index(label_) for label_ in (VERSE, TABLE, PLAIN, OWN)]


def _add_evidence_of_text(scores: features.Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add what the model does not see: words, numbers that count on, and how the whole text is filled."""
    # Evidence is added to the scores and does not decide alone: a strong opinion of the model still wins.
    counted: set[int] = set()
    for k, line in enumerate(lines):
        if _is_long_prose(line):
            # A paragraph on one line, as word processors export it, is prose in any surroundings.
            scores[k, 2:] = _NEVER
        if line.width > _WIDEST_VERSE:
            scores[k, _VERSE] = _NEVER
        if k:
            _add_evidence_of_filling(scores, lines, k, shape)
            begins = _counts_on(lines[k - 1], line, counted) or _begins_by_words(lines, k, shape)
            scores[k, _BEGIN] += 2 * _TOLD_BY_TEXT * begins
            _add_evidence_of_hyphen(scores, lines, k)
    _add_evidence_of_lists(scores, lines)


def _add_evidence_of_filling(scores: features.Numbers, lines: Sequence[Line], k: int, shape: Shape) -> None:
    """Add what room the next word had on the line before, where the lines of the text are all filled or keep spaces."""
    before, line = lines[k - 1], lines[k]
    # The width the line before would have had with one more word.
    needed = before.indent + before.width + 1 + len(line.text.split(maxsplit=1)[0])
    broken = _HYPHENATED.search(before.text) is not None
    # Programs that keep the space at a wrap leave none at the end of a paragraph.
    if shape.trailing and not (before.trails or broken) and before.width >= NARROW * shape.width:
        scores[k, _BEGIN] += 2 * _TOLD_BY_TEXT
    # The next word did not fit, so the break is the program's and says nothing about the author.
    elif shape.longest and needed > shape.longest:
        scores[k, _JOIN] += _TOLD_BY_TEXT
    # The word had room: somebody broke the line on purpose. In text that is filled by eye a sentence must have ended
    # too.
    elif (shape.longest and not line.text[0].islower()) or (
        ended(before.text) and needed <= _ROOMY * shape.width and not line.text[0].islower()
    ):
        scores[k, _BEGIN] += _TOLD_BY_TEXT


def _add_evidence_of_hyphen(scores: features.Numbers, lines: Sequence[Line], k: int) -> None:
    """Add that a word broken over two lines goes on: verse, tables and addresses break none."""
    before, line = lines[k - 1], lines[k]
    if not line.blanks and line.text[0].isalnum() and _HYPHENATED.search(before.text):
        # Code is not among these kinds: only verse, tables, preformatted lines and lines of their own are ruled out.
        scores[k - 1 : k + 1, _KEPT] = _NEVER
        scores[k, _JOIN] += 2 * _TOLD_BY_TEXT


def _add_evidence_of_lists(scores: features.Numbers, lines: Sequence[Line]) -> None:
    """Add that the lines a colon announces, each ended by a semicolon but the last, are items of a list."""
    # `listing`: this line ends in a semicolon. `listed`: the one before did, so the last item is included.
    listing = listed = False
    for k in range(1, len(lines)):
        before, line = lines[k - 1].text, lines[k].text
        listing = line[-1] == ";" and (listing or (before[-1] == ":" and before[0].isupper()))
        if listing or (before[-1] == ";" and listed):
            # Items are prose, each its own block, and neither verse nor a table.
            scores[k - 1 : k + 1, 2:] = _NEVER
            scores[k, _BEGIN] += 2 * _TOLD_BY_TEXT
        listed = listing


def _is_long_prose(line: Line) -> bool:
    """Tell whether a line is a whole paragraph of sentences, longer than lines are wrapped at."""
    text = line.text
    is_sentence = text[0].isalpha() and ended(text)
    return line.width > _LONGEST_WRAPPED and is_sentence and _INNER_END.search(text) is not None


def _counts_on(before: Line, line: Line, counted: set[int]) -> bool:
    """Tell whether a line begins with the number after one that an earlier line began with, and no sentence runs into it.

    So the numbered paragraphs of a judgment stay apart, and an ordinal ("am / 3. Mai") makes none. Adds the number of the
    line before to those `counted`.
    """
    # Numbers are remembered for the whole text: paragraph 12 may stand pages after paragraph 11.
    if match := _NUMBERED.match(before.text):
        counted.add(int(match[1]))
    match = _NUMBERED.match(line.text)
    return match is not None and int(match[1]) - 1 in counted and (ended(before.text) or bool(line.blanks))


def _begins_by_words(lines: Sequence[Line], k: int, shape: Shape) -> bool:
    """Tell whether the words around a break say that a block begins, in a text that says it by nothing else.

    A colon announces what begins with a capital; a line is one whole question between whole sentences, as an interviewer's,
    or follows one; a sentence begins though none has ended, with a word that the text capitalizes nowhere else.
    """
    before, line = lines[k - 1].text, lines[k].text
    # "the" with a capital begins something, if the text writes "the" in small letters everywhere else.
    first, last = _WORD.match(line), _LAST_WORD.search(before)
    if first and last and first[0].istitle() and first[0].lower() in shape.small:
        # "of the / The" is no boundary, for a line that ends in a common word is unfinished; nor is "Glomma / The", a
        # name.
        return last[0] not in shape.small and last[0].islower()
    # Such texts mark their paragraphs by blank lines or spaces; their wording need not be guessed at.
    if shape.spaced or shape.trailing:
        return False
    # Quotes before the capital are passed over: 'He wrote: / "Dear Ms Lind'.
    announced = before[-1] == ":" and line.lstrip("\"“«„‘'(")[:1].isupper()
    return announced or _asks(lines, k) or _asks(lines, k - 1)


def _asks(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line is one whole question between whole sentences."""
    if lines[k].text[-1] != "?" or _QUESTION.fullmatch(lines[k].text) is None:
        return False
    return (not k or ended(lines[k - 1].text)) and (k + 1 == len(lines) or not lines[k + 1].text[0].islower())


def _decoded(scores: features.Numbers, first: NDArray[np.bool_]) -> list[int]:
    """Return the best course of labels (Viterbi over kinds; within prose the better of begin and join)."""
    # `back[k][m]`: the kind of line k on the best course that has kind m at line k + 1.
    back: list[list[int]] = []
    total = [float(max(scores[0, k] for k in mode)) for mode in _MODES]
    begin, joined = _FLOW
    for row, fresh in zip(scores.tolist()[1:], first.tolist()[1:], strict=True):
        cost = _CHANGE_AT_BLANK if fresh else _CHANGE
        # All changes cost the same, so only the best kind of the line before can be worth changing from.
        leader = max(range(len(_MODES)), key=total.__getitem__)
        came: list[int] = []
        following: list[float] = []
        for mode, labels in enumerate(_MODES):
            stays = total[mode] >= total[leader] - cost
            came.append(mode if stays else leader)
            before = total[mode] if stays else total[leader] - cost
            # Prose after another kind must begin a block: there is nothing that it could be joined to.
            own = row[labels[0]] if len(labels) == 1 else max(row[begin], row[joined]) if stays else row[begin]
            following.append(before + own)
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
