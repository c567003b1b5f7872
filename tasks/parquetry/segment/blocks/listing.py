"""Listing: lines that are items of a list, told by their marks, by what announces them, or by having no stop at all."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE, ROOMY, TOLD_BY_TEXT, is_broken, needed
from parquetry.segment.blocks.line_groups import groups, has_stop
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import BULLET, NARROW, WIDER_THAN_VERSE, WRAPS_FEW, ended, has_no_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_BEGIN, _JOIN = map(LABELS.index, "BC")
_FEWEST_UNPUNCTUATED = 3
"""Lines without a stop that make a list: of two, one may be the rest of the other."""
_FEWEST_FULL = 4
"""Breaks before which a line had no room, all of them, that show by themselves that lines without a stop are wrapped: of
items about one in three leaves no room for the next word, and of four in a row one in eighty. An estimate."""
_AS_WIDE = 0.75
"""Share of a line's width that the next must have for two lines to be a list: the last line of a wrapped paragraph has
any width."""
_CHANCE = 1 / 50
"""How likely wrapped lines may all begin in capitals by chance: three of four in English prose do once in 500 times, of
German, where each third word has a capital, once in 30."""
_WIDER = 1.12
"""How much wider than others a line of the same text may be that was wrapped at the same width, as `lines` has it."""


def add_evidence_of_items(scores: Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add that an item goes on below its words, and not further out than its mark, unless it filled its line."""
    item: int | None = None
    hang, sign = 0, ""
    for k, line in enumerate(lines):
        if line.blanks or line.breaks:
            item = None
        if match := BULLET.match(line.text):
            # "- head" below "- embed": an item has no stop where all have none, and is not gone on with by the next.
            if item == line.indent and sign == line.text[0]:
                scores[k, _JOIN] = NEVER
            item, hang, sign = line.indent, line.indent + match.end(), line.text[0]
        elif item is not None and line.indent == hang and line.text[0].islower() and not ended(lines[k - 1].text):
            # "* has no" and "  dependencies" below its words, unless it ended far from where the text is wrapped.
            is_full = needed(lines[k - 1], line) > NARROW * shape.width
            scores[k, _JOIN] += 2 * TOLD_BY_TEXT * is_full
        elif item is not None and line.indent < item:
            before = lines[k - 1]
            if not shape.width or before.indent + before.width < NARROW * shape.width:
                scores[k, _JOIN] -= 2 * TOLD_BY_TEXT
            item = None


def add_evidence_of_announced(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that the lines a colon announces, each ended by a semicolon but the last, are items of a list."""
    # `listing`: this line ends in a semicolon. `listed`: the one before did, so the last item is included.
    listing = listed = False
    for k in range(1, len(lines)):
        before, line = lines[k - 1].text, lines[k].text
        listing = line[-1] == ";" and (listing or (before[-1] == ":" and before[0].isupper()))
        if listing or (before[-1] == ";" and listed):
            # Items are prose, each its own block, and neither verse nor a table.
            scores[k - 1 : k + 1, 2:] = NEVER
            scores[k, _BEGIN] += 2 * TOLD_BY_TEXT
        listed = listing


def unpunctuated(lines: Sequence[Line], shape: Shape) -> frozenset[int]:
    """Return the lines, but the first of each list, of lists whose items have no stop at all and begin in the same case.

    "ferry to leave at ten past / fares to be posted": such lines look like a sentence that runs on, and nothing ends it.
    They are taken for wrapped where the rest of the text is wrapped at their width, or where many lines are all full; and no
    item ends in a word that something always follows.
    """
    runs = [run for run in _runs_without_stop(lines) if _is_long_enough(lines, run)]
    # In a message without any stop the lines of a paragraph end as items do. Asked once: a text may have many runs.
    has_stops = bool(runs) and any(ended(line.text) for line in lines)
    are_items = [_begin_as_items(lines, run) or (has_stops and _end_as_items(lines, run, shape)) for run in runs]
    items = [run for run, is_list in zip(runs, are_items, strict=True) if is_list]
    items += _unfilled(lines, [run for run, is_list in zip(runs, are_items, strict=True) if not is_list], items)
    # "send me the list of / all the people": whoever wrote the line had not ended it.
    return frozenset(k for run in items for k in run[1:] if lines[k - 1].text.rpartition(" ")[2] not in shape.open)


def _unfilled(lines: Sequence[Line], runs: Sequence[range], items: Sequence[range]) -> list[range]:
    """Return the runs that nothing shows to be wrapped; `items` are runs that are lists whatever they fill."""
    # A whole message without stops, or one paragraph of it.
    if not runs or _are_filled(lines, runs):
        return []
    unfilled = [run for run in runs if not _are_filled(lines, [run])]
    # A list must not be its own witness that lines are wrapped.
    inside = {k for run in (*unfilled, *items) for k in run}
    wrapped = _widths_of_wrapped(lines, inside)
    return [run for run in unfilled if not _fits_wrapped(lines, run, wrapped)]


def _runs_without_stop(lines: Sequence[Line]) -> list[range]:
    """Return the runs of lines that hold no stop and begin in the same case, each the rest of a group of lines.

    Nothing runs into the first of them: it begins the group, or stands below a stop, a colon or a line that had room.
    """
    out: list[range] = []
    for group in groups(lines):
        start, end = group.start, group.stop
        # From the end: most groups are paragraphs, and their last line has a stop.
        first = end
        while first > start and _has_no_stop(lines[first - 1]) and _begins_alike(lines[first - 1], lines[end - 1]):
            first -= 1
        # "We agreed the following: / ferry to leave": the list begins below the colon.
        begins = (k for k in range(first, end) if k == start or _is_announced(lines[k - 1], lines[k]))
        out.append(range(next(begins, end), end))
    return out


def _has_no_stop(line: Line) -> bool:
    """Tell whether a line begins in a letter, and neither ends a sentence nor breaks a word."""
    return line.text[0].isalpha() and not has_stop(line) and not is_broken(line)


def _begins_alike(line: Line, other: Line) -> bool:
    return line.text[0].islower() == other.text[0].islower() and line.text[0].isupper() == other.text[0].isupper()


def _is_announced(before: Line, line: Line) -> bool:
    """Tell whether a line stands below a stop or a colon, or below a line that had room for its first word."""
    # No sentence runs over the break, whatever case the next line begins in.
    if ended(before.text):
        return True
    # Most lines of prose are about as wide as the next, and their words need not be measured.
    return before.width < ROOMY * line.width and needed(before, line) <= ROOMY * line.width


def _is_long_enough(lines: Sequence[Line], run: range) -> bool:
    """Tell whether lines without a stop are many enough to be a list, or two of about one width."""
    if len(run) >= _FEWEST_UNPUNCTUATED:
        first = lines[run.start].text[0]
        return first.islower() or first.isupper() or (has_no_case(first) and not _is_wide(lines, run))
    # Two lines with capitals may be a title, and a script without case tells nothing.
    return len(run) > 1 and lines[run[1]].text[0].islower() and lines[run[1]].width >= _AS_WIDE * lines[run[0]].width


def _is_wide(lines: Sequence[Line], run: range) -> bool:
    """Tell whether lines are as wide as those that are wrapped."""
    return max(lines[k].indent + lines[k].width for k in run) >= WRAPS_FEW.start


def _begin_as_items(lines: Sequence[Line], run: range) -> bool:
    """Tell whether lines begin in capitals that the words inside them hardly have, so that it is no chance of wrapping."""
    words = [word for k in run for word in lines[k].text.split()[1:]]
    capitals = sum(word[0].isupper() for word in words)
    # One is added to both, so that lines of a word each tell nothing.
    return lines[run.start].text[0].isupper() and ((capitals + 1) / (len(words) + 1)) ** (len(run) - 1) < _CHANCE


def _end_as_items(lines: Sequence[Line], run: range, shape: Shape) -> bool:
    """Tell whether several lines in small letters end as items do.

    The last is as full as the others, which the last line of a paragraph seldom is, and no line ends in a word that
    something always follows.
    """
    if len(run) <= _FEWEST_UNPUNCTUATED or not lines[run.start].text[0].islower():
        return False
    last = lines[run[-1]]
    is_full = last.indent + last.width >= ROOMY * max(lines[k].indent + lines[k].width for k in run)
    is_open = any(lines[k].text.rpartition(" ")[2] in shape.open for k in run)
    return is_full and not is_open


def _are_filled(lines: Sequence[Line], runs: Sequence[range]) -> bool:
    """Tell whether so many lines are all as full as a program fills them that it is no chance."""
    widest = max((lines[k].indent + lines[k].width for run in runs for k in run), default=0)
    broken = [k for run in runs for k in run[1:]]
    if len(broken) < _FEWEST_FULL or widest not in WRAPS_FEW:
        return False
    return all(needed(lines[k - 1], lines[k]) > widest for k in broken)


def _widths_of_wrapped(lines: Sequence[Line], inside: AbstractSet[int]) -> list[int]:
    """Return, sorted, how far the lines reach, of those not `inside` lists, over whose end a sentence surely runs."""
    return sorted(
        before.indent + before.width
        for k, (before, line) in enumerate(pairwise(lines), start=1)
        if k not in inside and line.text[0].islower() and not (line.blanks or line.breaks or ended(before.text))
    )


def _fits_wrapped(lines: Sequence[Line], run: range, wrapped: Sequence[int]) -> bool:
    """Tell whether lines are filled as those of the rest of the text are that are `wrapped` at about their width."""
    widest = max(lines[k].indent + lines[k].width for k in run)
    # The widest that is alike, by bisection: a text may have as many lists as it has wrapped lines.
    place = bisect_right(wrapped, _WIDER * widest)
    alike = wrapped[place - 1] if place else 0
    if alike < ROOMY * widest:
        return False
    # Every word that begins a line had no room on the line before.
    return all(needed(lines[k - 1], lines[k]) > ROOMY * alike for k in run[1:])


def add_evidence_of_unpunctuated(scores: Numbers, lines: Sequence[Line], listed: AbstractSet[int]) -> None:
    """Add that the lines `listed`, of `unpunctuated`, go on with nothing, and are no verse if they are wider."""
    for k in listed:
        if lines[k].width > WIDER_THAN_VERSE and lines[k].text[0].islower():
            scores[k, _BEGIN] += 2 * TOLD_BY_TEXT
        # Above what a text that seems wrapped weighs, which these lines make it seem.
        scores[k, _JOIN] -= 2 * DECISIVE
