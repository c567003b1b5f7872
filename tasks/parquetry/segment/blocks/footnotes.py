"""Notes: footnotes and endnotes, found by the citation they answer, their place and their column.

A note answers a citation of its own style that no other note has answered: [3] is answered by "[3] ...", a raised or
glued 3 by "3 ...", a dagger by a dagger. So numbered headings and steps, and the entries of a bibliography, are no notes,
and an unanswered marker moves nothing. Numbers may begin again on each page: citations wait in line for their notes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.segment.lines import NARROW, ended
from parquetry.segment.titles import is_bibliography

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

SUPERSCRIPTS = str.maketrans(
    "\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}"
    "\N{SUPERSCRIPT FIVE}\N{SUPERSCRIPT SIX}\N{SUPERSCRIPT SEVEN}\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}",
    "0123456789",
)
# The raised 1, 2 and 3 stand in Latin-1, apart from the others.
_RAISED = "¹²³⁰⁴-⁹"
# The order printers use them in: asterisk, dagger, double dagger, section, pilcrow.
_SIGNS = "*†‡§¶"
_CITED = re.compile(
    rf"""
      (?: (?<=[^\W\d_]{{3}}) | (?<=[.,;:!?)\]”"’»]) ) (?P<raised>[{_RAISED}]{{1,3}})   # "region¹", "region.¹⁰"; not "cm²"
    | \[ (?P<bracketed>\d{{1,3}}(?:\s?[,–-]\s?\d{{1,3}})*) \]                          # "[4]", "[1, 2]", "[3–5]"
    | (?<=[^\W\d][.,;:!?)”"’]) (?P<glued>\d{{1,3}}) (?=\s|$)                           # "answered.1 A fourth"
    | (?: (?<=[^\W_][.,;:!?)”"’]) | (?<=[^\W_]{{2}}) ) (?P<sign>[{_SIGNS}]{{1,2}}) (?=[\s.,;:!?)]|$)   # "wheels.* The"
    """,
    re.VERBOSE,
)
"""A citation of a note, each alternative a style."""
_MAY_CITE = re.compile(rf"[{_RAISED}{_SIGNS}\[]|[.,;:!?)”\"’][0-9]")
"""A sign that every citation has, quick to look for."""
_NOTE = re.compile(
    rf"""
      (?P<raised>[{_RAISED}]{{1,3}})\s?(?=\S)      # "¹ Letter of 3 May"
    | \[(?P<bracketed>\d{{1,3}})\]\s+(?=\S)        # "[1] The list hangs"
    | (?P<plain>\d{{1,3}})[.)]?\s+(?=\S)           # "1 Letter of 3 May", "1. Letter"
    | (?P<sign>[{_SIGNS}]{{1,2}})\s+(?=\S)         # "† It is now"
    """,
    re.VERBOSE,
)
"""How a line begins that may be a note."""
# "A." at the end of a text.
_LONE_LETTER = re.compile(r"\b[^\W\d_]\.\Z")
# Latin and firms: what is cited by its name.
_ABBREVIATED = re.compile(r"\b(?:al|etc|usw|Co|Corp|Inc|Ltd|Jr|Sr)\.\Z")
_ABBREVIATION = 6
"""Code points in which such a word is found, with what stands before it."""
_NEAR = 4
"""Code points looked at beside digits that are glued to a stop."""
_LAST = 6
"""Lines at the foot of a page among which a note may begin before its citation."""
_SOON = 20
"""Lines after such a note among which it is cited: about half a page."""
_LONG_HEAD = 40
"""Longest head above a section of notes at the end, in code points."""

Marker = tuple[str, str]
"""What a citation and its note have in common: the style of answer and the number or sign."""


@dataclass(frozen=True, slots=True)
class Note:
    """The lines of a note, half-open, and the line that cites it; `citing` is `None` where the note stays in its place."""

    start: int
    end: int
    citing: int | None


def cited(text: str) -> Iterator[Marker]:
    """Yield the notes a text cites, in order.

    >>> list(cited("in the region,\\u00b9 and 5 cm\\u00b2 beyond.2 See [4, 5]."))
    [('number', '1'), ('number', '2'), ('bracket', '4'), ('bracket', '5')]
    """
    # Most lines cite nothing, and each place of a line would be tried.
    if _MAY_CITE.search(text) is None:
        return
    # An even number of asterisks are pairs around stressed words; that of a bullet is none of them.
    signs = text.count("*") - text.startswith("* ")
    for match in _CITED.finditer(text):
        if match["bracketed"]:
            # "[1, 2]" cites two notes. Of "[3–5]" only the ends are cited by name.
            yield from (("bracket", number) for number in re.findall(r"\d+", match["bracketed"]))
        elif match["sign"]:
            if not (match["sign"][0] == "*" and signs % 2 == 0):  # "*stress*" is no citation
                yield "sign", match["sign"]
        elif not (match["glued"] and _is_part_of_name(text, match)):
            # Raised and glued digits share one style: OCR and converters turn "¹" into "1".
            yield "number", str(int((match["raised"] or match["glued"]).translate(SUPERSCRIPTS)))


def _is_part_of_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether digits glued to a stop number a manual page or a part: "find.1 shows", "A.1 Licence"."""
    if text[match.start() - 1] != ".":
        return False
    # Behind a stop a sentence begins, with a capital; a single letter before it is no word that ends one.
    # "Holm et al.3 reported": the stop is the abbreviation's, and the sentence goes on behind the citation.
    if _ABBREVIATED.search(text, max(0, match.start() - _ABBREVIATION), match.start()):
        return False
    # A few characters on each side: a line may be a whole document, with a citation in every word.
    after = text[match.end() : match.end() + _NEAR].lstrip()
    return after[:1].islower() or _LONE_LETTER.search(text, max(0, match.start() - _NEAR), match.start()) is not None


def marker(line: str) -> Marker | None:
    """Return what a line that may begin a note would answer."""
    match = _NOTE.match(line)
    if match is None:
        return None
    # The styles keep apart: "[3] Lind" never answers a raised 3.
    if match["bracketed"]:
        return "bracket", match["bracketed"]
    if match["sign"]:
        return "sign", match["sign"]
    # `int` takes leading zeros away, so that "01" answers "1".
    return "number", str(int((match["raised"] or match["plain"]).translate(SUPERSCRIPTS)))


def find(lines: Sequence[Line], shape: Shape) -> list[Note]:
    """Return the notes among the lines, in their order. No line is in two."""
    out: list[Note] = []
    # Citations that wait for their note, by line, the earliest first.
    pending: dict[Marker, deque[int]] = defaultdict(deque)
    listing = False
    following: Marker | None = None
    column_ends = _column_ends(lines, shape)
    bullets = _bullets(lines)
    k = 0
    while k < len(lines):
        # Entries of a bibliography begin like notes ("[3] Lind, A.") and stay in their list.
        listing = listing or is_bibliography(lines[k].text)
        answer = None if listing or lines[k].text[0] in bullets else marker(lines[k].text)
        # A page break may put the note first and its citation second. Only the next number at an edge is believed.
        if answer is not None and answer == following and _at_edge(lines, k) and _is_cited_soon(lines, k, answer):
            pending[answer].append(k - 1)
        # An unanswered "3. Bake for an hour" has no citation that waits for it and stays text.
        if answer is not None and pending[answer] and _begins(lines, k):
            run = list(_run(lines, k, shape, pending))
            if run:
                out += run
                following = _next(marker(lines[run[-1].start].text))
                k = run[-1].end
                continue
        # Notes that lost their numbers are known by their narrow column at the top of a page.
        if _begins_column(lines, k, column_ends[k]):
            out += _unnumbered(lines, k, column_ends[k])
            k = column_ends[k]
            continue
        # Citations are taken from text only; what a note cites is not answered by itself.
        for number in cited(lines[k].text):
            pending[number].append(k)
        k += 1
    return out


def _bullets(lines: Sequence[Line]) -> set[str]:
    """Return the signs that begin more lines than cite a note by them: those of items, "* the mask is kept"."""
    begun = Counter(line.text[0] for line in lines if line.text[0] in _SIGNS and marker(line.text) is not None)
    if not begun:
        return set()
    times_cited = Counter(name[0] for line in lines for style, name in cited(line.text) if style == "sign")
    return {sign for sign, times in begun.items() if times > times_cited[sign]}


def _run(lines: Sequence[Line], k: int, shape: Shape, pending: dict[Marker, deque[int]]) -> Iterator[Note]:
    """Yield the notes that follow one another from line `k`; nothing if they are headings or stay unanswered."""
    # Endnotes below the head "Notes" stay together; footnotes move to the block that cites them.
    in_place = _is_section(lines, k)
    begun = k
    last: Marker | None = None
    citing = 0
    while k < len(lines):
        answer = marker(lines[k].text)
        # The note below note 1 that begins with a 2 is one, though its citation was not known ("at the time2 had").
        counts_on = answer is not None and answer == last and not lines[k].blanks
        if answer is None or not (pending[answer] or counts_on) or not (k == begun or _follows(lines, k)):
            return
        # A heading ("3 Results") has the marker of a note too, and ends the run.
        end = _note_end(lines, k, shape, pending)
        if not _has_note_form(lines, k, end):
            return
        citing = pending[answer].popleft() if pending[answer] else citing
        while pending[answer] and pending[answer][0] < k and not in_place:  # cited twice above one note
            pending[answer].popleft()
        # `end` is where the next note would begin.
        yield Note(k, end, None if in_place else citing)
        last, k = _next(answer), end


def _next(answer: Marker | None) -> Marker | None:
    """Return the marker that counts on from another; a sign counts to nothing."""
    return (answer[0], str(int(answer[1]) + 1)) if answer is not None and answer[1].isdecimal() else None


def _at_edge(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line stands at the top of a page, or among the last few of one."""
    return lines[k].breaks or any(line.breaks for line in lines[k + 1 : k + _LAST])


def _is_cited_soon(lines: Sequence[Line], k: int, answer: Marker) -> bool:
    """Tell whether the text cites a note a little after it, as where a page's edge puts the note first."""
    return any(answer in cited(line.text) for line in lines[k + 1 : k + _SOON])


def _begins(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a marked line stands where notes do: apart from the text, below a rule, or raised."""
    line = lines[k]
    return bool(line.blanks or line.breaks or line.text[0].translate(SUPERSCRIPTS) != line.text[0] or line.number == 0)


def _follows(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a note may follow the one that ends at line `k`: on the same page, or over one blank line."""
    return not lines[k].breaks


def _has_note_form(lines: Sequence[Line], k: int, end: int) -> bool:
    """Tell whether the lines are a note and no heading: ended, of several lines, or the last of their page or text."""
    if end - k > 1 or ended(lines[k].text) or end == len(lines) or lines[end].breaks:
        return True
    return marker(lines[end].text) is not None and not lines[end].blanks


def _is_section(lines: Sequence[Line], k: int) -> bool:
    """Tell whether the notes from line `k` on are a section of their own, below a head: they stay where they are."""
    if not k or not lines[k].blanks:
        return False
    head = lines[k - 1]
    return bool(head.blanks or k == 1) and len(head.text) <= _LONG_HEAD and not ended(head.text)


def _note_end(lines: Sequence[Line], k: int, shape: Shape, pending: dict[Marker, deque[int]]) -> int:
    """Return the index after the last line of the note that begins at `k`."""
    # The widest line of the note so far: what is much shorter after a full stop ends it.
    column = lines[k].width
    following = _next(marker(lines[k].text))
    end = k + 1
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        answer = marker(line.text)
        # A new paragraph, a new page or the next note.
        if line.blanks or line.breaks or (answer is not None and (pending[answer] or answer == following)):
            break
        # A narrow note is followed by a line of the body's width.
        if shape.width and column <= NARROW * shape.width < line.width:
            break
        # The note's last line is short; a small letter after a full stop goes on with the text above the note.
        if ended(before.text) and (before.width < 0.8 * column or line.text[:1].islower()):
            break
        column = max(column, line.width)
        end += 1
    return end


def _column_ends(lines: Sequence[Line], shape: Shape) -> list[int]:
    """Return for each line the index after the run of narrow lines that goes on from it over no blank line.

    A line that is not narrow, or a document whose pages or width are not known, has its own index.
    """
    # Filled from the end, so that each line takes over the result of the one below it.
    out = list(range(len(lines)))
    if not (shape.width and shape.paged):
        return out
    narrow = NARROW * shape.width
    for k in range(len(lines) - 1, -1, -1):
        if lines[k].width <= narrow:
            goes_on = k + 1 < len(lines) and not lines[k + 1].blanks and out[k + 1] > k + 1
            out[k] = out[k + 1] if goes_on else k + 1
    return out


def _begins_column(lines: Sequence[Line], k: int, end: int) -> bool:
    """Tell whether a run of narrow lines begins with a page, as notes do whose numbers were lost.

    At least three lines, none as wide as the body, and no paragraph of the body after them on their page.
    """
    if not k or not lines[k].breaks or lines[k].blanks:
        return False
    # A narrow run in the middle of a page is a quotation or a caption; notes go on to the page's end.
    narrow_paragraph = end < len(lines) and not lines[end].breaks
    return end - k >= 3 and not narrow_paragraph  # noqa: PLR2004 (a short last line is no column)


def _unnumbered(lines: Sequence[Line], k: int, end: int) -> list[Note]:
    """Return notes without numbers, one a page or a stretch between blank lines; each follows the text above it."""
    starts = [j for j in range(k, end) if j == k or lines[j].breaks or lines[j].blanks]
    return [Note(low, high, k - 1) for low, high in zip(starts, [*starts[1:], end], strict=True)]
