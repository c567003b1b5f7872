"""Sessions: what people copy from an interpreter or a shell into a text: prompts, and what was answered below them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks import stretches
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line

_PROMPT = re.compile(
    r"""
      (?P<python> >>>(?=\s|$) )          # ">>> import re"
    | (?: In | Out ) \s? \[\d+\]:        # "In [3]: x", "Out[3]: 4"
    | \$\ (?=[a-z./~_-])                 # "$ ls -l", but not "$ 5"
    | \w{2,20} =[#>]\ (?=\S)              # "orders=# SELECT", but not "anna> hello" of a talk
    # "mysql> SELECT", but not "octave higher", "ftp or any other program"
    | (?:(?:mysql|mariadb|sqlite|ghci|octave|scala|lua|ftp)> | \((?:gdb|Pdb)\))\ (?=\S)
    | irb\([^()]*\):\d+:\d+[>*]          # "irb(main):001:0> x"
    """,
    re.VERBOSE,
)
"""What a line begins with that somebody typed at a prompt."""
_QUOTED = re.compile(r">(?!\s?>)|>\s?>(?!\s?>)")
"""Mail that is quoted once or twice."""


def add_sessions(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    """Return the labels with prompts, and the lines below each as far as no blank line parts them, as code.

    Three marks of quoted mail look like the prompt of Python: where no line is quoted once or twice, they are that.
    """
    quoted = any(line.text[0] == ">" and _QUOTED.match(line.text) for line in lines)
    out = list(labels)
    within = False
    for k, line in enumerate(lines):
        prompt = None if _runs_into(lines, labels, k) else _PROMPT.match(line.text)
        within = (prompt is not None and not (prompt["python"] and quoted)) or (within and not line.blanks)
        if within:
            out[k] = stretches.CODE
    return out


def _runs_into(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether a sentence runs into a line: "a word that begins with / $ all by itself" is no prompt."""
    return labels[k] == stretches.JOINED and not ended(lines[k - 1].text)
