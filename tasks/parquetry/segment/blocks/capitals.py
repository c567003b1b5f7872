"""Capitals: wrapped prose that is all in capitals, given to the steps that group lines in the case of a sentence.

Whether a line goes on is seen by the small letter it begins with, more than by anything else. A telegram, a notice or the
disclaimer of a licence has none: "THE NORTH QUAY WILL BE CLOSED TO ALL / VESSELS FROM MONDAY". Lists, titles and verse in
capitals are left as they are: their lines are not filled, or each break stands where an entry ends.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment.lines import ended, tabular

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from parquetry.segment.lines import Line

_FEWEST = 3
"""Lines fewer than which a title may be: its lines fill the page by chance."""
_NARROWEST = 45
"""Least width of the widest line, in code points: lines of verse and of titles are narrower."""
_MOSTLY = 0.95
"""Share of a line's letters that are capitals: "McDONALD" and "5 km" stand in texts that are all in capitals."""
# A word, no abbreviation, with its stop and another word behind it: "UNTIL FURTHER NOTICE. MASTERS"
_SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!?] [^\W\d_]{2}")


# "TONNAGE > 100 AND BUILT = 1850": a licence has none of these signs.
_SIGN_OF_CODE = re.compile(r"[=<>{}|\\]")


def in_sentence_case(lines: Sequence[Line], open_words: Collection[str]) -> list[Line]:
    """Return the lines; those of wrapped prose in capitals with a text in small letters, but where a sentence begins.

    `open_words` are those that something always follows, in small letters: "the", "of".

    The trap: `text` is then not what stands at `start` to `end`; the length is the same. `number` finds the given line.
    """
    groups = list(_groups(lines))
    # Where one notice is wrapped, the next on the page is wrapped at the same width, be it of two lines.
    width = max((_width(group) for group in groups if _is_wrapped(group, open_words)), default=0)
    lowered = {line.number: line for group in groups if _is_filled(group, width) for line in _lowered(group)}
    return [lowered.get(line.number, line) for line in lines]


def _groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the runs of two lines in capitals or more that no blank line and no page parts."""
    capitals = [_in_capitals(line.text) for line in lines]
    starts = [k for k, line in enumerate(lines) if line.blanks or line.breaks or capitals[k - 1 : k] != [capitals[k]]]
    for start, end in pairwise([*starts, len(lines)]):
        # Statements of programs are written in capitals too, and keep their lines.
        if capitals[start] and end - start > 1 and not _is_statement(lines[start:end]):
            yield lines[start:end]


def _in_capitals(text: str) -> bool:
    """Tell whether nearly all letters that have a case are capitals, and there are some."""
    # The cheap question first: of most lines the answer is no.
    if text.islower() or text[0].islower() or tabular(text):
        return False
    capitals = sum(map(str.isupper, text))
    small = sum(map(str.islower, text))
    return capitals > 0 and capitals >= _MOSTLY * (capitals + small)


def _is_statement(group: Sequence[Line]) -> bool:
    """Tell whether lines are of a program: they hold a sign of one, or the last ends in a semicolon."""
    return group[-1].text[-1] == ";" or _SIGN_OF_CODE.search("".join(line.text for line in group)) is not None


def _is_wrapped(group: Sequence[Line], open_words: Collection[str]) -> bool:
    """Tell whether lines are prose that was wrapped: they are filled, and a break stands where no item of a list ends."""
    width = _width(group)
    if len(group) < _FEWEST or width < _NARROWEST or not _is_filled(group, width):
        return False
    # "CLOSED UNTIL FURTHER NOTICE. MASTERS": two sentences are no title.
    inside = _holds_sentence_end(group)
    # The title of an old book fills three lines or more as well, and breaks phrases; but no sentence ends in it.
    return inside or (_breaks_phrase(group, open_words) and ended(group[-1].text))


def _width(group: Sequence[Line]) -> int:
    return max(line.indent + line.width for line in group)


def _is_filled(group: Sequence[Line], width: int) -> bool:
    """Tell whether no word behind a break had room before it, in lines of at most `width` code points."""
    return _width(group) <= width and all(
        before.indent + before.width + 1 + len(after.text.split(maxsplit=1)[0]) > width for before, after in pairwise(group)
    )


def _breaks_phrase(group: Sequence[Line], open_words: Collection[str]) -> bool:
    """Tell whether a line ends in a word that something always follows: "WILL BE CLOSED TO / ALL VESSELS"."""
    return any(line.text.rsplit(maxsplit=1)[-1].lower() in open_words for line in group[:-1])


def _holds_sentence_end(group: Sequence[Line]) -> bool:
    """Tell whether a sentence ends inside a line, and at the end of few: lists have an entry a line, and notes none."""
    inside = any(_SENTENCE_END.search(line.text) for line in group)
    return inside and 2 * sum(ended(line.text) for line in group[:-1]) < len(group)


def _lowered(group: Sequence[Line]) -> Iterator[Line]:
    """Yield lines in small letters, but for a capital at the beginning and behind a line that ends a sentence."""
    begins = True
    for line in group:
        # Letter by letter: "İ" in small letters is two code points, and places in the text must stay.
        text = "".join(low if len(low := letter.lower()) == 1 else letter for letter in line.text)
        yield line._replace(text=line.text[0] + text[1:] if begins else text)
        begins = ended(line.text)
