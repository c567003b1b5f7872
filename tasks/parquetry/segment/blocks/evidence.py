"""Evidence: what the line model does not see of a text, added to its scores: words, numbers that count on, filling.

Evidence is added and does not decide alone: a strong opinion of the model still wins. Where a reading would lose what the
author made (columns read across, a word broken at a line's end left broken), it is ruled out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.brackets import add_evidence_of_brackets
from parquetry.segment.blocks.broken_words import add_evidence_of_hyphen, add_evidence_of_typesetting
from parquetry.segment.blocks.chords import add_evidence_of_chords
from parquetry.segment.blocks.columns import add_evidence_of_rows, with_gutter
from parquetry.segment.blocks.cues import add_evidence_of_cues
from parquetry.segment.blocks.definitions import add_evidence_of_named, add_evidence_of_terms
from parquetry.segment.blocks.delimited import add_evidence_of_delimited
from parquetry.segment.blocks.drawn import add_evidence_of_commands, add_evidence_of_drawn
from parquetry.segment.blocks.filling import (
    LONGEST_WRAPPED,
    ROOMY,
    TOLD_BY_TEXT,
    add_evidence_of_filling,
    needed,
    widths_of_running,
)
from parquetry.segment.blocks.justified import add_evidence_of_justified, justified
from parquetry.segment.blocks.line_groups import INNER_END, groups
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.blocks.listing import (
    add_evidence_of_announced,
    add_evidence_of_items,
    add_evidence_of_unpunctuated,
    unpunctuated,
)
from parquetry.segment.blocks.margins import add_evidence_of_margins
from parquetry.segment.blocks.narrow import add_evidence_of_narrow
from parquetry.segment.blocks.open_sentences import add_evidence_of_no_case, add_evidence_of_sentence
from parquetry.segment.blocks.plain_words import add_evidence_of_plain_words, add_evidence_of_sentences
from parquetry.segment.blocks.same_beginnings import add_evidence_of_same_beginnings
from parquetry.segment.blocks.small_letters import add_evidence_of_small_letters
from parquetry.segment.blocks.stanzas import add_evidence_of_pointing, add_evidence_of_stanzas
from parquetry.segment.blocks.wording import begins_by_words
from parquetry.segment.blocks.wrapped_alike import add_evidence_of_wrapped_alike, width_of_running
from parquetry.segment.lines import WIDER_THAN_VERSE, WRAPS_FEW, ended, tabular
from parquetry.segment.titles import provision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_WIDEST_VERSE = 100
"""Widest line of verse, in code points: the long lines of Whitman and of the alexandrine stay below 90."""
# What may stand before the first word of a provision: "3. ", "b) ", "1.º ", "2.a ".
_LABEL = re.compile(r"\A\(?\w{1,3}[.)º]+[aªo]?\s+")
_NUMBERED = re.compile(r"\(?(\d{1,4})[.)]?\s")
# "Chapter ", "Lot ": the first word of a row.
_FIRST_WORD = re.compile(r"[^\W\d_]{2,} ")


_BEGIN, _JOIN, _VERSE, _CODE, _OWN = map(LABELS.index, "BCVKL")
_GAPS = re.compile(r"\S(?:\t+| {3,})(?=\S)")
_SHORT_WORD = 5
"""Letters from which the last word of a line may end a title: "simple" against "in the / Article", "dans / Article"."""
_FEWEST_GAPS = 2
"""Wide gaps in one line that make columns: one may stand behind a number or a name."""


def add(scores: Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add the evidence of each line to its scores, in place; `lines` and rows correspond."""
    counted: set[int] = set()
    widest = _widest_of_groups(lines, shape)
    # Where paragraphs stand on one line each, a line of prose that goes on in another was broken on its way here.
    whole = not shape.width and any(map(_is_long_prose, lines))
    running = widths_of_running(lines, shape)
    spread = justified(lines)
    listed = unpunctuated(lines, shape)
    for k, line in enumerate(lines):
        _add_evidence_of_form(scores, lines, k, is_justified=spread[k])
        if provision_parts := provision(line.text):
            _add_evidence_of_provision(scores, lines, k, titled=provision_parts["title"] is not None)
        if k:
            add_evidence_of_filling(scores, lines, k, shape, running)
            begins = _counts_on(lines[k - 1], line, counted) or begins_by_words(lines, k, shape)
            if begins:
                scores[k, _BEGIN] += 2 * TOLD_BY_TEXT
            if not (line.blanks or line.breaks):
                add_evidence_of_sentence(scores, lines, k, shape, widest[k])
                add_evidence_of_hyphen(scores, lines, k)
                if not shape.width and _begins_alike(lines[k - 1].text, line.text):
                    scores[k, _JOIN] -= 2 * TOLD_BY_TEXT
                if whole and k not in listed and _runs_on(lines[k - 1], line):
                    scores[k - 1 : k + 1, 2:] = NEVER
                    scores[k, _JOIN] += 2 * TOLD_BY_TEXT
    _add_evidence_of_groups(scores, lines, shape)
    add_evidence_of_unpunctuated(scores, lines, listed)
    add_evidence_of_no_case(scores, lines, listed)
    add_evidence_of_justified(scores, lines, spread)
    for start, end in with_gutter(lines):
        # Two columns of text are never read across, nor are their lines paragraphs, which lose their gaps.
        scores[start:end, : _JOIN + 1] = scores[start:end, _OWN] = NEVER


def _add_evidence_of_groups(scores: Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add what the lines of a group, or of the text, say together."""
    add_evidence_of_stanzas(scores, lines)
    add_evidence_of_pointing(scores, lines)
    add_evidence_of_items(scores, lines, shape)
    add_evidence_of_announced(scores, lines)
    add_evidence_of_narrow(scores, lines, shape)
    add_evidence_of_small_letters(scores, lines)
    add_evidence_of_same_beginnings(scores, lines)
    add_evidence_of_plain_words(scores, lines)
    add_evidence_of_sentences(scores, lines)
    add_evidence_of_wrapped_alike(scores, lines)
    add_evidence_of_typesetting(scores, lines)
    add_evidence_of_rows(scores, lines)
    add_evidence_of_margins(scores, lines)
    add_evidence_of_drawn(scores, lines)
    add_evidence_of_commands(scores, lines)
    add_evidence_of_cues(scores, lines)
    add_evidence_of_chords(scores, lines)
    add_evidence_of_brackets(scores, lines)
    add_evidence_of_terms(scores, lines)
    add_evidence_of_named(scores, lines)
    add_evidence_of_delimited(scores, lines)


def _widest_of_groups(lines: Sequence[Line], shape: Shape) -> list[int]:
    """Return for each line where lines are wrapped: the width of the text, or else of the widest line of its group.

    Where no line of the group is as wide as lines that are wrapped, the width of lines that run on elsewhere; else 0.
    """
    if shape.width:
        return [shape.width] * len(lines)
    elsewhere = width_of_running(lines, [group for group in groups(lines) if len(group) > 1])
    out: list[int] = []
    for group in groups(lines):
        widest = max(lines[k].width for k in group)
        # "3. Any other business / None." above a paragraph whose lines are twice as wide: no program broke that.
        wrapped = next((width for width in (widest, elsewhere) if width in WRAPS_FEW), 0)
        out += [wrapped] * len(group)
    return out


def _add_evidence_of_form(scores: Numbers, lines: Sequence[Line], k: int, *, is_justified: bool) -> None:
    """Add what a line is by its own form: a whole paragraph, too wide for verse, columns, a heading in capitals."""
    line = lines[k]
    if _is_long_prose(line):
        # A paragraph on one line, as word processors export it, is prose in any surroundings.
        scores[k, 2:] = NEVER
    if line.width > _WIDEST_VERSE:
        scores[k, _VERSE] = NEVER
    if tabular(line.text) and not is_justified and len(_GAPS.findall(line.text)) >= _FEWEST_GAPS:
        # "G      C      D": as prose its columns would be lost.
        scores[k, : _JOIN + 1] -= 2 * TOLD_BY_TEXT
    if line.blanks and line.text.isupper() and _heads_deeper_lines(lines, k):
        scores[k, _CODE] -= TOLD_BY_TEXT


def _heads_deeper_lines(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line of words at the margin stands above lines set in: "INSTALLATION" above its commands."""
    line = lines[k]
    is_words = line.text.replace(" ", "").isalpha()
    return is_words and not line.indent and k + 1 < len(lines) and lines[k + 1].indent > 0


def _add_evidence_of_provision(scores: Numbers, lines: Sequence[Line], k: int, *, titled: bool) -> None:
    """Add that the number of a provision stands above its text and is joined to nothing: "Article 9 / The court shall sit".

    "as laid down in / Article 9" ends a paragraph: no text with a capital follows, or the line before has not ended. "Die
    Kammer hat / Artikel 9 / Absatz 2 verkannt" goes on in a narrow column, where the line before had no room.
    """
    following = lines[k + 1] if k + 1 < len(lines) else None
    if following is None or following.blanks or following.breaks or not following.text.lstrip("(1.) ")[:1].isupper():
        return
    if k and not (lines[k].blanks or lines[k].breaks) and _runs_into_provision(lines[k - 1], lines[k], following):
        return
    # A title may go on in the next line, a number does not.
    below = k + 1 if titled else k + 2
    scores[k:below, _JOIN] = NEVER
    scores[k:below, _VERSE] = NEVER


def _runs_into_provision(before: Line, line: Line, following: Line) -> bool:
    """Tell whether the sentence of the line before goes on in the number of a provision that stands alone on its line."""
    last = before.text.rpartition(" ")[2]
    if len(last) < _SHORT_WORD and last.islower():
        return True
    is_full = needed(before, line) > ROOMY * max(before.width, following.width)
    # "Paragraphe 1 : Des devoirs du gardien" is a title and has no stop either.
    return is_full and not ended(before.text) and provision(before.text) is None


def _is_long_prose(line: Line) -> bool:
    """Tell whether a line is a whole paragraph of sentences, longer than lines are wrapped at."""
    text = line.text
    is_sentence = text[0].isalpha() and ended(text)
    return line.width > LONGEST_WRAPPED and is_sentence and INNER_END.search(text) is not None


def _runs_on(before: Line, line: Line) -> bool:
    """Tell whether a sentence runs over a break between lines wider than verse: "... the heir / shall be bound by them."."""
    runs = before.text[-1].isalpha() or before.text[-1] == ","
    is_prose = before.width >= WIDER_THAN_VERSE and before.indent == line.indent and "  " not in before.text
    if not (is_prose and runs and line.text[0].islower() and line.text.count(" ") > 0):
        return False
    # Long verse, queries and lists in lower case run on as well, but are no sentence of just two lines.
    is_sentence = _LABEL.sub("", before.text, count=1).lstrip('"“«„')[:1].isupper() and ended(line.text)
    return max(before.width, line.width) > _WIDEST_VERSE or is_sentence


def _begins_alike(before: str, line: str) -> bool:
    """Tell whether two lines begin with the same word and a capital, as rows do: "Chapter I. ..." and "Chapter II. ...".

    Of 1,000 lines of wrapped prose one or two begin as the line before; where text is wrapped, that is what they are.
    """
    first = _FIRST_WORD.match(before)
    return first is not None and before[0].isupper() and line.startswith(first[0])


def _counts_on(before: Line, line: Line, counted: set[int]) -> bool:
    """Tell whether a line begins with the number after one that an earlier line began with, and no sentence runs into it.

    So the numbered paragraphs of a judgment stay apart, and an ordinal ("am / 3. Mai") makes none. Adds the number of the
    line before to those `counted`.
    """
    # Numbers are remembered for the whole text: paragraph 12 may stand pages after paragraph 11.
    last = _number(before.text)
    if last:
        counted.add(int(last[1]))
    match = _number(line.text)
    if match is None or int(match[1]) - 1 not in counted:
        return False
    # "2 And it was good; / 3 and he wrote": a verse begins in mid-sentence where each line has its number.
    at_once = last is not None and int(last[1]) == int(match[1]) - 1
    return at_once or ended(before.text) or bool(line.blanks)


def _number(text: str) -> re.Match[str] | None:
    """Return the match of a number that a line begins with; most lines begin with none and need no search."""
    return _NUMBERED.match(text) if text[0] == "(" or text[0].isdigit() else None
