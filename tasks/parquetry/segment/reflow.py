"""Assemble: from blocks to the final text, one rearrangement of the repaired one.

Every line is followed by the white space that followed it, rewritten as what now separates it from the next: so the
parts tile the text, and no byte is left out of the alignment.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment import dehyphenate
from parquetry.text import AlignedText, Edit, EditReason

if TYPE_CHECKING:
    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.lines import Line

BETWEEN_BLOCKS = "\n\n"
_SPACES = re.compile(r"[ \t\u00a0]{2,}|\t")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "THAI", "LAO", "KHMER", "MYANMAR", "FULLWIDTH", "BOPOMOFO")
"""First words of the Unicode names of characters of scripts that put no space between words (UAX #14, classes ID and SA)."""
# That a repeated quote mark goes is certain; that a lone capital is a drop cap is read off its form only.
_DROPPED_MARK = EditReason("layout", "quote_mark", 1.0)
_DROP_CAP = EditReason("layout", "drop_cap", 0.95)


@dataclass(frozen=True, slots=True)
class _Place:
    """One line in its block: where its content begins and ends in the repaired text, in code points."""

    draft: Draft
    line: Line
    start: int
    end: int


def assemble(
    text: AlignedText, drafts: list[Draft], language: str, *, reflow: bool
) -> tuple[AlignedText, list[tuple[Draft, int, int]]]:
    """Return the final text and each block with its start and end in it (code points)."""
    # A text of nothing but white space keeps an alignment: all of it becomes nothing.
    if not drafts:
        return text.replace([Edit(0, len(text), "")]), []
    # Two orders meet here: that of the blocks, and that of the lines on the page.
    places = [[_place(text.text, draft, k, reflow=reflow) for k in range(len(draft.lines))] for draft in drafts]
    physical = sorted((place for block in places for place in block), key=lambda place: place.line.start)
    # The white space after a line stands before the line that follows on the page, which may be in another block.
    follows = {place.line.start: after for place, after in pairwise(physical)}
    judge = dehyphenate.Judge(text.text, language)
    # White space before the first line.
    edits: list[Edit] = [Edit(0, min(physical[0].start, physical[0].line.start), "")]
    out: list[tuple[Draft, int, int]] = []
    at = 0
    for number, block in enumerate(places):
        start = at
        glue = BETWEEN_BLOCKS if number < len(places) - 1 else ""
        for k, place in enumerate(block):
            after = block[k + 1] if k + 1 < len(block) else None
            following = follows.get(place.line.start)
            # A verbatim line begins with its indentation, which then is not part of the gap.
            gap_end = len(text) if following is None else min(following.start, following.line.start)
            made = [*_mark(place), *_line(place, after, gap_end, judge, glue, reflow=reflow)]
            edits += made
            # An edit without a replacement copies its stretch.
            at += sum(len(edit.after) if edit.after is not None else edit.end - edit.start for edit in made)
        out.append((drafts[number], start, at - len(glue)))
    return text.rearrange(edits), out


def _place(text: str, draft: Draft, k: int, *, reflow: bool) -> _Place:
    """Return where the content of the `k`-th line of a block begins: after its indentation, unless that is part of it.

    The marks before the lines of quoted mail are kept on a block's first line only, and on none that is empty.
    """
    line = draft.lines[k]
    start = line.start
    if draft.verbatim:
        # Back to the beginning of the line: the indentation of code is part of it.
        while start and text[start - 1] not in "\n\f\r":
            start -= 1
    # "> first / > second" becomes "> first second".
    elif draft.kind == "quote" and reflow and k:
        start += len(line.text) - len(line.text.lstrip("> "))
    return _Place(draft, line, start, line.end)


def _mark(place: _Place) -> list[Edit]:
    """Return the edit that takes a quote mark away from the beginning of a line, on record."""
    if place.start <= place.line.start:
        return []
    return [Edit(place.line.start, place.start, "", _DROPPED_MARK)]


def _line(  # noqa: PLR0913 (a line and all that decides what follows it)
    place: _Place, after: _Place | None, gap_end: int, judge: dehyphenate.Judge, glue: str, *, reflow: bool
) -> list[Edit]:
    """Return the edits of one line and of the gap after it."""
    draft = place.draft
    # Lines stay lines.
    if draft.verbatim or not reflow:
        breaks = "\n" * (1 + after.line.blanks * _keeps_blank_lines(draft)) if after else glue
        return [*_content(place, place.end, collapse=False), Edit(place.end, gap_end, breaks)]
    # The last line of a block is followed by what stands between blocks.
    if after is None:
        return [*_content(place, place.end, collapse=True), Edit(place.end, gap_end, glue)]
    # Without its quote mark, which would hide the other half of a broken word.
    rest = after.line.text[after.start - after.line.start :]
    # A hyphen at the line's end decides first; all other breaks become a space or nothing.
    decision = judge.decide(place.line.text, rest) if rest else None
    if decision is None:
        between, reason = _between(place.line.text, rest)
        return [*_content(place, place.end, collapse=True), Edit(place.end, gap_end, between, reason)]
    # The hyphen is cut off and falls into the gap, so that its byte stays on record.
    cut = place.end - decision.drop
    return [*_content(place, cut, collapse=True), Edit(cut, gap_end, decision.glue, decision.cause)]


def _keeps_blank_lines(draft: Draft) -> bool:
    """Tell whether blank lines are part of a block: in code they part functions; in `<pre>` and after `<br>` they show."""
    return draft.kind == "code" or (draft.verbatim and draft.evidence == "tag" and draft.kind != "table")


def _between(before: str, after: str) -> tuple[str, EditReason | None]:
    """Return what stands between two lines that are joined: nothing within scripts that have no spaces, else a space.

    >>> _between("没有得到", "回复，第四")[0], _between("新的 Linux", "发行版")[0], _between("went to", "sea")[0]
    ('', ' ', ' ')
    """
    if not after:
        return "", None
    # "T" and "HE merchants" are one word. The record says why no space was put.
    if len(before) == 1 and before.isupper() and len(after) > 1 and after[:2].isupper():
        return "", _DROP_CAP
    return ("" if _is_unspaced(before[-1]) and _is_unspaced(after[0]) else " "), None


def _is_unspaced(character: str) -> bool:
    """Tell whether a character is of a script that puts no space between words."""
    return not character.isascii() and unicodedata.name(character, "").startswith(_UNSPACED)


def _content(place: _Place, end: int, *, collapse: bool) -> list[Edit]:
    """Return a line's content up to `end`, with runs of spaces as one unless they may be columns."""
    parts: list[Edit] = []
    at, line = place.start, place.line
    # Most lines have no runs of spaces, and are copied as one edit.
    if collapse and ("  " in line.text or "\t" in line.text):
        for match in _SPACES.finditer(line.text, at - line.start, end - line.start):
            parts += [Edit(at, line.start + match.start()), Edit(line.start + match.start(), line.start + match.end(), " ")]
            at = line.start + match.end()
    parts.append(Edit(at, end))
    return parts
