"""Plain words: rows of figures, codes and signs are no prose, whatever program wrote them, and lines of one word are a list.

In prose most of what stands between spaces is a word with its punctuation, also where it speaks of figures. In
`ddc962 compare NaN77 Inf -> 1`, `7a:57:ac:65:` and `def v8 : Type<8, 12>; // 8 x i1` it is not.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT, is_broken, needed
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import BULLET, WRAPS_FEW, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN, _CODE, _TABLE = map(LABELS.index, "CKT")
_ENDS = frozenset(".!?:")
_FEWEST_OF_SENTENCE = 4
"""Words that a sentence has more than: "Read it:" may stand above code, as part of it."""
_ODD = re.compile(r"[\d<>=/\\|_#$%^&*+~:@{}\[\]]")
"""What a line has that is not of plain words alone; most lines of prose have nothing of it."""
_PLAIN = re.compile(
    r"""
    (?<!\S)
    ["'“‘«(\[]* [\#@]?
    (?:[^\W\d_][\u0300-\u036f]*)+ (?:['’-][^\W\d_]+)*
    [.,;:!?"'”’»)\]]*
    (?!\S)
    """,
    re.VERBOSE,
)
"""A word as prose has it, between spaces: `payment`, `(Norway`, `doesn't`, `#tides`; not `x=1`, `foo()`, `12:30`."""
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]")
"""Letters of scripts that part no words: Thai, Lao, Burmese, Khmer, and all of East Asia."""
_MOST_OF_ROWS = 0.5
"""Share of plain words that of two lines of prose at least one reaches, also where they are about figures. An estimate."""


def add_evidence_of_plain_words(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that rows and lines of one word are not joined, in place."""
    odd = [_ODD.search(line.text) is not None and _share(line.text) < _MOST_OF_ROWS for line in lines]
    for group in groups(lines):
        reach = _reach_of_column(lines, group)
        for k in group[1:]:
            is_list = _are_single_words(lines[k - 1], lines[k]) and needed(lines[k - 1], lines[k]) <= reach
            if (odd[k - 1] and odd[k]) or is_list:
                scores[k, _JOIN] = NEVER
            elif odd[k] and _is_displayed(lines, k):
                scores[k : k + 2, _JOIN] = NEVER


def _is_displayed(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line is set in by itself, as a formula: "so that / x = 2y + 1 / holds"; no item goes on in it."""
    before, line = lines[k - 1], lines[k]
    after = lines[k + 1] if k + 1 < len(lines) else None
    is_last = after is None or after.blanks or after.breaks or after.indent == before.indent
    return line.indent > before.indent and bool(is_last) and "  " not in before.text and not BULLET.match(before.text)


def add_evidence_of_sentences(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a paragraph of whole sentences is no code and no table, whatever code it speaks of, in place.

    The model takes it for that where code stands around it: "If you print @list, you get what you asked for."
    """
    # A comment in code has its sign before each line, or marks around it that make it code again.
    for group in groups(lines):
        if _is_of_sentences([lines[k] for k in group]):
            scores[group.start : group.stop, [_CODE, _TABLE]] -= 2 * TOLD_BY_TEXT


def _is_of_sentences(lines: Sequence[Line]) -> bool:
    """Tell whether lines of one margin begin with a capital, end in a stop, and are of plain words, most of them small."""
    first, last = lines[0].text, lines[-1].text
    if not first[0].isupper() or last[-1] not in _ENDS or any(_is_of_rows(line, lines[0].indent) for line in lines):
        return False
    # Names of variables and calls are odd words, of which manuals of Perl have many.
    words = [word for line in lines for word in line.text.split()]
    small = sum(word[0].islower() for word in words)
    # "MOVE TIDE TO LOG." of COBOL ends in a stop as well.
    return 2 * small > len(words) > _FEWEST_OF_SENTENCE and _share(" ".join(words)) > _MOST_OF_ROWS


def _is_of_rows(line: Line, indent: int) -> bool:
    """Tell whether a line is not at the margin of a paragraph, or has columns."""
    return line.indent != indent or tabular(line.text)


def _share(text: str) -> float:
    """Return the share of plain words in what stands between spaces; 1 where a script has no spaces."""
    return 1.0 if _WITHOUT_SPACES.search(text) else len(_PLAIN.findall(text)) / len(text.split())


def _reach_of_column(lines: Sequence[Line], group: range) -> int:
    """Return where a group ends whose lines mostly have several words; more than any line where it is a list.

    In a column of Finnish now and then two words fill a line each, "kansainvälinen / yhteistyösopimus".
    """
    several = sum(" " in lines[k].text for k in group)
    is_column = 2 * several > len(group)
    return max(lines[k].indent + lines[k].width for k in group) if is_column else sys.maxsize


def _are_single_words(before: Line, line: Line) -> bool:
    """Tell whether two narrow lines have one word each, in a script that parts words; the first is not broken off."""
    is_single = " " not in before.text and " " not in line.text
    is_narrow = max(before.width, line.width) < WRAPS_FEW.start
    return is_single and is_narrow and not (is_broken(before) or _WITHOUT_SPACES.search(before.text + line.text))
